"""COCO instances: boxes, polygons and points out and in. Lines and links have no place there and are reported as lost.

Format: https://cocodataset.org/#format-data. Attributes and whole-item answers go where CVAT puts them, under
`attributes`, and our ids under their own names; readers that do not know these ignore them.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.modalities.codec import Codec, ExportContext, LossReport, RowError
from goldsmith.modalities.image.shapes import Box, Line, Point, Polygon, bounds
from goldsmith.modalities.json_elements import iterate_elements
from goldsmith.modalities.label_names import label_name
from goldsmith.ontology import Label, Ontology

__all__ = ["COCO", "read_coco", "write_coco"]

ANSWER: Final = msgspec.json.Decoder(dict[str, Any])
VISIBLE: Final = 2
_SHAPE: Final = {shape.__struct_config__.tag: shape for shape in (Box, Polygon, Line, Point)}


def write_coco(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one COCO file. Annotations wait in a temporary file, as COCO wants all images before them."""
    report = LossReport()
    categories = {label.name: number for number, label in enumerate(context.ontology.labels, start=1)}
    head = {"info": {"description": context.name}, "licenses": [], "categories": _categories(context.ontology)}
    out.write(msgspec.json.encode(head)[:-1] + b',"images":[')
    with tempfile.TemporaryFile() as waiting:
        for number, record in enumerate(records, start=1):
            image, annotations = _convert(msgspec.json.decode(record), number, categories, report)
            out.write((b"," if number > 1 else b"") + msgspec.json.encode(image))
            for annotation in annotations:
                report.annotations += 1
                body = msgspec.json.encode({"id": report.annotations, **annotation})
                waiting.write((b"," if report.annotations > 1 else b"") + body)
            report.records = number
        out.write(b'],"annotations":[')
        waiting.seek(0)
        shutil.copyfileobj(waiting, out)
    out.write(b"]}\n")
    return report


def read_coco(stream: BinaryIO) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per image, its annotations as hypothesis; rows count the images from 1.

    The parts of the file may come in any order and size: they wait in a temporary database, not in memory. An image
    with an annotation that cannot be read (a run-length mask, a skeleton) is an error as a whole.
    """
    with closing(sqlite3.connect("")) as waiting:
        categories = _store(stream, waiting)
        images = waiting.execute("select number, id, body from image order by number")
        for number, image_id, body in images:
            image = msgspec.json.decode(body)
            found = waiting.execute("select body from annotation where image = ? order by rowid", (image_id,))
            try:
                yield _row(image, [msgspec.json.decode(each) for (each,) in found], categories)
            except _UnreadableError as error:
                yield RowError(row=number, error=str(error))
            except (KeyError, TypeError, ValueError, AttributeError):
                yield RowError(row=number, error="The image or one of its annotations is not as COCO describes it.")


class _UnreadableError(Exception):
    """Part of an image's annotations has no shape here."""


def _categories(ontology: Ontology) -> list[dict[str, Any]]:
    return [
        {"id": number, "name": label.name, "supercategory": "", **_keypoint_names(label)}
        for number, label in enumerate(ontology.labels, start=1)
    ]


def _keypoint_names(label: Label) -> dict[str, Any]:
    return {"keypoints": ["point"], "skeleton": []} if "point" in label.shapes else {}


def _convert(
    record: Mapping[str, Any], number: int, categories: Mapping[str, int], report: LossReport
) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    asset: Mapping[str, Any] = next(iter(record.get("assets") or ()), {})
    facts = {**asset, **(asset.get("facts") or {})}
    answer = record["answer"]
    report.lose("links between annotations", len(answer.get("links") or ()))
    image = {
        "id": number,
        "file_name": asset.get("name") or (record.get("content") or {}).get("attachment") or "",
        "width": facts.get("width", 0),
        "height": facts.get("height", 0),
        "attributes": answer.get("global_attributes") or {},
        "unique_id": record.get("unique_id"),
        "sha256": asset.get("sha256"),
    }
    return image, _annotations(answer, number, categories, report)


