"""Videos: looked at, shown, labeled with tracks; and sequences of images that are labeled as one."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np

import goldsmith.modalities.video

from ..product import Customer
from .files import looked_at, png, upload

EXAMPLES = Path(goldsmith.modalities.video.__file__).parent / "examples"
TRACKS = {
    "labels": [
        {
            "name": "car",
            "shapes": ["box", "event"],
            "attributes": [
                {"name": "lights", "type": "category", "choices": [{"name": "on"}, {"name": "off"}], "required": True},
            ],
        }
    ]
}
TRACKS["labels"][0]["attributes"][0]["is_mutable"] = True  # type: ignore[index]


def track(*frames: int, **more: Any) -> dict[str, Any]:
    keyframes = [{"frame": n, "left": 1, "top": 1, "width": 4, "height": 3, **more} for n in frames]
    return {"type": "box", "label": "car", "keyframes": keyframes}


def test_a_video_is_looked_at_and_labeled_with_tracks(customer: Customer) -> None:
    body = (EXAMPLES / "crossing.webm").read_bytes()
    asset = looked_at(customer, upload(customer, body, "crossing.webm", "video/webm")["id"])
    assert (asset["status"], asset["media_type"], asset["facts"]["frame_count"]) == ("ready", "video/webm", 48)
    project = customer.make_project(modality="video.v1", ontology=TRACKS)
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}]}, 201)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert claim["assets"][0]["facts"]["frame_times"] == {"time_base": [1, 1000], "cycle": [42, 41, 42]}
    refusals = {
        "answer.annotations[0].keyframes[0].frame": track(48, attributes={"lights": "on"}),
        "answer.annotations[0].keyframes[1].frame": track(5, 5, attributes={"lights": "on"}),
        "answer.annotations[0].keyframes[0].attributes.lights": track(5),
        "answer.annotations[0].attributes": {**track(5, attributes={"lights": "on"}), "attributes": {"lights": "on"}},
        "answer.annotations[0].keyframes[0].is_outside": track(5, attributes={"lights": "on"}, is_outside=True),
        "answer.annotations[0].keyframes[0]": track(5, attributes={"lights": "on"}, top=900),
    }
    for field, wrong in refusals.items():
        refused = labeler.submit(claim, answer={"annotations": [wrong]}, expect=422)
        assert (refused["field"] or "").startswith(field), refused
    labeler.submit(claim, answer={"annotations": [track(0, 47, attributes={"lights": "on"})]})


def test_a_video_that_is_cut_short_is_rejected_in_words_about_videos(customer: Customer) -> None:
    body = (EXAMPLES / "crossing.webm").read_bytes()[:3000]
    asset = looked_at(customer, upload(customer, body, "cut.webm", "video/webm")["id"])
    assert asset["status"] == "rejected"
    assert asset["reason"] == "This video is cut short: its file ends before the end that it names."


def test_images_in_order_are_a_video(customer: Customer) -> None:
    frames = [looked_at(customer, upload(customer, png(8, 6 + n), f"{n}.png")["id"])["id"] for n in range(3)]
    project = customer.make_project(modality="video.v1", ontology=TRACKS)
    rows = [
        {"attachments": frames, "frame_rate": 12.5},
        {"attachments": frames},
        {"attachments": [*frames, "nowhere.png"], "frame_rate": 5},
    ]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    assert [each["row"] for each in made["rejected"]] == [2, 3]
    assert made["rejected"][1]["field"] == "attachments[3]"
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert [each["id"] for each in claim["assets"]] == frames
    refused = labeler.submit(claim, answer={"annotations": [track(3, attributes={"lights": "on"})]}, expect=422)
    assert "3 frames" in refused["error"]
    labeler.submit(claim, answer={"annotations": [track(2, attributes={"lights": "on"})]})


def silent_film(frames: int = 20) -> bytes:
    """MPEG-4 in AVI: no browser plays it."""
    out = io.BytesIO()
    with av.open(out, "w", format="avi") as file:
        stream = file.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(frames):
            gray = np.full((48, 64, 3), number * 12, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(gray, "rgb24")))
        file.mux(stream.encode())
    return out.getvalue()


def test_a_video_that_browsers_do_not_play_gets_a_copy_that_they_do(customer: Customer) -> None:
    asset = looked_at(customer, upload(customer, silent_film(), "silent.avi", "video/x-msvideo")["id"])
    assert (asset["status"], asset["facts"]["frame_count"]) == ("ready", 20), asset
    [playable] = [each for each in asset["renditions"] if each["kind"] == "playable"]
    assert (playable["media_type"], playable["facts"]) == ("video/mp4", {"frame_count": 20})
    part = httpx.get(customer.product.url + playable["url"], headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    whole = httpx.get(customer.product.url + playable["url"])
    with av.open(io.BytesIO(whole.content)) as file:
        shades = [int(frame.to_ndarray(format="gray").mean()) for frame in file.decode(video=0)]
    assert len(shades) == 20
    assert all(abs(shade - number * 12) < 6 for number, shade in enumerate(shades)), shades
