"""Images with something bright in them, and models of one's own that mark it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from .. import onnx_models
from ..product import Caller, Customer, wait_until
from .files import upload
from .moods import add_model

MARKS: dict[str, Any] = {
    "labels": [
        {"name": "car", "title": "Car", "color": "#1c7ed6", "shapes": ["box", "mask", "polygon"]},
        {"name": "traffic_light", "title": "Traffic light", "shapes": ["polygon"]},
    ]
}
CLASSES = ["car", "traffic light"]


def bright(left: int, top: int, right: int, bottom: int, size: tuple[int, int] = (128, 128), red: int = 255) -> bytes:
    """A black picture with a red rectangle."""
    pixels = np.zeros((size[1], size[0], 3), dtype=np.uint8)
    pixels[top:bottom, left:right, 0] = red
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def upload_model(customer: Customer, content: bytes, name: str = "model.onnx") -> str:
    """The SHA-256 of a file that was taken."""
    answer = customer.operator.ask("POST", "/model-files", params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sha256"])


def images_to_mark(customer: Customer, pictures: list[bytes], ontology: dict[str, Any] = MARKS) -> str:
    """A project with a task for each picture, ready to be labeled."""
    project = customer.make_project(ontology=ontology, modality="image.v1")
    rows = [{"attachment": upload(customer, each)["id"]} for each in pictures]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, expect=201)
    wait_until(lambda: customer.counts(project).get("label") == len(rows), 60)
    return project


def add_detector(customer: Customer, project: str, content: bytes | None = None, expect: int = 201, **more: Any) -> Any:
    file = upload_model(customer, content or onnx_models.bright_detector())
    settings = {"file": file, "classes": CLASSES, "fit": "stretch", **more}
    return add_model(customer, project, expect=expect, kind="detector", settings=settings)


def add_segmenter(customer: Customer, project: str, expect: int = 201) -> Any:
    files = {
        "encoder": upload_model(customer, onnx_models.disc_encoder()),
        "decoder": upload_model(customer, onnx_models.disc_decoder()),
    }
    return add_model(customer, project, expect=expect, kind="segmenter", settings=files)


def a_detector(customer: Customer) -> str:
    """The id of a detector in a project without tasks."""
    project = customer.make_project(ontology=MARKS, modality="image.v1")
    return str(add_detector(customer, project)["id"])


def a_claimed_image(customer: Customer) -> tuple[Caller, Any]:
    """A labeler who holds an image of a project with a segmenter that has seen it."""
    project = images_to_mark(customer, [bright(10, 10, 30, 30)])
    model = add_segmenter(customer, project)
    customer.operator.post(f"/models/{model['id']}/run", expect=202)
    wait_until(lambda: customer.operator.get(f"/models/{model['id']}")["tasks_answered"] == 1, 60)
    labeler = customer.caller("labeler")
    return labeler, labeler.claim(project)
