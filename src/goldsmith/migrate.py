"""Bring the database to this version: numbered SQL files, each in one transaction, under one advisory lock."""

from __future__ import annotations

import asyncio
import hashlib
from importlib.resources import files
from typing import Any, NamedTuple

import asyncpg
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries

from goldsmith.ports.db import read_sql

SQL = read_sql(__file__, "migrate.sql")


class Migration(NamedTuple):
    """One numbered file of `goldsmith/migrations`."""

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


class MigrationChangedError(Exception):
    """A migration that this database already ran no longer says what it said then."""


def run() -> None:
    """`goldsmith migrate`: bring the database of the settings to this version and say what ran."""
    from goldsmith.opening import owner_database_url
    from goldsmith.settings import read_settings

    ran = asyncio.run(migrate(owner_database_url(read_settings())))
    print("\n".join(f"ran {name}" for name in ran) or "The database is up to date.")


def known_migrations() -> list[Migration]:
    folder = files("goldsmith") / "migrations"
    found = [Migration(file.name, file.read_text()) for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted(found)


async def migrate(owner_url: str) -> list[str]:
    """Run what is missing, as the owner of the database; the names of the migrations that ran."""
    connection = await asyncpg.connect(owner_url, timeout=30)
    try:
        await connection.execute(SQL.lock.text)
        await _prepare(connection)
        done = {row["name"]: row["sha256"] for row in await connection.fetch(SQL.done.text)}
        ran = [migration.name for migration in known_migrations() if await _apply(connection, migration, done)]
        await _install_job_queue(connection)
        await _begin_epoch_after_restore(connection)
        return ran
    finally:
        await connection.close()


async def _prepare(connection: Any) -> None:
    await connection.execute(SQL.prepare.text)


async def _apply(connection: Any, migration: Migration, done: dict[str, str]) -> bool:
    if migration.name in done:
        if done[migration.name] != migration.sha256:
            raise MigrationChangedError(f"{migration.name} was changed after it ran on this database.")
        return False
    async with connection.transaction():
        await connection.execute("set local lock_timeout = '30s'")
        await connection.execute(migration.sql)
        await connection.execute(SQL.note_done.text, migration.name, migration.sha256)
    return True


async def _install_job_queue(connection: Any) -> None:
    if await connection.fetchval(SQL.has_job_queue.text):
        return
    async with connection.transaction():
        await Queries(AsyncpgDriver(connection)).install()
        await connection.execute(SQL.grant_jobs.text)


async def _begin_epoch_after_restore(connection: Any) -> None:
    """A restored backup may hold seals from a cluster whose transaction ids ran further than this one's."""
    await connection.execute(SQL.begin_epoch.text)
