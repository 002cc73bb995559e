"""Label Studio for print (its OCR template): its JSON in; a ZIP of the labeling config and the tasks out, and in again.

Format: https://labelstud.io/templates/optical_character_recognition. A region is up to three results of one id: where
it is (`rectangle` or `polygon`, in percent of the picture, whose pixels stand beside), its labels, and a `textarea`
with what is written in it. A task there is a picture: one page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import cos, fmod, radians, sin
from typing import Any, BinaryIO, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.document.formats.delivered import DeliveredDocument, read_delivered, report_losses
from goldsmith.modalities.document.pages import Page
from goldsmith.modalities.document.shapes import Block, BoxLocation, Table, bounds
from goldsmith.modalities.label_studio.contents import attachment_of, find_content, local_address
from goldsmith.modalities.label_studio.delivery import write_delivery
from goldsmith.modalities.label_studio.layout import Layout
from goldsmith.modalities.label_studio.result_writer import Place, ResultWriter
from goldsmith.modalities.label_studio.results import PlaceReader
from goldsmith.modalities.label_studio.tasks import Task, read_tasks
from goldsmith.modalities.label_studio.values import is_length, list_in, number_in
from goldsmith.modalities.label_studio.vocabulary import Result

__all__ = ["LABEL_STUDIO", "read_label_studio", "write_label_studio"]

USUAL: Final = ("ocr", "image", "page", "document", "url")
DECIMALS: Final = 4
MOST_POINTS: Final = 1_000
_KEPT: Final = frozenset({"outlines", "texts", "tables", "attributes", "answers", "links", "ids", "unique ids"})

Corner = tuple[float, float]


def write_label_studio(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write the archive. Pictures are not in it: they are named as files of Label Studio's folder of local files."""
    return write_delivery(records, out, context, "document.v1", _write_task)


def read_label_studio(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a task."""
    return read_tasks(stream, "document.v1", _read_content, context.ontology)


def _read_content(data: Task, layout: Layout | None, report: LossReport) -> tuple[dict[str, Any], str, PlaceReader]:
    field, address = find_content(data, layout, USUAL)
    return {"attachment": attachment_of(address, report)}, field, _read_place


def _read_place(result: Result, shapes: set[str] | None, report: LossReport) -> dict[str, Any] | None:
    if result.get("item_index"):
        report.lose("regions on pages after the first")
        return None
    page, value = _size(result), result["value"]
    if "points" in value:
        return _read_polygon(value, page, shapes, report)
    if "height" in value and "width" in value:
        return _read_rectangle(value, page, shapes, report)
    report.lose("regions that are neither rectangles nor polygons")
    return None


def _read_polygon(
    value: Mapping[str, Any], page: Page, shapes: set[str] | None, report: LossReport
) -> dict[str, Any] | None:
    points = [_point(each) for each in list_in(value, "points")]
    if not 3 <= len(points) <= MOST_POINTS:
        report.lose(f"polygons of fewer than 3 or more than {MOST_POINTS:,} corners")
        return None
    return _placed([_on_page(x, y, page) for x, y in points], shapes, report)


def _read_rectangle(
    value: Mapping[str, Any], page: Page, shapes: set[str] | None, report: LossReport
) -> dict[str, Any] | None:
    """A rectangle is turned around its left upper corner there; turned, it is an outline here."""
    left, top = _on_page(number_in(value, "x"), number_in(value, "y"), page)
    width, height = number_in(value, "width") / 100 * page.width, number_in(value, "height") / 100 * page.height
    if width <= 0 or height <= 0:
        report.lose("boxes without width or height")
        return None
    angle = fmod(number_in(value, "rotation"), 360) if value.get("rotation") else 0.0
    if angle:
        across, down = cos(radians(angle)), sin(radians(angle))
        sides = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
        turned = [(left + x * across - y * down, top + x * down + y * across) for x, y in sides]
        return _placed([_within(x, y, page) for x, y in turned], shapes, report)
    right, bottom = _within(left + width, top + height, page)
    return {"type": _shape(shapes), "page": 0, "location": _box(left, top, right, bottom)}


def _placed(corners: Sequence[Corner], shapes: set[str] | None, report: LossReport) -> dict[str, Any]:
    shape = _shape(shapes)
    if shape == "block":
        return {
            "type": "block",
            "page": 0,
            "location": {"type": "polygon", "vertices": [{"x": x, "y": y} for x, y in corners]},
        }
    report.lose("outlines of tables, as boxes")
    xs, ys = zip(*corners, strict=True)
    return {"type": "table", "page": 0, "location": _box(min(xs), min(ys), max(xs), max(ys))}


def _shape(shapes: set[str] | None) -> str:
    return "table" if shapes is not None and "table" in shapes and "block" not in shapes else "block"


def _box(left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    width, height = round(right - left, DECIMALS), round(bottom - top, DECIMALS)
    if width <= 0 or height <= 0:
        raise InvalidError("a rectangle lies on its picture.", field="x")
    return {"type": "box", "left": left, "top": top, "width": width, "height": height}


def _size(result: Result) -> Page:
    width, height = result.get("original_width", 0), result.get("original_height", 0)
    if not (is_length(width) and is_length(height)):
        raise InvalidError("it needs original_width and original_height, in pixels.", field="original_width")
    return Page(width, height)


def _point(given: Any) -> Corner:
    if not isinstance(given, list) or len(given) < 2:
        raise InvalidError("a point is a pair of numbers.", field="points")
    return number_in({"x": given[0]}, "x"), number_in({"y": given[1]}, "y")


def _on_page(x: float, y: float, page: Page) -> Corner:
    """From percents to lengths of the page."""
    return _within(x / 100 * page.width, y / 100 * page.height, page)


def _within(x: float, y: float, page: Page) -> Corner:
    """What is drawn over the edge ends there, as Label Studio shows it."""
    return round(min(max(x, 0.0), page.width), DECIMALS), round(min(max(y, 0.0), page.height), DECIMALS)


def _write_task(
    record: bytes, writer: ResultWriter, report: LossReport
) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    document = read_delivered(record)
    report_losses(report, document, keeps=_KEPT)
    report.lose("pages after the first", len(document.pages) - 1)
    return {"image": local_address(document.file_name)}, writer.write(
        _all_placed(document, report), document.answer.global_attributes, document.answer.links
    )


def _all_placed(document: DeliveredDocument, report: LossReport) -> list[tuple[Block | Table, Place]]:
    page = document.pages[0]
    marks = [each for each in document.answer.annotations if isinstance(each, Block | Table)]
    shown = [each for each in marks if each.page == 0 and page.width > 0 and page.height > 0]
    report.lose("annotations on pages after the first, or on pages of unknown size", len(marks) - len(shown))
    beside = {"original_width": page.width, "original_height": page.height, "image_rotation": 0}
    return [(each, (_value(each, page), beside)) for each in shown]


def _value(mark: Block | Table, page: Page) -> dict[str, Any]:
    if isinstance(mark.location, BoxLocation):
        left, top, right, bottom = bounds(mark.location)
        x, y = _percents(left, top, page)
        width, height = _percents(right - left, bottom - top, page)
        return {"x": x, "y": y, "width": width, "height": height, "rotation": 0}
    return {"points": [list(_percents(each.x, each.y, page)) for each in mark.location.vertices], "closed": True}


def _percents(x: float, y: float, page: Page) -> Corner:
    return 100 * x / page.width, 100 * y / page.height


LABEL_STUDIO: Final = Codec(
    name="label_studio",
    title="Label Studio JSON",
    media_type="application/zip",
    suffix=".zip",
    read=read_label_studio,
    write=write_label_studio,
)
