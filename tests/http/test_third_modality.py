"""A third modality by one folder alone: it takes tasks, routes, is labelled, reviewed, audited, delivered, exported."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ..conftest import Own, open_folder
from ..product import Caller, Customer, wait_until
from ..toy_modality import NAME, NUMBERS, make_pulse, numbers_file


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every process of the product may read."""
    folder = open_folder()
    yield folder
    shutil.rmtree(folder)


def answer(*indexes: int) -> dict[str, Any]:
    marks = [
        {"uuid": f"m{index}", "type": "mark", "label": "outlier", "index": index, "attributes": {}} for index in indexes
    ]
    return {"annotations": marks, "global_attributes": {"quality": "bad"}, "links": []}


def find_modality(caller: Caller) -> dict[str, Any]:
    [found] = [each for each in caller.get("/modalities")["items"] if each["name"] == NAME]
    return dict(found)


def add_lists(customer: Customer, project: str, count: int) -> list[str]:
    """Tasks over uploaded lists, each a little different."""
    rows = []
    for number in range(count):
        content = numbers_file([*NUMBERS, number])
        uploaded = customer.operator.ask("POST", "/assets", params={"name": "steps.json"}, content=content)
        assert uploaded.status_code == 201, uploaded.text
        rows.append({"attachment": uploaded.json()["id"], "unique_id": f"list-{number}"})
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, expect=201)
    return [item["id"] for item in made["items"]]


def export(caller: Caller, delivery_id: str, form: str) -> bytes:
    """A file of a delivery, once it is written."""

    def written() -> bytes | None:
        taken = caller.ask("GET", f"/deliveries/{delivery_id}/export", params={"format": form})
        assert taken.status_code in {200, 503}, taken.text
        return taken.content if taken.status_code == 200 else None

    return wait_until(written, 60)


def test_one_folder_is_a_whole_modality(start_own: Callable[..., Own], place: Path) -> None:
    own = start_own(GOLDSMITH_EXTRA_MODALITIES=str(make_pulse(place)), GOLDSMITH_API_WORKERS="1")
    customer = own.found_customer()
    modality = find_modality(customer.operator)
    assert modality["shapes"] == ["mark"]
    assert modality["media_types"] == ["application/x-pulse+json"]
    assert {"jsonl", "parquet", "marks"} <= set(modality["export_formats"])
    [template] = modality["templates"]

    project = customer.make_project(
        modality=NAME, ontology=template["ontology"], answers_needed=2, review_percent=100, audit_percent=100
    )
    tasks = add_lists(customer, project, 2)
    customer.wait_for_counts(project, label=2)
    label(customer, project)
    customer.wait_for_counts(project, review=2)
    reviewer, auditor = customer.caller("reviewer"), customer.caller("reviewer")
    for _ in tasks:
        claim = reviewer.claim(project, "review")
        assert len(claim["answers"]) == 2
        reviewer.review(claim, "accept")
    customer.wait_for_counts(project, audit=2)
    for _ in tasks:
        auditor.audit(auditor.claim(project, "audit"), "correct")
    customer.wait_for_counts(project, done=2)

    delivery = customer.deliver(project)
    assert (delivery["status"], delivery["records"]) == ("ready", 2)
    records = [json.loads(line) for line in export(customer.operator, delivery["id"], "jsonl").splitlines()]
    assert [each["index"] for each in records[0]["answer"]["annotations"]] == [3, 6]
    assert pq.read_table(io.BytesIO(export(customer.operator, delivery["id"], "parquet"))).num_rows == 2
    lines = export(customer.operator, delivery["id"], "marks").decode().splitlines()
    assert sorted(lines) == [f"list-{number}\t{index}\toutlier" for number in range(2) for index in (3, 6)]


def label(customer: Customer, project: str) -> None:
    """Two people answer everything; what its own check refuses is refused."""
    for person in (customer.caller("labeler"), customer.caller("labeler")):
        while claim := person.claim(project):
            [asset] = claim["assets"]
            assert asset["facts"]["count"] == len(NUMBERS) + 1
            assert customer.product.http.get(asset["url"]).json()[:-1] == NUMBERS
            refused = person.submit(claim, answer=answer(99), expect=422)
            assert refused["field"] == "answer.annotations[0].index"
            person.submit(claim, answer=answer(3, 6))
