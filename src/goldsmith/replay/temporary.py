"""A Goldsmith of our own for as long as it is needed: `goldsmith up` in a temporary folder, on a free port."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from goldsmith.errors import UnavailableError
from goldsmith.supervisor.lifeline import die_with_parent

__all__ = ["Running", "temporary_server"]

START_SECONDS: Final = 120.0
STOP_SECONDS: Final = 30.0
POLL_SECONDS: Final = 0.05


class Running(NamedTuple):
    """Where it listens, and the administrator's key."""

    url: str
    key: str


@contextmanager
def temporary_server() -> Iterator[Running]:
    """Start the product, empty; stop it and remove its folder at the end."""
    with TemporaryDirectory(prefix="goldsmith-replay-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL runs as another user when we are root, and must reach its own folder inside
        with _stopping_cleanly():
            process = _start(folder)
            try:
                yield _wait_until_ready(process, folder)
            finally:
                _stop(process)


@contextmanager
def _stopping_cleanly() -> Iterator[None]:
    """Let SIGTERM end us as Ctrl-C does: the server must not outlive us."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "goldsmith", "up", "--no-demo", "--host", "127.0.0.1", "--port", "0"]
    places = ["--data", str(folder / "data"), "--ready-file", str(folder / "ready.json")]
    with (folder / "up.log").open("wb") as log:
        return subprocess.Popen(
            [*command, *places],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - it takes no lock that a thread may hold
        )


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path) -> Running:
    deadline = time.monotonic() + START_SECONDS
    ready = folder / "ready.json"
    while not ready.exists():
        if process.poll() is not None:
            raise UnavailableError(
                f"`goldsmith up` ended with code {process.returncode}: {_last_words(folder)}", code="up_failed"
            )
        if time.monotonic() > deadline:
            raise UnavailableError(
                f"`goldsmith up` was not ready in {START_SECONDS:.0f} s: {_last_words(folder)}", code="up_failed"
            )
        time.sleep(POLL_SECONDS)
    told = json.loads(ready.read_text())
    return Running(told["url"], told["admin_key"])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_words(folder: Path) -> str:
    return (folder / "up.log").read_text(errors="replace").strip()[-2000:] or "it said nothing"
