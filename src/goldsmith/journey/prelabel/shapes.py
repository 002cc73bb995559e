"""What a model marks, as shapes of images, and as a shape that the label may have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from goldsmith.algorithms import areas, masks
from goldsmith.modalities.image.shapes import MOST_HOLES, RotatedBox, corners

if TYPE_CHECKING:
    import numpy.typing as npt

    Pixels = npt.NDArray[np.bool_]

__all__ = ["Geometry", "box_between", "fit_to_label", "mask_of", "polygons_of"]

Geometry = dict[str, Any]
"""`type` and the fields of a shape of image.v1 that say where it is."""

LEAST_SIDE: Final = 1.0
TOLERANCE: Final = 0.75
MOST_CORNERS: Final = 5_000


def box_between(corners: Sequence[float]) -> Geometry | None:
    """The box between left, top, right and bottom; None for one that is less than a pixel wide or high."""
    left, top, right, bottom = (round(float(each), 2) for each in corners)
    if right - left < LEAST_SIDE or bottom - top < LEAST_SIDE:
        return None
    return {"type": "box", "left": left, "top": top, "width": round(right - left, 2), "height": round(bottom - top, 2)}


def mask_of(pixels: Pixels, left: int = 0, top: int = 0) -> Geometry | None:
    """The mask of the pixels of a window whose corner is `left`, `top`; None without a pixel."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not len(rows):
        return None
    inside = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = inside.shape
    place = {"left": left + int(columns[0]), "top": top + int(rows[0]), "width": width, "height": height}
    return {"type": "mask", **place, "counts": masks.compress(masks.runs_of(inside))}


def polygons_of(pixels: Pixels, left: int = 0, top: int = 0) -> list[Geometry]:
    """An outline with its holes for each area of pixels, the largest first."""
    parts = [[_ring(ring, left, top) for ring in part] for part in areas.outline(pixels)]
    parts.sort(key=lambda rings: -_size(rings[0]))
    return [_polygon(rings) for rings in parts if len(rings[0]) >= 3]


def fit_to_label(geometry: Geometry, allowed: Sequence[str]) -> Geometry | None:
    """The same as a shape that a label may have (any, if none is named): itself, or the nearest that says as much.

    None where only a point, a line or the like may be drawn.
    """
    if not allowed or geometry["type"] in allowed:
        return geometry
    wanted = next((each for each in ("mask", "polygon", "rotated_box", "box") if each in allowed), None)
    if wanted is None:
        return None
    if wanted in ("rotated_box", "box"):
        upright = box_between(_bounds(geometry))
        return upright and (upright if wanted == "box" else upright | {"type": "rotated_box", "rotation": 0.0})
    pixels, left, top = _pixels(geometry)
    if wanted == "mask":
        return mask_of(pixels, left, top)
    return next(iter(polygons_of(pixels, left, top)), None)


def _ring(ring: areas.Ring, left: int, top: int) -> areas.Ring:
    """Corners that matter, and no more than a shape may have."""
    tolerance = TOLERANCE
    simple = areas.simplify(ring, tolerance)
    while len(simple) > MOST_CORNERS:
        tolerance *= 2
        simple = areas.simplify(ring, tolerance)
    return np.add(simple, (left, top))


def _polygon(rings: Sequence[areas.Ring]) -> Geometry:
    outer, *holes = [[{"x": float(x), "y": float(y)} for x, y in ring] for ring in rings if len(ring) >= 3]
    return {"type": "polygon", "vertices": outer, **({"holes": holes[:MOST_HOLES]} if holes else {})}


def _size(ring: areas.Ring) -> float:
    """The area inside, by the shoelace formula."""
    x, y = ring.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _bounds(geometry: Geometry) -> tuple[float, float, float, float]:
    if geometry["type"] in ("mask", "box"):
        left, top = geometry["left"], geometry["top"]
        return left, top, left + geometry["width"], top + geometry["height"]
    ring = _rings(geometry)[0]
    return float(ring[:, 0].min()), float(ring[:, 1].min()), float(ring[:, 0].max()), float(ring[:, 1].max())


def _pixels(geometry: Geometry) -> tuple[Pixels, int, int]:
    """The pixels of a geometry in the smallest window of whole pixels around it."""
    left, top = (max(0, int(np.floor(each))) for each in _bounds(geometry)[:2])
    right, bottom = (max(1, int(np.ceil(each))) for each in _bounds(geometry)[2:])
    width, height = max(1, right - left), max(1, bottom - top)
    if geometry["type"] == "mask":
        return masks.paint(masks.decompress(geometry["counts"]), geometry["width"], geometry["height"]), left, top
    rings = _rings(geometry)
    return areas.fill([ring - (left, top) for ring in rings], width, height), left, top


def _rings(geometry: Geometry) -> list[areas.Ring]:
    if "vertices" in geometry:
        return [_corners(ring) for ring in (geometry["vertices"], *geometry.get("holes", ()))]
    if geometry["type"] == "ellipse":
        middle = (geometry["x"], geometry["y"], geometry["radius_x"], geometry["radius_y"])
        return [areas.ellipse_ring(*middle, geometry.get("rotation", 0.0))]
    if geometry["type"] == "rotated_box":
        turned = msgspec.convert(geometry | {"label": ""}, RotatedBox)
        return [np.array([[each.x, each.y] for each in corners(turned)])]
    left, top, right, bottom = _bounds(geometry)
    return [np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)]


def _corners(ring: Sequence[Any]) -> areas.Ring:
    return np.array([[each["x"], each["y"]] for each in ring], dtype=np.float64)
