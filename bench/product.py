"""A real product in a temporary folder, and a client that costs little enough to share two cores with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ONTOLOGY = {
    "attributes": [
        {
            "name": "verdict",
            "title": "Verdict",
            "type": "category",
            "required": True,
            "choices": [{"name": "yes", "title": "Yes"}, {"name": "no", "title": "No"}],
        }
    ]
}
ANSWER = {"annotations": [], "global_attributes": {"verdict": "yes"}, "links": []}


class Product(NamedTuple):
    """A running product."""

    url: str
    admin_key: str
    folder: Path
    pid: int

    def call(self, method: str, path: str, body: object | None = None, headers: dict[str, str] | None = None) -> Any:
        """One request with the admin key."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data=content, method=method)
        request.add_header("Authorization", f"Bearer {self.admin_key}")
        request.add_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        with urllib.request.urlopen(request, timeout=600) as answer:
            text = answer.read()
            return json.loads(text) if text else None


@contextlib.contextmanager
def running_product() -> Iterator[Product]:
    """Start `goldsmith up` on an empty folder and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="goldsmith-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        ready = folder / "ready.json"
        argv = [sys.executable, "-m", "goldsmith", "up", "--port", "0", "--data", str(folder / "data"), "--no-demo"]
        tree = subprocess.Popen([*argv, "--ready-file", str(ready)], stdout=subprocess.DEVNULL)
        try:
            while not ready.exists():
                if tree.poll() is not None:
                    raise SystemExit("the product did not start")
                time.sleep(0.1)
            facts = json.loads(ready.read_text())
            yield Product(facts["url"], facts["admin_key"], folder / "data", tree.pid)
        finally:
            tree.send_signal(signal.SIGINT)
            tree.wait(60)


def tree_of(pid: int) -> list[int]:
    """A process and all below it."""
    found, parents = [], {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (entry / "stat").read_text()
                parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting += [child for child, parent in parents.items() if parent == current]
    return found


def memory_mb(pids: list[int], kind: str = "Rss") -> float:
    """Resident memory of some processes in MB, counted with (Rss) or without (Pss) what they share."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith(f"{kind}:"):
                    total += int(line.split()[1])
    return total / 1024


class Connection:
    """One keep-alive HTTP/1.1 connection."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._head = f"Host: {parts.netloc}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._reader, self._writer
        assert reader is not None
        writer.write(f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
        return status, await reader.readexactly(length) if length else b""

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
