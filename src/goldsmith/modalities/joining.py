"""The answers of a whole's parts as one answer, whatever their marks are: tracks of a video, regions of a recording.

What two neighbours both saw where they overlap becomes one and keeps the earlier part's id, label, answers and links.
So does what carries the id of one object in two parts and is not to be seen in both in their overlap: a pre-label, gone
meanwhile. What only one part saw is kept as it was seen, and told. Parts count in their order: the same parts give the
same answer and the same ids, whatever order they come in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec

from goldsmith.modalities._contract import Answer, Joined, Link, Value
from goldsmith.modalities.parts import OneSided, Overlap, Pair, Part

__all__ = ["Joints", "join_parts", "keep_earliest"]


class Joints(msgspec.Struct, frozen=True, kw_only=True):
    """What joining must know of the marks of a modality. Places are counted as those of parts.

    `seen_in` is what of a mark lies in an overlap, None for nothing; `stretch_of` from where to where that is. `match`
    pairs what two parts have there, and `repeated` names those of the later part's other marks that the earlier one's
    say already in other pieces, each with the place of the mark that stands for it: they are left out. A pair is put
    together by `join` at the place `seam_of`: as one mark, or as two where one cannot hold both, of which the second
    goes on. `close` ends a mark that nobody goes on with; `is_object` tells whether
    its id names one object wherever it stands, and `differs` whether two that became one were answered differently.
    `join_answers` puts answers about the whole together, and counts where they differ.
    """

    seen_in: Callable[[Any, Overlap], Any | None]
    stretch_of: Callable[[Any, Overlap], tuple[int, int]]
    match: Callable[[Sequence[Any], Sequence[Any], Overlap], list[Pair]]
    repeated: Callable[[Sequence[Any], Sequence[Any], Sequence[Pair], Overlap], Mapping[int, int]]
    seam_of: Callable[[Any, Any, Overlap], int]
    join: Callable[[Any, Any, int], Sequence[Any]]
    close: Callable[[Any, int], Any]
    is_object: Callable[[Any], bool]
    differs: Callable[[Any, Any], bool]
    join_answers: Callable[[Mapping[str, Value], Mapping[str, Value], Part, Part | None], tuple[dict[str, Value], int]]


def join_parts(joints: Joints, parts: Sequence[tuple[Part, Answer[Any]]]) -> tuple[Answer[Any], Joined]:
    """One answer of the parts' answers, and what came of joining them. What missing parts showed stays empty."""
    ordered = sorted(parts, key=lambda each: each[0].number)
    joining = _Joining(joints, ordered[0][0])
    for part, answer in ordered:
        joining.add(part, answer)
    return joining.finish()


def keep_earliest(
    before: Mapping[str, Value], said: Mapping[str, Value], part: Part, last: Part | None
) -> tuple[dict[str, Value], int]:
    """Let the earliest part's answers about the whole stand; how many of a later part's say otherwise."""
    del part, last
    return {**said, **before}, sum(before.get(name, value) != value for name, value in said.items())


class _Mark:
    """A mark so far: what is joined, and what the last part that has it said."""

    def __init__(self, whole: Any, part: Part) -> None:
        self.whole, self.said, self.part = whole, whole, part


class _Known(NamedTuple):
    """The mark that one of a part's marks goes on with, and from which place on."""

    mark: _Mark
    seam: int


