"""Manifests: JSONL and CSV files whose rows become tasks. Read in pieces, in constant memory, from any byte on.

A reader is fed chunks of bytes and gives back whole rows, each with the offset where the next one starts, so that an
import that was cut off goes on from the last row it stored. A bad row says why and harms no other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any, Final, Protocol

import msgspec

from goldsmith.decoding import decode_strictly
from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.modalities.codec import RowError

__all__ = [
    "CONVERTED",
    "FORMATS",
    "MOST_ROW_BYTES",
    "ManifestReader",
    "ManifestRow",
    "Place",
    "open_manifest",
    "read_manifest",
    "read_manifest_async",
]

FORMATS: Final = ("jsonl", "csv")
CONVERTED: Final = "converted"
"""What another format was converted to: `{"row", "content"}` or `{"row", "error", "field"}` a line."""
MOST_ROW_BYTES: Final = 1_000_000
MOST_COLUMNS: Final = 1_000

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_QUOTED: Final = re.compile(r'(?:[^"]+|"")*+"')

csv.field_size_limit(MOST_ROW_BYTES + 1)


class Place(msgspec.Struct, frozen=True):
    """Where reading goes on: bytes and rows already behind, and the columns that the header of a CSV file named."""

    offset: int = 0
    row: int = 0
    columns: tuple[str, ...] = ()


class ManifestRow(msgspec.Struct, frozen=True):
    """One row: either what it says or why it cannot be read. `offset` is where the next row starts.

    `row` counts from 1 as an editor or spreadsheet shows it: lines of JSONL, records of CSV with the header.
    """

    row: int
    offset: int
    content: dict[str, Any] | None = None
    error: RowError | None = None


class ManifestReader(Protocol):
    """Bytes in, rows out; `finish` gives the last row when no line break ends it.

    `place` and `place_after` say where a new reader may go on: after all complete rows so far, or after one of them.
    """

    def feed(self, chunk: bytes) -> list[ManifestRow]: ...
    def finish(self) -> list[ManifestRow]: ...
    def place_after(self, row: ManifestRow) -> Place: ...
    @property
    def place(self) -> Place: ...


def open_manifest(file_format: str, place: Place = Place()) -> ManifestReader:  # noqa: B008  (frozen)
    """Make a reader that goes on at `place`; the first byte fed to it must be the one at `place.offset`."""
    if file_format == "jsonl":
        return _JsonlReader(place)
    if file_format == "csv":
        return _CsvReader(place)
    if file_format == CONVERTED:
        return _ConvertedReader(place)
    raise InvalidError(f"A manifest is {' or '.join(FORMATS)}.", field="format")


def read_manifest(
    file_format: str,
    chunks: Iterable[bytes],
    place: Place = Place(),  # noqa: B008  (frozen)
) -> Iterator[ManifestRow]:
    """Read all rows of a manifest that comes in chunks of any size."""
    reader = open_manifest(file_format, place)
    for chunk in chunks:
        yield from reader.feed(chunk)
    yield from reader.finish()


async def read_manifest_async(
    file_format: str,
    chunks: AsyncIterable[bytes],
    place: Place = Place(),  # noqa: B008  (frozen)
) -> AsyncIterator[list[ManifestRow]]:
    """Read all rows, as one list per chunk: a hundred thousand rows a second leave no time to wait for each."""
    reader = open_manifest(file_format, place)
    async for chunk in chunks:
        if rows := reader.feed(chunk):
            yield rows
    if rows := reader.finish():
        yield rows


class _LineReader:
    """Cuts bytes into lines, keeping at most one row in memory, and counts what lies behind."""

    def __init__(self, place: Place) -> None:
        self._settled = place
        self._offset = place.offset
        self._row = place.row
        self._columns = place.columns
        self._tail = b""
        self._is_skipping = False

    @property
    def place(self) -> Place:
        return self._settled

    def place_after(self, row: ManifestRow) -> Place:
        return Place(row.offset, row.row, self._columns)

    def feed(self, chunk: bytes) -> list[ManifestRow]:
        lines = (self._tail + chunk).split(b"\n")
        self._tail = lines.pop()
        rows = [row for line in lines if (row := self._take(line, 1)) is not None]
        self._settle()
        if len(self._tail) > MOST_ROW_BYTES:
            # The row is lost already: remember that, but not its bytes.
            self._offset += len(self._tail)
            self._tail = b""
            self._is_skipping = True
        return rows

    def finish(self) -> list[ManifestRow]:
        last = self._take(self._tail, 0) if self._tail or self._is_open() else None
        self._tail = b""
        self._settle()
        return [last] if last is not None else []

    def _take(self, line: bytes, line_break: int) -> ManifestRow | None:
        is_first = self._offset == 0
        self._offset += len(line) + line_break
        if self._is_skipping or len(line) > MOST_ROW_BYTES:
            self._is_skipping = False
            return self._reject_long()
        if is_first and line.startswith(_BYTE_ORDER_MARK):
            line = line[3:]
        return self._read(line, is_last=not line_break)

    def _is_open(self) -> bool:
        """Tell whether a row has begun that is not read yet."""
        return self._is_skipping

    def _settle(self) -> None:
        if not self._is_open():
            self._settled = Place(self._offset, self._row, self._columns)

    def _read(self, line: bytes, *, is_last: bool) -> ManifestRow | None:
        raise NotImplementedError

    def _reject_long(self) -> ManifestRow:
        self._row += 1
        return self._reject(f"A row takes at most {MOST_ROW_BYTES:,} bytes.")

    def _reject(self, message: str, field: str | None = None) -> ManifestRow:
        error = RowError(row=self._row, error=message, field=field)
        return ManifestRow(self._row, self._offset, error=error)


class _JsonlReader(_LineReader):
    """One JSON object per line; empty lines count but say nothing."""

    def _read(self, line: bytes, *, is_last: bool) -> ManifestRow | None:
        del is_last
        self._row += 1
        if not line or line.isspace():
            return None
        try:
            content = decode_strictly(line, _OBJECT, field="", limit_bytes=MOST_ROW_BYTES)
        except GoldsmithError as error:
            return self._reject(error.message, error.field or None)
        return ManifestRow(self._row, self._offset, content)


class _ConvertedRow(msgspec.Struct):
    """A row as the converter wrote it; its number is that in the file it came from."""

    row: int
    content: dict[str, Any] | None = None
    error: str | None = None
    field: str | None = None


class _ConvertedReader(_LineReader):
    """Lines of our own making."""

    def _read(self, line: bytes, *, is_last: bool) -> ManifestRow | None:
        del is_last
        if not line:
            return None
        said = msgspec.json.decode(line, type=_ConvertedRow)
        self._row = said.row
        if said.error is not None:
            return self._reject(said.error, said.field)
        return ManifestRow(self._row, self._offset, said.content)


class _CsvReader(_LineReader):
    """RFC 4180 with a header. Columns such as `metadata.x` and `expected.x` fill objects; empty cells are absent."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._lines: list[bytes] = []
        self._size = 0
        self._is_quoted = False

    def _is_open(self) -> bool:
        return self._is_skipping or bool(self._lines)

    def _read(self, line: bytes, *, is_last: bool) -> ManifestRow | None:
        if self._is_quoted or b'"' in line:
            self._is_quoted = _ends_quoted(line.decode("utf-8", "replace"), is_quoted=self._is_quoted)
        self._lines.append(line)
        self._size += len(line) + 1
        if self._size > MOST_ROW_BYTES + 1:
            return self._reject_long()
        if self._is_quoted and not is_last:
            return None
        self._row += 1
        record, is_whole = b"\n".join(self._lines), not self._is_quoted
        self._forget_record()
        return self._read_record(record.removesuffix(b"\r"), is_whole=is_whole)

    def _reject_long(self) -> ManifestRow:
        self._forget_record()
        return super()._reject_long()

    def _reject(self, message: str, field: str | None = None) -> ManifestRow:
        if not self._columns:
            raise InvalidError(f"The header cannot be read. {message}", code="bad_header")
        return super()._reject(message, field)

    def _forget_record(self) -> None:
        self._lines, self._size, self._is_quoted = [], 0, False

    def _read_record(self, record: bytes, *, is_whole: bool) -> ManifestRow | None:
        if not record.strip():
            return None
        if not is_whole:
            return self._reject("A quotation mark in this row is never closed.")
        cells = _cells(record)
        if isinstance(cells, str):
            return self._reject(cells)
        if not self._columns:
            self._columns = _checked_header(cells)
            return None
        if len(cells) != len(self._columns):
            return self._reject(f"The row has {len(cells):,} cells, the header {len(self._columns):,}.")
        return self._compose(cells)

    def _compose(self, cells: list[str]) -> ManifestRow:
        content: dict[str, Any] = {}
        for column, cell in zip(self._columns, cells, strict=True):
            if cell:
                try:
                    _put(content, column, cell)
                except GoldsmithError as error:
                    return self._reject(error.message, error.field)
        return ManifestRow(self._row, self._offset, content)


