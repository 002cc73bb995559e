"""ALTO XML 4: regions with texts and the reading order; one XML file a page.

Format: https://www.loc.gov/standards/alto/, 4.4. Lengths are those of the page, with fractions, where the unit is
pixels; of files that count tenths of millimeters or twelve hundredths of an inch they become points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.document.formats.delivered import DeliveredDocument, Reader, report_losses
from goldsmith.modalities.document.formats.one_file_a_page import PageRead, read_pages, write_pages
from goldsmith.modalities.document.formats.texts import report_spaces, words_of
from goldsmith.modalities.document.shapes import Block, PolygonLocation, Table, bounds, outline
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.xml_elements import escape_xml, walk_xml

__all__ = ["ALTO"]

_NAMESPACE: Final = "http://www.loc.gov/standards/alto/ns-v4#"
_UNIT: Final = "<MeasurementUnit>pixel</MeasurementUnit>"
_KEPT: Final = frozenset({"texts", "order", "outlines", "tables"})
_POINTS: Final = {"pixel": 1.0, "mm10": 72 / 254, "inch1200": 72 / 1200}
"""Units of the page in one of the file's."""
_BLOCKS: Final = {"TextBlock": "text", "Illustration": "picture", "GraphicalElement": "graphic"}
_LOCAL: Final = re.compile(r"^\{[^}]*\}")


def write_alto(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one XML file a page."""
    del context
    return write_pages(records, out, ".xml", _spell, _tell)


def read_alto(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a document; of lines and words their texts, which become those of their blocks."""
    return read_pages(stream, context, ".xml", _read)


def _tell(report: LossReport, document: DeliveredDocument) -> None:
    report_losses(report, document, keeps=_KEPT)
    for page in range(len(document.pages)):
        marks = _marks_on(document, page)
        report.annotations += len(marks)
        report_spaces(report, marks)
        order = sorted(mark.order for mark in marks if mark.order)
        report.lose("gaps in the reading order", int(order != list(range(1, len(order) + 1))))


def _marks_on(document: DeliveredDocument, page: int) -> list[Block | Table]:
    return [*document.blocks_on(page), *document.tables_on(page)]


def _spell(document: DeliveredDocument, page: int, report: LossReport) -> bytes:
    marks = _marks_on(document, page)
    tags = {label: f"t{number}" for number, label in enumerate(sorted({mark.label for mark in marks}), start=1)}
    names = {id(mark): f"b{number}" for number, mark in enumerate(marks, start=1)}
    read = sorted((mark for mark in marks if mark.order), key=lambda mark: mark.order or 0)
    width, height = (_told(side) for side in document.pages[page])
    file_name = f"<fileName>{escape_xml(document.file_name, report)}</fileName>"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<alto xmlns="{_NAMESPACE}">',
        f" <Description>{_UNIT}<sourceImageInformation>{file_name}</sourceImageInformation></Description>",
    ]
    if tags:
        spelt = [f'<StructureTag ID="{name}" LABEL="{escape_xml(label, report)}"/>' for label, name in tags.items()]
        lines.append(f" <Tags>{''.join(spelt)}</Tags>")
    if read:
        refs = [f'<ElementRef ID="o{n}" REF="{names[id(mark)]}"/>' for n, mark in enumerate(read, start=1)]
        lines.append(f' <ReadingOrder><OrderedGroup ID="ro">{"".join(refs)}</OrderedGroup></ReadingOrder>')
    lines.append(f' <Layout><Page ID="page" PHYSICAL_IMG_NR="{page + 1}" WIDTH="{width}" HEIGHT="{height}">')
    lines.append(f'  <PrintSpace HPOS="0" VPOS="0" WIDTH="{width}" HEIGHT="{height}">')
    for mark in marks:
        lines += _block(mark, f'ID="{names[id(mark)]}" TAGREFS="{tags[mark.label]}"', report)
    return "\n".join([*lines, "  </PrintSpace>", " </Page></Layout>", "</alto>", ""]).encode()


def _block(mark: Block | Table, named: str, report: LossReport) -> Iterator[str]:
    left, top, right, bottom = bounds(mark.location)
    box = f'HPOS="{_told(left)}" VPOS="{_told(top)}" WIDTH="{_told(right - left)}" HEIGHT="{_told(bottom - top)}"'
    if isinstance(mark, Table):
        yield f'   <ComposedBlock {named} TYPE="table" {box}/>'
        return
    yield f"   <TextBlock {named} {box}>"
    if isinstance(mark.location, PolygonLocation):
        points = " ".join(f"{_told(x)},{_told(y)}" for x, y in outline(mark.location))
        yield f'    <Shape><Polygon POINTS="{points}"/></Shape>'
    for line in words_of(mark.text):
        # A line holds one string at least, an empty one too.
        strings = "<SP/>".join(f'<String CONTENT="{escape_xml(word, report)}"/>' for word in line or [""])
        yield f"    <TextLine {box}>{strings}</TextLine>"
    yield "   </TextBlock>"


