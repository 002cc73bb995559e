"""Knowledge bases: loaded from files, searched by names."""

from __future__ import annotations

import builtins
import time
from pathlib import Path
from typing import Final

from goldsmith.client.errors import WaitTimeoutError
from goldsmith.client.flow import Flow, Pages, Resource, TransportT, call, listing, operation, pages
from goldsmith.client.resources.imports import format_of
from goldsmith.client.types.knowledge import FoundEntries, KnowledgeBase, KnowledgeBaseEntry, KnowledgeBaseLoad
from goldsmith.client.wire import Request, json_request

__all__ = ["KnowledgeBases"]

POLL_SECONDS: Final = 0.5


class KnowledgeBases(Resource[TransportT]):
    """What mentions can stand for. Ontologies name a knowledge base, answers hold ids of its entries."""

    @listing
    def list(self, *, limit: int = 200) -> Pages[KnowledgeBase]:
        return pages(KnowledgeBase, "/knowledge-bases", {"limit": limit})

    @operation
    def get(self, name: str) -> Flow[KnowledgeBase]:
        return call(KnowledgeBase, json_request("GET", f"/knowledge-bases/{name}"))

    @operation
    def create(self, name: str, *, title: str = "", description: str = "") -> Flow[KnowledgeBase]:
        """Make an empty knowledge base. Its name is for ever."""
        body = {"name": name, "title": title, "description": description}
        return call(KnowledgeBase, json_request("POST", "/knowledge-bases", body))

    @operation
    def load(
        self,
        name: str,
        path: Path,
        *,
        format: str | None = None,  # noqa: A002 - the API's own word
        is_whole: bool = False,
        timeout_seconds: float = 3600.0,
    ) -> Flow[KnowledgeBaseLoad]:
        """Send a file of entries and wait until it is read. With `is_whole`, entries that it lacks are retired.

        >>> done = client.knowledge_bases.load("places", Path("places.jsonl"))  # doctest: +SKIP
        >>> done.added, done.rejected  # doctest: +SKIP
        (1000000, 0)
        """
        return _load(name, path, format or format_of(path), is_whole=is_whole, timeout_seconds=timeout_seconds)

    @listing
    def loads(self, name: str, *, limit: int = 100) -> Pages[KnowledgeBaseLoad]:
        """The files that were loaded, newest first."""
        return pages(KnowledgeBaseLoad, f"/knowledge-bases/{name}/loads", {"limit": limit})

    @listing
    def entries(self, name: str, *, limit: int = 500) -> Pages[KnowledgeBaseEntry]:
        """All entries in the order of their ids, those that are retired too."""
        return pages(KnowledgeBaseEntry, f"/knowledge-bases/{name}/entries", {"limit": limit})

    @operation
    def search(self, name: str, query: str, *, limit: int = 20) -> Flow[builtins.list[KnowledgeBaseEntry]]:
        """Find entries by a name, its beginning, or words; case and accents do not count."""
        return _search(name, query, limit)


def _search(name: str, query: str, limit: int) -> Flow[list[KnowledgeBaseEntry]]:
    asked = json_request("GET", f"/knowledge-bases/{name}/search", query={"query": query, "limit": limit})
    found = yield from call(FoundEntries, asked)
    return found.items


def _load(name: str, path: Path, form: str, *, is_whole: bool, timeout_seconds: float) -> Flow[KnowledgeBaseLoad]:
    deadline = time.monotonic() + timeout_seconds
    query = {"name": path.name[:200], "format": form, "is_whole": str(is_whole).lower()}
    bare = json_request("POST", f"/knowledge-bases/{name}/loads", query=query)
    headers = {**bare.headers, "Content-Type": "application/octet-stream"}
    sent = Request(method="POST", path=bare.path, query=bare.query, headers=headers, file=path)
    current = yield from call(KnowledgeBaseLoad, sent)
    address = f"/knowledge-bases/{name}/loads/{current.id}"
    while not current.is_over:
        if time.monotonic() > deadline:
            raise WaitTimeoutError(f"The load {current.id} is still running after {timeout_seconds:.0f} seconds.")
        current = yield from call(KnowledgeBaseLoad, json_request("GET", address, after_seconds=POLL_SECONDS))
    return current
