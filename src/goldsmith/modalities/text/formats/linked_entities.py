"""The entry of a knowledge base that a span stands for, in formats that have one place for it: the first of its label.

Where a label asks for several entries, or where nothing asks, no word is dropped: a writer reports the others as lost,
a reader keeps them as metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from goldsmith.modalities.codec import ExportContext
from goldsmith.modalities.text.shapes import Span
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Attribute

__all__ = ["LINKED_ENTITIES", "LinkedEntities", "answer_entities"]

LINKED_ENTITIES: Final = "linked_entities"


class LinkedEntities:
    """Tells of spans which entry they stand for, and what it is called."""

    def __init__(self, context: ExportContext) -> None:
        self._asked = {label.name: _first(label.attributes) for label in context.ontology.labels}
        self._names = context.entities

    def id_of(self, span: Span) -> str:
        """The id of the entry, NIL included; empty where the span names none."""
        question = self._asked.get(span.label)
        return str(span.attributes.get(question.name, "")) if question else ""

    def name_of(self, span: Span) -> str:
        """The name of the entry; empty where none is known."""
        question = self._asked.get(span.label)
        return self._names.get(question.knowledge_base, {}).get(self.id_of(span), "") if question else ""

    def count(self, spans: Iterable[Span]) -> int:
        """How many of the spans name an entry."""
        return sum(bool(self.id_of(span)) for span in spans)


def answer_entities(words: Vocabulary, linked: Sequence[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    """Answer the question of each span's label with the id beside it; give as metadata what no question asks for."""
    unasked: list[Mapping[str, Any]] = []
    for span, entry_id in linked:
        question = words.first_entity_question(span["label"])
        if question is None:
            place = {name: span[name] for name in ("start", "end", "label")}
            unasked.append({**place, "entity": entry_id})
        else:
            span["attributes"] = {**span["attributes"], question: entry_id}
    return {LINKED_ENTITIES: unasked} if unasked else {}


def _first(attributes: Sequence[Attribute]) -> Attribute | None:
    return next((each for each in attributes if each.type == "entity"), None)
