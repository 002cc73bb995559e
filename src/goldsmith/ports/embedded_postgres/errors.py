"""What can go wrong with the embedded server; said to the person at the terminal, never over HTTP."""

from __future__ import annotations

from goldsmith.errors import UnavailableError


class EmbeddedPostgresError(UnavailableError):
    """The embedded PostgreSQL cannot be made, started or reached."""

    code = "embedded_postgres"
