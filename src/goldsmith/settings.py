"""What an operator can set, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every knob, with a default that is right for one machine."""

    folder: Path = Path("goldsmith-data")
    """Where state that is not in PostgreSQL lives: keys, local objects, the embedded database."""
    database_url: str | None = None
    """PostgreSQL as a role that may create tables; None: the embedded one."""
    app_database_url: str | None = None
    """PostgreSQL as goldsmith_app; None: `database_url`, stepping down to goldsmith_app on connecting."""
    objects_url: str | None = None
    """`s3://bucket/prefix`; None: a folder under `folder`."""
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    api_workers: int = 2
    connections_per_process: int = 4
    offline: bool = False
    """Shut the one door to the outside."""
    egress_allow: tuple[str, ...] = ()
    """Addresses (CIDR) or `host:port` that may be reached although they are not public."""

    smtp_url: str | None = None
    """`smtp://user:password@host:port/sender@example.org`, or smtps; None: nothing is mailed."""
    image_encoder: Path | None = None
    """The operator's own ONNX file that describes pictures to learned models; None: colour, texture and shape."""

    @property
    def objects_folder(self) -> Path:
        return self.folder / "objects"

    @property
    def postgres_folder(self) -> Path:
        return self.folder / "postgres"

    @property
    def admin_key_file(self) -> Path:
        return self.folder / "admin-key"

    def environment(self) -> dict[str, str]:
        """The same settings for a child process."""
        chosen = {
            "GOLDSMITH_DATA": str(self.folder),
            "DATABASE_URL": self.database_url,
            "GOLDSMITH_APP_DATABASE_URL": self.app_database_url,
            "GOLDSMITH_OBJECTS": self.objects_url,
            "GOLDSMITH_PUBLIC_URL": self.public_url,
            "GOLDSMITH_HOST": self.host,
            "GOLDSMITH_PORT": str(self.port),
            "GOLDSMITH_API_WORKERS": str(self.api_workers),
            "GOLDSMITH_CONNECTIONS": str(self.connections_per_process),
            "GOLDSMITH_OFFLINE": "1" if self.offline else "0",
            "GOLDSMITH_EGRESS_ALLOW": ",".join(self.egress_allow),
            "GOLDSMITH_SMTP_URL": self.smtp_url,
            "GOLDSMITH_IMAGE_ENCODER": str(self.image_encoder) if self.image_encoder else None,
        }
        return {name: value for name, value in chosen.items() if value}


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables; what is not set keeps its default."""
    image_encoder = environ.get("GOLDSMITH_IMAGE_ENCODER")
    host, port = environ.get("GOLDSMITH_HOST", "127.0.0.1"), int(environ.get("GOLDSMITH_PORT", "8000"))
    return Settings(
        folder=Path(environ.get("GOLDSMITH_DATA", "goldsmith-data")).absolute(),
        database_url=environ.get("DATABASE_URL") or None,
        app_database_url=environ.get("GOLDSMITH_APP_DATABASE_URL") or None,
        objects_url=environ.get("GOLDSMITH_OBJECTS") or None,
        public_url=environ.get("GOLDSMITH_PUBLIC_URL") or f"http://{host}:{port}",
        host=host,
        port=port,
        api_workers=int(environ.get("GOLDSMITH_API_WORKERS") or min(os.cpu_count() or 2, 4)),
        connections_per_process=int(environ.get("GOLDSMITH_CONNECTIONS", "4")),
        offline=environ.get("GOLDSMITH_OFFLINE", "0") not in ("", "0"),
        egress_allow=tuple(filter(None, environ.get("GOLDSMITH_EGRESS_ALLOW", "").split(","))),
        smtp_url=environ.get("GOLDSMITH_SMTP_URL") or None,
        image_encoder=Path(image_encoder).absolute() if image_encoder else None,
    )
