"""Which questions of an ontology a model can be asked as they are: one required choice about the whole item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import Attribute, Ontology

__all__ = ["MODALITIES", "answer_with", "choices_of", "item_questions"]

MODALITIES: Final = frozenset({"text.v1", "image.v1"})


def item_questions(ontology: Ontology) -> list[Attribute]:
    """The questions in the ontology's order."""
    return [each for each in ontology.attributes if _is_a_choice(each)]


def choices_of(question: Attribute) -> list[str]:
    """The names that may be answered now."""
    return [choice.name for choice in question.choices if not choice.retired]


def answer_with(modality: Modality, ontology: Ontology, values: Mapping[str, str]) -> bytes | None:
    """An answer that says only this about the item, as JSON; None when this version of the ontology refuses it."""
    try:
        answer = read_answer(modality, ontology, {"global_attributes": dict(values)}, complete=False)
    except InvalidError:
        return None
    return msgspec.json.encode(answer)


def _is_a_choice(attribute: Attribute) -> bool:
    is_one_choice = attribute.type == "category" and not attribute.allow_multiple
    return is_one_choice and attribute.required and not attribute.retired
