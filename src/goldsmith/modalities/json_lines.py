"""Rows from the documents of a file: JSON lines and other things that come one by one, each read or refused alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final, TypeVar

import msgspec

from goldsmith.decoding import decode_strictly
from goldsmith.errors import GoldsmithError
from goldsmith.modalities._contract import MOST_ANNOTATIONS
from goldsmith.modalities.codec import RowError

__all__ = ["UnreadableError", "list_in", "object_in", "rows_of", "rows_of_json_lines"]

CHUNK_BYTES: Final = 1 << 18
MOST_JSON_LINE_BYTES: Final = 16_000_000

D = TypeVar("D")

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])


class UnreadableError(Exception):
    """A document of a file cannot become a task; the sentence says what is wrong and where."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def rows_of(documents: Iterable[D], convert: Callable[[D], dict[str, Any]]) -> Iterator[dict[str, Any] | RowError]:
    """Convert documents one by one; one that cannot be read is an error of its row, counted from 1."""
    for number, document in enumerate(documents, start=1):
        yield _converted(number, document, convert)


def rows_of_json_lines(
    stream: BinaryIO, convert: Callable[[dict[str, Any]], dict[str, Any]]
) -> Iterator[dict[str, Any] | RowError]:
    """Convert the objects of a file of JSON lines; rows are its lines, counted from 1, and empty ones say nothing."""
    for row, line in enumerate(_whole_lines(stream), start=1):
        if line is None:
            yield RowError(row=row, error=f"A line takes at most {MOST_JSON_LINE_BYTES:,} bytes.")
        elif not line.isspace():
            yield _read_json_line(row, line.removeprefix(_BYTE_ORDER_MARK), convert)


def list_in(line: Mapping[str, Any], field: str) -> list[Any]:
    """Return a list that a line may hold, empty where it does not."""
    value = line.get(field)
    if not isinstance(value, list | None):
        raise UnreadableError(f"{field} is not a list.", field)
    if value and len(value) > MOST_ANNOTATIONS:
        raise UnreadableError(f"{field} has more than {MOST_ANNOTATIONS:,} entries.", field)
    return value or []


def object_in(line: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Return an object that a line may hold, empty where it does not."""
    value = line.get(field)
    if not isinstance(value, dict | None):
        raise UnreadableError(f"{field} is not an object.", field)
    return value or {}


def _converted(row: int, document: D, convert: Callable[[D], dict[str, Any]]) -> dict[str, Any] | RowError:
    try:
        return convert(document)
    except UnreadableError as error:
        return RowError(row=row, error=str(error), field=error.field)
    except GoldsmithError as error:
        return RowError(row=row, error=error.message, field=error.field)


def _read_json_line(
    row: int, line: bytes, convert: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any] | RowError:
    try:
        content = decode_strictly(line, _OBJECT, field="", limit_bytes=MOST_JSON_LINE_BYTES)
    except GoldsmithError as error:
        return RowError(row=row, error=error.message, field=error.field or None)
    return _converted(row, content, convert)


def _whole_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield lines of bytes; None for one that is too long to be kept."""
    while line := stream.readline(MOST_JSON_LINE_BYTES + 1):
        is_whole = len(line) <= MOST_JSON_LINE_BYTES
        yield line if is_whole else None
        while not is_whole and line and not line.endswith(b"\n"):
            line = stream.readline(CHUNK_BYTES)
