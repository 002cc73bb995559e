"""Open the ports that the settings name."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import NamedTuple

from goldsmith.foundry import Foundry
from goldsmith.ports.db import Database
from goldsmith.ports.embedded_postgres import Access
from goldsmith.ports.jobs import PostgresJobs
from goldsmith.ports.objects import open_objects
from goldsmith.settings import Settings

APP_ROLE = "goldsmith_app"


class DatabaseAccess(NamedTuple):
    """How the server reaches PostgreSQL: an address and, for another's login, the role to step down to."""

    url: str
    role: str | None


class NoDatabaseError(Exception):
    """No DATABASE_URL is set and no embedded database runs on this data folder."""


def open_foundry(settings: Settings) -> Foundry:
    """Open every port. Nothing is connected before it is used."""
    access = app_database(settings)
    return Foundry(
        settings=settings,
        db=Database(access.url, connections=settings.connections_per_process, role=access.role),
        objects=open_objects(settings.objects_url or settings.objects_folder),
        jobs=PostgresJobs(),
        secret=installation_secret(settings.folder),
    )


def app_database(settings: Settings) -> DatabaseAccess:
    if settings.app_database_url:
        return DatabaseAccess(settings.app_database_url, None)
    if settings.database_url:
        return DatabaseAccess(settings.database_url, APP_ROLE)
    return DatabaseAccess(_embedded(settings).url("goldsmith_app"), None)


def owner_database_url(settings: Settings) -> str:
    return settings.database_url or _embedded(settings).url("goldsmith_owner")


def installation_secret(folder: Path) -> bytes:
    """The secret that signs links and derives webhook secrets; made at the first start, readable by us alone."""
    path = folder / "secret"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"secret.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(32))
        try:
            os.link(made, path)  # whoever is first wins, whole
        except FileExistsError:
            pass
        finally:
            made.unlink()
        return path.read_bytes()


def _embedded(settings: Settings) -> Access:
    access = Access.read(settings.postgres_folder)
    if access is None:
        raise NoDatabaseError(f"No database runs on {settings.folder}. Start `goldsmith up`, or set DATABASE_URL.")
    return access
