"""Reading answers: one door for responses, hypotheses, gold and reviews. What passes fits ontology and content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec

from goldsmith.decoding import as_json, decode_strictly
from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Change, Facts, Link, Modality, Setting, Shape, Value
from goldsmith.modalities.chains import equivalences, tidy_chains
from goldsmith.modalities.entities import MOST_ID, NIL
from goldsmith.ontology import Attribute, Label, Ontology, Relation

__all__ = ["Answer", "check_answer", "read_answer"]

MOST_BYTES: Final = 8_000_000
_BIGGEST_NUMBER: Final = 1e300


def read_answer(
    modality: Modality,
    ontology: Ontology,
    body: bytes | object,
    *,
    content: msgspec.Struct | None = None,
    facts: Facts | None = None,
    other_facts: Sequence[Facts | None] = (),
    field: str = "answer",
    complete: bool = True,
    allow_retired: bool = False,
) -> Answer[Any]:
    """Decode and check an answer that came from outside (JSON bytes or decoded JSON).

    `complete=False` lets required questions stay open (a hypothesis, a draft); `allow_retired` takes names that newer
    answers may no longer use. An annotation or link without a uuid gets one by its place. Raises InvalidError with the
    path of the mistake, MalformedError for what is not JSON, TooLargeError beyond 8 MB.
    """
    raw = body if isinstance(body, bytes) else as_json(body, field=field)
    answer = decode_strictly(raw, modality.answer_decoder, field=field, limit_bytes=MOST_BYTES)
    check_answer(
        modality,
        ontology,
        answer,
        content=content,
        facts=facts,
        other_facts=other_facts,
        field=field,
        complete=complete,
        allow_retired=allow_retired,
    )
    return answer


def check_answer(
    modality: Modality,
    ontology: Ontology,
    answer: Answer[Any],
    *,
    content: msgspec.Struct | None = None,
    facts: Facts | None = None,
    other_facts: Sequence[Facts | None] = (),
    field: str = "answer",
    complete: bool = True,
    allow_retired: bool = False,
) -> None:
    """Check a decoded answer against the ontology, then against the content and its facts."""
    rules = _rules_of(ontology)
    setting = Setting(
        ontology=ontology, content=content, facts=facts, other_facts=other_facts, field=field, complete=complete
    )
    mode = _Mode(complete=complete, allow_retired=allow_retired)
    if answer.annotations:
        _name_nameless(answer.annotations, "annotation")
        _check_annotations(answer.annotations, rules, mode, f"{field}.annotations")
    _check_values(answer.global_attributes, rules.attributes, mode, f"{field}.global_attributes")
    if answer.links:
        _name_nameless(answer.links, "link")
        _check_links(answer, rules, mode, f"{field}.links")
        tidy_chains(answer, rules.equivalences)
    modality.check(answer, setting)


class _Mode(msgspec.Struct, frozen=True):
    complete: bool
    allow_retired: bool

    def refuses(self, entry: Label | Attribute | Relation) -> bool:
        return entry.retired and not self.allow_retired


class _AttributeRule(msgspec.Struct, frozen=True):
    attribute: Attribute
    live: frozenset[str]
    every: frozenset[str]


class _LabelRule(msgspec.Struct, frozen=True):
    label: Label
    attributes: Mapping[str, _AttributeRule]
    mutable: Mapping[str, _AttributeRule]
    immutable: Mapping[str, _AttributeRule]

    @classmethod
    def of(cls, label: Label) -> _LabelRule:
        rules = _attribute_rules(label.attributes)
        mutable = {name: rule for name, rule in rules.items() if rule.attribute.is_mutable}
        return cls(label, rules, mutable, {name: rule for name, rule in rules.items() if name not in mutable})


class _Rules(msgspec.Struct, frozen=True):
    labels: Mapping[str, _LabelRule]
    attributes: Mapping[str, _AttributeRule]
    relations: Mapping[str, Relation]
    equivalences: Collection[str]


@lru_cache(maxsize=256)
def _rules_of(ontology: Ontology) -> _Rules:
    return _Rules(
        labels={label.name: _LabelRule.of(label) for label in ontology.labels},
        attributes=_attribute_rules(ontology.attributes),
        relations={relation.name: relation for relation in ontology.relations},
        equivalences=equivalences(ontology),
    )


def _attribute_rules(attributes: Sequence[Attribute]) -> dict[str, _AttributeRule]:
    return {
        attribute.name: _AttributeRule(
            attribute,
            live=frozenset(choice.name for choice in attribute.choices if not choice.retired),
            every=frozenset(choice.name for choice in attribute.choices),
        )
        for attribute in attributes
    }


def _name_nameless(entries: Iterable[Shape | Link], kind: str) -> None:
    taken = {entry.uuid for entry in entries}
    for index, entry in enumerate(entries, start=1):
        if not entry.uuid:
            entry.uuid = f"{kind}-{index}"
            while entry.uuid in taken:
                entry.uuid += "+"
            taken.add(entry.uuid)


def _check_annotations(annotations: Sequence[Shape], rules: _Rules, mode: _Mode, field: str) -> None:
    seen: set[str] = set()
    for index, annotation in enumerate(annotations):
        path = f"{field}[{index}]"
        if annotation.uuid in seen:
            raise InvalidError("Another annotation of this answer has the same uuid.", field=f"{path}.uuid")
        seen.add(annotation.uuid)
        rule = rules.labels.get(annotation.label)
        if rule is None or mode.refuses(rule.label):
            raise InvalidError("The ontology has no such label.", field=f"{path}.label")
        shape = annotation.__struct_config__.tag
        if rule.label.shapes and shape not in rule.label.shapes:
            raise InvalidError(f"The label {annotation.label} is not marked with a {shape}.", field=f"{path}.type")
        if annotation.attributes or rule.attributes:
            changes = annotation.changes
            asked = rule.attributes if changes is None else rule.immutable
            _check_values(annotation.attributes, asked, mode, f"{path}.attributes")
            if changes is not None:
                _check_changes(annotation.attributes, changes, rule.mutable, mode, path)


def _check_changes(
    lasting: Mapping[str, Value],
    changes: Iterable[Change],
    rules: Mapping[str, _AttributeRule],
    mode: _Mode,
    path: str,
) -> None:
    """Check the answers of each change beside those that hold there: the lasting ones, and what earlier ones said."""
    holding = dict(lasting)
    for index, change in enumerate(changes):
        if change.attributes or not index:
            holding.update(change.attributes)
            _check_values(change.attributes, rules, mode, f"{path}.{change.path}", beside=holding)


def _check_values(
    values: Mapping[str, Value],
    rules: Mapping[str, _AttributeRule],
    mode: _Mode,
    field: str,
    *,
    beside: Mapping[str, Value] | None = None,
) -> None:
    """Check what was answered, given all answers that hold there: `values`, or `beside` with them and others."""
    holding = values if beside is None else beside
    for name, value in values.items():
        rule = rules.get(name)
        if rule is None or mode.refuses(rule.attribute):
            raise InvalidError("The ontology has no such attribute here.", field=_member(field, name, rules))
        if mode.complete and not rule.attribute.is_asked(holding):
            raise InvalidError("This question is not asked here; take the answer away.", field=f"{field}.{name}")
        _check_value(value, rule, mode, f"{field}.{name}")
    if mode.complete:
        for name, rule in rules.items():
            if _is_missing(rule.attribute, holding):
                raise InvalidError("This question must be answered.", code="required", field=f"{field}.{name}")


def _is_missing(attribute: Attribute, values: Mapping[str, Value]) -> bool:
    is_wanted = attribute.required and not attribute.retired and attribute.is_asked(values)
    return is_wanted and values.get(attribute.name, "") in ("", [])


def _member(field: str, name: str, rules: Mapping[str, _AttributeRule]) -> str:
    """Name a retired attribute, but never echo a name that came from outside."""
    return f"{field}.{name}" if name in rules else field


def _check_value(value: Value, rule: _AttributeRule, mode: _Mode, field: str) -> None:
    if rule.attribute.type == "category":
        _check_choice(value, rule, rule.every if mode.allow_retired else rule.live, field)
    elif rule.attribute.type == "number":
        _check_number(value, rule.attribute, field)
    elif rule.attribute.type == "entity":
        _check_entity(value, field)
    elif not isinstance(value, str):
        raise InvalidError("A text is expected here.", field=field)


def _check_choice(value: Value, rule: _AttributeRule, allowed: frozenset[str], field: str) -> None:
    if rule.attribute.allow_multiple:
        if not isinstance(value, list):
            raise InvalidError("A list of choices is expected here.", field=field)
        for index, choice in enumerate(value):
            if choice not in allowed:
                raise InvalidError("There is no such choice.", field=f"{field}[{index}]")
        if len(set(value)) != len(value):
            raise InvalidError("A choice is there twice.", field=field)
    elif not isinstance(value, str) or value not in allowed:
        raise InvalidError("There is no such choice.", field=field)


def _check_number(value: Value, attribute: Attribute, field: str) -> None:
    if isinstance(value, str | list) or not -_BIGGEST_NUMBER <= value <= _BIGGEST_NUMBER:
        raise InvalidError("A number is expected here.", field=field)
    if attribute.minimum is not None and value < attribute.minimum:
        raise InvalidError(f"The smallest number allowed is {attribute.minimum:g}.", field=field)
    if attribute.maximum is not None and value > attribute.maximum:
        raise InvalidError(f"The largest number allowed is {attribute.maximum:g}.", field=field)


def _check_entity(value: Value, field: str) -> None:
    """Only the form; whether the entry exists is asked where knowledge bases are."""
    if not isinstance(value, str) or not 1 <= len(value) <= MOST_ID:
        raise InvalidError(f"The id of an entry is expected here, or {NIL} for none.", field=field)


def _check_links(answer: Answer[Any], rules: _Rules, mode: _Mode, field: str) -> None:
    labels = {annotation.uuid: annotation.label for annotation in answer.annotations}
    seen: set[object] = set()
    for index, link in enumerate(answer.links):
        path = f"{field}[{index}]"
        relation = rules.relations.get(link.type)
        if relation is None or mode.refuses(relation):
            raise InvalidError("The ontology has no such relation.", field=f"{path}.type")
        _check_end(labels.get(link.from_), relation.from_, f"{path}.from")
        _check_end(labels.get(link.to), relation.to, f"{path}.to")
        if link.from_ == link.to:
            raise InvalidError("An annotation cannot be linked with itself.", field=f"{path}.to")
        if link.attributes:
            raise InvalidError("A relation has no attributes.", field=f"{path}.attributes")
        ends = (link.from_, link.to) if relation.directed else frozenset((link.from_, link.to))
        if (link.type, ends) in seen or link.uuid in seen:
            raise InvalidError("This link is there twice.", field=path)
        seen.update([(link.type, ends), link.uuid])


def _check_end(label: str | None, allowed: Sequence[str], field: str) -> None:
    if label is None:
        raise InvalidError("No annotation of this answer has this uuid.", field=field)
    if allowed and label not in allowed:
        raise InvalidError("The relation does not join annotations of this label.", field=field)
