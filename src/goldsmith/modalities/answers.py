"""Reading answers: one door for responses, hypotheses, gold and reviews. What passes fits ontology and content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec

from goldsmith.decoding import as_json, decode_strictly
from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Change, Facts, Link, Modality, Setting, Shape, Value
from goldsmith.modalities.chains import equivalences, tidy_chains
from goldsmith.modalities.values import Rule, Strictness, check_values, files_in, rule_of
from goldsmith.ontology import Attribute, Label, Ontology, Relation, as_relation
from goldsmith.ontology.taxonomy import names_above

__all__ = ["Answer", "check_answer", "files_of", "read_answer"]

MOST_BYTES: Final = 8_000_000


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
    mode = Strictness(complete=complete, allow_retired=allow_retired)
    if answer.annotations:
        _name_nameless(answer.annotations, "annotation")
        _check_annotations(answer.annotations, rules, mode, f"{field}.annotations")
    check_values(answer.global_attributes, rules.attributes, mode, f"{field}.global_attributes")
    if answer.links:
        _name_nameless(answer.links, "link")
        _check_links(answer, rules, mode, f"{field}.links")
        tidy_chains(answer, rules.equivalences)
    if complete and rules.has_roles:
        _check_arguments(answer, rules, f"{field}.annotations")
    modality.check(answer, setting)


def files_of(ontology: Ontology, answer: Answer[Any], *, field: str = "answer") -> list[tuple[str, Attribute, str]]:
    """(path, question, asset id) of every file that an answer names, which fits its ontology."""
    rules = _rules_of(ontology)
    found = [*files_in(answer.global_attributes, rules.attributes, f"{field}.global_attributes")]
    for index, annotation in enumerate(answer.annotations):
        asked = rules.labels[annotation.label].attributes
        found += files_in(annotation.attributes, asked, f"{field}.annotations[{index}].attributes")
    return found


class _LabelRule(msgspec.Struct, frozen=True):
    label: Label
    attributes: Mapping[str, Rule]
    mutable: Mapping[str, Rule]
    immutable: Mapping[str, Rule]
    roles: Mapping[str, Relation]

    @classmethod
    def of(cls, label: Label) -> _LabelRule:
        rules = _attribute_rules(label.attributes)
        mutable = {name: rule for name, rule in rules.items() if rule.attribute.is_mutable}
        immutable = {name: rule for name, rule in rules.items() if name not in mutable}
        roles = {role.name: as_relation(label.name, role) for role in label.roles}
        return cls(label, rules, mutable, immutable, roles)


class _Rules(msgspec.Struct, frozen=True):
    labels: Mapping[str, _LabelRule]
    attributes: Mapping[str, Rule]
    relations: Mapping[str, Relation]
    equivalences: Collection[str]
    has_roles: bool
    above: Collection[str]
    """Labels that only group those below them."""

    def meaning(self, link: Link, label: str | None) -> Relation | None:
        """The relation that a link names, or the role of the label that it begins at."""
        own = self.labels[label].roles if label is not None else {}
        return self.relations.get(link.type) or own.get(link.type)


@lru_cache(maxsize=256)
def _rules_of(ontology: Ontology) -> _Rules:
    return _Rules(
        labels={label.name: _LabelRule.of(label) for label in ontology.labels},
        attributes=_attribute_rules(ontology.attributes),
        relations={relation.name: relation for relation in ontology.relations},
        equivalences=equivalences(ontology),
        has_roles=any(label.roles for label in ontology.labels),
        above=names_above(ontology.labels) if ontology.only_leaves else (),
    )


def _attribute_rules(attributes: Sequence[Attribute]) -> dict[str, Rule]:
    return {attribute.name: rule_of(attribute) for attribute in attributes}


def _refuses(entry: Label | Relation, mode: Strictness) -> bool:
    return entry.retired and not mode.allow_retired


def _name_nameless(entries: Iterable[Shape | Link], kind: str) -> None:
    taken = {entry.uuid for entry in entries}
    for index, entry in enumerate(entries, start=1):
        if not entry.uuid:
            entry.uuid = f"{kind}-{index}"
            while entry.uuid in taken:
                entry.uuid += "+"
            taken.add(entry.uuid)


def _check_annotations(annotations: Sequence[Shape], rules: _Rules, mode: Strictness, field: str) -> None:
    seen: set[str] = set()
    for index, annotation in enumerate(annotations):
        path = f"{field}[{index}]"
        if annotation.uuid in seen:
            raise InvalidError("Another annotation of this answer has the same uuid.", field=f"{path}.uuid")
        seen.add(annotation.uuid)
        rule = rules.labels.get(annotation.label)
        if rule is None or _refuses(rule.label, mode):
            raise InvalidError("The ontology has no such label.", field=f"{path}.label")
        if annotation.label in rules.above and not mode.allow_retired:
            message = "Labels stand below this one; give one of those."
            raise InvalidError(message, code="not_a_leaf", field=f"{path}.label")
        shape = annotation.__struct_config__.tag
        if rule.label.shapes and shape not in rule.label.shapes:
            raise InvalidError(f"The label {annotation.label} is not marked with a {shape}.", field=f"{path}.type")
        if annotation.attributes or rule.attributes:
            changes = annotation.changes
            asked = rule.attributes if changes is None else rule.immutable
            check_values(annotation.attributes, asked, mode, f"{path}.attributes")
            if changes is not None:
                _check_changes(annotation.attributes, changes, rule.mutable, mode, path)


def _check_changes(
    lasting: Mapping[str, Value],
    changes: Iterable[Change],
    rules: Mapping[str, Rule],
    mode: Strictness,
    path: str,
) -> None:
    """Check the answers of each change beside those that hold there: the lasting ones, and what earlier ones said."""
    holding = dict(lasting)
    for index, change in enumerate(changes):
        if change.attributes or not index:
            holding.update(change.attributes)
            check_values(change.attributes, rules, mode, f"{path}.{change.path}", beside=holding)


def _check_links(answer: Answer[Any], rules: _Rules, mode: Strictness, field: str) -> None:
    labels = {annotation.uuid: annotation.label for annotation in answer.annotations}
    seen: set[object] = set()
    for index, link in enumerate(answer.links):
        path = f"{field}[{index}]"
        relation = rules.meaning(link, labels.get(link.from_))
        if relation is None or _refuses(relation, mode):
            raise InvalidError("The ontology has no such relation, nor this label such a role.", field=f"{path}.type")
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


def _check_arguments(answer: Answer[Any], rules: _Rules, field: str) -> None:
    """Each event has as many arguments in each role as its label asks for."""
    counts = Counter((link.from_, link.type) for link in answer.links)
    for index, annotation in enumerate(answer.annotations):
        for role in rules.labels[annotation.label].label.roles:
            if role.retired:
                continue
            count, title = counts[annotation.uuid, role.name], role.title or role.name
            if count < role.least:
                message = (
                    f"The event has {count} of at least {role.least} arguments in the role {title}; add what fills it."
                )
                raise InvalidError(message, field=f"{field}[{index}]")
            if role.most is not None and count > role.most:
                message = f"The event has {count} of at most {role.most} arguments in the role {title}; remove some."
                raise InvalidError(message, field=f"{field}[{index}]")


def _check_end(label: str | None, allowed: Sequence[str], field: str) -> None:
    if label is None:
        raise InvalidError("No annotation of this answer has this uuid.", field=field)
    if allowed and label not in allowed:
        raise InvalidError("The relation does not join annotations of this label.", field=field)
