"""Scale's responses that name files: masks as pictures, tracks and events as JSON, there and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from goldsmith.algorithms.masks import compress, runs_of
from goldsmith.compat.scale.made_up import MADE_UP_FACTS, make_up_answer
from goldsmith.compat.scale.types import FILED, Asked, Waits, ask, files_of, read_given
from goldsmith.compat.scale.types.contract import MADE_FILE
from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.journey.ingest.rows import read_content
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import choosable

SIZE = {"width": 6, "height": 4}
SCENE: dict[str, Any] = {
    "attachment": "https://example.com/street.png",
    "labels": ["Big Sky", {"choice": "Traffic", "instance_label": True, "subchoices": ["Car", {"choice": "Bike"}]}],
    "allow_unlabeled": True,
    "annotation_attributes": {"Parked": {"choices": ["yes", "no"], "allowed_labels": ["Car"]}},
}
CARS: dict[str, Any] = {
    "attachment": "https://example.com/street.mp4",
    "attachment_type": "video",
    "geometries": {
        "box": {"objects_to_annotate": ["Car"]},
        "polygon": {"objects_to_annotate": ["Road"]},
        "line": {"objects_to_annotate": ["Lane"]},
        "point": {"objects_to_annotate": ["Lamp"]},
    },
    "annotation_attributes": {"Lights": {"choices": ["on", "off"]}},
    "global_attributes": {"Weather": {"choices": ["sun", "rain"]}},
    "events_to_annotate": ["Crash", "Turn"],
}
TEN = {"width": 640, "height": 480, "frame_count": 10, "frame_rate": 5.0}
CORNERS = [{"x": 8.0, "y": 8.0}, {"x": 64.0, "y": 8.0}, {"x": 64.0, "y": 48.0}]
VIDEOS = sorted(FILED - {"segmentannotation"})


def mask(label: str, pixels: Any, left: int = 0, top: int = 0, **more: Any) -> dict[str, Any]:
    painted = np.array(pixels, dtype=bool)
    window = {"left": left, "top": top, "width": painted.shape[1], "height": painted.shape[0]}
    return {"uuid": "", "type": "mask", "label": label, "attributes": {}, **window} | {
        "counts": compress(runs_of(painted)),
        **more,
    }


def track(kind: str, label: str, *keyframes: dict[str, Any], uuid: str = "t") -> dict[str, Any]:
    return {"uuid": uuid, "type": kind, "label": label, "attributes": {}, "keyframes": list(keyframes)}


def at(frame: int, left: float = 8.0, **more: Any) -> dict[str, Any]:
    return {"frame": frame, "left": left, "top": 8.0, "width": 56.0, "height": 40.0, **more}


def answer(*annotations: dict[str, Any], **answers: Any) -> dict[str, Any]:
    return {"annotations": list(annotations), "global_attributes": answers, "links": []}


def loaded(folder: Path, reference: str) -> Any:
    return json.loads((folder / reference.removeprefix(MADE_FILE)).read_bytes())


def back(
    kind: str, params: dict[str, Any], response: dict[str, Any], folder: Path, facts: dict[str, Any]
) -> dict[str, Any]:
    """A response as an answer, checked as one that people give."""
    asked = ask(kind, params)
    assert isinstance(asked, Asked)
    named = files_of(kind).named(response, "hypothesis")
    files = {name: folder / address.removeprefix(MADE_FILE) for name, address in named.items()}
    said = files_of(kind).read(params, response, files, facts, "hypothesis")
    modality = registry.get(asked.modality)
    content = read_content(asked.content, modality)
    read = read_answer(modality, asked.ontology, said, content=content, facts=facts, complete=False)
    return msgspec.to_builtins(read)  # type: ignore[no-any-return]


SKY = [[1, 1, 1, 1, 1, 1], [1, 0, 0, 1, 1, 1]]
STREET = answer(
    mask("big_sky", SKY),
    mask("car", [[1, 1]], 1, 1, attributes={"parked": "yes"}),
    mask("car", [[1], [1]], 0, 2),
)


def test_masks_are_told_as_pictures_and_what_their_numbers_mean(tmp_path: Path) -> None:
    response = files_of("segmentannotation").write(SCENE, STREET, SIZE, tmp_path)
    assert response == {
        "labelMapping": {
            "Big Sky": {"index": 1, "color": "#e6194b", "numPixels": 10},
            "Car": [
                {"index": 2, "color": "#3cb44b", "numPixels": 2, "attributes": {"Parked": "yes"}},
                {"index": 3, "color": "#ffe119", "numPixels": 2},
            ],
        },
        "annotations": {
            "combined": {
                "image": "made://image.png",
                "indexedImage": "made://indexed.png",
                "extendedIndexedImage": "made://extended.png",
            },
            "labeled": {
                "Big Sky": "made://labeled-1.png",
                "Car": ["made://labeled-2.png", "made://labeled-3.png"],
            },
            "unlabeled": "made://unlabeled.png",
        },
    }
    indices = [[1] * 6, [1, 2, 2, 1, 1, 1], [3] + [0] * 5, [3] + [0] * 5]
    opened = {path.stem: Image.open(path) for path in tmp_path.glob("*.png")}
    assert {image.size for image in opened.values()} == {(6, 4)}
    assert opened["indexed"].mode == "L"
    assert np.asarray(opened["indexed"]).tolist() == indices
    extended = np.asarray(opened["extended"])
    assert extended[..., 0].tolist() == indices
    assert extended[..., 1:].max(axis=(0, 1)).tolist() == [0, 0, 255]
    assert opened["image"].getpixel((1, 1)) == (0x3C, 0xB4, 0x4B, 255)
    assert opened["image"].getpixel((5, 3)) == (0, 0, 0, 0)
    alone = np.asarray(opened["labeled-2"])[..., 3]
    assert np.argwhere(alone).tolist() == [[1, 1], [1, 2]]
    assert (np.asarray(opened["unlabeled"])[..., 3] > 0).tolist() == (np.array(indices) == 0).tolist()


def test_masks_come_back_as_they_were(tmp_path: Path) -> None:
    response = files_of("segmentannotation").write(SCENE, STREET, SIZE, tmp_path)
    read = back("segmentannotation", SCENE, response, tmp_path, SIZE)
    named = [{**each, "uuid": f"annotation-{n}"} for n, each in enumerate(STREET["annotations"], start=1)]
    assert read["annotations"] == named


def test_more_masks_than_a_byte_counts_come_back(tmp_path: Path) -> None:
    size = {"width": 300, "height": 2}
    many = answer(*(mask("car", [[1], [1]], place) for place in range(300)))
    response = files_of("segmentannotation").write(SCENE, many, size, tmp_path)
    assert Image.open(tmp_path / "indexed.png").mode == "I;16"
    for picture in ("extendedIndexedImage", "indexedImage"):
        combined = {picture: response["annotations"]["combined"][picture]}
        read = back("segmentannotation", SCENE, {**response, "annotations": {"combined": combined}}, tmp_path, size)
        assert [each["left"] for each in read["annotations"]] == list(range(300))


def test_masks_of_what_is_not_counted_share_an_index(tmp_path: Path) -> None:
    twice = answer(mask("big_sky", [[1, 1]]), mask("big_sky", [[1]], 4, 3))
    response = files_of("segmentannotation").write(SCENE, twice, SIZE, tmp_path)
    assert response["labelMapping"] == {"Big Sky": {"index": 1, "color": "#e6194b", "numPixels": 3}}
    listed = {"labelMapping": {"Big Sky": [{"index": 1}, {"index": 2}]}, "annotations": response["annotations"]}
    [sky] = back("segmentannotation", SCENE, listed, tmp_path, SIZE)["annotations"]
    assert (sky["left"], sky["top"], sky["width"], sky["height"]) == (0, 0, 5, 4)


def test_nothing_marked_is_a_response_too(tmp_path: Path) -> None:
    response = files_of("segmentannotation").write(SCENE, answer(), SIZE, tmp_path)
    assert response["labelMapping"] == {}
    assert back("segmentannotation", SCENE, response, tmp_path, SIZE)["annotations"] == []


def test_a_segmentation_asks_for_masks_that_share_no_pixel() -> None:
    asked = ask("segmentannotation", {**SCENE, "allow_unlabeled": False})
    assert isinstance(asked, Asked)
    assert (asked.ontology.masks.may_overlap, asked.ontology.masks.allow_unlabeled) == (False, False)
    assert [(each.title, each.is_thing, each.shapes) for each in asked.ontology.labels] == [
        ("Big Sky", False, ("mask",)),
        ("Traffic", True, ("mask",)),
        ("Car", True, ("mask",)),
        ("Bike", True, ("mask",)),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labelMapping": {"Plane": {"index": 1}}}, "none of the task's labels"),
        ({"labelMapping": {"Big Sky": {"index": 0}}}, "index of its own"),
        ({"labelMapping": {"Big Sky": {"index": True}}}, "index of its own"),
        ({"labelMapping": {"Big Sky": {"index": 1}, "Car": [{"index": 1}]}}, "index of its own"),
        ({"labelMapping": {"Big Sky": {"index": 1}}}, "labelMapping does not name"),
        ({"labelMapping": [1]}, "object"),
        ({"annotations": {"combined": {}}}, "a text"),
        ({"annotations": {"combined": {"indexedImage": "made://image.png"}}}, "one number for each pixel"),
    ],
)
def test_a_segmentation_that_makes_no_sense_is_refused(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    response = files_of("segmentannotation").write(SCENE, STREET, SIZE, tmp_path)
    with pytest.raises(InvalidError, match=message):
        back("segmentannotation", SCENE, {**response, **change}, tmp_path, SIZE)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"not a picture", b"\x00" * 1000])
def test_a_broken_picture_is_refused(content: bytes, tmp_path: Path) -> None:
    response = files_of("segmentannotation").write(SCENE, STREET, SIZE, tmp_path)
    (tmp_path / "indexed.png").write_bytes(content)
    with pytest.raises(InvalidError, match=r"PNG picture|damaged"):
        back("segmentannotation", SCENE, response, tmp_path, SIZE)


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    response = files_of("segmentannotation").write(SCENE, STREET, SIZE, tmp_path)
    with pytest.raises(InvalidError, match="another size"):
        back("segmentannotation", SCENE, response, tmp_path, {"width": 4, "height": 6})


MOVING = track("box", "car", at(0, attributes={"lights": "on"}), at(4, 48.0), at(6, 48.0, is_outside=True))
DRIVE = answer(
    MOVING,
    track("polygon", "road", {"frame": 2, "vertices": CORNERS}, uuid="r"),
    track("line", "lane", {"frame": 0, "vertices": CORNERS[:2]}, {"frame": 9, "vertices": CORNERS[:2]}, uuid="l"),
    track("point", "lamp", {"frame": 1, "x": 1.0, "y": 2.0}, {"frame": 9, "x": 9.0, "y": 2.0}, uuid="p"),
    {"uuid": "e", "type": "event", "label": "crash", "attributes": {}, "start_frame": 3, "end_frame": 5},
    {"uuid": "f", "type": "event", "label": "turn", "attributes": {}, "start_frame": 7, "end_frame": 7},
    weather="rain",
)


def test_tracks_are_told_frame_by_frame(tmp_path: Path) -> None:
    response = files_of("videoannotation").write(CARS, DRIVE, TEN, tmp_path)
    assert response == {"annotations": {"url": "made://annotations.json"}, "events": {"url": "made://events.json"}}
    frames = loaded(tmp_path, "annotations.json")
    assert len(frames) == 10
    assert frames[1]["global_attributes"] == {"Weather": "rain"}
    assert frames[1]["annotations"][0] == {
        "uuid": "t",
        "type": "box",
        "label": "Car",
        "attributes": {"Lights": "on"},
        "left": 18.0,
        "top": 8.0,
        "width": 56.0,
        "height": 40.0,
    }
    assert [[each["uuid"] for each in frame["annotations"]] for frame in frames] == [
        ["t", "l"],
        ["t", "l", "p"],
        *([["t", "r", "l", "p"]] * 4),
        *([["r", "l", "p"]] * 4),
    ]
    assert loaded(tmp_path, "events.json") == {
        "events": [
            {"label": "Crash", "type": "range", "start": 3, "startTime": 0.6, "end": 5, "endTime": 1.0}
            | {"attributes": {}},
            {"label": "Turn", "type": "point", "start": 7, "startTime": 1.4, "attributes": {}},
        ]
    }


def test_tracks_are_told_by_uuid_for_playback(tmp_path: Path) -> None:
    params = {**CARS, "annotation_frame_rate": 2.5}
    files_of("videoplaybackannotation").write(params, answer(MOVING), TEN, tmp_path)
    place = {"top": 8.0, "width": 56.0, "height": 40.0, "attributes": {"Lights": "on"}}
    assert loaded(tmp_path, "annotations.json") == {
        "annotations": {
            "t": {
                "label": "Car",
                "geometry": "box",
                "frames": [
                    {"key": 0, "timestamp": 0.0, "left": 8.0, **place},
                    {"key": 2, "timestamp": 0.4, "left": 28.0, **place},
                    {"key": 4, "timestamp": 0.8, "left": 48.0, **place},
                ],
            }
        }
    }
    assert loaded(tmp_path, "events.json") == {"events": []}


def in_order(told: Any) -> Any:
    """The shapes of each frame by their uuid: which is told first says nothing."""
    if isinstance(told, list):
        return [{**frame, "annotations": sorted(frame["annotations"], key=lambda each: each["uuid"])} for frame in told]
    return told


@pytest.mark.parametrize("kind", ["videoannotation", "videoplaybackannotation"])
def test_tracks_and_events_come_back_as_they_were(kind: str, tmp_path: Path) -> None:
    params = {**CARS, "annotation_frame_rate": 5}
    response = files_of(kind).write(params, DRIVE, TEN, tmp_path)
    read = back(kind, params, response, tmp_path, TEN)
    assert read["global_attributes"] == ({"weather": "rain"})
    tracks = {each["uuid"]: each for each in read["annotations"]}
    assert tracks["t"]["keyframes"] == [*MOVING["keyframes"][:2], at(5, 48.0), at(6, 48.0, is_outside=True)]
    assert [each["frame"] for each in tracks["p"]["keyframes"]] == [1, 9]
    assert [each["frame"] for each in tracks["l"]["keyframes"]] == [0, 9]
    again = tmp_path / "again"
    again.mkdir()
    assert files_of(kind).write(params, read, TEN, again) == response
    for name in ("annotations.json", "events.json"):
        assert in_order(loaded(again, name)) == in_order(loaded(tmp_path, name))


def test_images_in_order_are_a_video(tmp_path: Path) -> None:
    images = {**CARS, "attachments": ["scaledata://asset_0", "https://example.com/2.png"], "frame_rate": 4}
    del images["attachment"]
    asked = ask("videoannotation", images)
    assert isinstance(asked, Asked)
    assert asked.content == {"attachments": ["asset_0", "https://example.com/2.png"], "frame_rate": 4.0}
    response = files_of("videoannotation").write(images, answer(track("box", "car", at(0))), {}, tmp_path)
    assert [len(each["annotations"]) for each in loaded(tmp_path, "annotations.json")] == [1, 1]
    [box] = back("videoannotation", images, response, tmp_path, {})["annotations"]
    assert [each["frame"] for each in box["keyframes"]] == [0, 1]


def test_boxes_of_the_older_type(tmp_path: Path) -> None:
    params = {"attachment": "https://x/v.mp4", "objects_to_annotate": ["Car"]}
    response = files_of("videoboxannotation").write(params, answer(track("box", "car", at(3))), TEN, tmp_path)
    assert response == {"annotations": {"url": "made://annotations.json"}}
    [box] = back("videoboxannotation", params, response, tmp_path, TEN)["annotations"]
    assert [each["frame"] for each in box["keyframes"]] == [3, 9]


def test_a_box_that_may_be_turned_is_told_in_radians_and_comes_back(tmp_path: Path) -> None:
    params = {**CARS, "geometries": {"box": {"objects_to_annotate": ["Car"], "can_rotate": True}}}
    turned = track("rotated_box", "car", at(0, rotation=0.0), at(9, rotation=90.0))
    response = files_of("videoannotation").write(params, answer(turned), TEN, tmp_path)
    last = loaded(tmp_path, "annotations.json")[-1]["annotations"][0]
    assert (last["type"], last["rotation"], len(last["vertices"])) == ("box", pytest.approx(np.pi / 2), 4)
    [read] = back("videoannotation", params, response, tmp_path, TEN)["annotations"]
    assert [(each["frame"], each["rotation"]) for each in read["keyframes"]] == [(0, 0.0), (9, 90.0)]


@pytest.mark.parametrize(
    ("asked", "frames"),
    [
        ({}, list(range(10))),
        ({"frame_rate": 1}, [0, 5]),
        ({"frame_rate": 2}, [0, 2, 5, 8]),
        ({"frame_rate": 60}, list(range(10))),
        ({"start_time": 1, "duration_time": 0.6}, [5, 6, 7]),
        ({"start_time": 99}, [9]),
    ],
)
def test_frames_are_asked_about_as_far_apart_as_the_task_says(
    asked: dict[str, Any], frames: list[int], tmp_path: Path
) -> None:
    files_of("videoplaybackannotation").write({**CARS, "frame_rate": 5, **asked}, DRIVE, TEN, tmp_path)
    told = loaded(tmp_path, "annotations.json")["annotations"]["l"]["frames"]
    assert [each["key"] for each in told] == frames


CORNER = {"key": 1, "x": 1, "y": 2, "width": 3, "height": 4}
FIFTYONE: dict[str, Any] = {"annotations": {"u": {"label": "Car", "geometry": "box", "frames": [CORNER]}}}


@pytest.mark.parametrize("said", [FIFTYONE, FIFTYONE["annotations"], [FIFTYONE]])
def test_every_form_of_tracks_that_is_about_is_read(said: Any, tmp_path: Path) -> None:
    (tmp_path / "annotations.json").write_text(json.dumps(said))
    response = {"annotations": {"url": "made://annotations.json"}}
    [box] = back("videoplaybackannotation", CARS, response, tmp_path, {})["annotations"]
    assert box["keyframes"] == [{"frame": 1, "left": 1.0, "top": 2.0, "width": 3.0, "height": 4.0}]


def shape(**more: Any) -> dict[str, Any]:
    return {"uuid": "u", "type": "box", "label": "Car", "left": 1, "top": 2, "width": 3, "height": 4, **more}


@pytest.mark.parametrize(
    ("annotations", "events", "message"),
    [
        (b"{", b"", "not JSON"),
        (b"[[]]", b"", "frame is an object"),
        (b'[{"annotations": 7}]', b"", "a list"),
        (json.dumps([{"annotations": [shape(label="Bus")]}]).encode(), b"", "none of the objects"),
        (json.dumps([{"annotations": [shape(), shape()]}]).encode(), b"", "twice"),
        (json.dumps([{"annotations": []}] * 11).encode(), b"", "asks about 10"),
        (b'{"annotations": {"u": 7}}', b"", "object with frames"),
        (b'{"annotations": {"u": {"label": "Car", "frames": [{"key": -1}]}}}', b"", "number of a frame"),
        (b'{"annotations": {"u": {"label": "Car", "frames": [7]}}}', b"", "number of a frame"),
        (b"[]", b'{"events": 7}', "list of events"),
        (b"[]", b'{"events": [{"label": "Car", "start": 1}]}', "none of the events"),
        (b"[]", b'{"events": [{"label": "Crash", "start": 1.5}]}', "number of a frame"),
        (b"[]", b'{"events": [{"label": "Crash", "start": 5, "end": 2}]}', "no earlier"),
        (b"[]", b'{"events": [{"label": "Crash", "start": 50}]}', "10 frames"),
        (b"[" * 100_000, b"", "not JSON"),
    ],
)
def test_files_that_make_no_sense_are_refused(annotations: bytes, events: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "annotations.json").write_bytes(annotations)
    (tmp_path / "events.json").write_bytes(events or b"[]")
    response = {"annotations": {"url": "made://annotations.json"}, "events": {"url": "made://events.json"}}
    with pytest.raises(InvalidError, match=message):
        back("videoannotation", CARS, response, tmp_path, TEN)


def test_frames_of_an_unknown_video_are_refused(tmp_path: Path) -> None:
    (tmp_path / "annotations.json").write_bytes(b'[{"annotations": []}]')
    with pytest.raises(InvalidError, match="not known which frames"):
        back("videoannotation", CARS, {"annotations": {"url": "made://annotations.json"}}, tmp_path, {})
    with pytest.raises(InvalidError, match="Nobody knows"):
        files_of("videoannotation").write(CARS, DRIVE, {"width": 4, "height": 4}, tmp_path)


@pytest.mark.parametrize("shape", ["cuboid", "ellipse"])
def test_shapes_that_are_not_followed_yet_wait(shape: str) -> None:
    waits = ask("videoannotation", {**CARS, "geometries": {shape: {"objects_to_annotate": ["Car"]}}})
    assert waits == Waits(f"video.v1 with {shape}s")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"geometries": {"circle": {}}}, "geometries"),
        ({"frame_rate": "fast"}, "frame_rate"),
        ({"annotation_frame_rate": 0}, "annotation_frame_rate"),
        ({"attachment": None}, "attachment"),
        ({"attachments": [7]}, "attachments[0]"),
        ({"events_to_annotate": "crash"}, "events_to_annotate"),
    ],
)
def test_bad_parameters_of_videos_are_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        ask("videoannotation", {**CARS, **change})
    assert refusal.value.field == field


@pytest.mark.parametrize("kind", sorted(FILED))
def test_what_test_keys_get_is_a_response_that_is_read_again(kind: str, tmp_path: Path) -> None:
    params = {**CARS, **SCENE} if kind == "segmentannotation" else {**CARS, "objects_to_annotate": ["Car"]}
    asked = ask(kind, params)
    assert isinstance(asked, Asked)
    response = files_of(kind).write(params, make_up_answer(asked), MADE_UP_FACTS, tmp_path)
    read = back(kind, params, response, tmp_path, MADE_UP_FACTS)
    offered = choosable(asked.ontology.labels, only_leaves=asked.ontology.only_leaves)
    assert [each["label"] for each in read["annotations"]] == [label.name for label in offered]


POSITIONS = st.lists(st.none() | st.integers(0, 3).map(float), min_size=1, max_size=25)


@settings(max_examples=60)
@given(POSITIONS.filter(any))
def test_any_path_of_a_box_comes_back_on_every_frame(positions: list[float | None]) -> None:
    import tempfile

    count = len(positions)
    facts = {**TEN, "frame_count": count}
    frames = [{"annotations": [] if left is None else [shape(left=left)]} for left in positions]
    asked = {**CARS, "annotation_frame_rate": 5}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.json").write_text(json.dumps(frames))
        read = back("videoannotation", asked, {"annotations": {"url": "made://a.json"}}, Path(folder), facts)
        files_of("videoannotation").write(asked, read, facts, Path(folder))
        told = loaded(Path(folder), "annotations.json")
    assert [next((each["left"] for each in frame["annotations"]), None) for frame in told] == positions


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["annotations", "events", "frames", "key", "label", "geometry", "url", "start"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(VIDEOS), ANYTHING, ANYTHING)
def test_nonsense_is_refused_and_never_breaks(kind: str, annotations: Any, events: Any) -> None:
    params = {**CARS, "objects_to_annotate": ["Car"]}
    given_files = {"annotations": annotations, "events": events}
    try:
        asked = ask(kind, params)
        assert isinstance(asked, Asked)
        read_given(kind, asked, {**params, "hypothesis": given_files}, "hypothesis")
        files_of(kind).read(params, given_files, {}, TEN, "hypothesis")
    except GoldsmithError:
        return
