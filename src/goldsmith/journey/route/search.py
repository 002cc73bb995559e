"""Where each labeler's last search ended, so that the next one does not walk again past all they have answered.

Only a hint, kept in one process: whatever it leaves out is found when the search starts over. Searches start over as
often as they are cheap: at most a twentieth of a labeler's time goes into walking from the start.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import msgspec

BEFORE_ALL = -(2**31)
ZERO = UUID(int=0)
MOST_KEPT = 50_000
SHARE = 20

Key = tuple[UUID, UUID, str]


class Search(msgspec.Struct):
    """One walk through the queue: from after (rank, id), by rank (priority and urgency, falling), then id."""

    rank: int
    after: UUID
    seconds: float = 0.0

    @classmethod
    def from_start(cls) -> Search:
        return cls(BEFORE_ALL, ZERO)

    @property
    def is_from_start(self) -> bool:
        return self.rank == BEFORE_ALL


class _Place(msgspec.Struct):
    rank: int = BEFORE_ALL
    after: UUID = ZERO
    start_again_at: float = 0.0
    found_nothing: bool = False


class Searches:
    """The last place of every labeler in every queue."""

    def __init__(self) -> None:
        self._places: dict[Key, _Place] = {}

    def next_for(self, key: Key) -> Search:
        place = self._places.get(key)
        if place is None or time.monotonic() >= place.start_again_at:
            return Search.from_start()
        return Search(place.rank, place.after)

    def may_start_over(self, key: Key) -> bool:
        """Whether an empty search from a hint should be followed by one from the start right away."""
        place = self._places.get(key)
        return place is None or not place.found_nothing or time.monotonic() >= place.start_again_at

    def note(self, key: Key, search: Search, row: Any) -> None:
        if len(self._places) > MOST_KEPT:
            self._places.clear()
        place = self._places.setdefault(key, _Place())
        place.found_nothing = row is None
        if row is not None:
            place.rank, place.after = row["rank"], row["task_id"]
        if search.is_from_start:
            place.start_again_at = time.monotonic() + SHARE * search.seconds
