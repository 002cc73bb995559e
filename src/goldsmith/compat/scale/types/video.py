"""Objects through a video, and what happens in it: videoannotation, videoplaybackannotation, videoboxannotation.

A response names JSON files. That of objects is a list of frames, each with the shapes on it, or for playback an object
of tracks by uuid, each with its shape on every frame; that of events says from which frame to which. Either form of
objects is read for every type. Attributes are answered for each frame, global ones once, and told on every frame.
Sources: https://docs.scale.com/reference/general-video-annotation, .../videoannotation-callback-format,
.../callback-format and .../events
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.compat.scale.types.contract import (
    SCALE_FILE,
    Asked,
    Params,
    ResponseFiles,
    TaskType,
    Waits,
    as_it_is,
    checked_ontology,
    dict_in,
    list_in,
    nothing,
    reference_in,
)
from goldsmith.compat.scale.types.frames import asked_rate, frames_of, positive
from goldsmith.compat.scale.types.image import GEOMETRIES
from goldsmith.compat.scale.types.trees import labels_in_tree
from goldsmith.compat.scale.types.video_reading import read_objects, read_occurrences
from goldsmith.compat.scale.types.video_words import above_in, answers_of, attributes_of, words_of
from goldsmith.compat.scale.types.video_writing import EVENTS, OBJECTS, write_frames, write_tracks, writer
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Label, Ontology
from goldsmith.ontology.taxonomy import is_taxonomy

__all__ = ["TYPES"]

FOLLOWED: Final = ("box", "rotated_box", "polygon", "line", "point", "event")
NOT_FOLLOWED: Final = ("ellipse", "cuboid")


def _ask(params: Params) -> Asked | Waits:
    geometries = dict_in(params, "geometries")
    if not geometries or not geometries.keys() <= set(GEOMETRIES):
        raise InvalidError("The geometries are box, polygon, line, point, cuboid and ellipse.", field="geometries")
    later = [f"{shape}s" for shape in NOT_FOLLOWED if shape in geometries]
    asked_rate(params)
    content = _content(params)
    if later:
        return Waits(f"video.v1 with {' and '.join(later)}")
    labels = _labels(params)
    ontology = Ontology(labels=labels, attributes=answers_of(params).asked(), only_leaves=is_taxonomy(labels))
    return Asked("video.v1", checked_ontology(ontology, FOLLOWED), content)


def _content(params: Params) -> dict[str, Any]:
    """Images in order, where there are any, else the video."""
    images = list_in(params, "attachments")
    if not images:
        return {"attachment": reference_in(params, "attachment")}
    for place, image in enumerate(images):
        if not isinstance(image, str) or not image:
            raise InvalidError("This is the address of an image.", field=f"attachments[{place}]")
    shown_rate = positive(params, "video_frame_rate", "frame_rate") or 1
    return {"attachments": [image.removeprefix(SCALE_FILE) for image in images], "frame_rate": shown_rate}


def _labels(params: Params) -> tuple[Label, ...]:
    words = words_of(params)
    names, attributes = name_each(words), attributes_of(params)
    leaves = [
        Label(
            name=names[word],
            title=word[:300],
            shapes=tuple(dict.fromkeys(shapes)),
            attributes=() if shapes == ["event"] else attributes.asked(word),
        )
        for word, shapes in words.items()
    ]
    return labels_in_tree(leaves, above_in(params))


def _named(given: Params, field: str) -> dict[str, str]:
    """The files of a response. What stands in the response itself needs none."""
    addresses = {}
    for name in (OBJECTS, EVENTS):
        said = given.get(name)
        if isinstance(said, dict) and "url" in said:
            if not isinstance(said["url"], str) or not said["url"]:
                raise InvalidError("This is the address of a file.", field=f"{field}.{name}.url")
            addresses[name] = said["url"]
    if not isinstance(given.get(OBJECTS), dict | list):
        raise InvalidError("This is an object with the url of a file.", field=f"{field}.{OBJECTS}")
    return addresses


def _reader(usual_rate: float | None) -> Any:
    def read(params: Params, given: Params, files: Mapping[str, Path], facts: Params, field: str) -> dict[str, Any]:
        said = {name: _load(files[name], field) if name in files else given.get(name) for name in (OBJECTS, EVENTS)}
        words, attributes = words_of(params), attributes_of(params)
        frames = frames_of(params, facts, usual_rate)
        tracks, everywhere = read_objects(said[OBJECTS], words, attributes, frames, f"{field}.{OBJECTS}")
        events = read_occurrences(said[EVENTS], words, attributes, f"{field}.{EVENTS}")
        answers = answers_of(params).read(everywhere, f"{field}.global_attributes")
        return {"annotations": [*tracks, *events], "global_attributes": answers, "links": []}

    return read


def _load(path: Path, field: str) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidError(f"The file {path.name} is not JSON.", field=field) from None


def _boxes(params: Params) -> dict[str, Any]:
    """The older type as the newer one."""
    return {**params, "geometries": {"box": {"objects_to_annotate": params.get("objects_to_annotate")}}}


RESPONSE: Final = {OBJECTS: "object"}
_FRAME_FILES: Final = ResponseFiles(_named, writer(write_frames, None, tells_events=False), _reader(None))
TYPES: Final = (
    TaskType("videoannotation", ("geometries",), _ask, as_it_is, nothing, RESPONSE, _FRAME_FILES),
    TaskType(
        "videoplaybackannotation",
        ("geometries",),
        _ask,
        as_it_is,
        nothing,
        {**RESPONSE, EVENTS: "object"},
        ResponseFiles(_named, writer(write_tracks, 1, tells_events=True), _reader(1)),
    ),
    TaskType(
        "videoboxannotation",
        ("objects_to_annotate",),
        lambda params: _ask(_boxes(params)),
        as_it_is,
        nothing,
        RESPONSE,
        ResponseFiles(
            _named,
            lambda params, *rest: _FRAME_FILES.write(_boxes(params), *rest),
            lambda params, *rest: _FRAME_FILES.read(_boxes(params), *rest),
        ),
    ),
)
