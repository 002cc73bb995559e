"""The job that builds a delivery: freeze, certify, announce. Killed at any point, it starts over under the same id."""

from __future__ import annotations

from math import nan
from typing import Any, Final

import asyncpg

from goldsmith.errors import UnavailableError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.journey.deliver.certify import Frozen, TakenBack, write_certificate
from goldsmith.journey.deliver.exports import WRITE_EXPORTS, file_artifact
from goldsmith.journey.deliver.formats import LEAVES, LINES
from goldsmith.journey.deliver.freeze import freeze_records
from goldsmith.journey.deliver.signing_key import installation_key
from goldsmith.ports.db import Tx, read_sql
from goldsmith.ports.jobs import Job

SQL: Final = read_sql(__file__)


async def build_delivery(foundry: Foundry, job: Job) -> None:
    """Build what `create_delivery` asked for; once it is ready, or failed for good, there is nothing left to do."""
    try:
        async with foundry.db.transaction(job.customer_id, snapshot=True) as snapshot:
            await _build(foundry, snapshot, job)
    except (UnavailableError, asyncpg.PostgresError, OSError):
        raise  # a part is away: the queue tries again
    except Exception:
        await _give_up(foundry, job)
        raise


async def _build(foundry: Foundry, snapshot: Tx, job: Job) -> None:
    """Hold the builder's lock and the snapshot for as long as records stream, and no longer."""
    if not await snapshot.value(SQL.lock_building, id=job.subject_id):
        raise UnavailableError("Another worker builds this delivery.", code="being_built")
    delivery = await _start_over(foundry, job)
    if delivery is None:
        return
    frozen = await freeze_records(foundry, snapshot, delivery)
    async with foundry.db.transaction(job.customer_id) as tx:
        await _finish(foundry, tx, delivery, frozen)


async def _start_over(foundry: Foundry, job: Job) -> Any:
    """Drop what a killed builder left; None when the delivery needs no building."""
    async with foundry.db.transaction(job.customer_id) as tx:
        delivery: Any = await tx.row(SQL.delivery_to_build, id=job.subject_id)
        if delivery is not None:
            await tx.run(SQL.delete_items, delivery_id=job.subject_id)
        return delivery


async def _finish(foundry: Foundry, tx: Tx, delivery: Any, frozen: Frozen) -> None:
    """Make it ready, certified and announced in one transaction; only the first to come changes anything."""
    issued_at = await tx.value(SQL.now)
    finished = await tx.value(
        SQL.finish_delivery,
        id=delivery["id"],
        records=frozen.records,
        bytes=frozen.size,
        sha256=bytes.fromhex(frozen.sha256),
        root=frozen.root,
        ready_at=issued_at,
    )
    if finished is None:
        return
    await file_artifact(tx, delivery, LINES, frozen.size, frozen.sha256)
    await file_artifact(tx, delivery, LEAVES, 32 * frozen.records, frozen.leaves_sha256)
    taken_back = await tx.rows(
        SQL.wrong_audits_taken_back, project_id=delivery["project_id"], delivery_id=delivery["id"]
    )
    kinds = await tx.rows(SQL.labeler_kinds, ids=frozen.labeler_ids)
    machines = await tx.rows(SQL.labelers_named, ids=list(frozen.by_machine))
    body = write_certificate(
        delivery,
        frozen._replace(
            taken_back=[_taken_back(row) for row in taken_back], favored_below=delivery["audit_favored_below"]
        ),
        kinds=kinds,
        machines=machines,
        issuer=foundry.settings.public_url,
        issued_at=issued_at,
        key=installation_key(foundry.settings.folder),
    )
    await tx.run(SQL.insert_certificate, delivery_id=delivery["id"], body=body)
    facts = {"delivery_id": show_id("delivery", delivery["id"]), "name": delivery["name"]}
    await record(
        tx,
        "delivery.ready",
        project_id=delivery["project_id"],
        body={**facts, "records": frozen.records, "root": frozen.root.hex()},
    )
    await foundry.jobs.enqueue(tx, WRITE_EXPORTS, delivery["id"])


def _taken_back(row: Any) -> TakenBack:
    return TakenBack(row["audited_at"], nan if row["probability"] is None else row["probability"])


async def _give_up(foundry: Foundry, job: Job) -> None:
    sentence = (
        "This delivery could not be built. Nothing was lost: the tasks are as they were. Please ask for a new one."
    )
    async with foundry.db.transaction(job.customer_id) as tx:
        await tx.run(SQL.fail_delivery, id=job.subject_id, error=sentence)
