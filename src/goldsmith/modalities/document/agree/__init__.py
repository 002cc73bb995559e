"""Marks of different labelers: near enough on one page means the same thing, whatever label they gave it.

What is written in it is decided word by word, a table cell by cell, and the reading order by pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.document.shapes import Block, Span, Table
from goldsmith.modalities.objects import Geometry, MergedObject, align_objects, answer_similarity, merge_objects
from goldsmith.modalities.wordings import text_similarity

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer
    from goldsmith.ontology import Ontology

__all__ = ["align", "merge", "similarity"]


def near(first: Sequence[Any], second: Sequence[Any]) -> Iterable[tuple[int, int, float]]:
    """Pairs of marks of one type and page that cover enough of the same."""
    from goldsmith.modalities.document.agree.near import near_pairs

    return near_pairs(first, second)


def combine(shapes: Sequence[Any], weights: Sequence[float]) -> Any:
    """The middle of marks of one type, with what most of their labelers wrote."""
    from goldsmith.modalities.document.agree.middle import middle_of

    return middle_of(shapes, weights)


def accord(one: Any, other: Any) -> float:
    """How far two marks of one thing agree in what is written in them."""
    if isinstance(one, Block | Span):
        return text_similarity(one.text, other.text)
    if isinstance(one, Table):
        from goldsmith.modalities.document.agree.tables import cell_similarity

        return cell_similarity(one, other)
    return 1.0


def part_of(shape: Any) -> int:
    """Marks on different pages are never the same; stretches of words may go over several."""
    return 0 if isinstance(shape, Span) else shape.page + 1


def settle(objects: Sequence[MergedObject], ontology: Ontology) -> None:
    """Number what is read on each page."""
    from goldsmith.modalities.document.agree.order import number_merged

    del ontology
    number_merged(objects)


def order_similarity(one: Answer[Any], other: Answer[Any]) -> float:
    """How alike two answers are; that one thing is read right after another counts like a link between them."""
    from goldsmith.modalities.document.agree.order import with_successions

    if one == other:
        return 1.0
    return answer_similarity(MARKS, with_successions(one), with_successions(other))


MARKS: Final = Geometry(near, combine, accord=accord, part_of=part_of, settle=settle, text_accord=text_similarity)
align: Any = partial(align_objects, MARKS)
merge: Any = partial(merge_objects, MARKS)
similarity: Any = order_similarity
