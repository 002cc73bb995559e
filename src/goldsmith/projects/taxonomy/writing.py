"""A tree as text that can be read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from goldsmith.errors import InvalidError
from goldsmith.ontology.taxonomy import Node, in_tree_order, paths_of
from goldsmith.projects.taxonomy.lines import Form, Line
from goldsmith.projects.taxonomy.reading import STEP, read_lines

__all__ = ["write_taxonomy"]


def write_taxonomy(nodes: Sequence[Node], form: Form) -> str:
    """Write a checked taxonomy. `csv` and `tsv` hold all of it; the others what is not retired, `levels` with names.

    Raises InvalidError where the titles could not be read again from such a text.
    """
    ordered = in_tree_order(nodes)
    if form in ("csv", "tsv"):
        rows = [[node.name, _title(node), node.parent, "yes" if node.retired else ""] for node in ordered]
        return _table(["name", "title", "parent", "retired"], rows, "\t" if form == "tsv" else ",")
    live = [node for node in ordered if not node.retired]
    titles = {node.name: _title(node) for node in live}
    paths = {node: [titles[step] for step in path] for node, path in paths_of(live).items()}
    text = _WRITERS[form](live, paths)
    if live and not _reads_again(text, [paths[node.name] for node in live]):
        message = "Some titles could not be told apart in such a text; take a table with names, csv or tsv."
        raise InvalidError(message, field="form")
    return text


def _title(node: Node) -> str:
    return node.title or node.name


def _levels(live: Sequence[Node], paths: dict[str, list[str]]) -> str:
    depth = max(map(len, paths.values()), default=1)
    heads = [*(f"level{level}" for level in range(1, depth + 1)), "name"]
    rows = [[*paths[node.name], *[""] * (depth - len(paths[node.name])), node.name] for node in live]
    return _table(heads, rows, ",")


def _indented(live: Sequence[Node], paths: dict[str, list[str]]) -> str:
    return "".join("\t" * (len(paths[node.name]) - 1) + _title(node) + "\n" for node in live)


def _paths(live: Sequence[Node], paths: dict[str, list[str]]) -> str:
    return "".join(STEP.join(paths[node.name]) + "\n" for node in live)


_WRITERS = {"levels": _levels, "indented": _indented, "paths": _paths}


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], separator: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()


def _reads_again(text: str, paths: Sequence[Sequence[str]]) -> bool:
    try:
        _, lines = read_lines(text)
    except InvalidError:
        return False
    return [_path(lines, line) for line in lines] == list(paths)


def _path(lines: Sequence[Line], line: Line) -> list[str]:
    path = [line.title]
    while line.above >= 0:
        line = lines[line.above]
        path.insert(0, line.title)
    return path
