"""Named SQL blocks: aiosql reads the file, we keep the text and the order of its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import aiosql
from aiosql.adapters.asyncpg import AsyncPGAdapter


class Statement(NamedTuple):
    """One named block: SQL with `$1…` and the names that fill them, in order."""

    name: str
    text: str
    parameters: tuple[str, ...]


class Statements:
    """The blocks of one `queries.sql`, as attributes: `SQL.claim_task`."""

    def __init__(self, statements: dict[str, Statement]) -> None:
        self._statements = statements

    def __getattr__(self, name: str) -> Statement:
        try:
            return self._statements[name]
        except KeyError:
            raise AttributeError(f"queries.sql has no block named {name}") from None

    def __iter__(self) -> Iterator[Statement]:
        return iter(self._statements.values())


def read_sql(beside: str, name: str = "queries.sql") -> Statements:
    """Read the SQL file that lies beside the module whose file is given."""
    adapter = AsyncPGAdapter()  # type: ignore[no-untyped-call]
    queries = aiosql.from_path(Path(beside).with_name(name), lambda: adapter, mandatory_parameters=False)
    statements = {}
    for query_name in queries.available_queries:
        if query_name.endswith("_cursor"):
            continue
        text = str(getattr(queries, query_name).sql)
        statements[query_name] = Statement(query_name, text, tuple(adapter.var_sorted[query_name]))
    return Statements(statements)
