"""How good answers are, and why tasks have theirs."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Json, LabelerRef


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """A project's quality as it was last measured; no figures before the first time."""

    computed_at: datetime | None = None
    figures: Json | None = None


class LabelerSkills(msgspec.Struct, frozen=True, kw_only=True):
    """How reliable somebody is at each question, with 95 % intervals and a sentence."""

    labeler: LabelerRef
    answers: int = 0
    skills: list[Json] = []


class Leaderboard(msgspec.Struct, frozen=True):
    """The questions under which models were compared (`question`, `title`, `votes`), and the board of one.

    The board has `standings` (`name`, `elo`, `low`, `high`, ranks), `pairs`, `position`, `next_pairs` and, where there
    is no order yet, `unrankable`.
    """

    questions: list[Json] = []
    board: Json | None = None


class Judges(msgspec.Struct, frozen=True):
    """Models that judge, a row a judge and question: `agreement`, `ceiling`, `short`, `ties`, `left`, `steady`.

    Each is a share: `value`, `low`, `high`, and `of` how many verdicts. `graders` are models that rate and grade, a row
    a model and question: `kappa`, `ceiling`, `agreement`, `people_agreement`, `lean`.
    """

    items: list[Json] = []
    graders: list[Json] = []


class ErrorRates(msgspec.Struct, frozen=True):
    """Error rates of the modality's field: `measure`, `unit`, `kinds`, `tasks`, `labelers` and `pairs`.

    Each rate has `rate`, `low`, `high`, `errors` by kind and what the `reference` holds.
    """

    items: list[Json] = []


class TaskObjects(msgspec.Struct, frozen=True):
    """What people marked in a task, the least agreed upon first: `marks`, `missing`, `accepted_uuid`, `agreement`."""

    items: list[Json] = []


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why a task has its answer, who said what, who looked again, and why these people were asked.

    `opinions` is what models and functions said, how sure they were and how reliable they are; none for reviewers.
    """

    sentence: str
    decision: str | None = None
    reason: str | None = None
    expected_error: float | None = None
    estimator: str | None = None
    believed_at: datetime | None = None
    units: list[Json] = []
    opinions: list[Json] = []
    checks: list[Json] = []
    asked: list[Json] = []
