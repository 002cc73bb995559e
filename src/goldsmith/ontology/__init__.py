"""What a project asks of its labelers: labels, attributes and relations, checked and versioned.

A name is forever (answers hold names); renaming changes a title. A new version keeps every older name, perhaps retired.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal, TypeVar

import msgspec

from goldsmith.decoding import as_json, check_text, decode_strictly
from goldsmith.errors import InvalidError
from goldsmith.ontology.conditions import Condition, asked_names, check_conditions
from goldsmith.ontology.links import (
    Relation,
    Role,
    as_relation,
    check_links,
    check_links_kept,
    link_types,
    role_of,
)
from goldsmith.ontology.names import check_known, check_names, check_same, each, kept
from goldsmith.ontology.question_types import Criterion, QuestionType, check_settings
from goldsmith.ontology.taxonomy import check_taxonomy, choosable, names_above

__all__ = [
    "Attribute",
    "Choice",
    "Comparison",
    "Condition",
    "Criterion",
    "Label",
    "Masks",
    "Ontology",
    "QuestionType",
    "Relation",
    "Role",
    "Skeleton",
    "SkeletonPoint",
    "Writing",
    "as_relation",
    "asked_names",
    "check_next_version",
    "check_ontology",
    "choosable",
    "link_types",
    "read_ontology",
    "role_of",
    "with_retired",
]

MOST_LABELS: Final = 10_000
MOST_ATTRIBUTES: Final = 200
MOST_CHOICES: Final = 10_000
MOST_KEYPOINTS: Final = 1_000
MOST_STRENGTHS: Final = 5
MOST_WRITTEN: Final = 1_000_000
MOST_TURNS: Final = 100
MOST_BYTES: Final = 4_000_000
MOST_TITLE: Final = 300
MOST_DESCRIPTION: Final = 10_000

_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One possible value of a category attribute. `parent` names the choice above it in a taxonomy."""

    name: str
    title: str = ""
    retired: bool = False
    parent: str = ""


class Attribute(msgspec.Struct, frozen=True, forbid_unknown_fields=True, cache_hash=True):
    """A question about one annotation, or about the whole item.

    `is_mutable`: in a track the answer may change from frame to frame. `condition`: when the question is asked.
    What else is set depends on the type. `choices`: of a category or a ranking. `only_leaves`: of choices that form a
    taxonomy, those above others may not be chosen. `minimum`, `maximum`: of a number or a rating, whose `step` is 1
    where none is given and whose `ends` are the titles of the lowest and the highest; the `maximum` of a time range is
    its longest time in seconds. `least`, `most`: characters of a text, choices where several are allowed, rows of a
    group. `pattern`: what a text looks like (RE2, all of it). `has_time`, `earliest`, `latest`: of a date, in ISO 8601.
    `media_types`, `most_bytes`: of a file. `criteria`: of a rubric. `questions`:
    those of a group, which are answered together, once a row. `knowledge_base`: where an entity is looked for, by its
    name; the answer is the id of an entry, or NIL for none.
    """

    name: str
    type: QuestionType
    title: str = ""
    choices: tuple[Choice, ...] = ()
    allow_multiple: bool = False
    required: bool = False
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    retired: bool = False
    is_mutable: bool = False
    condition: Condition | None = None
    step: float | None = None
    ends: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    pattern: str = ""
    is_long: bool = False
    has_time: bool = False
    earliest: str | None = None
    latest: str | None = None
    media_types: tuple[str, ...] = ()
    most_bytes: int | None = None
    criteria: tuple[Criterion, ...] = ()
    questions: tuple[Attribute, ...] = ()
    knowledge_base: str = ""
    only_leaves: bool = False

    def is_asked(self, values: Mapping[str, object]) -> bool:
        """Whether the question is asked, given the answers to those beside it."""
        return self.condition is None or self.condition.is_met(values)


class SkeletonPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A keypoint, and where it lies in a typical skeleton: shares of its width and height, y down.

    `mirror` names the keypoint that takes its place when the image is flipped (left eye, right eye).
    """

    name: str
    x: float
    y: float
    title: str = ""
    mirror: str = ""


class Skeleton(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keypoints of a label and which of them are joined by an edge."""

    points: tuple[SkeletonPoint, ...]
    edges: tuple[tuple[str, str], ...] = ()


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How alternates are ranked: whether two may be equally good, and whether all may be called not good enough.

    `strengths`: how many answers there are to by how much the better of a pair is better, 1 for none; 3 is the usual
    scale of seven points, from "much better" on the left over a tie to "much better" on the right.
    """

    strengths: int = 1
    allow_ties: bool = True
    allow_all_bad: bool = False


class Writing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a labeler writes: a message of this role that follows the conversation, or a better version of one in it.

    `least` and `most` are characters. `turns`: how often the labeler writes; models reply in between.
    """

    role: Literal["user", "assistant", "system"] = "assistant"
    is_revision: bool = False
    least: int = 1
    most: int = 100_000
    turns: int = 1


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class that an annotation can have; no shapes means any shape of the modality.

    `is_thing`: things (cars) are marked one by one; what is no thing (sky, road) is one mask of all its pixels.
    `targets`: the messages of a conversation each of which is judged under this label; empty where labelers choose.
    `roles`: those of an event; what is marked with a label that has roles is the event's trigger.
    `parent` names the label above it in a taxonomy.
    """

    name: str
    title: str = ""
    color: str | None = None
    shapes: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    retired: bool = False
    description: str = ""
    is_thing: bool = True
    skeleton: Skeleton | None = None
    targets: Literal["", "candidates", "assistant", "user", "tool", "every"] = ""
    comparison: Comparison | None = None
    writing: Writing | None = None
    roles: tuple[Role, ...] = ()
    parent: str = ""


class Masks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How masks cover an item: whether two may share pixels, and whether pixels may stay without a label."""

    may_overlap: bool = True
    allow_unlabeled: bool = True


