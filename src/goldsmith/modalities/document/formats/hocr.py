"""hOCR: regions with texts and the reading order in XHTML, as Tesseract writes it; one file a page.

Format: https://kba.github.io/hocr-spec/1.2/. Coordinates are whole pixels there: they are written at 3 pixels a unit of
the page, which `data-scale` says, as `data-label` says the label. A file that is read may hold several pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.document.formats.delivered import DeliveredDocument, Reader, report_losses
from goldsmith.modalities.document.formats.one_file_a_page import PageRead, read_pages, write_pages
from goldsmith.modalities.document.formats.texts import report_spaces, words_of
from goldsmith.modalities.document.shapes import MOST_CELLS, Block, PolygonLocation, Table, bounds, outline
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.xml_elements import escape_xml, walk_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["HOCR"]

PIXELS_A_POINT: Final = 3
_METADATA: Final = {
    "ocr-system": "Goldsmith",
    "ocr-capabilities": "ocr_page ocr_carea ocr_table ocr_line ocrx_word ocrp_poly",
    "ocr-number-of-pages": "1",
    "ocr-langs": "unknown",
    "ocr-scripts": "unknown",
}
"""The capabilities are what any file of ours may hold, also where this one does not."""
_KEPT: Final = frozenset({"texts", "order", "outlines", "tables"})
_REGIONS: Final = {
    "ocr_carea": "text",
    "ocrx_block": "text",
    "ocr_table": "table",
    "ocr_photo": "picture",
    "ocr_image": "picture",
    "ocr_linedrawing": "picture",
    "ocr_header": "page_header",
    "ocr_footer": "page_footer",
    "ocr_caption": "caption",
    "ocr_display": "formula",
}
"""Labels for regions that say no other."""
_LINES: Final = frozenset({"ocr_line", "ocrx_line", "ocr_textfloat", "ocr_header_line", "ocr_caption_line"})
_PARAGRAPHS: Final = frozenset({"ocr_par"})
_IMAGE: Final = re.compile(r'\bimage\s+(?:"([^"]*)"|([^;\s]+))')
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE[^>\[]{0,500}>")
"""XHTML names its document type, which holds no declarations of its own."""


def write_hocr(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one HTML file a page."""
    del context
    return write_pages(records, out, ".html", _spell, _tell)


