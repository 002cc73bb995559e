"""Migrations: once, whole, in turn, and on any PostgreSQL that an owner may create tables in."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from goldsmith import migrate as migrations
from goldsmith.migrate import Migration, MigrationChangedError, known_migrations, migrate
from goldsmith.ports.embedded_postgres import EmbeddedPostgres

from ..conftest import open_folder
from ..product import Product, wait_until

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
INSTALLATIONS = [None, DEBIAN_15] if DEBIAN_15.is_dir() else [None]
OWNER = "acme_owner"


@pytest.fixture(scope="module", params=INSTALLATIONS, ids=lambda path: "debian-15" if path else "embedded")
def server(request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL that somebody else runs: none of our roles, an owner who may make roles."""
    folder = open_folder()
    made = EmbeddedPostgres(folder / "postgres", pgbin=request.param, shared_buffers_mb=32)
    made.start()
    asyncio.run(_make_foreign(made))
    yield made
    made.stop()
    shutil.rmtree(folder)


async def _make_foreign(server: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(server.url("goldsmith_superuser"))
    for statement in (
        "drop owned by goldsmith_app",
        "drop role goldsmith_app",
        f"create role {OWNER} login createrole password 'secret'",
    ):
        await connection.execute(statement)
    await connection.close()


@pytest.fixture
async def owner_url(server: EmbeddedPostgres) -> AsyncIterator[str]:
    """A fresh database of that owner."""
    name = f"db_{uuid4().hex}"
    connection = await asyncpg.connect(server.url("goldsmith_superuser"))
    await connection.execute(f"create database {name} owner {OWNER}")
    start, _, rest = server.url("goldsmith_superuser").partition("@/goldsmith?")
    assert start
    yield f"postgresql://{OWNER}:secret@/{name}?{rest}"
    await connection.execute(f"drop database {name} with (force)")
    await connection.close()


async def ask(url: str, sql: str, *values: Any) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql, *values)
    finally:
        await connection.close()


async def test_the_second_run_finds_nothing_to_do(owner_url: str) -> None:
    assert await migrate(owner_url) == [migration.name for migration in known_migrations()]
    assert await migrate(owner_url) == []
    assert await ask(owner_url, "select count(*) from schema_migration") == len(known_migrations())


async def test_many_at_once_run_each_migration_once(owner_url: str) -> None:
    ran = await asyncio.gather(*(migrate(owner_url) for _ in range(4)))
    assert sorted(map(len, ran)) == [0, 0, 0, len(known_migrations())]


async def test_a_migration_that_changed_after_it_ran_is_refused(owner_url: str) -> None:
    await migrate(owner_url)
    await ask(owner_url, "update schema_migration set sha256 = 'another'")
    with pytest.raises(MigrationChangedError, match="was changed after it ran"):
        await migrate(owner_url)


