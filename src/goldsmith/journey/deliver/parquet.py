"""Delivered records as Parquet: one row a record, JSON kept as text, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

import msgspec
import pyarrow as pa

from goldsmith.modalities import tables
from goldsmith.modalities.codec import ExportContext, LossReport

ROWS_IN_GROUP: Final = 10_000
SCHEMA: Final = pa.schema(
    [
        ("task_id", pa.string()),
        ("unique_id", pa.string()),
        ("content", pa.string()),
        ("answer", pa.string()),
        ("labelers", pa.list_(pa.string())),
        ("probability", pa.float64()),
        ("annotation_id", pa.string()),
        ("metadata", pa.string()),
        ("assets", pa.string()),
    ]
)
JSON_COLUMNS: Final = frozenset({"content", "answer", "metadata", "assets"})


class Record(msgspec.Struct):
    """A line, with its inner JSON left as it is spelled."""

    task_id: str
    unique_id: str | None
    content: msgspec.Raw
    answer: msgspec.Raw
    labelers: list[str]
    probability: float | None
    annotation_id: str
    metadata: msgspec.Raw
    assets: msgspec.Raw


def write_parquet(records: Iterator[bytes], target: BinaryIO, _: ExportContext) -> LossReport:
    """Write records in row groups, so that memory stays constant."""
    report = LossReport()
    tables.write_parquet(SCHEMA, _batches(records, report), target)
    return report


def _batches(records: Iterator[bytes], report: LossReport) -> Iterator[Any]:
    decoder = msgspec.json.Decoder(Record)
    while rows := [decoder.decode(line) for line in islice(records, ROWS_IN_GROUP)]:
        yield pa.table([_column(rows, field) for field in SCHEMA], schema=SCHEMA)
        report.records += len(rows)


def _column(rows: list[Record], field: Any) -> Any:
    values = [getattr(row, field.name) for row in rows]
    return pa.array(map(bytes, values) if field.name in JSON_COLUMNS else values, field.type)
