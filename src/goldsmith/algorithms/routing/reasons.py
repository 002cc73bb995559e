"""What is done with a task, and why: as numbers in arrays, and as sentences for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

__all__ = ["HELD_BACK", "SENTENCES", "Action", "Limit", "Reason", "unreviewed"]


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
    NO_TIME_LEFT = 10
    DEADLINE_PASSED = 11
    UNSURE_AND_NO_BUDGET_LEFT = 12
    UNSURE_AND_NO_TIME_LEFT = 13
    UNSURE_AND_DEADLINE_PASSED = 14


class Limit(IntEnum):
    """What holds back answers that would be worth asking for."""

    BUDGET = 0
    DEADLINE = 1
    PASSED_DEADLINE = 2


HELD_BACK: Final[Mapping[Limit, tuple[Reason, Reason]]] = {
    Limit.BUDGET: (Reason.NO_BUDGET_LEFT, Reason.UNSURE_AND_NO_BUDGET_LEFT),
    Limit.DEADLINE: (Reason.NO_TIME_LEFT, Reason.UNSURE_AND_NO_TIME_LEFT),
    Limit.PASSED_DEADLINE: (Reason.DEADLINE_PASSED, Reason.UNSURE_AND_DEADLINE_PASSED),
}
"""Why a task is accepted, or escalated, that a limit keeps from being asked again."""


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
    Reason.NO_TIME_LEFT: "Accepted: what can still be answered before the deadline is worth more on other tasks.",
    Reason.DEADLINE_PASSED: "Accepted: the deadline has passed, so these are the answers it gets.",
    Reason.UNSURE_AND_NO_BUDGET_LEFT: "To an expert: unsure, and the answers that are left are worth more elsewhere.",
    Reason.UNSURE_AND_NO_TIME_LEFT: "To an expert: unsure, and too few answers can arrive before the deadline.",
    Reason.UNSURE_AND_DEADLINE_PASSED: "To an expert: unsure, and the deadline has passed.",
}


def unreviewed(reason: Reason) -> str:
    """Say why a task is accepted that should go to an expert, where a project has none."""
    return SENTENCES[reason].replace("To an expert:", "Accepted, as nobody reviews here:")
