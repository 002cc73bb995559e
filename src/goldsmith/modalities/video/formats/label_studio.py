"""Label Studio for videos: its JSON in; a ZIP of the labeling config and the tasks out, and in again.

Format: https://labelstud.io/tags/videorectangle and https://labelstud.io/tags/timelinelabels; frames count from 1. A
box is a sequence of keyframes in percents of the video; from one that is not `enabled` on it is gone, though on that
frame it still is there. Label Studio itself does not write down how large a video is: to be read, a result or the data
of its task says so. The time of a keyframe is what a player's clock shows as the frame comes on screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil, cos, radians, sin
from typing import Any, BinaryIO, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Shape
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import pixels_of
from goldsmith.modalities.label_studio.contents import attachment_of, find_content, local_address
from goldsmith.modalities.label_studio.delivery import write_delivery
from goldsmith.modalities.label_studio.layout import Layout
from goldsmith.modalities.label_studio.result_writer import Place, ResultWriter
from goldsmith.modalities.label_studio.results import PlaceReader
from goldsmith.modalities.label_studio.tasks import Task, read_tasks
from goldsmith.modalities.label_studio.values import is_length, list_in, number_in
from goldsmith.modalities.label_studio.vocabulary import Result
from goldsmith.modalities.video.formats.delivered import DeliveredVideo, read_delivered, report_losses
from goldsmith.modalities.video.frame_times import expand_times
from goldsmith.modalities.video.interpolate import keyframe_at
from goldsmith.modalities.video.shapes import MOST_FRAMES, BoxTrack, Event

__all__ = ["LABEL_STUDIO", "place_reader", "read_label_studio", "write_label_studio", "write_results"]

USUAL: Final = ("video", "video_url", "url")

Size = tuple[float, float]
Timer = Callable[[int], float]
"""Frame → seconds."""


def write_label_studio(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write the archive. Videos are not in it: they are named as files of Label Studio's folder of local files."""
    return write_delivery(records, out, context, "video.v1", _write_task)


