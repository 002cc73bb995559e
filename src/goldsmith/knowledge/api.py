"""HTTP: knowledge bases, the files loaded into them, and searching them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Router, get, post
from litestar.params import Parameter

from goldsmith.errors import MalformedError
from goldsmith.foundry import Foundry
from goldsmith.http.openapi import BytesIn
from goldsmith.http.paging import END, Cursor, Limit, Page, make_page, read_cursor
from goldsmith.ids import parse_id, show_id
from goldsmith.knowledge import searching, service
from goldsmith.tenancy.principal import Principal
from goldsmith.words import RunStatus

AnyRequest = Request[Any, Any, Any]
KnowledgeBaseName = Annotated[str, Parameter(max_length=64, description="A knowledge base, by its name.")]


class NewKnowledgeBase(msgspec.Struct, forbid_unknown_fields=True):
    """A knowledge base to come. Its name is for ever, as ontologies and answers hold it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    title: Annotated[str, msgspec.Meta(max_length=300)] = ""
    description: Annotated[str, msgspec.Meta(max_length=10_000)] = ""


class KnowledgeBase(msgspec.Struct):
    """What mentions can stand for. `entries`: how many there are to be found."""

    name: str
    title: str
    description: str
    entries: int
    created_at: datetime


class RejectedEntry(msgspec.Struct):
    """A row that did not become an entry, and why. Rows count from 1."""

    row: int
    error: str
    field: str | None


class KnowledgeBaseLoad(msgspec.Struct, kw_only=True):
    """A file on its way into a knowledge base. `rejects` are the first of those rejected, about a thousand."""

    id: str
    name: str
    format: Literal["jsonl", "csv"]
    is_whole: bool
    status: RunStatus
    bytes: int
    bytes_read: int
    rows_read: int
    added: int
    changed: int
    retired: int
    rejected: int
    rejects: list[RejectedEntry]
    error: str | None
    created_at: datetime


class Entry(msgspec.Struct):
    """What a mention can stand for. A retired one is not found any more, and answers may keep it."""

    id: str
    name: str
    aliases: list[str]
    description: str
    type: str
    popularity: int
    retired: bool


class FoundEntries(msgspec.Struct):
    """What a search found, the best first."""

    items: list[Entry]


def _knowledge_base(row: Any) -> KnowledgeBase:
    return KnowledgeBase(**{name: row[name] for name in KnowledgeBase.__struct_fields__})


def _load(row: Any) -> KnowledgeBaseLoad:
    same = {name: row[name] for name in KnowledgeBaseLoad.__struct_fields__ if name not in ("id", "rejects")}
    rejects = msgspec.convert(row["rejects"], list[RejectedEntry])
    return KnowledgeBaseLoad(id=show_id("load", row["id"]), rejects=rejects, **same)


def _entry(row: Any) -> Entry:
    return Entry(**{name: row[name] for name in Entry.__struct_fields__})