class _Joining:
    """What is joined so far."""

    def __init__(self, joints: Joints, first: Part) -> None:
        self._joints = joints
        self._marks: list[_Mark] = []
        self._links: dict[tuple[object, ...], Link] = {}
        self._attributes: dict[str, Value] = {}
        self._uuids: set[str] = set()
        self._repeated: dict[int, _Mark] = {}
        self._before: Part | None = None
        self._joined = Joined(wholes=1, missing_parts=first.count)

    def add(self, part: Part, answer: Answer[Any]) -> None:
        self._joined.parts += 1
        self._joined.missing_parts -= 1
        known = self._recognize(part, answer.annotations)
        self._close(known, part)
        names = self._take(known, answer.annotations, part)
        self._link(answer.links, names, part)
        self._answer(answer.global_attributes, part)
        self._before = part

    def finish(self) -> tuple[Answer[Any], Joined]:
        if self._before is not None and self._before.number < self._before.count:
            self._end(self._marks, self._before)
        answer: Answer[Any] = Answer(
            annotations=[mark.whole for mark in self._marks],
            global_attributes=self._attributes,
            links=list(self._links.values()),
        )
        return answer, self._joined

    def _recognize(self, part: Part, marks: Sequence[Any]) -> dict[int, _Known]:
        """Which mark each of the part's goes on with: by what both saw, or by the ids of objects."""
        overlap = _overlap(self._before, part)
        self._repeated = {}
        if overlap is None:
            return self._by_id(marks, {}, part, None)
        earlier = [mark for mark in self._marks if mark.part is self._before]
        said = [mark.said for mark in earlier]
        pairs = self._joints.match(said, marks, overlap)
        self._repeated = {
            there: earlier[here] for there, here in self._joints.repeated(said, marks, pairs, overlap).items()
        }
        self._report(earlier, marks, pairs, overlap, part)
        known = {
            pair.there: _Known(earlier[pair.here], self._joints.seam_of(said[pair.here], marks[pair.there], overlap))
            for pair in pairs
        }
        return known | self._by_id(marks, known, part, overlap)

    def _by_id(
        self, marks: Sequence[Any], known: Mapping[int, _Known], part: Part, overlap: Overlap | None
    ) -> dict[int, _Known]:
        taken = {id(each.mark) for each in known.values()}
        objects = (mark for mark in self._marks if self._joints.is_object(mark.said))
        free = {_name(mark.said): mark for mark in objects if id(mark) not in taken}
        found = {}
        for place, said in enumerate(marks):
            mark = free.get(_name(said)) if place not in known and place not in self._repeated else None
            seam = None if mark is None else self._seam(mark, said, part, overlap)
            if mark is not None and seam is not None:
                found[place] = _Known(mark, seam)
        return found

    def _seam(self, mark: _Mark, said: Any, part: Part, overlap: Overlap | None) -> int | None:
        """Where something goes on that at most one of two parts saw in their overlap; None where both did: others."""
        if overlap is None or mark.part is not self._before:
            return part.first
        if self._joints.seen_in(mark.said, overlap) is None:
            return overlap.first
        return overlap.last + 1 if self._joints.seen_in(said, overlap) is None else None

    def _close(self, known: Mapping[int, _Known], part: Part) -> None:
        """What the last part saw up to its end and this one does not go on with ends there."""
        if self._before is not None:
            is_next = part.number == self._before.number + 1
            going_on = {id(each.mark) for each in known.values()} if is_next else set()
            self._end([mark for mark in self._marks if id(mark) not in going_on], self._before)

    def _end(self, marks: Iterable[_Mark], part: Part) -> None:
        for mark in marks:
            if mark.part is part:
                mark.whole = self._joints.close(mark.whole, part.last)

    def _take(self, known: Mapping[int, _Known], marks: Sequence[Any], part: Part) -> dict[str, str]:
        """Add the marks of a part; the names that its ids have from now on."""
        groups = _groups(known, marks)
        names = {}
        for place, said in enumerate(marks):
            if (standing := self._repeated.get(place)) is not None:
                names[said.uuid] = standing.whole.uuid
                self._joined.differing += 1
                continue
            mark = self._go_on(known[place], said, part) if place in known else self._begin(said, part)
            if (group := groups.get(_group(said))) is not None and (place not in known or not _group(mark.whole)):
                mark.whole = msgspec.structs.replace(mark.whole, group=group)
            mark.said, mark.part = said, part
            names[said.uuid] = mark.whole.uuid
        return names

    def _begin(self, said: Any, part: Part) -> _Mark:
        mark = _Mark(msgspec.structs.replace(said, uuid=self._fresh(said.uuid, part)), part)
        self._marks.append(mark)
        return mark

    def _go_on(self, known: _Known, said: Any, part: Part) -> _Mark:
        mark, seam = known
        self._joined.differing += self._joints.differs(mark.whole, said)
        mark.whole, *others = self._joints.join(mark.whole, said, seam)
        return self._begin(others[0], part) if others else mark

    def _fresh(self, uuid: str, part: Part) -> str:
        """The same, unless something else is called so already."""
        while uuid and uuid in self._uuids:
            uuid = str(uuid5(UUID(int=part.number), uuid))
        self._uuids.add(uuid)
        return uuid

    def _report(
        self, earlier: Sequence[_Mark], marks: Sequence[Any], pairs: Sequence[Pair], overlap: Overlap, part: Part
    ) -> None:
        for pair in pairs:
            self._joined.match(pair.similarity)
        ours, theirs = {pair.here for pair in pairs}, {pair.there for pair in pairs}
        for place, mark in enumerate(earlier):
            self._tell(mark.said, mark.whole.uuid, overlap, mark.part, is_matched=place in ours)
        for place, said in enumerate(marks):
            self._tell(said, said.uuid, overlap, part, is_matched=place in theirs or place in self._repeated)

    def _tell(self, said: Any, uuid: str, overlap: Overlap, part: Part, *, is_matched: bool) -> None:
        seen = None if is_matched else self._joints.seen_in(said, overlap)
        if seen is not None:
            first, last = self._joints.stretch_of(seen, overlap)
            self._joined.miss(
                OneSided(whole=part.of, part=part.number, uuid=uuid, label=said.label, first=first, last=last)
            )

    def _link(self, links: Sequence[Link], names: Mapping[str, str], part: Part) -> None:
        """Links of the same kind between the same two are one link; what links pieces of one mark is none."""
        times: Counter[tuple[str, str, str]] = Counter()
        for link in links:
            ends = (link.type, names.get(link.from_, link.from_), names.get(link.to, link.to))
            if ends[1] == ends[2] and link.from_ != link.to:
                continue
            key = (*ends, times[ends])
            times[ends] += 1
            if key not in self._links:
                uuid = self._fresh(link.uuid, part)
                self._links[key] = msgspec.structs.replace(link, uuid=uuid, from_=ends[1], to=ends[2])

    def _answer(self, said: Mapping[str, Value], part: Part) -> None:
        self._attributes, differing = self._joints.join_answers(self._attributes, said, part, self._before)
        self._joined.differing += differing


def _overlap(before: Part | None, part: Part) -> Overlap | None:
    """What a part shares with the one before it; None where that is missing."""
    if before is None or part.number != before.number + 1 or before.last < part.first:
        return None
    return Overlap(part.first, min(before.last, part.last))


def _name(mark: Any) -> tuple[object, ...]:
    return (type(mark), mark.label, mark.uuid)


def _group(mark: Any) -> str | None:
    return getattr(mark, "group", None) or None


def _groups(known: Mapping[int, _Known], marks: Sequence[Any]) -> dict[str | None, str]:
    """The groups of a part by the names that they have from now on: those of the objects that go on."""
    names: dict[str | None, str] = {}
    for place, each in known.items():
        group, before = _group(marks[place]), _group(each.mark.whole)
        if group and before:
            names.setdefault(group, before)
    return {group: group for said in marks if (group := _group(said))} | names
