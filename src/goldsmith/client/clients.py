"""The two clients. They share every operation and differ in nothing but waiting."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Generic, Self

import msgspec

from goldsmith.client.flow import TransportT
from goldsmith.client.resources.deliveries import Deliveries
from goldsmith.client.resources.events import Events
from goldsmith.client.resources.functions import Functions
from goldsmith.client.resources.imports import Imports
from goldsmith.client.resources.knowledge import KnowledgeBases
from goldsmith.client.resources.models import Models
from goldsmith.client.resources.projects import (
    Batches,
    InstructionsVersions,
    Modalities,
    OntologyVersions,
    Projects,
)
from goldsmith.client.resources.quality import QualityFigures
from goldsmith.client.resources.rubrics import Rubrics
from goldsmith.client.resources.talk import Talking
from goldsmith.client.resources.tasks import Assets, Tasks
from goldsmith.client.resources.taxonomies import Taxonomies
from goldsmith.client.resources.tenancy import Buckets, Customers, Keys, Members, Sessions, Webhooks
from goldsmith.client.resources.work import Work
from goldsmith.client.retry import RetryPolicy
from goldsmith.client.transport import AsyncTransport, Connection, SyncTransport
from goldsmith.errors import MalformedError

__all__ = ["AsyncGoldsmith", "Goldsmith"]


class _Resources(Generic[TransportT]):
    """Every resource, on one transport."""

    def __init__(self, transport: TransportT) -> None:
        self.transport = transport
        self.session = Sessions(transport)
        self.customers = Customers(transport)
        self.members = Members(transport)
        self.keys = Keys(transport)
        self.webhooks = Webhooks(transport)
        self.buckets = Buckets(transport)
        self.knowledge_bases = KnowledgeBases(transport)
        self.modalities = Modalities(transport)
        self.projects = Projects(transport)
        self.quality = QualityFigures(transport)
        self.ontology = OntologyVersions(transport)
        self.taxonomies = Taxonomies(transport)
        self.instructions = InstructionsVersions(transport)
        self.batches = Batches(transport)
        self.models = Models(transport)
        self.talk = Talking(transport)
        self.rubrics = Rubrics(transport)
        self.assets = Assets(transport)
        self.tasks = Tasks(transport)
        self.imports = Imports(transport)
        self.functions = Functions(transport)
        self.work = Work(transport)
        self.deliveries = Deliveries(transport)
        self.events = Events(transport)


class Goldsmith(_Resources[SyncTransport]):
    """A blocking client.

    `url` and `key` default to the environment's GOLDSMITH_URL and GOLDSMITH_KEY.

    >>> from goldsmith.client import Goldsmith
    >>> with Goldsmith("http://localhost:8400", "live_…") as client:  # doctest: +SKIP
    ...     for project in client.projects.list():
    ...         print(project.name, project.counts.get("completed", 0))
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        customer: str | None = None,
        timeout_seconds: float = 30.0,
        connections: int = 100,
        retries: RetryPolicy | None = None,
    ) -> None:
        super().__init__(
            SyncTransport(
                _connection(
                    url, key, customer, timeout_seconds=timeout_seconds, connections=connections, retries=retries
                )
            )
        )

    def acting_as(self, key: str, *, customer: str | None = None) -> Goldsmith:
        """Use the same connections under another key. Closing the one returned leaves this one open."""
        twin = object.__new__(Goldsmith)
        _Resources.__init__(
            twin, SyncTransport(_under_key(self.transport.connection, key, customer), self.transport.http)
        )
        return twin

    def for_customer(self, customer: str) -> Goldsmith:
        """Use the same key for another customer (by id or name)."""
        return self.acting_as(self.transport.connection.key or "", customer=customer)

    def close(self) -> None:
        self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncGoldsmith(_Resources[AsyncTransport]):
    """The same client for asyncio: every call is awaited, every list is an async iterator.

    >>> async def names() -> list[str]:
    ...     async with AsyncGoldsmith("http://localhost:8400", "live_…") as client:
    ...         return [project.name async for project in client.projects.list()]
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        customer: str | None = None,
        timeout_seconds: float = 30.0,
        connections: int = 100,
        retries: RetryPolicy | None = None,
    ) -> None:
        super().__init__(
            AsyncTransport(
                _connection(
                    url, key, customer, timeout_seconds=timeout_seconds, connections=connections, retries=retries
                )
            )
        )

    def acting_as(self, key: str, *, customer: str | None = None) -> AsyncGoldsmith:
        """Use the same connections under another key. Closing the one returned leaves this one open."""
        twin = object.__new__(AsyncGoldsmith)
        _Resources.__init__(
            twin, AsyncTransport(_under_key(self.transport.connection, key, customer), self.transport.http)
        )
        return twin

    def for_customer(self, customer: str) -> AsyncGoldsmith:
        """Use the same key for another customer (by id or name)."""
        return self.acting_as(self.transport.connection.key or "", customer=customer)

    async def close(self) -> None:
        await self.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _connection(
    url: str | None,
    key: str | None,
    customer: str | None,
    *,
    timeout_seconds: float,
    connections: int,
    retries: RetryPolicy | None,
) -> Connection:
    where = url or os.environ.get("GOLDSMITH_URL")
    if not where:
        raise MalformedError("Say where the server is: pass a url or set GOLDSMITH_URL.", field="url")
    return Connection(
        url=where,
        key=key or os.environ.get("GOLDSMITH_KEY"),
        customer=customer or os.environ.get("GOLDSMITH_CUSTOMER"),
        timeout_seconds=timeout_seconds,
        connections=connections,
        retries=retries or RetryPolicy(),
    )


def _under_key(connection: Connection, key: str, customer: str | None) -> Connection:
    return msgspec.structs.replace(connection, key=key, customer=customer)
