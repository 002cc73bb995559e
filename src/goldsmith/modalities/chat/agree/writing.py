"""What labelers wrote: which annotations belong together, and how two labelers' ids are told to mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

import msgspec

from goldsmith.modalities._contract import Answer
from goldsmith.modalities.chat.shapes import Line, Ranking, Written

__all__ = ["Writings", "in_place"]

_REFERRING = ("message", "after", "parent", "revises")


class Writings(NamedTuple):
    """Answers taken apart: judgements of what was given, and what each labeler wrote with the judgements of that.

    `chosen[labeler]` numbers the different writings; `choices` names them.
    """

    judgements: Sequence[Answer[Any]]
    chosen: Sequence[int]
    choices: tuple[str, ...]

    @property
    def is_any(self) -> bool:
        return bool(self.choices)

    @property
    def is_judged(self) -> bool:
        """Whether anybody judged what was given."""
        return any(answer.annotations for answer in self.judgements)

    @classmethod
    def of(cls, answers: Sequence[Answer[Any]]) -> Writings:
        own = [_own(answer) for answer in answers]
        judgements = [
            msgspec.structs.replace(answer, annotations=[each for each in answer.annotations if each.uuid not in mine])
            for answer, mine in zip(answers, own, strict=True)
        ]
        if not any(own):
            return cls(judgements, (), ())
        keys = [_key(answer, mine) for answer, mine in zip(answers, own, strict=True)]
        different = list(dict.fromkeys(keys))
        return cls(
            judgements, [different.index(key) for key in keys], tuple(f"answer {n + 1}" for n in range(len(different)))
        )

    @staticmethod
    def put_back(merged: Answer[Any], author: Answer[Any]) -> Answer[Any]:
        """The merged judgements beside what one labeler wrote, in the order of that labeler's answer."""
        own = _own(author)
        taken = {annotation.uuid for annotation in author.annotations if annotation.uuid in own}
        renamed: dict[str, str] = {}
        for annotation in merged.annotations:
            before = annotation.uuid
            annotation.uuid = next(name for name in _names_like(before) if name not in taken)
            taken.add(annotation.uuid)
            renamed[before] = annotation.uuid
        for link in merged.links:
            link.from_, link.to = renamed[link.from_], renamed[link.to]
        order = {annotation.uuid: place for place, annotation in enumerate(author.annotations)}
        together = [*merged.annotations, *(each for each in author.annotations if each.uuid in own)]
        together.sort(key=lambda each: order.get(each.uuid, len(order)))
        return msgspec.structs.replace(merged, annotations=together)


def _names_like(uuid: str) -> Iterator[str]:
    """The name, then others that begin alike and fit where it does."""
    yield uuid
    for number in count(2):
        yield f"{uuid[:50]}+{number}"


def _own(answer: Answer[Any]) -> set[str]:
    """The uuids of what the labeler wrote, and of judgements about that."""
    own: set[str] = set()
    written: set[str] = set()
    for annotation in answer.annotations:
        if isinstance(annotation, Written):
            written.add(annotation.uuid)
    for annotation in answer.annotations:
        refers = any(getattr(annotation, field, "") in written for field in _REFERRING)
        ranks = isinstance(annotation, Ranking) and not written.isdisjoint(chain(*annotation.groups, annotation.shown))
        if isinstance(annotation, Written | Line) or refers or ranks:
            own.add(annotation.uuid)
    return own


def in_place(answer: Answer[Any]) -> Answer[Any]:
    """The answer with its written messages named by where they stand, so that two labelers' can be compared."""
    names: dict[str, str] = {}
    counts: dict[tuple[str, str], int] = {}
    for annotation in answer.annotations:
        if isinstance(annotation, Written):
            place = (annotation.label, names.get(annotation.parent, annotation.parent))
            counts[place] = counts.get(place, 0) + 1
            names[annotation.uuid] = f"{place[1]}>{place[0]}>{counts[place]}"
    if not names:
        return answer
    return msgspec.structs.replace(answer, annotations=[_renamed(each, names) for each in answer.annotations])


def _renamed(annotation: Any, names: dict[str, str]) -> Any:
    changes: dict[str, Any] = {
        field: names[getattr(annotation, field)]
        for field in _REFERRING
        if hasattr(annotation, field) and getattr(annotation, field) in names
    }
    for field in ("groups", "shown"):
        if hasattr(annotation, field):
            changes[field] = _renamed_ids(getattr(annotation, field), names)
    if isinstance(annotation, Written):
        changes["uuid"] = names[annotation.uuid]
    return msgspec.structs.replace(annotation, **changes) if changes else annotation


def _renamed_ids(ids: Any, names: dict[str, str]) -> Any:
    if isinstance(ids, list):
        return [_renamed_ids(each, names) for each in ids]
    return names.get(ids, ids)


def _key(answer: Answer[Any], own: set[str]) -> bytes:
    """What was written, whatever its ids."""
    mine = msgspec.structs.replace(answer, annotations=[each for each in answer.annotations if each.uuid in own])
    bare = [{**msgspec.to_builtins(each), "uuid": ""} for each in in_place(mine).annotations]
    return msgspec.json.encode(bare, order="deterministic")
