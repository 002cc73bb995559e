"""COCO instances and keypoints: boxes, polygons, masks, points and skeletons out and in.

Format: https://cocodataset.org/#format-data. Masks are run lengths of the whole image, and so are polygons with holes;
ellipses and rotated boxes become polygons. Lines, cuboids and links have no place there and are reported as lost.
Attributes and whole-item answers go where CVAT puts them, under `attributes`, and our ids, groups and places in the
pile under their own names; readers that do not know these ignore them.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.coco_shapes import Categories, read_shapes, write_shape
from goldsmith.modalities.image.formats.delivered import Delivered, read_delivered, report_losses, task_row
from goldsmith.modalities.json_elements import iterate_elements
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["COCO", "read_coco", "write_coco"]

_KEPT: Final = {
    "keeps_ids": True,
    "keeps_unique_ids": True,
    "keeps_attributes": True,
    "keeps_global_attributes": True,
    "keeps_z_order": True,
    "keeps_groups": True,
}
_GEOMETRY: Final = frozenset({"bbox", "segmentation", "keypoints"})


def write_coco(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one COCO file. Annotations wait in a temporary file, as COCO wants all images before them."""
    report = LossReport()
    categories = Categories.of(context.ontology)
    head = {"info": {"description": context.name}, "licenses": [], "categories": categories.described()}
    out.write(msgspec.json.encode(head)[:-1] + b',"images":[')
    with tempfile.TemporaryFile() as waiting:
        for number, record in enumerate(records, start=1):
            image = read_delivered(record)
            report_losses(report, image, **_KEPT)
            out.write((b"," if number > 1 else b"") + msgspec.json.encode(_describe(image, number)))
            for annotation in _annotations(image, number, categories, report):
                report.annotations += 1
                body = msgspec.json.encode({"id": report.annotations, **annotation})
                waiting.write((b"," if report.annotations > 1 else b"") + body)
            report.records = number
        out.write(b'],"annotations":[')
        waiting.seek(0)
        shutil.copyfileobj(waiting, out)
    out.write(b"]}\n")
    return report


def read_coco(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per image, its annotations as hypothesis; rows count the images from 1.

    The parts of the file may come in any order and size: they wait in a temporary database, not in memory. An image
    with an annotation that cannot be read is an error as a whole. A label that may not be marked with the area that an
    annotation has beside its keypoints gets the keypoints alone.
    """
    words, report = Vocabulary(context.ontology), LossReport()
    with closing(sqlite3.connect("")) as waiting:
        categories = _store(stream, waiting)
        images = waiting.execute("select number, id, body from image order by number")
        for number, image_id, body in images:
            found = waiting.execute("select body from annotation where image = ? order by rowid", (image_id,))
            annotations = [msgspec.json.decode(each) for (each,) in found]
            own = LossReport()
            try:
                row = _row(words, msgspec.json.decode(body), annotations, categories, own)
            except GoldsmithError as error:
                yield RowError(row=number, error=error.message, field=error.field)
            except (KeyError, TypeError, ValueError, AttributeError):
                yield RowError(row=number, error="The image or one of its annotations is not as COCO describes it.")
            else:
                report.add(own)
                yield row
    yield from report.losses()


def _describe(image: Delivered, number: int) -> dict[str, Any]:
    width, height = image.size or (0, 0)
    return {
        "id": number,
        "file_name": image.file_name,
        "width": width,
        "height": height,
        "attributes": image.attributes,
        "unique_id": image.unique_id,
        "sha256": image.sha256,
    }


def _annotations(image: Delivered, number: int, categories: Categories, report: LossReport) -> Iterator[dict[str, Any]]:
    for shape in image.shapes:
        body = write_shape(shape, image.size, categories, report)
        if body is None:
            continue
        beside = {"z_order": shape.z_order, "group": shape.group}
        yield {
            "image_id": number,
            "category_id": categories.numbers[shape.label],
            **body,
            "attributes": shape.attributes,
            "uuid": shape.uuid,
            **{name: value for name, value in beside.items() if value is not msgspec.UNSET},
        }


def _store(stream: BinaryIO, waiting: sqlite3.Connection) -> dict[int, dict[str, Any]]:
    """Put images and annotations into the temporary database; return the categories."""
    waiting.execute("create table image (number integer primary key, id integer, body blob)")
    waiting.execute("create table annotation (image integer, body blob)")
    categories: dict[int, dict[str, Any]] = {}
    for member, element in iterate_elements(stream):
        if not isinstance(element, dict):
            continue
        if member == "categories":
            categories[element.get("id", 0)] = element
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
    words: Vocabulary,
    image: Mapping[str, Any],
    annotations: list[Mapping[str, Any]],
    categories: Mapping[int, Mapping[str, Any]],
    report: LossReport,
) -> dict[str, Any]:
    """Build a row; an annotation without any geometry says what the whole image is."""
    placed = [each for each in annotations if _GEOMETRY & each.keys()]
    shapes = [shape for each in placed for shape in read_shapes(each, categories[each["category_id"]], words, report)]
    classes = [str(categories[each["category_id"]]["name"]) for each in annotations if not _GEOMETRY & each.keys()]
    answers = {**(image.get("attributes") or {}), **words.classes(classes, field="category_id")}
    unique_id = image.get("unique_id")
    return task_row(
        words, str(image["file_name"]), shapes, attributes=answers, unique_id=str(unique_id) if unique_id else None
    )


COCO: Final = Codec(
    name="coco",
    title="COCO instances",
    media_type="application/json",
    suffix=".json",
    read=read_coco,
    write=write_coco,
)
