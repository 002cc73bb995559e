"""The sealer: orders a customer's new events, chains them, folds them into counters and fills the outbox.

Each round is one transaction, so an event is sealed, counted and sent on exactly once, whatever is killed when.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.algorithms.merkle import leaf_hash, merkle_root
from goldsmith.events.wire import event_to_wire
from goldsmith.ids import new_id
from goldsmith.ports.db import Database, Tx, read_sql

SQL = read_sql(__file__)
BLOCK = 10_000
TOTAL = datetime(1970, 1, 1, tzinfo=UTC)
EVERYBODY = UUID(int=0)
PLOTTED_COUNTERS = frozenset({"annotations", "completed"})
WORK_COUNTERS = frozenset({"annotations", "skips", "seconds", "reviews", "audits"})


async def seal_customer(db: Database, customer_id: UUID) -> int:
    """Seal what this customer's log holds since the last seal; how many events that was."""
    async with db.transaction(customer_id) as tx:
        if not await tx.value(SQL.lock_sealing):
            return 0
        last = await tx.row(SQL.last_seal)
        horizon = await tx.row(SQL.horizon)
        if horizon is None:
            return 0
        events = await tx.rows(
            SQL.unsealed_events,
            epoch=last["epoch"] if last else 0,
            through=last["through"] if last else "0",
            horizon_epoch=horizon["epoch"],
            horizon=horizon["horizon"],
            limit=BLOCK,
        )
        block, epoch, through = _whole_transactions(events, horizon["epoch"], horizon["horizon"])
        if block:
            await _chain(tx, last, block, epoch, through)
            await _fold(tx, block)
            await _fill_outbox(tx, block)
            await tx.value(SQL.notify_change)
        return len(block)


def _whole_transactions(events: Sequence[Any], epoch: int, horizon: str) -> tuple[Sequence[Any], int, str]:
    """Cut a full block so that it ends between two transactions, and say through where it goes."""
    if len(events) < BLOCK:
        return events, epoch, horizon
    end = (events[-1]["epoch"], events[-1]["txid"])
    kept = [event for event in events if (event["epoch"], event["txid"]) != end]
    return (kept, *end) if kept else (events, end[0], str(int(end[1]) + 1))


async def _chain(tx: Tx, last: Any, events: Sequence[Any], epoch: int, through: str) -> None:
    root = merkle_root(leaf_hash(event_bytes(event)) for event in events)
    previous = last["hash"] if last else bytes(32)
    number = last["number"] + 1 if last else 1
    await tx.run(
        SQL.insert_seal,
        number=number,
        epoch=epoch,
        through=through,
        events=len(events),
        root=root,
        previous_hash=previous,
        hash=seal_hash(number, len(events), root, previous),
    )


def event_bytes(event: Any) -> bytes:
    """The bytes that are hashed for one event: its facts in a fixed order."""
    names = (
        "id",
        "kind",
        "actor_id",
        "project_id",
        "batch_id",
        "task_id",
        "labeler_id",
        "body",
        "counts",
        "created_at",
    )
    return msgspec.json.encode([event[name] for name in names])


def seal_hash(number: int, events: int, root: bytes, previous: bytes) -> bytes:
    """What chains one seal to the one before it."""
    return hashlib.sha256(f"goldsmith seal {number} {events}\n".encode() + root + previous).digest()


async def _fold(tx: Tx, events: Iterable[Any]) -> None:
    folded: Counter[tuple[UUID, UUID, datetime, str]] = Counter()
    for event in events:
        counts: dict[str, int] = msgspec.json.decode(event["counts"])
        for name, value in counts.items():
            for scope, labeler, hour in _scopes(event, name):
                folded[scope, labeler, hour, name] += value
    rows = sorted((*key, value) for key, value in folded.items() if value)
    if rows:
        scopes, labelers, hours, names, values = map(list, zip(*rows, strict=True))
        await tx.run(SQL.fold_counters, scope_ids=scopes, labeler_ids=labelers, hours=hours, names=names, values=values)


def _scopes(event: Any, name: str) -> Iterator[tuple[UUID, UUID, datetime]]:
    """Which counters one count of one event belongs to: (project or batch, labeler, hour)."""
    project_id, labeler_id = event["project_id"], event["labeler_id"]
    if project_id is None:
        return
    hour = event["created_at"].replace(minute=0, second=0, microsecond=0)
    if name in WORK_COUNTERS and labeler_id:
        yield project_id, labeler_id, TOTAL
        yield project_id, labeler_id, hour.replace(hour=0)
    if name == "seconds":
        return
    yield project_id, EVERYBODY, TOTAL
    if event["batch_id"]:
        yield event["batch_id"], EVERYBODY, TOTAL
    if name in PLOTTED_COUNTERS:
        yield project_id, EVERYBODY, hour


async def _fill_outbox(tx: Tx, events: Iterable[Any]) -> None:
    hooks = await tx.rows(SQL.active_webhooks)
    due = [
        (new_id(), hook["id"], event["kind"], msgspec.json.encode(event_to_wire(event)).decode())
        for event in events
        for hook in hooks
        if "*" in hook["events"] or event["kind"] in hook["events"]
    ]
    if due:
        ids, hook_ids, kinds, bodies = zip(*due, strict=True)
        await tx.run(
            SQL.insert_outbox, ids=list(ids), webhook_ids=list(hook_ids), event_kinds=list(kinds), bodies=list(bodies)
        )
