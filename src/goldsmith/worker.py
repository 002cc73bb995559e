"""The background half of the product: jobs from the queue, and rounds that keep the journey moving."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

import asyncpg
import structlog
import uvloop

from goldsmith.compat.scale.callbacks import send_callbacks
from goldsmith.compat.scale.ending import end_tasks
from goldsmith.compat.scale.given_files import read_given_files
from goldsmith.compat.scale.response_files import make_responses
from goldsmith.compat.scale.starting import start_tasks, wake_waiting
from goldsmith.errors import UnavailableError
from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.events.seal import seal_customer
from goldsmith.foundry import Foundry
from goldsmith.http.service import forget_old_marks
from goldsmith.journey.deliver.build import build_delivery
from goldsmith.journey.deliver.exports import WRITE_EXPORTS, write_exports
from goldsmith.journey.deliver.service import BUILD_DELIVERY
from goldsmith.journey.functions.run import COUNT_VOTES, count_votes, keep_functions_current, run_functions
from goldsmith.journey.functions.service import RUN_FUNCTIONS
from goldsmith.journey.ingest.attachments import PREPARE_ASSET
from goldsmith.journey.ingest.drawing import make_long_renditions, make_renditions
from goldsmith.journey.ingest.imports import READ_IMPORT, read_import
from goldsmith.journey.ingest.prepare import prepare_asset
from goldsmith.journey.ingest.renditions import MAKE_LONG_RENDITIONS, MAKE_RENDITIONS
from goldsmith.journey.prelabel.assisting import EMBED_IMAGE
from goldsmith.journey.prelabel.duty import keep_on_duty
from goldsmith.journey.prelabel.growth import keep_learning
from goldsmith.journey.prelabel.previewing import PREVIEW_MODEL, preview_model
from goldsmith.journey.prelabel.service import RUN_MODEL
from goldsmith.journey.prelabel.work import embed_image, run_model
from goldsmith.journey.reconcile.adaptive import decide_adaptive
from goldsmith.journey.reconcile.deadline import close_late_tasks
from goldsmith.journey.reconcile.learning import learn_skills
from goldsmith.journey.reconcile.machines import look_at_machines
from goldsmith.journey.reconcile.service import reconcile_finished
from goldsmith.journey.route.following import follow_labeling
from goldsmith.journey.route.service import expire_leases
from goldsmith.journey.route.telling import order_by_telling
from goldsmith.journey.rubrics.service import TEST_RUBRIC
from goldsmith.journey.rubrics.work import test_rubric
from goldsmith.knowledge.loading import load_entries
from goldsmith.knowledge.service import LOAD_ENTRIES
from goldsmith.opening import app_database, open_foundry
from goldsmith.ports.db import read_sql
from goldsmith.ports.jobs import Handler, Job
from goldsmith.ports.jobs.work import Lane, work_off
from goldsmith.quality.measure import measure_quality
from goldsmith.settings import Settings, read_settings
from goldsmith.supervisor import watch_lifeline
from goldsmith.webhooks.send import send_due

log = structlog.get_logger()
RETRY_SECONDS = 1.0
STATISTICS_SECONDS = 2.0
SQL = read_sql(__file__, "worker.sql")
Verb = Callable[[Foundry, UUID], Awaitable[int]]

JOBS: dict[str, Callable[[Foundry, Job], Awaitable[None]]] = {
    PREPARE_ASSET: prepare_asset,
    READ_IMPORT: read_import,
    BUILD_DELIVERY: build_delivery,
    WRITE_EXPORTS: write_exports,
    RUN_FUNCTIONS: run_functions,
    COUNT_VOTES: count_votes,
    RUN_MODEL: run_model,
    PREVIEW_MODEL: preview_model,
    EMBED_IMAGE: embed_image,
    LOAD_ENTRIES: load_entries,
    TEST_RUBRIC: test_rubric,
}

DRAWINGS: tuple[dict[str, Callable[[Foundry, Job], Awaitable[None]]], ...] = (
    {MAKE_RENDITIONS: make_renditions},
    {MAKE_LONG_RENDITIONS: make_long_renditions},
)
"""Each has a lane of its own: nothing else waits for files that are drawn, nor short ones for long ones."""


async def _seal(foundry: Foundry, customer_id: UUID) -> int:
    return await seal_customer(foundry.db, customer_id)


ROUNDS: tuple[tuple[Verb, float], ...] = (
    (reconcile_finished, 0.25),
    (decide_adaptive, 0.25),
    (look_at_machines, 0.25),
    (close_late_tasks, 5.0),
    (follow_labeling, 0.25),
    (order_by_telling, 1.0),
    (learn_skills, 1.0),
    (_seal, 0.5),
    (expire_leases, 1.0),
    (send_due, 1.0),
    (read_given_files, 0.25),
    (start_tasks, 0.25),
    (make_responses, 0.25),
    (end_tasks, 0.25),
    (send_callbacks, 1.0),
    (wake_waiting, 60.0),
    (measure_quality, 2.0),
    (keep_functions_current, 2.0),
    (keep_learning, 2.0),
    (keep_on_duty, 2.0),
    (forget_old_marks, 3_600.0),
)


def run() -> None:
    """`goldsmith work`: do background work until told to stop."""
    # Jobs run side by side on all cores already; threads of one that wait for each other by spinning slow down all.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    watch_lifeline()
    uvloop.run(work(read_settings()))


async def work(settings: Settings) -> None:
    """Everything that this process does, side by side, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    foundry = open_foundry(settings)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_work_off(settings, foundry, stop))
            group.create_task(_keep_statistics(foundry, stop))
            for verb, seconds in ROUNDS:
                group.create_task(_go_round(foundry, verb, seconds, stop))
    finally:
        await foundry.db.close()


