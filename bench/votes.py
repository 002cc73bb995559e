"""A chat project of a million votes: its leaderboard, judges and order of tasks, and how claims fare meanwhile.

`python -m bench.votes --votes 1000000` starts the product on an empty folder and writes, by SQL into its own tables, a
project in which 500 labelers compared 100 models, five a task, a judge's calls about a fifth of the tasks, and 5,000
tasks that wait. Then it prints, each with how long claims took beside it:

- leaderboard: GET of it, four times with nothing new, after one more vote, and free of style;
- judges: GET of the same project's judges;
- order: from the moment that the worker may look until each waiting task was looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from bench import speed
from bench.product import Product, memory_mb, running_product, tree_of
from goldsmith.ids import parse_id
from goldsmith.modalities import registry
from goldsmith.ports.embedded_postgres import EmbeddedPostgres
from goldsmith.settings import Settings

MODELS, LABELERS, PER_TASK, WAITING = 100, 500, 5, 5_000
FILL = Path(__file__).with_name("votes.sql")

LOOK = """
insert into counter (customer_id, scope_id, labeler_id, hour, name, value)
values ('CUSTOMER', 'PROJECT', '00000000-0000-0000-0000-000000000000', 'epoch', 'annotations', VOTES)
on conflict (customer_id, scope_id, labeler_id, hour, name) do update set value = excluded.value
"""
LEFT = """
select count(*) from task where project_id = 'PROJECT' and stage = 'label' and status = 'pending' and id > coalesce(
  (select place from vote_order where project_id = 'PROJECT'), '00000000-0000-0000-0000-000000000000')
"""


class Filled(NamedTuple):
    """The project of a million votes."""

    product: Product
    project: str
    labeler: Product
    connection: Any
    words: dict[str, str]
    loop: asyncio.AbstractEventLoop

    def sql(self, text: str) -> Any:
        for word, value in self.words.items():
            text = text.replace(word, value)
        return self.loop.run_until_complete(self.connection.fetchval(text))

    def leaderboard(self, **asked: str) -> Any:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return self.product.call("GET", f"/projects/{self.project}/leaderboard?{query}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--votes", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with running_product() as product, asyncio.Runner() as runner:
        filled = fill(product, chosen.votes, runner)
        show("claims alone", filled, lambda: time.sleep(5))
        for look in range(1, 5):  # the first in each of two processes reads all votes, whichever it is
            show(f"leaderboard, look {look}", filled, filled.leaderboard)
        vote(filled)
        show("leaderboard, one more vote", filled, filled.leaderboard)
        show("leaderboard, free of style", filled, lambda: filled.leaderboard(free_of="style"))
        show("judges", filled, lambda: product.call("GET", f"/projects/{filled.project}/judges"))
        show("order", filled, lambda: order(filled))


def fill(product: Product, votes: int, runner: asyncio.Runner) -> Filled:
    """A project with so many votes; the worker does not look at it yet, as its answers are not counted."""
    began, loop = time.perf_counter(), runner.get_loop()
    template = next(each for each in registry.get("chat.v1").templates if each.name == "preference")
    body = {"name": "votes", "modality": "chat.v1", "ontology": msgspec.to_builtins(template.ontology)}
    project = product.call("POST", "/projects", body)["id"]
    responses = [{"content": "Gold.", "source": "first-model"}, {"content": "Brass.", "source": "second-model"}]
    product.call(
        "POST", f"/projects/{project}/tasks", {"tasks": [{"prompt": "What glitters?", "responses": responses}]}
    )
    key = product.call("POST", "/keys", {"name": "labeler", "role": "labeler"})["key"]
    database = EmbeddedPostgres(Settings(folder=product.folder).postgres_folder).url("goldsmith_superuser")
    connection = loop.run_until_complete(asyncpg.connect(database, command_timeout=3600))
    facts = "select customer_id, batch_id, id from task where project_id = $1"
    found = loop.run_until_complete(connection.fetchrow(facts, UUID(int=parse_id("project", project).int)))
    words = {"CUSTOMER": str(found["customer_id"]), "PROJECT": str(parse_id("project", project))}
    words |= {
        "BATCH": str(found["batch_id"]),
        "EXAMPLE": str(found["id"]),
        "PER_TASK": str(PER_TASK),
        "VOTES": str(votes),
    }
    words |= {
        "TASKS": str(votes // PER_TASK),
        "WAITING": str(WAITING),
        "LABELERS": str(LABELERS),
        "MODELS": str(MODELS),
    }
    filled = Filled(product, project, product._replace(admin_key=key), connection, words, loop)
    for statement in FILL.read_text().split(";\n"):
        if statement.strip():
            filled.sql(statement)
    print(f"filled {votes:,} votes in {time.perf_counter() - began:.0f} s", flush=True)
    return filled


def vote(filled: Filled) -> None:
    claim = filled.labeler.call("POST", f"/projects/{filled.project}/claims", {})
    ranking = {"type": "ranking", "label": "overall", "after": "1", "groups": [["a"], ["b"]]}
    answer = {"generation": claim["generation"], "answer": {"annotations": [ranking]}}
    filled.labeler.call("POST", f"/assignments/{claim['assignment_id']}/submit", answer)


def order(filled: Filled) -> None:
    """Until each waiting task was looked at, with what all votes say of the models."""
    filled.sql(LOOK)
    while filled.sql(LEFT):
        time.sleep(0.2)


def show(what: str, filled: Filled, work: Callable[[], object]) -> None:
    """One line of JSON: seconds, by the clock and of processors, memory beyond what was there, claims beside it."""
    claims: list[float] = []
    processes = _python_processes(filled.product)
    before, used = memory_mb(processes), processor_seconds(filled.product)
    with beside(lambda: claim_once(filled, claims)), watching(processes) as sizes:
        began = time.perf_counter()
        work()
        seconds = time.perf_counter() - began
    figures = {
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor_seconds(filled.product) - used, 2),
        "more_mb": round(max(sizes, default=before) - before),
        "claims": len(claims),
        "claim_p50_ms": round(1_000 * statistics.median(claims), 1),
        "claim_max_ms": round(1_000 * max(claims), 1),
    }
    print(json.dumps({"what": what, **figures, "speed": speed.measure()}), flush=True)


def claim_once(filled: Filled, claims: list[float]) -> None:
    began = time.perf_counter()
    claim = filled.labeler.call("POST", f"/projects/{filled.project}/claims", {})
    claims.append(time.perf_counter() - began)
    held = {"generation": claim["generation"]}
    filled.labeler.call("POST", f"/assignments/{claim['assignment_id']}/release", held)


def processor_seconds(product: Product) -> float:
    """What the product used of the processors so far, PostgreSQL and processes that have ended included."""
    ticks = 0
    for pid in tree_of(product.pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def watching(processes: list[int]) -> Iterator[list[float]]:
    """The memory of the processes, ten times a second."""
    sizes: list[float] = []
    with beside(lambda: sizes.append(memory_mb(processes))):
        yield sizes


@contextmanager
def beside(step: Callable[[], object], pause_seconds: float = 0.1) -> Iterator[None]:
    """Do something again and again, in a thread, while the body runs; at least once."""
    done = threading.Event()

    def again() -> None:
        step()
        while not done.wait(pause_seconds):
            step()

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _python_processes(product: Product) -> list[int]:
    """The product's own processes, without PostgreSQL's."""
    return [pid for pid in tree_of(product.pid) if b"goldsmith" in Path(f"/proc/{pid}/cmdline").read_bytes()[:200]]


if __name__ == "__main__":
    main()
