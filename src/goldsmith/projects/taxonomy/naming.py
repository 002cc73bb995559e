"""Names for the nodes of a text: those it gives, those they had before, and new ones from their titles."""

from __future__ import annotations

from collections.abc import Sequence

from goldsmith.modalities.label_names import label_name, new_name
from goldsmith.ontology import Choice
from goldsmith.ontology.names import NAME
from goldsmith.ontology.taxonomy import Node, paths_of
from goldsmith.projects.taxonomy.lines import TOP, Line, refuse

__all__ = ["name_nodes"]

Path = tuple[str, ...]


def name_nodes(lines: Sequence[Line], known: Sequence[Node] = ()) -> list[Choice]:
    """The nodes of a text with a name each.

    What stands where a known node stands, by its path of titles, is that node and keeps its name, as answers hold it.
    No other name of `known` is given to anything new. InvalidError names the line whose name does not fit.
    """
    paths = _paths(lines)
    names = _given_names(lines)
    taken = set(names.values()) | {node.name for node in known}
    kept = _names_by_path(known)
    used = set(names.values())
    for place, path in enumerate(paths):
        before = kept.get(path)
        if place not in names and before is not None and before not in used:
            names[place] = before
            used.add(before)
    for place, path in enumerate(paths):
        if place not in names:
            names[place] = _new_name(path, taken)
            taken.add(names[place])
    return [_node(lines, place, names) for place in range(len(lines))]


def _node(lines: Sequence[Line], place: int, names: dict[int, str]) -> Choice:
    line = lines[place]
    if line.above != TOP and lines[line.above].retired and not line.retired:
        raise refuse(line.number, f"{lines[line.above].title!r} above it is retired, but it is not.")
    parent = names[line.above] if line.above != TOP else ""
    return Choice(names[place], line.title, retired=line.retired, parent=parent)


def _paths(lines: Sequence[Line]) -> list[Path]:
    paths: list[Path] = []
    for line in lines:
        paths.append((*(paths[line.above] if line.above != TOP else ()), line.title))
    return paths


def _given_names(lines: Sequence[Line]) -> dict[int, str]:
    names: dict[int, str] = {}
    numbers: dict[str, int] = {}
    for place, line in enumerate(lines):
        if not line.name:
            continue
        if not NAME.match(line.name):
            message = f"{line.name!r} is no name: a-z, 0-9 and _ . - only, up to 64 characters."
            raise refuse(line.number, message)
        if line.name in numbers:
            raise refuse(line.number, f"The name {line.name!r} stands in line {numbers[line.name]} already.")
        names[place], numbers[line.name] = line.name, line.number
    return names


def _names_by_path(known: Sequence[Node]) -> dict[Path, str]:
    """By the titles from the top; where several nodes have one path, the first that is not retired."""
    titles = {node.name: node.title or node.name for node in known}
    retired = {node.name for node in known if node.retired}
    found: dict[Path, str] = {}
    for name, path in sorted(paths_of(known).items(), key=lambda each: each[0] in retired):
        found.setdefault(tuple(titles[step] for step in path), name)
    return found


def _new_name(path: Path, taken: set[str]) -> str:
    """The title's own, or the whole path's where another has that."""
    own = label_name(path[-1])
    if own.strip("_") and own not in taken:
        return own
    return new_name(" ".join(path), taken)
