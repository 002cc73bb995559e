"""What test keys get: an answer of the right form at once, so that a script can be tried without anybody's work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from goldsmith.compat.scale.types import Asked, Waits, show_response
from goldsmith.compat.scale.types.chat.made_up import make_up_talk
from goldsmith.modalities import registry
from goldsmith.modalities.entities import NIL
from goldsmith.ontology import Attribute, Label, Ontology, choosable
from goldsmith.ontology.question_types import steps_of

__all__ = ["MADE_UP_FACTS", "make_up", "make_up_answer"]

MASK: Final = 4
MASKS_ACROSS: Final = 40
FULL_MASK: Final = "0`0"
"""The run lengths of 4 by 4 pixels that are all inside."""
MADE_UP_FACTS: Final = {"width": 160, "height": 1_000, "frame_count": 2, "frame_rate": 1.0}
"""What a file is taken to be that nobody looked at: with room for a mask of each of the 10,000 labels."""

_BOX: Final = {"left": 10.0, "top": 10.0, "width": 100.0, "height": 50.0}
_PLACES: Final[Mapping[str, dict[str, float]]] = {
    "box": _BOX,
    "rotated_box": {**_BOX, "rotation": 0.0},
    "point": {"x": 10.0, "y": 10.0},
    "ellipse": {"x": 60.0, "y": 35.0, "radius_x": 50.0, "radius_y": 25.0, "rotation": 0.0},
}


def make_up(kind: str, params: Mapping[str, Any], asked: Asked | Waits) -> dict[str, Any]:
    """A response that nobody gave: every label once, every question answered with its first choice."""
    if isinstance(asked, Waits):
        return {"annotations": []}
    return show_response(kind, params, make_up_answer(asked))


def make_up_answer(asked: Asked) -> dict[str, Any]:
    """The same in our words."""
    about_item = _values(asked.ontology.attributes)
    marks = make_up_talk(asked, _values) if asked.modality == "chat.v1" else _marks(asked)
    return {"annotations": marks, "global_attributes": about_item, "links": []}


def _marks(asked: Asked) -> list[dict[str, Any]]:
    shapes = registry.get(asked.modality).shape_names
    make = _track if asked.modality == "video.v1" else _mark
    return [
        {
            "uuid": f"annotation-{place}",
            "label": label.name,
            **make(next(iter(label.shapes), shapes[0]), _values(label.attributes), place, asked.content),
        }
        for place, label in enumerate(_offered(asked.ontology), start=1)
    ]


def _offered(ontology: Ontology) -> list[Label]:
    return choosable(ontology.labels, only_leaves=ontology.only_leaves)


def _mark(shape: str, values: dict[str, Any], place: int, content: Mapping[str, Any]) -> dict[str, Any]:
    if shape == "mask":
        across, down = (place - 1) % MASKS_ACROSS * MASK, (place - 1) // MASKS_ACROSS * MASK
        window = {"left": across, "top": down, "width": MASK, "height": MASK, "counts": FULL_MASK}
        return {"type": shape, **window, "attributes": values}
    return {"attributes": values, **_geometry(shape, content)}


def _track(shape: str, values: dict[str, Any], place: int, content: Mapping[str, Any]) -> dict[str, Any]:
    del place
    if shape == "event":
        return {"type": shape, "start_frame": 0, "end_frame": 0, "attributes": values}
    geometry = {name: value for name, value in _geometry(shape, content).items() if name != "type"}
    return {"type": shape, "keyframes": [{"frame": 0, **geometry, "attributes": values}]}


def _values(attributes: tuple[Attribute, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for attribute in attributes:
        if attribute.is_asked(made):
            made[attribute.name] = _value(attribute)
    return made


def _value(attribute: Attribute) -> Any:
    if attribute.type in _MADE_UP:
        return _MADE_UP[attribute.type](attribute)
    first = choosable(attribute.choices, only_leaves=attribute.only_leaves)[0].name
    return [first] if attribute.allow_multiple else first


_MADE_UP: Final[Mapping[str, Callable[[Attribute], Any]]] = {
    "text": lambda attribute: "made up".ljust(attribute.least or 0, ".")[: attribute.most],
    "number": lambda attribute: attribute.minimum or 0,
    "rating": lambda attribute: steps_of(attribute)[0],
    "ranking": lambda attribute: [choice.name for choice in attribute.choices],
    "date": lambda attribute: attribute.earliest or ("2026-01-31T12:00" if attribute.has_time else "2026-01-31"),
    "file": lambda attribute: "asset_00000000000000000000000000",
    "entity": lambda attribute: NIL,
    "time_range": lambda attribute: {"start": 0, "end": min(1.0, attribute.maximum or 1.0)},
    "rubric": lambda attribute: {each.name: True for each in attribute.criteria},
    "group": lambda attribute: [_values(attribute.questions)] * (attribute.least or 1),
}


def _geometry(shape: str, content: Mapping[str, Any]) -> dict[str, Any]:
    corners = [{"x": 10.0, "y": 10.0}, {"x": 110.0, "y": 10.0}, {"x": 110.0, "y": 60.0}]
    if shape == "span":
        text = str(content.get("text", ""))
        return {"type": "span", "start": 0, "end": min(4, len(text)), "text": text[:4]}
    if shape in _PLACES:
        return {"type": shape, **_PLACES[shape]}
    if shape == "cuboid":
        face = [*corners, {"x": 10.0, "y": 60.0}]
        return {"type": shape, "vertices": [*face, *({"x": each["x"] + 20, "y": each["y"] - 5} for each in face)]}
    return {"type": shape, "vertices": corners}
