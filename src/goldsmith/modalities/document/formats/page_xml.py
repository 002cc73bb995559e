"""PAGE XML: regions with outlines, texts and the reading order; one XML file a page.

Format: https://github.com/PRImA-Research-Lab/PAGE-XML, 2019-07-15. Coordinates are whole pixels there: they are written
at 3 pixels a unit of the page, which `custom` says, as it says the label (`structure {type:…;}`, Transkribus' way).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.document.formats.delivered import DeliveredDocument, Reader, report_losses
from goldsmith.modalities.document.formats.one_file_a_page import PageRead, read_pages, write_pages
from goldsmith.modalities.document.shapes import Block, BoxLocation, Location, Table, outline
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.xml_elements import escape_xml, walk_xml

__all__ = ["PAGE_XML"]

PIXELS_A_POINT: Final = 3
_DATES: Final = "<Created>1980-01-01T00:00:00</Created><LastChange>1980-01-01T00:00:00</LastChange>"
"""The same delivery is the same bytes, whenever it is written."""
_NAMESPACE: Final = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_KEPT: Final = frozenset({"texts", "order", "outlines", "tables"})
_TYPE: Final = re.compile(r"structure\s*\{[^}]*type:\s*([^;}]+)")
_SCALE: Final = re.compile(r"goldsmith\s*\{[^}]*scale:\s*([0-9.]+)")
_LOCAL: Final = re.compile(r"^\{[^}]*\}")


def write_page_xml(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one XML file a page."""
    del context
    return write_pages(records, out, ".xml", _spell, _tell)


def read_page_xml(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a document. Lines and words inside regions are not kept apart from the regions' texts."""
    return read_pages(stream, context, ".xml", _read)


def _tell(report: LossReport, document: DeliveredDocument) -> None:
    report_losses(report, document, keeps=_KEPT)
    marks: list[Block | Table] = []
    for page in range(len(document.pages)):
        marks += [*document.blocks_on(page), *document.tables_on(page)]
    report.annotations += len(marks)
    report.lose("fractions of pixels", sum(_is_rounded(mark.location) for mark in marks))
    numbered = [sorted(m.order for m in marks if m.order and m.page == n) for n in range(len(document.pages))]
    report.lose("gaps in the reading order", sum(each != list(range(1, len(each) + 1)) for each in numbered))


def _spell(document: DeliveredDocument, page: int, report: LossReport) -> bytes:
    marks: list[Block | Table] = [*document.blocks_on(page), *document.tables_on(page)]
    names = {id(mark): f"r{number}" for number, mark in enumerate(marks, start=1)}
    read = sorted((mark for mark in marks if mark.order), key=lambda mark: mark.order or 0)
    width, height = (max(1, round(side * PIXELS_A_POINT)) for side in document.pages[page])
    file_name = escape_xml(document.file_name, report)
    scale = f'custom="goldsmith {{scale:{PIXELS_A_POINT};}}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<PcGts xmlns="{_NAMESPACE}">',
        f" <Metadata><Creator>Goldsmith</Creator>{_DATES}</Metadata>",
        f' <Page imageFilename="{file_name}" imageWidth="{width}" imageHeight="{height}" {scale}>',
    ]
    if read:
        refs = [f'<RegionRefIndexed index="{n}" regionRef="{names[id(mark)]}"/>' for n, mark in enumerate(read)]
        lines.append(f'  <ReadingOrder><OrderedGroup id="ro">{"".join(refs)}</OrderedGroup></ReadingOrder>')
    for mark in marks:
        lines += _region(mark, names[id(mark)], report)
    return "\n".join([*lines, " </Page>", "</PcGts>", ""]).encode()


def _region(mark: Block | Table, name: str, report: LossReport) -> Iterator[str]:
    kind = "TextRegion" if isinstance(mark, Block) else "TableRegion"
    yield f'  <{kind} id="{name}" custom="structure {{type:{escape_xml(mark.label, report)};}}">'
    points = " ".join(f"{x},{y}" for x, y in _pixels(mark.location))
    yield f'   <Coords points="{points}"/>'
    if isinstance(mark, Block) and mark.text:
        yield f"   <TextEquiv><Unicode>{escape_xml(mark.text, report)}</Unicode></TextEquiv>"
    yield f"  </{kind}>"


