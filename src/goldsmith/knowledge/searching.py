"""Searching a knowledge base: by the beginning of a name, else by the words that a name shares with what was asked.

Every look is a range of one index and is bounded, so that a million entries take no longer than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.knowledge.folding import LAST, MOST_LETTERS, fold
from goldsmith.knowledge.service import EVERYBODY, SQL, access_knowledge_base
from goldsmith.ports.db import Tx
from goldsmith.tenancy.principal import Principal

__all__ = ["search_entries"]

MOST_TERMS: Final = 2_000
MOST_OF_A_WORD: Final = 500
MOST_WORDS: Final = 8


async def search_entries(
    foundry: Foundry, principal: Principal, knowledge_base: str, query: str, limit: int
) -> list[Any]:
    """The entries that a query may mean, the best first; none for a query without a letter or digit.

    First those of exactly this name, then whose names begin so, then whose names go on so from a later word; each more
    popular before less. Where they are too few, those that share most words with the query follow. An id is found too.
    """
    principal.need(EVERYBODY)
    asked = fold(query)[:MOST_LETTERS].rstrip()
    async with foundry.db.transaction(principal.customer_id) as tx:
        base = await access_knowledge_base(tx, knowledge_base)
        ids = [query.strip(), *(await _beginning(tx, base["id"], asked) if asked else [])]
        found = await _entries(tx, base["id"], list(dict.fromkeys(ids))[: limit + 1])
        if len(found) < limit and " " in asked:
            known = {row["id"] for row in found}
            found += [row for row in await _sharing(tx, base["id"], asked) if row["id"] not in known]
    return found[:limit]


async def _beginning(tx: Tx, base_id: UUID, asked: str) -> list[str]:
    rows = await _terms(tx, base_id, asked, MOST_TERMS)
    ranked = sorted(rows, key=lambda row: (row["term"] != asked, row["standing"], row["demotion"], len(row["term"])))
    return list(dict.fromkeys(row["entry_id"] for row in ranked))


async def _sharing(tx: Tx, base_id: UUID, asked: str) -> Sequence[Any]:
    """Entries of the rarest word of the query, those first that have most of its other words."""
    words = list(dict.fromkeys(asked.split(" ")))[:MOST_WORDS]
    looks = [await _terms(tx, base_id, word, MOST_OF_A_WORD) for word in words]
    rarest = min((rows for rows in looks if rows), key=len, default=[])
    entries = await _entries(tx, base_id, list(dict.fromkeys(row["entry_id"] for row in rarest)))
    return sorted(entries, key=lambda row: (-_shared_words(words, (row["name"], *row["aliases"])), -row["popularity"]))


def _shared_words(words: Sequence[str], names: Iterable[str]) -> int:
    theirs = {word for name in names for word in fold(name).split(" ")}
    return sum(any(word.startswith(each) for word in theirs) for each in words)


async def _terms(tx: Tx, base_id: UUID, start: str, limit: int) -> list[Any]:
    return await tx.rows(SQL.terms_between, knowledge_base_id=base_id, low=start, high=start + LAST, limit=limit)


async def _entries(tx: Tx, base_id: UUID, ids: Sequence[str]) -> list[Any]:
    """Those that are not retired, in the order of the ids."""
    rows = {row["id"]: row for row in await tx.rows(SQL.entries_by_id, knowledge_base_id=base_id, ids=ids)}
    return [rows[each] for each in ids if each in rows and not rows[each]["retired"]]
