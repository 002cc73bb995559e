"""The embedded PostgreSQL under every way to die, on each PostgreSQL that this machine has."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from goldsmith.ports.embedded_postgres import Access, EmbeddedPostgres, EmbeddedPostgresError
from goldsmith.ports.embedded_postgres.account import Account, choose_account
from goldsmith.ports.embedded_postgres.binaries import find_binaries, make_reachable
from goldsmith.supervisor import ProcessTree

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
INSTALLATIONS = [None, DEBIAN_15] if DEBIAN_15.is_dir() else [None]
SUPERVISOR = """
import sys, time
from pathlib import Path
from goldsmith.ports.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A data folder that PostgreSQL's own user can enter (pytest's temporary folders are closed to others)."""
    made = Path(tempfile.mkdtemp(prefix="gs-"))
    made.chmod(0o755)
    yield made / "postgres"
    shutil.rmtree(made)


@pytest.fixture
def folder() -> Iterator[Path]:
    with fresh_folder() as fresh:
        yield fresh


@pytest.fixture(scope="module", params=INSTALLATIONS, ids=lambda path: "debian-15" if path else "wheel")
def made_once(request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    with fresh_folder() as fresh:
        embedded = EmbeddedPostgres(fresh, pgbin=request.param, shared_buffers_mb=32)
        embedded.start()
        yield embedded
        embedded.stop()


@pytest.fixture
def server(made_once: EmbeddedPostgres) -> EmbeddedPostgres:
    """A running server; whatever the test before did to it, it must come back."""
    if made_once.poll() is not None:
        made_once.start()
    return made_once


async def ask(server: EmbeddedPostgres, sql: str, role: str = "goldsmith_owner") -> object:
    connection = await asyncpg.connect(server.url(role))  # type: ignore[arg-type]
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def write_until_death(server: EmbeddedPostgres, kill: Callable[[], None]) -> int:
    """Insert rows one by one, kill after the 300th; answers how many were acknowledged."""
    connection = await asyncpg.connect(server.url("goldsmith_owner"))
    await connection.execute("drop table if exists kept")
    await connection.execute("create table kept (number int)")
    acknowledged = 0
    try:
        while True:
            await connection.execute("insert into kept values ($1)", acknowledged)
            acknowledged += 1
            if acknowledged == 300:
                kill()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return acknowledged


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this did not become true in time"
        time.sleep(0.01)


def processes_of(server: EmbeddedPostgres) -> list[int]:
    cluster = str(server.cluster.resolve())
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and str((entry / "cwd").readlink()) == cluster:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


async def test_owner_owns_the_database_and_the_app_owns_nothing(server: EmbeddedPostgres) -> None:
    owner = "select pg_get_userbyid(datdba) from pg_database where datname = 'goldsmith'"
    assert await ask(server, owner) == "goldsmith_owner"
    owned = "select count(*) from pg_shdepend where refobjid = 'goldsmith_app'::regrole and deptype = 'o'"
    assert await ask(server, owned) == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(server, "create table mine (i int)", "goldsmith_app")


async def test_no_role_of_the_product_is_superuser_or_passes_row_security(server: EmbeddedPostgres) -> None:
    ours = "rolname in ('goldsmith_owner', 'goldsmith_app')"
    strong = f"select count(*) from pg_roles where (rolsuper or rolbypassrls) and {ours}"
    assert await ask(server, strong) == 0


async def test_settings_keep_what_was_committed_and_no_customer_text_in_the_log(server: EmbeddedPostgres) -> None:
    assert await ask(server, "select current_setting('synchronous_commit') || current_setting('fsync')") == "onon"
    assert await ask(server, "select current_setting('data_checksums')") == "on"
    with pytest.raises(asyncpg.PostgresError):
        await ask(server, "select 'very private text'::int")
    assert b"very private text" not in (server.folder / "postgres.log").read_bytes()


async def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    access = Access.read(server.folder)
    assert access is not None
    forged = Access(access.host, access.port, dict.fromkeys(access.passwords, "guess"))
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(forged.url("goldsmith_owner"))


def test_passwords_and_socket_are_closed_to_others(server: EmbeddedPostgres) -> None:
    assert stat.S_IMODE((server.folder / "access.json").stat().st_mode) == 0o600
    access = Access.read(server.folder)
    assert access is not None
    assert stat.S_IMODE(Path(access.host).stat().st_mode) == 0o700


async def test_kill_of_every_process_loses_no_acknowledged_row(server: EmbeddedPostgres) -> None:
    def kill_all() -> None:
        for pid in processes_of(server):
            os.kill(pid, signal.SIGKILL)

    acknowledged = await write_until_death(server, kill_all)
    wait_until(lambda: server.poll() is not None)
    server.start()
    assert await ask(server, "select count(*) from kept where number < " + str(acknowledged)) == acknowledged


async def test_kill_of_the_postmaster_alone_recovers(server: EmbeddedPostgres) -> None:
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: server.poll() is not None)
    server.start()
    assert await ask(server, "select 1") == 1


async def test_data_survives_stop_and_start(server: EmbeddedPostgres) -> None:
    await ask(server, "create table if not exists seven as select 7 as number")
    server.stop()
    server.start()
    assert await ask(server, "select number from seven") == 7


async def test_a_second_goldsmith_on_the_same_folder_is_refused(server: EmbeddedPostgres) -> None:
    with pytest.raises(EmbeddedPostgresError, match=r"Another Goldsmith .* already runs"):
        EmbeddedPostgres(server.folder).start()
    assert await ask(server, "select 1") == 1


def test_the_server_ends_cleanly_when_its_supervisor_is_killed(folder: Path) -> None:
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(folder)], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.communicate()
    wait_until(lambda: not Path(f"/proc/{pid}/cwd").exists())
    assert "database system is shut down" in (folder / "postgres.log").read_text()


async def test_an_orphan_server_is_ended_before_a_new_one_starts(folder: Path) -> None:
    first = EmbeddedPostgres(folder, shared_buffers_mb=32)
    first.start()
    first._release_lock()  # what the kernel does when a supervisor dies
    second = EmbeddedPostgres(folder, shared_buffers_mb=32)
    second.start()
    try:
        assert first.poll() == 0
        assert await ask(second, "select 1") == 1
    finally:
        second.stop()


def test_a_process_tree_brings_a_killed_server_back(folder: Path) -> None:
    server = EmbeddedPostgres(folder, shared_buffers_mb=32)
    said: list[str] = []
    pids: list[int | None] = []

    def hear(line: str) -> None:
        said.append(line)
        if "ended with status -9" in line:
            watch.start()

    def stop_when_back() -> None:
        wait_until(lambda: server.poll() is None and server.pid not in pids and server.is_ready())
        pids.append(server.pid)
        tree.request_stop()

    def kill() -> None:
        pids.append(server.pid)
        os.kill(server.pid or 0, signal.SIGKILL)

    watch = threading.Thread(target=stop_when_back)
    tree = ProcessTree([server], say=hear)
    tree.run(on_ready=kill)
    watch.join()
    assert len(set(pids)) == 2
    assert processes_of(server) == []


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(server: EmbeddedPostgres) -> None:
    server.stop()
    stale = server.cluster / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{server.cluster}\n0\n5432\n\n\n0 0\nready   \n")
    os.chown(stale, server.cluster.stat().st_uid, -1)
    server.start()
    assert server.poll() is None


def test_a_server_that_cannot_start_says_why_at_once(server: EmbeddedPostgres) -> None:
    server.stop()
    (server.folder / "local.conf").write_text("shared_buffers = banana\n")
    with pytest.raises(EmbeddedPostgresError, match="banana"):
        server.start()
    (server.folder / "local.conf").write_text("work_mem = '9MB'\n")
    server.start()


def test_initdb_that_was_killed_half_way_starts_over(folder: Path) -> None:
    (folder / ".cluster.new").mkdir(parents=True)
    (folder / ".cluster.new" / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(folder, shared_buffers_mb=32)
    server.start()
    server.stop()
    assert not (folder / ".cluster.new").exists()


async def test_a_path_too_long_for_a_socket_still_works(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder.parent))
    server = EmbeddedPostgres(folder / ("x" * 120), shared_buffers_mb=32)
    server.start()
    try:
        assert await ask(server, "select 1") == 1
    finally:
        server.stop()


async def test_loopback_tcp_is_open_only_when_asked(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = EmbeddedPostgres(folder, shared_buffers_mb=32, tcp_port=port)
    server.start()
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        assert await ask(server, "select current_setting('listen_addresses')") == "127.0.0.1"
    finally:
        server.stop()
    closed = EmbeddedPostgres(folder, shared_buffers_mb=32)
    closed.start()
    try:
        assert await ask(closed, "select current_setting('listen_addresses')") == ""
    finally:
        closed.stop()


def test_binaries_behind_a_closed_folder_are_copied_and_work(folder: Path) -> None:
    closed, open_folder = folder / "closed", folder / "data"
    original = find_binaries(None, None)
    package = original.bin.parents[1]
    shutil.copytree(package, closed / package.name)
    shutil.copytree(package.with_name(package.name + ".libs"), closed / (package.name + ".libs"))
    closed.chmod(0o700)
    stranger = Account(uid=os.getuid() + 4242, gid=os.getgid() + 4242, drops=True)
    found = find_binaries(closed / package.name / "pginstall" / "bin", None)
    reachable = make_reachable(found, stranger, open_folder)
    shutil.rmtree(closed)
    assert reachable.bin.is_relative_to(open_folder)
    assert original.version in subprocess.check_output([reachable.initdb, "--version"], text=True)
    assert make_reachable(reachable, stranger, open_folder) == reachable


def test_a_cluster_of_another_version_names_what_is_missing(server: EmbeddedPostgres) -> None:
    server.stop()
    version = server.cluster / "PG_VERSION"
    real = version.read_text()
    version.write_text("16\n")
    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 16"):
        EmbeddedPostgres(server.folder).start()
    version.write_text(real)


def test_a_folder_without_postgres_is_named(folder: Path) -> None:
    folder.mkdir()
    with pytest.raises(EmbeddedPostgresError, match="no working `postgres`"):
        EmbeddedPostgres(folder, pgbin=folder).start()


def test_the_server_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert server.pid is not None
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0
    assert choose_account(server.cluster).uid == server.cluster.stat().st_uid
