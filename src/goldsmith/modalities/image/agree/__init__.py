"""Shapes of different labelers: near enough, in one picture, means the same object, whatever label they gave it.

What needs numbers is imported when the first answers are compared: most processes that know this modality never do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.image.shapes import Mask, view_of
from goldsmith.modalities.objects import Geometry, MergedObject, align_objects, answer_similarity, merge_objects

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Shape
    from goldsmith.modalities.image.agree.drawn import Drawn
    from goldsmith.ontology import Label, Ontology

__all__ = ["align", "merge", "similarity"]


def measure(shapes: Sequence[Any]) -> Drawn:
    """What all comparisons of one labeler's shapes of one type need."""
    from goldsmith.modalities.image.agree.drawn import Drawn

    return Drawn.of(shapes)


def near(first: Drawn, second: Drawn) -> Iterable[tuple[int, int, float]]:
    """Pairs of shapes of one type that are alike enough, by the measure of their type."""
    from goldsmith.modalities.image.agree.alike import near_pairs

    return near_pairs(first, second)


def combine(shapes: Sequence[Any], weights: Sequence[float]) -> Any:
    """The middle of shapes of one type, one of them with its place changed."""
    from goldsmith.modalities.image.agree.middle import middle_of

    return middle_of(shapes, weights)


def unite(shapes: Sequence[Mask]) -> Mask:
    """All pixels of one labeler's masks as one mask."""
    from goldsmith.modalities.image.agree.masks import united

    return united(shapes)


def is_counted(shape: Shape, label: Label) -> bool:
    """Masks of what is no thing (sky, road) are one object for each label and picture, wherever they lie."""
    return label.is_thing or not isinstance(shape, Mask)


def settle(objects: Sequence[MergedObject], ontology: Ontology) -> None:
    """Keep what the ontology promises of masks, and name the groups."""
    from goldsmith.modalities.image.agree.cover import share_pixels
    from goldsmith.modalities.image.agree.groups import name_groups

    for view in {view_of(each.members[0][1]) for each in objects}:
        share_pixels([each for each in objects if view_of(each.members[0][1]) == view], ontology.masks)
    name_groups(objects)


SHAPES: Final = Geometry(
    near, combine, measure=measure, part_of=view_of, is_counted=is_counted, unite=unite, settle=settle
)
align: Any = partial(align_objects, SHAPES)
merge: Any = partial(merge_objects, SHAPES)
similarity: Any = partial(answer_similarity, SHAPES)
