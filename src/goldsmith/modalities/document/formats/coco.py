"""COCO as layout data sets have it: each page is an image, each block a box with a category.

Format: https://cocodataset.org/#format-data, with `doc_name` and `page_no` of an image as DocLayNet has them
(B. Pfitzmann and others, KDD 2022); PubLayNet's files have neither, and each of their images is a document of one page.
Texts, the reading order, ids and attributes are written under names of our own, which other readers ignore.
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
from goldsmith.modalities.document.formats.delivered import DeliveredDocument, Reader, read_delivered, report_losses
from goldsmith.modalities.document.shapes import Block, Table, bounds
from goldsmith.modalities.json_elements import iterate_elements
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["COCO"]

_KEPT: Final = frozenset({"texts", "order", "attributes", "ids", "unique ids", "tables"})


def write_coco(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one COCO file. Annotations wait in a temporary file, as COCO wants all images before them."""
    report, pages = LossReport(), 0
    numbers = {label.name: number for number, label in enumerate(context.ontology.labels, start=1)}
    categories = [{"id": number, "name": name, "supercategory": ""} for name, number in numbers.items()]
    head = {"info": {"description": context.name}, "licenses": [], "categories": categories}
    out.write(msgspec.json.encode(head)[:-1] + b',"images":[')
    with tempfile.TemporaryFile() as waiting:
        for record in records:
            document = read_delivered(record)
            report_losses(report, document, keeps=_KEPT)
            for page in range(len(document.pages)):
                pages += 1
                out.write((b"," if pages > 1 else b"") + msgspec.json.encode(_image(document, page, pages)))
                for body in _annotations(document, page, pages, numbers):
                    report.annotations += 1
                    line = msgspec.json.encode({"id": report.annotations, **body})
                    waiting.write((b"," if report.annotations > 1 else b"") + line)
        out.write(b'],"annotations":[')
        waiting.seek(0)
        shutil.copyfileobj(waiting, out)
    out.write(b"]}\n")
    return report


def read_coco(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a document; its images are those with its `doc_name`. Outlines and masks are read as boxes.

    The parts of the file may come in any order and size: they wait in a temporary database, not in memory.
    """
    report = LossReport()
    reader = Reader(context.ontology, report)
    with closing(sqlite3.connect("")) as waiting:
        categories = _store(stream, waiting)
        names = waiting.execute("select document from image group by document order by min(number)").fetchall()
        for row, (name,) in enumerate(names, start=1):
            try:
                yield _row(waiting, name, categories, reader)
            except UnreadableError as error:
                yield RowError(row=row, error=str(error), field=error.field)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)
            except (KeyError, TypeError, ValueError, AttributeError):
                message = "A page of this document or one of its annotations is not as COCO describes it."
                yield RowError(row=row, error=message)
    yield from report.losses()


def _image(document: DeliveredDocument, page: int, number: int) -> dict[str, Any]:
    stem = document.file_name.rsplit(".", 1)[0]
    told = {"unique_id": document.unique_id} if document.unique_id else {}
    return {
        "id": number,
        "file_name": f"{stem}-{page + 1:04}.png",
        "width": document.pages[page].width,
        "height": document.pages[page].height,
        "doc_name": document.file_name,
        "page_no": page + 1,
        **told,
    }


def _annotations(
    document: DeliveredDocument, page: int, image: int, numbers: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    marks: list[Block | Table] = [*document.blocks_on(page), *document.tables_on(page)]
    for mark in marks:
        left, top, right, bottom = bounds(mark.location)
        width, height = round(right - left, 4), round(bottom - top, 4)
        yield {
            "image_id": image,
            "category_id": numbers[mark.label],
            "bbox": [left, top, width, height],
            "area": round(width * height, 4),
            "iscrowd": 0,
            "segmentation": [[left, top, right, top, right, bottom, left, bottom]],
            "uuid": mark.uuid,
            "attributes": mark.attributes,
            "is_table": isinstance(mark, Table),
            **({"text": mark.text} if isinstance(mark, Block) and mark.text else {}),
            **({"order": mark.order} if mark.order else {}),
        }


def _store(stream: BinaryIO, waiting: sqlite3.Connection) -> dict[Any, str]:
    """Put images and annotations into the temporary database; return the names of the categories."""
    waiting.execute("create table image (number integer primary key, id integer, document text, body blob)")
    waiting.execute("create table annotation (image integer, body blob)")
    categories: dict[Any, str] = {}
    for member, element in iterate_elements(stream):
        if not isinstance(element, dict):
            continue
        if member == "categories" and isinstance(element.get("id"), int):
            categories[element["id"]] = str(element.get("name", ""))
        elif member == "images":
            name = str(element.get("doc_name") or element.get("file_name") or "")
            row = (_integer(element.get("id")), name, msgspec.json.encode(element))
            waiting.execute("insert into image (id, document, body) values (?, ?, ?)", row)
        elif member == "annotations":
            values = (_integer(element.get("image_id")), msgspec.json.encode(element))
            waiting.execute("insert into annotation values (?, ?)", values)
    waiting.execute("create index by_image on annotation (image)")
    waiting.execute("create index by_document on image (document)")
    return categories


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and abs(value) < 2**63 else None


def _row(waiting: sqlite3.Connection, name: str, categories: Mapping[Any, str], reader: Reader) -> dict[str, Any]:
    images = waiting.execute("select id, body from image where document = ? order by number", (name,)).fetchall()
    marks, unique_id = [], None
    for number, body in images:
        image = msgspec.json.decode(body)
        unique_id = unique_id or image.get("unique_id")
        page = int(image.get("page_no") or 1) - 1 if image.get("doc_name") else 0
        found = waiting.execute("select body from annotation where image = ? order by rowid", (number,))
        marks += [_mark(msgspec.json.decode(each), page, categories, reader) for (each,) in found]
    return reader.row(name, marks, unique_id=unique_id if isinstance(unique_id, str) else None)


def _mark(said: Mapping[str, Any], page: int, categories: Mapping[Any, str], reader: Reader) -> dict[str, Any]:
    where = f"annotation {said.get('id', '')}".strip()
    left, top, width, height = said["bbox"]
    text, order, uuid = said.get("text"), said.get("order"), said.get("uuid")
    return reader.block(
        page,
        reader.box(left, top, left + width, top + height, where=where),
        categories[said["category_id"]],
        where=where,
        text=text if isinstance(text, str) else "",
        uuid=uuid if isinstance(uuid, str) else "",
        order=order if isinstance(order, int) else None,
        attributes=said.get("attributes") or {},
        is_table=said.get("is_table") is True,
    )


COCO: Final = Codec(
    name="coco",
    title="COCO (layout, as DocLayNet)",
    media_type="application/json",
    suffix=".json",
    read=read_coco,
    write=write_coco,
)
