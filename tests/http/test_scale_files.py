"""Responses of Scale's that name files, by their own client: made once, fetched by links that expire, given again."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import scaleapi
from PIL import Image
from scaleapi.exceptions import ScaleInvalidRequest
from scaleapi.tasks import TaskType

from goldsmith.algorithms.masks import compress, runs_of
from goldsmith.compat.scale import connect

from ..product import Customer, Product, wait_until
from .files import looked_at, png, upload
from .receiver import Receiver
from .scale_account import ScaleAccount
from .test_scale import claim, picture, submit, unreviewed
from .test_videos import EXAMPLES

STREET: dict[str, Any] = {"labels": ["sky", {"choice": "Big Car", "instance_label": True}], "allow_unlabeled": True}
CARS: dict[str, Any] = {
    "geometries": {"box": {"objects_to_annotate": ["Big Car"]}},
    "annotation_attributes": {"Lights": {"choices": ["on", "off"]}},
    "events_to_annotate": ["Crash"],
}


@pytest.fixture
def live(customer: Customer) -> scaleapi.ScaleClient:
    return connect(customer.make_key("operator")["key"], customer.product.url)


def mask(label: str, left: int, top: int, width: int, height: int) -> dict[str, Any]:
    counts = compress(runs_of(np.ones((height, width), dtype=bool)))
    window = {"left": left, "top": top, "width": width, "height": height, "counts": counts}
    return {"uuid": f"{label}-{left}", "type": "mask", "label": label, "attributes": {}, **window}


def answer(*annotations: dict[str, Any]) -> dict[str, Any]:
    return {"annotations": list(annotations), "global_attributes": {}, "links": []}


def completed(client: scaleapi.ScaleClient, task: Any) -> Any:
    return wait_until(lambda: done if (done := client.get_task(task.id)).status != "pending" else None).as_dict()


def fetched(customer: Customer, address: str) -> bytes:
    """What lies at a link, by somebody who has nothing but it."""
    found = customer.product.http.get(address)
    assert found.status_code == 200, found.text
    return bytes(found.content)


def without_links(response: Any) -> Any:
    if isinstance(response, dict):
        return {name: without_links(each) for name, each in response.items()}
    if isinstance(response, list):
        return [without_links(each) for each in response]
    return "a link" if isinstance(response, str) and response.startswith("http") else response


def test_a_segmentation_travels_the_journey_and_comes_back_as_pictures(
    customer: Customer, live: scaleapi.ScaleClient
) -> None:
    receiver = Receiver()
    live.create_project("Streets", TaskType.SegmentAnnotation, STREET)
    task = live.create_task(
        TaskType.SegmentAnnotation, project="Streets", attachment=picture(customer), callback_url=receiver.url
    )
    project = unreviewed(customer, "Streets")
    labeler, claimed = claim(customer, project)
    refused = {"generation": claimed["generation"], "answer": answer(mask("sky", 0, 0, 9, 9)), "seconds": 1}
    labeler.post(f"/assignments/{claimed['assignment_id']}/submit", refused, expect=422)
    masks = (mask("sky", 0, 0, 8, 2), mask("big_car", 1, 3, 2, 2), mask("big_car", 5, 3, 3, 3))
    submit(labeler, claimed, answer(*masks))
    done = completed(live, task)
    assert done["response"]["labelMapping"] == {
        "sky": {"index": 1, "color": "#e6194b", "numPixels": 16},
        "Big Car": [
            {"index": 2, "color": "#3cb44b", "numPixels": 4},
            {"index": 3, "color": "#ffe119", "numPixels": 9},
        ],
    }
    annotations = done["response"]["annotations"]
    assert len(annotations["labeled"]["Big Car"]) == 2
    indices = np.asarray(Image.open(io.BytesIO(fetched(customer, annotations["combined"]["indexedImage"]))))
    assert indices.shape == (6, 8)
    assert np.bincount(indices.ravel()).tolist() == [19, 16, 4, 9]
    [(_, body)] = wait_until(lambda: receiver.received)
    receiver.close()
    assert b"/api/v1/assets/asset_" in body
    assert b"scaledata://" not in body.partition(b'"response"')[2].partition(b'"params"')[0]

    given = live.create_task(
        TaskType.SegmentAnnotation, project="Streets", attachment=picture(customer), hypothesis=done["response"]
    )
    labeler, claimed = claim(customer, project)
    submit(labeler, claimed, claimed["hypothesis"])
    again = completed(live, given)["response"]
    assert without_links(again) == without_links(done["response"])
    both = [fetched(customer, each["annotations"]["combined"]["indexedImage"]) for each in (done["response"], again)]
    assert both[0] == both[1]


@pytest.mark.parametrize("kind", [TaskType.VideoAnnotation, TaskType.VideoPlaybackAnnotation])
def test_tracks_travel_the_journey_and_come_back_as_files(
    customer: Customer, live: scaleapi.ScaleClient, kind: TaskType
) -> None:
    body = (EXAMPLES / "crossing.webm").read_bytes()
    video = "scaledata://" + looked_at(customer, upload(customer, body, "crossing.webm", "video/webm")["id"])["id"]
    rates = {"annotation_frame_rate": 24} if kind == TaskType.VideoPlaybackAnnotation else {}
    live.create_project("Drives", kind, {**CARS, **rates})
    task = live.create_task(kind, project="Drives", attachment=video, attachment_type="video")
    project = unreviewed(customer, "Drives")
    labeler, claimed = claim(customer, project)
    keyframes = [
        {"frame": 4, "left": 1.0, "top": 1.0, "width": 4.0, "height": 3.0, "attributes": {"lights": "on"}},
        {"frame": 8, "left": 9.0, "top": 1.0, "width": 4.0, "height": 3.0},
    ]
    track = {"uuid": "t", "type": "box", "label": "big_car", "attributes": {}, "keyframes": keyframes}
    crash = {"uuid": "e", "type": "event", "label": "crash", "attributes": {}, "start_frame": 3, "end_frame": 5}
    submit(labeler, claimed, answer(track, crash))
    response = completed(live, task)["response"]
    assert without_links(response) == {"annotations": {"url": "a link"}, "events": {"url": "a link"}}
    objects = customer.product.http.get(response["annotations"]["url"]).json()
    if kind == TaskType.VideoAnnotation:
        assert len(objects) == 48
        [sixth] = objects[6]["annotations"]
        assert (sixth["uuid"], sixth["label"], sixth["left"]) == ("t", "Big Car", 5.0)
        assert sixth["attributes"] == {"Lights": "on"}
    else:
        assert [each["key"] for each in objects["annotations"]["t"]["frames"]] == list(range(4, 48))
    events = customer.product.http.get(response["events"]["url"]).json()["events"]
    assert [(each["label"], each["start"], each["end"]) for each in events] == [("Crash", 3, 5)]

    given = live.create_task(kind, project="Drives", attachment=video, attachment_type="video", hypothesis=response)
    labeler, claimed = claim(customer, project)
    submit(labeler, claimed, claimed["hypothesis"])
    again = completed(live, given)["response"]
    for name in ("annotations", "events"):
        assert fetched(customer, again[name]["url"]) == fetched(customer, response[name]["url"])


def test_a_video_and_what_is_known_of_it_may_lie_elsewhere(customer: Customer, live: scaleapi.ScaleClient) -> None:
    elsewhere = ScaleAccount()
    elsewhere.files["/files/v.webm"] = (EXAMPLES / "crossing.webm").read_bytes()
    box = {"uuid": "u", "type": "box", "label": "Big Car", "left": 1, "top": 2, "width": 3, "height": 4}
    frames = [{"annotations": []}, {"annotations": [box]}, {"annotations": []}]
    elsewhere.files["/files/a.json"] = json.dumps(frames).encode()
    live.create_project("Far", TaskType.VideoAnnotation, {**CARS, "frame_rate": 12})
    task = live.create_task(
        TaskType.VideoAnnotation,
        project="Far",
        attachment=f"{elsewhere.url}/files/v.webm",
        attachment_type="video",
        hypothesis={"annotations": {"url": f"{elsewhere.url}/files/a.json"}},
    )
    _, claimed = claim(customer, unreviewed(customer, "Far"))
    elsewhere.close()
    [track] = claimed["hypothesis"]["annotations"]
    assert [(each["frame"], each.get("is_outside", False)) for each in track["keyframes"]] == [(2, False), (4, True)]
    assert [each for each, _ in elsewhere.asked].count("/files/v.webm") == 1
    assert live.get_task(task.id).params["attachment"] == f"{elsewhere.url}/files/v.webm"


def test_images_in_order_are_labeled_as_a_video(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("Frames", TaskType.VideoAnnotation, CARS)
    images = [picture(customer) for _ in range(3)]
    task = live.create_task(
        TaskType.VideoAnnotation, project="Frames", attachments=images, attachment_type="image", frame_rate=2
    )
    labeler, claimed = claim(customer, unreviewed(customer, "Frames"))
    assert (len(claimed["assets"]), claimed["task"]["content"]["frame_rate"]) == (3, 2.0)
    box = {"frame": 1, "left": 1, "top": 1, "width": 4, "height": 3, "attributes": {"lights": "off"}}
    submit(labeler, claimed, answer({"type": "box", "label": "big_car", "keyframes": [box]}))
    told = customer.product.http.get(completed(live, task)["response"]["annotations"]["url"]).json()
    assert [len(frame["annotations"]) for frame in told] == [0, 1, 1]


def test_an_expected_response_in_files_is_gold(customer: Customer, live: scaleapi.ScaleClient) -> None:
    live.create_project("Gold", TaskType.SegmentAnnotation, STREET)
    numbers = np.zeros((6, 8), dtype=np.uint8)
    numbers[:2] = 1
    out = io.BytesIO()
    Image.fromarray(numbers).save(out, "PNG")
    mask_file = "scaledata://" + upload(customer, out.getvalue(), "mask.png")["id"]
    right = {"labelMapping": {"sky": {"index": 1}}, "annotations": {"combined": {"indexedImage": mask_file}}}
    made = live.create_evaluation_task(
        TaskType.SegmentAnnotation, project="Gold", attachment=picture(customer), expected_response=right
    )
    assert made.expected_response == right
    customer.wait_until_taken_up(made.id)
    [expected] = customer.task(made.id)["annotations"]
    assert expected["kind"] == "expected"
    assert expected["answer"]["annotations"][0]["label"] == "sky"


def test_a_hypothesis_that_lies_elsewhere_is_fetched_and_one_that_is_none_is_an_error(
    customer: Customer, live: scaleapi.ScaleClient, product: Product
) -> None:
    rival = product.found_customer()
    live.create_project("Elsewhere", TaskType.SegmentAnnotation, STREET)
    theirs = "scaledata://" + upload(rival, png(), "mask.png")["id"]
    nobodys = "scaledata://" + theirs.removeprefix("scaledata://")[:-4] + "0000"
    own = "scaledata://" + upload(customer, b"no picture", "mask.png")["id"]
    errors = []
    for address in (theirs, nobodys, own, "https://127.0.0.1/mask.png", "ftp://x/mask.png"):
        given = {"labelMapping": {"sky": {"index": 1}}, "annotations": {"combined": {"indexedImage": address}}}
        task = live.create_task(
            TaskType.SegmentAnnotation, project="Elsewhere", attachment=picture(customer), hypothesis=given
        )
        done = completed(live, task)
        assert done["status"] == "error"
        errors.append(done["error"])
    assert errors[0] == errors[1] == "hypothesis: There is no such file."
    assert "PNG" in errors[2]
    with pytest.raises(ScaleInvalidRequest, match="indexedImage"):
        live.create_task(TaskType.SegmentAnnotation, project="Elsewhere", attachment="x", hypothesis={"a": 1})


def test_the_files_of_a_response_are_their_customers_alone(
    customer: Customer, live: scaleapi.ScaleClient, product: Product
) -> None:
    test = connect(customer.make_key("operator", "test")["key"], product.url)
    made_up = test.create_task(TaskType.SegmentAnnotation, attachment="https://example.com/x.png", **STREET)
    assert made_up.status == "completed"
    address = made_up.response["annotations"]["combined"]["indexedImage"]
    assert fetched(customer, address).startswith(b"\x89PNG")
    parts = urlsplit(address)
    signed = {name: values[0] for name, values in parse_qs(parts.query).items()}
    rival = product.found_customer()
    stolen = {**signed, "customer": rival.id}
    for wrong in (stolen, {**signed, "expires": "1"}, {**signed, "signature": "x"}):
        assert product.http.get(parts.path, params=wrong).status_code in (401, 403, 404)
    asset = parts.path.split("/")[4]
    rival.operator.get(f"/assets/{asset}", expect=404)
    assert customer.operator.get(f"/assets/{asset}")["media_type"] == "image/png"
    drive = test.create_task(TaskType.VideoPlaybackAnnotation, attachment="https://example.com/x.mp4", **CARS)
    told = customer.product.http.get(drive.response["annotations"]["url"]).json()
    assert [each["label"] for each in told["annotations"].values()] == ["Big Car"]


def test_a_response_whose_files_cannot_be_made_is_an_error_that_says_why(
    customer: Customer, live: scaleapi.ScaleClient
) -> None:
    live.create_project("Dots", TaskType.SegmentAnnotation, STREET)
    image = "scaledata://" + looked_at(customer, upload(customer, png(60, 40))["id"])["id"]
    task = live.create_task(TaskType.SegmentAnnotation, project="Dots", attachment=image)
    labeler, claimed = claim(customer, unreviewed(customer, "Dots"))
    dots = [{**mask("big_car", n % 60, n // 60, 1, 1), "uuid": str(n)} for n in range(2_001)]
    submit(labeler, claimed, answer(*dots))
    done = completed(live, task)
    assert (done["status"], "at most 2,000 masks" in done["error"]) == ("error", True)
