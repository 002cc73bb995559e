"""Who may speak to the embedded server and how: a 0600 file with the socket and one random password for each role."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from goldsmith.ports.embedded_postgres.errors import EmbeddedPostgresError

Role = Literal["goldsmith_owner", "goldsmith_app", "goldsmith_superuser"]

DATABASE: Final = "goldsmith"
OWNER: Final[Role] = "goldsmith_owner"
APP: Final[Role] = "goldsmith_app"
SUPERUSER: Final[Role] = "goldsmith_superuser"
FILE_NAME: Final = "access.json"


@dataclass(frozen=True)
class Access:
    """The address of the embedded server and the passwords of its three roles."""

    host: str
    port: int
    passwords: dict[str, str]

    @classmethod
    def make(cls) -> Access:
        return cls(host="", port=5432, passwords={role: secrets.token_urlsafe(32) for role in (OWNER, APP, SUPERUSER)})

    @classmethod
    def read(cls, folder: Path) -> Access | None:
        """Read what the supervisor wrote; None when this folder has no server yet."""
        try:
            fields = json.loads((folder / FILE_NAME).read_bytes())
            return cls(host=fields["host"], port=fields["port"], passwords=fields["passwords"])
        except FileNotFoundError:
            return None
        except PermissionError:
            raise EmbeddedPostgresError(
                f"{folder / FILE_NAME} belongs to another user; run this command as the user who runs Goldsmith."
            ) from None
        except (ValueError, KeyError, TypeError):
            raise EmbeddedPostgresError(f"{folder / FILE_NAME} is damaged; restore it from a backup.") from None

    def at(self, host: str, port: int) -> Access:
        return replace(self, host=host, port=port)

    def write(self, folder: Path) -> None:
        """Write for the owner's eyes only, whole or not at all."""
        fresh = folder / f".{FILE_NAME}.new"
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(self), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / FILE_NAME)

    def url(self, role: Role, database: str = DATABASE) -> str:
        """Answer a DSN that asyncpg and libpq both understand; its host is the folder of the unix socket."""
        password = quote(self.passwords[role], safe="")
        return f"postgresql://{role}:{password}@/{database}?host={quote(self.host, safe='/')}&port={self.port}"
