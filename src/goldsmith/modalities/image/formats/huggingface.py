"""Tables of images as Hugging Face `datasets` reads them: Parquet and Arrow with their features in the schema.

Format: https://huggingface.co/docs/datasets/about_dataset_features, laid out as the examples of object detection are
(https://huggingface.co/docs/transformers/tasks/object_detection): `image_id`, `image`, `width`, `height`, and `objects`
as an object of lists with `bbox` (left, top, width, height in pixels), `area` and `category`. Ours beside these: what
shape an object is, its vertices, what else there is of its geometry (as JSON, in the words of our answers: rotation,
radii, holes, keypoints, run lengths), its id and attributes (as JSON), and a column for each question. Pictures stand
in the table by their file names alone; `cast_column("image", datasets.Image())` opens them where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.modalities import tables
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.delivered_tables import delivered_row, is_delivered
from goldsmith.modalities.features import (
    IMAGE,
    INTEGER,
    NUMBER,
    TEXT,
    Answers,
    class_label,
    json_of,
    list_of,
    listed,
    name_classes,
    object_of_json,
    plain_columns,
    read_features,
    schema_of,
)
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    Delivered,
    read_delivered,
    read_number,
    report_losses,
    task_row,
)
from goldsmith.modalities.image.shapes import Box, Line, Polygon, bounds
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

__all__ = ["ARROW", "HUGGINGFACE", "PARQUET", "read_table"]

COLUMNS: Final = frozenset({"image_id", "unique_id", "file_name", "image", "width", "height", "objects"})
NAMES_ONLY: Final = "pictures, of which the file names are written"
_KINDS: Final = frozenset({"box", "polygon", "line", "point"})
_OF_JSON: Final = frozenset({"rotated_box", "ellipse", "cuboid", "skeleton", "mask"})
_IN_COLUMNS: Final = frozenset({"uuid", "type", "label", "attributes"})
_OF_KINDS: Final = frozenset({"vertices", "left", "top", "width", "height", "x", "y"})
_BESIDE: Final = ("holes", "z_order", "group")
_LABELS: Final = ("category", "label", "categories", "labels")


def write_table(write: tables.Writer, records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one row per image."""
    report = LossReport()
    answers = Answers(context.ontology, COLUMNS)
    schema = schema_of(_features(context.ontology, answers))
    labels = {label.name: place for place, label in enumerate(context.ontology.labels)}
    rows = (_line(read_delivered(record), labels, answers, report) for record in records)
    write(schema, tables.batches_of(schema, rows), out)
    report.lose(NAMES_ONLY, report.records)
    return report


