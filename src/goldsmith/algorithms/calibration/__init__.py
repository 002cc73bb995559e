"""Whether probabilities mean what they say: reliability diagrams, calibration error, Brier score and log-loss."""

from goldsmith.algorithms.calibration.measures import (
    N_BINS,
    Bins,
    brier_score,
    calibration_error,
    chance_calibration_error,
    log_loss,
    reliability_bins,
)

__all__ = [
    "N_BINS",
    "Bins",
    "brier_score",
    "calibration_error",
    "chance_calibration_error",
    "log_loss",
    "reliability_bins",
]
