"""What a delivery's certificate rests on: an exact interval from a random audit, one canonical spelling, one signature.

Needs nothing beyond the standard library and `cryptography`, so that a customer can check a certificate years from now.
Bounds from predictions, weighted draws and early stopping need numpy: see `bound.accuracy_bound`.
"""

from goldsmith.algorithms.certificate.canonical import Json, NotCanonicalError, canonical_json, read_json
from goldsmith.algorithms.certificate.finite import finite_interval, finite_lower_bound
from goldsmith.algorithms.certificate.interval import clopper_pearson, lower_bound
from goldsmith.algorithms.certificate.plan import audits_to_prove, powered_audits_to_prove
from goldsmith.algorithms.certificate.statement import (
    Evidence,
    StatedAccuracy,
    quality_statement,
    state_accuracy,
    state_exactly,
)

__all__ = [
    "Evidence",
    "Json",
    "NotCanonicalError",
    "StatedAccuracy",
    "audits_to_prove",
    "canonical_json",
    "clopper_pearson",
    "finite_interval",
    "finite_lower_bound",
    "lower_bound",
    "powered_audits_to_prove",
    "quality_statement",
    "read_json",
    "state_accuracy",
    "state_exactly",
]
