"""What several shapes of one object become: the middle of their places, or the most central of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import UNSET
from msgspec.structs import replace

from goldsmith.algorithms.outlines import (
    line_distance,
    most_central,
    polygon_overlaps,
    weighted_median,
    weighted_middle,
)
from goldsmith.modalities.image.agree.drawn import enclosed, places
from goldsmith.modalities.image.agree.masks import middle_of_masks
from goldsmith.modalities.image.agree.skeletons import middle_of_skeletons
from goldsmith.modalities.image.agree.turned import LEAST_LENGTH, middle_of_turned
from goldsmith.modalities.image.shapes import (
    Box,
    Cuboid,
    Ellipse,
    ImageShape,
    Line,
    Mask,
    Point,
    Polygon,
    RotatedBox,
    Skeleton,
    Vertex,
    bounds,
)

__all__ = ["middle_of"]

_BESIDE_PLACE: Final = {"uuid": "", "label": "", "attributes": {}, "z_order": UNSET, "group": UNSET}


def middle_of(shapes: Sequence[Any], weights: Sequence[float]) -> Any:
    """The middle of shapes of one type; equal places stay as they are, to the byte."""
    is_same = all(_same_place(shapes[0], shape) for shape in shapes[1:])
    middle = shapes[0] if is_same else _MIDDLES[type(shapes[0])](shapes, weights)
    return replace(middle, z_order=_z_order(shapes, weights))


def _z_order(shapes: Sequence[ImageShape], weights: Sequence[float]) -> Any:
    """The middle place in the pile, one that somebody gave; who gave none said 0."""
    orders = [0 if shape.z_order is UNSET else shape.z_order for shape in shapes]
    middle = weighted_middle(orders, weights)
    return shapes[orders.index(middle)].z_order


def _same_place(one: ImageShape, other: ImageShape) -> bool:
    return bool(replace(one, **_BESIDE_PLACE) == replace(other, **_BESIDE_PLACE))


def _median_box(boxes: Sequence[Box], weights: Sequence[float]) -> Box:
    edges = [bounds(box) for box in boxes]
    left, top, right, bottom = (weighted_median([edge[side] for edge in edges], weights) for side in range(4))
    # A millionth of a pixel: subtraction would otherwise leave digits that nobody drew.
    width, height = (max(round(side, 6), LEAST_LENGTH) for side in (right - left, bottom - top))
    return replace(boxes[0], left=left, top=top, width=width, height=height)


def _median_point(points: Sequence[Point], weights: Sequence[float]) -> Point:
    return replace(points[0], **_median_place(points, weights))


def _median_cuboid(cuboids: Sequence[Cuboid], weights: Sequence[float]) -> Cuboid:
    corners = zip(*(cuboid.vertices for cuboid in cuboids), strict=True)
    return replace(cuboids[0], vertices=[Vertex(**_median_place(corner, weights)) for corner in corners])


def _median_place(places: Sequence[Any], weights: Sequence[float]) -> dict[str, float]:
    return {axis: weighted_median([getattr(place, axis) for place in places], weights) for axis in ("x", "y")}


def _central_polygon(polygons: Sequence[Polygon], weights: Sequence[float]) -> Polygon:
    apart = 1 - polygon_overlaps([enclosed(polygon) for polygon in polygons])
    return polygons[most_central(apart, weights)]


def _central_line(lines: Sequence[Line], weights: Sequence[float]) -> Line:
    walked = [places(line.vertices) for line in lines]
    apart = np.array([[line_distance(one, other) for other in walked] for one in walked])
    return lines[most_central(apart, weights)]


_MIDDLES: Final[Mapping[type, Callable[[Any, Sequence[float]], Any]]] = {
    Box: _median_box,
    RotatedBox: middle_of_turned,
    Polygon: _central_polygon,
    Line: _central_line,
    Point: _median_point,
    Ellipse: middle_of_turned,
    Cuboid: _median_cuboid,
    Skeleton: middle_of_skeletons,
    Mask: middle_of_masks,
}
