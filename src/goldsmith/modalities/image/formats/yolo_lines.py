"""The lines of YOLO's labels: what each of its four formats says of a shape, in shares of the image, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Self

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    fit_into,
    lose_shape,
    pixels_of,
    read_number,
    read_share,
)
from goldsmith.modalities.image.formats.reshaping import outline_of, outline_of_mask, rotated_box_in, without_holes
from goldsmith.modalities.image.formats.sizes import Size
from goldsmith.modalities.image.shapes import Box, Mask, Polygon, RotatedBox, Skeleton, Vertex, bounds, corners
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

__all__ = ["BOXES", "BOX_CELLS", "CORNERS", "KEYPOINTS", "OUTLINES", "Joints", "Line", "Task"]

FOUR: Final = 4
BOX_CELLS: Final = 5
NEAR: Final = 1.0
"""How far, in pixels, a box may be from its keypoints and still say nothing more than they do."""
UNKNOWN, HIDDEN, VISIBLE = 0, 1, 2

Found = dict[str, Any]
Sides = tuple[int, int]


class Joints(msgspec.Struct, frozen=True):
    """The keypoints of all labels that have a skeleton, and which of them changes places with which in a mirror."""

    names: Mapping[str, Sequence[str]]
    mirrors: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, ontology: Ontology) -> Self:
        skeletons = {label.name: label.skeleton.points for label in ontology.labels if label.skeleton}
        names = {label: [point.name for point in points] for label, points in skeletons.items()}
        mirrors = {
            label: [names[label].index(point.mirror or point.name) for point in points]
            for label, points in skeletons.items()
        }
        return cls(names, mirrors)

    @property
    def most(self) -> int:
        """How many keypoints each line has room for: YOLO knows one number for all classes."""
        return max(map(len, self.names.values()), default=0)


class Line(msgspec.Struct, frozen=True):
    """A line being read: the cells behind the class, what the class is called, and all that helps to understand it."""

    cells: Sequence[str]
    label: str
    size: Size
    words: Vocabulary
    place: str
    parts: int
    """Numbers that a keypoint has: 2, or 3 with whether it is seen."""

    def shares(self, cells: Sequence[str]) -> list[float]:
        return [read_share(cell, self.place, f"number {index}") for index, cell in enumerate(cells, start=2)]

    def vertices(self) -> list[dict[str, float]]:
        shares = self.shares(self.cells)
        return [
            {"x": pixels_of(x, self.size.width), "y": pixels_of(y, self.size.height)}
            for x, y in zip(shares[0::2], shares[1::2], strict=True)
        ]


class Task(msgspec.Struct, frozen=True):
    """One of the formats.

    `describe` gives the numbers of a line, or None for a shape that it has no place for, which it counts. `is_line`
    tells whether a line may have so many cells, the class included, and `expected` says in words what it has.
    """

    describe: Callable[[AnyShape, Sides, Joints, LossReport], Sequence[float] | None]
    read: Callable[[Line, LossReport], Found]
    is_line: Callable[[int], bool]
    expected: str
    has_keypoints: bool = False


def _shares(places: Sequence[tuple[float, float]], size: Sides) -> list[float]:
    return [number for x, y in places for number in (x / size[0], y / size[1])]


def _middle_and_sides(shape: AnyShape, size: Sides) -> list[float]:
    left, top, right, bottom = bounds(shape)
    return _shares([((left + right) / 2, (top + bottom) / 2), (right - left, bottom - top)], size)


def _around(vertices: Sequence[Vertex], size: Sides) -> list[float]:
    return _shares([(vertex.x, vertex.y) for vertex in vertices], size)


def _edges_of(box: Box) -> list[Vertex]:
    left, top, right, bottom = bounds(box)
    return [Vertex(left, top), Vertex(right, top), Vertex(right, bottom), Vertex(left, bottom)]


def _describe_box(shape: AnyShape, size: Sides, joints: Joints, report: LossReport) -> Sequence[float] | None:
    del joints
    if not isinstance(shape, Box):
        lose_shape(shape, report)
        return None
    inside = fit_into(shape, size, report)
    return None if inside is None else _middle_and_sides(inside, size)


def _describe_corners(shape: AnyShape, size: Sides, joints: Joints, report: LossReport) -> Sequence[float] | None:
    del joints
    if isinstance(shape, Polygon) and (len(shape.vertices) != FOUR or shape.holes):
        report.lose("polygons without exactly four vertices")
        return None
    if not isinstance(shape, Box | RotatedBox | Polygon):
        lose_shape(shape, report)
        return None
    inside = fit_into(shape, size, report)
    if isinstance(inside, Polygon):
        is_rectangle = rotated_box_in([(each.x, each.y) for each in inside.vertices]) is not None
        report.lose("polygons that became rotated boxes", int(is_rectangle and shape is inside))
        return _around(inside.vertices, size)
    if isinstance(inside, Box):
        report.lose("boxes that became rotated boxes")
        return _around(_edges_of(inside), size)
    return _around(corners(inside), size) if isinstance(inside, RotatedBox) else None


def _describe_outline(shape: AnyShape, size: Sides, joints: Joints, report: LossReport) -> Sequence[float] | None:
    del joints
    if isinstance(shape, Box):
        report.lose("boxes that became polygons")
        box = fit_into(shape, size, report)
        return _around(_edges_of(box), size) if isinstance(box, Box) else None
    polygon = outline_of_mask(shape, report) if isinstance(shape, Mask) else outline_of(shape, report)
    if polygon is None:
        if not isinstance(shape, Mask):
            lose_shape(shape, report)
        return None
    inside = fit_into(without_holes(polygon, report), size, report)
    return _around(inside.vertices, size) if isinstance(inside, Polygon) else None


def _describe_keypoints(shape: AnyShape, size: Sides, joints: Joints, report: LossReport) -> Sequence[float] | None:
    if not isinstance(shape, Skeleton) or shape.label not in joints.names:
        lose_shape(shape, report)
        return None
    inside = fit_into(shape, size, report)
    if not isinstance(inside, Skeleton):
        return None
    known = {each.name: each for each in inside.keypoints}
    numbers = _middle_and_sides(inside, size)
    for name in joints.names[shape.label]:
        joint = known.get(name)
        seen = UNKNOWN if joint is None else HIDDEN if joint.visibility == "occluded" else VISIBLE
        numbers += [*_shares([(joint.x, joint.y)], size), seen] if joint else [0, 0, seen]
    return [*numbers, *[0] * (3 * (joints.most - len(joints.names[shape.label])))]


def _read_box(line: Line, report: LossReport) -> Found:
    del report
    x, y, width, height = line.shares(line.cells)
    if width <= 0 or height <= 0:
        raise InvalidError(f"{line.place}: a box has a width and a height above 0.", field="width")
    return {
        "type": "box",
        "left": pixels_of(x - width / 2, line.size.width),
        "top": pixels_of(y - height / 2, line.size.height),
        "width": pixels_of(width, line.size.width),
        "height": pixels_of(height, line.size.height),
    }


def _read_corners(line: Line, report: LossReport) -> Found:
    """Read a rectangle as a rotated box; other corners are a polygon."""
    del report
    vertices = line.vertices()
    box = rotated_box_in([(vertex["x"], vertex["y"]) for vertex in vertices])
    return box or {"type": "polygon", "vertices": vertices}


def _read_outline(line: Line, report: LossReport) -> Found:
    if len(line.cells) == FOUR:
        return _read_box(line, report)
    return {"type": "polygon", "vertices": line.vertices()}


def _read_keypoints(line: Line, report: LossReport) -> Found:
    """Read the keypoints that are there as a skeleton; where none is, the box is what is known."""
    cells = line.cells[FOUR:]
    names, found = line.words.keypoints(line.label), []
    for number, start in enumerate(range(0, len(cells), line.parts)):
        x, y, *said = cells[start : start + line.parts]
        seen = read_number(said[0], line.place, "visibility") if said else VISIBLE * any(line.shares([x, y]))
        if seen == UNKNOWN:
            continue
        if number >= len(names):
            message = f"{line.place}: {line.label[:80]} has no skeleton with so many keypoints in this project."
            raise InvalidError(message, field="keypoints")
        across, down = line.shares([x, y])
        place = {"x": pixels_of(across, line.size.width), "y": pixels_of(down, line.size.height)}
        found.append({"name": names[number], **place, "visibility": "occluded" if seen == HIDDEN else "visible"})
    box_line = msgspec.structs.replace(line, cells=line.cells[:FOUR])
    if not found:
        return _read_box(box_line, report)
    report.lose("boxes around skeletons", int(not _says_nothing_more(box_line, found)))
    return {"type": "skeleton", "keypoints": found}


def _says_nothing_more(line: Line, keypoints: Sequence[Found]) -> bool:
    x, y, width, height = line.shares(line.cells)
    sides = (line.size.width, line.size.height)
    said = [(x - width / 2) * sides[0], (y - height / 2) * sides[1], (x + width / 2) * sides[0]]
    said.append((y + height / 2) * sides[1])
    xs, ys = [each["x"] for each in keypoints], [each["y"] for each in keypoints]
    known = (min(xs), min(ys), max(xs), max(ys))
    return all(abs(one - other) <= NEAR for one, other in zip(said, known, strict=True))


BOXES: Final = Task(
    _describe_box, _read_box, lambda cells: cells == BOX_CELLS, "a class and the middle, width and height of a box"
)
CORNERS: Final = Task(_describe_corners, _read_corners, lambda cells: cells == 9, "a class and four corners")
OUTLINES: Final = Task(
    _describe_outline,
    _read_outline,
    lambda cells: cells == BOX_CELLS or (cells > BOX_CELLS and cells % 2 == 1),
    "a class and the corners of an outline",
)
KEYPOINTS: Final = Task(
    _describe_keypoints,
    _read_keypoints,
    lambda cells: cells > BOX_CELLS,
    "a class, a box and keypoints",
    has_keypoints=True,
)
