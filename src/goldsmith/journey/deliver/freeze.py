"""Stream completed tasks out of one snapshot: lines to the object store, leaves to the tree, items to the table.

PostgreSQL, this process and the store work at the same time; short queues between them keep memory constant.
"""

from __future__ import annotations

import asyncio
from array import array
from typing import Any, Final, NamedTuple
from uuid import UUID

from goldsmith.algorithms.merkle import MerkleTree, leaf_hash
from goldsmith.foundry import Foundry
from goldsmith.journey.deliver.certify import Believed, Frozen, Sampled
from goldsmith.journey.deliver.exports import object_key
from goldsmith.journey.deliver.formats import LEAVES, LINES
from goldsmith.journey.deliver.pipe import Pipe
from goldsmith.journey.deliver.records import Audited, Block, RecordReader
from goldsmith.ports.db import Tx, read_sql

SQL: Final = read_sql(__file__)
BLOCK_BYTES: Final = 512 << 10
ITEMS_AT_ONCE: Final = 10_000
LONGEST_STREAM_SECONDS: Final = 86_400


class Items(NamedTuple):
    """Rows of `delivery_item`, as columns."""

    task_ids: list[bytes]
    annotation_ids: list[bytes]
    leaves: list[bytes]


async def freeze_records(foundry: Foundry, snapshot: Tx, delivery: Any) -> Frozen:
    """Write the delivery's lines, leaves and items; tell what they came to."""
    stream = _Stream()
    put, customer_id, delivery_id = foundry.objects.put_stream, delivery["customer_id"], delivery["id"]
    lines = asyncio.create_task(put(object_key(customer_id, delivery_id, LINES), aiter(stream.lines)))
    leaves = asyncio.create_task(put(object_key(customer_id, delivery_id, LEAVES), aiter(stream.leaves)))
    items = asyncio.create_task(_file_items(foundry, delivery, stream.items))
    source = asyncio.create_task(_pour(snapshot, delivery["project_id"], stream))
    try:
        done, _ = await asyncio.wait({source, lines, leaves, items}, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        await _wind_up(stream, source, {lines, leaves, items})
    return stream.frozen(lines.result(), leaves.result())


async def _wind_up(stream: _Stream, source: asyncio.Task[None], readers: set[asyncio.Task[Any]]) -> None:
    """Leave nothing running: when one part failed, the others are told and end by themselves."""
    source.cancel()
    await asyncio.wait({source})
    stream.break_off()
    await asyncio.wait(readers)
    for task in (source, *readers):
        if not task.cancelled():
            task.exception()  # the first one is on its way up already


async def _pour(snapshot: Tx, project_id: UUID, stream: _Stream) -> None:
    await snapshot.value(SQL.follow_indexes)
    talks = await snapshot.value(SQL.talks, project_id=project_id)
    values = {"customer_id": snapshot.customer_id, "project_id": project_id, "talks": talks}
    arguments = [values[name] for name in SQL.records.parameters]
    copy = snapshot.connection.copy_from_query
    await copy(SQL.records.text, *arguments, output=stream.take, format="binary", timeout=LONGEST_STREAM_SECONDS)
    await stream.end()


class _Stream:
    """What COPY pours in, cut into blocks and passed on."""

    def __init__(self) -> None:
        self.lines: Pipe[bytes] = Pipe(4)
        self.leaves: Pipe[bytes] = Pipe(4)
        self.items: Pipe[Items] = Pipe(8)
        self._reader = RecordReader()
        self._tree = MerkleTree()
        self._sample: list[Sampled] = []
        self._audited_before: list[Believed] = []
        self._probabilities = array("d")
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0

    async def take(self, text: bytes) -> None:
        self._waiting.append(text)
        self._waiting_bytes += len(text)
        if self._waiting_bytes >= BLOCK_BYTES:
            await self._pass_on()

    async def end(self) -> None:
        await self._pass_on()
        for pipe in (self.lines, self.leaves, self.items):
            await pipe.close()

    def break_off(self) -> None:
        for pipe in (self.lines, self.leaves, self.items):
            pipe.break_off()

    def frozen(self, lines: tuple[int, str], leaves: tuple[int, str]) -> Frozen:
        return Frozen(
            records=self._tree.size,
            size=lines[0],
            sha256=lines[1],
            root=self._tree.root(),
            leaves_sha256=leaves[1],
            labels=self._reader.labels,
            labeler_ids=self._reader.labeler_ids,
            sample=self._sample,
            audited_before=self._audited_before,
            probabilities=self._probabilities,
            machine_only=self._reader.machine_only,
            by_machine=self._reader.by_machine,
        )

    def _place(self, audited: Audited, block: Block) -> None:
        """Tell where in the delivery an audited record is. Called before the block's leaves join the tree."""
        leaf = self._tree.size + audited.position
        probability = block.probabilities[audited.position]
        if audited.audit is None:
            self._audited_before.append(Believed(leaf, probability))
            return
        sampled = Sampled(
            leaf=leaf,
            task_id=UUID(bytes=block.task_ids[audited.position]),
            annotation_id=UUID(bytes=block.annotation_ids[audited.position]),
            audit=audited.audit,
            is_self_audited=audited.is_self_audited,
            probability=probability,
        )
        self._sample.append(sampled)

    async def _pass_on(self) -> None:
        block = self._reader.read(b"".join(self._waiting))
        self._waiting, self._waiting_bytes = [], 0
        if not block.lines:
            return
        self._probabilities.extend(block.probabilities)
        for audited in block.audited:
            self._place(audited, block)
        leaves = [leaf_hash(line) for line in block.lines]
        self._tree.extend(leaves)
        await self.lines.put(b"\n".join([*block.lines, b""]))
        await self.leaves.put(b"".join(leaves))
        await self.items.put(Items(block.task_ids, block.annotation_ids, leaves))


async def _file_items(foundry: Foundry, delivery: Any, blocks: Pipe[Items]) -> None:
    """Write items in short transactions: one long one would hold up the sealing of everybody's events."""
    first, waiting = 0, Items([], [], [])
    async for block in blocks:
        waiting.task_ids.extend(block.task_ids)
        waiting.annotation_ids.extend(block.annotation_ids)
        waiting.leaves.extend(block.leaves)
        if len(waiting.leaves) >= ITEMS_AT_ONCE:
            await _insert(foundry, delivery, first, waiting)
            first, waiting = first + len(waiting.leaves), Items([], [], [])
    await _insert(foundry, delivery, first, waiting)


async def _insert(foundry: Foundry, delivery: Any, first: int, items: Items) -> None:
    async with foundry.db.transaction(delivery["customer_id"]) as tx:
        await tx.run(
            SQL.insert_items,
            delivery_id=delivery["id"],
            first=first,
            task_ids=items.task_ids,
            annotation_ids=items.annotation_ids,
            leaves=items.leaves,
        )
