"""Groups of shapes: everybody names theirs as they like, so first it is found which groups of two are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from goldsmith.algorithms.matching import group_pairs

if TYPE_CHECKING:
    from goldsmith.modalities.objects import MergedObject

__all__ = ["name_groups"]

Name = tuple[int, str]  # a labeler, and what they call the group


def name_groups(objects: Sequence[MergedObject]) -> None:
    """Put each object into the group that most of those who drew it put it into, or into none.

    Groups of two labelers are the same when they hold the same objects, best match first; they get the name that the
    most trusted of their labelers gave. Ties go to a group.
    """
    kept = [each for each in objects if each.exists]
    names = _names(kept)
    if not names:
        return
    same = _same_groups(kept, names)
    for each in kept:
        votes: Counter[str] = Counter()
        for (labeler, shape), weight in zip(each.members, each.weights, strict=True):
            votes[same.get((labeler, _group(shape)), "")] += weight  # type: ignore[assignment]
        chosen = max(votes, key=lambda name: (round(votes[name], 9), name != ""))
        each.shape.group = chosen or UNSET  # type: ignore[attr-defined]


def _names(objects: Sequence[MergedObject]) -> dict[Name, float]:
    """Every labeler's groups, with the labeler's weight."""
    return {
        (labeler, _group(shape)): weight
        for each in objects
        for (labeler, shape), weight in zip(each.members, each.weights, strict=True)
        if _group(shape)
    }


def _same_groups(objects: Sequence[MergedObject], names: Mapping[Name, float]) -> dict[Name, str]:
    """What each labeler's group is called in the merged answer."""
    numbers = {name: number for number, name in enumerate(names)}
    together: Counter[tuple[int, int]] = Counter()
    for each in objects:
        groups = sorted(numbers[labeler, _group(shape)] for labeler, shape in each.members if _group(shape))
        together.update(combinations(groups, 2))
    found: dict[Name, str] = {}
    taken: set[str] = set()
    best_first = sorted(together, key=lambda pair: (-together[pair], pair))
    for group in group_pairs([labeler for labeler, _ in names], best_first):
        members = [list(names)[number] for number in group]
        name = _free(max(members, key=lambda member: names[member])[1], taken)
        found.update(dict.fromkeys(members, name))
    return found


def _group(shape: Any) -> str:
    return "" if shape.group is UNSET else shape.group


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"{name[:60]}+" if len(name) < 64 else f"{len(taken)}+{name[:50]}"
    taken.add(name)
    return name
