"""A Label Studio ML backend as an assistant, asked with what was pointed at as its `context`.

About one image it outlines what was clicked on; through a video it follows what a box lies around, as backends of
Segment Anything 2 do. Protocol: https://labelstud.io/guide/ml_create; places are percents of image or video.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.errors import UnavailableError
from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.journey.prelabel.label_config import confidence_of, read_prediction, write_config
from goldsmith.journey.prelabel.label_studio import file_link, studio_backend, studio_settings
from goldsmith.modalities.label_studio.layout import layout_of, live_part
from goldsmith.modalities.video.formats.label_studio import write_results
from goldsmith.modalities.video.shapes import BoxTrack
from goldsmith.ontology import Ontology
from goldsmith.ports.models import ModelRefusedError
from goldsmith.ports.models.label_studio import LabelStudioBackend
from goldsmith.ports.models.patience import Patience
from goldsmith.ports.models.segmenter import ImageToMark, Prompt, Region

__all__ = ["StudioSegmenter", "StudioTracker", "context_of"]

VIDEO: Final = "video.v1"

MOST_SECONDS: Final = 20.0
MOST_SECONDS_OF_VIDEO: Final = 100.0
_GEOMETRY: Final = frozenset(
    {"type", "left", "top", "width", "height", "vertices", "holes", "counts", "rotation", "x", "y"}
    | {"radius_x", "radius_y"}
)


class StudioSegmenter:
    """A Segmenter: the server that the settings of a model name."""

    def __init__(self, foundry: Foundry, model: Any, ontology: Ontology, claim: Any) -> None:
        self._foundry, self._ontology, self._claim = foundry, ontology, claim
        self._backend = studio_backend(foundry, model, _while_somebody_waits(model, MOST_SECONDS))

    async def segment(self, image: ImageToMark, prompt: Prompt) -> Region | None:
        shown = {"image": file_link(self._foundry, image.customer_id, image.asset_id)}
        context = context_of(image, prompt, self._ontology)
        prediction = await _ask(self._backend, self._claim, self._ontology, shown, context)
        return self._region(prediction, prompt.label)

    def _region(self, prediction: Any, label: str) -> Region | None:
        """The first place of this label in the prediction, or the first at all."""
        given = read_prediction(prediction, self._ontology, "image.v1", text=None, facts=self._claim["facts"])
        shapes = given["annotations"] if given else []
        shape = next((each for each in shapes if each["label"] == label), shapes[0] if shapes else None)
        if shape is None:
            return None
        geometry = {name: value for name, value in shape.items() if name in _GEOMETRY}
        return Region(confidence_of(prediction), geometry=geometry)


class StudioTracker:
    """A server that the settings of a model name, asked where a thing goes through a video."""

    def __init__(self, foundry: Foundry, model: Any, ontology: Ontology, claim: Any) -> None:
        self._foundry, self._ontology, self._claim = foundry, ontology, claim
        self._backend = studio_backend(foundry, model, _while_somebody_waits(model, MOST_SECONDS_OF_VIDEO))

    async def follow(self, customer_id: UUID, track: BoxTrack) -> tuple[dict[str, Any] | None, float | None]:
        """What is followed as a track of boxes with its score, not yet checked; None where it was not found.

        `track` has the box to begin with. Of several tracks the first of its label is taken, else the first.
        """
        facts = self._claim["facts"]
        asset = {"name": "", "facts": facts}
        record = {"content": self._claim["content"], "assets": [asset], "answer": {"annotations": [track]}}
        layout = layout_of(live_part(self._ontology), VIDEO)
        context = {"result": write_results(msgspec.json.encode(record), layout)}
        shown = {"video": file_link(self._foundry, customer_id, self._claim["asset_id"])}
        prediction = await _ask(self._backend, self._claim, self._ontology, shown, context)
        given = read_prediction(prediction, self._ontology, VIDEO, text=None, facts=facts)
        boxes = [each for each in given["annotations"] if each["type"] == "box"] if given else []
        found = [each for each in boxes if each["label"] == track.label] or boxes
        return (found[0] if found else None), confidence_of(prediction) if found else None


def _while_somebody_waits(model: Any, most_seconds: float) -> Patience:
    seconds = min(studio_settings(model).seconds, most_seconds)
    return Patience(attempts=1, seconds_each=seconds, seconds_in_all=seconds)


async def _ask(
    backend: LabelStudioBackend, claim: Any, ontology: Ontology, shown: dict[str, str], context: dict[str, Any]
) -> Any:
    asked = {"id": show_id("task", claim["task_id"]), "data": shown}
    config, project = write_config(ontology, claim["modality"]), show_id("project", claim["project_id"])
    try:
        [prediction] = await backend.predict([asked], label_config=config, project=project, context=context)
    except ModelRefusedError as refusal:
        raise UnavailableError(refusal.message, code=refusal.code) from None
    return prediction


def context_of(image: ImageToMark, prompt: Prompt, ontology: Ontology) -> dict[str, Any]:
    """Clicks as keypoints and the box as a rectangle, as Label Studio's smart tools send them."""
    from_name, word = _said(prompt.label, ontology)
    said = [
        _result(image, "keypointlabels", from_name, word, {"x": point.x, "y": point.y}, is_positive=point.is_inside)
        for point in prompt.points
    ]
    if prompt.box is not None:
        left, top, right, bottom = prompt.box
        sides = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        said.append(_result(image, "rectanglelabels", from_name, word, sides))
    return {"result": said}


def _said(label: str, ontology: Ontology) -> tuple[str, str]:
    """The control that gives a label in the labeling config, and what the label is called there."""
    controls = [each for each in layout_of(live_part(ontology), "image.v1").controls if each.shapes]
    found = [(each.name, option.said) for each in controls for option in each.options if option.name == label]
    return found[0] if found else ("label", label)


def _result(
    image: ImageToMark, kind: str, from_name: str, word: str, places: dict[str, float], *, is_positive: bool = True
) -> dict[str, Any]:
    lengths = {"x": image.width, "width": image.width, "y": image.height, "height": image.height}
    value: dict[str, Any] = {name: 100 * place / lengths[name] for name, place in places.items()}
    return {
        "type": kind,
        "from_name": from_name,
        "to_name": "image",
        "original_width": image.width,
        "original_height": image.height,
        "image_rotation": 0,
        "is_positive": is_positive,
        "value": {**value, kind: [word]},
    }
