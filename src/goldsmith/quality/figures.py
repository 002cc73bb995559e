"""The figures of a project's quality page, as they are stored and as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec

from goldsmith.algorithms.certificate.bound import Method

VERSION: Final = 2
"""Grows with every change of these shapes; figures of another version are measured anew, not shown."""


class Accuracy(msgspec.Struct, frozen=True, kw_only=True):
    """The share of right answers: what audits prove of it, what the engine believes, what the contract asks."""

    estimate: float | None
    low: float
    high: float
    at_least: float
    """`low` to `high` hold together, `at_least` alone, each with the contract's confidence."""
    method: Method
    confidence: float
    target: float
    records: int
    audited: int
    correct: int
    taken_back: int
    """Found wrong and no longer completed: they count as wrong all the same."""
    believed: float | None


class Target(msgspec.Struct, frozen=True):
    """What proving one accuracy takes; null where no number of audits is likely to."""

    target: float
    audits: int | None
    powered: int | None
    """About how many when the engine's beliefs are used; null while too few audits tell what those explain."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What it would take: audits for each of several targets, given the accuracy that is to be expected."""

    expected: float | None
    seconds_per_audit: float | None
    audits_per_day: float | None
    targets: list[Target]


class CalibrationBin(msgspec.Struct, frozen=True, kw_only=True):
    """Audited answers of about the same stated probability: how many were right, with a 95 % interval."""

    low: float
    high: float
    stated: float
    right: float
    right_low: float
    right_high: float
    audits: int


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """Whether stated probabilities mean what they say. `error` is the mean gap (ECE), weighted by audits."""

    audits: int
    error: float | None
    bins: list[CalibrationBin]


class AnswerCount(msgspec.Struct, frozen=True):
    """How many completed tasks took so many answers."""

    answers: int
    tasks: int


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """What the completed tasks cost in answers. `saved` is the share of what was allowed and not needed."""

    completed: int
    answers: int
    mean: float | None
    most: float | None
    saved: float | None
    seconds_per_answer: float | None
    counts: list[AnswerCount]


class BeliefState(msgspec.Struct, frozen=True, kw_only=True):
    """Tasks in one state: how many per bin of expected error, and how many nothing is believed of yet."""

    state: Literal["accepted", "ask", "wait", "escalate"]
    tasks: int
    unseen: int
    bins: list[int]


class Beliefs(msgspec.Struct, frozen=True):
    """Tasks by state of belief. Bin i holds expected errors up to `edges[i]`, the last bin everything above."""

    edges: list[float]
    states: list[BeliefState]


class AuditQueue(msgspec.Struct, frozen=True, kw_only=True):
    """The audits: how many wait, since when the first one does, what was found."""

    waiting: int
    done: int
    wrong: int
    oldest: datetime | None


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """What labelers said (columns) where something was accepted (rows), of the latest completed tasks."""

    question: str
    title: str
    choices: list[str]
    titles: list[str]
    counts: list[list[int]]
    others: int
    """Answers that concern a choice beyond those shown."""
    tasks: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the quality page."""

    accuracy: Accuracy
    plan: Plan
    calibration: Calibration
    labels: Labels
    beliefs: Beliefs
    audits: AuditQueue
    confusions: list[Confusion]


class Slip(msgspec.Struct, frozen=True):
    """A labeler's most frequent mistake at a question: `said` where `right` was accepted, `count` of `of` times."""

    question: str
    said: str
    right: str
    count: int
    of: int


class ErrorRate(msgspec.Struct, frozen=True, kw_only=True):
    """Errors by kind over what the reference holds, with a 95 % interval by `tasks`; null where that is unknown."""

    rate: float | None
    low: float | None
    high: float | None
    errors: dict[str, float]
    reference: float
    tasks: int


class LabelerErrors(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's answers held against those accepted, and against each other person's."""

    labeler_id: str
    accepted: ErrorRate
    people: ErrorRate | None


class PairErrors(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's answers held against those of another, the reference."""

    reference_id: str
    labeler_id: str
    rate: ErrorRate


class ErrorRates(msgspec.Struct, frozen=True, kw_only=True):
    """An error rate of the modality's field, in the latest completed tasks, by labeler and by pair."""

    measure: str
    unit: Literal["words", "characters", "seconds"]
    kinds: list[str]
    tasks: int
    labelers: list[LabelerErrors]
    pairs: list[PairErrors]


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a row of `quality`. `mark` names what it was computed from, `seconds` what that took."""

    version: int = VERSION
    mark: str
    seconds: float
    figures: Figures
    slips: dict[str, list[Slip]]
    error_rates: list[ErrorRates] = []
