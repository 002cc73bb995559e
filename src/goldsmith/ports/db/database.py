"""A small pool of connections and the only way to use one: a transaction bound to one customer (or to none)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from typing import Any, BinaryIO
from uuid import UUID

import asyncpg
import msgspec

from goldsmith.errors import UnavailableError
from goldsmith.ports.db.statements import Statement

Row = Any  # an asyncpg.Record: columns by name; asyncpg comes without types for it

_AWAY = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.InternalClientError,
    asyncpg.exceptions.PostgresIOError,
)

ACQUIRE_SECONDS = 10  # how long a request waits in line for a connection
BEGIN_SECONDS = 10  # the first word of every transaction: a database that hangs is found out here
STATEMENT_SECONDS = 120
RELEASE_SECONDS = 5


class Tx:
    """One open transaction. Every statement that asks for `:customer_id` gets the transaction's own."""

    def __init__(self, connection: Any, customer_id: UUID | None) -> None:
        self.connection = connection
        self.customer_id = customer_id

    async def row(self, statement: Statement, **values: object) -> Row | None:
        return await self.connection.fetchrow(statement.text, *self._arguments(statement, values))

    async def rows(self, statement: Statement, **values: object) -> list[Row]:
        rows: list[Row] = await self.connection.fetch(statement.text, *self._arguments(statement, values))
        return rows

    async def value(self, statement: Statement, **values: object) -> Any:
        return await self.connection.fetchval(statement.text, *self._arguments(statement, values))

    async def run(self, statement: Statement, **values: object) -> int:
        """Execute and return how many rows were touched."""
        status: str = await self.connection.execute(statement.text, *self._arguments(statement, values))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def stream(self, statement: Statement, **values: object) -> AsyncIterator[Row]:
        async for row in self.connection.cursor(statement.text, *self._arguments(statement, values), prefetch=500):
            yield row

    async def copy(self, statement: Statement, into: BinaryIO, **values: object) -> None:
        """Write all rows to a file as CSV (RFC 4180) with a header, without holding them."""
        query, arguments = statement.text.rstrip("; \n"), self._arguments(statement, values)
        await self.connection.copy_from_query(query, *arguments, output=into, format="csv", header=True)

    def _arguments(self, statement: Statement, values: dict[str, object]) -> list[object]:
        return [self.customer_id if name == "customer_id" else values[name] for name in statement.parameters]


BEFORE_COMMIT: ContextVar[Callable[[Tx], Awaitable[None]] | None] = ContextVar("before_commit", default=None)
"""What else this request writes into its transactions, just before they commit."""


class Database:
    """PostgreSQL as the server's own unprivileged role.

    `connections` is small on purpose: about four per core over all processes is where PostgreSQL is fastest.
    """

    def __init__(self, url: str, *, connections: int = 4, role: str | None = None) -> None:
        self.url = url
        self._connections = connections
        self._server_settings = {
            "application_name": "goldsmith",
            "timezone": "UTC",
            "jit": "off",
            # Every queue and list of ours follows an index. A planner that knows no statistics yet (a project that was
            # imported a second ago) must not sort a million tasks to claim one.
            "enable_sort": "off",
        }
        if role:
            self._server_settings["role"] = role
        self._pool: Any = None
        self._opening = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def transaction(self, customer_id: UUID | None, *, snapshot: bool = False) -> AsyncIterator[Tx]:
        """Open a transaction that sees one customer's rows; with None it sees only what belongs to nobody.

        The customer's setting travels in the same round trip as BEGIN and ends with the transaction.
        `snapshot` gives one unchanging, read-only view. Raises UnavailableError when PostgreSQL is away.
        """
        async with self._connection() as connection:
            begin = "begin isolation level repeatable read read only;" if snapshot else "begin;"
            if customer_id is not None:
                begin += f"set local goldsmith.customer_id = '{UUID(int=customer_id.int)}'"
            await connection.execute(begin, timeout=BEGIN_SECONDS)
            try:
                tx = Tx(connection, customer_id)
                yield tx
                if (also := BEFORE_COMMIT.get()) is not None:
                    await also(tx)
            except TimeoutError:
                connection.terminate()  # whoever does not answer will not answer a rollback either
                raise
            except BaseException:
                if not connection.is_closed():
                    with contextlib.suppress(*_AWAY):  # the server ends the transaction itself when we cannot
                        await connection.execute("rollback")
                raise
            await connection.execute("commit")

    async def listen(self, channel: str) -> AsyncIterator[str]:
        """Yield the payload of each notification, over one connection of its own, reconnecting for ever."""
        while True:
            arrived: asyncio.Queue[str | None] = asyncio.Queue()
            try:
                connection = await asyncpg.connect(self.url, server_settings=self._server_settings)
            except (*_AWAY, OSError, TimeoutError):
                await asyncio.sleep(1)
                continue
            connection.add_termination_listener(lambda _, queue=arrived: queue.put_nowait(None))
            try:
                await connection.add_listener(channel, lambda *message, queue=arrived: queue.put_nowait(message[3]))
                yield ""  # whatever happened while nobody listened: look again
                while (payload := await arrived.get()) is not None:
                    yield payload
            finally:
                with contextlib.suppress(*_AWAY):
                    await connection.close(timeout=2)

    async def close(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            with contextlib.suppress(*_AWAY):
                await asyncio.wait_for(pool.close(), 5)

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            pool = self._pool or await self._open_pool()
            connection = await pool.acquire(timeout=ACQUIRE_SECONDS)
        except (*_AWAY, OSError, TimeoutError) as away:
            raise _database_away() from away
        try:
            yield connection
        except _AWAY as away:
            raise _database_away() from away
        except TimeoutError as hanging:
            connection.terminate()
            raise _database_away() from hanging
        finally:
            with contextlib.suppress(*_AWAY, TimeoutError):  # a connection that cannot be put back is thrown away
                await pool.release(connection, timeout=RELEASE_SECONDS)

    async def _open_pool(self) -> Any:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self.url,
                    min_size=0,
                    max_size=self._connections,
                    server_settings=self._server_settings,
                    init=_speak_json,
                    reset=_nothing_to_reset,
                    max_inactive_connection_lifetime=60,
                    command_timeout=STATEMENT_SECONDS,
                    timeout=10,
                )
            return self._pool


def _database_away() -> UnavailableError:
    return UnavailableError(
        "The database does not answer right now; please try again in a moment.",
        code="database_away",
    )


async def _speak_json(connection: Any) -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=_encode, decoder=msgspec.json.decode)


async def _nothing_to_reset(_: Any) -> None:
    """Everything we set is SET LOCAL and ends with its transaction: no round trip is needed on release."""


def _encode(value: object) -> str:
    """JSON for a jsonb parameter; text is taken as JSON that somebody wrote already."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
