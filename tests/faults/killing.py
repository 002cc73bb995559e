"""Kill -9 on the parts of a product."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..product import Product

Victims = Callable[[Product], list[int]]


def postgres(product: Product) -> list[int]:
    """Every process of its PostgreSQL, the postmaster and its children."""
    cluster = str((product.folder / "data" / "postgres" / "cluster").resolve())
    return [pid for pid in _processes() if _link(pid, "cwd") == cluster]


def postmaster(product: Product) -> list[int]:
    """The postmaster alone; its children notice by themselves."""
    everyone = postgres(product)
    return [pid for pid in everyone if _parent(pid) not in everyone]


def api(product: Product) -> list[int]:
    """The server's main process and its workers."""
    return _named(product, "goldsmith.serving")


def api_worker(product: Product) -> list[int]:
    """One process that answers requests."""
    everyone = api(product)
    return [pid for pid in everyone if _parent(pid) in everyone][:1]


def worker(product: Product) -> list[int]:
    """The process that does background work."""
    return _named(product, "goldsmith.worker")


def kill(product: Product, victims: Victims, number: signal.Signals = signal.SIGKILL) -> int:
    """Signal them all; how many there were."""
    found = victims(product)
    for pid in found:
        with suppress(ProcessLookupError):  # it ended before we came
            os.kill(pid, number)
    return len(found)


def _named(product: Product, command: str) -> list[int]:
    folder = str(product.folder / "data").encode()
    ours = [pid for pid in _processes() if folder in _read(pid, "environ")]
    return [pid for pid in ours if command.encode() in _read(pid, "cmdline").replace(b"\0", b" ")]


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _link(pid: int, name: str) -> str:
    with suppress(OSError):
        return str(Path(f"/proc/{pid}/{name}").readlink())
    return ""


def _read(pid: int, name: str) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/{name}").read_bytes()
    return b""


def _parent(pid: int) -> int:
    status = _read(pid, "stat")
    return int(status.rpartition(b")")[2].split()[1]) if status else 0