def read_table(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per row of a table. Pictures in the table itself are left out: they come as files."""
    words, answers = Vocabulary(context.ontology), Answers(context.ontology, COLUMNS)
    with tables.open_table(stream) as table:
        features = read_features(table.schema)
        convert = delivered_row if is_delivered(table.schema) else partial(_row, words, answers, features)
        columns, row = plain_columns(table.schema), 0
        for row, line in enumerate(table.rows(columns), start=1):
            try:
                yield convert(line)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)
        if row and _has_pictures(table.schema):
            yield Loss("pictures inside the table, which come as files", row)


def _features(ontology: Ontology, answers: Answers) -> dict[str, Any]:
    objects = {
        "id": INTEGER,
        "area": NUMBER,
        "bbox": list_of(NUMBER),
        "category": class_label(label.name for label in ontology.labels),
        "type": TEXT,
        "vertices": list_of(NUMBER),
        "geometry": TEXT,
        "uuid": TEXT,
        "attributes": TEXT,
    }
    return {
        "image_id": INTEGER,
        "unique_id": TEXT,
        "file_name": TEXT,
        "image": IMAGE,
        "width": INTEGER,
        "height": INTEGER,
        "objects": {name: list_of(feature) for name, feature in objects.items()},
        **answers.features,
    }


def _line(image: Delivered, labels: Mapping[str, int], answers: Answers, report: LossReport) -> dict[str, Any]:
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
    width, height = image.size or (None, None)
    return {
        "image_id": report.records,
        "unique_id": image.unique_id,
        "file_name": image.file_name,
        "image": {"bytes": None, "path": image.file_name},
        "width": width,
        "height": height,
        "objects": _objects(image, labels, report),
        **answers.write(image.attributes),
    }


def _objects(image: Delivered, labels: Mapping[str, int], report: LossReport) -> dict[str, list[Any]]:
    first = report.annotations + 1
    report.annotations += len(image.shapes)
    boxes = [_bbox(shape) for shape in image.shapes]
    return {
        "id": list(range(first, first + len(boxes))),
        "area": [width * height for _, _, width, height in boxes],
        "bbox": boxes,
        "category": [labels[shape.label] for shape in image.shapes],
        "type": [str(shape.__struct_config__.tag) for shape in image.shapes],
        "vertices": [_vertices(shape) for shape in image.shapes],
        "geometry": [json_of(_geometry_beside(shape)) for shape in image.shapes],
        "uuid": [shape.uuid for shape in image.shapes],
        "attributes": [json_of(shape.attributes) for shape in image.shapes],
    }


def _bbox(shape: AnyShape) -> list[float]:
    if isinstance(shape, Box):
        return [shape.left, shape.top, shape.width, shape.height]
    left, top, right, bottom = bounds(shape)
    return [left, top, right - left, bottom - top]


def _vertices(shape: AnyShape) -> list[float]:
    if not isinstance(shape, Polygon | Line):
        return []
    return [number for vertex in shape.vertices for number in (vertex.x, vertex.y)]


def _geometry_beside(shape: AnyShape) -> dict[str, Any]:
    """Say what the other columns do not: all of a shape that they have no place for, else what stands beside it."""
    said = {name: value for name, value in msgspec.to_builtins(shape).items() if name not in _IN_COLUMNS}
    is_plain = str(shape.__struct_config__.tag) in _KINDS
    return {name: value for name, value in said.items() if not is_plain or name not in _OF_KINDS}


def _row(words: Vocabulary, answers: Answers, features: Mapping[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    named = {column: name_classes(value, features.get(column)) for column, value in line.items()}
    objects = listed(named.get("objects"), "objects")
    annotations = [_annotation(each, f"objects[{place}]", place + 1) for place, each in enumerate(objects)]
    said, metadata = answers.read(named)
    unique_id = named.get("unique_id")
    row = task_row(
        words,
        _file_name(named),
        annotations,
        attributes=said,
        unique_id=None if unique_id is None else str(unique_id),
    )
    return {**row, "metadata": metadata} if metadata else row


def _has_pictures(schema: Any) -> bool:
    """Tell whether a table brings the bytes of its pictures: one that names files, as ours do, does not."""
    if "image" not in schema.names or "file_name" in schema.names:
        return False
    kind = schema.field("image").type
    return any(kind.field(place).name == "bytes" for place in range(kind.num_fields))


def _file_name(line: Mapping[str, Any]) -> str:
    image = line.get("image")
    path = image.get("path") if isinstance(image, dict) else image
    name = line.get("file_name") or path
    if not isinstance(name, str) or not name:
        raise InvalidError("A row names its picture in file_name, or in image as a path.", field="file_name")
    return name


def _annotation(each: Mapping[str, Any], where: str, number: int) -> dict[str, Any]:
    label = next((each[name] for name in _LABELS if each.get(name) is not None), None)
    if not isinstance(label, str):
        raise InvalidError(f"{where} has no category with a name.", field=f"{where}.category")
    return {
        "uuid": str(each.get("uuid") or each.get("id") or number),
        "label": label,
        "attributes": object_of_json(each.get("attributes"), f"{where}.attributes"),
        **_geometry(each, where),
    }


def _geometry(each: Mapping[str, Any], where: str) -> dict[str, Any]:
    beside = object_of_json(each.get("geometry"), f"{where}.geometry")
    if each.get("type") in _OF_JSON:
        return {"type": each["type"], **{name: value for name, value in beside.items() if name not in _IN_COLUMNS}}
    return {**{name: beside[name] for name in _BESIDE if name in beside}, **_plain_geometry(each, where)}


def _plain_geometry(each: Mapping[str, Any], where: str) -> dict[str, Any]:
    kind = each.get("type") if each.get("type") in _KINDS else "box"
    if kind in ("polygon", "line"):
        numbers = _numbers(each.get("vertices"), f"{where}.vertices")
        if len(numbers) % 2:
            raise InvalidError(f"{where}.vertices are pairs of numbers.", field=f"{where}.vertices")
        vertices = [{"x": x, "y": y} for x, y in zip(numbers[0::2], numbers[1::2], strict=True)]
        return {"type": kind, "vertices": vertices}
    numbers = _numbers(each.get("bbox"), f"{where}.bbox")
    if len(numbers) != 4:
        raise InvalidError(f"{where}.bbox is left, top, width and height.", field=f"{where}.bbox")
    left, top, width, height = numbers
    if kind == "point":
        return {"type": kind, "x": left, "y": top}
    return {"type": kind, "left": left, "top": top, "width": width, "height": height}


def _numbers(value: Any, where: str) -> list[float]:
    if not isinstance(value, list):
        raise InvalidError(f"{where} is not a list of numbers.", field=where)
    return [read_number(each, where, where) for each in value]


HUGGINGFACE, ARROW, PARQUET = tables.table_codecs(read_table, write_table)
