"""An answer about a video as the files of Scale's responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from goldsmith.compat.scale.types.contract import MADE_FILE, Params
from goldsmith.compat.scale.types.frames import Frames, frames_of, seen_along
from goldsmith.compat.scale.types.geometry import show_geometry
from goldsmith.compat.scale.types.video_words import answers_of, attributes_of, words_of
from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import answer_decoder
from goldsmith.modalities.label_names import name_each
from goldsmith.modalities.video.shapes import SHAPES, Event, Track

__all__ = ["EVENTS", "OBJECTS", "write_frames", "write_tracks", "writer"]

OBJECTS: Final = "annotations"
EVENTS: Final = "events"
DECIMALS: Final = 6


def writer(write_objects: Callable[..., None], usual_rate: float | None, *, tells_events: bool) -> Any:
    def write(params: Params, answer: Params, facts: Params, folder: Path) -> dict[str, Any]:
        frames = frames_of(params, facts, usual_rate)
        if frames is None:
            raise InvalidError("Nobody knows how many frames this video has, and how fast they are shown.")
        said = answer_decoder(SHAPES).decode(msgspec.json.encode(answer))
        speaker = _Speaker(params, said.global_attributes)
        with (folder / f"{OBJECTS}.json").open("wb") as file:
            write_objects(file, [each for each in said.annotations if isinstance(each, Track)], frames, speaker)
        response = {OBJECTS: {"url": f"{MADE_FILE}{OBJECTS}.json"}}
        if tells_events or params.get("events_to_annotate"):
            events = [speaker.event(each, frames) for each in said.annotations if isinstance(each, Event)]
            (folder / f"{EVENTS}.json").write_bytes(msgspec.json.encode({EVENTS: events}))
            response[EVENTS] = {"url": f"{MADE_FILE}{EVENTS}.json"}
        return response

    return write


class _Speaker:
    """What is ours in the words of a task."""

    def __init__(self, params: Params, answers: Params) -> None:
        self._words = {name: word for word, name in name_each(words_of(params)).items()}
        self._attributes = attributes_of(params)
        self.everywhere = answers_of(params).show(answers)

    def label(self, name: str) -> str:
        return self._words.get(name, name)

    def shape(self, shape: Any, holding: Params) -> dict[str, Any]:
        """A shape on one frame, without its type, label and uuid."""
        told = show_geometry({**_rounded(msgspec.to_builtins(shape))})
        beside = {name: value for name, value in told.items() if name not in ("uuid", "type", "label", "attributes")}
        return {**beside, "attributes": self._attributes.show(holding)}

    def event(self, event: Event, frames: Frames) -> dict[str, Any]:
        start = {"start": event.start_frame, "startTime": frames.time_of(event.start_frame)}
        end = {"end": event.end_frame, "endTime": frames.time_of(event.end_frame)}
        is_point = event.start_frame == event.end_frame
        return {
            "label": self.label(event.label),
            "type": "point" if is_point else "range",
            **start,
            **({} if is_point else end),
            "attributes": self._attributes.show(event.attributes),
        }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


def write_frames(file: IO[bytes], tracks: Sequence[Track], frames: Frames, speaker: _Speaker) -> None:
    """A list of frames; memory holds one of them."""
    going = [seen_along(track, frames.numbers) for track in tracks]
    for number in range(len(frames.numbers)):
        seen = [(track, next(each)) for track, each in zip(tracks, going, strict=True)]
        told = [_tell(track, here, speaker) for track, here in seen if here is not None]
        file.write(b"[" if number == 0 else b",\n")
        file.write(msgspec.json.encode({"annotations": told, "global_attributes": speaker.everywhere}))
    file.write(b"]" if frames.numbers else b"[]")


def _tell(track: Track, here: tuple[Any, dict[str, Any]], speaker: _Speaker) -> dict[str, Any]:
    shape, holding = here
    return {
        "uuid": track.uuid,
        "type": _geometry(track),
        "label": speaker.label(track.label),
        **speaker.shape(shape, holding),
    }


def write_tracks(file: IO[bytes], tracks: Sequence[Track], frames: Frames, speaker: _Speaker) -> None:
    """An object of tracks; memory holds one shape of them."""
    file.write(b'{"annotations":{')
    for number, track in enumerate(tracks):
        head = {"label": speaker.label(track.label), "geometry": _geometry(track)}
        file.write(b"," if number else b"")
        file.write(msgspec.json.encode(track.uuid) + b":" + msgspec.json.encode(head)[:-1] + b',"frames":[')
        for place, body in enumerate(_track_frames(track, frames, speaker)):
            file.write(b",\n" if place else b"")
            file.write(msgspec.json.encode(body))
        file.write(b"]}")
    others = b',"global_attributes":' + msgspec.json.encode(speaker.everywhere) if speaker.everywhere else b""
    file.write(b"}" + others + b"}")


def _track_frames(track: Track, frames: Frames, speaker: _Speaker) -> Iterator[dict[str, Any]]:
    for frame, here in zip(frames.numbers, seen_along(track, frames.numbers), strict=True):
        if here is not None:
            yield {"key": frame, "timestamp": frames.time_of(frame), **speaker.shape(*here)}


def _geometry(track: Track) -> str:
    """What they call this shape: a turned box is a box."""
    kind = str(track.__struct_config__.tag)
    return "box" if kind == "rotated_box" else kind
