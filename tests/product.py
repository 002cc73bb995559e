"""A real product under test: the whole process tree, callers of every role, and a look into its database."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
import httpx

from goldsmith.ids import parse_id
from goldsmith.ports.embedded_postgres import Access
from goldsmith.supervisor.lifeline import die_with_parent

RECEIVERS = "127.0.0.2"  # where tests listen; the product may reach it, and no other private address
START_SECONDS = 150.0
Found = TypeVar("Found")

QUESTION: dict[str, Any] = {
    "labels": [{"name": "thing", "title": "Thing"}, {"name": "person", "title": "Person"}],
    "attributes": [
        {
            "name": "mood",
            "title": "Mood",
            "type": "category",
            "required": True,
            "choices": [{"name": name, "title": name.title()} for name in ("good", "bad", "odd")],
        }
    ],
    "relations": [],
}


def say(choice: str = "good") -> dict[str, Any]:
    """An answer to QUESTION."""
    return {"annotations": [], "global_attributes": {"mood": choice}, "links": []}


def wait_until(found: Callable[[], Found | None], seconds: float = 60.0, pause: float = 0.05) -> Found:
    """Ask again and again until the answer is truthy; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline, "this did not become true in time"
        time.sleep(pause)
    return answer


def in_parallel(work: Callable[[int], Found], times: int) -> list[Found]:
    """Do one thing many times at once; the results in order."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(work, range(times)))


class Product:
    """A running Goldsmith on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ready = json.loads((folder / "ready.json").read_text())
        self.url: str = ready["url"]
        self.admin_key: str = ready["admin_key"]
        self.http = httpx.Client(base_url=self.url, timeout=30, limits=httpx.Limits(max_connections=64))
        self.admin = Caller(self, self.admin_key)

    def close(self) -> None:
        self.http.close()

    def found_customer(self) -> Customer:
        """A customer that nobody else uses: tenancy is what keeps tests apart."""
        made = self.admin.post("/customers", {"name": f"Customer {uuid4().hex}"}, expect=201)
        return Customer(self, made["id"], made["name"])

    def connect(self) -> httpx.Client:
        """A client with cookies and connections of its own."""
        return httpx.Client(base_url=self.url + "/api/v1", timeout=30)

    @cached_property
    def database(self) -> OwnersView:
        access = Access.read(self.folder / "data" / "postgres")
        assert access is not None
        return OwnersView(access.url("goldsmith_owner"), access.url("goldsmith_app"))


class OwnersView:
    """The database as its owner sees it, or as the server's role does."""

    def __init__(self, owner_url: str, app_url: str) -> None:
        self.owner_url, self.app_url = owner_url, app_url

    def rows(self, sql: str, *values: Any, customer_id: str | None = None, as_app: bool = False) -> list[Any]:
        """Run one statement; rows of a customer show only to who names it."""
        url = self.app_url if as_app else self.owner_url
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, _fetch(url, sql, values, customer_id)).result()

    def value(self, sql: str, *values: Any, customer_id: str | None = None, as_app: bool = False) -> Any:
        rows = self.rows(sql, *values, customer_id=customer_id, as_app=as_app)
        return rows[0][0] if rows else None


