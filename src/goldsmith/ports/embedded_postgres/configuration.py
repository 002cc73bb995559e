"""The server's settings, written anew before each start so that an update of Goldsmith reaches old folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

FILE_NAME: Final = "postgresql.conf"
HBA_NAME: Final = "pg_hba.conf"
LOCAL_NAME: Final = "local.conf"

_SETTINGS: Final = """\
# Written by Goldsmith before each start. Put your own settings into {local} beside this file: they win.
listen_addresses = '{listen}'
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777      # the folder around the socket is closed to others
max_connections = 100
password_encryption = 'scram-sha-256'
superuser_reserved_connections = 3

shared_buffers = {shared_buffers_mb}MB
effective_cache_size = {cache_mb}MB
maintenance_work_mem = {maintenance_mb}MB
work_mem = 8MB
wal_buffers = 4MB
random_page_cost = 1.1
jit = off

fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = on
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min

# An old snapshot or a heap of dead rows slows each claim.
idle_in_transaction_session_timeout = 60s
autovacuum_naptime = 15s
autovacuum_vacuum_scale_factor = 0.02
autovacuum_vacuum_insert_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.02
autovacuum_vacuum_cost_limit = 1000

timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
logging_collector = off
log_line_prefix = '%m [%p] '
log_checkpoints = off
log_min_error_statement = panic     # a statement may hold a customer's text, and so may an error's message
log_min_messages = log
log_error_verbosity = terse
{by_version}
include_if_exists = '{local}'
"""

_HBA: Final = """\
# Written by Goldsmith before each start.
local all all scram-sha-256
local replication goldsmith_superuser scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
"""


def write_configuration(
    folder: Path, *, major: int, socket: Path, port: int, tcp: bool, shared_buffers_mb: int | None
) -> list[str]:
    """Write both files; answers the arguments that make `postgres` use them."""
    memory_mb = _memory_mb()
    text = _SETTINGS.format(
        listen="127.0.0.1" if tcp else "",
        port=port,
        socket=_quoted(socket),
        shared_buffers_mb=shared_buffers_mb or min(512, max(128, memory_mb // 16)),
        cache_mb=max(256, memory_mb // 2),
        maintenance_mb=min(256, max(64, memory_mb // 32)),
        by_version="io_method = sync                    # three idle processes less\n" if major >= 18 else "",
        local=_quoted(folder / LOCAL_NAME),
    )
    _write_readable(folder / FILE_NAME, text)
    if not (folder / LOCAL_NAME).exists():
        _write_readable(folder / LOCAL_NAME, "# Your own settings of PostgreSQL; read at each start.\n")
    _write_readable(folder / HBA_NAME, _HBA)
    return ["-c", f"config_file={folder / FILE_NAME}", "-c", f"hba_file={folder / HBA_NAME}"]


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _write_readable(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
