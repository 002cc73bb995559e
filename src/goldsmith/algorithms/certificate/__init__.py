"""What a delivery's certificate rests on: an exact interval from a random audit, one canonical spelling, one signature.

Needs nothing beyond the standard library and `cryptography`, so that a customer can check a certificate years from now.
"""

from goldsmith.algorithms.certificate.canonical import NotCanonicalError, canonical_json, read_json
from goldsmith.algorithms.certificate.interval import audits_needed, clopper_pearson, lower_bound
from goldsmith.algorithms.certificate.signature import is_signature_valid, key_id, sign

__all__ = [
    "NotCanonicalError",
    "audits_needed",
    "canonical_json",
    "clopper_pearson",
    "is_signature_valid",
    "key_id",
    "lower_bound",
    "read_json",
    "sign",
]