async def _work_off(settings: Settings, foundry: Foundry, stop: asyncio.Event) -> None:
    """Take jobs from the queue; when the database goes away, come back when it does."""
    access = app_database(settings)
    lanes = [Lane(_bind(foundry, JOBS)), *(Lane(_bind(foundry, jobs), at_once=2) for jobs in DRAWINGS)]
    while not stop.is_set():
        try:
            await work_off(access.url, lanes, stop, role=access.role)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ExceptionGroup) as away:
            log.warning("the job queue is away", reason=repr(away))
            await _pause(stop, RETRY_SECONDS)


def _bind(foundry: Foundry, jobs: Mapping[str, Callable[[Foundry, Job], Awaitable[None]]]) -> dict[str, Handler]:
    return {name: partial(handler, foundry) for name, handler in jobs.items()}


async def _keep_statistics(foundry: Foundry, stop: asyncio.Event) -> None:
    """Let the planner know at once when a table has grown: until it does, it plans for the table as it was."""
    while not stop.is_set():
        try:
            async with foundry.db.transaction(None) as tx:
                await tx.value(SQL.refresh_statistics)
        except UnavailableError:
            await _pause(stop, RETRY_SECONDS)
        await _pause(stop, STATISTICS_SECONDS)


async def _go_round(foundry: Foundry, verb: Verb, seconds: float, stop: asyncio.Event) -> None:
    """Do one thing for every customer, again and again; without a pause while there is plenty to do."""
    while not stop.is_set():
        done = 0
        try:
            async with foundry.db.transaction(None) as tx:
                customers = [row["id"] for row in await tx.rows(EVENT_SQL.customers)]
            done = await serve_each(foundry, verb, customers)
        except UnavailableError as away:
            log.warning("a round waits", round=verb.__name__, reason=away.code)
            await _pause(stop, RETRY_SECONDS)
        except asyncpg.PostgresError:
            log.exception("a round failed", round=verb.__name__)
            await _pause(stop, RETRY_SECONDS)
        await _pause(stop, 0.02 if done else seconds)


async def serve_each(foundry: Foundry, verb: Verb, customers: Sequence[UUID]) -> int:
    """Do one thing for each customer; whatever is wrong with one customer's work is told and holds nobody else up."""
    done = 0
    for customer_id in customers:
        try:
            done += await verb(foundry, customer_id)
        except UnavailableError:
            raise  # a part that all need is away
        except Exception:
            log.exception("a round failed for one customer", round=verb.__name__, customer_id=str(customer_id))
    return done


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


if __name__ == "__main__":
    run()
