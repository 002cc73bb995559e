"""The user that PostgreSQL runs as: it refuses root, so as root we hand it to a system user without a login."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from goldsmith.ports.embedded_postgres.errors import EmbeddedPostgresError

PREFERRED: Final = "goldsmith"
FALLBACK: Final = "postgres"


@dataclass(frozen=True)
class Account:
    """A user and group id; `drops` says whether a child must change to it."""

    uid: int
    gid: int
    drops: bool

    def popen_arguments(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drops else {}

    def owns(self, path: Path) -> None:
        """Give the path to this account; a no-op when we already are it."""
        if self.drops:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, folder: Path) -> bool:
        return self._has(folder, 0o1)

    def may_read(self, path: Path) -> bool:
        return path.is_symlink() or self._has(path, 0o5 if path.is_dir() else 0o4)

    def _has(self, path: Path, wanted: int) -> bool:
        status = path.stat()
        if status.st_uid == self.uid:
            granted = status.st_mode >> 6
        elif status.st_gid == self.gid:
            granted = status.st_mode >> 3
        else:
            granted = status.st_mode
        return granted & wanted == wanted


def choose_account(cluster: Path) -> Account:
    """Ourselves; as root the owner of the existing cluster, else `goldsmith` (made when absent), else `postgres`."""
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        return _ourselves(owner, cluster)
    if owner:
        return Account(owner, cluster.stat().st_gid, drops=True)
    entry = _look_up(PREFERRED) or _create(PREFERRED) or _look_up(FALLBACK)
    if entry is None:
        raise EmbeddedPostgresError(
            "PostgreSQL refuses to run as root, and no user could be made for it. "
            "Run `useradd --system goldsmith` once, or start Goldsmith as an ordinary user."
        )
    return Account(entry.pw_uid, entry.pw_gid, drops=True)


def check_path(account: Account, folder: Path) -> None:
    """Refuse a data folder that the account cannot reach. We never change the parents' modes: they are not ours."""
    if not account.drops:
        return
    for parent in [folder, *folder.parents]:
        if not account.may_enter(parent):
            raise EmbeddedPostgresError(
                f"PostgreSQL cannot run as root, and the user it runs as may not enter {parent}. "
                "Choose a folder outside it, for example /var/lib/goldsmith, or start Goldsmith as an ordinary user."
            )


def _ourselves(owner: int | None, cluster: Path) -> Account:
    if owner is not None and owner != os.geteuid():
        name = _name_of(owner)
        raise EmbeddedPostgresError(
            f"The database in {cluster} belongs to {name}; start Goldsmith as {name} or as root."
        )
    return Account(os.geteuid(), os.getegid(), drops=False)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _look_up(name: str) -> pwd.struct_passwd | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return entry if entry.pw_uid != 0 else None


def _create(name: str) -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    arguments = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
    ]
    made = subprocess.run([useradd, *arguments, name], capture_output=True, check=False)
    return _look_up(name) if made.returncode == 0 else None
