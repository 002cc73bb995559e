"""What all formats of videos share: a delivered record as a video with tracks, task rows, and what was lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from goldsmith.modalities._contract import Answer, Link, answer_decoder
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.video.interpolate import spans
from goldsmith.modalities.video.shapes import SHAPES, Event, PolygonTrack, Track
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["DeliveredVideo", "make_changes", "read_delivered", "report_losses", "task_row"]


class DeliveredVideo(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a delivery. Size in pixels, frames and their times are None where nobody measured the video.

    `frame_times` is described in `frame_times.py`; `start_time` is the file's own time of frame 0, in seconds.
    """

    file_name: str
    unique_id: str | None
    size: tuple[int, int] | None
    frame_count: int | None
    frame_rate: float | None
    frame_times: Mapping[str, Any] | None
    start_time: float
    duration: float | None
    tracks: list[Track]
    events: list[Event]
    attributes: dict[str, Any]
    links: list[Link]

    @property
    def horizon(self) -> int:
        """One after the last frame: that of the video, or else of its tracks."""
        ends = (track.keyframes[-1].frame + 1 for track in self.tracks)
        return self.frame_count or max(ends, default=1)


def read_delivered(record: bytes) -> DeliveredVideo:
    """Decode a record; its first asset is the video, or the first of its images."""
    body = msgspec.json.decode(record)
    content: Mapping[str, Any] = body.get("content") or {}
    asset: Mapping[str, Any] = next(iter(body.get("assets") or ()), {})
    facts: Mapping[str, Any] = asset.get("facts") or {}
    answer: Answer[Any] = answer_decoder(SHAPES).decode(msgspec.json.encode(body["answer"]))
    images = content.get("attachments")
    return DeliveredVideo(
        file_name=asset.get("name") or content.get("attachment") or next(iter(images or ()), ""),
        unique_id=body.get("unique_id"),
        size=(facts["width"], facts["height"]) if facts.get("width") and facts.get("height") else None,
        frame_count=len(images) if images else facts.get("frame_count"),
        frame_rate=content.get("frame_rate") or facts.get("frame_rate"),
        frame_times=facts.get("frame_times"),
        start_time=facts.get("start_time") or 0.0,
        duration=facts.get("duration"),
        tracks=[shape for shape in answer.annotations if isinstance(shape, Track)],
        events=[shape for shape in answer.annotations if isinstance(shape, Event)],
        attributes=answer.global_attributes,
        links=answer.links,
    )


def report_losses(report: LossReport, video: DeliveredVideo, *, keeps: Collection[str] = ()) -> None:
    """Count what a format has no place for, whatever the shapes of the tracks are, but for what it `keeps`."""
    losses = {
        "events": ("events", len(video.events)),
        "links": ("links between annotations", len(video.links)),
        "ids": ("ids of annotations", sum(1 for track in video.tracks if track.uuid)),
        "unique ids": ("unique ids of videos", int(video.unique_id not in (None, video.file_name))),
        "answers": ("answers about whole videos", len(video.attributes)),
        "attributes": ("attributes of annotations", sum(map(_count_attributes, video.tracks))),
    }
    for kind, (what, count) in losses.items():
        if kind not in keeps:
            report.lose(what, count)
    report.lose("groups of annotations", sum(1 for track in video.tracks if track.group))
    report.lose("tracks that begin after the video", sum(1 for each in video.tracks if not spans(each, video.horizon)))
    for track in video.tracks:
        if isinstance(track, PolygonTrack):
            report.lose("holes of polygons", sum(len(each.holes or []) for each in track.keyframes))


def _count_attributes(track: Track) -> int:
    return len(track.attributes) + sum(len(each.attributes) for each in track.keyframes)


def make_changes(keyframes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Leave out of each keyframe the attributes that it repeats."""
    holding: dict[str, Any] = {}
    found = []
    for keyframe in keyframes:
        said: Mapping[str, Any] = keyframe.get("attributes") or {}
        changed = {name: value for name, value in said.items() if name not in holding or holding[name] != value}
        holding |= changed
        found.append({**keyframe, "attributes": changed})
    return found


def task_row(words: Vocabulary, file_name: str, tracks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Make a task row whose hypothesis is what the file says, in the project's words."""
    hypothesis = {"annotations": [_named(words, track) for track in tracks]}
    return {"attachment": file_name, "unique_id": file_name, "hypothesis": hypothesis}


def _named(words: Vocabulary, track: Mapping[str, Any]) -> dict[str, Any]:
    label = words.label(track["label"])
    keyframes = [
        {**each, "attributes": words.attributes(label, each.get("attributes") or {})} for each in track["keyframes"]
    ]
    attributes = words.attributes(label, track.get("attributes") or {})
    return {**track, "label": label, "attributes": attributes, "keyframes": keyframes}
