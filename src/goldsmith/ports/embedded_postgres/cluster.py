"""Makes the cluster once: initdb, two roles, one database; in a staging folder that is renamed when it is whole."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from goldsmith.ports.embedded_postgres.access import APP, DATABASE, OWNER, SUPERUSER, Access
from goldsmith.ports.embedded_postgres.account import Account
from goldsmith.ports.embedded_postgres.binaries import QUIET, Binaries
from goldsmith.ports.embedded_postgres.errors import EmbeddedPostgresError

CLUSTER: Final = "cluster"
STAGING: Final = ".cluster.new"

# The single-user server takes one statement a line and needs neither a socket nor a password.
_ROLES: Final = """\
create role {owner} login password '{owner_password}'
create role {app} login password '{app_password}'
grant pg_monitor to {owner}
create database {database} owner {owner}
revoke all on database {database} from public
grant connect on database {database} to {app}
"""


def cluster_major(folder: Path) -> int | None:
    """Answer the major version that made the cluster of this folder, or None when there is none yet."""
    try:
        return int((folder / CLUSTER / "PG_VERSION").read_text().strip())
    except FileNotFoundError:
        return None


def make_cluster(folder: Path, binaries: Binaries, account: Account) -> None:
    """Make the cluster and its passwords. A kill leaves nothing that a later start would take for whole."""
    staging = folder / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    account.owns(staging)
    access = Access.make()
    _initdb(staging, binaries, account, access)
    _create_roles(staging, binaries, account, access)
    access.write(folder)
    staging.rename(folder / CLUSTER)


def _initdb(staging: Path, binaries: Binaries, account: Account, access: Access) -> None:
    password_file = staging.with_name(".password")
    password_file.unlink(missing_ok=True)
    descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(access.passwords[SUPERUSER])
    account.owns(password_file)
    try:
        _run([*_initdb_command(binaries), f"--pwfile={password_file}", str(staging)], account)
    finally:
        password_file.unlink()


def _initdb_command(binaries: Binaries) -> list[str]:
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.major >= 17
        else ["--locale=C.UTF-8"]
    )
    fixed = [
        "--auth=scram-sha-256",
        "--data-checksums",
        "--encoding=UTF8",
        "--no-instructions",
        f"--username={SUPERUSER}",
    ]
    return [str(binaries.initdb), *fixed, *locale]


def _create_roles(staging: Path, binaries: Binaries, account: Account, access: Access) -> None:
    statements = _ROLES.format(
        owner=OWNER,
        app=APP,
        database=DATABASE,
        owner_password=access.passwords[OWNER],
        app_password=access.passwords[APP],
    )
    _run(
        [str(binaries.postgres), "--single", "-c", "exit_on_error=on", "-D", str(staging), "template1"],
        account,
        statements,
    )


def _run(command: list[str], account: Account, text: str = "") -> None:
    try:
        done = subprocess.run(
            command,
            input=text,
            text=True,
            capture_output=True,
            cwd="/",
            env=QUIET,
            check=False,
            **account.popen_arguments(),
        )
    except OSError as error:
        raise EmbeddedPostgresError(f"{Path(command[0]).name} could not be run: {error.strerror}.") from None
    if done.returncode != 0:
        last_lines = "\n".join((done.stderr or done.stdout).strip().splitlines()[-10:])
        raise EmbeddedPostgresError(f"{Path(command[0]).name} failed and the database was not made:\n{last_lines}")
