"""What is true, judging by many choices: `fit` and `estimate` learn whom to trust, `vote` counts all the same."""

from goldsmith.algorithms.consensus.columns import ANONYMOUS
from goldsmith.algorithms.consensus.engine import ESTIMATOR, estimate, fit
from goldsmith.algorithms.consensus.fitted import Fitted
from goldsmith.algorithms.consensus.result import Estimate
from goldsmith.algorithms.consensus.voting import vote

__all__ = ["ANONYMOUS", "ESTIMATOR", "Estimate", "Fitted", "estimate", "fit", "vote"]
