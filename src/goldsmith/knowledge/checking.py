"""Whether the entries that answers name exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from goldsmith.errors import InvalidError
from goldsmith.knowledge.service import SQL
from goldsmith.modalities._contract import Answer
from goldsmith.modalities.entities import NamedEntity, entities_of
from goldsmith.ontology import Ontology
from goldsmith.ports.db import Tx

__all__ = ["check_entities", "known_entities", "missing_entity"]


async def check_entities(tx: Tx, ontology: Ontology, answer: Answer[Any], *, field: str = "answer") -> None:
    """Refuse an answer that names an entry which its knowledge base does not have. Retired entries are taken."""
    named = list(entities_of(ontology, answer, field=field))
    if (missing := missing_entity(named, await known_entities(tx, named))) is not None:
        raise missing


async def known_entities(tx: Tx, named: Iterable[NamedEntity]) -> Collection[tuple[str, str]]:
    """Those (knowledge base, entry id) of the named that there are: one query for any number."""
    asked = sorted({(each.knowledge_base, each.entry_id) for each in named})
    if not asked:
        return ()
    names, ids = map(list, zip(*asked, strict=True))
    return {(row["knowledge_base"], row["id"]) for row in await tx.rows(SQL.known_entries, names=names, ids=ids)}


def missing_entity(named: Iterable[NamedEntity], known: Collection[tuple[str, str]]) -> InvalidError | None:
    """The refusal of the first entry that does not exist."""
    for each in named:
        if (each.knowledge_base, each.entry_id) not in known:
            message = f"The knowledge base {each.knowledge_base} has no such entry."
            return InvalidError(message, code="no_such_entry", field=each.field)
    return None
