"""What the formats of texts share: delivered records as documents, documents as task rows, and lines of a file.

Offsets are Unicode code points, as everywhere in text.v1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Final, TypeVar

import msgspec

from goldsmith.decoding import decode_strictly
from goldsmith.errors import GoldsmithError, MalformedError
from goldsmith.modalities._contract import MOST_ANNOTATIONS, Link, Value
from goldsmith.modalities.codec import LossReport, RowError
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.text.shapes import MOST_CHARACTERS, Span

__all__ = [
    "MOST_COVERED",
    "Document",
    "UnreadableError",
    "documents_of",
    "lines_of",
    "link_of",
    "list_in",
    "lose_details",
    "object_in",
    "row_of",
    "rows_of",
    "rows_of_json_lines",
    "span_of",
]

CHUNK_BYTES: Final = 1 << 18
MOST_COVERED: Final = 8_000_000
MOST_JSON_LINE_BYTES: Final = 16_000_000
MOST_LINE_BYTES: Final = 1_000_000

D = TypeVar("D")

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])


class UnreadableError(Exception):
    """A document of a file cannot become a task; the sentence says what is wrong and where."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Document(msgspec.Struct, kw_only=True):
    """A delivered text with what was said about it."""

    number: int
    text: str
    spans: list[Span]
    links: list[Link]
    global_attributes: dict[str, Value]
    unique_id: str | None


class _Content(msgspec.Struct):
    text: str | None = None


class _Answer(msgspec.Struct):
    annotations: list[Span] = []
    links: list[Link] = []
    global_attributes: dict[str, Value] = {}


class _Record(msgspec.Struct):
    content: _Content
    answer: _Answer
    unique_id: str | None = None


_RECORD: Final = msgspec.json.Decoder(_Record)


def documents_of(records: Iterator[bytes], report: LossReport) -> Iterator[Document]:
    """Decode records one by one. A text that is a file of its own stands in no record, so it is reported as lost."""
    for body in records:
        report.records += 1
        record = _RECORD.decode(body)
        if record.content.text is None:
            report.lose("texts that are files of their own")
            report.lose("spans of such texts", len(record.answer.annotations))
            report.lose("links of such texts", len(record.answer.links))
            continue
        yield Document(
            number=report.records,
            text=record.content.text,
            spans=record.answer.annotations,
            links=record.answer.links,
            global_attributes=record.answer.global_attributes,
            unique_id=record.unique_id,
        )


def lose_details(document: Document, report: LossReport) -> None:
    """Report what a format loses that knows of a span only where it is and its label."""
    report.lose("ids of annotations", sum(bool(span.uuid) for span in document.spans))
    report.lose("attributes of annotations", sum(len(span.attributes) for span in document.spans))


def span_of(
    text: str, start: Any, end: Any, label: Any, *, where: str, uuid: str = "", attributes: Any = None
) -> dict[str, Any]:
    """Build an annotation from what a file says; `where` names the place in the file for the sentence of an error.

    Its text is added by `row_of`, which knows how much all spans cover together.
    """
    if not isinstance(label, str) or not label_name(label):
        raise UnreadableError(f"{where} has no label that could be a name.", where)
    if not (_is_offset(start) and _is_offset(end) and start < end <= len(text)):
        message = f"{where} does not lie in the text: it needs whole numbers 0 <= start < end <= {len(text):,}."
        raise UnreadableError(message, where)
    return {
        "uuid": uuid,
        "type": "span",
        "label": label_name(label),
        "attributes": attributes or {},
        "start": start,
        "end": end,
    }


def link_of(start: Any, end: Any, kind: Any, *, where: str, uuid: Any = "") -> dict[str, Any]:
    """Build a link between annotations whose ids the file says."""
    if not isinstance(kind, str) or not label_name(kind):
        raise UnreadableError(f"{where} has no type that could be a name.", where)
    ends = {"from": str(start), "to": str(end)}
    return {"uuid": str(uuid), "type": label_name(kind), **ends}


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


def row_of(
    text: Any,
    spans: Sequence[Mapping[str, Any]] = (),
    *,
    links: Sequence[Mapping[str, Any]] = (),
    global_attributes: Mapping[str, Any] | None = None,
    unique_id: str | None = None,
) -> dict[str, Any]:
    """Build the task row of a text, with what the file says about it as hypothesis."""
    if not isinstance(text, str) or not text:
        raise UnreadableError("There is no text.", "text")
    if len(text) > MOST_CHARACTERS:
        raise UnreadableError(f"A text has at most {MOST_CHARACTERS:,} characters.", "text")
    if len(spans) > MOST_ANNOTATIONS:
        raise UnreadableError(f"A text has at most {MOST_ANNOTATIONS:,} spans.", "text")
    if sum(span["end"] - span["start"] for span in spans) > MOST_COVERED:
        raise UnreadableError(f"The spans of a text cover at most {MOST_COVERED:,} characters together.", "text")
    known = {span["uuid"] for span in spans if span["uuid"]}
    for place, link in enumerate(links):
        if link["from"] not in known or link["to"] not in known:
            raise UnreadableError(f"Link {place + 1:,} joins a span that is not there.", "links")
    marked = [{**span, "text": text[span["start"] : span["end"]]} for span in spans]
    hypothesis = {"annotations": marked, "links": list(links), "global_attributes": dict(global_attributes or {})}
    row = {"text": text, "hypothesis": hypothesis}
    return row if unique_id is None else {**row, "unique_id": unique_id}


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


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yield (number from 1, line without its end) of a UTF-8 file; MalformedError names a line that is none."""
    number = 0
    while line := stream.readline(MOST_LINE_BYTES + 1):
        number += 1
        if len(line) > MOST_LINE_BYTES:
            raise MalformedError(f"Line {number:,} is longer than {MOST_LINE_BYTES:,} bytes.", code="line_too_long")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            message = f"Line {number:,} is not UTF-8: byte {error.start:,} of it does not fit."
            raise MalformedError(message, code="not_utf8") from None
        if "\0" in text:
            raise MalformedError(f"Line {number:,} holds a NUL character.", code="nul_character")
        yield number, text.rstrip("\r\n")


def _is_offset(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_CHARACTERS


def _converted(row: int, document: D, convert: Callable[[D], dict[str, Any]]) -> dict[str, Any] | RowError:
    try:
        return convert(document)
    except UnreadableError as error:
        return RowError(row=row, error=str(error), field=error.field)


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
