"""What a project asks of its labelers: labels, attributes and relations, checked and versioned.

A name is forever (answers hold names); renaming changes a title. A new version keeps every older name, perhaps retired.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Literal, Protocol, TypeVar

import msgspec

from goldsmith.decoding import as_json, check_text, decode_strictly
from goldsmith.errors import InvalidError

__all__ = [
    "Attribute",
    "Choice",
    "Label",
    "Ontology",
    "Relation",
    "check_next_version",
    "check_ontology",
    "read_ontology",
]

MOST_LABELS: Final = 2_000
MOST_ATTRIBUTES: Final = 200
MOST_CHOICES: Final = 2_000
MOST_RELATIONS: Final = 500
MOST_BYTES: Final = 4_000_000
MOST_TITLE: Final = 300
MOST_DESCRIPTION: Final = 10_000

_NAME: Final = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,63}\Z")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One possible value of a category attribute."""

    name: str
    title: str = ""
    retired: bool = False


class Attribute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question about one annotation, or about the whole item."""

    name: str
    type: Literal["category", "text", "number"]
    title: str = ""
    choices: tuple[Choice, ...] = ()
    allow_multiple: bool = False
    required: bool = False
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    retired: bool = False


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class that an annotation can have; no shapes means any shape of the modality."""

    name: str
    title: str = ""
    color: str | None = None
    shapes: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    retired: bool = False
    description: str = ""


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of link between two annotations; no label names means any label."""

    name: str
    title: str = ""
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    to: tuple[str, ...] = ()
    directed: bool = True
    retired: bool = False


class Ontology(msgspec.Struct, frozen=True, forbid_unknown_fields=True, cache_hash=True):
    """Everything a project asks. `attributes` are questions about the whole item."""

    labels: tuple[Label, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    relations: tuple[Relation, ...] = ()


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)

_DECODER: Final = msgspec.json.Decoder(Ontology)


def read_ontology(body: bytes | object, modality_shapes: Collection[str], *, field: str = "ontology") -> Ontology:
    """Decode and check an ontology that came from outside (JSON bytes or decoded JSON)."""
    raw = body if isinstance(body, bytes) else as_json(body, field=field)
    ontology = decode_strictly(raw, _DECODER, field=field, limit_bytes=MOST_BYTES)
    check_ontology(ontology, modality_shapes, field=field)
    return ontology


def check_ontology(ontology: Ontology, modality_shapes: Collection[str], *, field: str = "ontology") -> None:
    """Refuse an ontology that could not be labelled with; InvalidError names the exact field."""
    _check_names(ontology.labels, f"{field}.labels", MOST_LABELS)
    for label, path in _each(ontology.labels, f"{field}.labels"):
        _check_label(label, modality_shapes, path)
    _check_attributes(ontology.attributes, f"{field}.attributes")
    _check_names(ontology.relations, f"{field}.relations", MOST_RELATIONS)
    known = {label.name for label in ontology.labels}
    for relation, path in _each(ontology.relations, f"{field}.relations"):
        check_text(relation.title, field=f"{path}.title", at_most=MOST_TITLE)
        _check_known(relation.from_, known, "label", f"{path}.from")
        _check_known(relation.to, known, "label", f"{path}.to")
    if not ontology.labels and not ontology.attributes:
        raise InvalidError("Ask at least one thing: add a label or an attribute.", field=field)
    if len(msgspec.json.encode(ontology)) > MOST_BYTES:
        raise InvalidError(f"An ontology takes at most {MOST_BYTES:,} bytes.", field=field)


def check_next_version(old: Ontology, new: Ontology, *, field: str = "ontology") -> None:
    """Refuse a version that loses an old name or changes what it means; titles, order and new names are free."""
    for before, after, path in _kept(old.labels, new.labels, f"{field}.labels"):
        _check_attributes_kept(before.attributes, after.attributes, f"{path}.attributes")
    _check_attributes_kept(old.attributes, new.attributes, f"{field}.attributes")
    for relation, later, path in _kept(old.relations, new.relations, f"{field}.relations"):
        _check_same(relation.directed, later.directed, f"{path}.directed")


def _check_label(label: Label, modality_shapes: Collection[str], path: str) -> None:
    _check_words(label.title, label.description, path)
    if label.color is not None and not _COLOR.match(label.color):
        raise InvalidError("A color looks like #1c7ed6.", field=f"{path}.color")
    _check_known(label.shapes, modality_shapes, "shape", f"{path}.shapes")
    _check_attributes(label.attributes, f"{path}.attributes")


def _check_attributes(attributes: Sequence[Attribute], path: str) -> None:
    _check_names(attributes, path, MOST_ATTRIBUTES)
    for attribute, at in _each(attributes, path):
        _check_words(attribute.title, attribute.description, at)
        if attribute.type == "category":
            _check_category(attribute, at)
        elif attribute.choices or attribute.allow_multiple:
            raise InvalidError(f"A {attribute.type} attribute has no choices.", field=f"{at}.choices")
        _check_range(attribute, at)


def _check_category(attribute: Attribute, path: str) -> None:
    _check_names(attribute.choices, f"{path}.choices", MOST_CHOICES)
    for choice, at in _each(attribute.choices, f"{path}.choices"):
        check_text(choice.title, field=f"{at}.title", at_most=MOST_TITLE)
    if not attribute.retired and all(choice.retired for choice in attribute.choices):
        raise InvalidError("A category attribute needs a choice that is not retired.", field=f"{path}.choices")


def _check_range(attribute: Attribute, path: str) -> None:
    low, high = attribute.minimum, attribute.maximum
    if attribute.type != "number" and (low is not None or high is not None):
        raise InvalidError("Only a number attribute has a minimum and a maximum.", field=f"{path}.minimum")
    if low is not None and high is not None and not low <= high:
        raise InvalidError("The minimum may not be above the maximum.", field=f"{path}.minimum")


def _check_words(title: str, description: str, path: str) -> None:
    check_text(title, field=f"{path}.title", at_most=MOST_TITLE)
    check_text(description, field=f"{path}.description", at_most=MOST_DESCRIPTION)


def _check_names(items: Sequence[_Named], path: str, at_most: int) -> None:
    if len(items) > at_most:
        raise InvalidError(f"At most {at_most:,} entries fit here.", field=path)
    seen: set[str] = set()
    for item, at in _each(items, path):
        if not _NAME.match(item.name):
            raise InvalidError("A name is 1 to 64 of a-z 0-9 _ . - and starts with none of . -", field=f"{at}.name")
        if item.name in seen:
            raise InvalidError(f"The name {item.name} is there twice.", field=f"{at}.name")
        seen.add(item.name)


def _check_known(names: Sequence[str], known: Collection[str], kind: str, path: str) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name not in known:
            raise InvalidError(f"There is no such {kind} here.", field=f"{path}[{index}]")
        if name in seen:
            raise InvalidError(f"The {kind} {name} is there twice.", field=f"{path}[{index}]")
        seen.add(name)


def _check_attributes_kept(old: Sequence[Attribute], new: Sequence[Attribute], path: str) -> None:
    for before, after, at in _kept(old, new, path):
        _check_same(before.type, after.type, f"{at}.type")
        _check_same(before.allow_multiple, after.allow_multiple, f"{at}.allow_multiple")
        list(_kept(before.choices, after.choices, f"{at}.choices"))


def _kept(old: Iterable[N], new: Sequence[N], path: str) -> Iterable[tuple[N, N, str]]:
    """Pair each old entry with its later self; one that is gone is an error."""
    later = {item.name: (index, item) for index, item in enumerate(new)}
    for before in old:
        if before.name not in later:
            raise InvalidError(f"The name {before.name} must stay, as answers hold it; retire it instead.", field=path)
        index, after = later[before.name]
        yield before, after, f"{path}[{index}]"


def _check_same(before: object, after: object, path: str) -> None:
    if before != after:
        raise InvalidError("This may not change, as older answers depend on it; retire it instead.", field=path)


def _each(items: Sequence[N], path: str) -> Iterable[tuple[N, str]]:
    for index, item in enumerate(items):
        yield item, f"{path}[{index}]"
