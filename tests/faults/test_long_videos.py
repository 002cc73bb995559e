"""A worker that is killed while it cuts a video leaves the task or its parts, never both."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest

from ..browser.films import Film, shoot
from ..http.files import upload
from ..product import Product, wait_until
from .killing import kill, worker

ONTOLOGY = {"labels": [{"name": "car", "shapes": ["box"]}]}
FILM = Film("film.mp4", "libx264", {"preset": "ultrafast"}, frames=100)


@contextmanager
def nothing_is_attached(product: Product) -> Iterator[None]:
    """Whoever links tasks with files waits in the middle of a transaction."""
    loop = asyncio.new_event_loop()
    connection: Any = loop.run_until_complete(asyncpg.connect(product.database.owner_url))
    try:
        loop.run_until_complete(connection.execute("begin; lock table task_asset in exclusive mode"))
        yield
    finally:
        loop.run_until_complete(connection.close())
        loop.close()


@pytest.mark.timeout(180)
def test_a_worker_killed_while_it_cuts_leaves_the_task_or_its_parts(start_own: Callable[..., Product]) -> None:
    own = start_own()
    customer = own.found_customer()
    project = customer.make_project(modality="video.v1", ontology=ONTOLOGY, cut={"length": 40, "overlap": 10})
    kill(own, worker, signal.SIGSTOP)
    asset = upload(customer, shoot(FILM), "film.mp4", "video/mp4")
    row = {"attachment": asset["id"], "unique_id": "film"}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    waiting = "select count(*) from pg_locks where not granted and relation = 'task_asset'::regclass"
    with nothing_is_attached(own):
        kill(own, worker, signal.SIGCONT)
        wait_until(lambda: own.database.value(waiting) > 0)
        kill(own, worker)
        assert [tuple(each) for each in customer.rows("select stage, status from task")] == [("ingest", "pending")]
        assert customer.value("select count(*) from event where kind = 'task.cut'") == 0
    customer.wait_for_counts(project, tasks=3, label=3, ingest=0)
    assert customer.value("select count(*) from task") == 3
    assert customer.value("select count(*) from task_payload where part_of is not null") == 3
    assert customer.value("select count(*) from task_asset") == 3
    assert customer.value("select count(*) from event where kind = 'task.cut'") == 1
