"""Parts that go away: honest 503s with Retry-After, and back to work alone within half a minute."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from ..http.files import looked_at, png
from ..http.test_imports import append, ended, lines
from ..product import Customer, Product, say, wait_until
from .killing import api, kill, postgres, worker

RECOVERY_SECONDS = 30


@pytest.fixture
def own(start_own: Callable[..., Product]) -> Product:
    return start_own()


@pytest.fixture
def busy(own: Product) -> Customer:
    """A customer of a product that only this test uses."""
    return own.found_customer()


def is_unavailable(answer: httpx.Response) -> bool:
    """503 in our own words, saying when to come back."""
    assert answer.status_code < 600
    if answer.status_code != 503:
        return False
    assert int(answer.headers["retry-after"]) > 0
    assert set(answer.json()) == {"error", "code", "field"}
    return True


def asked(customer: Customer, method: str, path: str, **request: Any) -> httpx.Response | None:
    try:
        return customer.operator.ask(method, path, **request)
    except httpx.TransportError:
        return None


def works_again(customer: Customer, project: str) -> bool:
    answer = asked(customer, "POST", f"/projects/{project}/tasks", json={"tasks": [{"text": "after the fault"}]})
    return answer is not None and answer.status_code == 201


@pytest.mark.timeout(180)
def test_a_database_that_hangs_is_said_and_survived(own: Product, busy: Customer) -> None:
    project = busy.make_project()
    labeler = busy.caller("labeler")
    busy.add_tasks(project, 3)
    claim = labeler.claim(project)
    assert kill(own, postgres, signal.SIGSTOP) > 0
    try:
        started = time.monotonic()
        path = f"/assignments/{claim['assignment_id']}/submit"
        body = {"generation": 1, "answer": say(), "seconds": 1}
        answer = labeler.ask("POST", path, json=body, timeout=60)
        assert is_unavailable(answer)
        assert time.monotonic() - started < 45
    finally:
        kill(own, postgres, signal.SIGCONT)
    wait_until(lambda: works_again(busy, project), RECOVERY_SECONDS, pause=0.3)
    labeler.submit(claim)
    busy.wait_for_counts(project, annotations=1)


@pytest.mark.timeout(180)
def test_a_killed_database_comes_back_alone_and_nothing_is_lost(own: Product, busy: Customer) -> None:
    project = busy.make_project()
    busy.add_tasks(project, 5)
    busy.label_everything(project)
    kill(own, postgres)
    started = time.monotonic()
    wait_until(lambda: works_again(busy, project), RECOVERY_SECONDS, pause=0.2)
    assert time.monotonic() - started < RECOVERY_SECONDS
    assert busy.label_everything(project) >= 1
    busy.wait_for_counts(project, annotations=busy.value("select count(*) from annotation where kind = 'response'"))


@pytest.mark.timeout(180)
def test_a_worker_killed_while_it_imports_leaves_each_row_once(own: Product, busy: Customer) -> None:
    project = busy.make_project()
    count = 60_000
    rows = ({"text": f"row {number} " + "x" * 200, "unique_id": f"u{number}"} for number in range(count))
    announced = busy.operator.post(f"/projects/{project}/imports", {"name": "big", "format": "jsonl"}, 201)
    append(busy, announced["id"], 0, lines(*rows) + b"not a row\n")
    busy.operator.post(f"/imports/{announced['id']}/start", expect=202)
    for share in (0.1, 0.5):
        _wait_for_rows(busy, announced["id"], int(share * count))
        kill(own, worker)
    done = wait_until(lambda: ended(busy, announced["id"]), 90)
    assert (done["status"], done["created"], done["existing"], done["rejected"]) == ("done", count, 0, 1)
    assert busy.value("select count(*) from task") == count
    assert busy.value("select count(distinct unique_id) from task_payload") == count
    assert busy.value("select count(*) from event where kind = 'import.done'") == 1
    busy.wait_for_counts(project, tasks=count, label=count)


def _wait_for_rows(customer: Customer, import_id: str, count: int) -> None:
    wait_until(lambda: customer.operator.get(f"/imports/{import_id}")["rows_read"] > count, 60)


def store(customer: Customer, content: bytes) -> httpx.Response:
    return customer.operator.ask("POST", "/assets", params={"name": "x.png"}, content=content)


@contextmanager
def little_space(product: Product) -> Iterator[None]:
    """Two megabytes for objects: a disk of that size as root, otherwise the longest file that the server may write."""
    objects = product.folder / "data" / "objects"
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=0755", "tmpfs", str(objects)], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(objects)], check=True)
    else:
        with short_files(product):
            yield


@contextmanager
def short_files(product: Product) -> Iterator[None]:
    """The server's processes may write files of two megabytes at most."""
    before = {
        pid: resource.prlimit(pid, resource.RLIMIT_FSIZE, (2 << 20, resource.RLIM_INFINITY)) for pid in api(product)
    }
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@pytest.mark.timeout(180)
def test_no_room_for_a_file_in_the_temporary_folder_is_said(own: Product, busy: Customer) -> None:
    with short_files(own):
        assert is_unavailable(store(busy, os.urandom(4_000_000)))
        assert store(busy, png()).status_code == 201
    assert store(busy, os.urandom(4_000_000)).status_code == 201


@pytest.mark.timeout(180)
def test_a_full_disk_is_said_and_what_was_stored_stays(own: Product, busy: Customer) -> None:
    project = busy.make_project()
    with little_space(own):
        small = looked_at(busy, _stored(busy, png())["id"])
        big = os.urandom(4_000_000)
        for _ in range(3):
            assert is_unavailable(store(busy, big))
        announced = busy.operator.post(f"/projects/{project}/imports", {"name": "big", "format": "jsonl"}, 201)
        path, headers = f"/imports/{announced['id']}/content", {"Upload-Offset": "0"}
        assert is_unavailable(busy.operator.ask("PATCH", path, content=big, headers=headers))
        assert busy.operator.get(f"/imports/{announced['id']}")["bytes_received"] == 0
        assert own.http.get(small["url"]).content == png()
        assert store(busy, png(9, 9)).status_code == 201, "what fits is taken, and nothing half-written is left"
        assert works_again(busy, project)


@pytest.mark.timeout(180)
def test_an_object_store_that_is_away_is_said_and_comes_back(own: Product, busy: Customer) -> None:
    project = busy.make_project()
    picture = looked_at(busy, _stored(busy, png())["id"])
    objects, hidden = own.folder / "data" / "objects", own.folder / "data" / "hidden"
    objects.rename(hidden)
    objects.write_text("not a folder")
    try:
        assert is_unavailable(store(busy, png(10, 10)))
        assert is_unavailable(own.http.get(picture["url"]))
        assert works_again(busy, project), "what needs no object goes on"
    finally:
        objects.unlink()
        hidden.rename(objects)
    assert own.http.get(picture["url"]).status_code == 200
    assert looked_at(busy, _stored(busy, png(10, 10))["id"])["status"] == "ready"


def _stored(customer: Customer, content: bytes) -> Any:
    answer = store(customer, content)
    assert answer.status_code == 201, answer.text
    return answer.json()
