"""COCO panoptic in one ZIP: a JSON file of segments, and for each image a picture whose colors are their ids.

Format: https://cocodataset.org/#format-data, "Panoptic Segmentation": id = R + 256 G + 256 x 256 B, 0 is no segment.
Shapes with an area are painted, those below first. Attributes and ids of ours stand in the segments under their own
names, as in COCO instances; readers that do not know them ignore them.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from posixpath import basename, splitext
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import (
    Delivered,
    FileNames,
    read_delivered,
    report_losses,
    task_row,
)
from goldsmith.modalities.image.formats.pictures import png_of, read_colors
from goldsmith.modalities.image.formats.segments import paint_segments, read_segments
from goldsmith.modalities.json_elements import iterate_elements
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

if TYPE_CHECKING:
    from goldsmith.modalities.image.formats.segments import Numbers

__all__ = ["COCO_PANOPTIC", "read_coco_panoptic", "write_coco_panoptic"]

FILE: Final = "panoptic.json"
FOLDER: Final = "panoptic"
MOST_SEGMENTS: Final = 20_000
STEP: Final = 256
USUAL_COLOR: Final = "#808080"
_INSERT: Final = {
    "images": "insert into image (id, body) values (?, ?)",
    "annotations": "insert or replace into annotation values (?, ?)",
}


def write_coco_panoptic(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one archive; images and annotations wait in temporary files until the pictures are in it."""
    report = LossReport()
    categories = {label.name: number for number, label in enumerate(context.ontology.labels, start=1)}
    names = FileNames(report)
    with (
        ArchiveWriter(out) as archive,
        tempfile.TemporaryFile() as images,
        tempfile.TemporaryFile() as annotations,
        tempfile.TemporaryFile() as whole,
    ):
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report_losses(
                report, image, keeps_ids=True, keeps_unique_ids=True, keeps_attributes=True, keeps_groups=True
            )
            painted = paint_segments(image, MOST_SEGMENTS, report)
            if painted is None:
                continue
            name = names.take(image.file_name)
            file = f"{splitext(name)[0]}.png"
            segments = _segments(painted[0], painted[1], categories)
            archive.add(f"{FOLDER}/{file}", png_of(_colors(painted[0])))
            comma = b"," if images.tell() else b""
            images.write(comma + msgspec.json.encode(_describe(image, name, report.records)))
            said = {"image_id": report.records, "file_name": file, "segments_info": segments}
            annotations.write(comma + msgspec.json.encode(said))
        head = {"info": {"description": context.name}, "licenses": [], "categories": _categories(context.ontology)}
        _join(
            whole, msgspec.json.encode(head)[:-1] + b',"images":[', images, b'],"annotations":[', annotations, b"]}\n"
        )
        archive.add_file(FILE, whole)
    return report


