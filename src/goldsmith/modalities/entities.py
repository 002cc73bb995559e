"""The entries of knowledge bases that an answer names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from goldsmith.modalities._contract import Answer
from goldsmith.ontology import Attribute, Ontology

__all__ = ["MOST_ID", "NIL", "NamedEntity", "entities_of", "has_entities"]

NIL: Final = "NIL"
"""The answer that a mention stands for no entry (as in the entity linking tracks of the Text Analysis Conference)."""
MOST_ID: Final = 200


class NamedEntity(NamedTuple):
    """An entry that an answer names, and the path where it does."""

    knowledge_base: str
    entry_id: str
    field: str


def has_entities(ontology: Ontology) -> bool:
    """Tell whether an ontology asks for entries of knowledge bases at all."""
    return bool(_questions_of(ontology))


def entities_of(ontology: Ontology, answer: Answer[Any], *, field: str = "answer") -> Iterator[NamedEntity]:
    """Yield every entry that an answer names, those of tracks that change included; NIL is none."""
    asked_of = _questions_of(ontology)
    if not asked_of:
        return
    yield from _named(asked_of.get("", {}), answer.global_attributes, f"{field}.global_attributes")
    for index, shape in enumerate(answer.annotations):
        asked = asked_of.get(shape.label)
        if asked:
            path = f"{field}.annotations[{index}]"
            yield from _named(asked, shape.attributes, f"{path}.attributes")
            for change in shape.changes or ():
                yield from _named(asked, change.attributes, f"{path}.{change.path}")


def _named(asked: Mapping[str, Attribute], values: Mapping[str, Any], field: str) -> Iterator[NamedEntity]:
    for name, value in values.items():
        question = asked.get(name)
        if question is None:
            continue
        if question.type == "group":
            inner = _asked(question.questions)
            for index, row in enumerate(value):
                yield from _named(inner, row, f"{field}.{name}[{index}]")
        elif value != NIL:
            yield NamedEntity(question.knowledge_base, value, f"{field}.{name}")


@lru_cache(maxsize=64)
def _questions_of(ontology: Ontology) -> Mapping[str, Mapping[str, Attribute]]:
    """By label (the whole item: ""), the questions that ask for an entry, and the groups that hold such a question."""
    asked = {"": _asked(ontology.attributes), **{label.name: _asked(label.attributes) for label in ontology.labels}}
    return {label: questions for label, questions in asked.items() if questions}


def _asked(attributes: Sequence[Attribute]) -> dict[str, Attribute]:
    return {each.name: each for each in attributes if each.type == "entity" or _asked(each.questions)}
