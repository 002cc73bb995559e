"""A Label Studio ML backend as an assistant: asked about one image, with what was pointed at as its `context`.

Protocol: https://labelstud.io/guide/ml_create; places are percents of the image.
"""

from __future__ import annotations

from typing import Any, Final

from goldsmith.errors import UnavailableError
from goldsmith.foundry import Foundry
from goldsmith.http.wire import asset_link
from goldsmith.ids import show_id
from goldsmith.journey.prelabel.label_config import confidence_of, read_prediction, write_config
from goldsmith.journey.prelabel.secrets import reveal
from goldsmith.journey.prelabel.settings import LabelStudioSettings, read_settings
from goldsmith.modalities.label_studio.layout import layout_of, live_part
from goldsmith.ontology import Ontology
from goldsmith.ports.models import ModelRefusedError
from goldsmith.ports.models.label_studio import LabelStudioBackend
from goldsmith.ports.models.patience import Patience
from goldsmith.ports.models.segmenter import ImageToMark, Prompt, Region

__all__ = ["StudioSegmenter", "context_of"]

MOST_SECONDS: Final = 20.0
_GEOMETRY: Final = frozenset(
    {"type", "left", "top", "width", "height", "vertices", "holes", "counts", "rotation", "x", "y"}
    | {"radius_x", "radius_y"}
)


class StudioSegmenter:
    """A Segmenter: the server that the settings of a model name."""

    def __init__(self, foundry: Foundry, model: Any, ontology: Ontology, claim: Any) -> None:
        settings = read_settings("label_studio", model["settings"])
        if not isinstance(settings, LabelStudioSettings):
            raise TypeError("these are not the settings of a Label Studio backend")
        self._foundry, self._ontology, self._claim = foundry, ontology, claim
        secret = model["secret"]
        login = reveal(foundry.secret, model["customer_id"], model["id"], secret) if secret else None
        seconds = min(settings.seconds, MOST_SECONDS)
        patience = Patience(attempts=1, seconds_each=seconds, seconds_in_all=seconds)
        self._backend = LabelStudioBackend(foundry.egress, settings.url, login, patience=patience)

    async def segment(self, image: ImageToMark, prompt: Prompt) -> Region | None:
        link = asset_link(self._foundry, image.customer_id, image.asset_id)
        address = self._foundry.settings.public_url.rstrip("/") + link
        asked = {"id": show_id("task", self._claim["task_id"]), "data": {"image": address}}
        try:
            [prediction] = await self._backend.predict(
                [asked],
                label_config=write_config(self._ontology, "image.v1"),
                project=show_id("project", self._claim["project_id"]),
                context=context_of(image, prompt, self._ontology),
            )
        except ModelRefusedError as refusal:
            raise UnavailableError(refusal.message, code=refusal.code) from None
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
