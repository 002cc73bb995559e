"""Spans of different labelers: the same label and enough shared characters mean the same span.

Of spans with gaps the characters count that their fragments hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import UNSET

from goldsmith.modalities.objects import Geometry, align_objects, answer_similarity, merge_objects
from goldsmith.modalities.text.shapes import MOST_FRAGMENTS, Fragment, Span

if TYPE_CHECKING:
    from goldsmith.algorithms.intervals import Intervals

__all__ = ["align", "merge", "similarity"]

LEAST_OVERLAP: Final = 0.1


def near(first: Sequence[Span], second: Sequence[Span]) -> Iterable[tuple[int, int, float]]:
    """Pairs of spans that share at least a tenth of the characters that either covers."""
    import numpy as np

    from goldsmith.algorithms.matching import candidate_pairs, interval_overlap

    ours, theirs = (np.array([(span.start, span.end) for span in spans], dtype=float) for spans in (first, second))
    here, there = candidate_pairs(ours, theirs)
    overlap = interval_overlap(ours[here], theirs[there])
    has_gaps = (
        np.array([_has_gaps(span) for span in first])[here] | np.array([_has_gaps(span) for span in second])[there]
    )
    for pair in np.nonzero(has_gaps & (overlap > 0))[0]:
        overlap[pair] = _shared_part(first[here[pair]], second[there[pair]])
    close = overlap >= LEAST_OVERLAP
    return zip(here[close].tolist(), there[close].tolist(), overlap[close].tolist(), strict=True)


def combine(spans: Sequence[Span], weights: Sequence[float]) -> Span:
    """Middle start and middle end, each one that somebody drew; the text is put together from the spans.

    Where somebody left a gap, each character is kept that more than half of the weight holds.
    """
    from goldsmith.algorithms.outlines import weighted_middle

    if any(_has_gaps(span) for span in spans):
        return _combine_parts(spans, weights)
    start = weighted_middle([span.start for span in spans], weights)
    end = weighted_middle([span.end for span in spans], weights)
    covering = next((span for span in spans if span.start <= start and end <= span.end), None)
    text = covering.text[start - covering.start : end - covering.start] if covering else _join(spans, start, end)
    return msgspec.structs.replace(spans[0], start=start, end=end, text=text)


def _combine_parts(spans: Sequence[Span], weights: Sequence[float]) -> Span:
    from goldsmith.algorithms.intervals import above, weigh

    places, held = weigh([_places(span) for span in spans], weights)
    kept = above(places, held, sum(weights) / 2)
    letters = {span.start + offset: letter for span in spans for offset, letter in enumerate(span.text)}
    parts: list[tuple[int, int]] = []
    for start, end in zip(kept.starts.tolist(), kept.ends.tolist(), strict=True):
        gap = "".join(letters[position] for position in range(parts[-1][1], start)) if parts else ""
        if parts and not gap.strip():
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    if not 0 < len(parts) <= MOST_FRAGMENTS:
        heaviest = max(range(len(spans)), key=lambda number: weights[number])
        return msgspec.structs.replace(spans[heaviest], uuid=spans[0].uuid)
    start, end = parts[0][0], parts[-1][1]
    text = "".join(letters[position] for position in range(start, end))
    fragments = tuple(Fragment(*part) for part in parts) if len(parts) > 1 else UNSET
    return msgspec.structs.replace(spans[0], start=start, end=end, text=text, fragments=fragments)


def _shared_part(one: Span, other: Span) -> float:
    """Intersection over union of the characters that the fragments hold."""
    from goldsmith.algorithms.intervals import shared, total

    ours, theirs = _places(one), _places(other)
    both = shared(ours, theirs)
    return both / (total(ours) + total(theirs) - both)


def _places(span: Span) -> Intervals:
    import numpy as np

    from goldsmith.algorithms.intervals import Intervals

    starts, ends = np.array(span.parts, dtype=np.int64).T
    return Intervals(starts, ends)


def _has_gaps(span: Span) -> bool:
    return span.fragments is not UNSET


def _join(spans: Sequence[Span], start: int, end: int) -> str:
    """Spans of one object form a chain of overlaps, so every character between the middles lies in one of them."""
    letters = {span.start + offset: letter for span in spans for offset, letter in enumerate(span.text)}
    return "".join([letters[position] for position in range(start, end)])


SPANS: Final = Geometry(near, combine, by_label=True)
align: Any = partial(align_objects, SPANS)
merge: Any = partial(merge_objects, SPANS)
similarity: Any = partial(answer_similarity, SPANS)
