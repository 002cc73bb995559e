"""Spans of different labelers: the same label and enough shared characters mean the same span."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from goldsmith.modalities.objects import Geometry, align_objects, answer_similarity, merge_objects
from goldsmith.modalities.text.shapes import Span

__all__ = ["align", "merge", "similarity"]

LEAST_OVERLAP: Final = 0.1


def near(first: Sequence[Span], second: Sequence[Span]) -> Iterable[tuple[int, int, float]]:
    """Pairs of spans that share at least a tenth of the characters that either covers."""
    import numpy as np

    from goldsmith.algorithms.matching import candidate_pairs, interval_overlap

    ours, theirs = (np.array([(span.start, span.end) for span in spans], dtype=float) for spans in (first, second))
    here, there = candidate_pairs(ours, theirs)
    overlap = interval_overlap(ours[here], theirs[there])
    close = overlap >= LEAST_OVERLAP
    return zip(here[close].tolist(), there[close].tolist(), overlap[close].tolist(), strict=True)


def combine(spans: Sequence[Span], weights: Sequence[float]) -> Span:
    """Middle start and middle end, each one that somebody drew; the text is put together from the spans."""
    from goldsmith.algorithms.outlines import weighted_middle

    start = weighted_middle([span.start for span in spans], weights)
    end = weighted_middle([span.end for span in spans], weights)
    covering = next((span for span in spans if span.start <= start and end <= span.end), None)
    text = covering.text[start - covering.start : end - covering.start] if covering else _join(spans, start, end)
    return msgspec.structs.replace(spans[0], start=start, end=end, text=text)


def _join(spans: Sequence[Span], start: int, end: int) -> str:
    """Spans of one object form a chain of overlaps, so every character between the middles lies in one of them."""
    letters = {span.start + offset: letter for span in spans for offset, letter in enumerate(span.text)}
    return "".join([letters[position] for position in range(start, end)])


SPANS: Final = Geometry(near, combine, by_label=True)
align: Any = partial(align_objects, SPANS)
merge: Any = partial(merge_objects, SPANS)
similarity: Any = partial(answer_similarity, SPANS)
