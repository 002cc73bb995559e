"""Parts of what is too long for one task: where they begin and end, and what came of joining their answers again.

What a length is counted in is the modality's business: frames of a video, milliseconds of a recording.
"""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple
from uuid import UUID, uuid5

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.errors import InvalidError

__all__ = [
    "MOST_PARTS",
    "Cut",
    "Joined",
    "OneSided",
    "Overlap",
    "Pair",
    "Part",
    "id_in_part",
    "is_id_of_object",
    "spread_parts",
]

LEAST_LENGTH: Final = 10
MOST_LENGTH: Final = 1_000_000
MOST_PARTS: Final = 1_000
MOST_NAMED: Final = 100
_OURS: Final = UUID("9d0d3a3e-5f0c-5c7e-8b57-0f6f2f8d5a11")

Count = Annotated[int, msgspec.Meta(ge=0)]


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a part may be, and how much of it its neighbour sees as well."""

    length: int
    overlap: int

    def check(self, field: str) -> None:
        """Raise InvalidError for what cannot be. At a third of the length, nothing is ever in three parts."""
        if not LEAST_LENGTH <= self.length <= MOST_LENGTH:
            message = f"A part is {LEAST_LENGTH} to {MOST_LENGTH:,} long."
            raise InvalidError(message, field=f"{field}.length")
        if not 1 <= self.overlap <= self.length // 3:
            message = f"Parts of {self.length:,} overlap by 1 to {self.length // 3:,}, a third of their length."
            raise InvalidError(message, field=f"{field}.overlap")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which part of the whole a task is about: from `first` to `last`, both included, counted as in the whole.

    `of` names the whole: the id of the task of part 1. The first and the last `overlap` are seen by the neighbours too;
    where the two differ, the last `overlap_after` are.
    """

    of: str = ""
    number: Annotated[int, msgspec.Meta(ge=1)]
    count: Annotated[int, msgspec.Meta(ge=2, le=MOST_PARTS)]
    first: Count
    last: Count
    overlap: Annotated[int, msgspec.Meta(ge=1)]
    overlap_after: Annotated[int, msgspec.Meta(ge=1)] | UnsetType = UNSET


class Overlap(NamedTuple):
    """What two neighbouring parts share, both ends included."""

    first: int
    last: int

    @property
    def middle(self) -> int:
        return (self.first + self.last + 1) // 2


class Pair(NamedTuple):
    """Places in the marks of the earlier and of the later part, and how alike these two are, in [0, 1]."""

    here: int
    there: int
    similarity: float


class OneSided(msgspec.Struct, frozen=True, kw_only=True):
    """Something that lies where two parts overlap and that only one of them has, `part`. It is kept."""

    whole: str
    part: int
    uuid: str
    label: str
    first: int
    last: int


class Joined(msgspec.Struct, kw_only=True):
    """What came of joining parts.

    Of what neighbours both saw, `matched` pairs became one, alike by `similarity` on average and `least_similarity` at
    least, in [0, 1]; the first hundred that only one of them saw are named. Where two parts said different things of
    the same, `differing` times, the earlier part's answer stands. `missing_parts` were not among what was joined.
    `measure`: what `first` and `last` count, as *frames* or *milliseconds*.
    """

    measure: str = ""
    wholes: int = 0
    parts: int = 0
    missing_parts: int = 0
    matched: int = 0
    similarity: float | None = None
    least_similarity: float | None = None
    one_sided: int = 0
    named: list[OneSided] = []
    differing: int = 0

    def match(self, similarity: float, count: int = 1) -> None:
        """Count pairs that are this alike, on average."""
        if count:
            total = (self.similarity or 0.0) * self.matched + similarity * count
            self.matched += count
            self.similarity = total / self.matched
            self.least_similarity = min(similarity, 1.0 if self.least_similarity is None else self.least_similarity)

    def miss(self, seen: OneSided) -> None:
        self.one_sided += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(seen)

    def add(self, other: Joined) -> None:
        """Count what came of joining other parts as well."""
        least = other.least_similarity
        self.match(other.similarity or 0.0, other.matched)
        if least is not None:
            self.least_similarity = min(least, 1.0 if self.least_similarity is None else self.least_similarity)
        for name in ("wholes", "parts", "missing_parts", "one_sided", "differing"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.named += other.named[: MOST_NAMED - len(self.named)]


def spread_parts(total: int, cut: Cut) -> list[Part]:
    """Return the parts of a whole, equally long but for one; none where it is short enough as it is.

    Raises InvalidError where there would be more than a thousand.

    >>> [(part.first, part.last) for part in spread_parts(300, Cut(120, 20))]
    [(0, 112), (93, 205), (186, 299)]
    """
    if total <= cut.length:
        return []
    fresh = total - cut.overlap
    count = -(-fresh // (cut.length - cut.overlap))
    if count > MOST_PARTS:
        message = f"This would be cut into {count:,} parts, and {MOST_PARTS:,} is the most. Let parts be longer."
        raise InvalidError(message, code="too_many_parts")
    starts = [number * fresh // count for number in range(count + 1)]
    return [
        Part(
            number=number + 1,
            count=count,
            first=starts[number],
            last=starts[number + 1] + cut.overlap - 1,
            overlap=cut.overlap,
        )
        for number in range(count)
    ]


def is_id_of_object(uuid: str) -> bool:
    """Tell whether a uuid names one object wherever it stands; others, as `annotation-0`, mean nothing elsewhere."""
    try:
        return str(UUID(uuid)) == uuid.lower()
    except ValueError:
        return False


def id_in_part(uuid: str, part: Part) -> str:
    """Return a uuid that names in every part of the whole what `uuid` names in the whole. The same each time."""
    return uuid if is_id_of_object(uuid) or not uuid else str(uuid5(_OURS, f"{part.of}/{uuid}"))
