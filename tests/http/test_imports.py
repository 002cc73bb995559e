"""Manifests: sent in parts, read once, each row wholly or not at all."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from ..product import Customer, in_parallel, say, wait_until


def send(customer: Customer, project: str, content: bytes, form: str = "jsonl", part: int = 1 << 20) -> Any:
    """Import a manifest part by part; how it ended."""
    announced = customer.operator.post(f"/projects/{project}/imports", {"name": uuid4().hex, "format": form}, 201)
    for start in range(0, len(content), part):
        append(customer, announced["id"], start, content[start : start + part])
    customer.operator.post(f"/imports/{announced['id']}/start", expect=202)
    return wait_until(lambda: ended(customer, announced["id"]), 30)


def append(customer: Customer, import_id: str, offset: int, content: bytes, expect: int = 200) -> Any:
    answer = customer.operator.ask(
        "PATCH", f"/imports/{import_id}/content", content=content, headers={"Upload-Offset": str(offset)}
    )
    assert answer.status_code == expect, answer.text
    return answer.json()


def ended(customer: Customer, import_id: str) -> Any:
    found = customer.operator.get(f"/imports/{import_id}")
    return found if found["status"] in ("done", "failed", "canceled") else None


def lines(*rows: Any) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def test_a_jsonl_manifest_becomes_tasks_and_bad_rows_say_why(customer: Customer) -> None:
    project = customer.make_project()
    good = [{"text": f"Zeile {number} ✓", "unique_id": f"row-{number}"} for number in range(5)]
    bad = [
        b"this is not JSON\n",
        lines({"text": 5}),
        lines({"text": "x", "priority": 101}),
        lines({"text": "x", "hypothesis": {"annotations": [{"type": "box"}]}}),
        lines({"text": "x", "colour": "red"}),
        b'{"text": "\xff"}\n',
        b'["a", "list"]\n',
    ]
    done = send(customer, project, lines(*good) + b"".join(bad) + lines({"text": "last"}))
    assert (done["status"], done["created"], done["existing"], done["rejected"]) == ("done", 6, 0, 7)
    assert done["rows_read"] == done["created"] + done["existing"] + done["rejected"]
    rejects = customer.operator.get(f"/imports/{done['id']}/rejects")["items"]
    assert [each["row"] for each in rejects] == [6, 7, 8, 9, 10, 11, 12]
    assert all(len(each["error"]) > 5 for each in rejects)
    assert {each["row"]: each["field"] for each in rejects}[8] == "priority"
    paged = list(customer.operator.pages(f"/imports/{done['id']}/rejects", 2))
    assert paged == rejects
    customer.wait_for_counts(project, label=6, tasks=6)


def test_a_csv_manifest_keeps_commas_quotes_and_line_breaks(customer: Customer) -> None:
    project = customer.make_project()
    content = b'text,unique_id,priority\n"Hello, ""World""\nagain",a,7\nplain,b,\n,c,1\nx,d,many\n'
    done = send(customer, project, content, "csv")
    assert (done["status"], done["created"], done["rejected"]) == ("done", 2, 2)
    tasks = {task["unique_id"]: task for task in customer.operator.get(f"/projects/{project}/tasks")["items"]}
    first = customer.task(tasks["a"]["id"])
    assert first["content"]["text"] == 'Hello, "World"\nagain'
    assert first["priority"] == 7


def test_the_same_manifest_again_adds_nothing(customer: Customer) -> None:
    project = customer.make_project()
    content = lines(*({"text": f"row {number}", "unique_id": f"u{number}"} for number in range(300)))
    first = send(customer, project, content)
    second = send(customer, project, content)
    assert (first["created"], first["existing"]) == (300, 0)
    assert (second["created"], second["existing"]) == (0, 300)
    customer.wait_for_counts(project, label=300, tasks=300)
    assert customer.value("select count(*) from task") == 300


def test_an_upload_goes_on_where_it_broke_off(customer: Customer) -> None:
    project = customer.make_project()
    content = lines(*({"text": f"Wort {number} größer", "unique_id": f"u{number}"} for number in range(200)))
    announced = customer.operator.post(f"/projects/{project}/imports", {"name": "parts", "format": "jsonl"}, 201)
    append(customer, announced["id"], 0, content[:1003])
    refused = append(customer, announced["id"], 500, content[500:], 409)
    assert (refused["code"], "1003" in refused["error"]) == ("wrong_offset", True)
    append(customer, announced["id"], 9_999, b"x", 409)
    stands = customer.operator.get(f"/imports/{announced['id']}")["bytes_received"]
    assert stands == 1003
    append(customer, announced["id"], stands, content[stands:])
    for _ in range(2):
        customer.operator.post(f"/imports/{announced['id']}/start", expect=202)
    done = wait_until(lambda: ended(customer, announced["id"]))
    assert (done["created"], done["rejected"], done["bytes_received"]) == (200, 0, len(content))
    late = append(customer, announced["id"], len(content), b"{}", 409)
    assert late["code"] == "import_started"


def test_two_senders_of_one_part_leave_one_part(customer: Customer) -> None:
    project = customer.make_project()
    announced = customer.operator.post(f"/projects/{project}/imports", {"name": "twice", "format": "jsonl"}, 201)
    content = lines(*({"text": f"row {number}"} for number in range(50)))

    def send_part(_: int) -> int:
        headers = {"Upload-Offset": "0"}
        path = f"/imports/{announced['id']}/content"
        return customer.operator.ask("PATCH", path, content=content, headers=headers).status_code

    statuses = in_parallel(send_part, 4)
    assert sorted(statuses) == [200, 409, 409, 409]
    customer.operator.post(f"/imports/{announced['id']}/start", expect=202)
    assert wait_until(lambda: ended(customer, announced["id"]))["created"] == 50


def test_a_canceled_import_stays_canceled(customer: Customer) -> None:
    project = customer.make_project()
    announced = customer.operator.post(f"/projects/{project}/imports", {"name": "no", "format": "jsonl"}, 201)
    canceled = customer.operator.post(f"/imports/{announced['id']}/cancel")
    assert canceled["status"] == "canceled"
    assert customer.operator.post(f"/imports/{announced['id']}/start", expect=202)["status"] == "canceled"
    assert append(customer, announced["id"], 0, b"{}", 409)["code"] == "import_started"


def test_sixteen_posts_of_one_unique_id_make_one_task(customer: Customer) -> None:
    project = customer.make_project()
    body = {"tasks": [{"text": "only once", "unique_id": "the one"}]}
    made = in_parallel(lambda _: customer.operator.post(f"/projects/{project}/tasks", body, 201), 16)
    assert sum(each["created"] for each in made) == 1
    assert sum(each["existing"] for each in made) == 15
    assert len({each["items"][0]["id"] for each in made}) == 1
    customer.wait_for_counts(project, label=1, tasks=1)


def test_one_bad_row_does_not_hold_up_the_others(customer: Customer) -> None:
    project = customer.make_project()
    rows = [{"text": "fine"}, {"text": None}, {}, {"text": "x", "expected": say("wrong")}, {"text": "y", "metadata": 7}]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    assert (made["created"], [each["row"] for each in made["rejected"]]) == (1, [2, 3, 4, 5])
    assert made["rejected"][3]["field"] == "metadata"


def test_a_unique_id_twice_in_one_request_is_one_task(customer: Customer) -> None:
    project = customer.make_project()
    rows = [{"text": "first", "unique_id": "same"}, {"text": "second", "unique_id": "same"}]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    assert (made["created"], made["existing"]) == (1, 1)
    assert made["items"][0]["id"] == made["items"][1]["id"]


def test_rows_go_into_the_batches_they_name(customer: Customer) -> None:
    project = customer.make_project()
    customer.operator.post(f"/projects/{project}/batches", {"name": "urgent", "priority": 90}, 201)
    rows = [{"text": "a", "batch": "urgent"}, {"text": "b", "batch": "new"}, {"text": "c"}]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    batches = {batch["name"]: batch for batch in customer.operator.get(f"/projects/{project}/batches")["items"]}
    assert set(batches) == {"urgent", "new", "default"}
    inside = customer.operator.get(f"/projects/{project}/tasks", batch=batches["urgent"]["id"])["items"]
    assert [(task["snippet"], task["priority"]) for task in inside] == [("a", 90)]


CARS = {"labels": [{"name": "car", "shapes": ["box", "polygon"]}], "attributes": []}


def coco(*names: str, **annotation: Any) -> bytes:
    """A COCO file of these images, each with one annotation."""
    images = [{"id": number, "file_name": name, "width": 8, "height": 8} for number, name in enumerate(names)]
    plain = {"category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": [], "iscrowd": 0}
    annotations = [{"id": number, "image_id": number, **plain, **annotation} for number in range(len(names))]
    return json.dumps({"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "Car"}]}).encode()


def image_project(customer: Customer, *names: str) -> str:
    """A project that asks for boxes, and uploaded pictures of these names."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    for name in names:
        answer = customer.operator.ask("POST", "/assets", params={"name": name}, content=picture.getvalue())
        assert answer.status_code == 201
    return customer.make_project(modality="image.v1", ontology=CARS)


