"""What can be marked in an image: pixels of the original asset, x to the right, y down, floats."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import MOST_VERTICES, Answer, Facts, Shape

__all__ = ["Box", "Line", "Point", "Polygon", "Vertex", "bounds", "check_geometry"]

_FARTHEST: Final = 1e7

Coordinate = Annotated[float, msgspec.Meta(ge=-_FARTHEST, le=_FARTHEST)]
Length = Annotated[float, msgspec.Meta(gt=0, le=_FARTHEST)]


class Vertex(msgspec.Struct, forbid_unknown_fields=True):
    """A corner of a polygon or line."""

    x: Coordinate
    y: Coordinate


class Box(Shape, tag="box"):
    """An upright rectangle."""

    left: Coordinate
    top: Coordinate
    width: Length
    height: Length


class Polygon(Shape, tag="polygon"):
    """A closed outline; the last vertex joins the first."""

    vertices: Annotated[list[Vertex], msgspec.Meta(min_length=3, max_length=MOST_VERTICES)]


class Line(Shape, tag="line"):
    """An open line through its vertices, in drawing order."""

    vertices: Annotated[list[Vertex], msgspec.Meta(min_length=2, max_length=MOST_VERTICES)]


class Point(Shape, tag="point"):
    """One place."""

    x: Coordinate
    y: Coordinate


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of any image shape."""
    if isinstance(shape, Box):
        return shape.left, shape.top, shape.left + shape.width, shape.top + shape.height
    if isinstance(shape, Polygon | Line):
        xs = [vertex.x for vertex in shape.vertices]
        ys = [vertex.y for vertex in shape.vertices]
        return min(xs), min(ys), max(xs), max(ys)
    if isinstance(shape, Point):
        return shape.x, shape.y, shape.x, shape.y
    message = f"{type(shape).__name__} is not a shape of images"
    raise TypeError(message)


def check_geometry(answer: Answer[Any], content: msgspec.Struct | None, facts: Facts | None, field: str) -> None:
    """Refuse a shape beside the image; it may stick out by at most the size of the image."""
    del content
    if not facts or not answer.annotations:
        return
    width, height = float(facts["width"]), float(facts["height"])
    for index, shape in enumerate(answer.annotations):
        left, top, right, bottom = bounds(shape)
        is_beside = right < 0 or bottom < 0 or left > width or top > height
        if is_beside or left < -width or top < -height or right > 2 * width or bottom > 2 * height:
            raise InvalidError("This shape lies outside the image.", field=f"{field}.annotations[{index}]")
