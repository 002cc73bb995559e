"""Pictures as numbers without a network: colour, texture and shape, as the field did before networks, and offline.

Sources: Swain and Ballard 1991 (colour histograms); Ojala et al. 2002 (uniform local binary patterns); Dalal and Triggs
2005 (histograms of oriented gradients); Arandjelović and Zisserman 2012 (square roots of histograms).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["N_FEATURES", "SIDE", "describe_picture"]

Floats = npt.NDArray[np.float64]

SIDE: Final = 64
"""Pixels of width and height that a picture is shrunk to before it is described."""
_COLOURS: Final = 4  # levels of each of red, green and blue
_CELLS: Final = 4  # a picture is cut into 4 by 4 cells for gradients, 2 by 2 for texture and colour
_DIRECTIONS: Final = 9
_NEIGHBOURS: Final = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))


def describe_picture(pixels: npt.NDArray[np.uint8]) -> Floats:
    """N_FEATURES numbers of unit length (less without edges) for SIDE by SIDE pixels of red, green and blue (0 to 255).

    >>> describe_picture(np.zeros((SIDE, SIDE, 3), np.uint8)).shape == (N_FEATURES,)
    True
    """
    if pixels.shape != (SIDE, SIDE, 3):
        raise ValueError(f"A picture is described from {SIDE} by {SIDE} pixels of three colours.")
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    parts = (_colours(pixels), _texture(grey), _shape(grey))
    units = [part / max(float(np.linalg.norm(part)), 1e-9) for part in parts]
    row: Floats = np.concatenate(units) / np.sqrt(3)
    return row


def _colours(pixels: npt.NDArray[np.uint8]) -> Floats:
    levels = pixels.astype(np.int64) * _COLOURS // 256
    return _histograms((levels[..., 0] * _COLOURS + levels[..., 1]) * _COLOURS + levels[..., 2], _COLOURS**3)


def _texture(grey: npt.NDArray[np.float64]) -> Floats:
    """Which of its eight neighbours are brighter than a pixel; patterns with more than two changes count as one."""
    inner = grey[1:-1, 1:-1]
    size = SIDE - 2
    pattern = np.zeros(inner.shape, dtype=np.int64)
    for bit, (down, right) in enumerate(_NEIGHBOURS):
        pattern |= (grey[1 + down : 1 + down + size, 1 + right : 1 + right + size] > inner).astype(np.int64) << bit
    return _histograms(_UNIFORM[pattern], int(_UNIFORM.max()) + 1)


def _shape(grey: npt.NDArray[np.float64]) -> Floats:
    """How strong the edges of each direction are in each cell, compared within blocks of 2 by 2 cells."""
    down, right = np.gradient(grey)
    strength = np.hypot(down, right)
    direction = np.minimum((np.arctan2(down, right) % np.pi / np.pi * _DIRECTIONS).astype(np.int64), _DIRECTIONS - 1)
    width = SIDE // _CELLS
    cell = np.arange(SIDE) // width
    place = (cell[:, None] * _CELLS + cell[None, :]) * _DIRECTIONS + direction
    cells = np.bincount(place.ravel(), strength.ravel(), _CELLS * _CELLS * _DIRECTIONS).reshape(_CELLS, _CELLS, -1)
    blocks = [cells[y : y + 2, x : x + 2].ravel() for y in range(_CELLS - 1) for x in range(_CELLS - 1)]
    return np.concatenate([np.sqrt(block / max(block.sum(), 1e-9)) for block in blocks])


def _histograms(values: npt.NDArray[np.int64], n_values: int) -> Floats:
    """Square roots of the shares of each value, in each quarter of the picture."""
    quarters = [quarter for half in np.array_split(values, 2, axis=0) for quarter in np.array_split(half, 2, axis=1)]
    counts = [np.bincount(quarter.ravel(), minlength=n_values) / quarter.size for quarter in quarters]
    shares: Floats = np.sqrt(np.concatenate(counts))
    return shares


def _uniform_patterns() -> npt.NDArray[np.int64]:
    numbers = np.full(256, 58, dtype=np.int64)
    uniform = [p for p in range(256) if (p ^ ((p >> 1) | ((p & 1) << 7))).bit_count() <= 2]
    numbers[uniform] = np.arange(len(uniform))
    return numbers


_UNIFORM: Final = _uniform_patterns()
N_FEATURES: Final = 4 * _COLOURS**3 + 4 * 59 + (_CELLS - 1) ** 2 * 4 * _DIRECTIONS
