"""How alike the places of two marks of one type are, in [0, 1]: intersection over union."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.matching import box_overlap, candidate_pairs, interval_overlap
from goldsmith.algorithms.outlines import Area, polygon_overlap
from goldsmith.modalities.document.shapes import BoxLocation, Location, PageMark, Span, Stretch, bounds, outline

__all__ = ["near_pairs", "span_overlap"]

LEAST: Final = 0.25
"""Marks that share less are not of the same thing."""
_PAGE: Final = 1e7
"""Longer than any page: places of all pages on one line."""

Floats = npt.NDArray[np.float64]
Pairs = Iterable[tuple[int, int, float]]


def near_pairs(first: Sequence[Any], second: Sequence[Any]) -> Pairs:
    """Pairs of marks of one type that may be of the same thing, as (index, index, score)."""
    if isinstance(first[0], PageMark):
        return ((here, there, 1.0) for here in range(len(first)) for there in range(len(second)))
    if isinstance(first[0], Span):
        return _near_spans(first, second)
    return _near_places([each.location for each in first], [each.location for each in second])


def span_overlap(one: Span, other: Span) -> float:
    """Shared area over the area of both, line by line; lines of one span do not overlap."""
    if one.stretches == other.stretches:
        return 1.0
    shared = math.fsum(_shared(ours, theirs) for ours in one.stretches for theirs in other.stretches)
    joined = math.fsum(each.width * each.height for each in (*one.stretches, *other.stretches)) - shared
    return min(shared / joined, 1.0) if joined > 0 else 0.0


def _near_places(first: Sequence[Location], second: Sequence[Location]) -> Pairs:
    ours, theirs = (np.array([bounds(each) for each in places], np.float64) for places in (first, second))
    here, there = candidate_pairs(ours, theirs)
    overlap = box_overlap(ours[here], theirs[there])
    # The boxes around outlines say which pairs are worth a closer look.
    for pair in (overlap >= LEAST / 2).nonzero()[0]:
        one, other = first[here[pair]], second[there[pair]]
        if not (isinstance(one, BoxLocation) and isinstance(other, BoxLocation)):
            overlap[pair] = 1.0 if one == other else polygon_overlap(Area(outline(one)), Area(outline(other)))
    close = overlap >= LEAST
    return zip(here[close].tolist(), there[close].tolist(), overlap[close].tolist(), strict=True)


def _near_spans(first: Sequence[Span], second: Sequence[Span]) -> Pairs:
    ours, theirs = (np.array([_reach(span) for span in spans]) for spans in (first, second))
    here, there = candidate_pairs(ours, theirs)
    touching = interval_overlap(ours[here], theirs[there]) > 0
    for i, j in zip(here[touching].tolist(), there[touching].tolist(), strict=True):
        score = span_overlap(first[i], second[j])
        if score >= LEAST:
            yield i, j, score


def _reach(span: Span) -> tuple[float, float]:
    """From where to where a span goes, all pages one under another."""
    tops = [each.page * _PAGE + each.top for each in span.stretches]
    bottoms = [each.page * _PAGE + each.top + each.height for each in span.stretches]
    return min(tops), max(bottoms)


def _shared(one: Stretch, other: Stretch) -> float:
    if one.page != other.page:
        return 0.0
    wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return max(wide, 0.0) * max(high, 0.0)
