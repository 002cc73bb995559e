"""What of an ontology a model can be asked: required choices about the whole item, and labels for its classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.label_names import label_name
from goldsmith.ontology import Attribute, Label, Ontology

__all__ = ["MODALITIES", "answer_with", "choices_of", "item_questions", "labels_of"]

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


def labels_of(classes: Sequence[str], labels: Mapping[str, str], ontology: Ontology) -> dict[int, Label]:
    """The label of each class that has one, by the class's number: the one that `labels` names, or one called so."""
    live = {label.name: label for label in ontology.labels if not label.retired}
    wanted = [labels.get(name, name) for name in classes]
    named = [name if name in live else label_name(name) for name in wanted]
    return {number: live[name] for number, name in enumerate(named) if name in live}


def _is_a_choice(attribute: Attribute) -> bool:
    is_one_choice = attribute.type == "category" and not attribute.allow_multiple
    return is_one_choice and attribute.required and not attribute.retired
