"""The named blocks of this folder's queries.sql."""

from __future__ import annotations

from typing import Final

from goldsmith.ports.db import read_sql

__all__ = ["SQL"]

SQL: Final = read_sql(__file__)
