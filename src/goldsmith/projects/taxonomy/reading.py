"""Text to the lines of a tree, in whichever of the known ways it is written."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Final

from goldsmith.errors import InvalidError
from goldsmith.ontology import MOST_BYTES
from goldsmith.projects.taxonomy.lines import TOP, Form, Line, Lines, refuse
from goldsmith.projects.taxonomy.tables import find_table, read_levels, read_parents

__all__ = ["read_lines"]

STEP: Final = " > "
_BULLET: Final = re.compile(r"[-*•]\s+")


def read_lines(text: str) -> tuple[Form, Sequence[Line]]:
    """The nodes in their order, and how they were written.

    A table says its columns in the first line: `title` and `parent`, perhaps `name` and `retired`, or `level1` to
    `levelN`; separated by commas, semicolons or tabs. Without such a line it is a list: paths with `>` between their
    steps, or one class a line, indented below the one above it. InvalidError names the line at fault.
    """
    if len(text) > MOST_BYTES:
        raise InvalidError(f"At most {MOST_BYTES:,} characters fit here.", field="text")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    table = find_table(lines)
    if table is not None:
        has_levels = any(column.startswith("level") for column in table.columns)
        form: Form = "levels" if has_levels else "tsv" if table.separator == "\t" else "csv"
        found = read_levels(table) if has_levels else read_parents(table)
    else:
        listed = textwrap.dedent(lines).split("\n")
        are_paths = any(STEP in line for line in listed) and not any(line[:1].isspace() for line in listed)
        form, found = ("paths", _read_paths(listed)) if are_paths else ("indented", _read_indented(listed))
    if not found.found:
        raise InvalidError("There is no class in this text.", field="text")
    return form, found.found


def _read_paths(listed: Sequence[str]) -> Lines:
    """`Food > Fruit > Apple`; a line may begin with `#` to say something about the file."""
    lines = Lines()
    for number, text in enumerate(listed, start=1):
        if text.strip() and not text.startswith("#"):
            put_path(lines, number, [step.strip() for step in text.split(STEP)])
    return lines


def put_path(lines: Lines, number: int, path: Sequence[str]) -> None:
    """Add the last of a path, and before it those that are not there yet."""
    above = TOP
    for title in path[:-1]:
        known = lines.find(above, title)
        above = lines.add(Line(number, title, above)) if known is None else known
    lines.add(Line(number, path[-1], above))


def _read_indented(listed: Sequence[str]) -> Lines:
    lines = Lines()
    open_at: list[tuple[str, int]] = []
    for number, text in enumerate(listed, start=1):
        said = text.strip()
        if not said:
            continue
        if "\t" in said:
            message = "A tab in a title. The first line of a table says its columns: title, parent or level1, level2."
            raise refuse(number, message)
        indent = text[: len(text) - len(text.lstrip())]
        _close(open_at, indent, number)
        above = open_at[-1][1] if open_at else TOP
        open_at.append((indent, lines.add(Line(number, _BULLET.sub("", said, count=1).strip(), above))))
    return lines


def _close(open_at: list[tuple[str, int]], indent: str, number: int) -> None:
    """Leave what this line does not stand below. It is indented as one before it, or further than the last."""
    is_back = False
    while open_at and len(open_at[-1][0]) >= len(indent):
        is_back = True
        if open_at.pop()[0] == indent:
            return
    if is_back or (open_at and not indent.startswith(open_at[-1][0])):
        raise refuse(number, "It is indented like no line above it. Use tabs or spaces, the same ones throughout.")
