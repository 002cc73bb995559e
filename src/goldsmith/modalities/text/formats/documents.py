"""What the formats of texts share: delivered records as documents, documents as task rows, and lines of a file.

Offsets are Unicode code points, as everywhere in text.v1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Final

import msgspec
from msgspec import UNSET

from goldsmith.errors import MalformedError
from goldsmith.modalities._contract import MOST_ANNOTATIONS, Link, Value
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.text.shapes import MOST_CHARACTERS, Span
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = [
    "MOST_COVERED",
    "Document",
    "documents_of",
    "lines_of",
    "link_of",
    "lose_details",
    "row_of",
    "span_of",
]

MOST_COVERED: Final = 8_000_000
MOST_LINE_BYTES: Final = 1_000_000


class Document(msgspec.Struct, kw_only=True):
    """A delivered text with what was said about it."""

    number: int
    text: str
    spans: list[Span]
    links: list[Link]
    global_attributes: dict[str, Value]
    unique_id: str | None
    probability: float | None = None
    is_by_machines: bool = False


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
    probability: float | None = None
    machines: list[str] = []


_RECORD: Final = msgspec.json.Decoder(_Record)


def documents_of(records: Iterator[bytes], report: LossReport, *, has_fragments: bool = False) -> Iterator[Document]:
    """Decode records one by one. A text that is a file of its own stands in no record, so it is reported as lost.

    A format without `has_fragments` gets each span as one piece from its start to its end, and its gaps are reported.
    """
    for body in records:
        report.records += 1
        record = _RECORD.decode(body)
        if record.content.text is None:
            report.lose("texts that are files of their own")
            report.lose("spans of such texts", len(record.answer.annotations))
            report.lose("links of such texts", len(record.answer.links))
            continue
        if not has_fragments:
            record.answer.annotations = [_without_gaps(span, report) for span in record.answer.annotations]
        yield Document(
            number=report.records,
            text=record.content.text,
            spans=record.answer.annotations,
            links=record.answer.links,
            global_attributes=record.answer.global_attributes,
            unique_id=record.unique_id,
            probability=record.probability,
            is_by_machines=bool(record.machines),
        )


def _without_gaps(span: Span, report: LossReport) -> Span:
    report.lose("gaps inside spans", len(span.parts) - 1)
    return span if span.fragments is UNSET else msgspec.structs.replace(span, fragments=UNSET)


def lose_details(document: Document, report: LossReport, *, kept: int = 0) -> None:
    """Report what a format loses that knows of a span only where it is and its label, and `kept` attributes."""
    report.lose("ids of annotations", sum(bool(span.uuid) for span in document.spans))
    report.lose("attributes of annotations", sum(len(span.attributes) for span in document.spans) - kept)


def span_of(
    text: str,
    start: Any,
    end: Any,
    label: Any,
    *,
    where: str,
    uuid: str = "",
    attributes: Any = None,
    fragments: Any = None,
) -> dict[str, Any]:
    """Build an annotation from what a file says; `where` names the place in the file for the sentence of an error.

    `fragments` are checked with the rest of the answer, when the row is read.
    Its text is added by `row_of`, which knows how much all spans cover together, and which labels there are.
    """
    if not isinstance(label, str) or not label_name(label):
        raise UnreadableError(f"{where} has no label that could be a name.", where)
    if not (_is_offset(start) and _is_offset(end) and start < end <= len(text)):
        message = f"{where} does not lie in the text: it needs whole numbers 0 <= start < end <= {len(text):,}."
        raise UnreadableError(message, where)
    return {
        "uuid": uuid,
        "type": "span",
        "label": label,
        "attributes": attributes or {},
        "start": start,
        "end": end,
        **({"fragments": fragments} if fragments else {}),
    }


def link_of(start: Any, end: Any, kind: Any, *, where: str, uuid: Any = "") -> dict[str, Any]:
    """Build a link between annotations whose ids the file says."""
    if not isinstance(kind, str) or not label_name(kind):
        raise UnreadableError(f"{where} has no type that could be a name.", where)
    ends = {"from": str(start), "to": str(end)}
    return {"uuid": str(uuid), "type": kind, **ends}


def row_of(
    words: Vocabulary,
    text: Any,
    spans: Sequence[Mapping[str, Any]] = (),
    *,
    links: Sequence[Mapping[str, Any]] = (),
    global_attributes: Mapping[str, Any] | None = None,
    unique_id: str | None = None,
) -> dict[str, Any]:
    """Build the task row of a text, with what the file says about it as hypothesis, in the project's words."""
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
    hypothesis = {
        "annotations": [_marked(words, text, span) for span in spans],
        "links": [{**link, "type": words.relation(link["type"])} for link in links],
        "global_attributes": words.answers(global_attributes or {}),
    }
    row = {"text": text, "hypothesis": hypothesis}
    return row if unique_id is None else {**row, "unique_id": unique_id}


def _marked(words: Vocabulary, text: str, span: Mapping[str, Any]) -> dict[str, Any]:
    label = words.label(span["label"])
    attributes = words.attributes(label, span["attributes"])
    return {**span, "label": label, "attributes": attributes, "text": text[span["start"] : span["end"]]}


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
