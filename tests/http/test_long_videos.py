"""A long video is cut into parts, labeled part by part, and leaves as one video again."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest

from goldsmith.client import Goldsmith

from ..browser.films import SIDE, Film, shoot
from ..product import Customer, wait_until
from .files import looked_at, png, upload
from .test_deliveries import take, take_when_written

ONTOLOGY = {
    "labels": [
        {"name": "square", "shapes": ["box"]},
        {"name": "red_light", "shapes": ["event"]},
    ]
}
CUT = {"length": 120, "overlap": 20}
LONG = Film("long.mp4", "libx264", {"preset": "ultrafast", "g": "50"}, frames=300)
SHORT = Film("short.mp4", "libx264", {"preset": "ultrafast", "g": "50"}, frames=100)


@pytest.fixture(scope="module")
def film() -> bytes:
    return shoot(LONG)


@pytest.fixture(scope="module")
def short_film() -> bytes:
    return shoot(SHORT)


def send(customer: Customer, project: str, film: bytes, **row: Any) -> str:
    """A task of this film, which is not looked at yet."""
    asset = upload(customer, film, f"{uuid4().hex}.mp4", "video/mp4")
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"], **row}]}, 201)
    assert made["created"] == 1, made
    task_id: str = made["items"][0]["id"]
    return task_id


def parts_of(customer: Customer, project: str, unique_id: str) -> list[Any]:
    """The tasks of this name, once they left ingest, by what they show."""

    def started() -> list[Any]:
        found = customer.operator.get(f"/projects/{project}/tasks", unique_id=unique_id)["items"]
        return [] if any(each["stage"] == "ingest" for each in found) else found

    tasks = [customer.task(each["id"]) for each in wait_until(started)]
    return sorted(tasks, key=lambda task: task["content"].get("part", {}).get("number", 0))


def square_at(frame: int) -> tuple[float, float]:
    return 20 + frame, 60 + frame / 3


def square(first: int, last: int, off: float = 0.0) -> dict[str, Any]:
    """What moves, from one frame to another, marked by a hand that is `off`."""
    keyframes = []
    for frame in (first, last):
        left, top = square_at(frame)
        keyframes.append({"frame": frame, "left": left + off, "top": top + off, "width": SIDE, "height": SIDE})
    return {"type": "box", "label": "square", "keyframes": keyframes}


def label_all(customer: Customer, project: str, off: float) -> int:
    """One person marks the square on every part that they get."""
    labeler, done = customer.caller("labeler"), 0
    while claim := labeler.claim(project):
        part = claim["task"]["content"]["part"]
        event = {"type": "event", "label": "red_light", "start_frame": part["first"], "end_frame": part["last"]}
        labeler.submit(claim, answer={"annotations": [square(part["first"], part["last"], off), event]})
        done += 1
    return done


def test_a_long_film_becomes_parts_and_leaves_as_one_video(customer: Customer, film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT, answers_needed=2)
    task = send(customer, project, film, unique_id="crossing", metadata={"camera": 7})
    parts = parts_of(customer, project, "crossing")
    assert [each["unique_id"] for each in parts] == ["crossing", "crossing#2", "crossing#3"]
    assert parts[0]["id"] == task
    shown = [each["content"]["part"] for each in parts]
    assert [(each["first"], each["last"]) for each in shown] == [(0, 112), (93, 205), (186, 299)]
    assert {each["of"] for each in shown} == {task}
    assert {each["overlap"] for each in shown} == {20}
    assert all(each["metadata"] == {"camera": 7} and len(each["assets"]) == 1 for each in parts)
    customer.wait_for_counts(project, tasks=3, label=3, ingest=0)
    history = [each["kind"] for each in customer.operator.get(f"/tasks/{task}/history")["items"]]
    assert history.count("task.cut") == 1
    assert "task.started" not in history

    assert [label_all(customer, project, off) for off in (0.0, 2.0)] == [3, 3]
    customer.wait_for_counts(project, done=3)
    delivery = customer.deliver(project)
    assert delivery["records"] == 3
    lines = take(customer.operator, delivery).text
    assert lines.count('"part"') == 3

    files = {form: written(customer, delivery, form) for form in ("cvat_video", "mot", "label_studio")}
    with files["cvat_video"] as archive:
        [name] = archive.namelist()
        document = ElementTree.fromstring(archive.read(name))
    [track] = document.iter("track")
    boxes = {int(each.get("frame", "")): each for each in track.iter("box")}
    assert (min(boxes), max(boxes)) == (0, 299)
    assert not [each for each in boxes.values() if each.get("outside") == "1"]
    for frame, each in boxes.items():
        assert abs(float(each.get("xtl", "")) - square_at(frame)[0]) <= 3
    [file] = [each for each in files_of(customer, delivery) if each["format"] == "cvat_video"]
    joined = file["joined"]
    assert (joined["wholes"], joined["parts"], joined["missing_parts"]) == (1, 3, 0)
    assert (joined["matched"], joined["one_sided"]) == (4, 0)
    assert joined["similarity"] > 0.9
    with files["mot"] as archive:
        [truth] = [name for name in archive.namelist() if name.endswith("gt.txt")]
        rows = [line.split(",") for line in archive.read(truth).decode().splitlines()]
    assert [int(row[0]) for row in rows] == list(range(1, 301))
    assert {row[1] for row in rows} == {"0"} or {row[1] for row in rows} == {"1"}


def written(customer: Customer, delivery: Any, form: str) -> zipfile.ZipFile:
    answer = take_when_written(customer.operator, delivery, form)
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content))


def files_of(customer: Customer, delivery: Any) -> list[Any]:
    found: list[Any] = customer.operator.get(f"/deliveries/{delivery['id']}")["files"]
    return found


def test_a_pre_label_and_an_expected_answer_are_cut_along(customer: Customer, film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    said = {"annotations": [square(0, 299), {"type": "event", "label": "red_light", "start_frame": 5, "end_frame": 9}]}
    send(customer, project, film, unique_id="known", hypothesis=said, expected=said)
    parts = parts_of(customer, project, "known")
    newest = [{each["kind"]: each for each in part["annotations"]} for part in parts]
    for part, given in zip(parts, newest, strict=True):
        first, last = part["content"]["part"]["first"], part["content"]["part"]["last"]
        for kind in ("hypothesis", "expected"):
            track = given[kind]["answer"]["annotations"][0]
            frames = [each["frame"] for each in track["keyframes"]]
            assert (min(frames), max(frames)) == (first, last)
    assert [len(given["hypothesis"]["answer"]["annotations"]) for given in newest] == [2, 1, 1]
    tracks = {given["hypothesis"]["answer"]["annotations"][0]["uuid"] for given in newest}
    assert len(tracks) == 1
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert claim["hypothesis"]["annotations"][0]["keyframes"][0]["frame"] == claim["task"]["content"]["part"]["first"]
    refused = labeler.submit(claim, answer={"annotations": [square(0, 299)]}, expect=422)
    assert refused["error"] == "This task is about the frames 0 to 112 of the video."


def test_a_film_that_is_known_already_is_cut_at_once(customer: Customer, film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    asset = looked_at(customer, upload(customer, film, f"{uuid4().hex}.mp4", "video/mp4")["id"])
    row = {"attachment": asset["id"], "unique_id": "again"}
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    assert made["items"][0]["stage"] == "label"
    assert len(parts_of(customer, project, "again")) == 3
    again = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    assert (again["created"], again["existing"]) == (0, 1)
    customer.wait_for_counts(project, tasks=3, label=3, ingest=0)


def test_what_is_short_or_shall_stay_whole_stays_one_task(customer: Customer, film: bytes, short_film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    send(customer, project, short_film, unique_id="short")
    send(customer, project, film, unique_id="whole", is_whole=True)
    for name in ("short", "whole"):
        [task] = parts_of(customer, project, name)
        assert (task["stage"], task["unique_id"], task["content"].get("part")) == ("label", name, None)


def test_a_name_that_is_taken_is_done_without(customer: Customer, film: bytes, short_film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    send(customer, project, short_film, unique_id="film#2")
    send(customer, project, film, unique_id="film")
    names = [each["unique_id"] for each in parts_of(customer, project, "film")]
    assert names == ["film", None, "film#3"]


def test_a_film_that_would_become_too_many_parts_is_refused_in_a_sentence(customer: Customer) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut={"length": 10, "overlap": 3})
    asset = looked_at(customer, upload(customer, png(), "much.png")["id"])
    row = {"attachments": [asset["id"]] * 10_000, "frame_rate": 5, "unique_id": "much"}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    [task] = parts_of(customer, project, "much")
    assert (task["stage"], task["status"]) == ("done", "error")
    assert "1,000" in task["error"]


def test_all_parts_are_canceled_together(customer: Customer, film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    task = send(customer, project, film, unique_id="gone")
    parts = parts_of(customer, project, "gone")
    customer.operator.post(f"/tasks/{parts[1]['id']}/cancel", expect=204)
    assert [each["status"] for each in parts_of(customer, project, "gone")] == ["pending", "canceled", "pending"]
    customer.operator.post(f"/tasks/{task}/cancel?parts=all", expect=204)
    assert [each["status"] for each in parts_of(customer, project, "gone")] == ["canceled"] * 3
    customer.operator.post(f"/tasks/{task}/cancel?parts=all", expect=204)


def test_the_sdk_cancels_a_part_alone_or_all_of_them(customer: Customer, film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    task = send(customer, project, film, unique_id="gone")
    assert len(parts_of(customer, project, "gone")) == 3
    with Goldsmith(customer.product.url, customer.operator.key) as client:
        client.tasks.cancel(task)
        assert [each["status"] for each in parts_of(customer, project, "gone")] == ["canceled", "pending", "pending"]
        client.tasks.cancel(task, with_parts=True)
    assert [each["status"] for each in parts_of(customer, project, "gone")] == ["canceled"] * 3


def test_a_part_that_is_not_delivered_is_told(customer: Customer, film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    send(customer, project, film, unique_id="half")
    parts = parts_of(customer, project, "half")
    customer.operator.post(f"/tasks/{parts[1]['id']}/cancel", expect=204)
    assert label_all(customer, project, 0.0) == 2
    customer.wait_for_counts(project, completed=2)
    delivery = customer.deliver(project)
    written(customer, delivery, "mot").close()
    client = Goldsmith(customer.product.url, customer.operator.key)
    [file] = [each for each in client.deliveries.get(delivery["id"]).files if each.format == "mot"]
    assert file.joined is not None
    assert (file.joined.parts, file.joined.missing_parts) == (2, 1)
    assert {"parts that are not in this delivery": 1}.items() <= {loss.lost: loss.count for loss in file.losses}.items()


@pytest.mark.parametrize(
    ("cut", "field"),
    [
        ({"length": 100, "overlap": 100}, "cut.overlap"),
        ({"length": 100, "overlap": 0}, "cut.overlap"),
        ({"length": 100, "overlap": -5}, "cut.overlap"),
        ({"length": 0, "overlap": 0}, "cut.length"),
        ({"length": -10, "overlap": 1}, "cut.length"),
        ({"length": 10**15, "overlap": 1}, "cut.length"),
        ({"length": 10**30, "overlap": 1}, None),
        ({"length": 1.5, "overlap": 1}, None),
        ({"length": 100}, None),
        ([1], None),
    ],
)
def test_a_cut_that_cannot_be_is_refused(customer: Customer, cut: Any, field: str | None) -> None:
    body = {"name": uuid4().hex, "modality": "video.v1", "ontology": ONTOLOGY, "cut": cut}
    answer = customer.operator.ask("POST", "/projects", json=body)
    assert answer.status_code in (400, 422), answer.text
    if field:
        assert answer.status_code == 422
        assert answer.json()["field"] == field
        assert answer.json()["error"].endswith(".")
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY)
    assert customer.operator.ask("PATCH", f"/projects/{project}", json={"cut": cut}).status_code in (400, 422)


def test_the_cut_of_a_project_can_be_changed_and_given_up(customer: Customer) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY)
    path = f"/projects/{project}"
    assert customer.operator.get(path)["cut"] is None
    assert customer.operator.patch(path, {"cut": CUT})["cut"] == CUT
    assert customer.operator.patch(path, {"answers_needed": 2})["cut"] == CUT
    assert customer.operator.patch(path, {"cut": None})["cut"] is None
    text = customer.make_project()
    refused = customer.operator.patch(f"/projects/{text}", {"cut": CUT}, 422)
    assert refused["error"] == "Tasks of text.v1 are not cut into parts."


def test_parts_are_not_for_others_to_name(customer: Customer) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    part = {"of": "task_1", "number": 1, "count": 2, "first": 0, "last": 9, "overlap": 2}
    rows = [{"attachment": "https://example.com/a.mp4", "part": part}, {"attachment": "x", "is_whole": "perhaps"}]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    assert [each["field"] for each in made["rejected"]] == ["part", "is_whole"]


def test_another_customer_sees_nothing_of_the_parts(customer: Customer, rival: Customer, film: bytes) -> None:
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut=CUT)
    task = send(customer, project, film, unique_id="secret")
    parts = parts_of(customer, project, "secret")
    for each in parts:
        assert rival.operator.ask("GET", f"/tasks/{each['id']}").status_code == 404
        assert rival.operator.ask("POST", f"/tasks/{each['id']}/cancel?parts=all").status_code == 404
    own = rival.make_project(modality="video.v1", ontology=ONTOLOGY)
    assert rival.operator.get(f"/projects/{own}/tasks", unique_id="secret")["items"] == []
    assert rival.rows("select 1 from task_payload where part_of is not null") == []
    assert {each["status"] for each in parts_of(customer, project, "secret")} == {"pending"}
    assert task == parts[0]["id"]
