"""Entities in brat: N lines, `Reference T1 base:id` and a name, each for the entity attribute of the span's label.

Format: https://brat.nlplab.org/standoff.html, "Normalization annotations".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from goldsmith.modalities.codec import ExportContext
from goldsmith.modalities.text.shapes import Span
from goldsmith.ontology import Attribute

__all__ = ["Normalization", "Normalizations", "read_normalization"]

_LINE: Final = re.compile(r"Reference (T\d+) ([a-z0-9_.-]+):(\S+)\s*\Z", re.ASCII)


class Normalization(NamedTuple):
    """Which span stands for which entry of which knowledge base."""

    span: str
    knowledge_base: str
    entry_id: str


def read_normalization(said: str) -> Normalization | None:
    """Read the second cell of an N line; None where it names what no knowledge base of ours can be called."""
    found = _LINE.match(said)
    return Normalization(found[1], found[2], found[3]) if found else None


class Normalizations:
    """Writes them, numbered through one document."""

    def __init__(self, context: ExportContext) -> None:
        self._asked = {label.name: _asked_first(label.attributes) for label in context.ontology.labels}
        self._names = context.entities
        self._count = 0

    def attributes_of(self, span: Span) -> Collection[str]:
        """The attributes of a span that become N lines: ids with white space in them cannot."""
        return [
            name
            for name in self._asked.get(span.label, {})
            if isinstance(value := span.attributes.get(name), str) and value and not re.search(r"\s", value)
        ]

    def lines_of(self, name: str, span: Span) -> Iterator[str]:
        for attribute in self.attributes_of(span):
            self._count += 1
            base, entry_id = self._asked[span.label][attribute], str(span.attributes[attribute])
            title = self._names.get(base, {}).get(entry_id, entry_id)
            yield f"N{self._count}\tReference {name} {base}:{entry_id}\t{' '.join(title.split())}"


def _asked_first(attributes: tuple[Attribute, ...]) -> Mapping[str, str]:
    """Attributes that ask for an entity; of several in one knowledge base the first, as N lines do not say which."""
    asked: dict[str, str] = {}
    for attribute in attributes:
        if attribute.type == "entity" and attribute.knowledge_base not in asked.values():
            asked[attribute.name] = attribute.knowledge_base
    return asked
