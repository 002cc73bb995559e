"""A file of entries, read by a job that goes on where it was cut off; each row becomes an entry or says why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.knowledge.entries import Entry, RefusedRow, read_entry
from goldsmith.knowledge.folding import Term, terms_of
from goldsmith.knowledge.service import SQL, object_key
from goldsmith.modalities.manifests import ManifestRow, Place, open_manifest
from goldsmith.ports.db import Tx
from goldsmith.ports.jobs import Job

__all__ = ["load_entries"]

ROWS_AT_ONCE: Final = 2_000
MOST_REJECTS: Final = 1_000


async def load_entries(foundry: Foundry, job: Job) -> None:
    """Read a file from where its load stands to its end, then retire what a file of the whole left out."""
    async with foundry.db.transaction(job.customer_id) as tx:
        load: Any = await tx.row(SQL.load_to_read, id=job.subject_id)
    if load is None:
        return
    try:
        await _read_file(foundry, load)
        if load["is_whole"]:
            await _retire_others(foundry, load)
    except InvalidError as refusal:
        await _end(foundry, load, "failed", refusal.message)
    except NotFoundError:
        await _end(foundry, load, "failed", "The file of this load is gone; send it again.")
    else:
        await _end(foundry, load, "done", None)


async def _read_file(foundry: Foundry, load: Any) -> None:
    place = Place(load["bytes_read"], load["rows_read"], tuple(load["columns"]))
    reader = open_manifest(load["format"], place)
    waiting: list[ManifestRow] = []
    async for chunk in await foundry.objects.get_stream(object_key(load["customer_id"], load["id"]), place.offset):
        waiting += reader.feed(chunk)
        while len(waiting) >= ROWS_AT_ONCE:
            rows, waiting = waiting[:ROWS_AT_ONCE], waiting[ROWS_AT_ONCE:]
            await _write(foundry, load, rows, reader.place_after(rows[-1]))
    waiting += reader.finish()
    await _write(foundry, load, waiting, reader.place)


async def _write(foundry: Foundry, load: Any, rows: Sequence[ManifestRow], place: Place) -> None:
    read = [read_entry(row.row, row.content, row.error) for row in rows]
    refused = [each for each in read if isinstance(each, RefusedRow)]
    # Of two rows with the same id the later one counts, as it would in two files.
    entries = {each.id: each for each in read if isinstance(each, Entry)}
    async with foundry.db.transaction(load["customer_id"]) as tx:
        written = await _write_entries(tx, load, entries)
        await tx.run(SQL.count_entries, id=load["knowledge_base_id"], more=written.more)
        await tx.run(
            SQL.advance_load,
            id=load["id"],
            bytes_read=place.offset,
            rows_read=place.row,
            columns=list(place.columns),
            added=written.added,
            changed=written.changed,
            rejected=len(refused),
            rejects=[each._asdict() for each in refused[:MOST_REJECTS]],
        )


class _Written(NamedTuple):
    """`more`: how many more entries there are to be found, as retired ones may have come back."""

    added: int
    changed: int
    more: int


async def _write_entries(tx: Tx, load: Any, entries: Mapping[str, Entry]) -> _Written:
    base_id = load["knowledge_base_id"]
    known = {row["id"]: row for row in await tx.rows(SQL.entries_by_id, knowledge_base_id=base_id, ids=list(entries))}
    changed = [each for each in entries.values() if each.id in known and _differs(each, known[each.id])]
    others = [each for each in entries.values() if each.id not in known]
    stale = [known[each.id] for each in changed if not known[each.id]["retired"]]
    await _run_on_terms(tx, SQL.remove_terms, base_id, (_terms_of_row(row) for row in stale))
    columns = [
        (each.id, each.name, _as_json(each.aliases), each.description, each.type, each.popularity)
        for each in entries.values()
    ]
    if columns:
        ids, names, aliases, descriptions, types, popularities = map(list, zip(*columns, strict=True))
        await tx.run(
            SQL.write_entries,
            knowledge_base_id=base_id,
            load_id=load["id"],
            ids=ids,
            names=names,
            aliases=aliases,
            descriptions=descriptions,
            types=types,
            popularities=popularities,
        )
    await _run_on_terms(tx, SQL.write_terms, base_id, (_terms_of_entry(each) for each in [*changed, *others]))
    return _Written(len(others), len(changed), len(others) + len(changed) - len(stale))


def _differs(entry: Entry, row: Any) -> bool:
    kept = (row["name"], tuple(row["aliases"]), row["description"], row["type"], row["popularity"], row["retired"])
    return kept != (entry.name, entry.aliases, entry.description, entry.type, entry.popularity, False)


TermRow = tuple[Term, int, str]


def _terms_of_entry(entry: Entry) -> Iterator[TermRow]:
    return ((term, -entry.popularity, entry.id) for term in terms_of(entry.name, entry.aliases))


def _terms_of_row(row: Any) -> Iterator[TermRow]:
    return ((term, -row["popularity"], row["id"]) for term in terms_of(row["name"], row["aliases"]))


async def _run_on_terms(tx: Tx, statement: Any, base_id: Any, terms: Iterable[Iterator[TermRow]]) -> None:
    # In the order of the index, so that neighbours are written together and two writers never wait for each other.
    rows = sorted((*term, demotion, entry_id) for each in terms for term, demotion, entry_id in each)
    if rows:
        words, standings, demotions, entry_ids = map(list, zip(*rows, strict=True))
        await tx.run(
            statement,
            knowledge_base_id=base_id,
            terms=words,
            standings=standings,
            demotions=demotions,
            entry_ids=entry_ids,
        )


async def _retire_others(foundry: Foundry, load: Any) -> None:
    """Entries that the file does not name are found no more. Their terms go, they stay."""
    after, base_id = "", load["knowledge_base_id"]
    while True:
        async with foundry.db.transaction(load["customer_id"]) as tx:
            rows = await tx.rows(
                SQL.entries_not_named,
                knowledge_base_id=base_id,
                after=after,
                load_id=load["id"],
                limit=ROWS_AT_ONCE,
            )
            if not rows:
                return
            await _run_on_terms(tx, SQL.remove_terms, base_id, (_terms_of_row(row) for row in rows))
            await tx.run(SQL.retire_entries, knowledge_base_id=base_id, ids=[row["id"] for row in rows])
            await tx.run(SQL.count_entries, id=base_id, more=-len(rows))
            await tx.run(SQL.count_retired, id=load["id"], count=len(rows))
        after = rows[-1]["id"]


async def _end(foundry: Foundry, load: Any, status: str, error: str | None) -> None:
    async with foundry.db.transaction(load["customer_id"]) as tx:
        ended = await tx.row(SQL.end_load, id=load["id"], status=status, error=error)
        if ended is not None:
            counts = {name: ended[name] for name in ("rows_read", "added", "changed", "retired", "rejected")}
            body = {"name": load["knowledge_base_name"], **counts} | ({"error": error} if error else {})
            await record(tx, f"knowledge_base.load_{status}", body=body)


def _as_json(aliases: Sequence[str]) -> str:
    return msgspec.json.encode(aliases).decode()
