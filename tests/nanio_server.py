"""A strict S3 server: it checks signatures. Its buckets are folders."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

KEYS = {"access_key_id": "tester", "secret_access_key": "only-for-this-test-0000000000000000"}


@contextmanager
def serve_nanio(folder: Path, host: str = "127.0.0.1") -> Iterator[str]:
    """The server's address, while it serves the folders of this folder."""
    port = free_port(host)
    command = [sys.executable, "-m", "nanio", "serve", "--data-dir", str(folder), "--host", host]
    keys = {"NANIO_ACCESS_KEY": KEYS["access_key_id"], "NANIO_SECRET_KEY": KEYS["secret_access_key"]}
    quiet = ["--port", str(port), "--log-level", "error", "--no-access-log"]
    server = subprocess.Popen([*command, *quiet], env={**os.environ, **keys})
    try:
        wait_for(f"http://{host}:{port}/", server)
        yield f"http://{host}:{port}"
    finally:
        server.terminate()
        server.wait()


def free_port(host: str = "127.0.0.1") -> int:
    with socket.create_server((host, 0)) as free:
        return int(free.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Come back once the server answers there, whatever it says."""
    deadline = time.monotonic() + 60
    while True:
        assert server.poll() is None, "the S3 server ended"
        try:
            httpx.get(url, trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < deadline, "the S3 server does not answer"
            time.sleep(0.05)
        else:
            return