class Ontology(msgspec.Struct, frozen=True, forbid_unknown_fields=True, cache_hash=True):
    """Everything a project asks. `attributes` are questions about the whole item.

    `only_leaves`: of labels that form a taxonomy, only such that have none below them may be given.
    """

    labels: tuple[Label, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    relations: tuple[Relation, ...] = ()
    masks: Masks = Masks()
    only_leaves: bool = False


R = TypeVar("R", Label, Attribute, Choice, Criterion, Relation, Role)

_DECODER: Final = msgspec.json.Decoder(Ontology)


def read_ontology(body: bytes | object, modality_shapes: Collection[str], *, field: str = "ontology") -> Ontology:
    """Decode and check an ontology that came from outside (JSON bytes or decoded JSON)."""
    raw = body if isinstance(body, bytes) else as_json(body, field=field)
    ontology = decode_strictly(raw, _DECODER, field=field, limit_bytes=MOST_BYTES)
    check_ontology(ontology, modality_shapes, field=field)
    return ontology


def check_ontology(ontology: Ontology, modality_shapes: Collection[str], *, field: str = "ontology") -> None:
    """Refuse an ontology that could not be labelled with; InvalidError names the exact field."""
    check_names(ontology.labels, f"{field}.labels", MOST_LABELS)
    for label, path in each(ontology.labels, f"{field}.labels"):
        _check_label(label, modality_shapes, path)
    _check_label_tree(ontology, f"{field}.labels")
    _check_attributes(ontology.attributes, f"{field}.attributes")
    check_links(ontology.labels, ontology.relations, field)
    if not ontology.labels and not ontology.attributes:
        raise InvalidError("Ask at least one thing: add a label or an attribute.", field=field)
    if len(msgspec.json.encode(ontology)) > MOST_BYTES:
        raise InvalidError(f"An ontology takes at most {MOST_BYTES:,} bytes.", field=field)


def check_next_version(old: Ontology, new: Ontology, *, field: str = "ontology") -> None:
    """Refuse a version that loses an old name or changes what it means; titles, order and new names are free."""
    for before, after, path in kept(old.labels, new.labels, f"{field}.labels"):
        _check_attributes_kept(before.attributes, after.attributes, f"{path}.attributes")
        _check_skeleton_kept(before.skeleton, after.skeleton, f"{path}.skeleton")
        list(kept(before.roles, after.roles, f"{path}.roles"))
    _check_attributes_kept(old.attributes, new.attributes, f"{field}.attributes")
    check_links_kept(old.relations, new.relations, field)


def with_retired(old: Ontology, new: Ontology) -> Ontology:
    """The new ontology with every name of the old one that it lacks, retired, so that it can be the next version."""
    before = {label.name: label for label in old.labels}
    labels = [
        msgspec.structs.replace(
            label,
            attributes=_attributes_with_retired(before[label.name].attributes, label.attributes),
            roles=(*label.roles, *_retired(before[label.name].roles, label.roles)),
        )
        if label.name in before
        else label
        for label in new.labels
    ]
    return Ontology(
        labels=(*labels, *_retired(old.labels, new.labels)),
        attributes=_attributes_with_retired(old.attributes, new.attributes),
        relations=(*new.relations, *_retired(old.relations, new.relations)),
        masks=new.masks,
        only_leaves=new.only_leaves,
    )


def _attributes_with_retired(old: Sequence[Attribute], new: Sequence[Attribute]) -> tuple[Attribute, ...]:
    before = {attribute.name: attribute for attribute in old}
    kept = [
        _with_retired_parts(before[attribute.name], attribute)
        if attribute.name in before and before[attribute.name].type == attribute.type
        else attribute
        for attribute in new
    ]
    return (*kept, *_retired(old, new))


def _with_retired_parts(old: Attribute, new: Attribute) -> Attribute:
    return msgspec.structs.replace(
        new,
        choices=(*new.choices, *_retired(old.choices, new.choices)),
        criteria=(*new.criteria, *_retired(old.criteria, new.criteria)),
        questions=_attributes_with_retired(old.questions, new.questions),
    )


def _retired(old: Sequence[R], new: Sequence[R]) -> Iterable[R]:
    names = {item.name for item in new}
    return (msgspec.structs.replace(item, retired=True) for item in old if item.name not in names)


def _check_label(label: Label, modality_shapes: Collection[str], path: str) -> None:
    _check_words(label.title, label.description, path)
    if label.color is not None and not _COLOR.match(label.color):
        raise InvalidError("A color looks like #1c7ed6.", field=f"{path}.color")
    check_known(label.shapes, modality_shapes, "shape", f"{path}.shapes")
    _check_attributes(label.attributes, f"{path}.attributes")
    if label.skeleton is not None:
        _check_skeleton(label.skeleton, f"{path}.skeleton")
    elif "skeleton" in label.shapes:
        raise InvalidError("A label that is marked with skeletons names its keypoints.", field=f"{path}.skeleton")
    if label.comparison is not None and not 1 <= label.comparison.strengths <= MOST_STRENGTHS:
        message = f"There are 1 to {MOST_STRENGTHS} answers to by how much one is better."
        raise InvalidError(message, field=f"{path}.comparison.strengths")
    if label.writing is not None:
        _check_writing(label.writing, f"{path}.writing")


def _check_label_tree(ontology: Ontology, path: str) -> None:
    check_taxonomy(ontology.labels, path, "label")
    above = names_above(ontology.labels) if ontology.only_leaves else ()
    for label, at in each(ontology.labels, path):
        if label.name in above and (label.targets or label.comparison or label.writing):
            message = f"The label {label.name} has to be given, so it cannot only group the labels below it."
            raise InvalidError(message, field=at)


def _check_writing(writing: Writing, path: str) -> None:
    if not 0 <= writing.least <= writing.most <= MOST_WRITTEN:
        raise InvalidError(f"A message has from 0 to {MOST_WRITTEN:,} characters.", field=f"{path}.least")
    if not 1 <= writing.turns <= MOST_TURNS:
        raise InvalidError(f"A labeler writes 1 to {MOST_TURNS} times.", field=f"{path}.turns")


def _check_skeleton(skeleton: Skeleton, path: str) -> None:
    if not skeleton.points:
        raise InvalidError("A skeleton needs a keypoint.", field=f"{path}.points")
    check_names(skeleton.points, f"{path}.points", MOST_KEYPOINTS)
    known = {point.name for point in skeleton.points}
    for point, at in each(skeleton.points, f"{path}.points"):
        check_text(point.title, field=f"{at}.title", at_most=MOST_TITLE)
        if not (0 <= point.x <= 1 and 0 <= point.y <= 1):
            raise InvalidError("The place of a keypoint is a share of the skeleton's size, 0 to 1.", field=at)
        if point.mirror:
            check_known((point.mirror,), known, "keypoint", f"{at}.mirror")
    if len(set(skeleton.edges)) != len(skeleton.edges):
        raise InvalidError("An edge is there twice.", field=f"{path}.edges")
    for index, edge in enumerate(skeleton.edges):
        check_known(edge, known, "keypoint", f"{path}.edges[{index}]")


def _check_attributes(attributes: Sequence[Attribute], path: str) -> None:
    check_names(attributes, path, MOST_ATTRIBUTES)
    for attribute, at in each(attributes, path):
        _check_words(attribute.title, attribute.description, at)
        _check_choices(attribute, at)
        check_names(attribute.criteria, f"{at}.criteria", MOST_CHOICES)
        for criterion, there in each(attribute.criteria, f"{at}.criteria"):
            _check_words(criterion.title, criterion.description, there)
        for number, end in enumerate(attribute.ends):
            check_text(end, field=f"{at}.ends[{number}]", at_most=MOST_TITLE)
        check_settings(attribute, at)
        _check_attributes(attribute.questions, f"{at}.questions")
    check_conditions(attributes, path)


def _check_choices(attribute: Attribute, path: str) -> None:
    check_names(attribute.choices, f"{path}.choices", MOST_CHOICES)
    for choice, at in each(attribute.choices, f"{path}.choices"):
        check_text(choice.title, field=f"{at}.title", at_most=MOST_TITLE)
        if choice.parent and attribute.type != "category":
            raise InvalidError(f"Choices of a {attribute.type} form no taxonomy.", field=f"{at}.parent")
    check_taxonomy(attribute.choices, f"{path}.choices", "choice")
    is_category = attribute.type == "category" and not attribute.retired
    if is_category and all(choice.retired for choice in attribute.choices):
        raise InvalidError("A category attribute needs a choice that is not retired.", field=f"{path}.choices")


def _check_words(title: str, description: str, path: str) -> None:
    check_text(title, field=f"{path}.title", at_most=MOST_TITLE)
    check_text(description, field=f"{path}.description", at_most=MOST_DESCRIPTION)


def _check_attributes_kept(old: Sequence[Attribute], new: Sequence[Attribute], path: str) -> None:
    for before, after, at in kept(old, new, path):
        check_same(before.type, after.type, f"{at}.type")
        check_same(before.allow_multiple, after.allow_multiple, f"{at}.allow_multiple")
        check_same(before.has_time, after.has_time, f"{at}.has_time")
        check_same(before.knowledge_base, after.knowledge_base, f"{at}.knowledge_base")
        list(kept(before.choices, after.choices, f"{at}.choices"))
        list(kept(before.criteria, after.criteria, f"{at}.criteria"))
        _check_attributes_kept(before.questions, after.questions, f"{at}.questions")


def _check_skeleton_kept(old: Skeleton | None, new: Skeleton | None, path: str) -> None:
    if old is not None:
        list(kept(old.points, new.points if new else (), f"{path}.points"))