def read_label_studio(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a task."""
    return read_tasks(stream, "video.v1", _read_content, context.ontology)


def _read_content(data: Task, layout: Layout | None, report: LossReport) -> tuple[dict[str, Any], str, PlaceReader]:
    field, address = find_content(data, layout, USUAL)
    return {"attachment": attachment_of(address, report)}, field, place_reader(data)


def place_reader(data: Mapping[str, Any]) -> PlaceReader:
    """Make a reader of tracks and events; the `width` and `height` of `data` hold for results that say none."""

    def read(result: Result, shapes: set[str] | None, report: LossReport) -> dict[str, Any] | None:
        value = result["value"]
        if "ranges" in value:
            return _read_event(value, report)
        if "sequence" not in value:
            report.lose("regions that are neither boxes through time nor stretches of time")
            return None
        return _read_track(value, _size(result, data), shapes, report)

    return read


def _read_event(value: Mapping[str, Any], report: LossReport) -> dict[str, Any] | None:
    ranges = [each for each in list_in(value, "ranges") if isinstance(each, dict)]
    report.lose("stretches of time beside the first", max(0, len(ranges) - 1))
    if not ranges:
        report.lose("stretches of time without frames")
        return None
    start, end = _frame(ranges[0], "start"), _frame(ranges[0], "end")
    return {"type": "event", "start_frame": start, "end_frame": max(start, end)}


def _read_track(
    value: Mapping[str, Any], size: Size, shapes: set[str] | None, report: LossReport
) -> dict[str, Any] | None:
    said = sorted((each for each in list_in(value, "sequence") if isinstance(each, dict)), key=_frame_of)
    by_frame = {_frame_of(each): each for each in said}
    report.lose("keyframes on a frame that has another", len(said) - len(by_frame))
    boxes = [(frame, _read_box(each, size), each.get("enabled") is not False) for frame, each in by_frame.items()]
    whole = [each for each in boxes if min(each[1]["width"], each[1]["height"]) > 0]
    report.lose("boxes without width or height", len(boxes) - len(whole))
    keyframes = list(_with_ends(whole))
    if not keyframes:
        return None
    if any(each["rotation"] % 360 for each in keyframes) and (shapes is None or "rotated_box" in shapes):
        return {"type": "rotated_box", "keyframes": keyframes}
    report.lose("turns of boxes", sum(1 for each in keyframes if each["rotation"] % 360))
    return {"type": "box", "keyframes": [{n: v for n, v in each.items() if n != "rotation"} for each in keyframes]}


def _with_ends(boxes: Sequence[tuple[int, dict[str, float], bool]]) -> Iterator[dict[str, Any]]:
    """Yield our keyframes: one that is not enabled is the last on which the box is there, and it is gone after it."""
    frames = {frame for frame, _, _ in boxes}
    before: dict[str, float] | None = None
    for frame, box, is_enabled in boxes:
        if is_enabled or (before is not None and before != box):
            yield {"frame": frame, **box}
        if before is not None and not is_enabled and frame + 1 not in frames:
            yield {"frame": frame + 1, "is_outside": True, **box}
        before = box if is_enabled else None


def _read_box(keyframe: Mapping[str, Any], size: Size) -> dict[str, float]:
    sides = {"left": ("x", 0), "top": ("y", 1), "width": ("width", 0), "height": ("height", 1)}
    box = {name: pixels_of(number_in(keyframe, field) / 100, size[axis]) for name, (field, axis) in sides.items()}
    turn = number_in(keyframe, "rotation") % 360 if keyframe.get("rotation") else 0
    return {**_turned_about_middle(box, turn), "rotation": turn} if turn else {**box, "rotation": 0}


def _turned_about_middle(box: dict[str, float], degrees: float) -> dict[str, float]:
    """Label Studio turns about the left upper corner, we about the middle: move the corner so that both lie alike."""
    across, down = box["width"] / 2, box["height"] / 2
    turn = radians(degrees)
    middle_x = box["left"] + across * cos(turn) - down * sin(turn)
    middle_y = box["top"] + across * sin(turn) + down * cos(turn)
    return {**box, "left": round(middle_x - across, 4), "top": round(middle_y - down, 4)}


def _size(result: Result, data: Mapping[str, Any]) -> Size:
    for place, names in ((result, ("original_width", "original_height")), (data, ("width", "height"))):
        width, height = (place.get(name, 0) for name in names)
        if is_length(width) and is_length(height):
            return width, height
    message = "it does not say how large the video is; add width and height, in pixels, to the data of its task."
    raise InvalidError(message, field="original_width")


def _frame_of(keyframe: Mapping[str, Any]) -> int:
    return _frame(keyframe, "frame")


def _frame(said: Mapping[str, Any], field: str) -> int:
    """Count from 0 what counts from 1."""
    frame = number_in(said, field)
    if not float(frame).is_integer() or not 1 <= frame <= MOST_FRAMES:
        raise InvalidError(f"{field} is no frame, counted from 1.", field=field)
    return int(frame) - 1


def _write_task(
    record: bytes, writer: ResultWriter, report: LossReport
) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    video = read_delivered(record)
    report.records += 1
    report_losses(report, video, keeps=frozenset({"events", "links", "ids", "unique ids", "answers", "attributes"}))
    boxes = [track for track in video.tracks if isinstance(track, BoxTrack)]
    report.lose("tracks that are not upright boxes", len(video.tracks) - len(boxes))
    changes = sum(len(keyframe.attributes) for track in boxes for keyframe in track.keyframes)
    report.lose("attributes that change from frame to frame", changes)
    report.lose("places in the pile", sum(1 for track in boxes if track.z_order))
    if video.size is None:
        report.lose("tracks in videos of unknown size", len(boxes))
        boxes = []
    time = _timer(video, report)
    placed: list[tuple[Shape, Place]] = [(track, _place_track(track, video, time)) for track in boxes]
    placed += [(event, _place_event(event)) for event in video.events]
    return {"video": local_address(video.file_name)}, writer.write(placed, video.attributes, video.links)


def write_results(record: bytes, layout: Layout) -> list[dict[str, Any]]:
    """The answer of a record as results, as a delivery would have them; what they cannot say is left out."""
    report = LossReport()
    written = _write_task(record, ResultWriter(layout, report), report)
    return written[1] if written else []


def _place_event(event: Event) -> Place:
    return {"ranges": [{"start": event.start_frame + 1, "end": event.end_frame + 1}]}, {}


def _place_track(track: BoxTrack, video: DeliveredVideo, time: Timer) -> Place:
    width, height = video.size or (1, 1)

    def keyframe(frame: int, box: Any, *, is_enabled: bool) -> dict[str, Any]:
        across, down = 100 / width, 100 / height
        place = {"x": box.left * across, "y": box.top * down, "width": box.width * across, "height": box.height * down}
        return {"frame": frame + 1, "enabled": is_enabled, "rotation": 0, **place, "time": time(frame)}

    found: dict[int, dict[str, Any]] = {}
    for each in track.keyframes:
        if not each.is_outside:
            found[each.frame] = keyframe(each.frame, each, is_enabled=True)
        elif (before := keyframe_at(track, each.frame - 1)) is not None:
            found[each.frame - 1] = keyframe(each.frame - 1, before, is_enabled=False)
    duration = video.duration or round(video.horizon / _rate(video), 6)
    value = {"framesCount": video.horizon, "duration": duration, "sequence": list(found.values())}
    return value, {"original_width": width, "original_height": height}


def _timer(video: DeliveredVideo, report: LossReport) -> Timer:
    """Tell when a frame comes on screen: to a millionth of a second and never before it does."""
    described, rate = video.frame_times, _rate(video)
    times = expand_times(described, video.horizon) if described else None
    if described is None or times is None:
        report.lose("exact times of frames", int(described is not None))
        return lambda frame: round(frame / rate, 6)
    numerator, denominator = described["time_base"]
    return lambda frame: _not_before(video.start_time + int(times[frame]) * numerator / denominator)


def _rate(video: DeliveredVideo) -> float:
    return video.frame_rate or 25.0


def _not_before(seconds: float) -> float:
    """Round up, but for what floats leave behind."""
    return ceil(round(seconds * 1e6, 3)) / 1e6


LABEL_STUDIO: Final = Codec(
    name="label_studio",
    title="Label Studio JSON",
    media_type="application/zip",
    suffix=".zip",
    read=read_label_studio,
    write=write_label_studio,
    joins=True,
)
