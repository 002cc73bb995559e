"""What every way to write a tree comes to: one line a node, each knowing which one it stands below."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from goldsmith.decoding import check_text
from goldsmith.errors import InvalidError
from goldsmith.ontology import MOST_CHOICES, MOST_TITLE
from goldsmith.ontology.taxonomy import MOST_LEVELS

__all__ = ["TOP", "Form", "Line", "Lines", "refuse"]

Form = Literal["csv", "tsv", "levels", "paths", "indented"]
TOP: Final = -1


class Line(msgspec.Struct, frozen=True):
    """One node: the line that says so, its title, its place among the lines of the one above it, perhaps its name."""

    number: int
    title: str
    above: int = TOP
    name: str = ""
    retired: bool = False


class Lines:
    """Collects nodes and refuses what is no tree, naming the line."""

    def __init__(self) -> None:
        self.found: list[Line] = []
        self._levels: list[int] = []
        self._places: dict[tuple[int, str], int] = {}

    def add(self, line: Line) -> int:
        """Take a node whose path was not there yet, and return its place."""
        known = self._places.get((line.above, line.title))
        if known is not None:
            raise refuse(line.number, f"{line.title!r} stands in line {self.found[known].number} already.")
        return self.add_alike(line)

    def add_alike(self, line: Line) -> int:
        """Take a node; another of the same title may stand beside it, as names tell them apart."""
        if not line.title:
            raise refuse(line.number, "A title is missing.")
        try:
            check_text(line.title, field="text", at_most=MOST_TITLE)
        except InvalidError as error:
            raise refuse(line.number, error.message) from None
        if len(self.found) == MOST_CHOICES:
            raise refuse(line.number, f"A taxonomy has at most {MOST_CHOICES:,} classes.")
        level = 1 if line.above == TOP else self._levels[line.above] + 1
        if level > MOST_LEVELS:
            raise refuse(line.number, f"A taxonomy has at most {MOST_LEVELS} levels.")
        place = len(self.found)
        self.found.append(line)
        self._levels.append(level)
        self._places.setdefault((line.above, line.title), place)
        return place

    def find(self, above: int, title: str) -> int | None:
        return self._places.get((above, title))


def refuse(number: int, message: str) -> InvalidError:
    return InvalidError(f"Line {number}: {message}", field="text")
