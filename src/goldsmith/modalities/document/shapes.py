"""What can be marked in a document: blocks, stretches of words, tables, and whole pages.

Pages count from 0 and a place is a `location` on its page, as in Scale's document tasks. Lengths are those of the
page as it is displayed, y down from its top left corner: points (1/72 inch) in a PDF, pixels in a picture.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.modalities._contract import Shape

__all__ = [
    "MOST_CHARACTERS",
    "MOST_PAGES",
    "SHAPES",
    "Block",
    "BoxLocation",
    "Cell",
    "DocumentContent",
    "Located",
    "Location",
    "PageMark",
    "PolygonLocation",
    "Span",
    "Stretch",
    "Table",
    "Vertex",
    "bounds",
    "outline",
    "show_document",
]

MOST_PAGES: Final = 1_000
MOST_CHARACTERS: Final = 100_000
MOST_LINES: Final = 500
"""Rows, or columns, of a table at most."""
MOST_STRETCHES: Final = 2_000
MOST_CELLS: Final = 20_000
_FARTHEST: Final = 1e6

PageNumber = Annotated[int, msgspec.Meta(ge=0, lt=MOST_PAGES)]
Coordinate = Annotated[float, msgspec.Meta(ge=0, le=_FARTHEST)]
Length = Annotated[float, msgspec.Meta(gt=0, le=_FARTHEST)]
Text = Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)]
Order = Annotated[int, msgspec.Meta(ge=1, le=MOST_CELLS)]
Lines = Annotated[list[Coordinate], msgspec.Meta(max_length=MOST_LINES - 1)]
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class Vertex(msgspec.Struct, forbid_unknown_fields=True):
    """A corner of an outline."""

    x: Coordinate
    y: Coordinate


class BoxLocation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, tag_field="type", tag="box"):
    """An upright rectangle on a page."""

    left: Coordinate
    top: Coordinate
    width: Length
    height: Length


class PolygonLocation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, tag_field="type", tag="polygon"):
    """A closed outline on a page; the last vertex joins the first."""

    vertices: Annotated[list[Vertex], msgspec.Meta(min_length=3, max_length=1_000)]


Location = BoxLocation | PolygonLocation


class Located(Shape, kw_only=True, omit_defaults=True):
    """What lies on one page. What has a lower `order` is read first on that page; without one it stands outside."""

    page: PageNumber
    order: Order | UnsetType = UNSET


class Block(Located, tag="block", omit_defaults=True):
    """A region of a page with what is written in it: a paragraph, a field of a form, a figure."""

    location: Location
    text: Text = ""


class Stretch(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Words beside each other on one line of one page, as a box."""

    page: PageNumber
    left: Coordinate
    top: Coordinate
    width: Length
    height: Length


class Span(Shape, tag="span", omit_defaults=True):
    """Words of the text layer, in reading order over any lines and pages: a box for each line, and what they say."""

    stretches: Annotated[list[Stretch], msgspec.Meta(min_length=1, max_length=MOST_STRETCHES)]
    text: Text = ""


class Cell(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A cell of a table, by its first row and column, counted from 0, and how many of each it covers."""

    row: Annotated[int, msgspec.Meta(ge=0, lt=MOST_LINES)]
    column: Annotated[int, msgspec.Meta(ge=0, lt=MOST_LINES)]
    row_span: Annotated[int, msgspec.Meta(ge=1, le=MOST_LINES)] = 1
    column_span: Annotated[int, msgspec.Meta(ge=1, le=MOST_LINES)] = 1
    is_header: bool = False
    text: Text = ""


class Table(Located, tag="table", omit_defaults=True):
    """A table: its box, the lines inside it that part rows (y) and columns (x), and its cells.

    Cells that cover one row and column, are no header and hold no text are left out: they follow from the lines.
    """

    location: BoxLocation
    rows: Lines = msgspec.field(default_factory=list)
    columns: Lines = msgspec.field(default_factory=list)
    cells: Annotated[list[Cell], msgspec.Meta(max_length=MOST_CELLS)] = msgspec.field(default_factory=list)


class PageMark(Shape, tag="page"):
    """A whole page: what kind of page it is, and what is asked about it."""

    page: PageNumber


class DocumentContent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A document: an https address, an asset id, or a name uploaded beside the manifest."""

    attachment: Address


SHAPES: Final = (Block, Span, Table, PageMark)


def outline(location: Location) -> list[tuple[float, float]]:
    """The corners of a place, in order."""
    if isinstance(location, BoxLocation):
        left, top, right, bottom = bounds(location)
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    return [(each.x, each.y) for each in location.vertices]


def bounds(location: Location) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a place on a page."""
    if isinstance(location, BoxLocation):
        return location.left, location.top, location.left + location.width, location.top + location.height
    xs, ys = [each.x for each in location.vertices], [each.y for each in location.vertices]
    return min(xs), min(ys), max(xs), max(ys)


def show_document(content: DocumentContent) -> str:
    """Show the name of the file."""
    return content.attachment.rsplit("/", 1)[-1][:120]
