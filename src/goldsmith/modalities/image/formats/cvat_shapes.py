"""Geometry of CVAT for images 1.1: the elements of shapes, their attributes, and the points inside a skeleton.

Format: https://docs.cvat.ai/docs/dataset_management/formats/xml_format/. A mask is run lengths along the rows of a
window, the first of pixels outside. A cuboid names its corners by side (1 before, 2 behind); behind, CVAT's left and
right are exchanged, as one walks around the block
(https://github.com/cvat-ai/cvat/blob/develop/cvat-canvas/src/typescript/cuboid.ts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.image.formats.delivered import AnyShape, read_number, spell
from goldsmith.modalities.image.formats.reshaping import check_size, mask_around, pixels_in, without_holes
from goldsmith.modalities.image.shapes import (
    Box,
    Cuboid,
    Ellipse,
    Line,
    Mask,
    Point,
    Polygon,
    RotatedBox,
    Skeleton,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["ELEMENTS", "describe_geometry", "describe_joints", "read_geometry"]

ELEMENTS: Final[Mapping[type[AnyShape], str]] = {
    Box: "box",
    RotatedBox: "box",
    Polygon: "polygon",
    Line: "polyline",
    Point: "points",
    Ellipse: "ellipse",
    Cuboid: "cuboid",
    Skeleton: "skeleton",
    Mask: "mask",
}
EXACT: Final = 6
"""Decimals of a pixel: more than anybody draws, fewer than subtraction leaves behind."""
CORNERS: Final = ("tl1", "tr1", "br1", "bl1", "tr2", "tl2", "bl2", "br2")
"""Our corners of a cuboid by CVAT's names."""
_RUNS: Final = re.compile(r"\s*[0-9]{1,9}(?:\s*,\s*[0-9]{1,9})*\s*\Z")

Found = dict[str, Any]


