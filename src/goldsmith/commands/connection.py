"""Which server, as whom: options, then the environment, then `goldsmith login`, then a `goldsmith up` here."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from goldsmith.errors import GoldsmithError, UnauthenticatedError

__all__ = ["Where", "config_file", "data_folder", "find_server", "forget_login", "remember_login", "state_folder"]


class Where(NamedTuple):
    """A server and the key to use there."""

    url: str
    key: str


def find_server(url: str | None, key: str | None) -> Where:
    """Decide where to go; what an option leaves open, the next source answers."""
    wanted_url = url or os.environ.get("GOLDSMITH_URL")
    wanted_key = key or os.environ.get("GOLDSMITH_KEY")
    if wanted_url and wanted_key:
        return Where(wanted_url, wanted_key)
    for known in (_read(config_file()), _read(data_folder() / "admin-key")):
        if known and wanted_url in {None, known.url}:
            return Where(known.url, wanted_key or known.key)
    raise UnauthenticatedError(
        "No server to talk to. Run `goldsmith login URL`, or set GOLDSMITH_URL and GOLDSMITH_KEY,"
        " or run this in the folder where `goldsmith up` was started.",
        code="not_logged_in",
    )


def remember_login(where: Where) -> Path:
    """Keep the server and the key, readable by this user only."""
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(where._asdict(), file)
    part.chmod(0o600)
    part.replace(path)
    return path


def forget_login() -> bool:
    """Remove what `remember_login` kept; whether there was anything."""
    path = config_file()
    known = path.exists()
    path.unlink(missing_ok=True)
    return known


def config_file() -> Path:
    return _xdg("XDG_CONFIG_HOME", ".config") / "login.json"


def state_folder() -> Path:
    return _xdg("XDG_STATE_HOME", ".local/state")


def data_folder() -> Path:
    return Path(os.environ.get("GOLDSMITH_DATA") or "goldsmith-data")


def _xdg(variable: str, otherwise: str) -> Path:
    base = os.environ.get(variable)
    return (Path(base) if base else Path.home() / otherwise) / "goldsmith"


def _read(path: Path) -> Where | None:
    try:
        known = json.loads(path.read_text())
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return None
    except ValueError:
        raise GoldsmithError(f"{path} cannot be read. Remove it and sign in again.", code="bad_login_file") from None
    if not isinstance(known, dict) or not {"url", "key"} <= known.keys():
        raise GoldsmithError(f"{path} says no url and key. Remove it and sign in again.", code="bad_login_file")
    return Where(str(known["url"]), str(known["key"]))
