"""Forms of rows: how conversations become lines of JSON or rows of a table, and those become tasks.

Each form is read from JSON lines, a JSON array, Parquet or Arrow, told apart by how the file begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Final, cast

import msgspec

from goldsmith.modalities import tables
from goldsmith.modalities.archives import seekable
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held, conversations_of, report_left_out
from goldsmith.modalities.chat.formats.reading import Reader
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.features import plain_columns, schema_of
from goldsmith.modalities.json_elements import iterate_array
from goldsmith.modalities.json_lines import UnreadableError, rows_of, rows_of_json_lines

__all__ = ["Form", "Row", "array_codec", "lines_codec", "table_codec"]

Row = dict[str, Any]
Columns = Callable[[Asked], Mapping[str, Any]]
_TABLES: Final = (b"PAR1", b"ARROW1", b"\xff\xff\xff\xff")


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One form of a data set: its rows of a conversation, and the task of a row."""

    name: str
    title: str
    held: Held
    project: Callable[[Conversation, Asked, LossReport], Iterable[Row]]
    convert: Callable[[Reader, Row], Row]


def lines_codec(form: Form) -> Codec:
    """The form as JSON lines."""
    return Codec(
        name=form.name,
        title=form.title,
        media_type="application/x-ndjson",
        suffix=f".{form.name}.jsonl",
        read=partial(_read, form),
        write=partial(_write_lines, form),
        derives=True,
    )


def array_codec(form: Form) -> Codec:
    """The form as one array of JSON."""
    return Codec(
        name=form.name,
        title=form.title,
        media_type="application/json",
        suffix=f".{form.name}.json",
        read=partial(_read, form),
        write=partial(_write_array, form),
        derives=True,
    )


def table_codec(form: Form, columns: Columns, columned: Callable[[Row], Row]) -> Codec:
    """The form as Parquet: the types of its columns, and how a row of lines becomes a row of the table."""
    return Codec(
        name=f"{form.name}_parquet",
        title=f"{form.title} (Parquet)",
        media_type="application/vnd.apache.parquet",
        suffix=f".{form.name}.parquet",
        read=partial(_read, form),
        write=partial(_write_table, form, columns, columned),
        derives=True,
    )


def _write_lines(form: Form, records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    report = LossReport()
    out.writelines(msgspec.json.encode(row) + b"\n" for row in _rows(form, records, Asked(context.ontology), report))
    return report


def _write_array(form: Form, records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    report, separator = LossReport(), b"["
    for row in _rows(form, records, Asked(context.ontology), report):
        out.write(separator + msgspec.json.encode(row))
        separator = b",\n"
    out.write(b"[]\n" if separator == b"[" else b"]\n")
    return report


def _write_table(
    form: Form,
    columns: Columns,
    columned: Callable[[Row], Row],
    records: Iterator[bytes],
    out: BinaryIO,
    context: ExportContext,
) -> LossReport:
    report, asked = LossReport(), Asked(context.ontology)
    schema = schema_of(columns(asked))
    rows = map(columned, _rows(form, records, asked, report))
    tables.write_parquet(schema, tables.batches_of(schema, rows), out)
    return report


def _rows(form: Form, records: Iterator[bytes], asked: Asked, report: LossReport) -> Iterator[Row]:
    for conversation in conversations_of(records, report):
        report_left_out(conversation, form.held, report)
        rows = list(form.project(conversation, asked, report))
        report.lose("conversations that give no row", int(not rows))
        yield from rows


def _read(form: Form, stream: BinaryIO, context: ImportContext) -> Iterator[Row | RowError | Loss]:
    report = LossReport()
    convert = partial(_convert, form, Reader(Asked(context.ontology), report))
    with seekable(stream) as file:
        start = file.read(64)
        file.seek(0)
        if start.startswith(_TABLES):
            with tables.open_table(file) as table:
                yield from rows_of(table.rows(plain_columns(table.schema)), convert)
        elif start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
            yield from rows_of(iterate_array(cast(BinaryIO, file)), convert)
        else:
            yield from rows_of_json_lines(cast(BinaryIO, file), convert)
    yield from report.losses()


def _convert(form: Form, reader: Reader, line: Any) -> Row:
    if not isinstance(line, dict):
        raise UnreadableError("A row is an object.")
    return form.convert(reader, line)
