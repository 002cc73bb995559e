"""Ultralytics YOLO in one ZIP: data.yaml with the classes, images.txt, and a text file of labels for each image.

Formats: https://docs.ultralytics.com/datasets/detect/ (boxes), https://docs.ultralytics.com/datasets/obb/ (four
corners), https://docs.ultralytics.com/datasets/segment/ (outlines) and https://docs.ultralytics.com/datasets/pose/
(keypoints); how a line of each is made is in `yolo_lines`. Coordinates are shares of the image's width and height. The
images are not part of what we write; sizes.csv, which other readers ignore, tells how large they are and their unique
ids, so that the file can be read again without them. Other people's archives are read with their images in them.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from posixpath import splitext
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.class_names import read_class_names, write_class_names
from goldsmith.modalities.image.formats.delivered import (
    SHARE_DECIMALS,
    Delivered,
    FileNames,
    read_delivered,
    report_losses,
    spell,
    task_row,
)
from goldsmith.modalities.image.formats.sizes import Size, SizeList, is_image, measure_image, read_sizes
from goldsmith.modalities.image.formats.yolo_lines import (
    BOX_CELLS,
    BOXES,
    CORNERS,
    KEYPOINTS,
    OUTLINES,
    Joints,
    Line,
    Task,
)
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["YOLO", "YOLO_OBB", "YOLO_POSE", "YOLO_SEGMENT"]

SPLIT: Final = "train"
FOLDERS: Final = frozenset({"images", "labels"})
MOST_YAML_BYTES: Final = 1_000_000
MOST_LABELS_BYTES: Final = 32_000_000
_KEYPOINT_SHAPE: Final = re.compile(
    r"^kpt_shape[ \t]*:[ \t]*\[[ \t]*[0-9]{1,6}[ \t]*,[ \t]*([23])[ \t]*\]", re.MULTILINE
)
_SPLITS: Final = frozenset({"train", "val", "valid", "test", "default"})


def write_yolo(task: Task, records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one archive, the images in the order of the records."""
    report = LossReport()
    classes = {label.name: number for number, label in enumerate(context.ontology.labels)}
    names, joints = FileNames(report, meant=FOLDERS), Joints.of(context.ontology)
    with ArchiveWriter(out) as archive, SizeList() as sizes, tempfile.TemporaryFile() as listed:
        archive.add(
            "data.yaml", (_data_yaml(context) + (_keypoints_yaml(joints) if task.has_keypoints else "")).encode()
        )
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report_losses(report, image, keeps_unique_ids=True)
            if image.size is None:
                report.lose("images of unknown size")
                report.lose("annotations of images of unknown size", len(image.shapes))
                continue
            name = names.take(image.file_name)
            lines = _label_lines(image, task, classes, joints, report)
            archive.add(f"labels/{SPLIT}/{splitext(name)[0]}.txt", lines.encode())
            listed.write(f"./images/{SPLIT}/{name}\n".encode())
            sizes.add(f"images/{SPLIT}/{name}", image.size, image.unique_id)
        archive.add_file("images.txt", listed)
        sizes.write_to(archive)
    return report


