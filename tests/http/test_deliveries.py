"""Deliveries over HTTP: frozen, certified, taken again and again as the same bytes, seen by nobody else."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from goldsmith.verify import verify

from ..product import Caller, Customer, in_parallel, wait_until

NOBODYS = "delivery_01h455vb4pex5vsknk084sn02q"


def completed(customer: Customer, count: int = 3, **fields: Any) -> tuple[str, list[str]]:
    """A project with that many completed tasks."""
    project = customer.make_project()
    tasks = customer.add_tasks(project, count, **fields)
    customer.label_everything(project)
    for task in tasks:
        customer.wait_for_stage(task, "done")
    return project, tasks


def take(caller: Caller, delivery: Any, form: str = "jsonl", **request: Any) -> httpx.Response:
    return caller.ask("GET", f"/deliveries/{delivery['id']}/export", params={"format": form}, **request)


def take_when_written(caller: Caller, delivery: Any, form: str) -> httpx.Response:
    """Take a format that is made from the lines after the delivery is ready."""

    def written() -> httpx.Response | None:
        answer = take(caller, delivery, form)
        if answer.status_code == 503:
            assert answer.json()["code"] == "export_not_ready"
            assert int(answer.headers["retry-after"]) >= 1
            return None
        return answer

    return wait_until(written, 60)


def download(caller: Caller, delivery: Any, folder: Path) -> Path:
    """Everything that `goldsmith verify` reads."""
    (folder / "gold.jsonl").write_bytes(take(caller, delivery).content)
    (folder / "gold.leaves").write_bytes(take(caller, delivery, "leaves").content)
    certificate = folder / "certificate.json"
    certificate.write_bytes(caller.ask("GET", f"/deliveries/{delivery['id']}/certificate").content)
    return certificate


def audit_all(customer: Customer, project: str, verdicts: list[str]) -> None:
    auditor = customer.caller("reviewer")
    customer.operator.post(f"/projects/{project}/audits", {"count": len(verdicts)}, 201)
    for verdict in verdicts:
        answer = {"annotations": [], "global_attributes": {"mood": "odd"}, "links": []}
        given: dict[str, Any] = {"answer": answer} if verdict == "wrong" else {}
        auditor.audit(auditor.claim(project, "audit"), verdict, **given)


def test_a_delivery_holds_what_was_sent_and_what_was_answered(customer: Customer) -> None:
    text = 'Größe "x"\n\\ 日本 😀'
    project, [task] = completed(customer, 1, text=text, metadata={"b": [1, None], "a": "ä"}, unique_id="one")
    delivery = customer.deliver(project, "Erste")
    assert (delivery["status"], delivery["records"], delivery["name"]) == ("ready", 1, "Erste")
    [line] = take(customer.operator, delivery).content.splitlines()
    record = json.loads(line)
    labeler = customer.task(task)["annotations"][0]["labeler"]["id"]
    assert record["task_id"] == task
    assert record["annotation_id"] == customer.task(task)["accepted_annotation_id"]
    assert record["unique_id"] == "one"
    assert record["content"] == {"text": text}
    assert record["answer"]["global_attributes"] == {"mood": "good"}
    assert record["metadata"] == {"b": [1, None], "a": "ä"}
    assert record["labelers"] == [labeler]
    assert record["assets"] == []
    assert 0 <= record["probability"] <= 1


def test_a_certificate_is_signed_and_every_record_is_under_its_root(customer: Customer, tmp_path: Path) -> None:
    project, _ = completed(customer, 5)
    audit_all(customer, project, ["correct", "correct", "wrong"])
    delivery = customer.deliver(project)
    verification = verify(download(customer.operator, delivery, tmp_path), tmp_path)
    assert verification, str(verification)
    assert verification.records == 5
    quality = delivery["certificate"]["quality"]
    assert (quality["audited"], quality["correct"], quality["self_audited"]) == (3, 2, 0)
    assert quality["low"] < quality["estimate"] < quality["high"]
    assert delivery["root"] == delivery["certificate"]["delivery"]["root"]


def test_a_record_found_wrong_counts_as_wrong_although_it_was_corrected_and_reopened(customer: Customer) -> None:
    project, [task] = completed(customer, 1)
    audit_all(customer, project, ["wrong"])
    customer.wait_for_stage(task, "done")
    first = customer.deliver(project)
    assert b'"mood": "odd"' in take(customer.operator, first).content
    assert first["certificate"]["quality"]["correct"] == 0
    customer.operator.post(f"/tasks/{task}/reopen", {"reason": "again"}, 204)
    customer.label_everything(project)
    customer.wait_for_stage(task, "done")
    second = customer.deliver(project)
    quality = second["certificate"]["quality"]
    assert (quality["audited"], quality["correct"]) == (1, 0)
    assert b'"mood": "good"' in take(customer.operator, second).content


def test_an_audit_of_an_answer_that_is_gone_says_nothing_about_the_new_one(customer: Customer) -> None:
    project, [task] = completed(customer, 1)
    audit_all(customer, project, ["correct"])
    customer.wait_for_stage(task, "done")
    customer.operator.post(f"/tasks/{task}/reopen", {"reason": "again"}, 204)
    customer.label_everything(project)
    customer.wait_for_stage(task, "done")
    quality = customer.deliver(project)["certificate"]["quality"]
    assert (quality["audited"], quality["estimate"]) == (0, None)


def test_auditing_ones_own_work_is_written_down(customer: Customer) -> None:
    project = customer.make_project(self_review=True)
    [task] = customer.add_tasks(project, 1)
    alone = customer.caller("operator")
    alone.submit(alone.claim(project))
    customer.wait_for_stage(task, "done")
    customer.operator.post(f"/projects/{project}/audits", {"count": 1}, 201)
    alone.audit(alone.claim(project, "audit"), "correct")
    quality = customer.deliver(project)["certificate"]["quality"]
    assert quality["self_audited"] == 1
    assert "somebody who had also labeled" in quality["statement"]


def test_a_delivery_never_changes_whatever_happens_to_its_tasks(customer: Customer) -> None:
    project, tasks = completed(customer)
    first = customer.deliver(project)
    before = take(customer.operator, first).content
    customer.operator.patch(f"/tasks/{tasks[0]}", {"metadata": {"changed": True}}, 204)
    customer.operator.post(f"/tasks/{tasks[1]}/reopen", {"reason": "again"}, 204)
    customer.add_tasks(project, 1)
    customer.label_everything(project, "bad")
    assert take(customer.operator, first).content == before
    assert hashlib.sha256(before).hexdigest() == first["certificate"]["delivery"]["sha256"]


def test_two_deliveries_with_nothing_between_them_are_the_same_bytes(customer: Customer) -> None:
    project, _ = completed(customer, 7)
    made = in_parallel(lambda number: customer.deliver(project, f"Nr. {number}"), 3)
    assert len({take(customer.operator, each).content for each in made}) == 1
    assert len({each["root"] for each in made}) == 1


def test_only_completed_tasks_are_delivered(customer: Customer) -> None:
    project, tasks = completed(customer, 2)
    customer.add_tasks(project, 2)
    lines = take(customer.operator, customer.deliver(project)).text.splitlines()
    assert sorted(json.loads(line)["task_id"] for line in lines) == sorted(tasks)


def test_every_format_holds_every_record(customer: Customer) -> None:
    project, tasks = completed(customer)
    delivery = customer.deliver(project, 'A "name" with ü/..\\')
    assert delivery["export_formats"][:3] == ["jsonl", "leaves", "parquet"]
    lines = take(customer.operator, delivery).text.splitlines()
    table = pq.read_table(io.BytesIO(take_when_written(customer.operator, delivery, "parquet").content))
    assert table["task_id"].to_pylist() == [json.loads(line)["task_id"] for line in lines] == sorted(tasks)
    assert [json.loads(each) for each in table["content"].to_pylist()] == [
        json.loads(line)["content"] for line in lines
    ]
    for form in delivery["export_formats"][3:]:
        assert take_when_written(customer.operator, delivery, form).status_code == 200


def test_a_file_comes_as_a_download_that_a_browser_cannot_run(customer: Customer) -> None:
    project, _ = completed(customer, 1, text="<script>alert(1)</script>")
    answer = take(customer.operator, customer.deliver(project, 'x"\\ü; filename=evil.html'))
    plain, spelled = "x___; filename=evil.html.jsonl", "x%22%5C%C3%BC%3B%20filename%3Devil.html.jsonl"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{spelled}"
    assert answer.headers["content-disposition"] == disposition
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["content-type"] == "application/x-ndjson"


def test_a_broken_download_goes_on_and_a_known_file_is_not_sent_again(customer: Customer) -> None:
    project, _ = completed(customer)
    delivery = customer.deliver(project)
    whole = take(customer.operator, delivery)
    rest = take(customer.operator, delivery, headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]})
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    assert rest.headers["content-range"] == f"bytes 100-{len(whole.content) - 1}/{len(whole.content)}"
    known = take(customer.operator, delivery, headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    beyond = take(customer.operator, delivery, headers={"Range": f"bytes={len(whole.content)}-"})
    assert (beyond.status_code, beyond.json()["code"]) == (416, "bad_range")


def test_the_certificate_is_handed_out_as_it_was_signed(customer: Customer) -> None:
    project, _ = completed(customer)
    delivery = customer.deliver(project)
    address = f"/deliveries/{delivery['id']}/certificate"
    signed = customer.operator.ask("GET", address)
    assert signed.headers["content-type"] == "application/json"
    assert signed.content == customer.operator.ask("GET", address).content
    assert signed.json() == delivery["certificate"]


def test_deliveries_are_listed_the_newest_first_and_page_by_page(customer: Customer) -> None:
    project, _ = completed(customer, 1)
    made = [customer.deliver(project, f"Nr. {number}")["id"] for number in range(3)]
    listed = [*customer.operator.pages(f"/projects/{project}/deliveries", limit=2)]
    assert [each["id"] for each in listed] == made[::-1]
    assert all(each["certificate"]["quality"]["statement"] for each in listed)


def test_creation_and_completion_are_events(customer: Customer) -> None:
    project, _ = completed(customer, 1)
    delivery = customer.deliver(project)
    kinds = wait_until(lambda: [e for e in _events(customer, project) if e["kind"].startswith("delivery.")])
    assert [event["kind"] for event in kinds] == ["delivery.ready", "delivery.created"]
    assert {event["body"]["delivery_id"] for event in kinds} == {delivery["id"]}


def _events(customer: Customer, project: str) -> list[Any]:
    items: list[Any] = customer.operator.get("/events", project=project)["items"]
    return items


def test_what_cannot_be_delivered_is_refused(customer: Customer) -> None:
    empty = customer.make_project()
    address = f"/projects/{empty}/deliveries"
    assert customer.operator.post(address, expect=409)["code"] == "nothing_to_deliver"
    project, _ = completed(customer, 1)
    customer.deliver(project, "Same")
    refused = customer.operator.post(f"/projects/{project}/deliveries", {"name": "Same"}, 409)
    assert (refused["code"], refused["field"]) == ("name_taken", "name")


@pytest.mark.parametrize(
    ("body", "status"), [({"name": ""}, 422), ({"name": 5}, 400), ({"name": "a\n"}, 422), ({"other": 1}, 400)]
)
def test_bad_requests_are_told_what_is_wrong(customer: Customer, body: dict[str, Any], status: int) -> None:
    project, _ = completed(customer, 1)
    told = customer.operator.post(f"/projects/{project}/deliveries", body, status)
    assert told["error"]
    assert customer.operator.get(f"/projects/{project}/deliveries")["items"] == []


def test_an_unknown_format_is_told_which_ones_there_are(customer: Customer) -> None:
    project, _ = completed(customer, 1)
    refused = take(customer.operator, customer.deliver(project), "pdf")
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_format")
    assert "parquet" in refused.json()["error"]


def test_a_rivals_delivery_is_like_one_that_does_not_exist(customer: Customer, rival: Customer) -> None:
    project, _ = completed(customer, 1)
    delivery = customer.deliver(project)
    for path in ("", "/certificate", "/export"):
        theirs = rival.operator.ask("GET", f"/deliveries/{delivery['id']}{path}")
        nobodys = rival.operator.ask("GET", f"/deliveries/{NOBODYS}{path}")
        assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)
        assert theirs.status_code == 404
    assert rival.operator.ask("GET", f"/projects/{project}/deliveries").status_code == 404
    assert rival.operator.ask("POST", f"/projects/{project}/deliveries", json={}).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("member", 200), ("operator", 200), ("labeler", 403), ("reviewer", 403)])
def test_gold_is_for_those_who_ordered_it(customer: Customer, role: str, status: int) -> None:
    project, _ = completed(customer, 1)
    delivery = customer.deliver(project)
    caller = customer.caller(role)
    assert take(caller, delivery).status_code == status
    caller.get(f"/deliveries/{delivery['id']}", status)
