"""What a delivery's certificate rests on: an exact interval from a random audit, one canonical spelling, one signature.

Needs nothing beyond the standard library and `cryptography`, so that a customer can check a certificate years from now.
"""

from goldsmith.algorithms.certificate.canonical import Json, NotCanonicalError, canonical_json, read_json
from goldsmith.algorithms.certificate.interval import audits_needed, clopper_pearson, lower_bound
from goldsmith.algorithms.certificate.statement import AuditedQuality, audited_quality, quality_statement

__all__ = [
    "AuditedQuality",
    "Json",
    "NotCanonicalError",
    "audited_quality",
    "audits_needed",
    "canonical_json",
    "clopper_pearson",
    "lower_bound",
    "quality_statement",
    "read_json",
]
