"""File formats: how delivered records become a file and files become task rows, and what gets lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from goldsmith.ontology import Ontology

__all__ = ["Codec", "ExportContext", "ImportContext", "Loss", "LossReport", "RowError"]


class LossReport(msgspec.Struct, kw_only=True):
    """What a format could not hold: `lost` counts things by the words that say what they were."""

    records: int = 0
    annotations: int = 0
    lost: dict[str, int] = msgspec.field(default_factory=dict)

    def lose(self, what: str, count: int = 1) -> None:
        if count:
            self.lost[what] = self.lost.get(what, 0) + count

    def add(self, other: LossReport) -> None:
        """Count what another report lost as well."""
        for what, count in other.lost.items():
            self.lose(what, count)

    def losses(self) -> Iterator[Loss]:
        """Give what was lost as a reader yields it."""
        return (Loss(what, count) for what, count in self.lost.items())


class Loss(msgspec.Struct, frozen=True):
    """Something in a file that rows cannot hold, while the rest is read: words, and a count."""

    what: str
    count: int = 1


class RowError(msgspec.Struct, frozen=True, kw_only=True):
    """A row of an import that cannot become a task, and why. Rows count from 1, as an editor shows them."""

    row: int
    error: str
    field: str | None = None


class ExportContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a writer may know beside the records. `entities`: names of entries, by knowledge base and id."""

    ontology: Ontology
    name: str = ""
    entities: Mapping[str, Mapping[str, str]] = {}


class ImportContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader may know beside the file: what the project asks, and what the file is called."""

    ontology: Ontology
    name: str = ""


class Codec(msgspec.Struct, frozen=True, kw_only=True):
    """A file format. Both directions stream: `write` takes delivered records (JSON bytes), `read` gives task rows.

    Rows are in the words of the ontology that the context holds. `read` runs in a bounded child, which may keep
    temporary files and nothing else. It raises InvalidError for a file that cannot be read as a whole: then none of its
    rows becomes a task. `joins`: what was cut into parts is written as the whole that it was.
    `derives`: what is written are rows derived from a record, any number of them, each read as a task of its own.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    read: Callable[[BinaryIO, ImportContext], Iterator[dict[str, Any] | RowError | Loss]] | None = None
    write: Callable[[Iterator[bytes], BinaryIO, ExportContext], LossReport] | None = None
    joins: bool = False
    derives: bool = False
