"""`goldsmith up`: the whole product on this machine, in one process tree that Ctrl-C stops cleanly."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import NoReturn

import msgspec

from goldsmith.errors import GoldsmithError, UnavailableError
from goldsmith.ports.embedded_postgres import EmbeddedPostgres
from goldsmith.private_files import show_first_sign_in, write_private
from goldsmith.serving import PREPARED
from goldsmith.settings import Settings, read_settings
from goldsmith.supervisor import Command, Once, ProcessTree
from goldsmith.supervisor.tree import Service

PYTHON = [sys.executable, "-m"]


class Start(msgspec.Struct, kw_only=True):
    """What the caller of `goldsmith up` chose."""

    port: int
    host: str
    folder: Path
    workers: int | None
    demo: bool
    ready_file: Path | None
    open_browser: bool


def become(start: Start) -> NoReturn:
    """Go on as a process that has nothing of the command line in its memory: it stays for weeks."""
    os.execv(sys.executable, [*PYTHON, __name__, msgspec.json.encode(start, enc_hook=str).decode()])  # noqa: S606


def run(start: Start) -> int:
    """Start everything and tend it until a signal comes; the exit status."""
    try:
        settings = _settle(start)
        settings.folder.mkdir(parents=True, exist_ok=True)
        tree = ProcessTree(_services(settings), say=_say)
        tree.run(lambda: _welcome(settings, start))
    except GoldsmithError as refusal:
        _say(refusal.message)
        return 1
    return 0


def _settle(start: Start) -> Settings:
    chosen = _free_port(start.host, start.port)
    known = read_settings()
    shown = "127.0.0.1" if start.host in ("0.0.0.0", "::", "") else start.host  # noqa: S104  (compared, not bound)
    return msgspec.structs.replace(
        known,
        folder=start.folder.absolute(),
        host=start.host,
        port=chosen,
        public_url=f"http://{shown}:{chosen}",
        api_workers=start.workers or known.api_workers,
    )


def _services(settings: Settings) -> list[Service]:
    environment = settings.environment() | {PREPARED: "1"}
    product: list[Service] = [
        Once("prepare", [*PYTHON, "goldsmith.first_start"], env=environment),
        Command("api", [*PYTHON, "goldsmith.serving"], env=environment, is_up=lambda: _answers(settings)),
        Command("worker", [*PYTHON, "goldsmith.worker"], env=environment),
    ]
    return product if settings.database_url else [EmbeddedPostgres(settings.postgres_folder), *product]


def _answers(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{settings.public_url}/readyz", timeout=2) as answer:  # noqa: S310  (our own address)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(settings: Settings, start: Start) -> None:
    _say(f"Goldsmith is ready: {settings.public_url}")
    admin = json.loads(settings.admin_key_file.read_text())
    write_private(settings.admin_key_file, json.dumps(admin | {"url": settings.public_url}))
    show_first_sign_in(settings.folder, _say)
    if start.demo:
        _load_demo(settings)
    if start.ready_file is not None:
        write_private(start.ready_file, json.dumps({"url": settings.public_url, "admin_key": admin["key"]}))
    if start.open_browser:
        webbrowser.open(settings.public_url)
    _say("Ctrl-C stops it.")


def _load_demo(settings: Settings) -> None:
    """Load the demo the first time; a demo that fails is said, and is no reason not to serve."""
    marker = settings.folder / "demo-loaded"
    if marker.exists():
        return
    done = subprocess.run([*PYTHON, "goldsmith.demo", str(settings.admin_key_file)], check=False, timeout=120)
    if done.returncode == 0:
        marker.touch()
    else:
        _say("The demo could not be loaded; it will be tried again at the next start.")


def _free_port(host: str, wanted: int) -> int:
    """This port, or any for 0. Raises UnavailableError when somebody listens there already."""
    try:
        with socket.create_server((host, wanted)) as server:
            port: int = server.getsockname()[1]
            return port
    except OSError:
        raise UnavailableError(
            f"Something else listens on port {wanted} already. Choose another with --port."
        ) from None


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(run(msgspec.json.decode(sys.argv[1], type=Start, dec_hook=lambda kind, value: kind(value))))
