"""Scale's files of objects and events in a video, as tracks and events of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from goldsmith.compat.scale.types.attributes import Attributes
from goldsmith.compat.scale.types.contract import Params, dict_in
from goldsmith.compat.scale.types.frames import Frames, Sighting, track_of
from goldsmith.compat.scale.types.image import read_shape
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.modalities.video.shapes import MOST_FRAMES

__all__ = ["read_objects", "read_occurrences"]

BESIDE: Final = frozenset({"uuid", "type", "label", "attributes"})
Classes = dict[str, list[str]]


class _Seen(msgspec.Struct, frozen=True):
    """A shape that was told of a frame, in our words, and where in the file."""

    uuid: str
    frame: int
    shape: dict[str, Any]
    at: str


def read_objects(
    said: Any, classes: Classes, attributes: Attributes, frames: Frames | None, field: str
) -> tuple[list[dict[str, Any]], Params]:
    """Tracks, and the answers about the whole of the first frame that has any.

    `frames` are those that the task asks about; without them they are those that the file tells anything of.
    """
    if isinstance(said, dict) and isinstance(said.get("annotations"), list):
        said = said["annotations"]
    if _is_wrapped(said):
        said = said[0]
    if isinstance(said, list):
        numbers = _numbers_of(said, frames, field)
        everywhere: Any = next((each["global_attributes"] for each in said if each.get("global_attributes")), {})
        return _tracks(list(_of_frames(said, numbers, classes, attributes, field)), numbers, field), _object(everywhere)
    if not isinstance(said, dict):
        raise InvalidError("This is a list of frames, or an object of tracks.", field=field)
    tracks = dict_in(said, "annotations") if "annotations" in said else said
    seen = list(_of_tracks(tracks, classes, attributes, field))
    asked = frames.numbers if frames else ()
    return _tracks(seen, sorted({*asked, *(each.frame for each in seen)}), field), dict_in(said, "global_attributes")


def _is_wrapped(said: Any) -> bool:
    """An object of tracks in a list of its own, as the documentation shows it."""
    is_alone = isinstance(said, list) and len(said) == 1 and isinstance(said[0], dict)
    return is_alone and isinstance(said[0].get("annotations"), dict)


def _object(value: Any) -> Params:
    return value if isinstance(value, dict) else {}


def _numbers_of(said: list[Any], frames: Frames | None, field: str) -> list[int]:
    """The frame of each entry of a list."""
    if not all(isinstance(each, dict) for each in said):
        raise InvalidError("A frame is an object with annotations.", field=field)
    if frames is None:
        message = "It is not known which frames of the video these are."
        raise InvalidError(message, field=field)
    if len(said) > len(frames.numbers):
        message = f"These are {len(said):,} frames, and the task asks about {len(frames.numbers):,}."
        raise InvalidError(message, field=field)
    return list(frames.numbers[: len(said)])


def _of_frames(
    said: list[dict[str, Any]], numbers: list[int], classes: Classes, attributes: Attributes, field: str
) -> Iterator[_Seen]:
    for place, (frame, number) in enumerate(zip(said, numbers, strict=True)):
        shapes = frame.get("annotations") or []
        if not isinstance(shapes, list):
            raise InvalidError("This is a list.", field=f"{field}[{place}].annotations")
        for order, shape in enumerate(shapes):
            at = f"{field}[{place}].annotations[{order}]"
            read = read_shape(shape, classes, attributes, at)
            yield _Seen(read["uuid"] or f"{place}-{order}", number, read, at)


def _of_tracks(tracks: Mapping[str, Any], classes: Classes, attributes: Attributes, field: str) -> Iterator[_Seen]:
    for order, (uuid, track) in enumerate(tracks.items()):
        at = f"{field}[{order}]"
        if not isinstance(track, dict) or not isinstance(track.get("frames"), list):
            raise InvalidError("A track is an object with frames.", field=at)
        for place, frame in enumerate(track["frames"]):
            where = f"{at}.frames[{place}]"
            key = _frame_in(frame, "key", where)
            shape = {"uuid": uuid, "type": track.get("geometry"), "label": track.get("label"), **_with_corner(frame)}
            yield _Seen(uuid, key, read_shape(shape, classes, attributes, where), where)


def _with_corner(frame: dict[str, Any]) -> dict[str, Any]:
    """Some writers call the corner of a box x and y."""
    is_box = "width" in frame and "left" not in frame and "x" in frame
    return {**frame, "left": frame["x"], "top": frame.get("y")} if is_box else frame


def _tracks(seen: list[_Seen], numbers: list[int], field: str) -> list[dict[str, Any]]:
    """What was seen under one uuid is one track, as long as its label and its shape stay what they are."""
    objects: dict[tuple[str, str, str], dict[int, _Seen]] = {}
    for each in seen:
        sightings = objects.setdefault((each.uuid, each.shape["label"], each.shape["type"]), {})
        if each.frame in sightings:
            raise InvalidError("This object is on its frame twice.", field=each.at)
        sightings[each.frame] = each
    taken: set[str] = set()
    return [_track(uuid, label, kind, sightings, numbers, taken) for (uuid, label, kind), sightings in objects.items()]


def _track(
    uuid: str, label: str, kind: str, seen: Mapping[int, _Seen], numbers: list[int], taken: set[str]
) -> dict[str, Any]:
    sightings = [_sighting(each.frame, each.shape) for _, each in sorted(seen.items())]
    own = "" if uuid in taken else uuid
    taken.add(uuid)
    return {"uuid": own, "type": kind, "label": label, "keyframes": track_of(kind, sightings, numbers)}


def _sighting(frame: int, shape: Mapping[str, Any]) -> Sighting:
    geometry = {name: value for name, value in shape.items() if name not in BESIDE}
    return Sighting(frame, geometry, shape["attributes"])


def read_occurrences(said: Any, classes: Classes, attributes: Attributes, field: str) -> list[dict[str, Any]]:
    """Events; one that has no end is a moment."""
    events = said.get("events") if isinstance(said, dict) else said
    if not isinstance(events or [], list):
        raise InvalidError("This is a list of events.", field=field)
    return [_event(each, classes, attributes, f"{field}[{place}]") for place, each in enumerate(events or [])]


def _event(event: Any, classes: Classes, attributes: Attributes, at: str) -> dict[str, Any]:
    label = event.get("label") if isinstance(event, dict) else None
    if not isinstance(label, str) or "event" not in classes.get(label, ()):
        raise InvalidError("This is none of the events to annotate.", field=f"{at}.label")
    start = _frame_in(event, "start", at)
    end = start if event.get("type") == "point" or event.get("end") is None else _frame_in(event, "end", at)
    answers = attributes.read(dict_in(event, "attributes"), f"{at}.attributes")
    label_name = name_each(classes)[label]
    return {
        "uuid": "",
        "type": "event",
        "label": label_name,
        "start_frame": start,
        "end_frame": end,
        "attributes": answers,
    }


def _frame_in(said: Any, name: str, at: str) -> int:
    value = said.get(name) if isinstance(said, dict) else None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MOST_FRAMES:
        raise InvalidError("This is the number of a frame, counted from 0.", field=f"{at}.{name}")
    return value