def test_a_coco_file_becomes_tasks_whose_boxes_labelers_see_first(customer: Customer) -> None:
    names = [f"{uuid4().hex}.png" for _ in range(3)]
    project = image_project(customer, *names)
    done = send(customer, project, coco(*names), "coco", part=100)
    assert (done["status"], done["created"], done["rejected"], done["losses"]) == ("done", 3, 0, [])
    assert done["bytes_read"] == done["bytes_received"]
    customer.wait_for_counts(project, label=3)
    shown = customer.caller("labeler").claim(project)["hypothesis"]["annotations"]
    assert [(box["label"], box["left"], box["width"]) for box in shown] == [("car", 1, 3)]
    again = send(customer, project, coco(*names), "coco")
    assert (again["created"], again["existing"]) == (0, 3)


def test_an_image_that_cannot_be_read_harms_no_other(customer: Customer) -> None:
    names = [f"{uuid4().hex}.png" for _ in range(2)]
    project = image_project(customer, *names)
    bad = json.loads(coco(*names))
    bad["annotations"][1]["segmentation"] = {"counts": "abc", "size": [8, 8]}
    done = send(customer, project, json.dumps(bad).encode(), "coco")
    assert (done["status"], done["created"], done["rejected"]) == ("done", 1, 1)
    [reject] = customer.operator.get(f"/imports/{done['id']}/rejects")["items"]
    assert reject["row"] == 2
    assert "run lengths of a mask" in reject["error"]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'{"images": [{"id": 1, "file_name": "1.png"}], "annotations": [', "coco"),
        (b"\x89PNG and more", "coco"),
        (b"text,text\nfirst,second\n", "csv"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_adds_nothing_and_says_why(
    customer: Customer, content: bytes, form: str
) -> None:
    project = image_project(customer)
    failed = send(customer, project, content, form)
    assert (failed["status"], failed["created"], failed["rows_read"]) == ("failed", 0, 0)
    assert len(failed["error"]) > 20
    assert customer.operator.get(f"/projects/{project}/tasks")["items"] == []


def test_a_modality_is_imported_from_its_own_formats_only(customer: Customer) -> None:
    project = customer.make_project()
    refused = customer.operator.post(f"/projects/{project}/imports", {"name": "x", "format": "coco"}, 422)
    assert refused["field"] == "format"
    assert "jsonl, csv" in refused["error"]
