"""Label Studio for texts: its JSON in; a ZIP of the labeling config and the tasks out, and in again.

Format: https://labelstud.io/guide/task_format and https://labelstud.io/tags/text. Offsets are code points, as here
(`charsToCodePoints` in its editor). Editors of before 2022 counted UTF-16 code units: where a span repeats its text and
only that reading fits, it is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, BinaryIO, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Shape
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.label_studio.contents import attachment_of, find_content
from goldsmith.modalities.label_studio.delivery import write_delivery
from goldsmith.modalities.label_studio.layout import Layout
from goldsmith.modalities.label_studio.result_writer import Place, ResultWriter
from goldsmith.modalities.label_studio.results import PlaceReader
from goldsmith.modalities.label_studio.tasks import Task, read_tasks
from goldsmith.modalities.label_studio.vocabulary import Result
from goldsmith.modalities.text.formats.documents import documents_of

__all__ = ["LABEL_STUDIO", "place_reader", "read_label_studio", "write_label_studio"]

USUAL: Final = ("text", "content", "document", "body", "html")
_SPACE: Final = re.compile(r"\\n|\s")


def write_label_studio(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write the archive, the texts in it."""
    return write_delivery(records, out, context, "text.v1", _write_task)


def read_label_studio(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a task. Of HTML the text is read; its spans, which count in the markup, are lost."""
    return read_tasks(stream, "text.v1", _read_content, context.ontology)


def place_reader(text: str) -> PlaceReader:
    """Make a reader of the spans of a text."""
    offsets = _Offsets(text)

    def read(result: Result, _: set[str] | None, report: LossReport) -> dict[str, Any] | None:
        value = result["value"]
        if "globalOffsets" in value or isinstance(value.get("start"), str):
            report.lose("spans in HTML")
            return None
        start, end = offsets.place(value, report)
        return {"type": "span", "start": start, "end": end, "text": text[start:end]}

    return read


def _read_content(data: Task, layout: Layout | None, report: LossReport) -> tuple[dict[str, Any], str, PlaceReader]:
    field, content = find_content(data, layout, USUAL)
    if layout is not None and layout.is_address:
        return {"attachment": attachment_of(content, report)}, field, _lose_place
    if layout is None or not layout.is_markup:
        return {"text": content}, field, place_reader(content)
    report.lose("markup of texts", int("<" in content))
    return {"text": _text_of(content)}, field, _lose_markup


def _lose_place(_: Result, shapes: set[str] | None, report: LossReport) -> None:
    del shapes
    report.lose("spans of texts that are files of their own")


def _lose_markup(_: Result, shapes: set[str] | None, report: LossReport) -> None:
    del shapes
    report.lose("spans in HTML")


class _Offsets:
    """Knows a text by code points and by UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._text = text
        astral = [] if text.isascii() else [place for place, character in enumerate(text) if character > "\uffff"]
        self._pairs = [place + number for number, place in enumerate(astral)]

    def place(self, value: Result, report: LossReport) -> tuple[int, int]:
        start, end = _offset(value, "start"), _offset(value, "end")
        said = value.get("text")
        readings = [(start, end), (self._code_points(start), self._code_points(end))]
        fitting = [each for each in readings if isinstance(said, str) and self._says(each, said)]
        report.lose("spans that repeat another text", int(isinstance(said, str) and not fitting))
        first, last = (fitting or readings)[0]
        if not first < last <= len(self._text):
            raise InvalidError("it does not lie in the text.", field="end")
        return first, last

    def _code_points(self, units: int) -> int:
        return units - bisect_left(self._pairs, units)

    def _says(self, place: tuple[int, int], said: str) -> bool:
        """Compare without white space, as Label Studio spells line breaks differently."""
        start, end = place
        return end <= len(self._text) and _SPACE.sub("", self._text[start:end]) == _SPACE.sub("", said)


def _offset(value: Result, field: str) -> int:
    offset = value.get(field)
    if not isinstance(offset, int) or isinstance(offset, bool) or offset < 0:
        raise InvalidError(f"{field} is not a whole number of 0 or more.", field=field)
    return offset


class _TextOnly(HTMLParser):
    """Keeps what of a page is text."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _text_of(markup: str) -> str:
    parser = _TextOnly()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)


def _write_task(
    record: bytes, writer: ResultWriter, report: LossReport
) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    document = next(documents_of(iter([record]), report), None)
    if document is None:
        return None
    placed: list[tuple[Shape, Place]] = [
        (span, ({"start": span.start, "end": span.end, "text": span.text}, {})) for span in document.spans
    ]
    return {"text": document.text}, writer.write(placed, document.global_attributes, document.links)


LABEL_STUDIO: Final = Codec(
    name="label_studio",
    title="Label Studio JSON",
    media_type="application/zip",
    suffix=".zip",
    read=read_label_studio,
    write=write_label_studio,
)
