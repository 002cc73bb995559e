"""The controls that mark places with labels, as a config has them: with labels of their own, or drawn beside Labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from goldsmith.modalities.label_names import new_name
from goldsmith.modalities.label_studio.layout import Control, Kind, Option
from goldsmith.modalities.label_studio.options import read_labels
from goldsmith.modalities.label_studio.questioning import ASKING
from goldsmith.modalities.label_studio.tags import Notes, Tag

__all__ = ["read_marking"]

_MARKED: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "text.v1": {"labels": ("span",), "hypertextlabels": ("span",)},
    "audio.v1": {"labels": ("region",)},
    "document.v1": {"labels": ("block",), "rectanglelabels": ("block",), "polygonlabels": ("block",)},
}
"""What is marked without being drawn."""
_SHAPES: Final = {
    "rectanglelabels": ("box",),
    "polygonlabels": ("polygon",),
    "vectorlabels": ("line",),
    "keypointlabels": ("point",),
    "ellipselabels": ("ellipse",),
    "brushlabels": ("mask",),
}
_TRACKS: Final = {"timelinelabels": ("event",)}
_DRAWING: Final[dict[str, dict[str, str]]] = {
    "text.v1": {},
    "image.v1": {
        "rectangle": "box",
        "polygon": "polygon",
        "vector": "line",
        "keypoint": "point",
        "ellipse": "ellipse",
        "brush": "mask",
    },
    "video.v1": {"videorectangle": "box"},
    "audio.v1": {},
    "document.v1": {"rectangle": "block", "polygon": "block"},
}


def read_marking(
    controls: Sequence[Tag], kind: Kind, notes: Notes, *, is_written: bool = False
) -> tuple[list[Option], list[Control]]:
    """Read all labels, each once, and the controls that mark with them; a shape that is not held here is noted.

    `is_written`: what is said in a region is written down.
    """
    labels = _Labels(notes)
    drawing = [tag for tag in controls if tag.kind in _DRAWING[kind.modality]]
    shapes = _shapes(kind, drawing)
    marking = [
        labels.read_control(tag, _written_shape(tag, kind) if is_written or _is_named(tag, kind) else shapes[tag.kind])
        for tag in controls
        if tag.kind in shapes
    ]
    if not any(tag.kind == "labels" for tag in controls):
        marking += [labels.name_shape(tag, _DRAWING[kind.modality][tag.kind]) for tag in drawing]
    for tag in controls:
        if tag.kind not in ASKING and tag.kind not in shapes and tag not in drawing:
            notes.add(f"{tag.name}, which cannot be marked here", tag)
    return list(labels.known.values()), marking


def _shapes(kind: Kind, drawing: Sequence[Tag]) -> dict[str, tuple[str, ...]]:
    """Say for each control with labels what it marks; Labels mark a picture with the shapes that are drawn beside."""
    if kind.modality in _MARKED:
        return dict(_MARKED[kind.modality])
    drawn = tuple(dict.fromkeys(_DRAWING[kind.modality][tag.kind] for tag in drawing))
    own = _TRACKS if kind.modality == "video.v1" else _SHAPES
    return {**own, **({"labels": drawn} if drawn else {})}


def _is_named(tag: Tag, kind: Kind) -> bool:
    return bool(kind.written) and tag.get("name") in kind.shapes


def _written_shape(tag: Tag, kind: Kind) -> tuple[str, ...]:
    """Say what labels mark where what is said is written down: the shape that our own configs call them by."""
    name = tag.get("name")
    return (name,) if _is_named(tag, kind) else (kind.written,)


class _Labels:
    """The labels of all controls; one that several controls offer is one label."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self.known: dict[str, Option] = {}

    def read_control(self, tag: Tag, shapes: tuple[str, ...]) -> Control:
        turning = ("canRotate",) if tag.kind == "rectanglelabels" else ()
        self._notes.add_unread(tag, ("name", "toName", "choice", "value", *turning))
        if tag.get("value"):
            self._notes.add(f"{tag.name} that come from the task", tag)
        options = tuple(self._take(option) for option in read_labels(tag, self._notes))
        if turning and tag.says("canRotate"):
            shapes = ("rotated_box",)
        return Control(name=tag.get("name"), tag=tag.name, options=options, shapes=shapes)

    def name_shape(self, tag: Tag, shape: str) -> Control:
        """Make a control of a shape without labels: its one label is called as it is."""
        self._notes.add_unread(tag, ("name", "toName"))
        name = tag.get("name")
        return Control(name=name, tag=tag.name, options=(self._take(Option(name="", value=name)),), shapes=(shape,))

    def _take(self, option: Option) -> Option:
        if option.said not in self.known:
            name = new_name(option.said, {each.name for each in self.known.values()})
            self.known[option.said] = msgspec.structs.replace(option, name=name)
        return self.known[option.said]
