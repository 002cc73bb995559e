"""Answers laid beside each other: which marks mean the same thing, who left it out, and how alike they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from goldsmith.modalities._contract import Answer, Modality, Shape

if TYPE_CHECKING:
    from goldsmith.ontology import Ontology

__all__ = ["ComparedObject", "compare_objects"]


class ComparedObject(NamedTuple):
    """One thing that somebody marked.

    `marks`: (number of the answer, mark). `agreement` in [0, 1]: the mean similarity of each two answers' marks of it,
    where an answer without one is not like any other; 1 when only one answer is compared. `standing`: its mark in the
    answer that stands, None where that has none.
    """

    marks: list[tuple[int, Shape]]
    agreement: float
    standing: Shape | None = None


def compare_objects(
    modality: Modality, ontology: Ontology, answers: Sequence[Answer[Any]], standing: Answer[Any] | None = None
) -> list[ComparedObject]:
    """The things marked in these answers, as the engine matches them; the least agreed upon first.

    `standing` is the answer that was made of them: matched along, and no witness.
    """
    if not answers:
        return []
    alignment = modality.align([*answers, *([standing] if standing else [])], ontology)
    marks = alignment.values_by_unit()
    objects = [
        _compare(modality, marks[number], len(answers))
        for number, unit in enumerate(alignment.units)
        if unit.kind == "exists"
    ]
    return sorted((each for each in objects if each.marks), key=lambda each: each.agreement)


def _compare(modality: Modality, marks: Sequence[tuple[int, Shape]], n_answers: int) -> ComparedObject:
    given = [(number, shape) for number, shape in marks if number < n_answers]
    standing = next((shape for number, shape in marks if number == n_answers), None)
    return ComparedObject(given, _agreement(modality, given, n_answers), standing)


def _agreement(modality: Modality, marks: Sequence[tuple[int, Shape]], n_answers: int) -> float:
    alone: list[Answer[Any]] = [Answer(annotations=[shape]) for _, shape in marks]
    alike = sum(modality.similarity(one, other) for one, other in combinations(alone, 2))
    pairs = n_answers * (n_answers - 1) / 2
    return alike / pairs if pairs else 1.0
