"""The votes between models of a project, as columns in memory: read once, then only what changed since.

Exact at every look: each asks the database which votes came, and which no longer count, since the snapshot of the look
before. Nothing is kept that cannot be read again.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.ports.db import Statement, Tx, read_sql

if TYPE_CHECKING:
    from pyarrow import RecordBatch

    from goldsmith.algorithms.leaderboard import Votes

__all__ = ["MOST_KEPT", "VOTE_BOOKS", "Seen", "VoteBooks", "see_votes"]

SQL: Final = read_sql(__file__, "votes.sql")
MOST_KEPT: Final = 2_000_000
"""Votes that one process keeps, 27 bytes each; those of the project that was looked at last stay in any case."""
BLOCK_BYTES: Final = 4_000_000


@dataclass(frozen=True, eq=False)
class Seen:
    """The votes of a project that counted in a snapshot, and what was made of them since."""

    votes: Votes
    epoch: int
    snapshot: str
    made: dict[Any, Any] = field(default_factory=dict)
    """By what was asked; whoever makes something holds the lock."""
    making: asyncio.Lock = field(default_factory=asyncio.Lock)


class _Book:
    """One project: what was last seen, and the lock of who looks."""

    def __init__(self) -> None:
        self.looking = asyncio.Lock()
        self.seen: Seen | None = None


class VoteBooks:
    """The votes that this process keeps; the project that nobody looked at for longest is forgotten first."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._books: dict[tuple[UUID, UUID], _Book] = {}
        self._most_kept = most_kept

    async def look(self, foundry: Foundry, customer_id: UUID, project_id: UUID) -> Seen:
        """The votes of a project that count now. Whoever asks has checked that the project is this customer's."""
        key = (customer_id, project_id)
        book = self._books[key] = self._books.pop(key) if key in self._books else _Book()
        async with book.looking, foundry.db.transaction(customer_id, snapshot=True) as tx:
            book.seen = seen = await see_votes(tx, project_id, book.seen)
        self._forget_some()
        return seen

    def _forget_some(self) -> None:
        sizes = {key: len(book.seen.votes) if book.seen else 0 for key, book in self._books.items()}
        for key in list(sizes)[:-1]:
            if sum(sizes.values()) > self._most_kept:
                del self._books[key], sizes[key]


VOTE_BOOKS: Final = VoteBooks()


async def see_votes(tx: Tx, project_id: UUID, before: Seen | None) -> Seen:
    """What this snapshot sees: all of it, or what it sees beyond an earlier one. After a restore none is earlier."""
    now: Any = await tx.row(SQL.now)
    if before is None or not await tx.value(SQL.is_later, epoch=before.epoch, snapshot=before.snapshot):
        return Seen(await _read(tx, SQL.all_votes, None, project_id=project_id), now["epoch"], now["snapshot"])
    since = {"epoch": before.epoch, "snapshot": before.snapshot}
    votes = await _read(tx, SQL.changed_votes, before.votes, project_id=project_id, **since)
    more = (before.made, before.making) if votes is before.votes else ()
    return Seen(votes, now["epoch"], now["snapshot"], *more)


async def _read(tx: Tx, statement: Statement, before: Votes | None, **values: object) -> Votes:
    with tempfile.TemporaryFile() as file:
        await tx.copy(statement, file, **values)
        file.seek(0)
        return await asyncio.to_thread(_add, before, file)


def _add(before: Votes | None, file: BinaryIO) -> Votes:
    from goldsmith.algorithms.leaderboard import Votes

    return (before or Votes()).and_then(_batches(file))


def _batches(file: BinaryIO) -> Iterator[RecordBatch]:
    import pyarrow as pa
    from pyarrow import csv

    texts = dict.fromkeys(("question", "left_name", "right_name", "labeler_id"), pa.string())
    whole = dict.fromkeys(("outcome", "is_placed", "counted"), pa.int8())
    styles = dict.fromkeys(("longer", "more_marked"), pa.float32())
    with csv.open_csv(
        file,
        read_options=csv.ReadOptions(block_size=BLOCK_BYTES),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=texts | whole | styles),
    ) as reader:
        yield from (batch for batch in reader if batch.num_rows)
