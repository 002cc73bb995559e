"""LabelMe in one ZIP: a JSON file beside each image, named like it.

Format: https://github.com/wkentaro/labelme (version 5). `attributes` and `uuid` of a shape, and `attributes` and
`unique_id` of a file, are members of their own: LabelMe keeps what it does not know. Flags that are set are read as
attributes that say yes. Circles, masks, turned boxes and points of several places have no shape here; groups are not
read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath, splitext
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.decoding import decode_strictly
from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities._contract import Value
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    Delivered,
    FileNames,
    read_delivered,
    report_losses,
    task_row,
)
from goldsmith.modalities.image.shapes import Box, Point, Polygon, bounds
from goldsmith.modalities.label_names import label_name

__all__ = ["LABELME", "read_labelme", "write_labelme"]

VERSION: Final = "5.5.0"
MOST_FILE_BYTES: Final = 64_000_000
DECIMALS: Final = 6
_CORNERS: Final = {"rectangle": (2, 2), "polygon": (3, None), "line": (2, 2), "linestrip": (2, None), "point": (1, 1)}

Attributes = dict[str, Value]
Flags = dict[str, bool] | None


class _Shape(msgspec.Struct):
    """A shape of a file, as far as it is read."""

    label: str
    points: list[tuple[float, float]]
    shape_type: str = "polygon"
    flags: Flags = None
    description: str | None = None
    attributes: Attributes = {}
    uuid: str = ""


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
            report.annotations += len(image.shapes)
            report_losses(
                report,
                image,
                keeps_ids=True,
                keeps_unique_ids=True,
                keeps_attributes=True,
                keeps_global_attributes=True,
            )
            name = names.take(image.file_name)
            archive.add(f"{splitext(name)[0]}.json", msgspec.json.encode(_describe(image, name)) + b"\n")
    return report


def read_labelme(stream: BinaryIO) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per JSON file, in the order of the archive; the images need not be there.

    An image whose file cannot be read, or has a shape that is none here, is an error as a whole.
    """
    with open_archive(stream) as archive:
        files = [name for name in archive.names if name.endswith(".json")]
        if not files:
            raise MalformedError("This archive holds no JSON files.", field="json")
        for row, file in enumerate(files, start=1):
            try:
                yield _row(archive, file)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def _describe(image: Delivered, name: str) -> dict[str, Any]:
    width, height = image.size or (None, None)
    more = {"attributes": image.attributes, "unique_id": image.unique_id}
    return {
        "version": VERSION,
        "flags": {},
        "shapes": [_describe_shape(shape) for shape in image.shapes],
        "imagePath": basename(name),
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
        **{member: value for member, value in more.items() if value},
    }


def _describe_shape(shape: AnyShape) -> dict[str, Any]:
    kind, points = _geometry(shape)
    more = {"attributes": shape.attributes, "uuid": shape.uuid}
    return {
        "label": shape.label,
        "points": points,
        "group_id": None,
        "description": "",
        "shape_type": kind,
        "flags": {},
        "mask": None,
        **{member: value for member, value in more.items() if value},
    }


def _geometry(shape: AnyShape) -> tuple[str, list[tuple[float, float]]]:
    if isinstance(shape, Box):
        left, top, right, bottom = bounds(shape)
        return "rectangle", [(left, top), (round(right, DECIMALS), round(bottom, DECIMALS))]
    if isinstance(shape, Point):
        return "point", [(shape.x, shape.y)]
    points = [(vertex.x, vertex.y) for vertex in shape.vertices]
    if isinstance(shape, Polygon):
        return "polygon", points
    return "line" if len(points) == 2 else "linestrip", points


def _row(archive: Archive, file: str) -> dict[str, Any]:
    body = archive.read(file, MOST_FILE_BYTES)
    try:
        content = decode_strictly(body, _DECODER, field="file", limit_bytes=MOST_FILE_BYTES)
    except GoldsmithError as error:
        raise InvalidError(f"{file}: {error.message}", field=error.field) from None
    return task_row(
        _attachment(file, content.image_path),
        [_read_shape(shape, number, f"{file}, shape {number}") for number, shape in enumerate(content.shapes, start=1)],
        attributes={**_set_flags(content.flags), **content.attributes},
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
    common = {"uuid": shape.uuid or str(number), "label": label_name(shape.label), "attributes": attributes}
    return {**common, **_read_geometry(shape, place)}


def _read_geometry(shape: _Shape, place: str) -> dict[str, Any]:
    if shape.shape_type == "rectangle":
        return _read_box(shape, place)
    vertices = [{"x": x, "y": y} for x, y in shape.points]
    if shape.shape_type == "point":
        return {"type": "point", **vertices[0]}
    return {"type": "polygon" if shape.shape_type == "polygon" else "line", "vertices": vertices}


def _read_box(shape: _Shape, place: str) -> dict[str, Any]:
    """Take the two corners in either order: LabelMe keeps the one first that was set first."""
    (left, right), (top, bottom) = (sorted(numbers) for numbers in zip(*shape.points, strict=True))
    width, height = round(right - left, DECIMALS), round(bottom - top, DECIMALS)
    if width <= 0 or height <= 0:
        raise InvalidError(f"{place}: a box has a width and a height above 0.", field="points")
    return {"type": "box", "left": left, "top": top, "width": width, "height": height}


def _set_flags(flags: Mapping[str, bool] | None) -> Attributes:
    return {label_name(name): "yes" for name, is_set in (flags or {}).items() if is_set}


LABELME: Final = Codec(
    name="labelme",
    title="LabelMe",
    media_type="application/zip",
    suffix=".zip",
    read=read_labelme,
    write=write_labelme,
)
