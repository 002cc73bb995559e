"""Fixtures for tests over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest

from goldsmith.foundry import Foundry
from goldsmith.opening import open_foundry
from goldsmith.settings import Settings

from ..product import Customer, Product, wait_until
from .files import looked_at, png, upload
from .people import Person

FUNCTION = "from goldsmith import label_function\n\n@label_function\ndef always(item):\n    return 'good'\n"


@pytest.fixture
def belongings(customer: Customer) -> dict[str, str]:
    """One of everything that has an id, of a customer who is busy."""
    project = customer.make_project(answers_needed=1, lease_seconds=600)
    [done] = customer.add_tasks(project, 1)
    customer.label_everything(project)
    customer.wait_for_stage(done, "done")
    [task] = customer.add_tasks(project, 1)
    claim = customer.caller("labeler").claim(project)
    post = customer.operator.post
    webhook = post("/webhooks", {"url": "https://example.com", "events": ["import.done"]}, 201)["id"]
    post(f"/webhooks/{webhook}/test", expect=202)
    opened_with = {"access_key_id": "AKIA", "secret_access_key": "only-for-tests"}
    bucket = {"provider": "s3", "name": "photos", "region": "eu-central-1", "credentials": opened_with}
    base = post("/knowledge-bases", {"name": f"things-{uuid4().hex[:8]}"}, 201)["name"]
    entries = f"/knowledge-bases/{base}/loads?name=x&format=csv"
    load = customer.operator.ask("POST", entries, content=b"id,name\n1,one\n").json()["id"]
    wait_until(lambda: customer.operator.get(f"/knowledge-bases/{base}/loads/{load}")["status"] == "done")
    function = post(f"/projects/{project}/functions", {"source": FUNCTION}, 202)["functions"][0]["name"]
    wait_until(lambda: have_voted(customer, project))  # else its votes would be told of while a test looks for changes
    return {
        "project_id": project,
        "task_id": task,
        "assignment_id": claim["assignment_id"],
        "batch_id": claim["task"]["batch_id"],
        "asset_id": looked_at(customer, upload(customer, png())["id"])["id"],
        "person_id": post("/members", {"email": f"{uuid4().hex}@example.org", "name": "x", "role": "labeler"}, 201)[
            "person_id"
        ],
        "key_id": customer.make_key("labeler")["id"],
        "webhook_id": webhook,
        "bucket_id": post("/buckets", bucket, 201)["id"],
        "event_id": customer.operator.get(f"/webhooks/{webhook}/attempts")["items"][0]["id"],
        "import_id": post(f"/projects/{project}/imports", {"name": "x", "format": "csv"}, 201)["id"],
        "model_id": post(f"/projects/{project}/models", {"kind": "learned"}, 201)["id"],
        "delivery_id": customer.deliver(project)["id"],
        "function_name": function,
        "knowledge_base": base,
        "load_id": load,
        "version": "1",
    }


def have_voted(customer: Customer, project: str) -> bool:
    view = customer.operator.get(f"/projects/{project}/functions")
    return bool(view["status"] == "done" and view["looked"] == view["tasks"] == 2)


@pytest.fixture
async def foundry(product: Product) -> AsyncIterator[Foundry]:
    opened = open_foundry(Settings(folder=product.folder / "data"))
    yield opened
    await opened.db.close()


@pytest.fixture
def person(customer: Customer) -> Iterator[Person]:
    made = Person(customer, "labeler")
    yield made
    made.browser.close()