def read_hocr(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a document; of lines and words their texts, which become those of their regions."""
    suffix = ".hocr" if context.name.lower().endswith(".hocr") else ".html"
    return read_pages(stream, context, suffix, _read)


def _tell(report: LossReport, document: DeliveredDocument) -> None:
    report_losses(report, document, keeps=_KEPT)
    report.lose("quotation marks in file names", document.file_name.count('"'))
    for page in range(len(document.pages)):
        marks = _marks_on(document, page)
        report.annotations += len(marks)
        report_spaces(report, marks)
        report.lose("empty lines of texts", sum(not line for mark in marks for line in _lines_of(mark)))
        report.lose("fractions of pixels", sum(_is_rounded(mark) for mark in marks))


def _marks_on(document: DeliveredDocument, page: int) -> list[Block | Table]:
    """Those with a number in reading order, as elements should stand; then the others."""
    marks: list[Block | Table] = [*document.blocks_on(page), *document.tables_on(page)]
    return sorted(marks, key=lambda mark: mark.order or MOST_CELLS + 1)


def _lines_of(mark: Block | Table) -> list[list[str]]:
    return words_of(mark.text) if isinstance(mark, Block) else []


def _is_rounded(mark: Block | Table) -> bool:
    return any(
        PIXELS_A_POINT * side != round(PIXELS_A_POINT * side) for spot in outline(mark.location) for side in spot
    )


def _spell(document: DeliveredDocument, page: int, report: LossReport) -> bytes:
    width, height = (max(1, round(side * PIXELS_A_POINT)) for side in document.pages[page])
    image = escape_xml(document.file_name.replace('"', ""), report)
    title = f'image "{image}"; bbox 0 0 {width} {height}; ppageno {page}'
    marks = _marks_on(document, page)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title></title>',
        *(f' <meta name="{name}" content="{said}"/>' for name, said in _METADATA.items()),
        "</head><body>",
        f' <div class="ocr_page" data-scale="{PIXELS_A_POINT}" title=\'{title}\'>',
    ]
    for number, mark in enumerate(marks, start=1):
        lines += _region(mark, f"b{number}", report)
    return "\n".join([*lines, " </div>", "</body></html>", ""]).encode()


def _region(mark: Block | Table, name: str, report: LossReport) -> Iterator[str]:
    kind = "ocr_carea" if isinstance(mark, Block) else "ocr_table"
    title = f"bbox {_spelt(bounds(mark.location))}"
    if isinstance(mark.location, PolygonLocation):
        title += f"; poly {_spelt(side for spot in outline(mark.location) for side in spot)}"
    if mark.order:
        title += f"; order {mark.order}"
    label = escape_xml(mark.label, report)
    yield f'  <div class="{kind}" id="{name}" data-label="{label}" title="{title}">'
    for line in _lines_of(mark):
        box = f"bbox {_spelt(bounds(mark.location))}"
        words = " ".join(f'<span class="ocrx_word" title="{box}">{escape_xml(word, report)}</span>' for word in line)
        yield f'   <span class="ocr_line" title="{box}">{words}</span>'
    yield "  </div>"


def _spelt(lengths: Any) -> str:
    return " ".join(str(round(PIXELS_A_POINT * each)) for each in lengths)


def _read(body: bytes, name: str, page: int, reader: Reader) -> PageRead:
    body = _DOCTYPE.sub(b"", body, count=1)
    walk_xml(body, name, lambda *_: None, lambda: None)
    pages = [each for each in _parse(body).iter() if "ocr_page" in _classes(each)]
    if not pages:
        raise UnreadableError(f"{name} holds no ocr_page, so it is no hOCR.", name[:80])
    marks = [
        _mark(region, page + number, _scale(each), f"{name} page {number + 1} region {count}", reader)
        for number, each in enumerate(pages)
        for count, region in enumerate(_regions(each), start=1)
    ]
    image = _IMAGE.search(pages[0].get("title", ""))
    return PageRead(annotations=marks, file_name=(image[1] or image[2] or "") if image else "")


def _parse(body: bytes) -> Element:
    """The outermost element. The file was walked through and is bounded."""
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    root: Element = fromstring(body, forbid_dtd=True)
    return root


def _regions(page: Element) -> list[Element]:
    """Its regions; else its paragraphs; else its lines."""
    for kinds in (frozenset(_REGIONS), _PARAGRAPHS, _LINES):
        found = [each for each in page.iter() if _classes(each) & kinds]
        if found:
            return found
    return []


def _classes(element: Element) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def _mark(region: Element, page: int, scale: float, where: str, reader: Reader) -> dict[str, Any]:
    kind = next((each for each in _REGIONS if each in _classes(region)), "ocr_carea")
    title = _properties(region.get("title", ""))
    order = title.get("order", "")
    return reader.block(
        page,
        _location(title, scale, where, reader),
        region.get("data-label") or _REGIONS[kind],
        where=where,
        text="\n".join(_lines(region)),
        order=int(order) if re.fullmatch(r"[1-9]\d{0,3}", order) else None,
        is_table=kind == "ocr_table",
    )


def _lines(element: Element) -> list[str]:
    """The texts of its lines, without those of regions inside it."""
    if _classes(element) & _LINES:
        text = " ".join("".join(element.itertext()).split())
        return [text] if text else []
    inside = [each for each in element if not _classes(each) & frozenset(_REGIONS)]
    return [line for each in inside for line in _lines(each)]


def _properties(title: str) -> dict[str, str]:
    """`bbox 0 0 9 9; order 2` → {"bbox": "0 0 9 9", "order": "2"}."""
    parts = (each.strip().partition(" ") for each in title.split(";"))
    return {name: value.strip() for name, _, value in parts if name}


def _scale(page: Element) -> float:
    try:
        scale = float(page.get("data-scale", "1"))
    except ValueError:
        return 1.0
    return scale if 0.01 <= scale <= 100 else 1.0


def _location(title: dict[str, str], scale: float, where: str, reader: Reader) -> dict[str, Any]:
    try:
        left, top, right, bottom = (float(each) / scale for each in title.get("bbox", "").split())
        axes = [float(each) / scale for each in title.get("poly", "").split()]
    except ValueError:
        raise UnreadableError(f"{where}: a region says its bbox in four numbers.", where) from None
    if not axes:
        return reader.box(left, top, right, bottom, where=where)
    return reader.polygon(list(zip(axes[::2], axes[1::2], strict=False)), where=where)


HOCR: Final = Codec(
    name="hocr",
    title="hOCR",
    media_type="application/zip",
    suffix=".zip",
    read=read_hocr,
    write=write_hocr,
)
