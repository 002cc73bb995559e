"""Trees of theirs, whose leaves are chosen, as taxonomies of ours: what groups them becomes a class above them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from goldsmith.modalities.label_names import new_name
from goldsmith.ontology import MOST_TITLE, Choice, Label

__all__ = ["Above", "in_tree", "labels_in_tree"]

Above = tuple[str, ...]
"""The titles of what a leaf stands below, from the top."""
N = TypeVar("N", Choice, Label)


def in_tree(
    leaves: Sequence[N], above: Mapping[str, Above], make: Callable[[str, str, Sequence[N]], N]
) -> tuple[N, ...]:
    """The leaves below what groups them, which stands before the first of them.

    `above` is by the names of the leaves; `make` gives what groups some, from its name, its title and those leaves.
    """
    groups: dict[Above, list[N]] = {}
    for leaf in leaves:
        for step in _steps(above.get(leaf.name, ())):
            groups.setdefault(step, []).append(leaf)
    names = _name_groups(groups, leaves)
    grown: dict[str, N] = {}
    for leaf in leaves:
        path = above.get(leaf.name, ())
        for step in _steps(path):
            if names[step] not in grown:
                made = make(names[step], step[-1][:MOST_TITLE], groups[step])
                grown[names[step]] = msgspec.structs.replace(made, parent=names.get(step[:-1], ""))
        grown[leaf.name] = msgspec.structs.replace(leaf, parent=names.get(path, ""))
    return tuple(grown.values())


def labels_in_tree(leaves: Sequence[Label], above: Mapping[str, Above]) -> tuple[Label, ...]:
    """Labels; one that groups others has every shape of theirs, so that no other shape is offered."""
    return in_tree(leaves, above, _group_labels)


def _group_labels(name: str, title: str, below: Sequence[Label]) -> Label:
    shapes = tuple(dict.fromkeys(shape for label in below for shape in label.shapes))
    return Label(name, title, shapes=shapes)


def _steps(path: Above) -> list[Above]:
    return [path[:depth] for depth in range(1, len(path) + 1)]


def _name_groups(groups: Mapping[Above, object], leaves: Sequence[Choice | Label]) -> dict[Above, str]:
    taken = {leaf.name for leaf in leaves}
    names: dict[Above, str] = {}
    for path in groups:
        names[path] = new_name(path[-1], taken)
        taken.add(names[path])
    return names
