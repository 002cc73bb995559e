"""What becomes of a shape in a format that has no such shape: outlines of areas, areas of pixels, and seams for holes.

Pixels are painted inside the image alone, and never more of them than an image may have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.image.formats.delivered import DECIMALS, AnyShape, lose_shape
from goldsmith.modalities.image.shapes import MOST_SIDE, Ellipse, Mask, Polygon, RotatedBox, Vertex, bounds, corners

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from goldsmith.algorithms.areas import Ring

    Pixels = npt.NDArray[np.bool_]
    Runs = npt.NDArray[np.int64]

__all__ = [
    "MOST_PIXELS",
    "check_size",
    "mask_around",
    "mask_in",
    "mask_of_area",
    "outline_of",
    "outline_of_mask",
    "paint_area",
    "pixels_in",
    "rotated_box_in",
    "without_holes",
]

MOST_PIXELS: Final = 250_000_000
MOST_PARTS: Final = 1_000
TOLERANCE: Final = 1.0
"""How far, in pixels, an outline may be from the pixels: then a slanted border is one line, and no staircase."""
ANGLE_DECIMALS: Final = 6
SQUARE: Final = 0.01
"""How far, as a share of its longer side, the corners of a rectangle may be from square."""

Size = tuple[int, int]


def outline_of(shape: AnyShape, report: LossReport) -> Polygon | None:
    """Give a polygon for a rotated box or an ellipse, counted as lost, and itself for a polygon; None for others."""
    if isinstance(shape, Polygon):
        return shape
    if isinstance(shape, RotatedBox | Ellipse):
        lose_shape(shape, report, "{}, now polygons")
        return _polygon_like(shape, _vertices(_ring(shape)))
    return None


def without_holes(shape: Polygon, report: LossReport) -> Polygon:
    """Cut a polygon with holes open along seams, so that one outline holds the same area; counted as lost."""
    if not shape.holes:
        return shape
    from goldsmith.algorithms.areas import join

    report.lose("polygons with holes, now outlines with seams")
    return msgspec.structs.replace(shape, vertices=_vertices(join(_rings(shape))), holes=msgspec.UNSET)


def outline_of_mask(mask: Mask, report: LossReport) -> Polygon | None:
    """Give one outline near the borders of a mask, its parts and holes joined by seams; counted as lost.

    None where the mask is too large or in too many parts.
    """
    from goldsmith.algorithms.areas import join, outline, simplify

    pixels = pixels_in(mask, report)
    rings = [] if pixels is None else [ring for part in outline(pixels) for ring in part]
    if not 0 < len(rings) <= MOST_PARTS:
        report.lose("masks of too many parts", int(len(rings) > MOST_PARTS))
        return None
    report.lose("masks, now polygons")
    ring = join([simplify(each, TOLERANCE) for each in rings])
    return _polygon_like(mask, [Vertex(mask.left + x, mask.top + y) for x, y in ring.tolist()])


def pixels_in(mask: Mask, report: LossReport) -> Pixels | None:
    """Paint the window of a mask, shape (height, width); one of more pixels than an image may have is lost."""
    from goldsmith.algorithms.masks import decompress, paint

    if mask.width * mask.height > MOST_PIXELS:
        report.lose("masks larger than an image may be")
        return None
    return paint(decompress(mask.counts), mask.width, mask.height)


def paint_area(shape: AnyShape, size: Size, report: LossReport) -> tuple[int, int, Pixels] | None:
    """Paint what a mask, a polygon, a rotated box or an ellipse covers of an image: left, top and a window of pixels.

    Other shapes, and those of which no pixel lies in the image, are lost: None.
    """
    if isinstance(shape, Mask):
        pixels = pixels_in(shape, report)
        return None if pixels is None else (shape.left, shape.top, pixels)
    if not isinstance(shape, Polygon | RotatedBox | Ellipse):
        lose_shape(shape, report)
        return None
    painted = _fill(shape, size)
    if painted is None:
        report.lose("shapes that cover no pixel of the image")
    else:
        lose_shape(shape, report, "{}, now pixels")
    return painted


def mask_of_area(shape: AnyShape, size: Size, report: LossReport) -> Mask | None:
    """Give the pixels that a shape covers as a mask; see `paint_area`."""
    if isinstance(shape, Mask):
        return shape
    painted = paint_area(shape, size, report)
    body = None if painted is None else mask_around(painted[2], painted[0], painted[1])
    return None if body is None else msgspec.convert({**body, **_own(shape)}, Mask)


def mask_around(pixels: Pixels, left: int = 0, top: int = 0) -> dict[str, Any] | None:
    """Describe the smallest mask of pixels whose window begins at this place of the image; None where none is set."""
    from goldsmith.algorithms.masks import runs_of

    return mask_in(runs_of(pixels), (pixels.shape[1], pixels.shape[0]), left, top) if pixels.any() else None


def mask_in(runs: Runs, size: Size, left: int = 0, top: int = 0) -> dict[str, Any]:
    """Describe the smallest mask of run lengths that fill a window; nothing is painted.

    Raises ValueError where they do not fill it, or nothing is inside.
    """
    from goldsmith.algorithms.masks import compress, crop

    x, y, width, height, inner = crop(runs, *size)
    place = {"left": left + x, "top": top + y, "width": width, "height": height}
    return {"type": "mask", **place, "counts": compress(inner)}


def check_size(width: Any, height: Any, field: str) -> Size:
    """Refuse a size that no image may have."""
    is_size = all(isinstance(side, int) and 0 < side <= MOST_SIDE for side in (width, height))
    if not is_size or width * height > MOST_PIXELS:
        message = f"A mask has a width and a height, and at most {MOST_PIXELS // 1_000_000} million pixels."
        raise InvalidError(message, field=field)
    return width, height


def rotated_box_in(places: Sequence[tuple[float, float]]) -> dict[str, Any] | None:
    """Describe the rotated box of four corners, the first its top left; None where they are no rectangle."""
    (x, y), (right, down), (_, _), _ = places
    if _turns_left(places):
        return rotated_box_in([places[0], places[3], places[2], places[1]])
    width, height = math.dist(places[0], places[1]), math.dist(places[1], places[2])
    middle = [sum(axis) / 4 for axis in zip(*places, strict=True)]
    slack = SQUARE * max(width, height)
    radii = [math.dist(middle, place) for place in places]
    halves = [math.dist(middle, ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)) for one, other in _opposite(places)]
    if min(width, height) <= 0 or max(radii) - min(radii) > slack or max(halves) > slack:
        return None
    return {
        "type": "rotated_box",
        "left": round(middle[0] - width / 2, DECIMALS),
        "top": round(middle[1] - height / 2, DECIMALS),
        "width": round(width, DECIMALS),
        "height": round(height, DECIMALS),
        "rotation": round(math.degrees(math.atan2(down - y, right - x)), ANGLE_DECIMALS) + 0.0,
    }


def _opposite(places: Sequence[tuple[float, float]]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return [(places[0], places[2]), (places[1], places[3])]


def _turns_left(places: Sequence[tuple[float, float]]) -> bool:
    twice = sum(places[n - 1][0] * places[n][1] - places[n][0] * places[n - 1][1] for n in range(len(places)))
    return twice < 0


def _fill(shape: Polygon | RotatedBox | Ellipse, size: Size) -> tuple[int, int, Pixels] | None:
    from goldsmith.algorithms.areas import fill

    if size[0] * size[1] > MOST_PIXELS:
        return None
    left, top, right, bottom = bounds(shape)
    first_x, first_y = max(0, math.floor(left)), max(0, math.floor(top))
    width, height = min(size[0], math.ceil(right)) - first_x, min(size[1], math.ceil(bottom)) - first_y
    if width <= 0 or height <= 0:
        return None
    rings = _rings(shape) if isinstance(shape, Polygon) else [_ring(shape)]
    pixels = fill([ring - (first_x, first_y) for ring in rings], width, height)
    return (first_x, first_y, pixels) if pixels.any() else None


def _ring(shape: RotatedBox | Ellipse) -> Ring:
    import numpy as np

    from goldsmith.algorithms.areas import ellipse_ring

    if isinstance(shape, Ellipse):
        return ellipse_ring(shape.x, shape.y, shape.radius_x, shape.radius_y, shape.rotation)
    return np.array([(vertex.x, vertex.y) for vertex in corners(shape)])


def _rings(shape: Polygon) -> list[Ring]:
    import numpy as np

    return [np.array([(each.x, each.y) for each in ring]) for ring in (shape.vertices, *(shape.holes or ()))]


def _vertices(ring: Ring) -> list[Vertex]:
    return [Vertex(x, y) for x, y in ring.tolist()]


def _polygon_like(shape: AnyShape, vertices: list[Vertex]) -> Polygon:
    return Polygon(vertices=vertices, **_own(shape))


def _own(shape: AnyShape) -> dict[str, Any]:
    """Take what a shape says beside its geometry."""
    said = {name: getattr(shape, name) for name in ("uuid", "label", "attributes", "z_order", "group")}
    return {name: value for name, value in said.items() if value is not msgspec.UNSET}
