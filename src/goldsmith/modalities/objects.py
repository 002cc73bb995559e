"""Answers that mark objects: which marks of different labelers mean the same object, and what the object then is.

A modality gives a Geometry (which shapes are near, what their middle is); matching, class votes, attributes, links,
merging and similarity are the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

import msgspec

from goldsmith.modalities._contract import Answer, Shape
from goldsmith.modalities.accord import equal_texts, value_accord
from goldsmith.modalities.alignment import Alignment, Posterior, Reading, Unit
from goldsmith.modalities.links import ask_links, free_uuid, incomplete_events, merge_links, shared_links
from goldsmith.modalities.questions import NO, YES, YES_NO, ask_attributes, read_attributes

if TYPE_CHECKING:
    from goldsmith.ontology import Label, Ontology

__all__ = ["Geometry", "MergedObject", "align_objects", "answer_similarity", "merge_objects"]

Pairs = Iterable[tuple[int, int, float]]
Members = Sequence[tuple[int, Shape]]
Measured = Mapping[tuple[type, int, str], tuple[Sequence[int], Any]]


def _as_they_are(shapes: Sequence[Shape]) -> Sequence[Shape]:
    return shapes


def _always(shape: Shape, label: Label) -> bool:
    del shape, label
    return True


def _the_first(shapes: Sequence[Shape]) -> Shape:
    return shapes[0]


def _nowhere_else(shape: Shape) -> int:
    del shape
    return 0


def _wholly(one: Shape, other: Shape) -> float:
    del one, other
    return 1.0


def _leave(objects: Sequence[MergedObject], ontology: Ontology) -> None:
    del objects, ontology


def _ask_nothing(alignment: Alignment, subject: int, members: Members) -> None:
    del alignment, subject, members


def _as_merged(shape: Shape, members: Sequence[tuple[Shape, float]], reading: Reading, units: Sequence[int]) -> Shape:
    del members, reading, units
    return shape


class Geometry(msgspec.Struct, frozen=True):
    """What a modality knows about its shapes.

    `measure(shapes)`: what `near` compares, made once from one labeler's shapes of one type; without it the shapes.
    `near(first, second)`: pairs (index, index, similarity in (0, 1]) of shapes, all of one type, that may mark the same
    object. `combine(shapes, weights)`: their middle, one of them with its geometry changed. `by_label`: marks with
    different labels are never the same object (nested spans); otherwise the label is voted on. `accord(one, other)`:
    how far two marks of one object agree in what is neither geometry, label nor attributes, in [0, 1].
    `part_of(shape)`: the part of the item (one of several pictures) that a mark lies in; marks in different parts are
    never the same object.

    `is_counted(shape, label)`: False where all marks of a label in one part are one object; `unite(shapes)` makes one
    mark of a labeler's own. `settle(objects, ontology)`: what the ontology promises of all objects together.

    `inquire(alignment, subject, members)`: asks what else there is to decide of an object, with its label as scope.
    `conclude(shape, members, reading, units)`: the merged shape, given its (shape, weight) and what was decided.
    `text_accord(one, other)`: how alike two answers in words are, in [0, 1], the same both ways; 1 when equal.
    """

    near: Callable[[Any, Any], Pairs]
    combine: Callable[[Sequence[Any], Sequence[float]], Any]
    by_label: bool = False
    accord: Callable[[Any, Any], float] = _wholly
    measure: Callable[[Sequence[Any]], Any] = _as_they_are
    part_of: Callable[[Any], int] = _nowhere_else
    is_counted: Callable[[Any, Label], bool] = _always
    unite: Callable[[Sequence[Any]], Any] = _the_first
    settle: Callable[[Sequence[MergedObject], Ontology], None] = _leave
    inquire: Callable[[Alignment, int, Members], None] = _ask_nothing
    conclude: Callable[[Any, Sequence[tuple[Any, float]], Reading, Sequence[int]], Shape] = _as_merged
    text_accord: Callable[[str, str], float] = equal_texts


class MergedObject:
    """One object on its way into the merged answer: who drew it, whether it is kept, and what it then is."""

    def __init__(self, members: Members, weights: Sequence[float], exists: bool, merge: Callable[[], Shape]) -> None:
        self.members = members
        self.weights = weights
        self.exists = exists
        self._merge = merge

    @cached_property
    def shape(self) -> Shape:
        """Merged when it is asked for, as few objects that are dropped are ever looked at."""
        return self._merge()


def align_objects(geometry: Geometry, answers: Sequence[Answer[Any]], ontology: Ontology) -> Alignment:
    """Units: whole-item attributes; per object existence, label and attributes; links between objects."""
    alignment = Alignment(ontology)
    ask_attributes(alignment, ontology, [(n, answer.global_attributes) for n, answer in enumerate(answers)])
    marks = [(labeler, shape) for labeler, answer in enumerate(answers) for shape in answer.annotations]
    if marks:
        objects = [[marks[thing] for thing in group] for group in _group(geometry, marks, ontology)]
        for subject, drawn in enumerate(objects):
            members = _one_mark_each(geometry, drawn)
            _ask_existence(alignment, subject, members, len(answers))
            if not geometry.by_label:
                _ask_label(alignment, ontology, subject, members)
            _ask_details(alignment, ontology, subject, members)
            geometry.inquire(alignment, subject, members)
        ask_links(alignment, ontology, answers, objects)
    elif ontology.labels:
        unit = alignment.ask(Unit("any", YES_NO))
        for labeler in range(len(answers)):
            alignment.vote(unit, labeler, NO)
    return alignment


def merge_objects(geometry: Geometry, alignment: Alignment, posterior: Posterior) -> Answer[Any]:
    """Keep the objects and links that probably exist; each with its probable label, attributes and middle geometry."""
    reading = Reading(alignment, posterior)
    questions = _questions_by_subject(alignment)
    answer: Answer[Any] = Answer(global_attributes=read_attributes(reading, questions.get((-1, ""), ())))
    objects = {
        unit.subject: _object(geometry, reading, questions, number)
        for number, unit in enumerate(alignment.units)
        if unit.kind == "exists"
    }
    if alignment.ontology is not None:
        geometry.settle([*objects.values()], alignment.ontology)
    kept: dict[int, Shape] = {}
    taken: set[str] = set()
    for subject, each in objects.items():
        if each.exists:
            kept[subject] = each.shape
            each.shape.uuid = free_uuid(each.shape.uuid, taken)
    for subject in incomplete_events(reading, kept):
        del kept[subject]
    answer.annotations.extend(kept.values())
    answer.links = merge_links(reading, kept)
    return answer


def answer_similarity(geometry: Geometry, one: Answer[Any], other: Answer[Any]) -> float:
    """How alike two answers are, in [0, 1]: matched objects and links (once per side) and whole-item attributes.

    An object matches by geometry times equal label times the share of equal attributes (times accord).
    """
    if one == other:
        return 1.0
    # Sums of floats depend on their order in the last digit: fix the order, so that similarity is exactly symmetric.
    first, second = sorted((one, other), key=lambda answer: msgspec.json.encode(answer, order="deterministic"))
    scored = sorted(_scored_pairs(geometry, first.annotations, second.annotations), key=lambda pair: -pair[2])
    partner: dict[int, int] = {}
    used: set[int] = set()
    total = 0.0
    for here, there, score in scored:
        if here not in partner and there not in used:
            partner[here] = there
            used.add(there)
            total += 2 * score
    total += 2 * shared_links(first, second, partner) + _attribute_agreement(geometry, first, second)
    names = first.global_attributes.keys() | second.global_attributes.keys()
    size = len(first.annotations) + len(second.annotations) + len(first.links) + len(second.links) + len(names)
    return min(total / size, 1.0) if size else 1.0


def _group(geometry: Geometry, marks: Members, ontology: Ontology) -> list[list[int]]:
    """Numbers of the marks that mean the same object: one of each labeler at most, or all of a label not counted."""
    labels = {label.name: label for label in ontology.labels}
    counted: list[int] = []
    uncounted: dict[tuple[str, int], list[int]] = {}
    for thing, (_, shape) in enumerate(marks):
        is_counted = geometry.is_counted(shape, labels[shape.label])
        (counted if is_counted else uncounted.setdefault((shape.label, geometry.part_of(shape)), [])).append(thing)
    return sorted([*_match(geometry, marks, counted), *uncounted.values()])


def _match(geometry: Geometry, marks: Members, things: Sequence[int]) -> list[list[int]]:
    from goldsmith.algorithms.matching import group_pairs

    drawn: dict[int, list[tuple[int, Shape]]] = {}
    for thing in things:
        labeler, shape = marks[thing]
        drawn.setdefault(labeler, []).append((thing, shape))
    measured = [_measured(geometry, shapes) for shapes in drawn.values()]
    ranked = [
        (-score, *_differences(marks[one][1], marks[other][1]), one, other)
        for ours, theirs in combinations(measured, 2)
        for one, other, score in _near_pairs(geometry, ours, theirs)
    ]
    ranked.sort()
    position = {thing: number for number, thing in enumerate(things)}
    pairs = [(position[pair[-2]], position[pair[-1]]) for pair in ranked]
    groups = group_pairs([marks[thing][0] for thing in things], pairs)
    return [[things[number] for number in group] for group in groups]


def _differences(one: Shape, other: Shape) -> tuple[bool, bool, bool]:
    """Among equally near marks, prefer those that also agree otherwise."""
    return one.label != other.label, one.attributes != other.attributes, one.uuid != other.uuid


def _near_pairs(geometry: Geometry, first: Measured, second: Measured) -> Pairs:
    """Near pairs within each type of shape and part (and label, where that matters), as numbers of the marks."""
    for kind, (ours, our_measures) in first.items():
        if kind in second:
            theirs, their_measures = second[kind]
            for i, j, score in geometry.near(our_measures, their_measures):
                yield ours[i], theirs[j], score


def _measured(geometry: Geometry, shapes: Iterable[tuple[int, Shape]]) -> Measured:
    found: dict[tuple[type, int, str], list[tuple[int, Shape]]] = {}
    for number, shape in shapes:
        kind = type(shape), geometry.part_of(shape), shape.label if geometry.by_label else ""
        found.setdefault(kind, []).append((number, shape))
    return {
        kind: ([number for number, _ in each], geometry.measure([shape for _, shape in each]))
        for kind, each in found.items()
    }


def _one_mark_each(geometry: Geometry, drawn: Members) -> Members:
    """The marks of one object, those of one labeler put together."""
    by_labeler: dict[int, list[Shape]] = {}
    for labeler, shape in drawn:
        by_labeler.setdefault(labeler, []).append(shape)
    if len(by_labeler) == len(drawn):
        return drawn
    return [
        (labeler, shapes[0] if len(shapes) == 1 else geometry.unite(shapes)) for labeler, shapes in by_labeler.items()
    ]


def _ask_existence(alignment: Alignment, subject: int, members: Members, n_labelers: int) -> None:
    unit = alignment.ask(Unit("exists", YES_NO, subject))
    for labeler, shape in members:
        alignment.vote(unit, labeler, YES)
        alignment.give_value(unit, labeler, shape)
    present = {labeler for labeler, _ in members}
    for labeler in range(n_labelers):
        if labeler not in present:
            alignment.say_absent(unit, labeler)


def _ask_label(alignment: Alignment, ontology: Ontology, subject: int, members: Members) -> None:
    names, numbers = _label_numbers(ontology)
    unit = alignment.ask(Unit("label", names, subject))
    for labeler, shape in members:
        alignment.vote(unit, labeler, numbers[shape.label])


def _ask_details(alignment: Alignment, ontology: Ontology, subject: int, members: Members) -> None:
    for label in dict.fromkeys(shape.label for _, shape in members):
        given = [(labeler, shape.attributes) for labeler, shape in members if shape.label == label]
        ask_attributes(alignment, ontology, given, subject, label)


@lru_cache(maxsize=64)
def _label_numbers(ontology: Ontology) -> tuple[tuple[str, ...], dict[str, int]]:
    names = tuple(label.name for label in ontology.labels)
    return names, {name: number for number, name in enumerate(names)}


def _questions_by_subject(alignment: Alignment) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = {}
    for number, unit in enumerate(alignment.units):
        if unit.kind not in {"exists", "any", "link"}:
            found.setdefault((unit.subject, unit.scope), []).append(number)
    return found


def _object(
    geometry: Geometry, reading: Reading, questions: Mapping[tuple[int, str], Sequence[int]], exists: int
) -> MergedObject:
    members = reading.values[exists]
    weights = [reading.weight(labeler) for labeler, _ in members]
    merge = partial(_merge_object, geometry, reading, questions, exists)
    return MergedObject(members, weights, reading.chosen(exists) == "yes", merge)


def _merge_object(
    geometry: Geometry, reading: Reading, questions: Mapping[tuple[int, str], Sequence[int]], exists: int
) -> Shape:
    members = reading.values[exists]
    subject = reading.units[exists].subject
    label = _probable_label(reading, questions.get((subject, ""), ()), members)
    # Who drew something else here may have drawn it elsewhere: the middle is that of those who saw this label.
    agreed = [(labeler, shape) for labeler, shape in members if shape.label == label]
    weights = [reading.weight(labeler) for labeler, _ in agreed]
    middle = geometry.combine([shape for _, shape in agreed], weights)
    decided = questions.get((subject, label), ())
    attributes = read_attributes(reading, decided)
    merged: Shape = msgspec.structs.replace(middle, uuid=agreed[0][1].uuid, label=label, attributes=attributes)
    return geometry.conclude(
        merged, [(shape, weight) for (_, shape), weight in zip(agreed, weights, strict=True)], reading, decided
    )


def _probable_label(reading: Reading, units: Sequence[int], members: Members) -> str:
    """The most probable label among those that somebody gave: of any other there is no shape."""
    given = dict.fromkeys(shape.label for _, shape in members)
    if not units or len(given) == 1:
        return next(iter(given))
    if reading.chosen(units[0]) in given:
        return reading.chosen(units[0])
    choices = reading.units[units[0]].choices
    return max(given, key=lambda name: reading.probability(units[0], choices.index(name)))


def _scored_pairs(geometry: Geometry, first: Sequence[Shape], second: Sequence[Shape]) -> Pairs:
    ours, theirs = (_measured(geometry, enumerate(shapes)) for shapes in (first, second))
    for i, j, score in _near_pairs(geometry, ours, theirs):
        if first[i].label == second[j].label:
            equal = _equal_share(geometry, first[i].attributes, second[j].attributes)
            yield i, j, score * equal * geometry.accord(first[i], second[j])


def _equal_share(geometry: Geometry, one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    names = sorted(one.keys() | other.keys())
    accords = [value_accord(one.get(name), other.get(name), geometry.text_accord) for name in names]
    return sum(accords) / len(accords) if accords else 1.0


def _attribute_agreement(geometry: Geometry, one: Answer[Any], other: Answer[Any]) -> float:
    ours, theirs = one.global_attributes, other.global_attributes
    names = sorted(ours.keys() | theirs.keys())
    return sum(value_accord(ours.get(n), theirs.get(n), geometry.text_accord) for n in names)