def _told(length: float) -> str:
    return f"{round(length, 4):.10g}"


class _Walk:
    """What is met on the way through a page: blocks with their places and words, tags, and the order."""

    def __init__(self) -> None:
        self.scale = 1.0
        self.blocks: list[dict[str, Any]] = []
        self.order: dict[str, int] = {}
        self.tags: dict[str, str] = {}
        self._path: list[str] = []
        self._open: list[dict[str, Any]] = []

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        tag = _LOCAL.sub("", name)
        self._path.append(tag)
        if tag.endswith("Tag"):
            self.tags[attributes.get("ID", "")] = attributes.get("LABEL", "")
        elif tag == "ElementRef":
            self.order.setdefault(attributes.get("REF", ""), len(self.order) + 1)
        elif tag in _BLOCKS or (tag == "ComposedBlock" and attributes.get("TYPE") == "table"):
            self._begin(tag, attributes, line)
        elif self._open:
            self._inside(tag, attributes)

    def _begin(self, tag: str, attributes: dict[str, str], line: int) -> None:
        block = {"tag": tag, "line": line, "lines": [], **attributes}
        self._open.append(block)
        self.blocks.append(block)

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        block = self._open[-1]
        if tag == "TextLine":
            block["lines"].append([])
        elif tag == "Polygon" and self._path[-3:-1] == [block["tag"], "Shape"]:
            block["points"] = attributes.get("POINTS", "")
        elif tag in ("String", "HYP") and block["lines"]:
            said = attributes.get("CONTENT", "")
            if tag == "HYP" and block["lines"][-1]:
                block["lines"][-1][-1] += said
            else:
                block["lines"][-1].append(said)

    def end(self) -> None:
        if self._open and self._path[-1] == self._open[-1]["tag"]:
            self._open.pop()
        self._path.pop()

    def label_of(self, block: dict[str, Any]) -> str:
        """What a tag of it says, else what kind of block it is."""
        said = [self.tags[each] for each in block.get("TAGREFS", "").split() if self.tags.get(each)]
        return said[0] if said else _BLOCKS.get(block["tag"], "table")


def _read(body: bytes, name: str, page: int, reader: Reader) -> PageRead:
    walk = _Walk()
    walk_xml(body, name, walk.start, walk.end)
    description = _description(body)
    scale = _POINTS.get(description.get("MeasurementUnit", "pixel"), 1.0)
    marks = []
    for block in walk.blocks:
        where = f"{name} line {block['line']}"
        marks.append(
            reader.block(
                page,
                _location(block, scale, where, reader),
                walk.label_of(block),
                where=where,
                text="\n".join(" ".join(words) for words in block["lines"]),
                order=walk.order.get(block.get("ID", "")),
                is_table=block["tag"] == "ComposedBlock",
            )
        )
    return PageRead(annotations=marks, file_name=description.get("fileName", ""))


def _description(body: bytes) -> dict[str, str]:
    """Unit and file name, which stand as texts. The file was walked through and is bounded."""
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    texts = ((_LOCAL.sub("", each.tag), (each.text or "").strip()) for each in fromstring(body, forbid_dtd=True).iter())
    return {tag: text for tag, text in texts if tag in ("MeasurementUnit", "fileName")}


def _location(block: dict[str, Any], scale: float, where: str, reader: Reader) -> dict[str, Any]:
    try:
        left, top, width, height = (scale * float(block[each]) for each in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
        axes = [scale * float(each) for each in re.split(r"[\s,]+", block.get("points", "").strip()) if each]
    except (KeyError, ValueError):
        raise UnreadableError(f"{where}: a block says HPOS, VPOS, WIDTH and HEIGHT in numbers.", where) from None
    if not axes:
        return reader.box(left, top, left + width, top + height, where=where)
    return reader.polygon(list(zip(axes[::2], axes[1::2], strict=False)), where=where)


ALTO: Final = Codec(
    name="alto",
    title="ALTO XML",
    media_type="application/zip",
    suffix=".zip",
    read=read_alto,
    write=write_alto,
)
