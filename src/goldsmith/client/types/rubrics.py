"""Tests of rubrics on planted responses."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Json

__all__ = ["OwnRubricTests", "RubricTest", "RubricTesting", "RubricTestsOfTask", "SubmittedRubricTest"]


class RubricTesting(msgspec.Struct, frozen=True, kw_only=True):
    """How rubrics of a project are tested."""

    settings: Json
    updated_at: datetime | None = None


class RubricTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test of one's own. `outcome` is None while it waits, and where it failed."""

    id: str
    status: str
    is_submitted: bool = False
    outcome: Json | None = None
    created_at: datetime | None = None


class OwnRubricTests(msgspec.Struct, frozen=True, kw_only=True):
    """Tests of the rubric of an assignment, oldest first, and how many good and bad responses it is tested on."""

    is_open: bool
    tests_left: int
    good: int
    bad: int
    items: list[RubricTest] = []


class SubmittedRubricTest(msgspec.Struct, frozen=True, kw_only=True):
    """The test of a rubric that was submitted, with the planted responses; `reason`: why it failed."""

    id: str
    annotation_id: str
    labeler_id: str
    model_id: str
    status: str
    reason: str | None = None
    outcome: Json | None = None
    planted: list[Json] = []
    created_at: datetime | None = None


class RubricTestsOfTask(msgspec.Struct, frozen=True):
    """Tests of the rubrics that were submitted for a task, oldest first."""

    items: list[SubmittedRubricTest]
