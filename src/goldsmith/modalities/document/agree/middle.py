"""What several marks of one thing become: the middle of their places, and the text that most of them wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from goldsmith.algorithms.outlines import Area, most_central, polygon_overlaps, weighted_median
from goldsmith.modalities.document.agree.near import span_overlap
from goldsmith.modalities.document.agree.tables import middle_of_tables
from goldsmith.modalities.document.shapes import Block, BoxLocation, Location, Span, Table, bounds, outline
from goldsmith.modalities.wordings import merge_texts

__all__ = ["middle_of"]


def middle_of(shapes: Sequence[Any], weights: Sequence[float]) -> Any:
    """The middle of marks of one type; equal ones stay as they are, to the byte."""
    first = shapes[0]
    if isinstance(first, Block):
        text = merge_texts([each.text for each in shapes], weights)
        return replace(first, location=middle_place([each.location for each in shapes], weights), text=text)
    if isinstance(first, Span):
        return _central_span(shapes, weights)
    if isinstance(first, Table):
        return middle_of_tables(shapes, weights)
    return replace(first)


def middle_place(places: Sequence[Location], weights: Sequence[float]) -> Location:
    """Weighted medians of the edges of boxes; where there are outlines, the one most like the others."""
    if all(place == places[0] for place in places):
        return places[0]
    if all(isinstance(place, BoxLocation) for place in places):
        return median_box(places, weights)
    overlaps = polygon_overlaps([Area(outline(place)) for place in places])
    return places[most_central(1 - overlaps, weights)]


def median_box(places: Sequence[Location], weights: Sequence[float]) -> BoxLocation:
    edges = [bounds(place) for place in places]
    left, top, right, bottom = (round(weighted_median([edge[side] for edge in edges], weights), 4) for side in range(4))
    width, height = (max(round(side, 4), 0.01) for side in (right - left, bottom - top))
    return BoxLocation(left=left, top=top, width=width, height=height)


def _central_span(spans: Sequence[Span], weights: Sequence[float]) -> Span:
    """The span most like the others: words are in it or not, so there is no middle between two."""
    apart = np.array([[1 - span_overlap(one, other) for other in spans] for one in spans])
    return replace(spans[most_central(apart, weights)])
