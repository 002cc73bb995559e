"""LabelMe in one ZIP: a JSON file beside each image, named like it.

Format: https://github.com/wkentaro/labelme (version 5; rotated boxes are its newer oriented_rectangle). A mask is a PNG
of its window, whose first and last pixel are its points. `attributes`, `uuid`, `group` and `z_order` of a shape, and
`attributes` and `unique_id` of a file, are members of their own: LabelMe keeps what it does not know. Flags that are
set are read as attributes that say yes. Points of several places have no shape here.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath, splitext
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.decoding import decode_strictly
from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities._contract import Value
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    Delivered,
    FileNames,
    lose_shape,
    read_delivered,
    report_losses,
    task_row,
)
from goldsmith.modalities.image.formats.pictures import png_of, read_numbers
from goldsmith.modalities.image.formats.reshaping import (
    mask_around,
    outline_of,
    pixels_in,
    rotated_box_in,
    without_holes,
)
from goldsmith.modalities.image.shapes import Box, Ellipse, Line, Mask, Point, RotatedBox, bounds, corners
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["LABELME", "read_labelme", "write_labelme"]

VERSION: Final = "5.5.0"
MOST_FILE_BYTES: Final = 64_000_000
DECIMALS: Final = 6
_CORNERS: Final = {
    "rectangle": (2, 2),
    "oriented_rectangle": (4, 4),
    "polygon": (3, None),
    "line": (2, 2),
    "linestrip": (2, None),
    "point": (1, 1),
    "circle": (2, 2),
    "mask": (2, 2),
}

Attributes = dict[str, Value]
Flags = dict[str, bool] | None
Points = list[tuple[float, float]]


class _Shape(msgspec.Struct):
    """A shape of a file, as far as it is read."""

    label: str
    points: list[tuple[float, float]]
    shape_type: str = "polygon"
    flags: Flags = None
    description: str | None = None
    mask: str | None = None
    group_id: int | None = None
    attributes: Attributes = {}
    uuid: str = ""
    group: str | None = None
    z_order: int | None = None


class _File(msgspec.Struct):
    """A file, as far as it is read: not the copy of the image that it may hold."""

    shapes: list[_Shape]
    image_path: str = msgspec.field(name="imagePath")
    flags: Flags = None
    attributes: Attributes = {}
    unique_id: str | None = None


_DECODER: Final = msgspec.json.Decoder(_File)


def write_labelme(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one archive, the images in the order of the records."""
    del context
    report = LossReport()
    names = FileNames(report)
    with ArchiveWriter(out) as archive:
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report_losses(
                report,
                image,
                keeps_ids=True,
                keeps_unique_ids=True,
                keeps_attributes=True,
                keeps_global_attributes=True,
                keeps_z_order=True,
                keeps_groups=True,
            )
            name = names.take(image.file_name)
            archive.add(f"{splitext(name)[0]}.json", msgspec.json.encode(_describe(image, name, report)) + b"\n")
    return report


