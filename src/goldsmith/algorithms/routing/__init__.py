"""What to ask next, of whom, and when to stop: the expected drop in error per answer decides."""

from goldsmith.algorithms.routing.checking import choose_checks, share_to_check
from goldsmith.algorithms.routing.choosing import choose_labeler
from goldsmith.algorithms.routing.deciding import Decisions, decide
from goldsmith.algorithms.routing.reasons import SENTENCES, Action, Limit, Reason, unreviewed
from goldsmith.algorithms.routing.trusting import Claims, MachineTrust, Trust, trust_machines, trust_model
from goldsmith.algorithms.routing.worth import Worth, worth_of_answers

__all__ = [
    "SENTENCES",
    "Action",
    "Claims",
    "Decisions",
    "Limit",
    "MachineTrust",
    "Reason",
    "Trust",
    "Worth",
    "choose_checks",
    "choose_labeler",
    "decide",
    "share_to_check",
    "trust_machines",
    "trust_model",
    "unreviewed",
    "worth_of_answers",
]