async def _fetch(url: str, sql: str, values: tuple[Any, ...], customer_id: str | None) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        for kind in ("json", "jsonb"):
            await connection.set_type_codec(kind, schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
        async with connection.transaction():
            if customer_id is not None:
                known = str(parse_id("customer", customer_id))
                await connection.execute("select set_config('goldsmith.customer_id', $1, true)", known)
            return list(await connection.fetch(sql, *values))
    finally:
        await connection.close()


class Caller:
    """Somebody with a key. `expect` is the status that the answer must have; then its JSON comes back."""

    def __init__(self, product: Product, key: str | None, customer: str | None = None) -> None:
        self.product = product
        self.key = key
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        if customer:
            self.headers["Goldsmith-Customer"] = customer

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {**self.headers, **request.pop("headers", {})}
        address = path if path.startswith(("/api/", "/readyz", "/healthz", "/schema")) else f"/api/v1{path}"
        return self.product.http.request(method, address, headers=headers, **request)

    def get(self, path: str, expect: int = 200, **parameters: Any) -> Any:
        return _read(self.ask("GET", path, params=parameters or None), expect)

    def post(self, path: str, body: Mapping[str, Any] | None = None, expect: int = 200, **request: Any) -> Any:
        return _read(self.ask("POST", path, json=body if body is not None else {}, **request), expect)

    def put(self, path: str, body: Mapping[str, Any], expect: int = 200) -> Any:
        return _read(self.ask("PUT", path, json=body), expect)

    def patch(self, path: str, body: Mapping[str, Any], expect: int = 200, **request: Any) -> Any:
        return _read(self.ask("PATCH", path, json=body, **request), expect)

    def delete(self, path: str, expect: int = 204) -> Any:
        return _read(self.ask("DELETE", path), expect)

    def pages(self, path: str, limit: int, **parameters: Any) -> Iterator[Any]:
        """Every item of a list, page by page."""
        cursor: dict[str, Any] = {}
        while True:
            page = self.get(path, limit=limit, **parameters, **cursor)
            yield from page["items"]
            if page["next"] is None:
                return
            cursor = {"cursor": page["next"]}

    def claim(self, project_id: str, purpose: str = "label", **narrow: Any) -> Any:
        """The next claim, or None."""
        answer = self.ask("POST", f"/projects/{project_id}/claims", json={"purpose": purpose, **narrow})
        return None if answer.status_code == 204 else _read(answer, 200)

    def submit(self, claim: Any, choice: str = "good", expect: int = 200, **more: Any) -> Any:
        body = {"generation": claim["generation"], "answer": say(choice), "seconds": 1.5, **more}
        return self.post(f"/assignments/{claim['assignment_id']}/submit", body, expect)

    def review(self, claim: Any, verdict: str, expect: int = 200, **more: Any) -> Any:
        body = {"generation": claim["generation"], "verdict": verdict, "seconds": 1.0, **more}
        return self.post(f"/assignments/{claim['assignment_id']}/review", body, expect)

    def audit(self, claim: Any, verdict: str, expect: int = 200, **more: Any) -> Any:
        body = {"generation": claim["generation"], "verdict": verdict, "seconds": 1.0, **more}
        return self.post(f"/assignments/{claim['assignment_id']}/audit", body, expect)

    def skip(self, claim: Any, reason: str = "too hard", expect: int = 200) -> Any:
        body = {"generation": claim["generation"], "reason": reason}
        return self.post(f"/assignments/{claim['assignment_id']}/skip", body, expect)


def _read(answer: httpx.Response, expect: int) -> Any:
    assert answer.status_code == expect, (
        f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:500]}"
    )
    return answer.json() if answer.content else None


