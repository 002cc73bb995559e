"""What a model can be asked: of which modalities, required choices about the whole item, labels for its classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.label_names import label_name
from goldsmith.ontology import Attribute, Label, Ontology, choosable

__all__ = ["answer_with", "check_modality", "choices_of", "item_questions", "labels_of", "only_talks"]

_ABOUT: Final = {
    "text.v1": "texts",
    "image.v1": "images",
    "video.v1": "videos",
    "audio.v1": "recordings",
    "chat.v1": "conversations",
}
_MODALITIES: Final = {
    "learned": ("text.v1", "image.v1"),
    "chat": ("text.v1", "image.v1", "chat.v1"),
    "label_studio": ("text.v1", "image.v1", "video.v1", "audio.v1"),
    "detector": ("image.v1",),
    "segmenter": ("image.v1",),
    "practice": ("text.v1", "chat.v1"),
}


def check_modality(kind: str, modality: str) -> None:
    """Raise InvalidError where a kind of model has nothing to say about such data."""
    if modality not in _MODALITIES[kind]:
        *others, last = (_ABOUT[each] for each in _MODALITIES[kind])
        about = f"{', '.join(others)} and {last}" if others else last
        message = f"Models of this kind answer about {about} only."
        raise InvalidError(message, code="modality_not_supported", field="kind")


def only_talks(kind: str, modality: Modality, ontology: Ontology) -> bool:
    """Whether labelers may talk to such a model there, and it has nothing to say about tasks by itself."""
    ways = [way for way in (modality.judging, modality.grading) if way is not None]
    judges = any(way.is_asked(ontology) for way in ways)
    return kind == "practice" or (kind == "chat" and bool(ways) and not judges)


def item_questions(ontology: Ontology) -> list[Attribute]:
    """The questions in the ontology's order."""
    return [each for each in ontology.attributes if _is_a_choice(each)]


def choices_of(question: Attribute) -> list[str]:
    """The names that may be answered now."""
    return [choice.name for choice in choosable(question.choices, only_leaves=question.only_leaves)]


def answer_with(modality: Modality, ontology: Ontology, values: Mapping[str, str]) -> bytes | None:
    """An answer that says only this about the item, as JSON; None when this version of the ontology refuses it."""
    try:
        answer = read_answer(modality, ontology, {"global_attributes": dict(values)}, complete=False)
    except InvalidError:
        return None
    return msgspec.json.encode(answer)


def labels_of(classes: Sequence[str], labels: Mapping[str, str], ontology: Ontology) -> dict[int, Label]:
    """The label of each class that has one, by the class's number: the one that `labels` names, or one called so."""
    live = {label.name: label for label in choosable(ontology.labels, only_leaves=ontology.only_leaves)}
    wanted = [labels.get(name, name) for name in classes]
    named = [name if name in live else label_name(name) for name in wanted]
    return {number: live[name] for number, name in enumerate(named) if name in live}


def _is_a_choice(attribute: Attribute) -> bool:
    is_one_choice = attribute.type == "category" and not attribute.allow_multiple
    return is_one_choice and attribute.required and not attribute.retired
