"""Ultralytics YOLO in one ZIP: data.yaml with the classes, images.txt, and a text file of labels for each image.

Formats: https://docs.ultralytics.com/datasets/detect/ (boxes), https://docs.ultralytics.com/datasets/obb/ (four
corners) and https://docs.ultralytics.com/datasets/segment/ (outlines). Coordinates are shares of the image's width and
height. The images are not part of what we write; sizes.csv, which other readers ignore, tells how large they are and
their unique ids, so that the file can be read again without them. Other people's archives are read with their images
in them. Poses (YOLO's fourth format) need skeletons, which are not marked here.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from posixpath import splitext
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, LossReport, RowError
from goldsmith.modalities.image.formats.class_names import read_class_names, write_class_names
from goldsmith.modalities.image.formats.delivered import (
    SHARE_DECIMALS,
    AnyShape,
    Delivered,
    FileNames,
    fit_into,
    pixels_of,
    read_delivered,
    read_share,
    report_losses,
    spell,
    task_row,
)
from goldsmith.modalities.image.formats.sizes import Size, SizeList, is_image, measure_image, read_sizes
from goldsmith.modalities.image.shapes import Box, Polygon, bounds

__all__ = ["YOLO", "YOLO_OBB", "YOLO_SEGMENT"]

SPLIT: Final = "train"
FOLDERS: Final = frozenset({"images", "labels"})
CORNERS: Final = 4
MOST_YAML_BYTES: Final = 1_000_000
MOST_LABELS_BYTES: Final = 32_000_000
_SPLITS: Final = frozenset({"train", "val", "valid", "test", "default"})


class Task(msgspec.Struct, frozen=True):
    """One of the formats: which shapes it takes, the numbers that describe them, and what a line of it looks like."""

    takes: Callable[[AnyShape, LossReport], bool]
    describe: Callable[[AnyShape], Sequence[float]]
    is_line: Callable[[int], bool]
    expected: str


def write_yolo(task: Task, records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one archive, the images in the order of the records."""
    report = LossReport()
    classes = {label.name: number for number, label in enumerate(context.ontology.labels)}
    names = FileNames(report, meant=FOLDERS)
    with ArchiveWriter(out) as archive, SizeList() as sizes, tempfile.TemporaryFile() as listed:
        archive.add("data.yaml", _data_yaml(context).encode())
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report_losses(report, image, keeps_unique_ids=True)
            if image.size is None:
                report.lose("images of unknown size")
                report.lose("annotations of images of unknown size", len(image.shapes))
                continue
            name = names.take(image.file_name)
            archive.add(f"labels/{SPLIT}/{splitext(name)[0]}.txt", _label_lines(image, task, classes, report).encode())
            listed.write(f"./images/{SPLIT}/{name}\n".encode())
            sizes.add(f"images/{SPLIT}/{name}", image.size, image.unique_id)
        archive.add_file("images.txt", listed)
        sizes.write_to(archive)
    return report


