"""Labeling functions and how they do."""

from __future__ import annotations

from datetime import datetime

import msgspec


class FunctionAccuracy(msgspec.Struct, frozen=True, kw_only=True):
    """How often accepted answers of people say what a function voted, with an exact 95 % interval."""

    judged: int
    correct: int
    estimate: float
    low: float
    high: float


class FunctionErrors(msgspec.Struct, frozen=True, kw_only=True):
    """On how many items a function failed, and the first message."""

    count: int = 0
    first: str | None = None


class LabelFunction(msgspec.Struct, frozen=True, kw_only=True):
    """A labeling function and how it does; shares are of the tasks counted."""

    name: str
    labeler_id: str | None = None
    version: int | None = None
    line: int = 0
    attribute: str | None = None
    confidence: float | None = None
    status: str = "active"
    error: str | None = None
    votes: int = 0
    coverage: float | None = None
    overlaps: float | None = None
    conflicts: float | None = None
    accuracy: FunctionAccuracy | None = None
    errors: FunctionErrors = FunctionErrors()
    choices: dict[str, int] = {}


class LabelFunctions(msgspec.Struct, frozen=True, kw_only=True):
    """The labeling functions of a project; `version` is None before a file was pushed."""

    version: int | None = None
    sha256: str | None = None
    pushed_at: datetime | None = None
    status: str | None = None
    error: str | None = None
    tasks: int = 0
    passed: int = 0
    looked: int = 0
    counted: int = 0
    is_settled: bool = True
    computed_at: datetime | None = None
    functions: list[LabelFunction] = []


class FunctionsSource(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the file of functions, as it was pushed."""

    version: int
    source: str
    sha256: str
    created_at: datetime | None = None