def read_coco_panoptic(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per image of the JSON file, its segments as masks; rows count the images from 1."""
    words, report = Vocabulary(context.ontology), LossReport()
    with open_archive(stream) as archive, closing(sqlite3.connect("")) as waiting:
        categories = _store(archive, waiting)
        pictures = {basename(name): name for name in archive.names if name.endswith(".png")}
        found = waiting.execute(
            "select image.number, image.body, annotation.body from image"
            " left join annotation on annotation.image = image.id order by image.number"
        )
        for number, image, annotation in found:
            own = LossReport()
            try:
                body = msgspec.json.decode(annotation) if annotation else {"segments_info": []}
                row = _row(words, archive, pictures, msgspec.json.decode(image), body, categories, own)
            except GoldsmithError as error:
                yield RowError(row=number, error=error.message, field=error.field)
            except (KeyError, TypeError, ValueError, AttributeError):
                yield RowError(row=number, error="The image or one of its segments is not as COCO describes it.")
            else:
                report.add(own)
                yield row
    yield from report.losses()


def _join(whole: IO[bytes], *parts: bytes | IO[bytes]) -> None:
    for part in parts:
        if isinstance(part, bytes):
            whole.write(part)
        else:
            part.seek(0)
            shutil.copyfileobj(part, whole)


def _categories(ontology: Ontology) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "name": label.name,
            "supercategory": "",
            "isthing": int(label.is_thing),
            "color": list(bytes.fromhex((label.color or USUAL_COLOR)[1:])),
        }
        for number, label in enumerate(ontology.labels, start=1)
    ]


def _describe(image: Delivered, name: str, number: int) -> dict[str, Any]:
    width, height = image.size or (0, 0)
    return {"id": number, "file_name": name, "width": width, "height": height, "unique_id": image.unique_id}


def _segments(picture: Numbers, shapes: list[Any], categories: Mapping[str, int]) -> list[dict[str, Any]]:
    from goldsmith.algorithms.masks import area, decompress

    found = []
    for number, mask in read_segments(picture):
        shape = shapes[number - 1]
        beside = {"attributes": shape.attributes, "uuid": shape.uuid, "group": shape.group or ""}
        found.append(
            {
                "id": number,
                "category_id": categories[shape.label],
                "area": area(decompress(mask["counts"])),
                "bbox": [mask[edge] for edge in ("left", "top", "width", "height")],
                "iscrowd": 0,
                **{name: value for name, value in beside.items() if value},
            }
        )
    return found


def _colors(picture: Numbers) -> Any:
    import numpy as np

    return np.stack([picture % STEP, picture // STEP % STEP, picture // STEP**2], axis=2).astype(np.uint8)


def _store(archive: Archive, waiting: sqlite3.Connection) -> dict[int, dict[str, Any]]:
    """Put images and annotations into the temporary database; return the categories."""
    files = [name for name in archive.names if name.endswith(".json")]
    if len(files) != 1:
        raise MalformedError("This archive needs one JSON file of segments.", field=FILE)
    waiting.execute("create table image (number integer primary key, id integer, body blob)")
    waiting.execute("create table annotation (image integer primary key, body blob)")
    categories: dict[int, dict[str, Any]] = {}
    with archive.open(files[0]) as file:
        for member, element in iterate_elements(file, files[0]):
            if not isinstance(element, dict):
                continue
            if member == "categories":
                categories[element.get("id", 0)] = element
            elif member in _INSERT:
                number = _integer(element.get("id" if member == "images" else "image_id"))
                waiting.execute(_INSERT[member], (number, msgspec.json.encode(element)))
    return categories


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and abs(value) < 2**63 else None


def _row(
    words: Vocabulary,
    archive: Archive,
    pictures: Mapping[str, str],
    image: Mapping[str, Any],
    annotation: Mapping[str, Any],
    categories: Mapping[int, Mapping[str, Any]],
    report: LossReport,
) -> dict[str, Any]:
    segments = {segment["id"]: segment for segment in annotation["segments_info"]}
    masks = dict(_read_picture(archive, pictures, str(annotation["file_name"]))) if segments else {}
    report.lose("segments of no pixels", len(segments.keys() - masks.keys()))
    report.lose("pixels' ids that are no segment", len(masks.keys() - segments.keys()))
    report.lose("marks of crowds", sum(each.get("iscrowd") == 1 for each in segments.values()))
    annotations = [
        {
            "uuid": str(segments[number].get("uuid") or number),
            "label": str(categories[segments[number]["category_id"]]["name"]),
            "attributes": segments[number].get("attributes") or {},
            **({"group": segments[number]["group"]} if segments[number].get("group") else {}),
            **mask,
        }
        for number, mask in masks.items()
        if number in segments
    ]
    unique_id = image.get("unique_id")
    return task_row(words, str(image["file_name"]), annotations, unique_id=str(unique_id) if unique_id else None)


def _read_picture(archive: Archive, pictures: Mapping[str, str], file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    import numpy as np

    found = pictures.get(basename(file))
    if found is None:
        raise InvalidError(f"{file[:200]} is not in this archive.", field="file_name")
    with archive.open(found) as opened:
        colors = read_colors(opened, found)
    return read_segments(colors @ np.array([1, STEP, STEP**2], dtype=np.int32))


COCO_PANOPTIC: Final = Codec(
    name="coco_panoptic",
    title="COCO panoptic",
    media_type="application/zip",
    suffix=".zip",
    read=read_coco_panoptic,
    write=write_coco_panoptic,
)
