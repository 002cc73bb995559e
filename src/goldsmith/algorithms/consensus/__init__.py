"""What is true, judging by many labelers' choices: `estimate` learns whom to trust, `vote` counts all the same."""

from goldsmith.algorithms.consensus.answers import ANONYMOUS
from goldsmith.algorithms.consensus.engine import estimate
from goldsmith.algorithms.consensus.result import Estimate
from goldsmith.algorithms.consensus.voting import vote

__all__ = ["ANONYMOUS", "Estimate", "estimate", "vote"]
