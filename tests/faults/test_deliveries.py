"""A delivery is built once and whole, whoever is killed while it is built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goldsmith.ids import parse_id
from goldsmith.verify import verify

from ..product import Customer, Product, wait_until
from .killing import Victims, kill, postmaster, worker

RECORDS = 60_000
COPIES = """
with made as (select gen_random_uuid() as id, gen_random_uuid() as answer_id, n from generate_series(2, $1) n),
task_made as (
  insert into task (customer_id, id, project_id, batch_id, priority, stage, status, answers_needed, answers_have,
    ontology_version, accepted_annotation_id)
  select t.customer_id, made.id, t.project_id, t.batch_id, 50, 'done', 'completed', 1, 1, 1, made.answer_id
  from made, task t where t.customer_id = $2 and t.id = $3),
payload_made as (
  insert into task_payload (customer_id, task_id, project_id, content, metadata)
  select p.customer_id, made.id, p.project_id, p.content, p.metadata
  from made, task_payload p where p.customer_id = $2 and p.task_id = $3)
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, ontology_version, answer)
select a.customer_id, made.answer_id, made.id, a.project_id, a.labeler_id, 'response', 1, a.answer
from made, annotation a where a.customer_id = $2 and a.task_id = $3 and a.kind = 'response'
"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("victims", [worker, postmaster])
def test_a_killed_build_is_finished_once_and_whole(
    start_own: Callable[..., Product], tmp_path: Path, victims: Victims
) -> None:
    product = start_own()
    customer = product.found_customer()
    project = many_completed_tasks(customer)
    delivery = customer.operator.post(f"/projects/{project}/deliveries", {"name": "Big"}, 202)
    wait_until(lambda: items(customer) > 0)
    assert kill(product, victims) > 0
    ready = wait_until(lambda: settled(customer, delivery["id"]), 200, 0.5)
    assert ready["status"] == "ready"
    assert ready["records"] == items(customer) == RECORDS
    assert verify(download(customer, delivery["id"], tmp_path), tmp_path)
    told = "select count(*) from event where kind = 'delivery.ready'"
    assert customer.value("select count(*) from certificate") == customer.value(told) == 1


def many_completed_tasks(customer: Customer) -> str:
    """One task over HTTP, and thousands like it."""
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    customer.label_everything(project)
    customer.wait_for_stage(task, "done")
    ids = parse_id("customer", customer.id), parse_id("task", task)
    customer.product.database.rows(COPIES, RECORDS, *ids, customer_id=customer.id)
    return project


def items(customer: Customer) -> int:
    count: int = customer.value("select count(*) from delivery_item")
    return count


def settled(customer: Customer, delivery_id: str) -> Any:
    """The delivery, once it is built; a server that is just away answers 503."""
    answer = customer.operator.ask("GET", f"/deliveries/{delivery_id}")
    assert answer.status_code in {200, 503}, answer.text
    return answer.json() if answer.status_code == 200 and answer.json()["status"] != "building" else None


def download(customer: Customer, delivery_id: str, folder: Path) -> Path:
    export = customer.operator.ask("GET", f"/deliveries/{delivery_id}/export")
    (folder / "gold.jsonl").write_bytes(export.content)
    certificate = folder / "certificate.json"
    certificate.write_bytes(customer.operator.ask("GET", f"/deliveries/{delivery_id}/certificate").content)
    return certificate
