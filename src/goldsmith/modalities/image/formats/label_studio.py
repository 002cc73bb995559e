"""Label Studio for images: its JSON in; a ZIP of the labeling config and the tasks out, and in again.

Format: https://labelstud.io/guide/task_format and https://labelstud.io/tags/image. Places are percents of the image
there, whose pixels stand beside them. A rectangle is turned around its left upper corner, ours around its middle; an
ellipse around its middle, as ours. Skeletons and cuboids have no place there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import cos, fmod, radians, sin
from typing import Any, BinaryIO, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    lose_shape,
    pixels_of,
    read_delivered,
    report_losses,
)
from goldsmith.modalities.image.formats.reshaping import MOST_PIXELS, check_size, mask_around, without_holes
from goldsmith.modalities.image.shapes import (
    Box,
    Cuboid,
    Ellipse,
    Line,
    Mask,
    Point,
    Polygon,
    RotatedBox,
    Skeleton,
    Vertex,
    corners,
)
from goldsmith.modalities.label_studio.brush import decode_brush, encode_brush
from goldsmith.modalities.label_studio.contents import attachment_of, find_content, local_address
from goldsmith.modalities.label_studio.delivery import write_delivery
from goldsmith.modalities.label_studio.layout import Layout
from goldsmith.modalities.label_studio.result_writer import Place, ResultWriter
from goldsmith.modalities.label_studio.results import PlaceReader
from goldsmith.modalities.label_studio.tasks import Task, read_tasks
from goldsmith.modalities.label_studio.values import is_length, list_in, number_in
from goldsmith.modalities.label_studio.vocabulary import Result

__all__ = ["LABEL_STUDIO", "place_reader", "read_label_studio", "write_label_studio"]

USUAL: Final = ("image", "img", "photo", "picture", "url")
KEYPOINT_WIDTH: Final = 0.5
"""The width of a point as it is drawn, in percent."""
DEGREES: Final = 6
"""Decimals of an angle."""

Vertices = list[dict[str, float]]
Size = tuple[float, float]


def write_label_studio(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write the archive. Images are not in it: they are named as files of Label Studio's folder of local files."""
    return write_delivery(records, out, context, "image.v1", _write_task)