def read_yolo(task: Task, stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per image, in the order of sizes.csv, then of their paths; without labels nothing is marked.

    An image whose labels cannot be read, or labels whose image is not there, are an error as a whole.
    """
    report = LossReport()
    with open_archive(stream) as archive:
        yaml = _find_data_yaml(archive)
        settings = archive.read_text(yaml, MOST_YAML_BYTES)
        classes = read_class_names(settings, yaml)
        reader = _Reader(task, Vocabulary(context.ontology), classes, _parts(task, settings, yaml), report)
        sizes = {_place(size.name, "images"): size for size in read_sizes(archive)}
        images = {_place(name, "images"): name for name in archive.names if is_image(name)}
        labels = {_place(name, "labels"): name for name in archive.names if _is_labels(name)}
        for row, place in enumerate(dict.fromkeys([*sizes, *sorted({*images, *labels})]), start=1):
            try:
                size = sizes.get(place) or _measure(archive, images.get(place), labels.get(place, ""))
                annotations = reader.annotations(archive, size, labels.get(place))
                yield task_row(reader.words, _attachment(size.name), annotations, unique_id=size.unique_id)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)
    yield from report.losses()


def _data_yaml(context: ExportContext) -> str:
    return (
        f"# Delivery {json.dumps(context.name)}\n"
        "# The images are not in this archive: put them beside this file, where images.txt says.\n"
        "# Everything is one split; divide images.txt to train and to validate on different images.\n"
        "train: images.txt\n"
        "val: images.txt\n"
    ) + write_class_names(context.ontology)


def _keypoints_yaml(joints: Joints) -> str:
    """Say how many keypoints a line has, what they are called, and, if all classes agree, which are mirrors."""
    lines = [f"kpt_shape: [{joints.most}, 3]\n"]
    mirrors = [[*each, *range(len(each), joints.most)] for each in joints.mirrors.values()]
    if mirrors and all(each == mirrors[0] for each in mirrors):
        lines.append(f"flip_idx: {mirrors[0]}\n")
    if joints.names:
        named = {label: json.dumps(list(names)) for label, names in joints.names.items()}
        lines += ["kpt_names:\n", *(f"  {json.dumps(label)}: {names}\n" for label, names in named.items())]
    return "".join(lines)


def _label_lines(image: Delivered, task: Task, classes: Mapping[str, int], joints: Joints, report: LossReport) -> str:
    lines = []
    size = image.size or (1, 1)
    for shape in image.shapes:
        numbers = task.describe(shape, size, joints, report)
        if numbers is not None:
            shares = [spell(number, SHARE_DECIMALS) for number in numbers]
            lines.append(" ".join([str(classes[shape.label]), *shares]) + "\n")
            report.annotations += 1
    return "".join(lines)


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


def _parts(task: Task, settings: str, file: str) -> int:
    """Read how many numbers a keypoint has, where there are keypoints."""
    found = _KEYPOINT_SHAPE.search(settings)
    if task.has_keypoints and found is None:
        raise MalformedError(f"{file} must say kpt_shape: how many keypoints, of 2 or 3 numbers.", field="kpt_shape")
    return int(found[1]) if found else 3


class _Reader(msgspec.Struct, frozen=True):
    """Reads lines of labels in the words of a project."""

    task: Task
    words: Vocabulary
    classes: Mapping[int, str]
    parts: int
    report: LossReport

    def annotations(self, archive: Archive, size: Size, labels: str | None) -> list[dict[str, Any]]:
        text = archive.read_text(labels, MOST_LABELS_BYTES) if labels else ""
        return [
            {"uuid": str(number), **self._shape(line.split(), size, f"{labels}, line {number}")}
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip()
        ]

    def _shape(self, cells: Sequence[str], size: Size, place: str) -> dict[str, Any]:
        is_whole = not self.task.has_keypoints or (len(cells) - BOX_CELLS) % self.parts == 0
        if not self.task.is_line(len(cells)) or not is_whole:
            raise InvalidError(f"{place}: {len(cells)} numbers are not {self.task.expected}.", field="line")
        is_number = cells[0].isascii() and cells[0].isdigit() and len(cells[0]) < 10
        label = self.classes.get(int(cells[0])) if is_number else None
        if label is None:
            raise InvalidError(f"{place}: data.yaml names no such class.", field="class")
        line = Line(cells[1:], label, size, self.words, place, self.parts)
        return {"label": label, **self.task.read(line, self.report)}


def _attachment(path: str) -> str:
    """Name the image as it is called in its folder: neither the folder of all images nor that of its split belongs."""
    _, found, name = ("/" + path).rpartition("/images/")
    name = name if found else path
    split, _, rest = name.partition("/")
    return rest if rest and split in _SPLITS else name


def _codec(name: str, title: str, task: Task) -> Codec:
    return Codec(
        name=name,
        title=title,
        media_type="application/zip",
        suffix=".zip",
        read=partial(read_yolo, task),
        write=partial(write_yolo, task),
    )


YOLO: Final = _codec("yolo", "YOLO boxes", BOXES)
YOLO_OBB: Final = _codec("yolo_obb", "YOLO oriented boxes", CORNERS)
YOLO_SEGMENT: Final = _codec("yolo_segment", "YOLO outlines", OUTLINES)
YOLO_POSE: Final = _codec("yolo_pose", "YOLO keypoints", KEYPOINTS)
