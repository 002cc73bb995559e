"""Migrations on a real server: once, by one process at a time, never changed afterwards, and aware of a restore."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from goldsmith.ids import new_id
from goldsmith.migrate import MigrationChangedError, known_migrations, migrate
from goldsmith.ports.embedded_postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with tempfile.TemporaryDirectory(prefix="goldsmith-migrate-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres = EmbeddedPostgres(folder / "postgres", shared_buffers_mb=16)
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop()


@pytest.fixture
async def empty(server: EmbeddedPostgres) -> AsyncIterator[str]:
    """An empty database that the owner may fill."""
    name = f"fresh_{new_id().hex}"
    root = await asyncpg.connect(server.url("goldsmith_superuser"))
    await root.execute(f"create database {name} owner goldsmith_owner")
    yield server.url("goldsmith_owner").replace("/goldsmith?", f"/{name}?")
    await root.execute(f"drop database {name} with (force)")
    await root.close()


async def ask(url: str, sql: str, *values: Any) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql, *values)
    finally:
        await connection.close()


async def test_every_migration_runs_once(empty: str) -> None:
    assert await migrate(empty) == [migration.name for migration in known_migrations()]
    assert await migrate(empty) == []


async def test_processes_that_start_together_migrate_once(empty: str) -> None:
    ran = await asyncio.gather(*(migrate(empty) for _ in range(4)))

    assert sorted(map(len, ran)) == [0, 0, 0, len(known_migrations())]


async def test_a_migration_that_was_changed_afterwards_is_refused(empty: str) -> None:
    await migrate(empty)
    await ask(empty, "update schema_migration set sha256 = 'what it said then'")

    with pytest.raises(MigrationChangedError, match="0001_ground"):
        await migrate(empty)


async def test_a_migration_that_fails_leaves_nothing_behind(empty: str) -> None:
    await ask(empty, "create table customer (id integer)")  # in the way of the first migration

    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(empty)

    assert await ask(empty, "select to_regclass('person')") is None
    assert await ask(empty, "select count(*) from schema_migration") == 0


async def test_a_restore_into_a_younger_cluster_begins_a_new_epoch(empty: str) -> None:
    await migrate(empty)
    customer = new_id()
    connection = await asyncpg.connect(empty)
    await connection.execute("insert into customer (id, name) values ($1, 'Restored')", customer)
    async with connection.transaction():
        await connection.execute(f"set local goldsmith.customer_id = '{customer}'")
        await connection.execute(
            "insert into seal (customer_id, number, epoch, through, events, root, previous_hash, hash)"
            " values ($1, 1, 1, '99999999999', 0, '', '', '')",
            customer,
        )
    await connection.close()

    await migrate(empty)
    assert await ask(empty, "select current_epoch()") == 2
    await migrate(empty)
    assert await ask(empty, "select current_epoch()") == 2
