"""Knowledge bases of a customer: made and loaded by operators, searched by everybody who labels."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import UUID

from goldsmith.decoding import check_text
from goldsmith.errors import ConflictError, InvalidError, NotFoundError, TooLargeError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.modalities.manifests import FORMATS
from goldsmith.ports.db import Tx, read_sql
from goldsmith.tenancy.principal import INSIGHT, LABELING, OPERATION, Principal
from goldsmith.tenancy.service import checked_name

SQL = read_sql(__file__)
LOAD_ENTRIES: Final = "load_entries"
MOST_KNOWLEDGE_BASES: Final = 1_000
MOST_BYTES: Final = 10_000_000_000
EVERYBODY: Final = OPERATION | INSIGHT | LABELING
_NAME: Final = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,63}\Z")


async def create_knowledge_base(
    foundry: Foundry, principal: Principal, *, name: str, title: str, description: str
) -> Any:
    """Make an empty knowledge base. Its name is for ever, as ontologies and answers hold it."""
    principal.need(OPERATION)
    if not _NAME.match(name):
        raise InvalidError("A name is 1 to 64 of a-z 0-9 _ . - and starts with none of . -", field="name")
    check_text(title, field="title", at_most=300)
    check_text(description, field="description", at_most=10_000)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.value(SQL.count_knowledge_bases) >= MOST_KNOWLEDGE_BASES:
            message = f"A customer has at most {MOST_KNOWLEDGE_BASES:,} knowledge bases."
            raise ConflictError(message, code="too_many_knowledge_bases")
        row = await tx.row(
            SQL.insert_knowledge_base, id=new_id(), name=name, title=title or name, description=description
        )
        if row is None:
            message = f"There is a knowledge base named {name} already; load into that one."
            raise ConflictError(message, code="knowledge_base_exists", field="name")
        await record(tx, "knowledge_base.created", actor_id=principal.actor_id, body={"name": name})
        return row


async def list_knowledge_bases(foundry: Foundry, principal: Principal, after: UUID, limit: int) -> list[Any]:
    principal.need(EVERYBODY)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await tx.rows(SQL.knowledge_bases_page, after=after, limit=limit)


async def show_knowledge_base(foundry: Foundry, principal: Principal, name: str) -> Any:
    principal.need(EVERYBODY)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await access_knowledge_base(tx, name)


async def access_knowledge_base(tx: Tx, name: str) -> Any:
    """The customer's knowledge base of this name. Raises NotFoundError."""
    row = await tx.row(SQL.knowledge_base, name=name)
    if row is None:
        raise NotFoundError("There is no such knowledge base.", code="knowledge_base_not_found")
    return row


async def create_load(
    foundry: Foundry,
    principal: Principal,
    knowledge_base: str,
    *,
    name: str,
    form: str,
    is_whole: bool,
    chunks: AsyncIterator[bytes],
) -> Any:
    """Store a file of entries and read it in the background; one at a time for each knowledge base."""
    principal.need(OPERATION)
    if form not in FORMATS:
        raise InvalidError(f"Entries are loaded from {' or '.join(FORMATS)}.", field="format")
    name, load_id = checked_name(name), new_id()
    async with foundry.db.transaction(principal.customer_id) as tx:
        base = await access_knowledge_base(tx, knowledge_base)
    size, _ = await foundry.objects.put_stream(object_key(principal.customer_id, load_id), _bounded(chunks))
    if size == 0:
        raise InvalidError("This file is empty.", code="empty_file")
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(
            SQL.insert_load,
            id=load_id,
            knowledge_base_id=base["id"],
            name=name,
            format=form,
            is_whole=is_whole,
            bytes=size,
        )
        if row is None:
            message = "Another file is being loaded into this knowledge base; wait for its end."
            raise ConflictError(message, code="load_running")
        await foundry.jobs.enqueue(tx, LOAD_ENTRIES, load_id)
        body = {"name": base["name"], "file": name, "is_whole": is_whole}
        await record(tx, "knowledge_base.load_started", actor_id=principal.actor_id, body=body)
        return row


async def list_loads(
    foundry: Foundry, principal: Principal, knowledge_base: str, before: UUID, limit: int
) -> list[Any]:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        base = await access_knowledge_base(tx, knowledge_base)
        return await tx.rows(SQL.loads_page, knowledge_base_id=base["id"], before=before, limit=limit)


async def show_load(foundry: Foundry, principal: Principal, knowledge_base: str, load_id: UUID) -> Any:
    principal.need(OPERATION | INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        base = await access_knowledge_base(tx, knowledge_base)
        row = await tx.row(SQL.load_, knowledge_base_id=base["id"], id=load_id)
    if row is None:
        raise NotFoundError("There is no such load.", code="load_not_found")
    return row


async def list_entries(
    foundry: Foundry, principal: Principal, knowledge_base: str, after: str, limit: int
) -> list[Any]:
    """Entries in the order of their ids, those that are retired too."""
    principal.need(EVERYBODY)
    async with foundry.db.transaction(principal.customer_id) as tx:
        base = await access_knowledge_base(tx, knowledge_base)
        return await tx.rows(SQL.entries_page, knowledge_base_id=base["id"], after=after, limit=limit)


async def find_entry(foundry: Foundry, principal: Principal, knowledge_base: str, entry_id: str) -> Sequence[Any]:
    """The entry of this id, retired or not; none where there is none."""
    principal.need(EVERYBODY)
    async with foundry.db.transaction(principal.customer_id) as tx:
        base = await access_knowledge_base(tx, knowledge_base)
        return await tx.rows(SQL.entries_by_id, knowledge_base_id=base["id"], ids=[entry_id])


async def names_of_entries(tx: Tx, named: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str, str]]:
    """(knowledge base, id, name) of those of the named (knowledge base, id) that there are, retired or not."""
    names, ids = map(list, zip(*named, strict=True))
    rows = await tx.rows(SQL.known_entries, names=names, ids=ids)
    return [(row["knowledge_base"], row["id"], row["name"]) for row in rows]


def object_key(customer_id: UUID, load_id: UUID) -> str:
    """Where the file of a load lies."""
    return f"customers/{customer_id}/knowledge-bases/{load_id}"


async def _bounded(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise TooLargeError(f"A file of entries may have at most {MOST_BYTES:,} bytes.")
        yield chunk
