"""Other tools' files in and out through the server: written when first asked for, with what they cannot hold."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from goldsmith.client import Goldsmith

from ..product import Customer, wait_until
from .test_deliveries import take
from .test_imports import send

ROADS = {
    "labels": [{"name": "car", "shapes": ["box"]}, {"name": "lane", "shapes": ["line"]}],
    "attributes": [],
}
ANY_SHAPE = {**ROADS, "labels": [{"name": "car"}, {"name": "lane"}]}
LANE = {"type": "line", "label": "lane", "vertices": [{"x": 0, "y": 0}, {"x": 7, "y": 7}], "uuid": "lane-1"}


@pytest.fixture
def delivery(customer: Customer) -> Any:
    """Two pictures whose cars came from a COCO file, and a lane that a labeler added to each."""
    names = [f"{uuid4().hex}.png" for _ in range(2)]
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    for name in names:
        answer = customer.operator.ask("POST", "/assets", params={"name": name}, content=picture.getvalue())
        assert answer.status_code == 201
    project: str = customer.make_project(modality="image.v1", ontology=ROADS)
    images = [{"id": number, "file_name": name} for number, name in enumerate(names)]
    boxes = [
        {"id": number, "image_id": number, "category_id": 7, "bbox": [1, 2, 3, 4], "segmentation": []}
        for number in range(2)
    ]
    whole = {"images": images, "annotations": boxes, "categories": [{"id": 7, "name": "car"}]}
    assert send(customer, project, json.dumps(whole).encode(), "coco")["created"] == 2
    customer.wait_for_counts(project, label=2)
    labeler = customer.caller("labeler")
    for _ in range(2):
        claim = labeler.claim(project)
        shown = claim["hypothesis"]["annotations"]
        labeler.submit(claim, answer={"annotations": [*shown, LANE]})
    customer.wait_for_counts(project, done=2)
    return customer.deliver(project)


def files(customer: Customer, delivery: Any) -> dict[str, Any]:
    found = customer.operator.get(f"/deliveries/{delivery['id']}")["files"]
    return {file["format"]: file for file in found}


def test_a_format_is_written_when_it_is_first_asked_for(customer: Customer, delivery: Any) -> None:
    wait_until(lambda: set(files(customer, delivery)) == {"jsonl", "leaves", "parquet"})
    refused = take(customer.operator, delivery, "coco")
    assert (refused.status_code, refused.json()["code"]) == (503, "export_not_ready")
    coco = wait_until(lambda: files(customer, delivery).get("coco"))
    assert coco["losses"] == [{"lost": "lines", "count": 2}]
    taken: httpx.Response = take(customer.operator, delivery, "coco")
    assert len(taken.content) == coco["bytes"]
    assert [each["bbox"] for each in taken.json()["annotations"]] == [[1, 2, 3, 4]] * 2


def test_asking_for_a_file_twice_writes_it_once(customer: Customer, delivery: Any) -> None:
    for _ in range(2):
        customer.operator.post(f"/deliveries/{delivery['id']}/files", {"format": "coco"}, expect=202)
    wait_until(lambda: files(customer, delivery).get("coco"))
    assert customer.value("select wanted_formats from delivery") == ["parquet", "coco"]
    unknown = customer.operator.post(f"/deliveries/{delivery['id']}/files", {"format": "tiff"}, expect=422)
    assert unknown["field"] == "format"


def test_the_client_waits_for_a_file_that_nobody_asked_for(
    customer: Customer, delivery: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("coco") / "gold.json"
    with Goldsmith(customer.product.url, customer.operator.key, customer=customer.id) as client:
        client.deliveries.download(delivery["id"], target, format="coco")
    assert len(json.loads(target.read_text())["images"]) == 2


@pytest.mark.parametrize("form", ["yolo", "yolo_segment", "voc", "cvat_images", "labelme", "open_images"])
def test_what_one_project_delivers_another_imports(customer: Customer, delivery: Any, form: str) -> None:
    customer.operator.post(f"/deliveries/{delivery['id']}/files", {"format": form}, expect=202)
    wait_until(lambda: files(customer, delivery).get(form))
    whole = take(customer.operator, delivery, form).content
    other = customer.make_project(
        modality="image.v1", ontology={**ROADS, "labels": [{"name": "car"}, {"name": "lane"}]}
    )
    done = send(customer, other, whole, form)
    assert (done["status"], done["created"], done["rejected"]) == ("done", 2, 0)
    customer.wait_for_counts(other, label=2)
    [car, *_] = customer.caller("labeler").claim(other)["hypothesis"]["annotations"]
    assert car["label"] == "car"


@pytest.mark.parametrize("form", ["conll", "conllu", "doccano", "prodigy", "brat", "spacy"])
def test_texts_leave_and_come_back_with_their_names(customer: Customer, form: str) -> None:
    names = {"labels": [{"name": "person", "shapes": ["span"]}], "attributes": []}
    project = customer.make_project(ontology=names)
    customer.add_tasks(project, 2, text="Ada went to London.")
    labeler = customer.caller("labeler")
    ada = {"type": "span", "label": "person", "start": 0, "end": 3, "text": "Ada", "uuid": "a"}
    for _ in range(2):
        labeler.submit(labeler.claim(project), answer={"annotations": [ada]})
    customer.wait_for_counts(project, done=2)
    delivery = customer.deliver(project)
    customer.operator.post(f"/deliveries/{delivery['id']}/files", {"format": form}, expect=202)
    wait_until(lambda: files(customer, delivery).get(form))
    other = customer.make_project(ontology=names)
    done = send(customer, other, take(customer.operator, delivery, form).content, form)
    assert (done["status"], done["created"], done["rejected"]) == ("done", 2, 0)
    customer.wait_for_counts(other, label=2)
    [span] = customer.caller("labeler").claim(other)["hypothesis"]["annotations"]
    assert (span["label"], span["text"]) == ("person", "Ada")