@get("/knowledge-bases")
async def list_knowledge_bases(
    foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[KnowledgeBase]:
    """This customer's knowledge bases."""
    rows = await service.list_knowledge_bases(foundry, principal, read_cursor(cursor), limit + 1)
    return make_page(rows, limit, _knowledge_base)


@post("/knowledge-bases")
async def create_knowledge_base(data: NewKnowledgeBase, foundry: Foundry, principal: Principal) -> KnowledgeBase:
    """Make an empty knowledge base. Then load files of entries into it."""
    row = await service.create_knowledge_base(
        foundry, principal, name=data.name, title=data.title, description=data.description
    )
    return _knowledge_base(row)


@get("/knowledge-bases/{knowledge_base:str}")
async def show_knowledge_base(
    knowledge_base: KnowledgeBaseName, foundry: Foundry, principal: Principal
) -> KnowledgeBase:
    """One knowledge base."""
    return _knowledge_base(await service.show_knowledge_base(foundry, principal, knowledge_base))


@post(
    "/knowledge-bases/{knowledge_base:str}/loads",
    status_code=202,
    request_max_body_size=None,
    operation_class=BytesIn,
)
async def create_load(
    knowledge_base: KnowledgeBaseName,
    request: AnyRequest,
    foundry: Foundry,
    principal: Principal,
    name: Annotated[str, Parameter(min_length=1, max_length=200, description="What the file is called.")] = "entries",
    form: Annotated[str, Parameter(query="format", max_length=20, description="jsonl or csv.")] = "jsonl",
    is_whole: Annotated[
        bool, Parameter(description="Entries that the file does not name are retired at its end.")
    ] = False,
) -> KnowledgeBaseLoad:
    """Send a file of entries as the raw body; it is read in the background.

    Each row has `id` and `name`, and perhaps `aliases`, `description`, `type`, `popularity`. An entry whose id is known
    is changed, never made twice.
    """
    row = await service.create_load(
        foundry, principal, knowledge_base, name=name, form=form, is_whole=is_whole, chunks=_chunks(request)
    )
    return _load(row)


async def _chunks(request: AnyRequest) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk


@get("/knowledge-bases/{knowledge_base:str}/loads")
async def list_loads(
    knowledge_base: KnowledgeBaseName,
    foundry: Foundry,
    principal: Principal,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[KnowledgeBaseLoad]:
    """The files that were loaded, newest first."""
    rows = await service.list_loads(foundry, principal, knowledge_base, read_cursor(cursor, END), limit + 1)
    return make_page(rows, limit, _load)


@get("/knowledge-bases/{knowledge_base:str}/loads/{load_id:str}")
async def show_load(
    knowledge_base: KnowledgeBaseName, load_id: str, foundry: Foundry, principal: Principal
) -> KnowledgeBaseLoad:
    """Where a load stands."""
    wanted: UUID = parse_id("load", load_id, field="load_id")
    return _load(await service.show_load(foundry, principal, knowledge_base, wanted))


@get("/knowledge-bases/{knowledge_base:str}/entries")
async def list_entries(
    knowledge_base: KnowledgeBaseName,
    foundry: Foundry,
    principal: Principal,
    limit: Limit = 100,
    cursor: Annotated[str | None, Parameter(max_length=2_000, description="`next` of the page before.")] = None,
    entry_id: Annotated[
        str | None, Parameter(query="id", min_length=1, max_length=200, description="Only the entry of this id.")
    ] = None,
) -> Page[Entry]:
    """All entries in the order of their ids, those that are retired too."""
    if entry_id is not None:
        return Page(
            [_entry(row) for row in await service.find_entry(foundry, principal, knowledge_base, entry_id)], None
        )
    rows = await service.list_entries(foundry, principal, knowledge_base, _after(cursor), limit + 1)
    kept = rows[:limit]
    following = base64.urlsafe_b64encode(kept[-1]["id"].encode()).decode() if len(rows) > limit else None
    return Page([_entry(row) for row in kept], following)


def _after(cursor: str | None) -> str:
    try:
        after = base64.urlsafe_b64decode((cursor or "").encode("ascii")).decode()
    except (ValueError, binascii.Error):
        after = "\0"
    if "\0" in after:
        raise MalformedError("This cursor is not one that a list gave you.", code="bad_cursor", field="cursor")
    return after


@get("/knowledge-bases/{knowledge_base:str}/search")
async def search_entries(
    knowledge_base: KnowledgeBaseName,
    foundry: Foundry,
    principal: Principal,
    words: Annotated[
        str, Parameter(query="query", max_length=500, description="A name, its beginning, or words.")
    ] = "",
    limit: Annotated[int, Parameter(ge=1, le=100, description="How many at most.")] = 20,
) -> FoundEntries:
    """Find entries by their names and aliases. Case, accents and punctuation do not count."""
    found = await searching.search_entries(foundry, principal, knowledge_base, words, limit)
    return FoundEntries([_entry(row) for row in found])


ROUTER = Router(
    path="/",
    tags=["knowledge"],
    route_handlers=[
        list_knowledge_bases, create_knowledge_base, show_knowledge_base, create_load, list_loads, show_load,
        list_entries, search_entries,
    ],
)  # fmt: skip
