"""The names of the entries that a text's answers name, for formats whose lines may say more than they must."""

from __future__ import annotations

from typing import Any, Final

from goldsmith.modalities._contract import Answer
from goldsmith.modalities.codec import ExportContext
from goldsmith.modalities.entities import entities_of
from goldsmith.modalities.text.formats.documents import Document

__all__ = ["ENTITY_NAMES", "entity_names"]

ENTITY_NAMES: Final = "entity_names"


def entity_names(document: Document, context: ExportContext) -> dict[str, Any]:
    """{"entity_names": {knowledge base: {id: name}}}; nothing where nothing is named, or no name is known."""
    named: dict[str, dict[str, str]] = {}
    answer: Answer[Any] = Answer(annotations=list(document.spans), global_attributes=dict(document.global_attributes))
    for base, entry_id, _ in entities_of(context.ontology, answer):
        name = context.entities.get(base, {}).get(entry_id)
        if name is not None:
            named.setdefault(base, {})[entry_id] = name
    return {ENTITY_NAMES: named} if named else {}