def _ends_quoted(line: str, *, is_quoted: bool) -> bool:
    """Tell whether a quoted cell is still open at the end of the line. Only a quote that starts a cell opens one."""
    position = 0
    while True:
        if is_quoted:
            closing = _QUOTED.match(line, position)
            if closing is None:
                return True
            position, is_quoted = closing.end(), False
        position = _next_cell(line, position)
        if position < 0:
            return False
        if line.startswith('"', position):
            position, is_quoted = position + 1, True


def _next_cell(line: str, position: int) -> int:
    """Find where the next quoted or later cell starts; -1 when there is none."""
    if position == 0:
        return 0 if line.startswith('"') else line.find(",") + 1 or -1
    comma = line.find(",", position)
    return comma + 1 if comma >= 0 else -1


def _cells(record: bytes) -> list[str] | str:
    """Split a record into cells, or say why that fails."""
    try:
        text = record.decode()
    except UnicodeDecodeError as error:
        return f"This row is not UTF-8: byte {error.start:,} does not fit."
    if "\0" in text:
        return "Text may not hold the NUL character."
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error as error:
        return f"This row is not CSV: {error}."


def _checked_header(cells: list[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    if not all(columns) or len(set(columns)) != len(columns) or len(columns) > MOST_COLUMNS:
        message = f"The header names each column once, with at most {MOST_COLUMNS:,} columns."
        raise InvalidError(message, code="bad_header")
    return columns


def _put(content: dict[str, Any], column: str, cell: str) -> None:
    head, dot, rest = column.partition(".")
    if head not in {"metadata", "expected", "hypothesis"}:
        content[column] = int(cell) if column == "priority" and cell.isdecimal() and len(cell) < 4 else cell
        return
    if not dot:
        found = decode_strictly(cell.encode(), _OBJECT, field=column, limit_bytes=MOST_ROW_BYTES)
        content[head] = {**content.get(head, {}), **found}
        return
    inner = content.setdefault(head, {})
    if head != "metadata":
        inner = inner.setdefault("global_attributes", {})
    if not isinstance(inner, dict):
        raise InvalidError("The columns of this row contradict each other.", field=column)
    inner[rest] = cell
