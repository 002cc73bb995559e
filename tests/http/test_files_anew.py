"""A task whose file could not be shown is not lost: reopened, its file is looked at anew."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ..product import RECEIVERS, Customer, wait_until
from .files import png, upload
from .test_assets import BOXES
from .test_client import Shell


class FileServer:
    """Somebody's server of files; what is not there yet is not found, and it answers only while it is open."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.is_open = threading.Event()
        self.is_open.set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.is_open.wait()
                body = server.files.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("content-length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((RECEIVERS, 0), Handler)
        self.url = f"http://{RECEIVERS}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.is_open.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def files() -> Iterator[FileServer]:
    server = FileServer()
    yield server
    server.close()


def add(customer: Customer, project: str, *attachments: str) -> list[str]:
    rows = [{"attachment": each} for each in attachments]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    return [item["id"] for item in made["items"]]


def reopen(customer: Customer, task: str) -> None:
    customer.operator.post(f"/tasks/{task}/reopen", {"reason": "The file should be readable now."}, 204)


def wait_for_failure(customer: Customer, task: str, times: int = 1) -> str:
    def failures() -> int:
        kinds = [each["kind"] for each in customer.operator.get(f"/tasks/{task}/history")["items"]]
        return kinds.count("task.failed")

    wait_until(lambda: failures() == times)
    found = customer.task(task)
    assert (found["stage"], found["status"]) == ("done", "error")
    return str(found["error"])


def test_a_file_that_is_there_by_now_is_fetched_and_labeled(customer: Customer, files: FileServer) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    [task] = add(customer, project, f"{files.url}/car.png")
    assert "404" in wait_for_failure(customer, task)
    files.files["/car.png"] = png()
    reopen(customer, task)
    started = customer.wait_for_stage(task, "label")
    assert (started["error"], started["round"], started["assets"][0]["media_type"]) == (None, 2, "image/png")
    customer.wait_for_counts(project, tasks=1, ingest=0, label=1, done=0, error=0)
    claim = customer.caller("labeler").claim(project)
    assert customer.product.http.get(claim["assets"][0]["url"]).content == png()


def test_a_file_that_is_still_broken_fails_again_and_says_why(customer: Customer) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    [task] = add(customer, project, upload(customer, b"\x00\xff\x00 nothing", "x.png")["id"])
    reason = wait_for_failure(customer, task)
    reopen(customer, task)
    assert wait_for_failure(customer, task, times=2) == reason
    customer.wait_for_counts(project, tasks=1, ingest=0, label=0, done=1, error=1)


def test_tasks_that_share_a_file_each_come_back(customer: Customer, files: FileServer) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    asset = upload(customer, b"\x00\xff\x00 nothing", "x.png")["id"]
    first, second = add(customer, project, asset, asset)
    wait_for_failure(customer, first)
    wait_for_failure(customer, second)
    reopen(customer, first)
    wait_for_failure(customer, first, times=2)
    assert customer.task(second)["status"] == "error"
    reopen(customer, second)
    wait_for_failure(customer, second, times=2)
    customer.wait_for_counts(project, tasks=2, ingest=0, done=2, error=2)


def test_a_file_of_another_kind_is_never_handed_out(customer: Customer, files: FileServer) -> None:
    files.files["/notes.txt"] = b"no picture at all\n"
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    [task] = add(customer, project, f"{files.url}/notes.txt")
    assert "text/plain" in wait_for_failure(customer, task)
    reopen(customer, task)
    assert "text/plain" in wait_for_failure(customer, task, times=2)
    assert customer.caller("labeler").claim(project) is None


def test_a_task_canceled_before_its_file_came_waits_for_it_when_reopened(customer: Customer, files: FileServer) -> None:
    files.files["/car.png"] = png()
    files.is_open.clear()
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    [task] = add(customer, project, f"{files.url}/car.png")
    customer.operator.post(f"/tasks/{task}/cancel", {}, 204)
    reopen(customer, task)
    assert customer.task(task)["stage"] == "ingest"
    assert customer.caller("labeler").claim(project) is None
    files.is_open.set()
    customer.wait_for_stage(task, "label")
    customer.wait_for_counts(project, tasks=1, ingest=0, label=1, canceled=0)


def test_all_failed_tasks_of_a_project_come_back_by_one_command(
    customer: Customer, files: FileServer, tmp_path: Path
) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    tasks = add(customer, project, f"{files.url}/1.png", f"{files.url}/2.png")
    for task in tasks:
        wait_for_failure(customer, task)
    files.files |= {"/1.png": png(), "/2.png": png(9, 9)}
    shell = Shell(customer, tmp_path)
    assert sorted(shell("tasks", "reopen", "--failed", project)["reopened"]) == sorted(tasks)
    for task in tasks:
        customer.wait_for_stage(task, "label")
    assert shell("tasks", "reopen", "--failed", project)["reopened"] == []
    assert "--failed PROJECT" in shell("tasks", "reopen", code=1)["error"]