def read_yolo(task: Task, stream: BinaryIO) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per image, in the order of sizes.csv, then of their paths; without labels nothing is marked.

    An image whose labels cannot be read, or labels whose image is not there, are an error as a whole.
    """
    with open_archive(stream) as archive:
        yaml = _find_data_yaml(archive)
        classes = read_class_names(archive.read_text(yaml, MOST_YAML_BYTES), yaml)
        sizes = {_place(size.name, "images"): size for size in read_sizes(archive)}
        images = {_place(name, "images"): name for name in archive.names if is_image(name)}
        labels = {_place(name, "labels"): name for name in archive.names if _is_labels(name)}
        for row, place in enumerate(dict.fromkeys([*sizes, *sorted({*images, *labels})]), start=1):
            try:
                size = sizes.get(place) or _measure(archive, images.get(place), labels.get(place, ""))
                yield _row(archive, size, labels.get(place), classes, task)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def _data_yaml(context: ExportContext) -> str:
    return (
        f"# Delivery {json.dumps(context.name)}\n"
        "# The images are not in this archive: put them beside this file, where images.txt says.\n"
        "# Everything is one split; divide images.txt to train and to validate on different images.\n"
        "train: images.txt\n"
        "val: images.txt\n"
    ) + write_class_names(context.ontology)


def _label_lines(image: Delivered, task: Task, classes: Mapping[str, int], report: LossReport) -> str:
    lines = []
    width, height = size = image.size or (1, 1)
    for shape in image.shapes:
        if not task.takes(shape, report) or (inside := fit_into(shape, size, report)) is None:
            continue
        numbers = task.describe(inside)
        shares = [
            spell(number / (height if index % 2 else width), SHARE_DECIMALS) for index, number in enumerate(numbers)
        ]
        lines.append(" ".join([str(classes[shape.label]), *shares]) + "\n")
        report.annotations += 1
    return "".join(lines)


def _takes_boxes(shape: AnyShape, report: LossReport) -> bool:
    if not isinstance(shape, Box):
        report.lose(f"{shape.__struct_config__.tag}s")
    return isinstance(shape, Box)


def _takes_four_corners(shape: AnyShape, report: LossReport) -> bool:
    if isinstance(shape, Polygon) and len(shape.vertices) != CORNERS:
        report.lose("polygons without exactly four vertices")
        return False
    return _takes_outlines(shape, report)


def _takes_outlines(shape: AnyShape, report: LossReport) -> bool:
    if isinstance(shape, Box):
        report.lose("boxes that became polygons")
    elif not isinstance(shape, Polygon):
        report.lose(f"{shape.__struct_config__.tag}s")
    return isinstance(shape, Box | Polygon)


def _middle_and_size(shape: AnyShape) -> Sequence[float]:
    left, top, right, bottom = bounds(shape)
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top


def _outline(shape: AnyShape) -> Sequence[float]:
    if isinstance(shape, Polygon):
        return [number for vertex in shape.vertices for number in (vertex.x, vertex.y)]
    left, top, right, bottom = bounds(shape)
    return left, top, right, top, right, bottom, left, bottom


def _find_data_yaml(archive: Archive) -> str:
    found = [name for name in archive.names if name.lower().endswith((".yaml", ".yml"))]
    if len(found) != 1:
        raise MalformedError("This archive needs one data.yaml that names the classes.", field="data.yaml")
    return found[0]


def _is_labels(name: str) -> bool:
    return name.endswith(".txt") and "labels" in name.split("/")[:-1]


def _place(name: str, folder: str) -> str:
    """Say what an image and its labels have in common: the path without the last folder of this name and the ending."""
    before, found, after = ("/" + name).rpartition(f"/{folder}/")
    return splitext(f"{before}/{after}" if found else name)[0].lstrip("/")


def _measure(archive: Archive, image: str | None, labels: str) -> Size:
    if image is None:
        raise InvalidError(
            f"{labels}: its image is not in this archive, and shares of an unknown size mean nothing.", field=labels
        )
    return measure_image(archive, image)


def _row(archive: Archive, size: Size, labels: str | None, classes: Mapping[int, str], task: Task) -> dict[str, Any]:
    text = archive.read_text(labels, MOST_LABELS_BYTES) if labels else ""
    annotations = [
        {"uuid": str(number), **_shape(line.split(), size, classes, task, f"{labels}, line {number}")}
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    return task_row(_attachment(size.name), annotations, unique_id=size.unique_id)


def _attachment(path: str) -> str:
    """Name the image as it is called in its folder: neither the folder of all images nor that of its split belongs."""
    _, found, name = ("/" + path).rpartition("/images/")
    name = name if found else path
    split, _, rest = name.partition("/")
    return rest if rest and split in _SPLITS else name


def _shape(cells: Sequence[str], size: Size, classes: Mapping[int, str], task: Task, place: str) -> dict[str, Any]:
    if not task.is_line(len(cells)):
        raise InvalidError(f"{place}: {len(cells)} numbers are not {task.expected}.", field="line")
    label = classes.get(int(cells[0])) if cells[0].isascii() and cells[0].isdigit() and len(cells[0]) < 10 else None
    if label is None:
        raise InvalidError(f"{place}: data.yaml names no such class.", field="class")
    numbers = [read_share(cell, place, f"number {index}") for index, cell in enumerate(cells[1:], start=2)]
    if len(cells) == 5:
        return {"type": "box", "label": label, **_box(numbers, size, place)}
    xs, ys = numbers[0::2], numbers[1::2]
    vertices = [{"x": pixels_of(x, size.width), "y": pixels_of(y, size.height)} for x, y in zip(xs, ys, strict=True)]
    return {"type": "polygon", "label": label, "vertices": vertices}


def _box(numbers: Sequence[float], size: Size, place: str) -> dict[str, float]:
    x, y, width, height = numbers
    if width <= 0 or height <= 0:
        raise InvalidError(f"{place}: a box has a width and a height above 0.", field="width")
    return {
        "left": pixels_of(x - width / 2, size.width),
        "top": pixels_of(y - height / 2, size.height),
        "width": pixels_of(width, size.width),
        "height": pixels_of(height, size.height),
    }


def _codec(name: str, title: str, task: Task) -> Codec:
    return Codec(
        name=name,
        title=title,
        media_type="application/zip",
        suffix=".zip",
        read=partial(read_yolo, task),
        write=partial(write_yolo, task),
    )


YOLO: Final = _codec(
    "yolo",
    "YOLO boxes",
    Task(_takes_boxes, _middle_and_size, lambda cells: cells == 5, "a class and the middle, width and height of a box"),
)
YOLO_OBB: Final = _codec(
    "yolo_obb",
    "YOLO oriented boxes",
    Task(_takes_four_corners, _outline, lambda cells: cells == 9, "a class and four corners"),
)
YOLO_SEGMENT: Final = _codec(
    "yolo_segment",
    "YOLO outlines",
    Task(
        _takes_outlines,
        _outline,
        lambda cells: cells == 5 or (cells > 5 and cells % 2 == 1),
        "a class and the corners of an outline",
    ),
)
