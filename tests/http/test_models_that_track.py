"""Models that follow things through videos: over a batch, and for a person who draws a box."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import goldsmith.modalities.video

from ..model_server import ModelServer
from ..product import Customer
from .files import looked_at, upload
from .moods import add_model, run

CROSSING = Path(goldsmith.modalities.video.__file__).parent / "examples" / "crossing.webm"
CARS = {"labels": [{"name": "car", "title": "Car", "shapes": ["box"]}]}
WIDTH, HEIGHT = 320, 180


def tracked(*boxes: tuple[int, float, bool]) -> dict[str, Any]:
    """A region of a tracker: by frame, from 1, a box 10 % wide, its left side in %, and whether it stays."""
    sequence = [
        {"frame": frame, "x": left, "y": 10, "width": 10, "height": 20, "rotation": 0, "enabled": stays, "time": 0}
        for frame, left, stays in boxes
    ]
    value = {"framesCount": 48, "duration": 2, "sequence": sequence, "labels": ["car"]}
    return {"id": "1", "from_name": "objects", "to_name": "video", "type": "videorectangle", "value": value}


def places(track: Any) -> list[tuple[int, float, bool]]:
    return [(each["frame"], each["left"], each.get("is_outside", False)) for each in track["keyframes"]]


def a_video(customer: Customer, tasks: int = 1, **settings: Any) -> str:
    """A project whose tasks all show the crossing."""
    asset = looked_at(customer, upload(customer, CROSSING.read_bytes(), "crossing.webm", "video/webm")["id"])
    assert (asset["facts"]["width"], asset["facts"]["height"]) == (WIDTH, HEIGHT)
    project = customer.make_project(modality="video.v1", ontology=CARS, **settings)
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}] * tasks}, 201)
    return project


def a_tracker(customer: Customer, project: str, server: ModelServer, **settings: Any) -> Any:
    given = {"url": server.url, **settings}
    return add_model(customer, project, kind="label_studio", settings=given, shown=True)


# ── Over a batch ──


def test_a_label_studio_backend_tracks_through_a_video(customer: Customer, server: ModelServer) -> None:
    project = a_video(customer)
    server.regions = [tracked((1, 0, True), (11, 50, True), (21, 50, False))]
    assert run(customer, a_tracker(customer, project, server)["id"])["opinions"] == 1
    [track] = customer.caller("labeler").claim(project)["hypothesis"]["annotations"]
    assert places(track) == [(0, 0, False), (10, WIDTH / 2, False), (21, WIDTH / 2, True)]
    [asked] = server.predictions
    assert "/content?" in asked["tasks"][0]["data"]["video"]
    assert "<VideoRectangle " in asked["label_config"]


def test_a_long_video_is_asked_about_once_and_each_part_gets_its_share(customer: Customer, server: ModelServer) -> None:
    project = a_video(customer, cut={"length": 20, "overlap": 4})
    server.regions = [tracked((1, 0, True), (11, 50, False))]
    model = a_tracker(customer, project, server)
    assert run(customer, model["id"])["opinions"] == 3
    assert [len(asked["tasks"]) for asked in server.predictions] == [1]
    found = {}
    for labeler in [customer.caller("labeler") for _ in range(3)]:
        claim = labeler.claim(project)
        marks = claim["hypothesis"]["annotations"]
        found[claim["task"]["content"]["part"]["number"]] = [places(mark) for mark in marks]
        labeler.submit(claim, answer={"annotations": []})
    assert found == {1: [[(0, 0, False), (10, WIDTH / 2, False), (11, WIDTH / 2, True)]], 2: [], 3: []}


@pytest.mark.parametrize("kind", ["learned", "chat", "detector", "segmenter"])
def test_other_models_have_nothing_to_say_about_videos(customer: Customer, kind: str) -> None:
    project = customer.make_project(modality="video.v1", ontology=CARS)
    settings = {
        "chat": {"url": "https://models.example.org/v1", "model": "x"},
        "detector": {"file": "0" * 64, "classes": ["car"]},
        "segmenter": {"encoder": "0" * 64, "decoder": "0" * 64},
    }
    body = {"kind": kind, "settings": settings.get(kind, {})}
    refused = customer.operator.post(f"/projects/{project}/models", body, expect=422)
    assert (refused["code"], refused["field"]) == ("modality_not_supported", "kind")


# ── For a person who draws a box ──


def ask(labeler: Any, claim: Any, expect: int = 200, **body: Any) -> Any:
    box = {"left": 32, "top": 18, "width": 16, "height": 9}
    given = {"generation": claim["generation"], "label": "car", "box": box, **body}
    return labeler.post(f"/assignments/{claim['assignment_id']}/suggest", given, expect)


def test_a_tracker_is_asked_with_the_box_and_answers_with_a_track(customer: Customer, server: ModelServer) -> None:
    project = a_video(customer)
    model = a_tracker(customer, project, server, is_interactive=True)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert [each["id"] for each in labeler.get(f"/projects/{project}/assistants")["items"]] == [model["id"]]
    server.regions = [tracked((5, 10, True), (15, 50, True))]
    said = ask(labeler, claim, frame=4)
    assert (said["is_ready"], said["score"], said["shape"]["label"]) == (True, 0.8, "car")
    assert places(said["shape"]) == [(4, WIDTH / 10, False), (14, WIDTH / 2, False)]
    [told] = server.predictions[-1]["params"]["context"]["result"]
    assert (told["type"], told["to_name"], told["value"]["labels"]) == ("videorectangle", "video", ["Car"])
    assert (told["original_width"], told["value"]["framesCount"]) == (WIDTH, 48)
    [begun] = told["value"]["sequence"]
    assert {name: begun[name] for name in ("frame", "x", "y", "width", "height", "enabled")} == {
        "frame": 5, "x": 10, "y": 10, "width": 5, "height": 5, "enabled": True,
    }  # fmt: skip


def test_of_a_part_the_tracker_says_what_lies_in_it(customer: Customer, server: ModelServer) -> None:
    project = a_video(customer, cut={"length": 20, "overlap": 4})
    a_tracker(customer, project, server, is_interactive=True)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    last = claim["task"]["content"]["part"]["last"]
    assert claim["task"]["content"]["part"]["number"] == 1
    server.regions = [tracked((1, 0, True), (48, 47, True))]
    shape = ask(labeler, claim)["shape"]
    assert [frame for frame, _, _ in places(shape)] == [0, last]
    server.regions = [tracked((last + 10, 0, True))]
    assert ask(labeler, claim)["shape"] is None


def test_nothing_found_is_no_track(customer: Customer, server: ModelServer) -> None:
    project = a_video(customer)
    a_tracker(customer, project, server, is_interactive=True)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    server.regions = []
    assert ask(labeler, claim) == {"is_ready": True, "shape": None, "score": None}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"box": None, "points": [{"x": 1, "y": 1}]}, 422, "box"),
        ({"frame": 48}, 422, "answer.annotations[0].keyframes[0].frame"),
        ({"frame": -1}, 400, "frame"),
        ({"box": {"left": 700, "top": 0, "width": 10, "height": 5}}, 422, "answer.annotations[0].keyframes[0]"),
        ({"label": "dog"}, 422, "label"),
        ({"view": 1}, 422, "view"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    customer: Customer, server: ModelServer, body: dict[str, Any], status: int, field: str
) -> None:
    project = a_video(customer)
    a_tracker(customer, project, server, is_interactive=True)
    labeler = customer.caller("labeler")
    refused = ask(labeler, labeler.claim(project), status, **body)
    assert refused["field"] == field
    assert server.predictions == []


def test_what_a_tracker_invents_is_refused_and_nobody_loses_anything(customer: Customer, server: ModelServer) -> None:
    project = a_video(customer)
    a_tracker(customer, project, server, is_interactive=True)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    for region in (tracked((4_000, 10, True)), tracked((1, 900, True)), {"id": "1", "value": {"sequence": "x"}}):
        server.regions = [region]
        asked = labeler.ask(
            "POST",
            f"/assignments/{claim['assignment_id']}/suggest",
            json={"generation": 1, "label": "car", "box": {"left": 1, "top": 1, "width": 5, "height": 5}},
        )
        assert asked.status_code in (200, 422, 503), asked.text
        assert asked.status_code == 200 or asked.json()["error"]
    labeler.submit(claim, answer={"annotations": []})
