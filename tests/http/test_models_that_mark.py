"""Models of one's own that mark images: over a batch, as a look before a run, and for a person who points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goldsmith.algorithms.masks import decompress, paint
from goldsmith.client import Goldsmith
from goldsmith.ids import parse_id
from goldsmith.modalities.label_studio.brush import encode_brush

from .. import onnx_models
from ..model_server import ModelServer
from ..product import Customer, wait_until
from .marking import (
    MARKS,
    a_claimed_image,
    add_detector,
    add_segmenter,
    bright,
    images_to_mark,
    upload_model,
)
from .moods import add_model, run


def said_by(customer: Customer, model: Any) -> list[Any]:
    """The opinions of a model, in the order of its tasks."""
    sql = """select answer -> 'annotations' as shapes, confidence, scores from annotation
        where labeler_id = $1 and kind = 'hypothesis' order by task_id"""
    return customer.rows(sql, parse_id("labeler", model["labeler_id"]))


# ── Over a batch ──


def test_a_detector_draws_boxes_with_a_score_each(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(20, 40, 60, 100), bright(2, 2, 12, 22, red=200)])
    model = add_detector(customer, project)
    done = run(customer, model["id"])
    assert (done["status"], done["opinions"], done["reason"]) == ("idle", 2, None)
    first, second = said_by(customer, model)
    [box] = first["shapes"]
    place = {name: box[name] for name in ("type", "label", "left", "top", "width", "height")}
    assert place == {"type": "box", "label": "car", "left": 20, "top": 40, "width": 40, "height": 60}
    assert first["scores"] == {"object-1": 1.0}
    assert second["confidence"] == pytest.approx(200 / 255, abs=0.01)


def test_pictures_that_are_not_square_keep_their_places_in_a_letterbox(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(40, 10, 120, 60, size=(256, 64))])
    model = add_detector(customer, project, fit="letterbox")
    run(customer, model["id"])
    [opinion] = said_by(customer, model)
    [box] = opinion["shapes"]
    edges = [box["left"], box["top"], box["left"] + box["width"], box["top"] + box["height"]]
    assert edges == pytest.approx([40, 10, 120, 60], abs=4)


def test_a_class_becomes_the_label_and_the_shape_that_the_project_has(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(20, 40, 60, 100)])
    model = add_detector(customer, project, labels={"car": "traffic_light"})
    run(customer, model["id"])
    [opinion] = said_by(customer, model)
    [shape] = opinion["shapes"]
    assert (shape["label"], shape["type"]) == ("traffic_light", "polygon")
    assert {(each["x"], each["y"]) for each in shape["vertices"]} == {(20, 40), (60, 40), (60, 100), (20, 100)}


def test_pixels_of_classes_become_masks(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(0, 0, 64, 128)])
    model = add_detector(customer, project, onnx_models.halves_segmenter(), classes=["street", "car"], least_score=0.1)
    run(customer, model["id"])
    [opinion] = said_by(customer, model)
    [mask] = opinion["shapes"]
    assert (mask["type"], mask["left"], mask["top"], mask["width"], mask["height"]) == ("mask", 0, 0, 64, 128)


def test_an_image_without_anything_is_an_opinion_too(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(0, 0, 0, 0)])
    model = add_detector(customer, project)
    assert run(customer, model["id"])["opinions"] == 1
    [opinion] = said_by(customer, model)
    assert (opinion["shapes"], opinion["confidence"]) == ([], None)


def test_a_second_run_with_another_threshold_writes_what_changed(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(20, 40, 60, 100), bright(2, 2, 12, 22, red=160)])
    model = add_detector(customer, project)
    assert run(customer, model["id"])["opinions"] == 2
    changed = customer.operator.ask("PATCH", f"/models/{model['id']}", json={"least_score": 0.9}).json()
    assert changed["settings"]["least_score"] == 0.9
    assert run(customer, model["id"])["opinions"] == 3
    assert [len(each["shapes"]) for each in said_by(customer, model)] == [1, 1, 0]


def test_its_scores_stand_beside_its_opinion_on_the_page_of_the_task(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(20, 40, 60, 100)])
    model = add_detector(customer, project)
    run(customer, model["id"])
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    labeler.submit(claim, answer={"annotations": [{"uuid": "a", "label": "car", **BOX}]})
    [opinion] = customer.operator.get(f"/tasks/{claim['task']['id']}/why")["opinions"]
    assert opinion["scores"] == {"object-1": 1.0}


BOX = {"type": "box", "left": 20, "top": 40, "width": 40, "height": 60}


# ── What is refused ──


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"not onnx", "bad_model_file"),
        (onnx_models.bright_detector()[:-100], "bad_model_file"),
        (b"\x08" * 10_000, "bad_model_file"),
    ],
)
def test_a_file_that_cannot_be_opened_is_refused(customer: Customer, content: bytes, code: str) -> None:
    refused = customer.operator.ask("POST", "/model-files", params={"name": "x"}, content=content)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


@pytest.mark.parametrize("content", [onnx_models.greedy(), onnx_models.disc_encoder()])
def test_a_file_that_does_not_answer_as_it_should_is_refused_when_it_is_added(
    customer: Customer, content: bytes
) -> None:
    project = customer.make_project(ontology=MARKS, modality="image.v1")
    refused = add_detector(customer, project, content, expect=422)
    assert refused["code"] in ("bad_model_file", "model_failed")


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"file": "0" * 64}, "settings.file"),
        ({"file": "../../etc/passwd"}, "settings.file"),
        ({"classes": []}, "settings.classes"),
        ({"classes": ["dog"]}, "settings.labels"),
        ({"deviation": [0, 1, 1]}, "settings.deviation"),
        ({"least_score": 2}, "settings.least_score"),
        ({"width": 100_000}, "settings.width"),
    ],
)
def test_settings_that_make_no_sense_are_refused_by_their_field(
    customer: Customer, settings: dict[str, Any], field: str
) -> None:
    project = customer.make_project(ontology=MARKS, modality="image.v1")
    given = {"file": upload_model(customer, onnx_models.bright_detector()), "classes": ["car"], **settings}
    refused = add_model(customer, project, expect=422, kind="detector", settings=given)
    assert refused["field"] == field


def test_a_file_of_a_rival_is_a_file_that_is_not_there(customer: Customer, rival: Customer) -> None:
    file = upload_model(rival, onnx_models.bright_detector(48))
    project = customer.make_project(ontology=MARKS, modality="image.v1")
    refused = add_model(customer, project, expect=422, kind="detector", settings={"file": file, "classes": ["car"]})
    assert refused["code"] == "no_such_file"


# ── A look before a run ──


def test_a_look_shows_also_what_is_not_sure_and_writes_nothing(customer: Customer) -> None:
    pictures = [bright(10, 10, 30, 30, red=130 + 9 * number) for number in range(14)]
    project = images_to_mark(customer, pictures)
    model = add_detector(customer, project, least_score=0.95)
    assert customer.operator.post(f"/models/{model['id']}/preview", expect=202)["status"] == "running"
    look = wait_until(lambda: _done(customer, model["id"]), 60)
    assert (look["status"], len(look["samples"])) == ("done", 12)
    scores = [score for sample in look["samples"] for score in sample["scores"].values()]
    assert len(scores) == 12
    assert min(scores) < 0.6 < max(scores)
    assert look["samples"][0]["assets"][0]["url"]
    assert said_by(customer, model) == []


def test_a_look_where_nothing_is_open_says_so(customer: Customer) -> None:
    project = customer.make_project(ontology=MARKS, modality="image.v1")
    model = add_detector(customer, project)
    customer.operator.get(f"/models/{model['id']}/preview", expect=404)
    customer.operator.post(f"/models/{model['id']}/preview", expect=202)
    look = wait_until(lambda: _done(customer, model["id"]), 60)
    assert (look["status"], look["reason"]) == ("failed", "No task is open that it could look at.")


def _done(customer: Customer, model_id: str) -> Any:
    look = customer.operator.get(f"/models/{model_id}/preview")
    return look if look["status"] != "running" else None


# ── For a person who points ──


def ask(labeler: Any, claim: Any, expect: int = 200, **body: Any) -> Any:
    given = {"generation": claim["generation"], "label": "car", "points": [{"x": 40, "y": 50}], **body}
    return labeler.post(f"/assignments/{claim['assignment_id']}/suggest", given, expect)


def test_a_click_is_answered_with_a_mask_and_nothing_is_written(customer: Customer) -> None:
    labeler, claim = a_claimed_image(customer)
    before = customer.value("select count(*) from annotation") + customer.value("select count(*) from draft_operations")
    said = ask(labeler, claim)
    shape = said["shape"]
    assert (said["is_ready"], shape["type"], shape["label"]) == (True, "mask", "car")
    pixels = paint(decompress(shape["counts"]), shape["width"], shape["height"])
    assert pixels.sum() == pytest.approx(np.pi * onnx_models.RADIUS**2, rel=0.1)
    assert (shape["left"], shape["top"]) == (32, 42)
    after = customer.value("select count(*) from annotation") + customer.value("select count(*) from draft_operations")
    assert after == before


def test_a_label_of_polygons_gets_a_polygon(customer: Customer) -> None:
    labeler, claim = a_claimed_image(customer)
    assert ask(labeler, claim, label="traffic_light")["shape"]["type"] == "polygon"


def test_the_first_click_into_an_image_lets_the_model_see_it(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(10, 10, 30, 30, size=(100, 80))])
    add_segmenter(customer, project)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert ask(labeler, claim) == {"is_ready": False, "shape": None, "score": None}
    said = wait_until(lambda: next((each for each in [ask(labeler, claim)] if each["is_ready"]), None), 60)
    assert said["shape"]["type"] == "mask"
    assert said["score"] == pytest.approx(0.9, abs=0.001)


def test_a_box_is_enough(customer: Customer) -> None:
    labeler, claim = a_claimed_image(customer)
    said = ask(labeler, claim, points=[], box={"left": 20, "top": 20, "width": 10, "height": 10})
    assert said["shape"]["type"] == "mask"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"points": []}, 422),
        ({"points": [{"x": 500, "y": 5}]}, 422),
        ({"points": [{"x": -1, "y": 5}]}, 400),
        ({"points": [{"x": 1, "y": 5}] * 101}, 400),
        ({"box": {"left": 100, "top": 0, "width": 100, "height": 5}}, 422),
        ({"label": "dog"}, 422),
        ({"generation": 7}, 409),
        ({"model_id": "model_00000000000000000000000000"}, 404),
    ],
)
def test_what_cannot_be_asked_is_refused(customer: Customer, body: dict[str, Any], status: int) -> None:
    labeler, claim = a_claimed_image(customer)
    ask(labeler, claim, expect=status, **body)


def test_who_asks_too_fast_is_told_to_wait(customer: Customer) -> None:
    labeler, claim = a_claimed_image(customer)
    body = {"generation": claim["generation"], "label": "car", "points": [{"x": 40, "y": 50}]}
    answers = [labeler.ask("POST", f"/assignments/{claim['assignment_id']}/suggest", json=body) for _ in range(200)]
    slowed = [each for each in answers if each.status_code == 429]
    assert slowed
    assert int(slowed[0].headers["retry-after"]) >= 1
    assert {each.status_code for each in answers} == {200, 429}


def test_after_the_claim_nobody_asks_any_more(customer: Customer) -> None:
    labeler, claim = a_claimed_image(customer)
    labeler.submit(claim, answer={"annotations": [{"uuid": "a", "label": "car", **BOX}]})
    assert ask(labeler, claim, expect=409)["code"] == "already_submitted"


def test_labelers_see_which_models_they_may_ask(customer: Customer, server: ModelServer) -> None:
    project = images_to_mark(customer, [bright(1, 1, 9, 9)])
    add_detector(customer, project)
    add_model(customer, project, kind="label_studio", settings={"url": server.url}, name="quiet")
    segmenter = add_segmenter(customer, project)
    studio = add_model(
        customer, project, kind="label_studio", settings={"url": server.url, "is_interactive": True}, name="smart"
    )
    items = customer.caller("labeler").get(f"/projects/{project}/assistants")["items"]
    assert [each["id"] for each in items] == [segmenter["id"], studio["id"]]


def test_a_label_studio_backend_is_asked_with_what_was_pointed_at(customer: Customer, server: ModelServer) -> None:
    project = images_to_mark(customer, [bright(10, 10, 30, 30, size=(200, 100))])
    add_model(customer, project, kind="label_studio", settings={"url": server.url, "is_interactive": True})
    corners = [[10, 10], [20, 10], [20, 40]]
    server.regions = [
        {
            "from_name": "objects",
            "to_name": "image",
            "type": "polygonlabels",
            "value": {"points": corners, "polygonlabels": ["car"]},
        }
    ]
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    points = [{"x": 50, "y": 50}, {"x": 150, "y": 25, "is_inside": False}]
    said = ask(labeler, claim, points=points, box={"left": 20, "top": 10, "width": 100, "height": 50})
    assert [(each["x"], each["y"]) for each in said["shape"]["vertices"]] == [(20, 10), (40, 10), (40, 40)]
    first, second, box = server.predictions[-1]["params"]["context"]["result"]
    assert (first["type"], first["value"]["x"], first["value"]["y"], first["is_positive"]) == (
        "keypointlabels", 25, 50, True,
    )  # fmt: skip
    assert second["is_positive"] is False
    assert (box["value"]["width"], box["value"]["height"], box["value"]["rectanglelabels"]) == (50, 50, ["Car"])


def test_a_brush_of_a_label_studio_backend_becomes_a_mask(customer: Customer, server: ModelServer) -> None:
    project = images_to_mark(customer, [bright(10, 10, 30, 30, size=(40, 20))])
    add_model(customer, project, kind="label_studio", settings={"url": server.url, "is_interactive": True})
    painted = np.zeros((20, 40), dtype=np.bool_)
    painted[5:10, 20:30] = True
    size = {"original_width": 40, "original_height": 20}
    value = {"format": "rle", "rle": encode_brush(painted), "brushlabels": ["car"]}
    server.regions = [{"from_name": "x", "to_name": "image", "type": "brushlabels", "value": value, **size}]
    labeler = customer.caller("labeler")
    shape = ask(labeler, labeler.claim(project), points=[{"x": 25, "y": 7}])["shape"]
    assert (shape["type"], shape["left"], shape["top"], shape["width"], shape["height"]) == ("mask", 20, 5, 10, 5)


def test_a_backend_that_is_away_is_told_and_asked_once(customer: Customer) -> None:
    project = images_to_mark(customer, [bright(10, 10, 30, 30)])
    settings = {"url": "http://127.0.0.1:9", "is_interactive": True}
    add_model(customer, project, kind="label_studio", settings=settings)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    body = {"generation": claim["generation"], "label": "car", "points": [{"x": 5, "y": 5}]}
    refused = labeler.ask("POST", f"/assignments/{claim['assignment_id']}/suggest", json=body)
    assert 400 <= refused.status_code < 600
    assert refused.status_code != 500
    assert refused.json()["error"]


def test_the_sdk_uploads_looks_and_asks(customer: Customer, tmp_path: Path) -> None:
    project = images_to_mark(customer, [bright(10, 10, 30, 30)])
    path = tmp_path / "bright.onnx"
    path.write_bytes(onnx_models.bright_detector())
    with Goldsmith(customer.product.url, customer.operator.key) as client:
        file = client.models.upload_file(path)
        assert (file.name, file.inputs[0].shape) == ("bright.onnx", [1, 3, 64, 64])
        settings = {"file": file.sha256, "classes": ["car", "bus"], "fit": "stretch"}
        model = client.models.create(project, kind="detector", settings=settings)
        client.models.ask_for_preview(model.id)
        look = wait_until(lambda: next((each for each in [client.models.preview(model.id)] if each.samples), None), 60)
        assert look.samples[0].scores == {"object-1": 1.0}
        assert client.models.change(model.id, least_score=0.5).settings["least_score"] == 0.5