def describe_geometry(shape: AnyShape, report: LossReport) -> Mapping[str, str] | None:
    """Give the attributes of an element that say where a shape is; None for a mask that cannot be painted."""
    if isinstance(shape, Box | RotatedBox):
        edges = (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
        turned = _describe_turn(shape, report) if isinstance(shape, RotatedBox) else {}
        return {**_numbers(("xtl", "ytl", "xbr", "ybr"), edges), **turned}
    if isinstance(shape, Ellipse):
        numbers = (shape.x, shape.y, shape.radius_x, shape.radius_y, shape.rotation % 360)
        return _numbers(("cx", "cy", "rx", "ry", "rotation"), numbers)
    if isinstance(shape, Cuboid):
        places = zip(CORNERS, shape.vertices, strict=True)
        return {axis + name: _spell(getattr(place, axis)) for name, place in places for axis in ("x", "y")}
    if isinstance(shape, Mask):
        return _describe_mask(shape, report)
    if isinstance(shape, Skeleton):
        return {}
    if isinstance(shape, Polygon):
        shape = without_holes(shape, report)
    return {"points": _points([shape] if isinstance(shape, Point) else shape.vertices)}


def describe_joints(shape: AnyShape) -> list[dict[str, str]]:
    """Give the attributes of the points that an element has inside, which is that of a skeleton."""
    joints = shape.keypoints if isinstance(shape, Skeleton) else []
    return [
        {
            "label": joint.name,
            "source": "manual",
            "outside": "0",
            "occluded": str(int(joint.visibility == "occluded")),
            "points": _points([joint]),
        }
        for joint in joints
    ]


def read_geometry(element: Element, words: Vocabulary, place: str) -> Found:
    """Read where a shape is; InvalidError says what is none."""
    if element.tag in ("polygon", "polyline"):
        kind = "polygon" if element.tag == "polygon" else "line"
        return {"type": kind, "vertices": _read_points(element, place)}
    if element.tag == "points":
        return {"type": "point", **_read_point(element, place)}
    if element.tag in ("box", "skeleton"):
        read = _read_box if element.tag == "box" else _read_skeleton
        return read(element, words, place)
    reader = {"ellipse": _read_ellipse, "cuboid": _read_cuboid, "mask": _read_mask}.get(str(element.tag))
    if reader is None:
        raise InvalidError(f"{place}: {str(element.tag)[:40]!a} has no shape here.", field="image")
    return reader(element, place)


def _spell(number: float) -> str:
    return spell(number, EXACT)


def _numbers(names: Sequence[str], numbers: Sequence[float]) -> dict[str, str]:
    return {name: _spell(number) for name, number in zip(names, numbers, strict=True)}


def _points(places: Sequence[Any]) -> str:
    return ";".join(f"{_spell(place.x)},{_spell(place.y)}" for place in places)


def _describe_turn(box: RotatedBox, report: LossReport) -> dict[str, str]:
    report.lose("rotated boxes without a turn, now boxes", int(box.rotation % 360 == 0))
    return {"rotation": _spell(box.rotation % 360)}


def _describe_mask(mask: Mask, report: LossReport) -> Mapping[str, str] | None:
    from goldsmith.algorithms.masks import runs_of

    pixels = pixels_in(mask, report)
    if pixels is None:
        return None
    window = {name: str(getattr(mask, name)) for name in ("left", "top", "width", "height")}
    return {"rle": ", ".join(map(str, runs_of(pixels.T).tolist())), **window}


def _read_box(element: Element, words: Vocabulary, place: str) -> Found:
    """Read a box; one that is not turned is still a rotated box where a label takes no other."""
    left, top, right, bottom = _read_numbers(element, ("xtl", "ytl", "xbr", "ybr"), place)
    width, height = round(right - left, EXACT), round(bottom - top, EXACT)
    if width <= 0 or height <= 0:
        raise InvalidError(f"{place}: a box has a width and a height above 0.", field="xbr")
    edges = {"left": left, "top": top, "width": width, "height": height}
    rotation = _read_rotation(element, place)
    if rotation == 0 and words.takes(element.get("label") or "", "box"):
        return {"type": "box", **edges}
    return {"type": "rotated_box", **edges, "rotation": rotation}


def _read_ellipse(element: Element, place: str) -> Found:
    x, y, radius_x, radius_y = _read_numbers(element, ("cx", "cy", "rx", "ry"), place)
    if radius_x <= 0 or radius_y <= 0:
        raise InvalidError(f"{place}: the radii of an ellipse are above 0.", field="rx")
    radii = {"radius_x": radius_x, "radius_y": radius_y}
    return {"type": "ellipse", "x": x, "y": y, **radii, "rotation": _read_rotation(element, place)}


def _read_rotation(element: Element, place: str) -> float:
    """Read degrees clockwise, below a full turn."""
    return round(read_number(element.get("rotation", "0"), place, "rotation") % 360, EXACT)


def _read_cuboid(element: Element, place: str) -> Found:
    corners = [_read_numbers(element, (f"x{name}", f"y{name}"), place) for name in CORNERS]
    return {"type": "cuboid", "vertices": [{"x": x, "y": y} for x, y in corners]}


def _read_mask(element: Element, place: str) -> Found:
    import numpy as np

    from goldsmith.algorithms.masks import paint

    window = {name: read_number(element.get(name), place, name) for name in ("left", "top", "width", "height")}
    if not all(number.is_integer() for number in window.values()):
        raise InvalidError(f"{place}: the window of a mask is whole pixels.", field="left")
    left, top, width, height = map(int, window.values())
    check_size(width, height, "width")
    runs = element.get("rle") or ""
    if not _RUNS.match(runs):
        raise InvalidError(f"{place}: the rle of a mask is numbers with commas between them.", field="rle")
    try:
        pixels = paint(np.array([int(run) for run in runs.split(",")], dtype=np.int64), height, width).T
    except ValueError:
        raise InvalidError(f"{place}: the rle of a mask does not fill its window.", field="rle") from None
    mask = mask_around(pixels, left, top)
    if mask is None:
        raise InvalidError(f"{place}: a mask holds at least one pixel.", field="rle")
    return mask


def _read_skeleton(element: Element, words: Vocabulary, place: str) -> Found:
    """Read the points that are in the image; those that are outside are left out."""
    label = element.get("label") or ""
    joints = [each for each in element.iterfind("points") if each.get("outside") != "1"]
    return {
        "type": "skeleton",
        "keypoints": [
            {
                "name": words.keypoint(label, joint.get("label") or ""),
                **_read_point(joint, place),
                "visibility": "occluded" if joint.get("occluded") == "1" else "visible",
            }
            for joint in joints
        ],
    }


def _read_point(element: Element, place: str) -> dict[str, float]:
    vertices = _read_points(element, place)
    if len(vertices) != 1:
        raise InvalidError(f"{place}: points of several places have no shape here.", field="points")
    return vertices[0]


def _read_points(element: Element, place: str) -> list[dict[str, float]]:
    pairs = [pair.split(",") for pair in (element.get("points") or "").split(";")]
    if not all(len(pair) == 2 for pair in pairs):
        raise InvalidError(f"{place}: points are pairs of numbers.", field="points")
    return [{"x": read_number(x, place, "x"), "y": read_number(y, place, "y")} for x, y in pairs]


def _read_numbers(element: Element, names: Sequence[str], place: str) -> list[float]:
    return [read_number(element.get(name), place, name) for name in names]
