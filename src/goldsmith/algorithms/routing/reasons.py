"""What is done with a task, and why: as numbers in arrays, and as sentences for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

__all__ = ["SENTENCES", "Action", "Reason"]


class Action(IntEnum):
    """What is done with a task."""

    ACCEPT = 0
    ASK = 1
    ESCALATE = 2


class Reason(IntEnum):
    """Why it is done."""

    SURE = 0
    CONTRACT_MET = 1
    LITTLE_TO_GAIN = 2
    NO_BUDGET_LEFT = 3
    NO_ANSWERS_LEFT = 4
    WORTH_ASKING = 5
    FIRST_ANSWERS = 6
    RANDOM_CHECK = 7
    UNSURE_AND_LITTLE_TO_GAIN = 8
    UNSURE_AND_NO_ANSWERS_LEFT = 9


SENTENCES: Final[Mapping[Reason, str]] = {
    Reason.SURE: "Accepted: it is as sure as the contract asks.",
    Reason.CONTRACT_MET: "Accepted: the project meets its contract without another answer here.",
    Reason.LITTLE_TO_GAIN: "Accepted: another answer would change little.",
    Reason.NO_BUDGET_LEFT: "Accepted: the answers that are left are worth more on other tasks.",
    Reason.NO_ANSWERS_LEFT: "Accepted: it has all the answers it may get, and the contract can bear the doubt.",
    Reason.WORTH_ASKING: "Asked: another answer is worth its price.",
    Reason.FIRST_ANSWERS: "Asked: it has fewer answers than every task gets.",
    Reason.RANDOM_CHECK: "Asked: drawn at random to check what a model is sure of.",
    Reason.UNSURE_AND_LITTLE_TO_GAIN: "To an expert: unsure, and another answer would change little.",
    Reason.UNSURE_AND_NO_ANSWERS_LEFT: "To an expert: unsure, and it has all the answers it may get.",
}