def _annotations(
    answer: Mapping[str, Any], image: int, categories: Mapping[str, int], report: LossReport
) -> Iterator[dict[str, Any]]:
    for annotation in answer.get("annotations") or ():
        shape = msgspec.convert(annotation, _SHAPE[annotation["type"]])
        if isinstance(shape, Line):
            report.lose("lines")
            continue
        left, top, right, bottom = bounds(shape)
        yield {
            "image_id": image,
            "category_id": categories[shape.label],
            "bbox": [left, top, right - left, bottom - top]
            if not isinstance(shape, Box)
            else [left, top, shape.width, shape.height],
            "iscrowd": 0,
            **_geometry(shape),
            "attributes": shape.attributes,
            "uuid": shape.uuid,
        }


def _geometry(shape: Box | Polygon | Point | Any) -> dict[str, Any]:
    if isinstance(shape, Box):
        return {"segmentation": [], "area": shape.width * shape.height}
    if isinstance(shape, Polygon):
        outline = [coordinate for vertex in shape.vertices for coordinate in (vertex.x, vertex.y)]
        return {"segmentation": [outline], "area": _area(outline)}
    return {"segmentation": [], "area": 0.0, "keypoints": [shape.x, shape.y, VISIBLE], "num_keypoints": 1}


def _area(outline: Sequence[float]) -> float:
    """Apply the shoelace formula."""
    xs, ys = outline[0::2], outline[1::2]
    twice = sum(xs[n - 1] * ys[n] - xs[n] * ys[n - 1] for n in range(len(xs)))
    return abs(float(twice)) / 2


def _store(stream: BinaryIO, waiting: sqlite3.Connection) -> dict[int, str]:
    """Put images and annotations into the temporary database; return the categories' names as labels."""
    waiting.execute("create table image (number integer primary key, id integer, body blob)")
    waiting.execute("create table annotation (image integer, body blob)")
    categories: dict[int, str] = {}
    for member, element in iterate_elements(stream):
        if not isinstance(element, dict):
            continue
        if member == "categories":
            categories[element.get("id", 0)] = label_name(str(element.get("name", "")))
        elif member == "images":
            row = (_integer(element.get("id")), msgspec.json.encode(element))
            waiting.execute("insert into image (id, body) values (?, ?)", row)
        elif member == "annotations":
            row = (_integer(element.get("image_id")), msgspec.json.encode(element))
            waiting.execute("insert into annotation values (?, ?)", row)
    waiting.execute("create index by_image on annotation (image)")
    return categories


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and abs(value) < 2**63 else None


def _row(
    image: Mapping[str, Any], annotations: Sequence[Mapping[str, Any]], categories: Mapping[int, str]
) -> dict[str, Any]:
    shapes = [shape for annotation in annotations for shape in _shapes(annotation, categories)]
    hypothesis = {"annotations": shapes, "global_attributes": image.get("attributes") or {}}
    return {
        "attachment": str(image["file_name"]),
        "unique_id": str(image.get("unique_id") or image["file_name"]),
        "hypothesis": hypothesis,
    }


def _shapes(annotation: Mapping[str, Any], categories: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    uuid = str(annotation.get("uuid") or annotation.get("id", ""))
    common = {
        "label": categories[annotation["category_id"]],
        "attributes": annotation.get("attributes") or {},
    }
    if isinstance(annotation.get("segmentation"), dict) or annotation.get("iscrowd"):
        raise _UnreadableError("Run-length masks cannot be read; convert them to polygons first.")
    outlines = annotation.get("segmentation") or ()
    for part, outline in enumerate(outlines):
        vertices = [{"x": x, "y": y} for x, y in zip(outline[0::2], outline[1::2], strict=True)]
        name = uuid if len(outlines) == 1 else f"{uuid}-{part + 1}"
        yield {"uuid": name, "type": "polygon", **common, "vertices": vertices}
    if not outlines:
        yield {"uuid": uuid, **common, **_point_or_box(annotation)}


def _point_or_box(annotation: Mapping[str, Any]) -> dict[str, Any]:
    left, top, width, height = annotation["bbox"]
    if not annotation.get("num_keypoints"):
        return {"type": "box", "left": left, "top": top, "width": width, "height": height}
    if annotation["num_keypoints"] > 1:
        raise _UnreadableError("Skeletons of several keypoints cannot be read.")
    x, y, _ = annotation["keypoints"]
    return {"type": "point", "x": x, "y": y}


COCO: Final = Codec(
    name="coco",
    title="COCO instances",
    media_type="application/json",
    suffix=".json",
    read=read_coco,
    write=write_coco,
)