def read_label_studio(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a task."""
    return read_tasks(stream, "image.v1", _read_content, context.ontology)


def place_reader(size: Size | None = None) -> PlaceReader:
    """Make a reader of places on an image of this size, for results that do not say it themselves."""

    def read(result: Result, shapes: set[str] | None, report: LossReport) -> dict[str, Any] | None:
        return _read_place(result, size, shapes, report)

    return read


def _read_content(data: Task, layout: Layout | None, report: LossReport) -> tuple[dict[str, Any], str, PlaceReader]:
    field, address = find_content(data, layout, USUAL)
    return {"attachment": attachment_of(address, report)}, field, place_reader()


def _read_place(
    result: Result, size: Size | None, shapes: set[str] | None, report: LossReport
) -> dict[str, Any] | None:
    value = result["value"]
    if "imageDataURL" in value:
        report.lose("bitmasks")
        return None
    report.lose("turns of the whole image", int(bool(result.get("image_rotation"))))
    whole = _size(result, size)
    if "vertices" in value:
        return _read_vector(value, whole, shapes, report)
    if "rle" in value or "radiusX" in value:
        return _read_brush(value, whole, report) if "rle" in value else _read_ellipse(value, whole, report)
    if "points" in value:
        return _polygon([_vertex(point, whole) for point in list_in(value, "points")], report)
    if "height" in value:
        return _read_rectangle(value, whole, shapes, report)
    return {"type": "point", **_vertex([number_in(value, "x"), number_in(value, "y")], whole)}


def _read_vector(
    value: Mapping[str, Any], size: Size, shapes: set[str] | None, report: LossReport
) -> dict[str, Any] | None:
    points = [each if isinstance(each, dict) else {} for each in list_in(value, "vertices")]
    report.lose("curves, now straight lines", int(any(each.get("isBezier") for each in points)))
    vertices = [_vertex([number_in(each, "x"), number_in(each, "y")], size) for each in points]
    if len(vertices) == 1:
        return {"type": "point", **vertices[0]}
    if not value.get("closed"):
        return _line(vertices, report)
    is_polygon = shapes is None or "polygon" in shapes
    return _polygon(vertices, report) if is_polygon else _line([*vertices, *vertices[:1]], report)


def _read_brush(value: Mapping[str, Any], size: Size, report: LossReport) -> dict[str, Any] | None:
    width, height = (int(side) if float(side).is_integer() else side for side in size)
    width, height = check_size(width, height, "original_width")
    mask = mask_around(decode_brush(value["rle"], width, height))
    report.lose("brush masks of no pixels", int(mask is None))
    return mask


def _read_ellipse(value: Mapping[str, Any], size: Size, report: LossReport) -> dict[str, Any] | None:
    x, y = (pixels_of(number_in(value, name) / 100, side) for name, side in zip("xy", size, strict=True))
    radius_x, radius_y = (
        pixels_of(number_in(value, name) / 100, side) for name, side in zip(("radiusX", "radiusY"), size, strict=True)
    )
    if radius_x <= 0 or radius_y <= 0:
        report.lose("ellipses without width or height")
        return None
    rotation = _angle(value)
    return {"type": "ellipse", "x": x, "y": y, "radius_x": radius_x, "radius_y": radius_y, "rotation": rotation}


def _angle(value: Mapping[str, Any]) -> float:
    """Read degrees clockwise, below a full turn either way."""
    return round(fmod(number_in(value, "rotation"), 360), DEGREES) if value.get("rotation") else 0.0


def _read_rectangle(
    value: Mapping[str, Any], size: Size, shapes: set[str] | None, report: LossReport
) -> dict[str, Any] | None:
    left, top = (pixels_of(number_in(value, name) / 100, side) for name, side in zip("xy", size, strict=True))
    width, height = (
        pixels_of(number_in(value, name) / 100, side) for name, side in zip(("width", "height"), size, strict=True)
    )
    if width <= 0 or height <= 0:
        report.lose("boxes without width or height")
        return None
    angle = _angle(value)
    edges = {"left": left, "top": top, "width": width, "height": height}
    if angle == 0 and (shapes is None or "box" in shapes or "rotated_box" not in shapes):
        return {"type": "box", **edges}
    if shapes is None or "rotated_box" in shapes:
        return {"type": "rotated_box", **edges, **_turned_around_middle(edges, angle), "rotation": angle}
    outline = [{"x": round(each.x, 4), "y": round(each.y, 4)} for each in _turned_corners(edges, angle)]
    if "polygon" in shapes:
        report.lose("turned boxes, now polygons")
        return {"type": "polygon", "vertices": outline}
    report.lose("turned boxes, now upright boxes around them")
    return _box_around(outline)


def _turned_around_middle(edges: Mapping[str, float], degrees: float) -> dict[str, float]:
    """Find where a rectangle lies before it is turned around its middle, instead of its left upper corner."""
    x, y = _turn(edges["width"] / 2, edges["height"] / 2, degrees)
    left, top = edges["left"] + x - edges["width"] / 2, edges["top"] + y - edges["height"] / 2
    return {"left": round(left, 4), "top": round(top, 4)}


def _turned_corners(edges: Mapping[str, float], degrees: float) -> list[Vertex]:
    moved = _turned_around_middle(edges, degrees)
    width, height = edges["width"], edges["height"]
    return corners(RotatedBox(moved["left"], moved["top"], width, height, degrees, label=""))


def _turn(x: float, y: float, degrees: float) -> tuple[float, float]:
    across, down = cos(radians(degrees)), sin(radians(degrees))
    return x * across - y * down, x * down + y * across


def _box_around(corners: Vertices) -> dict[str, Any]:
    left, top = min(each["x"] for each in corners), min(each["y"] for each in corners)
    right, bottom = max(each["x"] for each in corners), max(each["y"] for each in corners)
    return {
        "type": "box",
        "left": left,
        "top": top,
        "width": round(right - left, 4),
        "height": round(bottom - top, 4),
    }


def _polygon(vertices: Vertices, report: LossReport) -> dict[str, Any] | None:
    report.lose("polygons of fewer than three corners", int(len(vertices) < 3))
    return {"type": "polygon", "vertices": vertices} if len(vertices) >= 3 else None


def _line(vertices: Vertices, report: LossReport) -> dict[str, Any] | None:
    report.lose("lines without points", int(not vertices))
    return {"type": "line", "vertices": vertices} if vertices else None


def _size(result: Result, size: Size | None) -> Size:
    width, height = result.get("original_width", 0), result.get("original_height", 0)
    if is_length(width) and is_length(height):
        return width, height
    if size is None:
        raise InvalidError("it needs original_width and original_height, in pixels.", field="original_width")
    return size


def _vertex(point: Any, size: Size) -> dict[str, float]:
    if not isinstance(point, list) or len(point) < 2:
        raise InvalidError("a point is a pair of numbers.", field="points")
    place = {"x": point[0], "y": point[1]}
    return {name: pixels_of(number_in(place, name) / 100, side) for name, side in zip("xy", size, strict=True)}


def _write_task(
    record: bytes, writer: ResultWriter, report: LossReport
) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    image = read_delivered(record)
    report.records += 1
    report_losses(
        report,
        image,
        keeps_ids=True,
        keeps_unique_ids=True,
        keeps_attributes=True,
        keeps_global_attributes=True,
        keeps_links=True,
    )
    if image.size is None:
        report.lose("shapes on images of unknown size", len(image.shapes))
    shapes = image.shapes if image.size is not None else []
    placed = [(shape, place) for shape in shapes if (place := _place(shape, image.size or (1, 1), report)) is not None]
    return {"image": local_address(image.file_name)}, writer.write(placed, image.attributes, image.links)


def _place(shape: AnyShape, size: tuple[int, int], report: LossReport) -> Place | None:
    """Say where a shape is, and on an image of which size; None for one that has no place, which is counted."""
    value = _value(shape, size, report)
    if value is None:
        return None
    beside = {"original_width": size[0], "original_height": size[1], "image_rotation": 0}
    return value, beside


def _value(shape: AnyShape, size: tuple[int, int], report: LossReport) -> dict[str, Any] | None:
    if isinstance(shape, Box | RotatedBox):
        return _rectangle(shape, size)
    if isinstance(shape, Point):
        x, y = _percents(shape.x, shape.y, size)
        return {"x": x, "y": y, "width": KEYPOINT_WIDTH}
    if isinstance(shape, Line):
        return {"vertices": _vector(shape.vertices, size), "closed": False}
    if isinstance(shape, Ellipse):
        x, y = _percents(shape.x, shape.y, size)
        radius_x, radius_y = _percents(shape.radius_x, shape.radius_y, size)
        return {"x": x, "y": y, "radiusX": radius_x, "radiusY": radius_y, "rotation": shape.rotation}
    if isinstance(shape, Polygon):
        outline = without_holes(shape, report).vertices
        return {"points": [list(_percents(each.x, each.y, size)) for each in outline], "closed": True}
    return _brush(shape, size, report)


def _rectangle(shape: Box | RotatedBox, size: Size) -> dict[str, Any]:
    first = corners(shape)[0] if isinstance(shape, RotatedBox) else Vertex(shape.left, shape.top)
    x, y = _percents(first.x, first.y, size)
    width, height = _percents(shape.width, shape.height, size)
    rotation = shape.rotation if isinstance(shape, RotatedBox) else 0
    return {"x": x, "y": y, "width": width, "height": height, "rotation": rotation}


def _brush(shape: Mask | Skeleton | Cuboid, size: tuple[int, int], report: LossReport) -> dict[str, Any] | None:
    """Paint the whole image; a brush mask has no window."""
    from goldsmith.algorithms.masks import decompress, embed, paint

    if not isinstance(shape, Mask):
        lose_shape(shape, report)
        return None
    if size[0] * size[1] > MOST_PIXELS:
        report.lose("masks larger than an image may be")
        return None
    runs = embed(decompress(shape.counts), (shape.left, shape.top, shape.width, shape.height), *size)
    return {"format": "rle", "rle": encode_brush(paint(runs, *size))}


def _vector(vertices: Sequence[Vertex], size: Size) -> list[dict[str, Any]]:
    """Each vertex names the one before it, as skeletons need."""
    points = []
    for number, vertex in enumerate(vertices):
        x, y = _percents(vertex.x, vertex.y, size)
        before = f"v{number - 1}" if number else None
        points.append({"id": f"v{number}", "x": x, "y": y, "prevPointId": before, "isBezier": False})
    return points


def _percents(x: float, y: float, size: Size) -> tuple[float, float]:
    return 100 * x / size[0], 100 * y / size[1]


LABEL_STUDIO: Final = Codec(
    name="label_studio",
    title="Label Studio JSON",
    media_type="application/zip",
    suffix=".zip",
    read=read_label_studio,
    write=write_label_studio,
)
