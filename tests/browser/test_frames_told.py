"""From the eye to the file: every frame that an export names is, in the original video, the frame that somebody saw."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import av
import motmetrics
import pytest
from label_studio_sdk._extensions.label_studio_tools.postprocessing.video import extract_key_frames
from lxml import etree
from playwright.sync_api import Page, expect

from goldsmith.modalities.video.modality import MODALITY

from ..http.files import looked_at
from ..http.test_deliveries import take_when_written
from ..product import Customer
from .desk import add_in_order, expect_item, expect_objects, press
from .easel import CLOSE
from .films import AV1, BITS, BLOCK, H264, OLD, PARTS, SIDE, TRIMMED, VARIABLE, VP9, Film, shoot, square_at
from .screening import easel, frame_on_screen, jump

ONTOLOGY: dict[str, Any] = {
    "labels": [
        {"name": "car", "title": "Car", "color": "#1c7ed6", "shapes": ["box"]},
        {"name": "turn", "title": "Turn", "color": "#2f9e44", "shapes": ["event"]},
    ],
    "attributes": [],
    "relations": [],
}
LABELED = (3, 17, 29, 46)
"""Frames on which the box is put by hand; the event lasts from the second to the third."""


class Told(NamedTuple):
    """What an export says of one moment: the frame from 0 or the time in seconds, and the box there, if it is one."""

    frame: int | None
    seconds: float | None = None
    corner: tuple[float, float] | None = None


class Shown(NamedTuple):
    """The original film as PyAV decodes it: when each frame comes, and the number that it shows."""

    times: list[float]
    numbers: list[int]

    def number(self, told: Told) -> int:
        if told.frame is not None:
            return self.numbers[told.frame]
        assert told.seconds is not None
        return self.numbers[max(n for n, time in enumerate(self.times) if time <= told.seconds)]


def watch(film: bytes) -> Shown:
    with av.open(BytesIO(film)) as file:
        frames = [(float(frame.pts * frame.time_base), frame) for frame in file.decode(video=0)]
    return Shown([time for time, _ in frames], [number_on(frame) for _, frame in frames])


def number_on(frame: av.VideoFrame) -> int:
    gray = frame.to_ndarray(format="gray")
    return sum(1 << bit for bit in range(BITS) if gray[BLOCK // 2, round((bit + 0.5) * BLOCK)] > 128)


def label_by_hand(page: Page) -> list[int]:
    """Follow the square with a box, mark an event; the numbers that were on screen meanwhile."""
    seen = [look_at(page, LABELED[0])]
    corner = square_at(seen[0])
    press(page, "b")
    easel(page).drag(corner, (corner[0] + SIDE, corner[1] + SIDE))
    expect_objects(page, 1)
    press(page, "v")
    for frame in LABELED[1:]:
        held = middle_of_square(seen[-1])
        seen.append(look_at(page, frame))
        easel(page).drag(held, middle_of_square(seen[-1]))
    press(page, "Escape")
    for frame in LABELED[1:3]:
        look_at(page, frame)
        press(page, "y")
    expect_objects(page, 2)
    press(page, "Escape", "Enter")
    return seen


def look_at(page: Page, frame: int) -> int:
    jump(page, frame)
    return frame_on_screen(page)


def middle_of_square(number: int) -> tuple[float, float]:
    left, top = square_at(number)
    return left + SIDE / 2, top + SIDE / 2


def read_jsonl(body: bytes) -> list[Told]:
    annotations = json.loads(body)["answer"]["annotations"]
    keyframes = [keyframe for each in annotations for keyframe in each.get("keyframes", [])]
    ends = [each[end] for each in annotations for end in ("start_frame", "end_frame") if end in each]
    boxes = [Told(each["frame"], corner=(each["left"], each["top"])) for each in keyframes]
    return [*boxes, *(Told(frame) for frame in ends)]


def read_cvat(body: bytes) -> list[Told]:
    """As https://docs.cvat.ai/docs/dataset_management/formats/format-cvat/ describes it: frames from 0."""
    [(_, inside)] = files_in(body).items()
    boxes = etree.fromstring(inside).iterfind("track/box")
    return [Told(int(box.get("frame")), corner=(float(box.get("xtl")), float(box.get("ytl")))) for box in boxes]