def _pixels(location: Location) -> list[tuple[int, int]]:
    return [(round(x * PIXELS_A_POINT), round(y * PIXELS_A_POINT)) for x, y in outline(location)]


def _is_rounded(location: Location) -> bool:
    exact = [(x * PIXELS_A_POINT, y * PIXELS_A_POINT) for x, y in outline(location)]
    return any((x, y) != pixel for (x, y), pixel in zip(exact, _pixels(location), strict=True))


class _Walk:
    """What is met on the way through a page: regions with what belongs to them, and their order."""

    def __init__(self) -> None:
        self.scale = 1.0
        self.file_name = ""
        self.regions: list[dict[str, Any]] = []
        self.order: dict[str, int] = {}
        self._path: list[str] = []
        self._open: list[dict[str, Any]] = []

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        tag = _LOCAL.sub("", name)
        self._path.append(tag)
        custom = attributes.get("custom", "")
        if tag == "Page":
            self.file_name = attributes.get("imageFilename", "")
            scale = _SCALE.search(custom)
            self.scale = float(scale[1]) if scale and 0.01 <= _number(scale[1]) <= 100 else 1.0
        elif tag.endswith("Region"):
            said = _TYPE.search(custom)
            label = (said[1].strip() if said else "") or attributes.get("type") or tag.removesuffix("Region").lower()
            region = {"id": attributes.get("id", ""), "label": label, "line": line, "is_table": tag == "TableRegion"}
            self._open.append(region)
            self.regions.append(region)
        elif tag == "Coords" and self._open and self._path[-2].endswith("Region"):
            self._open[-1]["points"] = attributes.get("points", "")
        elif tag == "RegionRefIndexed":
            self.order.setdefault(attributes.get("regionRef", ""), len(self.order) + 1)

    def end(self) -> None:
        if self._path.pop().endswith("Region"):
            self._open.pop()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _read(body: bytes, name: str, page: int, reader: Reader) -> PageRead:
    walk = _Walk()
    walk_xml(body, name, walk.start, walk.end)
    texts = _texts(body)
    marks = []
    for region in walk.regions:
        where = f"{name} line {region['line']}"
        marks.append(
            reader.block(
                page,
                _location(region.get("points", ""), walk.scale, where, reader),
                region["label"],
                where=where,
                text=texts.get(region["id"], ""),
                order=walk.order.get(region["id"]),
                is_table=region["is_table"],
            )
        )
    return PageRead(annotations=marks, file_name=walk.file_name)


def _texts(body: bytes) -> dict[str, str]:
    """The text of each region itself, without those of its lines. The file was walked through and is bounded."""
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    found = {}
    for element in fromstring(body, forbid_dtd=True).iter():
        if _LOCAL.sub("", element.tag).endswith("Region"):
            texts = [each for each in element if _LOCAL.sub("", each.tag) == "TextEquiv"]
            spoken = [part.text or "" for each in texts[:1] for part in each if part.tag.endswith("Unicode")]
            found[element.get("id", "")] = "".join(spoken[:1])
    return found


def _location(points: str, scale: float, where: str, reader: Reader) -> dict[str, Any]:
    try:
        corners = [tuple(float(axis) / scale for axis in point.split(",")) for point in points.split()]
        places = [(x, y) for x, y in corners]
    except ValueError:
        raise UnreadableError(f"{where}: the points of a region are pairs of numbers.", where) from None
    if len(places) < 3 or len(places) > 1_000:
        raise UnreadableError(f"{where}: a region has 3 to 1,000 points.", where)
    left, top = (min(each[axis] for each in places) for axis in (0, 1))
    right, bottom = (max(each[axis] for each in places) for axis in (0, 1))
    box = reader.box(left, top, right, bottom, where=where)
    upright = [
        tuple(each) for each in outline(BoxLocation(left=left, top=top, width=right - left, height=bottom - top))
    ]
    if [(round(x, 6), round(y, 6)) for x, y in places] == [(round(x, 6), round(y, 6)) for x, y in upright]:
        return box
    return {"type": "polygon", "vertices": [{"x": x, "y": y} for x, y in places]}


PAGE_XML: Final = Codec(
    name="page_xml",
    title="PAGE XML",
    media_type="application/zip",
    suffix=".zip",
    read=read_page_xml,
    write=write_page_xml,
)
