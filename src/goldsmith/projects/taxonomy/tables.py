"""Trees in tables: a class a row with the one above it, or a path a row with a column for each level."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from goldsmith.projects.taxonomy.lines import TOP, Line, Lines, refuse

__all__ = ["Table", "find_table", "read_levels", "read_parents"]

Row = tuple[int, dict[str, str]]

_COLUMNS: Final = frozenset({"name", "title", "parent", "retired"})
_LEVEL: Final = re.compile(r"level[1-9][0-9]?\Z")
_YES: Final = frozenset({"yes", "true", "1", "x"})
_NO: Final = frozenset({"", "no", "false", "0"})


class Table(NamedTuple):
    """A text whose first line says its columns."""

    text: str
    separator: str
    columns: Sequence[str]
    begins: int
    """The number of its first line."""


def find_table(text: str) -> Table | None:
    """The table that a text is; None where its first line says no columns that are known here."""
    lines = text.split("\n")
    begins = next((number for number, line in enumerate(lines, start=1) if line.strip()), None)
    if begins is None:
        return None
    for separator in "\t;,":
        heads = next(iter(csv.reader([lines[begins - 1]], delimiter=separator)), [])
        columns = [re.sub(r"[\s_-]", "", head).lower() for head in heads]
        known = [column for column in columns if column in _COLUMNS or _LEVEL.match(column)]
        if len(columns) > 1 and len(known) > len(columns) / 2 and {"name", "title", "level1"} & set(known):
            _check_columns(columns, heads, begins)
            return Table("\n".join(lines[begins:]), separator, columns, begins)
    return None


def _check_columns(columns: Sequence[str], heads: Sequence[str], number: int) -> None:
    for column, head in zip(columns, heads, strict=True):
        if column not in _COLUMNS and not _LEVEL.match(column):
            message = f"The column {head!r} is not known. There are name, title, parent and retired, or level1, level2."
            raise refuse(number, message)
    levels = [column for column in columns if _LEVEL.match(column)]
    if len(set(columns)) < len(columns):
        raise refuse(number, "A column is there twice.")
    if levels and ({"title", "parent"} & set(columns) or levels != [f"level{n}" for n in range(1, len(levels) + 1)]):
        raise refuse(number, "Columns of levels are level1, level2 and so on, without title and parent.")


def _rows(table: Table) -> Iterator[Row]:
    """The rows that say something, by column, each with the number of its line."""
    reader = csv.reader(io.StringIO(table.text, newline=""), delimiter=table.separator, strict=True)
    number = table.begins + 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if len(cells) > len(table.columns):
                raise refuse(number, f"There are {len(cells)} cells for {len(table.columns)} columns.")
            if any(cells):
                yield number, dict.fromkeys(table.columns, "") | dict(zip(table.columns, cells, strict=False))
            number = table.begins + 1 + reader.line_num
    except csv.Error:
        raise refuse(number, "It cannot be read as a row of a table: a quotation mark has no other half.") from None


def read_parents(table: Table) -> Lines:
    """One class a row. `parent` is a name, or a title that stands there once; rows may come in any order."""
    rows = [(number, row | {"title": row.get("title") or row.get("name", "")}) for number, row in _rows(table)]
    above = _find_parents(rows)
    lines = Lines()
    places: dict[int, int] = {}
    for each in _parents_first(rows, above):
        number, row = rows[each]
        stands_below = TOP if above[each] == TOP else places[above[each]]
        line = Line(number, row["title"], stands_below, row.get("name", ""), _is_retired(row, number))
        places[each] = lines.add_alike(line) if line.name else lines.add(line)
    return lines


def _find_parents(rows: Sequence[Row]) -> list[int]:
    named = {row["name"]: place for place, (_, row) in enumerate(rows) if row.get("name")}
    titled: dict[str, list[int]] = {}
    for place, (_, row) in enumerate(rows):
        titled.setdefault(row["title"], []).append(place)
    return [_parent_of(row.get("parent", ""), number, named, titled) for number, row in rows]


def _parent_of(parent: str, number: int, named: Mapping[str, int], titled: Mapping[str, list[int]]) -> int:
    if not parent:
        return TOP
    found = [named[parent]] if parent in named else titled.get(parent, [])
    if not found:
        raise refuse(number, f"There is no class {parent!r} that it could stand below.")
    if len(found) > 1:
        raise refuse(number, f"Several classes are called {parent!r}; give each a name and use that.")
    return found[0]


def _parents_first(rows: Sequence[Row], above: Sequence[int]) -> list[int]:
    """Every row after the one above it, else in their order."""
    ordered: dict[int, None] = {}
    for place in range(len(rows)):
        waiting: dict[int, None] = {}
        at = place
        while at != TOP and at not in ordered:
            if at in waiting:
                raise refuse(rows[at][0], f"{rows[at][1]['title']!r} stands below itself.")
            waiting[at] = None
            at = above[at]
        ordered |= dict.fromkeys(reversed(waiting))
    return list(ordered)


def read_levels(table: Table) -> Lines:
    """One path a row. Cells left empty at its beginning are those of the row before."""
    depth = sum(column.startswith("level") for column in table.columns)
    lines = Lines()
    implied: set[int] = set()
    before: list[str] = []
    for number, row in _rows(table):
        path = _path_of([row[f"level{level}"] for level in range(1, depth + 1)], before, number)
        above = TOP
        for title in path[:-1]:
            known = lines.find(above, title)
            if known is None:
                known = lines.add(Line(number, title, above))
                implied.add(known)
            above = known
        last = Line(number, path[-1], above, row.get("name", ""), _is_retired(row, number))
        known = lines.find(above, path[-1])
        if known in implied and known is not None:
            lines.found[known] = last
            implied.discard(known)
        else:
            lines.add(last)
        before = path
    return lines


def _path_of(cells: Sequence[str], before: Sequence[str], number: int) -> list[str]:
    left_open = len(list(takewhile(lambda cell: not cell, cells)))
    if left_open > len(before):
        raise refuse(number, "Nothing stands above it.")
    path = [*before[:left_open], *cells[left_open:]]
    while path and not path[-1]:
        path.pop()
    if len(path) <= left_open:
        raise refuse(number, "A title is missing.")
    return path


def _is_retired(row: Mapping[str, str], number: int) -> bool:
    said = row.get("retired", "").lower()
    if said not in _YES | _NO:
        raise refuse(number, "Say yes or no under retired.")
    return said in _YES
