"""`goldsmith replay`: recorded crowd labels through the real product, without waiting for people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from goldsmith.commands.connection import Where
from goldsmith.commands.frame import Session, register
from goldsmith.errors import ForbiddenError, GoldsmithError, UnauthenticatedError, UnavailableError

if TYPE_CHECKING:
    from goldsmith.replay.recording import Recording
    from goldsmith.replay.report import Report
    from goldsmith.replay.run import Work

CUSTOMER = "Replay"


def add_to(app: typer.Typer) -> None:
    register(app, "replay")(replay)


def replay(
    session: Session,
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="labels.csv.gz, and gold.csv.gz if known.")
    ],
    *,
    labelers: Annotated[int, typer.Option(min=1, max=1000, help="How many work at a time.")] = 32,
    audits: Annotated[
        int, typer.Option(min=0, max=10_000, help="How many tasks the simulated auditor looks at.")
    ] = 400,
    fixed: Annotated[
        bool, typer.Option("--fixed", help="Collect every recorded answer instead of letting the engine stop.")
    ] = False,
    target_accuracy: Annotated[
        float, typer.Option(min=0.5, max=1, help="What the contract asks for: the higher, the more answers.")
    ] = 0.95,
    most_answers: Annotated[
        int | None, typer.Option(min=1, help="The budget: the engine asks for no more answers than this in all.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", file_okay=False, help="Keep the delivery and its certificate here.")
    ] = None,
    temporary: Annotated[
        bool, typer.Option("--temporary", help="Use a server of its own, started and removed.")
    ] = False,
) -> None:
    """Run recorded labels through a real project.

    From ingest to a verified delivery, which is compared with gold.

    Without a running server (--url, login, or `goldsmith up` here) it starts one of its own and stops it after.
    """
    from goldsmith.client.types import QualityContract
    from goldsmith.replay.recording import read_recording
    from goldsmith.replay.run import Work

    contract = QualityContract(target_accuracy=target_accuracy, most_answers=most_answers)
    recording = read_recording(folder)
    with _server(session, temporary) as where, _kept_or_temporary(output) as files:
        work = Work(at_once=labelers, audits=audits, is_fixed=fixed, contract=contract)
        report = _run(session, where, recording, work, files)
    session.output.facts(report, report.lines())
    if not report.verified:
        raise GoldsmithError("The certificate does not verify against the export.", code="not_verified")


def _run(session: Session, where: Where, recording: Recording, work: Work, files: Path) -> Report:
    import asyncio

    import uvloop

    from goldsmith.client import AsyncGoldsmith
    from goldsmith.replay.run import Replay

    customer = session.customer or _own_customer(where)

    async def run() -> Report:
        async with AsyncGoldsmith(where.url, where.key, customer=customer, connections=work.at_once + 8) as client:
            with session.output.bars() as bars:
                return await Replay(client, recording, work, folder=files, add_bar=bars.add).run()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())


def _own_customer(where: Where) -> str | None:
    """Choose a silo of its own where the key may make one; else the key's own customer."""
    from goldsmith.client import Goldsmith

    with Goldsmith(where.url, where.key) as client:
        if any(customer.name == CUSTOMER for customer in client.customers.list()):
            return CUSTOMER
        try:
            return client.customers.create(CUSTOMER).id
        except ForbiddenError:
            return None


@contextmanager
def _server(session: Session, temporary: bool) -> Iterator[Where]:
    """Use the server that was asked for or is known; start one of our own when there is none."""
    known = None if temporary else _known_server(session)
    if known is not None:
        yield known
        return
    from goldsmith.replay.temporary import temporary_server

    session.output.note("Starting a temporary Goldsmith …")
    with temporary_server() as running:
        yield Where(running.url, running.key)


def _known_server(session: Session) -> Where | None:
    try:
        where = session.where
    except UnauthenticatedError:
        return None
    if session.names_server or os.environ.get("GOLDSMITH_URL"):
        return where
    return where if _answers(where) else None


def _answers(where: Where) -> bool:
    from goldsmith.client import Goldsmith, RetryPolicy

    with Goldsmith(where.url, where.key, retries=RetryPolicy(attempts=1), timeout_seconds=5) as client:
        try:
            next(client.customers.list(), None)
        except UnavailableError:
            return False
    return True


@contextmanager
def _kept_or_temporary(output: Path | None) -> Iterator[Path]:
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        yield output
        return
    with TemporaryDirectory(prefix="goldsmith-replay-files-") as name:
        yield Path(name)