def read_labelme(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per JSON file, in the order of the archive; the images need not be there.

    An image whose file cannot be read, or has a shape that is none here, is an error as a whole.
    """
    words = Vocabulary(context.ontology)
    with open_archive(stream) as archive:
        files = [name for name in archive.names if name.endswith(".json")]
        if not files:
            raise MalformedError("This archive holds no JSON files.", field="json")
        for row, file in enumerate(files, start=1):
            try:
                yield _row(words, archive, file)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def _describe(image: Delivered, name: str, report: LossReport) -> dict[str, Any]:
    width, height = image.size or (None, None)
    more = {"attributes": image.attributes, "unique_id": image.unique_id}
    named = dict.fromkeys(shape.group for shape in image.shapes if shape.group)
    groups = {group: number for number, group in enumerate(named, start=1)}
    return {
        "version": VERSION,
        "flags": {},
        "shapes": [each for shape in image.shapes for each in _describe_shape(shape, groups, report)],
        "imagePath": basename(name),
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
        **{member: value for member, value in more.items() if value},
    }


def _describe_shape(shape: AnyShape, groups: Mapping[str, int], report: LossReport) -> Iterator[dict[str, Any]]:
    """Describe a shape, or nothing where LabelMe has no such shape."""
    geometry = _geometry(shape, report)
    if geometry is None:
        return
    report.annotations += 1
    kind, points, mask = geometry
    group = shape.group or None
    more = {"attributes": shape.attributes, "uuid": shape.uuid, "group": group, "z_order": shape.z_order or None}
    yield {
        "label": shape.label,
        "points": points,
        "group_id": groups[group] if group else None,
        "description": "",
        "shape_type": kind,
        "flags": {},
        "mask": mask,
        **{member: value for member, value in more.items() if value},
    }


def _geometry(shape: AnyShape, report: LossReport) -> tuple[str, Points, str | None] | None:
    """Say the type of a shape, its points, and the picture of a mask."""
    if isinstance(shape, Box):
        left, top, right, bottom = bounds(shape)
        return "rectangle", [(left, top), (round(right, DECIMALS), round(bottom, DECIMALS))], None
    if isinstance(shape, RotatedBox):
        return "oriented_rectangle", [(each.x, each.y) for each in corners(shape)], None
    if isinstance(shape, Point):
        return "point", [(shape.x, shape.y)], None
    if isinstance(shape, Line):
        points = [(vertex.x, vertex.y) for vertex in shape.vertices]
        return "line" if len(points) == 2 else "linestrip", points, None
    if isinstance(shape, Mask):
        return _picture(shape, report)
    return _round_or_outlined(shape, report)


def _picture(mask: Mask, report: LossReport) -> tuple[str, Points, str] | None:
    import numpy as np

    pixels = pixels_in(mask, report)
    if pixels is None:
        return None
    corner = (mask.left + mask.width - 1, mask.top + mask.height - 1)
    picture = png_of((pixels * 255).astype(np.uint8))
    return "mask", [(mask.left, mask.top), corner], base64.b64encode(picture).decode()


def _round_or_outlined(shape: AnyShape, report: LossReport) -> tuple[str, Points, None] | None:
    if isinstance(shape, Ellipse) and shape.radius_x == shape.radius_y:
        report.lose("turns of circles", int(shape.rotation != 0))
        return "circle", [(shape.x, shape.y), (shape.x + shape.radius_x, shape.y)], None
    polygon = outline_of(shape, report)
    if polygon is None:
        lose_shape(shape, report)
        return None
    return "polygon", [(each.x, each.y) for each in without_holes(polygon, report).vertices], None


def _row(words: Vocabulary, archive: Archive, file: str) -> dict[str, Any]:
    body = archive.read(file, MOST_FILE_BYTES)
    try:
        content = decode_strictly(body, _DECODER, field="file", limit_bytes=MOST_FILE_BYTES)
    except GoldsmithError as error:
        raise InvalidError(f"{file}: {error.message}", field=error.field) from None
    return task_row(
        words,
        _attachment(file, content.image_path),
        [_read_shape(shape, number, f"{file}, shape {number}") for number, shape in enumerate(content.shapes, start=1)],
        attributes={**_answers(words, content.flags), **content.attributes},
        unique_id=content.unique_id,
    )


def _attachment(file: str, path: str) -> str:
    """Find the image from where its file is; a path that leads out of the archive is only a name."""
    path = path.replace("\\", "/")
    found = normpath(join(dirname(file), path))
    name = basename(found) if found.startswith(("/", "..")) or ":" in found else found
    if name in ("", ".", ".."):
        raise InvalidError(f"{file}: imagePath names no image.", field="imagePath")
    return name


def _read_shape(shape: _Shape, number: int, place: str) -> dict[str, Any]:
    if shape.shape_type not in _CORNERS:
        raise InvalidError(f"{place}: {shape.shape_type[:40]!a} has no shape here.", field="shape_type")
    least, most = _CORNERS[shape.shape_type]
    if len(shape.points) < least or (most is not None and len(shape.points) > most):
        raise InvalidError(f"{place}: {len(shape.points)} points make no {shape.shape_type}.", field="points")
    attributes = {**_set_flags(shape.flags), **shape.attributes}
    if shape.description:
        attributes.setdefault("description", shape.description)
    group = shape.group or (str(shape.group_id) if shape.group_id is not None else None)
    pile = {"group": group, "z_order": shape.z_order}
    return {
        "uuid": shape.uuid or str(number),
        "label": shape.label,
        "attributes": attributes,
        **{name: value for name, value in pile.items() if value is not None},
        **_read_geometry(shape, place),
    }


def _read_geometry(shape: _Shape, place: str) -> dict[str, Any]:
    if shape.shape_type == "rectangle":
        return _read_box(shape, place)
    if shape.shape_type == "circle":
        return _read_circle(shape, place)
    if shape.shape_type == "mask":
        return _read_mask(shape, place)
    vertices = [{"x": x, "y": y} for x, y in shape.points]
    if shape.shape_type == "point":
        return {"type": "point", **vertices[0]}
    turned = rotated_box_in(shape.points) if shape.shape_type == "oriented_rectangle" else None
    is_line = shape.shape_type in ("line", "linestrip")
    return turned or {"type": "line" if is_line else "polygon", "vertices": vertices}


def _read_circle(shape: _Shape, place: str) -> dict[str, Any]:
    """Read the middle and a point of the border."""
    radius = round(math.dist(*shape.points), DECIMALS)
    if radius <= 0:
        raise InvalidError(f"{place}: a circle has a radius above 0.", field="points")
    x, y = shape.points[0]
    return {"type": "ellipse", "x": x, "y": y, "radius_x": radius, "radius_y": radius, "rotation": 0.0}


def _read_mask(shape: _Shape, place: str) -> dict[str, Any]:
    try:
        picture = base64.b64decode(shape.mask or "", validate=True)
    except ValueError:
        raise InvalidError(f"{place}: mask is not a picture in base64.", field="mask") from None
    numbers = read_numbers(io.BytesIO(picture), f"{place}: the mask").numbers
    left, top = shape.points[0]
    if not left.is_integer() or not top.is_integer() or min(left, top) < 0:
        raise InvalidError(f"{place}: the window of a mask is whole pixels inside the image.", field="points")
    mask = mask_around(numbers > 0, int(left), int(top))
    if mask is None:
        raise InvalidError(f"{place}: a mask holds at least one pixel.", field="mask")
    return mask


def _read_box(shape: _Shape, place: str) -> dict[str, Any]:
    """Take the two corners in either order: LabelMe keeps the one first that was set first."""
    (left, right), (top, bottom) = (sorted(numbers) for numbers in zip(*shape.points, strict=True))
    width, height = round(right - left, DECIMALS), round(bottom - top, DECIMALS)
    if width <= 0 or height <= 0:
        raise InvalidError(f"{place}: a box has a width and a height above 0.", field="points")
    return {"type": "box", "left": left, "top": top, "width": width, "height": height}


def _set_flags(flags: Mapping[str, bool] | None) -> Attributes:
    return {name: "yes" for name, is_set in (flags or {}).items() if is_set}


def _answers(words: Vocabulary, flags: Mapping[str, bool] | None) -> dict[str, Any]:
    """Read flags of an image as yes to the question of that name, or else as the choice that they name."""
    is_set = _set_flags(flags)
    questions = {name: yes for name, yes in is_set.items() if words.is_question(name)}
    return {**questions, **words.classes(is_set.keys() - questions.keys(), field="flags")}


LABELME: Final = Codec(
    name="labelme",
    title="LabelMe",
    media_type="application/zip",
    suffix=".zip",
    read=read_labelme,
    write=write_labelme,
)
