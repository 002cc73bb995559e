"""Masks of several labelers as sets of intervals, never painted: what they cost does not grow with the image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from goldsmith.algorithms.intervals import Intervals, above, framed, joined, shared, total, weigh
from goldsmith.algorithms.masks import compress, decompress, intervals
from goldsmith.algorithms.outlines import most_central
from goldsmith.modalities.image.shapes import MOST_SIDE, Mask, are_few

__all__ = ["measured", "middle_of_masks", "overlap", "pixels_of", "size", "united", "with_pixels"]

FRAME: Final = 2 * MOST_SIDE
"""Pixels are places counted down columns of this height, so that those of all windows compare."""
TIE: Final = 1e-6  # sums of weights this near to half, as a share, are half

Floats = npt.NDArray[np.float64]


def pixels_of(mask: Mask) -> Intervals:
    return intervals(decompress(mask.counts), mask.left, mask.top, mask.height, FRAME)


def with_pixels(mask: Mask, pixels: Intervals) -> Mask:
    """The mask with other pixels (at least one), in the smallest window that holds them."""
    (left, top, width, height), runs = framed(pixels, FRAME)
    return replace(mask, left=left, top=top, width=width, height=height, counts=compress(runs))


def measured(masks: Sequence[Mask], windows: Floats) -> tuple[Floats, Sequence[Intervals]]:
    """Bounds of the pixels, in rows, and the pixels; the windows and nothing where those were too many."""
    if not are_few(masks):
        return windows, ()
    pixels = [pixels_of(mask) for mask in masks]
    return np.array([_bounds(each) for each in pixels], dtype=np.float64), pixels


def size(pixels: Intervals) -> int:
    return total(pixels)


def overlap(one: Intervals, other: Intervals) -> float:
    """Intersection over union."""
    both = shared(one, other)
    return both / (total(one) + total(other) - both)


def united(masks: Sequence[Mask]) -> Mask:
    """All pixels of the masks; the largest alone where they are too many to join."""
    if len(masks) == 1:
        return masks[0]
    if not are_few(masks):
        return max(masks, key=lambda mask: mask.width * mask.height)
    return with_pixels(masks[0], joined([pixels_of(mask) for mask in masks]))


def middle_of_masks(masks: Sequence[Mask], weights: Sequence[float]) -> Mask:
    """The pixels that more than half of the weight holds; the most central mask decides ties and stands for nothing."""
    if not are_few(masks):
        return masks[max(range(len(masks)), key=lambda number: weights[number])]
    sets = [pixels_of(mask) for mask in masks]
    pixels, is_tied = _majority(sets, weights)
    if is_tied or not total(pixels):
        apart = np.array([[1 - overlap(one, other) for other in sets] for one in sets])
        central = most_central(apart, weights)
        more = 4 * TIE * sum(weights)
        pixels, _ = _majority(sets, [weight + more * (number == central) for number, weight in enumerate(weights)])
        if not total(pixels):
            return masks[central]
    return with_pixels(masks[0], pixels)


def _majority(sets: Sequence[Intervals], weights: Sequence[float]) -> tuple[Intervals, bool]:
    """The pixels with more than half of the weight, and whether any has exactly half."""
    edges, weight = weigh(sets, weights)
    half = sum(weights) / 2
    return above(edges, weight, half * (1 + TIE)), bool((np.abs(weight - half) <= TIE * half).any())


def _bounds(pixels: Intervals) -> tuple[int, int, int, int]:
    starts, ends = pixels
    return int(starts[0] // FRAME), int((starts % FRAME).min()), int(ends[-1] // FRAME) + 1, int((ends % FRAME).max())
