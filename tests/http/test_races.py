"""Races that timing alone would hardly ever produce: the test holds the lock that one side waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import asyncpg

from goldsmith.ids import parse_id

from ..product import Customer, say
from .files import looked_at, png, upload

Change = Callable[[Any], Awaitable[None]]
BOXES = {"labels": [{"name": "car", "title": "Car", "shapes": ["box"]}], "attributes": [], "relations": []}


async def test_a_lease_that_expires_while_its_renewal_waits_is_not_given_twice(customer: Customer) -> None:
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)

    async def expire(connection: Any) -> None:
        assignment = parse_id("assignment", claim["assignment_id"])
        await connection.execute("update assignment set state = 'expired', ended_at = now() where id = $1", assignment)
        await connection.execute("update task set claims_live = 0 where id = $1", parse_id("task", task))

    path = f"/assignments/{claim['assignment_id']}/renew"
    answer = await _ask_while_locked(customer, task, expire, lambda: labeler.ask("POST", path, json={"generation": 1}))
    assert answer.status_code == 409
    assert customer.caller("labeler").claim(project) is not None
    assert customer.caller("labeler").claim(project) is None, "the one place was given once"


async def test_a_submission_that_waits_while_its_lease_expires_is_refused(customer: Customer) -> None:
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)

    async def expire(connection: Any) -> None:
        assignment = parse_id("assignment", claim["assignment_id"])
        await connection.execute("update assignment set state = 'expired', ended_at = now() where id = $1", assignment)
        await connection.execute("update task set claims_live = 0 where id = $1", parse_id("task", task))

    body = {"generation": 1, "answer": say(), "seconds": 1}
    path = f"/assignments/{claim['assignment_id']}/submit"
    answer = await _ask_while_locked(customer, task, expire, lambda: labeler.ask("POST", path, json=body))
    assert (answer.status_code, answer.json()["code"]) == (409, "lease_expired")
    assert customer.task(task)["annotations"] == []


async def test_no_task_waits_for_ever_for_a_file_that_was_looked_at_while_it_was_made(customer: Customer) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    looked_at(customer, upload(customer, png(width=9))["id"])  # somebody is there to look
    connection = await asyncpg.connect(customer.product.database.owner_url)
    try:
        async with connection.transaction():
            await connection.execute("lock table task_asset in share mode")  # who makes a task comes this far
            asset = upload(customer, png())
            with ThreadPoolExecutor(1) as thread:
                rows = {"tasks": [{"attachment": asset["id"]}]}
                made: Future[Any] = thread.submit(customer.operator.post, f"/projects/{project}/tasks", rows, 201)
                await _wait_until_looked_at(connection, customer, asset["id"])
                await connection.execute("commit")
                [task] = (await asyncio.wrap_future(made))["items"]
    finally:
        await connection.close()
    customer.wait_for_stage(task["id"], "label")


async def _wait_until_looked_at(connection: Any, customer: Customer, asset_id: str) -> None:
    """Until the file is ready, or whoever looked at it waits for the one who makes the task."""
    for _ in range(1200):
        waiting = await connection.fetchval(
            "select count(*) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0"
        )
        if waiting > 1 or customer.operator.get(f"/assets/{asset_id}")["status"] == "ready":
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody looked at the file")


async def _ask_while_locked(customer: Customer, task: str, change: Change, ask: Callable[[], Any]) -> Any:
    """Hold the task's lock, let `ask` run into it, make `change`, let go; the answer."""
    connection = await asyncpg.connect(customer.product.database.owner_url)
    try:
        async with connection.transaction():
            await connection.execute(
                "select set_config('goldsmith.customer_id', $1, true)", str(parse_id("customer", customer.id))
            )
            await connection.execute("select from task where id = $1 for update", parse_id("task", task))
            with ThreadPoolExecutor(1) as thread:
                answer: Future[Any] = thread.submit(ask)
                await _wait_for_a_waiter(connection)
                await change(connection)
                await connection.execute("commit")
                return await asyncio.wrap_future(answer)
    finally:
        await connection.close()


async def _wait_for_a_waiter(connection: Any) -> None:
    blocked = "select count(*) from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))"
    for _ in range(200):
        if await connection.fetchval(blocked):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody waited for the lock")
