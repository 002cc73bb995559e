"""Turned boxes and ellipses: each can be written in several ways, so all are read in the way nearest to one of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from goldsmith.algorithms.chords import turned_overlap
from goldsmith.algorithms.outlines import circular_median, most_central, weighted_median
from goldsmith.modalities.image.shapes import Ellipse, RotatedBox

__all__ = ["LEAST_LENGTH", "middle_of_turned", "row_of"]

HALF_TURN = 180.0
LEAST_LENGTH = 1e-6

Row = tuple[float, float, float, float, float]
Floats = npt.NDArray[np.float64]


def row_of(shape: RotatedBox | Ellipse) -> Row:
    """Middle x, middle y, half width, half height, degrees clockwise."""
    if isinstance(shape, Ellipse):
        return shape.x, shape.y, shape.radius_x, shape.radius_y, shape.rotation
    half_width, half_height = shape.width / 2, shape.height / 2
    return shape.left + half_width, shape.top + half_height, half_width, half_height, shape.rotation


def middle_of_turned(
    shapes: Sequence[RotatedBox] | Sequence[Ellipse], weights: Sequence[float]
) -> RotatedBox | Ellipse:
    """Median middle and sides, and the median angle of axes, which come round again after half a turn.

    (width, height, angle) is the same place as (height, width, angle + 90): sides are compared and angles turned only
    after each was written in the way nearest to the most central shape.
    """
    rows = [row_of(shape) for shape in shapes]
    central = rows[most_central(_apart(rows, are_ellipses=isinstance(shapes[0], Ellipse)), weights)]
    rows = [_nearest_form(row, central) for row in rows]
    x, y, half_width, half_height = (weighted_median([row[side] for row in rows], weights) for side in range(4))
    turn = circular_median([row[4] - central[4] for row in rows], weights, HALF_TURN)
    rotation = math.fmod(round(central[4] + _shortest(turn), 6), 360)
    return _shape_of(shapes[0], (x, y, half_width, half_height, rotation))


def _apart(rows: Sequence[Row], *, are_ellipses: bool) -> Floats:
    table, (here, there) = np.array(rows), np.indices((len(rows), len(rows)))
    overlap = turned_overlap(table[here.ravel()], table[there.ravel()], are_ellipses=are_ellipses)
    return 1 - overlap.reshape(len(rows), -1)


def _nearest_form(row: Row, like: Row) -> Row:
    x, y, half_width, half_height, rotation = row
    swapped = (x, y, half_height, half_width, rotation + 90)
    return min(row, swapped, key=lambda form: _difference(form, like))


def _difference(form: Row, like: Row) -> float:
    """How far corners move from one form to the other, roughly, in pixels."""
    sides = abs(form[2] - like[2]) + abs(form[3] - like[3])
    return sides + math.radians(abs(_shortest(form[4] - like[4]))) * max(like[2], like[3])


def _shortest(turn: float) -> float:
    """The same turn of an axis, between -90 and 90 degrees."""
    return (turn + HALF_TURN / 2) % HALF_TURN - HALF_TURN / 2


def _shape_of(shape: RotatedBox | Ellipse, row: Row) -> RotatedBox | Ellipse:
    # A millionth of a pixel: subtraction would otherwise leave digits that nobody drew.
    x, y, half_width, half_height, rotation = row
    if isinstance(shape, Ellipse):
        radii = {
            "radius_x": max(round(half_width, 6), LEAST_LENGTH),
            "radius_y": max(round(half_height, 6), LEAST_LENGTH),
        }
        return replace(shape, x=round(x, 6), y=round(y, 6), rotation=rotation, **radii)
    sides = {
        "width": max(round(2 * half_width, 6), LEAST_LENGTH),
        "height": max(round(2 * half_height, 6), LEAST_LENGTH),
    }
    corner = {"left": round(x - half_width, 6), "top": round(y - half_height, 6)}
    return replace(shape, rotation=rotation, **corner, **sides)
