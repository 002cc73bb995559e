"""Scores of every pixel as the area of each class, in pixels of the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.detection.frame import Frame

__all__ = ["Area", "enlarge", "read_areas"]

Floats = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.bool_]


class Area(NamedTuple):
    """The pixels of one class: those of the whole image, shape (height, width), and the mean score in them."""

    number: int
    pixels: Pixels
    score: float


def read_areas(scores: Floats, frame: Frame, input_size: tuple[int, int]) -> Iterator[Area]:
    """The area of each class that is the likeliest somewhere. `scores` has shape (classes, height, width)."""
    chances = _chances(np.asarray(scores, dtype=np.float32))
    best = chances.argmax(axis=0)
    sure = chances.max(axis=0)
    shown = enlarge(best, frame, input_size)
    for number in np.unique(shown).tolist():
        yield Area(number, shown == number, float(sure[best == number].mean()))


def enlarge(values: npt.NDArray[np.generic], frame: Frame, input_size: tuple[int, int]) -> npt.NDArray[np.generic]:
    """The part of an output (height, width) that shows the image, at its size: each pixel takes its nearest."""
    height, width = values.shape
    columns = _nearest(frame.left, frame.width, frame.image_width, width / input_size[0], width)
    rows = _nearest(frame.top, frame.height, frame.image_height, height / input_size[1], height)
    return values[rows[:, None], columns[None, :]]


def _nearest(start: int, length: int, count: int, share: float, most: int) -> npt.NDArray[np.int64]:
    middles = (start + (np.arange(count) + 0.5) * length / count) * share
    return np.clip(middles.astype(np.int64), 0, most - 1)


def _chances(scores: Floats) -> Floats:
    """Chances as they are, or what logits amount to."""
    scores = np.nan_to_num(scores, nan=-1e4, posinf=1e4, neginf=-1e4)
    if scores.min() >= 0 and np.allclose(scores.sum(axis=0), 1, atol=1e-2):
        return scores
    powers = np.exp(scores - scores.max(axis=0))
    shares: Floats = powers / powers.sum(axis=0)
    return shares
