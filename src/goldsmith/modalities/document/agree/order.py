"""The order in which a page is read: as links from one thing to the next, and merged by pairs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from msgspec import UNSET
from msgspec.structs import replace

from goldsmith.modalities._contract import Answer, Link
from goldsmith.modalities.document.shapes import Located

if TYPE_CHECKING:
    from goldsmith.modalities.objects import MergedObject

__all__ = ["number_merged", "with_successions"]

MOST_PAIRED: Final = 1_000
"""Things on a page that are compared pair by pair; more are sorted by their mean place."""
READ_NEXT: Final = "read next"
"""No relation of an ontology has a name with a space."""


def with_successions(answer: Answer[Any]) -> Answer[Any]:
    """The answer with a link from each thing to the one that is read right after it on its page."""
    pages: dict[int, list[Located]] = {}
    for shape in answer.annotations:
        if isinstance(shape, Located) and shape.order is not UNSET:
            pages.setdefault(shape.page, []).append(shape)
    read = [
        Link(type=READ_NEXT, from_=before.uuid, to=after.uuid)
        for shapes in pages.values()
        for before, after in pairwise(sorted(shapes, key=_order))
    ]
    return replace(answer, links=[*answer.links, *read]) if read else answer


def number_merged(objects: Sequence[MergedObject]) -> None:
    """Number what is read on each page: in it is what most of those who marked it put in, by weight.

    Of two things the one comes first that most, by weight, read first; who wins against more comes earlier (Copeland).
    """
    pages: dict[int, list[MergedObject]] = {}
    for each in objects:
        if each.exists and isinstance(each.members[0][1], Located):
            if _is_read(each):
                pages.setdefault(each.shape.page, []).append(each)  # type: ignore[attr-defined]
            else:
                each.shape.order = UNSET  # type: ignore[attr-defined]
    for on_page in pages.values():
        _number([on_page[place] for place in _ranked(on_page)])


def _number(objects: Sequence[MergedObject]) -> None:
    """Numbers that say the order already stay as they are: equal answers merge to themselves, gaps and all."""
    shapes: list[Any] = [each.shape for each in objects]
    is_told = all(each.order is not UNSET for each in shapes)
    if not (is_told and all(before.order < after.order for before, after in pairwise(shapes))):
        for number, shape in enumerate(shapes, start=1):
            shape.order = number


def _order(shape: Located) -> int:
    return shape.order or 0


def _is_read(each: MergedObject) -> bool:
    members: list[tuple[int, Any]] = [*each.members]
    pairs = zip(members, each.weights, strict=True)
    reading = sum(weight for (_, shape), weight in pairs if shape.order is not UNSET)
    return reading > 0 and reading * 2 >= sum(each.weights) - 1e-9


def _ranked(objects: Sequence[MergedObject]) -> list[int]:
    """Places in the list, in the order in which they are read."""
    labelers = sorted({labeler for each in objects for labeler, _ in each.members})
    column = {labeler: number for number, labeler in enumerate(labelers)}
    places = np.full((len(objects), len(labelers)), np.nan)
    weights = np.zeros(len(labelers))
    for row, each in enumerate(objects):
        for (labeler, shape), weight in zip(each.members, each.weights, strict=True):
            weights[column[labeler]] = weight
            if shape.order is not UNSET:  # type: ignore[attr-defined]
                places[row, column[labeler]] = shape.order  # type: ignore[attr-defined]
    counted = np.where(np.isnan(places), 0, weights)
    mean = np.nansum(places * weights, axis=1) / np.maximum(counted.sum(axis=1), 1e-12)
    wins = np.zeros(len(objects))
    if len(objects) <= MOST_PAIRED:
        for row in range(len(objects)):
            lead = np.nansum(np.sign(places - places[row]) * weights, axis=1)
            wins[row] = (lead > 1e-9).sum()
    return sorted(range(len(objects)), key=lambda row: (-wins[row], mean[row], row))
