"""Several pictures in one task: added, claimed, labeled picture by picture, compared, delivered, asked of models."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.client import Goldsmith
from goldsmith.ids import parse_id

from ..product import Caller, Customer, wait_until
from .files import looked_at, png, upload
from .marking import MARKS, add_detector, add_segmenter, bright
from .moods import run
from .test_deliveries import take
from .test_imports import send

CARS: dict[str, Any] = {
    "labels": [{"name": "car", "shapes": ["box", "mask"]}],
    "relations": [{"name": "same", "from": ["car"], "to": ["car"], "directed": False}],
}


def box(left: int, top: int, side: int = 3, **more: Any) -> dict[str, Any]:
    return {"type": "box", "label": "car", "left": left, "top": top, "width": side, "height": side, **more}


def pictures(customer: Customer) -> list[str]:
    """Two of different sizes."""
    bodies = {"front.png": png(8, 6), "back.png": png(40, 30)}
    return [looked_at(customer, upload(customer, body, name)["id"])["id"] for name, body in bodies.items()]


def a_set(customer: Customer, assets: list[str] | None = None, **settings: Any) -> str:
    """A project with one task that shows both."""
    project = customer.make_project(modality="image.v1", ontology=CARS, **settings)
    row = {"attachments": assets or pictures(customer), "views": ["front", "back"], "unique_id": "car-7"}
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    assert made["created"] == 1, made
    customer.wait_for_counts(project, label=1)
    return project


def refused(labeler: Caller, claim: Any, *shapes: dict[str, Any]) -> tuple[str, str]:
    said = labeler.submit(claim, answer={"annotations": list(shapes)}, expect=422)
    return said["field"].removeprefix("answer."), said["error"]


def test_a_set_is_labeled_picture_by_picture_and_delivered_as_two_images(customer: Customer) -> None:
    assets = pictures(customer)
    project = a_set(customer, assets)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert [each["id"] for each in claim["assets"]] == assets
    assert claim["task"]["content"] == {"attachments": assets, "views": ["front", "back"]}
    assert refused(labeler, claim, box(0, 0, view=2)) == (
        "annotations[0].view",
        "This task shows 2 pictures, counted from 0.",
    )
    assert refused(labeler, claim, box(20, 20, view=1), box(20, 20))[0] == "annotations[1]"
    marks = [box(1, 1, uuid="a", group="g"), box(20, 20, view=1, uuid="b", group="g")]
    link = {"uuid": "l", "type": "same", "from": "a", "to": "b"}
    labeler.submit(claim, answer={"annotations": marks, "links": [link]})
    customer.wait_for_counts(project, done=1)
    delivery = customer.deliver(project)
    take(customer.operator, delivery, "coco")
    found = wait_until(lambda: _file(customer, delivery, "coco"))
    assert {each["lost"]: each["count"] for each in found["losses"]} == {
        "sets of pictures, one entry for each picture": 1,
        "links between pictures": 1,
        "groups across pictures": 1,
    }
    coco = take(customer.operator, delivery, "coco").json()
    assert [(each["file_name"], each["width"]) for each in coco["images"]] == [("front.png", 8), ("back.png", 40)]
    front, back = (each["id"] for each in coco["images"])
    assert [(each["image_id"], each["bbox"]) for each in coco["annotations"]] == [
        (front, [1, 1, 3, 3]),
        (back, [20, 20, 3, 3]),
    ]


def _file(customer: Customer, delivery: Any, name: str) -> Any:
    files = customer.operator.get(f"/deliveries/{delivery['id']}")["files"]
    return next((each for each in files if each["format"] == name), None)


def test_the_same_place_in_two_pictures_is_two_things(customer: Customer) -> None:
    project = a_set(customer, answers_needed=2)
    for view in (0, 1):
        labeler = customer.caller("labeler")
        labeler.submit(labeler.claim(project), answer={"annotations": [box(1, 1, view=view)]})
    [task] = customer.operator.get(f"/projects/{project}/tasks")["items"]
    objects = customer.operator.get(f"/tasks/{task['id']}/objects")["items"]
    assert [len(each["marks"]) for each in objects] == [1, 1]


def test_a_manifest_names_several_pictures_and_says_what_is_wrong_with_a_row(customer: Customer) -> None:
    front, back = pictures(customer)
    project = customer.make_project(modality="image.v1", ontology=CARS)
    rows = [
        f'{{"attachments": ["{front}", "{back}"]}}',
        f'{{"attachments": ["{front}"], "attachment": "{back}"}}',
        f'{{"attachments": ["{front}", "nowhere.png"]}}',
        f'{{"attachments": ["{front}", "{back}"], "views": ["same", "same"]}}',
    ]
    done = send(customer, project, "\n".join(rows).encode(), "jsonl")
    assert (done["created"], done["rejected"]) == (1, 3)


def test_the_sdk_adds_and_labels_a_set(customer: Customer) -> None:
    front, back = pictures(customer)
    with Goldsmith(customer.product.url, customer.operator.key) as client:
        project = client.projects.create(name="Cars", modality="image.v1", ontology=CARS)
        assert client.tasks.create(project.id, [{"attachments": [front, back]}]).created == 1
    labeler = customer.caller("labeler")
    claim = wait_until(lambda: labeler.claim(project.id))
    labeler.submit(claim, answer={"annotations": [box(1, 1), box(30, 20, view=1)]})


def two_lights(customer: Customer) -> str:
    """One task of two pictures, bright in different places."""
    project = customer.make_project(ontology=MARKS, modality="image.v1")
    bodies = [bright(20, 40, 60, 100), bright(2, 2, 12, 22, size=(64, 32))]
    row = {"attachments": [upload(customer, each)["id"] for each in bodies]}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, expect=201)
    customer.wait_for_counts(project, label=1)
    return project


def test_a_detector_marks_each_picture_of_a_set(customer: Customer) -> None:
    project = two_lights(customer)
    model = add_detector(customer, project)
    done = run(customer, model["id"])
    assert (done["status"], done["opinions"], done["reason"]) == ("idle", 1, None)
    sql = "select answer -> 'annotations' as shapes from annotation where labeler_id = $1"
    [opinion] = customer.rows(sql, parse_id("labeler", model["labeler_id"]))
    first, second = opinion["shapes"]
    assert ("view" in first, first["left"], first["width"]) == (False, 20, 40)
    assert (second["view"], second["left"], second["width"]) == (1, pytest.approx(2, abs=1), pytest.approx(10, abs=2))


def test_a_click_is_answered_in_the_picture_that_was_clicked(customer: Customer) -> None:
    project = two_lights(customer)
    add_segmenter(customer, project)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)

    def ask(expect: int = 200, **body: Any) -> Any:
        given = {"generation": claim["generation"], "label": "car", "points": [{"x": 10, "y": 10}], **body}
        return labeler.post(f"/assignments/{claim['assignment_id']}/suggest", given, expect)

    assert ask(view=1)["is_ready"] is False
    said = wait_until(lambda: next((each for each in [ask(view=1)] if each["is_ready"]), None), 60)
    assert (said["shape"]["type"], said["shape"]["view"]) == ("mask", 1)
    assert ask(view=1, points=[{"x": 100, "y": 10}], expect=422)["field"] == "points"
    assert ask(view=2, expect=422)["error"] == "This task does not show so many pictures."
    assert ask(view=64, expect=400)
    labeler.submit(claim, answer={"annotations": [{**said["shape"], "uuid": "m"}]})
