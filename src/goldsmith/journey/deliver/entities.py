"""The names of the entries that a delivery's answers hold, for the formats that write them beside the ids."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.knowledge.service import names_of_entries
from goldsmith.modalities import registry
from goldsmith.modalities.entities import entities_of, has_entities
from goldsmith.ontology import Ontology

__all__ = ["name_entities"]

MOST_NAMES: Final = 200_000
AT_ONCE: Final = 10_000


class _Record(msgspec.Struct):
    answer: msgspec.Raw


_RECORD: Final = msgspec.json.Decoder(_Record)


async def name_entities(
    foundry: Foundry, customer_id: UUID, modality: str, ontology: Ontology, chunks: AsyncIterator[bytes]
) -> dict[str, dict[str, str]]:
    """By knowledge base, the name of each entry that these lines of records hold; up to 200,000 of them."""
    named = await _find_named(modality, ontology, chunks) if has_entities(ontology) else set()
    names: dict[str, dict[str, str]] = {}
    for part in _parts(sorted(named)[:MOST_NAMES]):
        async with foundry.db.transaction(customer_id) as tx:
            for base, entry_id, name in await names_of_entries(tx, part):
                names.setdefault(base, {})[entry_id] = name
    return names


async def _find_named(modality: str, ontology: Ontology, chunks: AsyncIterator[bytes]) -> set[tuple[str, str]]:
    decoder = registry.get(modality).answer_decoder
    named: set[tuple[str, str]] = set()
    async for line in _lines(chunks):
        answer: Any = decoder.decode(_RECORD.decode(line).answer)
        named.update((each.knowledge_base, each.entry_id) for each in entities_of(ontology, answer))
    return named


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line
    if rest:
        yield rest


def _parts(named: list[tuple[str, str]]) -> Iterable[list[tuple[str, str]]]:
    return (named[start : start + AT_ONCE] for start in range(0, len(named), AT_ONCE))
