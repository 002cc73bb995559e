"""After a kill -9 of the supervisor a server may still run, or a pid file may name a process that is long gone."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from goldsmith.ports.embedded_postgres.errors import EmbeddedPostgresError

PID_FILE: Final = "postmaster.pid"
_PROC: Final = Path("/proc")
_BOUNDS: Final = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


def clear_leftovers(cluster: Path) -> None:
    """End every server process that still works in this cluster, then drop the stale pid file.

    The caller holds the folder's lock, so no living Goldsmith can want them.
    """
    _wait_until_gone(cluster, seconds=1.0 if _orphan(cluster) is None else 0.0)
    for polite, seconds in _BOUNDS:
        remaining = _processes(cluster)
        if not remaining:
            (cluster / PID_FILE).unlink(missing_ok=True)
            return
        _signal(cluster, remaining, polite)
        _wait_until_gone(cluster, seconds)
    if _processes(cluster):
        raise EmbeddedPostgresError(f"A PostgreSQL server still runs on {cluster} and does not stop; stop it by hand.")
    (cluster / PID_FILE).unlink(missing_ok=True)


def read_pid_file(cluster: Path) -> list[str]:
    """Read postmaster.pid: its first line is the pid, its eighth the state; empty when there is none."""
    try:
        return (cluster / PID_FILE).read_text().splitlines()
    except FileNotFoundError:
        return []


def _orphan(cluster: Path) -> int | None:
    lines = read_pid_file(cluster)
    pid = int(lines[0]) if lines and lines[0].isdecimal() else None
    return pid if pid in _processes(cluster) else None


def _processes(cluster: Path) -> list[int]:
    if _PROC.is_dir():
        return [pid for pid in _all_pids() if _works_in(pid, cluster)]
    lines = read_pid_file(cluster)
    return [int(lines[0])] if lines and _is_postgres(lines[0]) else []


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal()]


def _works_in(pid: int, cluster: Path) -> bool:
    # A number in a stale file proves nothing; every process of a server has the cluster as its working folder.
    process = _PROC / str(pid)
    try:
        return (process / "cwd").readlink() == cluster and (process / "exe").readlink().name.startswith("postgres")
    except OSError:
        return False


def _is_postgres(pid: str) -> bool:
    answer = subprocess.run(["/bin/ps", "-p", pid, "-o", "comm="], capture_output=True, text=True, check=False)
    return answer.stdout.strip().endswith("postgres")


def _signal(cluster: Path, remaining: list[int], number: signal.Signals) -> None:
    postmaster = _orphan(cluster)
    targets = remaining if postmaster is None or number == signal.SIGKILL else [postmaster]
    for pid in targets:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _wait_until_gone(cluster: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while _processes(cluster) and time.monotonic() < deadline:
        time.sleep(0.02)
