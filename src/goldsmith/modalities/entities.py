"""The entries of knowledge bases that an answer names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    return bool(_bases_of(ontology))


def entities_of(ontology: Ontology, answer: Answer[Any], *, field: str = "answer") -> Iterator[NamedEntity]:
    """Yield every entry that an answer names, those of tracks that change included; NIL is none."""
    bases = _bases_of(ontology)
    if not bases:
        return
    yield from _named(bases.get("", {}), answer.global_attributes, f"{field}.global_attributes")
    for index, shape in enumerate(answer.annotations):
        asked = bases.get(shape.label)
        if asked:
            path = f"{field}.annotations[{index}]"
            yield from _named(asked, shape.attributes, f"{path}.attributes")
            for change in shape.changes or ():
                yield from _named(asked, change.attributes, f"{path}.{change.path}")


def _named(bases: Mapping[str, str], values: Mapping[str, Any], field: str) -> Iterable[NamedEntity]:
    return (
        NamedEntity(bases[name], value, f"{field}.{name}")
        for name, value in values.items()
        if name in bases and value != NIL
    )


@lru_cache(maxsize=64)
def _bases_of(ontology: Ontology) -> Mapping[str, Mapping[str, str]]:
    """By label (the whole item: ""), attributes that ask for an entry, and the knowledge base of each."""
    asked = {"": _asked(ontology.attributes), **{label.name: _asked(label.attributes) for label in ontology.labels}}
    return {label: bases for label, bases in asked.items() if bases}


def _asked(attributes: Sequence[Attribute]) -> dict[str, str]:
    return {each.name: each.knowledge_base for each in attributes if each.type == "entity"}