class Customer:
    """One customer and whoever works for it."""

    def __init__(self, product: Product, customer_id: str, name: str) -> None:
        self.product, self.id, self.name = product, customer_id, name
        self._keys = itertools.count(1)
        self.root = Caller(product, product.admin_key, customer_id)
        """The installation's administrator, acting for this customer."""

    @cached_property
    def operator(self) -> Caller:
        return self.caller("operator")

    def caller(self, role: str, mode: str = "live") -> Caller:
        """Somebody new with this role; each key is a labeler of its own."""
        return Caller(self.product, self.make_key(role, mode)["key"])

    def make_key(self, role: str, mode: str = "live") -> Any:
        return self.root.post("/keys", {"name": f"{role} {next(self._keys)}", "role": role, "mode": mode}, expect=201)

    def make_project(self, **settings: Any) -> str:
        """A text project that asks QUESTION; nobody reviews or audits unless told so."""
        plain = {"modality": "text.v1", "ontology": QUESTION, "review_percent": 0, "audit_percent": 0}
        made = self.operator.post("/projects", {"name": uuid4().hex, **plain, **settings}, expect=201)
        project_id: str = made["id"]
        return project_id

    def add_tasks(self, project_id: str, count: int, **fields: Any) -> list[str]:
        rows = [{"text": f"Text number {number}.", "unique_id": uuid4().hex, **fields} for number in range(count)]
        made = self.operator.post(f"/projects/{project_id}/tasks", {"tasks": rows}, expect=201)
        assert made["created"] == count
        return [item["id"] for item in made["items"]]

    def task(self, task_id: str) -> Any:
        return self.operator.get(f"/tasks/{task_id}")

    def wait_until_taken_up(self, task_id: str) -> None:
        """What came over another wire is a task a moment later."""
        wait_until(lambda: self.operator.ask("GET", f"/tasks/{task_id}").status_code == 200)

    def wait_for_stage(self, task_id: str, stage: str) -> Any:
        """The task, once it got there."""
        wait_until(lambda: self.task(task_id)["stage"] == stage)
        return self.task(task_id)

    def label_everything(self, project_id: str, choice: str = "good") -> int:
        """One labeler answers all they may; how many answers that was."""
        labeler, done = self.caller("labeler"), 0
        while claim := labeler.claim(project_id):
            labeler.submit(claim, choice)
            done += 1
        return done

    def counts(self, project_id: str) -> dict[str, int]:
        counts: dict[str, int] = self.operator.get(f"/projects/{project_id}")["counts"]
        return counts

    def wait_for_counts(self, project_id: str, **expected: int) -> dict[str, int]:
        """The counts, once they say what is expected; an absent count is 0."""
        wait_until(lambda: expected.items() <= (dict.fromkeys(expected, 0) | self.counts(project_id)).items())
        return self.counts(project_id)

    def deliver(self, project_id: str, name: str | None = None) -> Any:
        """A delivery, once it is ready."""
        made = self.operator.post(f"/projects/{project_id}/deliveries", {"name": name}, expect=202)
        return wait_until(lambda: self._built(made["id"]))

    def _built(self, delivery_id: str) -> Any:
        delivery = self.operator.get(f"/deliveries/{delivery_id}")
        return delivery if delivery["status"] != "building" else None

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """This customer's rows, as the server's role sees them."""
        return self.product.database.rows(sql, *values, customer_id=self.id, as_app=True)

    def value(self, sql: str, *values: Any) -> Any:
        return self.product.database.value(sql, *values, customer_id=self.id, as_app=True)


def spawn_product(folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Start `goldsmith up` on a folder; it ends with the process that started it."""
    (folder / "ready.json").unlink(missing_ok=True)
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("GOLDSMITH_", "DATABASE_URL"))
    }
    variables |= {"GOLDSMITH_EGRESS_ALLOW": f"{RECEIVERS}/32", "GOLDSMITH_API_WORKERS": "2", **environment}
    if programs := os.environ.get("GOLDSMITH_TEST_PGBIN"):
        variables["PGBIN"] = programs
    arguments = [
        "up",
        "--port",
        "0",
        "--data",
        str(folder / "data"),
        "--no-demo",
        "--ready-file",
        str(folder / "ready.json"),
    ]
    with (folder / "product.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "goldsmith", *arguments],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  (it takes no lock that a thread may hold)
        )


def wait_for_product(folder: Path, is_starting: Callable[[], bool]) -> Product:
    """The product of a folder, once it serves."""

    def is_ready() -> bool:
        assert is_starting(), f"the product did not start:\n{(folder / 'product.log').read_text()[-4000:]}"
        return (folder / "ready.json").exists()

    wait_until(is_ready, START_SECONDS)
    return Product(folder)


def stop_product(process: subprocess.Popen[bytes], seconds: float = 30) -> int:
    """Stop it as Ctrl-C would; its exit status."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
