"""Labels and choices as a tree: each names the one above it; what stands above what, and which may be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol, TypeVar

from goldsmith.errors import InvalidError

__all__ = [
    "MOST_LEVELS",
    "PATH",
    "Node",
    "check_taxonomy",
    "choosable",
    "in_tree_order",
    "is_taxonomy",
    "names_above",
    "paths_of",
    "spell_paths",
]

MOST_LEVELS: Final = 20
PATH: Final = " / "
"""Joins the titles of a path where it is one text."""


class Node(Protocol):
    """One label or choice. `parent` is the name of the one above it, empty at the top."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def retired(self) -> bool: ...


N = TypeVar("N", bound=Node)


def is_taxonomy(nodes: Sequence[Node]) -> bool:
    """Whether any of them stands below another."""
    return any(node.parent for node in nodes)


def check_taxonomy(nodes: Sequence[Node], path: str, kind: str) -> None:
    """Refuse parents that are not there, circles, too many levels, and what is asked below what is retired.

    `kind` is what the nodes are, in words. Takes one walk over the nodes.
    """
    if not is_taxonomy(nodes):
        return
    known = {node.name: node for node in nodes}
    for index, node in enumerate(nodes):
        if node.parent and node.parent not in known:
            message = f"There is no {kind} of this name that {node.name} could stand below."
            raise InvalidError(message, field=f"{path}[{index}].parent")
    levels = _levels_of(nodes)
    for index, node in enumerate(nodes):
        _check_place(node, known, levels[node.name], f"{path}[{index}].parent", kind)


def _check_place(node: Node, known: Mapping[str, Node], level: int, field: str, kind: str) -> None:
    if level == 0:
        raise InvalidError(f"The {kind} {node.name} stands below itself; break the circle.", field=field)
    if level > MOST_LEVELS:
        raise InvalidError(f"A taxonomy has at most {MOST_LEVELS} levels.", field=field)
    if node.parent and known[node.parent].retired and not node.retired:
        message = f"The {kind} {node.parent} is retired, but {node.name} below it is not; retire it too, or move it."
        raise InvalidError(message, field=field)


def _levels_of(nodes: Sequence[Node]) -> dict[str, int]:
    """1 for what is at the top; 0 for what is in or below a circle. Each node is walked over once."""
    parents = {node.name: node.parent for node in nodes}
    found: dict[str, int] = {}
    for name in parents:
        waiting: dict[str, None] = {}
        at = name
        while at in parents and at not in found and at not in waiting:
            waiting[at] = None
            at = parents[at]
        is_lost = at in waiting or found.get(at) == 0
        level = found.get(at, 0)
        for each in reversed(waiting):
            level = 0 if is_lost else level + 1
            found[each] = level
    return found


def paths_of(nodes: Sequence[Node]) -> dict[str, tuple[str, ...]]:
    """The names from the top down to each node of a checked taxonomy, by its name.

    >>> from goldsmith.ontology import Choice
    >>> paths_of([Choice("phone", parent="goods"), Choice("goods")])["phone"]
    ('goods', 'phone')
    """
    found: dict[str, tuple[str, ...]] = {}
    for node in in_tree_order(nodes):
        found[node.name] = (*found.get(node.parent, ()), node.name)
    return found


def spell_paths(nodes: Sequence[Node]) -> dict[str, str]:
    """Each node's path in titles, as one text, by its name.

    >>> from goldsmith.ontology import Choice
    >>> spell_paths([Choice("goods", "Goods"), Choice("phone", "Phones", parent="goods")])["phone"]
    'Goods / Phones'
    """
    titles = {node.name: node.title or node.name for node in nodes}
    return {name: PATH.join(titles[each] for each in path) for name, path in paths_of(nodes).items()}


def in_tree_order(nodes: Sequence[N]) -> list[N]:
    """Every node after the one above it and before its next sibling; siblings keep their order."""
    below: dict[str, list[N]] = {}
    for node in nodes:
        below.setdefault(node.parent, []).append(node)
    ordered: list[N] = []
    waiting = below.get("", [])[::-1]
    while waiting:
        node = waiting.pop()
        ordered.append(node)
        waiting += below.get(node.name, [])[::-1]
    return ordered


def names_above(nodes: Sequence[Node]) -> frozenset[str]:
    """The names of those that have one below them that is not retired."""
    return frozenset(node.parent for node in nodes if node.parent and not node.retired)


def choosable(nodes: Sequence[N], *, only_leaves: bool) -> list[N]:
    """Those that newer answers may name, in their order: none retired, and with `only_leaves` none above others."""
    above = names_above(nodes) if only_leaves else frozenset()
    return [node for node in nodes if not node.retired and node.name not in above]
