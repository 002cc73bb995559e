"""What an import did, and what it could not carry, in words."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec

__all__ = ["Progress", "Refused", "Report"]

MOST_KEPT: Final = 1_000


class Progress(msgspec.Struct, frozen=True):
    """How far the walk is: in which project, and how many of its tasks were looked at."""

    project: str
    done: int
    total: int


class Refused(msgspec.Struct, frozen=True):
    """A task of theirs (its id) or a project (its name) that could not be made here, and why."""

    name: str
    reason: str


class Report(msgspec.Struct, kw_only=True):
    """Counts of one run. `known` was here already; `losses` says in words what was left out, and how often."""

    projects: int = 0
    batches: int = 0
    tasks: int = 0
    known: int = 0
    files: int = 0
    results: int = 0
    refused: int = 0
    losses: Counter[str] = msgspec.field(default_factory=Counter)
    notes: Counter[str] = msgspec.field(default_factory=Counter)
    """What is here and still needs somebody: what to know of it, and of how many."""
    refusals: list[Refused] = []

    def refuse(self, name: str, reason: str) -> None:
        """Count what could not be made; the first thousand are kept by name."""
        self.refused += 1
        if len(self.refusals) < MOST_KEPT:
            self.refusals.append(Refused(name, reason))
