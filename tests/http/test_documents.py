"""Documents: looked at, shown, labeled, delivered; refused in words about documents; and asked as Scale asks."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
import scaleapi
from scaleapi.tasks import TaskType

from goldsmith.compat.scale import connect
from goldsmith.modalities import registry
from goldsmith.modalities.document.renditions.packs import read_part
from goldsmith.modalities.document.renditions.words import unpack_words

from ..product import Customer, wait_until
from ..unit.modalities.pdfs import locked
from ..unit.modalities.scans import picture_of
from .files import looked_at, png, upload
from .test_deliveries import take

FORM = Path(registry.get("document.v1").folder) / "examples" / "form.pdf"
ONTOLOGY = {
    "labels": [
        {"name": "question", "shapes": ["block"]},
        {"name": "answer", "shapes": ["block"]},
        {"name": "items", "shapes": ["table"]},
    ],
    "relations": [{"name": "answered_by", "from": ["question"], "to": ["answer"]}],
    "attributes": [],
}
BOX = {"type": "box", "left": 60, "top": 109, "width": 34, "height": 13}


def block(label: str, text: str, **more: Any) -> dict[str, Any]:
    return {"uuid": text, "type": "block", "label": label, "page": 0, "location": BOX, "text": text, **more}


def document(customer: Customer) -> Any:
    return looked_at(customer, upload(customer, FORM.read_bytes(), "form.pdf", "application/pdf")["id"])


def test_a_document_is_looked_at_labeled_and_delivered(customer: Customer) -> None:
    asset = document(customer)
    assert (asset["status"], asset["media_type"], asset["facts"]["pages"]) == ("ready", "application/pdf", 1)
    project = customer.make_project(modality="document.v1", ontology=ONTOLOGY)
    customer.operator.post(
        f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"], "unique_id": "form.pdf"}]}, 201
    )
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    table = {"type": "table", "label": "items", "page": 0, "location": BOX, "rows": [200]}
    refusals = {
        "answer.annotations[0].page": block("question", "a", page=1),
        "answer.annotations[0].location": block("question", "a", location={**BOX, "left": 580}),
        "answer.annotations[0].type": {**block("question", "a"), "label": "items"},
        "answer.annotations[0].rows": table,
    }
    for field, wrong in refusals.items():
        refused = labeler.submit(claim, answer={"annotations": [wrong]}, expect=422)
        assert (refused["field"] or "").startswith(field), refused
    twice = [block("question", "a", order=1), block("answer", "b", order=1)]
    assert "number 1" in labeler.submit(claim, answer={"annotations": twice}, expect=422)["error"]
    link = {"type": "answered_by", "from": "Name:", "to": "Ada Byron"}
    said = {"annotations": [block("question", "Name:"), block("answer", "Ada Byron")], "links": [link]}
    labeler.submit(claim, answer=said)
    customer.wait_for_counts(project, done=1)
    delivery = customer.deliver(project)
    path = f"/deliveries/{delivery['id']}"
    customer.operator.post(f"{path}/files", {"format": "funsd"}, expect=202)
    wait_until(lambda: any(each["format"] == "funsd" for each in customer.operator.get(path)["files"]))
    with zipfile.ZipFile(io.BytesIO(take(customer.operator, delivery, "funsd").content)) as archive:
        form = json.loads(archive.read("form.pdf/page-0001.json"))["form"]
    assert [(each["label"], each["text"], each["linking"]) for each in form] == [
        ("question", "Name:", [[0, 1]]),
        ("answer", "Ada Byron", [[0, 1]]),
    ]


def test_each_page_comes_alone_with_its_words(customer: Customer) -> None:
    asset = document(customer)
    project = customer.make_project(modality="document.v1", ontology=ONTOLOGY)
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}]}, 201)
    shown = customer.caller("labeler").claim(project)["assets"][0]
    made = {each["kind"]: each for each in shown["renditions"]}
    assert set(made) == {"pages", "words", "thumbnail"}
    words = unpack_words(read_part(customer.product.http.get(made["words"]["url"]).content, 0))
    assert [word.text for word in words[:3]] == ["Library", "card", "application"]
    index = customer.product.http.get(made["pages"]["url"], headers={"Range": "bytes=0-7"})
    offset, length = struct.unpack("<II", index.content)
    spread = {"Range": f"bytes={offset}-{offset + length - 1}"}
    picture = customer.product.http.get(made["pages"]["url"], headers=spread)
    assert (picture.status_code, picture.content[:4], picture.content[8:12]) == (206, b"RIFF", b"WEBP")


def test_a_picture_is_a_document_of_one_page(customer: Customer) -> None:
    asset = looked_at(customer, upload(customer, png(), "scan.png")["id"])
    project = customer.make_project(modality="document.v1", ontology=ONTOLOGY)
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}]}, 201)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    small = {"type": "box", "left": 0, "top": 0, "width": 1, "height": 1}
    labeler.submit(claim, answer={"annotations": [block("question", "a", page=1, location=small)]}, expect=422)
    labeler.submit(claim, answer={"annotations": [block("question", "a", location=small)]})


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("locked.pdf", locked(), "locked with a password"),
        ("cut.pdf", b"%PDF-1.7\n%cut", "damaged or cut short"),
        ("none.pdf", b"\0\0", "This is not a PDF document."),
    ],
)
def test_what_is_no_document_is_rejected_in_words_about_documents(
    customer: Customer, name: str, body: bytes, sentence: str
) -> None:
    asset = looked_at(customer, upload(customer, body, name)["id"])
    assert (asset["status"], sentence in (asset["reason"] or "")) == ("rejected", True), asset


@pytest.fixture
def live(customer: Customer) -> scaleapi.ScaleClient:
    return connect(customer.make_key("operator")["key"], customer.product.url)


@pytest.mark.parametrize("kind", [TaskType.DocumentTranscription, TaskType.DocumentModel])
def test_a_task_of_scales_is_labeled_and_comes_back_with_its_pages(
    customer: Customer, live: scaleapi.ScaleClient, kind: TaskType
) -> None:
    features = [{"type": "block", "label": "Full Name"}, {"type": "block", "label": "Caption"}]
    given = {"uuid": "g", "page": 0, "label": "Caption", "text": "Name:", "location": BOX, "refs": []}
    task = live.create_task(
        kind,
        attachment=f"scaledata://{document(customer)['id']}",
        features=features,
        hypothesis={"annotations": [given]},
    )
    customer.wait_until_taken_up(task.id)
    labeler = customer.caller("labeler")
    project = customer.task(task.id)["project_id"]
    customer.operator.patch(f"/projects/{project}", {"review_percent": 0, "audit_percent": 0})
    claim = labeler.claim(project)
    [proposed] = claim["hypothesis"]["annotations"]
    assert (proposed["type"], proposed["label"], proposed["text"]) == ("block", "caption", "Name:")
    labeler.submit(claim, answer={"annotations": [proposed, block("full_name", "Ada Byron")]})
    wait_until(lambda: live.get_task(task.id).status == "completed")
    shown = live.get_task(task.id).as_dict()
    first, second = shown["response"]["annotations"]
    assert (first["label"], first["page"], first["location"], first["text"]) == ("Caption", 0, BOX, "Name:")
    assert (second["label"], second["text"], second["refs"]) == ("Full Name", "Ada Byron", [])
    assert shown["document_pages"] == [{"width": 595.0, "height": 842.0}]


def test_questions_about_a_pdf_are_asked_beside_it(customer: Customer, live: scaleapi.ScaleClient) -> None:
    fields = [{"type": "text", "field_id": "Who?", "title": "Who?"}]
    attachments = [{"type": "pdf", "content": f"scaledata://{document(customer)['id']}"}]
    task = live.create_task(TaskType.TextCollection, attachments=attachments, fields=fields)
    customer.wait_until_taken_up(task.id)
    assert customer.task(task.id)["modality"] == "document.v1"
    both = live.create_task(TaskType.TextCollection, attachments=attachments * 2, fields=fields)
    customer.wait_until_taken_up(both.id)
    assert customer.task(both.id)["modality"] == "form.v1"  # which shows several


def fax(*texts: str, mode: str = "1", **options: Any) -> bytes:
    """A TIFF with a line of print on each page."""
    pages = [picture_of([text]).point(lambda shade: 255 * (shade > 128)).convert(mode) for text in texts]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], **options)
    return file.getvalue()


def test_a_tiff_of_several_pages_is_a_document_and_still_an_image(customer: Customer) -> None:
    texts = ["The roof leaks again.", "Two quotations came in."]
    asset = looked_at(customer, upload(customer, fax(*texts, compression="group4"), "fax.tif", "image/tiff")["id"])
    assert (asset["status"], asset["media_type"], asset["facts"]["pages"]) == ("ready", "image/tiff", 2)
    renditions = {each["kind"]: each for each in asset["renditions"]}
    assert set(renditions) == {"pages", "words", "tiles", "thumbnail"}
    words = customer.product.http.get(renditions["words"]["url"]).content
    assert [" ".join(each.text for each in unpack_words(read_part(words, page))) for page in range(2)] == texts
    for modality, ontology in (("document.v1", ONTOLOGY), ("image.v1", {"labels": [{"name": "a", "shapes": ["box"]}]})):
        project = customer.make_project(modality=modality, ontology=ontology)
        customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}]}, 201)
        assert customer.caller("labeler").claim(project)["assets"][0]["id"] == asset["id"]


def test_a_tiff_that_is_no_document_says_why_before_and_after_it_was_looked_at(customer: Customer) -> None:
    reason = "This TIFF is one picture that does not say that it was scanned."
    project = customer.make_project(modality="document.v1", ontology=ONTOLOGY)
    asset = upload(customer, fax("a", mode="L"), "photo.tif", "image/tiff")
    rows = {"tasks": [{"attachment": asset["id"]}]}
    made = customer.operator.post(f"/projects/{project}/tasks", rows, 201)
    task = wait_until(lambda: customer.task(made["items"][0]["id"]) if looked_at(customer, asset["id"]) else None)
    assert (task["status"], task["error"].startswith(reason)) == ("error", True)
    refused = customer.operator.post(f"/projects/{project}/tasks", rows, 201)
    assert refused["rejected"][0]["error"].startswith(reason)