def read_mot(body: bytes, folder: Path) -> list[Told]:
    """By py-motmetrics, which counts places from 0 and leaves frames as they are written, from 1."""
    truth = folder / "gt.txt"
    truth.write_bytes(next(inside for name, inside in files_in(body).items() if name.endswith("gt/gt.txt")))
    table = motmetrics.io.loadtxt(str(truth), fmt="mot16")
    rows = zip(table.index.get_level_values("FrameId"), table["X"], table["Y"], strict=True)
    return [Told(int(frame) - 1, corner=(left, top)) for frame, left, top in rows]


def read_label_studio(body: bytes) -> list[Told]:
    """By Label Studio's own SDK, which writes out the frames between keyframes; frames from 1, and seconds."""
    [task] = json.loads(files_in(body)["tasks.json"])
    results = task["annotations"][0]["result"]
    ranges = [each["value"]["ranges"][0] for each in results if "ranges" in each["value"]]
    found = [Told(each[end] - 1) for each in ranges for end in ("start", "end")]
    [track] = [each for each in extract_key_frames(results) if "sequence" in each["value"]]
    size = track["original_width"], track["original_height"]
    for each in track["value"]["sequence"]:
        corner = (each["x"] * size[0] / 100, each["y"] * size[1] / 100)
        found.append(Told(each["frame"] - 1, corner=corner))
        if "auto" not in each:
            found.append(Told(None, each["time"], corner))
    return found


def files_in(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(form: str, body: bytes, folder: Path) -> list[Told]:
    if form == "mot":
        return read_mot(body, folder)
    return {"jsonl": read_jsonl, "cvat_video": read_cvat, "label_studio": read_label_studio}[form](body)


@pytest.mark.filterwarnings("ignore:Operation with tuple is deprecated")  # in py-motmetrics
@pytest.mark.parametrize("film", [H264, VP9, AV1, VARIABLE, OLD, TRIMMED, PARTS], ids=lambda film: film.name)
def test_every_frame_that_an_export_names_is_the_one_that_was_seen(
    sign_in: Callable[..., Page], customer: Customer, film: Film, tmp_path: Path
) -> None:
    original = shoot(film)
    made = customer.operator.ask("POST", "/assets", params={"name": film.name}, content=original)
    asset = looked_at(customer, made.json()["id"])
    assert asset["status"] == "ready", asset
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, review_percent=100)
    add_in_order(customer, project, [{"attachment": asset["id"], "unique_id": film.name}])
    page = sign_in("labeler")
    expect_item(page, film.name)
    seen = label_by_hand(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    customer.wait_for_counts(project, review=1)
    reviewer = customer.caller("reviewer")
    reviewer.review(reviewer.claim(project, "review"), "accept")
    customer.wait_for_counts(project, done=1)
    delivery = customer.deliver(project)

    shown = watch(original)
    assert len(shown.numbers) == asset["facts"]["frame_count"]
    assert [shown.numbers[frame] for frame in LABELED] == seen
    for form in (codec.name for codec in MODALITY.codecs if codec.write):
        told = read(form, take_when_written(customer.operator, delivery, form).content, tmp_path)
        assert set(seen) <= {shown.number(each) for each in told}, form
        assert {each.frame for each in told} >= set(LABELED), form
        for each in told:
            is_between = len(film.parts) > 1 and each.frame not in LABELED
            assert is_between or each.corner is None or lies_on_square(each, shown), (form, each, shown.number(each))
        assert form == "mot" or {shown.number(each) for each in told if each.corner is None} <= set(seen[1:3])


def lies_on_square(told: Told, shown: Shown) -> bool:
    """The square moves evenly: the box is on it between the frames that were seen too, but where the film jumps."""
    left, top = square_at(min(shown.number(told), shown.numbers[LABELED[-1]]))
    assert told.corner
    return abs(told.corner[0] - left) < 2 * CLOSE and abs(told.corner[1] - top) < 2 * CLOSE
