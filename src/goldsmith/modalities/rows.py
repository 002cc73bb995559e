"""The two formats every modality has: JSON lines out and in, CSV in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.manifests import read_manifest

__all__ = ["CSV", "JSONL"]

CHUNK_BYTES: Final = 1 << 18


def read_jsonl(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read task rows; a line of an earlier delivery becomes a row whose hypothesis is the delivered answer."""
    del context
    for row in _read(stream, "jsonl"):
        yield row if isinstance(row, RowError) or not _is_record(row) else _row_of(row)


def read_csv(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    del context
    return _read(stream, "csv")


def write_jsonl(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write the records as they are, one a line: nothing is lost."""
    del context
    report = LossReport()
    for record in records:
        out.write(record + b"\n")
        report.records += 1
    return report


def _read(stream: BinaryIO, file_format: str) -> Iterator[dict[str, Any] | RowError]:
    for row in read_manifest(file_format, iter(lambda: stream.read(CHUNK_BYTES), b"")):
        if row.error is not None:
            yield row.error
        elif row.content is not None:
            yield row.content


def _is_record(row: dict[str, Any]) -> bool:
    return "task_id" in row and isinstance(row.get("content"), dict) and "answer" in row


def _row_of(record: dict[str, Any]) -> dict[str, Any]:
    row = {**record["content"], "metadata": record.get("metadata") or {}, "hypothesis": record["answer"]}
    return row if record.get("unique_id") is None else {**row, "unique_id": record["unique_id"]}


JSONL: Final = Codec(
    name="jsonl",
    title="JSON lines",
    media_type="application/x-ndjson",
    suffix=".jsonl",
    read=read_jsonl,
    write=write_jsonl,
)
CSV: Final = Codec(name="csv", title="CSV", media_type="text/csv", suffix=".csv", read=read_csv)