async def test_a_migration_that_is_cut_off_leaves_nothing_and_runs_whole_the_next_time(
    owner_url: str, server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    [*_, last] = known_migrations()
    slow = Migration(last.name, last.sql + "\ncreate table half_made ();\nselect pg_sleep(60);")
    monkeypatch.setattr(migrations, "known_migrations", lambda: [*known_migrations()[:-1], slow])
    running = asyncio.create_task(migrate(owner_url))
    await _cut_off_the_sleeper(server)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await running
    assert await ask(owner_url, "select to_regclass('public.half_made')") is None
    monkeypatch.undo()
    assert last.name in await migrate(owner_url)


async def _cut_off_the_sleeper(server: EmbeddedPostgres) -> None:
    """End the connection that sleeps, as soon as it does."""
    sql = "select count(pg_terminate_backend(pid)) from pg_stat_activity where wait_event = 'PgSleep'"
    for _ in range(400):
        if await ask(server.url("goldsmith_superuser"), sql):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the migration never got there")


VOTED = """
select set_config('goldsmith.customer_id', '{0}', false);
insert into customer (id, name) values ('{0}', 'one');
insert into project (customer_id, id, name, modality) values ('{0}', '{0}', 'p', 'chat.v1');
insert into labeler (customer_id, id, kind, name) values ('{0}', '{0}', 'person', 'l');
insert into task
  (customer_id, id, project_id, batch_id, priority, stage, status, answers_needed, ontology_version, round)
select '{0}', gen_random_uuid(), '{0}', '{0}', 50, 'done', status, 1, 1, round
from (values ('completed', 1), ('canceled', 1), ('completed', 2)) as t (status, round);
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, ontology_version, answer)
select '{0}', id, id, '{0}', '{0}', 'response', 1, '{{}}' from task;
insert into preference (customer_id, annotation_id, place, project_id,
  labeler_id, question, left_name, right_name, winner, is_placed)
select '{0}', id, place, '{0}', '{0}', 'q', 'a', 'b', 'left', true from task cross join generate_series(0, 1) place;
"""


async def test_votes_of_canceled_tasks_and_earlier_rounds_are_withdrawn(
    owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    every, customer = known_migrations(), uuid4()
    before = [each for each in every if each.name < "0032"]
    monkeypatch.setattr(migrations, "known_migrations", lambda: before)
    await migrate(owner_url)
    connection = await asyncpg.connect(owner_url)
    await connection.execute(VOTED.format(customer))
    monkeypatch.setattr(migrations, "known_migrations", lambda: every)
    await migrate(owner_url)
    sql = """select t.status || t.round from withdrawn_vote w join annotation n on n.id = w.annotation_id
        join task t on t.id = n.task_id order by 1"""
    assert [row[0] for row in await connection.fetch(sql)] == ["canceled1", "completed2"]
    await connection.close()


async def test_the_owner_makes_the_servers_role_and_may_step_down_to_it(owner_url: str) -> None:
    await migrate(owner_url)
    connection = await asyncpg.connect(owner_url, server_settings={"role": "goldsmith_app"})
    try:
        assert await connection.fetchval("select current_user::text") == "goldsmith_app"
        assert await connection.fetchval("select count(*) from project") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("create table mine (i int)")
    finally:
        await connection.close()


async def test_a_restored_backup_starts_a_new_epoch(owner_url: str) -> None:
    """Seals that name later transactions than this cluster has seen come from another cluster."""
    await migrate(owner_url)
    connection = await asyncpg.connect(owner_url)
    customer = uuid4()
    await connection.execute("insert into customer (id, name) values ($1, 'Restored')", customer)
    async with connection.transaction():
        await connection.execute("select set_config('goldsmith.customer_id', $1, true)", str(customer))
        await connection.execute(
            "insert into seal (customer_id, number, epoch, through, events, root, previous_hash, hash)"
            " values ($1, 1, current_epoch(), '9000000000000', 0, '', '', '')",
            customer,
        )
    await connection.close()
    before = await ask(owner_url, "select epoch from installation")
    await migrate(owner_url)
    assert await ask(owner_url, "select epoch from installation") == before + 1
    await migrate(owner_url)
    assert await ask(owner_url, "select epoch from installation") == before + 1


@pytest.mark.timeout(180)
def test_the_product_runs_on_a_database_that_somebody_else_runs(
    start_own: Callable[..., Product], owner_url: str
) -> None:
    product = start_own(DATABASE_URL=owner_url)
    assert not (product.folder / "data" / "postgres").exists(), "no PostgreSQL of our own beside it"
    customer = product.found_customer()
    project = customer.make_project(answers_needed=2)
    customer.add_tasks(project, 5)
    for _ in range(2):
        customer.label_everything(project)
    customer.wait_for_counts(project, done=5, annotations=10)
    assert customer.deliver(project)["status"] == "ready"
    wait_until(lambda: customer.operator.get("/events/head")["sequence"] > 0)
    started = "select usename::text from pg_stat_activity where application_name = 'goldsmith' limit 1"
    assert asyncio.run(ask(owner_url, started)) == OWNER
