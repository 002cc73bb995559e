"""What a Label Studio backend is asked, and its prediction as our answer. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from goldsmith.modalities._contract import Answer, Modality
from goldsmith.modalities.audio.formats import label_studio as recordings
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.image.formats import label_studio as images
from goldsmith.modalities.label_studio import config_writer
from goldsmith.modalities.label_studio.layout import layout_of, live_part
from goldsmith.modalities.label_studio.results import PlaceReader, read_results
from goldsmith.modalities.label_studio.vocabulary import Vocabulary
from goldsmith.modalities.parts import Part
from goldsmith.modalities.text.formats import label_studio as texts
from goldsmith.modalities.video.formats import label_studio as videos
from goldsmith.ontology import Ontology

__all__ = ["clip_to_task", "confidence_of", "read_prediction", "write_config"]


def write_config(ontology: Ontology, modality: str) -> str:
    """The XML that a backend reads to know what may be answered now."""
    return config_writer.write_config(layout_of(live_part(ontology), modality))


def read_prediction(
    prediction: object, ontology: Ontology, modality: str, *, text: str | None, facts: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """Our answer, not yet checked against the ontology; None when there is nothing in it that we know.

    `text` is what was shown, None for a file. Raises InvalidError for a prediction that says something impossible.
    """
    results = prediction.get("result") if isinstance(prediction, dict) else None
    if not isinstance(results, list):
        return None
    words = Vocabulary(layout_of(live_part(ontology), modality))
    answer = read_results(results, words, _place_reader(modality, text, facts), LossReport())
    return answer if answer["annotations"] or answer["global_attributes"] else None


def clip_to_task(modality: Modality, answer: Answer[Any], content: Mapping[str, Any]) -> Answer[Any]:
    """What an answer about a whole file says of what a task shows of it."""
    part = content.get("part")
    return modality.parting.clip(answer, msgspec.convert(part, Part)) if part and modality.parting else answer


def confidence_of(prediction: Mapping[str, Any]) -> float | None:
    """A backend's score, where it is one: between 0 and 1."""
    score = prediction.get("score")
    return float(score) if isinstance(score, int | float) and 0 <= score <= 1 else None


def _place_reader(modality: str, text: str | None, facts: Mapping[str, Any] | None) -> PlaceReader:
    if text is not None:
        return texts.place_reader(text)
    if modality == "audio.v1":
        return recordings.read_place
    if modality == "video.v1":
        return videos.place_reader(facts or {})
    return images.place_reader((int(facts["width"]), int(facts["height"])) if facts and "width" in facts else None)
