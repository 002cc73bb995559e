"""PostgreSQL without an administrator: a wheel's (or the system's) binaries, run as our own child on one folder."""

from goldsmith.ports.embedded_postgres.access import Access, Role
from goldsmith.ports.embedded_postgres.errors import EmbeddedPostgresError
from goldsmith.ports.embedded_postgres.server import EmbeddedPostgres

__all__ = ["Access", "EmbeddedPostgres", "EmbeddedPostgresError", "Role"]
