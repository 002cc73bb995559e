"""Open Images in one ZIP: a CSV file of boxes, one of the classes, and sizes.csv, from which we read them again.

Format: https://storage.googleapis.com/openimages/web/download_v7.html, "Data formats". Edges are shares of the image's
width and height, an ImageID is the file's name without its ending. The attributes `occluded`, `truncated`, `group_of`,
`depiction` and `inside` have columns of their own if they say yes or no; -1 stands for what nobody answered, and a 0
in a file is read the same way. Other people's archives are read with their images in them.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from functools import partial
from posixpath import basename, splitext
from typing import IO, Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import (
    DECIMALS,
    SHARE_DECIMALS,
    AnyShape,
    Delivered,
    FileNames,
    fit_into,
    lose_shape,
    pixels_of,
    read_delivered,
    read_share,
    report_losses,
    say_flag,
    spell,
    task_row,
)
from goldsmith.modalities.image.formats.sizes import Size, SizeList, is_image, measure_image, read_sizes
from goldsmith.modalities.image.shapes import Box, bounds
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

__all__ = [
    "CLASSES",
    "OPEN_IMAGES",
    "class_lines",
    "csv_line",
    "images_in",
    "read_open_images",
    "short_lines",
    "store_tables",
    "write_open_images",
]

BOXES: Final = "annotations-bbox.csv"
CLASSES: Final = "class-descriptions-boxable.csv"
EDGES: Final = ("XMin", "XMax", "YMin", "YMax")
FLAGS: Final = {
    "occluded": "IsOccluded",
    "truncated": "IsTruncated",
    "group_of": "IsGroupOf",
    "depiction": "IsDepiction",
    "inside": "IsInside",
}
COLUMNS: Final = ("ImageID", "Source", "LabelName", "Confidence", *EDGES, *FLAGS.values())
SURE: Final = frozenset({"1", "1.0"})
OF_WHOLE_IMAGES: Final = frozenset({"ImageID", "LabelName", "Confidence"})
NEEDED: Final = frozenset({"ImageID", "LabelName", *EDGES})
SOURCE: Final = "manual"
UNKNOWN: Final = "-1"
MOST_CLASSES_BYTES: Final = 10_000_000
MOST_LINE: Final = 10_000
_FLAG_VALUES: Final = frozenset({"1", "0", UNKNOWN, ""})


def write_open_images(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one archive, the boxes in the order of the records."""
    report = LossReport()
    names = FileNames(report)
    with ArchiveWriter(out) as archive, SizeList() as sizes, tempfile.TemporaryFile() as boxes:
        boxes.write(csv_line(COLUMNS))
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report_losses(report, image, keeps_unique_ids=True, keeps_attributes=True)
            if image.size is None:
                report.lose("images of unknown size")
                report.lose("annotations of images of unknown size", len(image.shapes))
                continue
            name = names.take(image.file_name)
            sizes.add(name, image.size, image.unique_id)
            boxes.writelines(_box_lines(image, image.size, splitext(name)[0], report))
        archive.add_file(BOXES, boxes)
        archive.add(CLASSES, class_lines(context.ontology))
        sizes.write_to(archive)
    return report


def read_open_images(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per image, in the order of sizes.csv, then of their paths; without boxes nothing is marked.

    The boxes may come in any order: they wait in a temporary database. An image with a box that cannot be read, or
    boxes whose image is not there, are an error as a whole. Classes of whole images answer the
    questions that have them.
    """
    words = Vocabulary(context.ontology)
    with open_archive(stream) as archive, closing(sqlite3.connect("")) as waiting:
        classes = _store(archive, waiting)
        images = images_in(archive)
        unseen = waiting.execute("select image from box union select image from class order by image")
        stems = dict.fromkeys([*images, *(stem for (stem,) in unseen if stem not in images)])
        for row, stem in enumerate(stems, start=1):
            found = waiting.execute("select file, line, cells from box where image = ? order by rowid", (stem,))
            try:
                size = _size(archive, images.get(stem), stem)
                boxes = [
                    _box(msgspec.json.decode(cells), size, classes, f"{file}, line {line}")
                    for file, line, cells in found
                ]
                named = [{"uuid": str(number), **box} for number, box in enumerate(boxes, start=1)]
                said = waiting.execute("select label from class where image = ? and is_sure order by rowid", (stem,))
                answers = words.classes([classes.get(label, label) for (label,) in said], field="LabelName")
                yield task_row(words, size.name, named, attributes=answers, unique_id=size.unique_id)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)
        (unsure,) = waiting.execute("select count(*) from class where not is_sure").fetchone()
        if unsure:
            yield Loss("classes of images that are not sure to be there", unsure)


def csv_line(cells: Sequence[object]) -> bytes:
    """Spell one line of a CSV file."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode()


def class_lines(ontology: Ontology) -> bytes:
    """Spell the file that says what classes are called."""
    rows = [("LabelName", "DisplayName"), *((label.name, label.title or label.name) for label in ontology.labels)]
    return b"".join(csv_line(row) for row in rows)


def _box_lines(image: Delivered, size: tuple[int, int], image_id: str, report: LossReport) -> Iterator[bytes]:
    for shape in image.shapes:
        box = _fitting_box(shape, size, report)
        if box is None:
            report.lose("attributes of annotations", len(shape.attributes))
            continue
        report.annotations += 1
        left, top, right, bottom = bounds(box)
        edges = (left / size[0], right / size[0], top / size[1], bottom / size[1])
        shares = [spell(share, SHARE_DECIMALS) for share in edges]
        yield csv_line((image_id, SOURCE, box.label, 1, *shares, *_flags(box, report)))


def _fitting_box(shape: AnyShape, size: tuple[int, int], report: LossReport) -> Box | None:
    if not isinstance(shape, Box):
        lose_shape(shape, report)
        return None
    inside = fit_into(shape, size, report)
    return inside if isinstance(inside, Box) else None


def _flags(box: Box, report: LossReport) -> list[str]:
    """Spell the flags; an attribute that is none of them is lost."""
    said = {name: say_flag(box.attributes[name]) for name in FLAGS if name in box.attributes}
    kept = {name: str(int(flag)) for name, flag in said.items() if flag is not None}
    report.lose("attributes of annotations", len(box.attributes) - len(kept))
    return [kept.get(name, UNKNOWN) for name in FLAGS]


def _store(archive: Archive, waiting: sqlite3.Connection) -> dict[str, str]:
    """Put the boxes into the temporary database; return what the classes are called."""
    waiting.execute("create table box (image text, file text, line integer, cells blob)")
    waiting.execute("create table class (image text, label text, is_sure integer)")
    classes = store_tables(archive, partial(_store_lines, waiting=waiting), NEEDED, BOXES)
    waiting.execute("create index by_image on box (image)")
    return classes


def store_tables(
    archive: Archive, store_lines: Callable[[IO[bytes], str], bool], needed: Collection[str], field: str
) -> dict[str, str]:
    """Show each CSV file, and its name, to `store_lines`, which says whether it had a use for it; return the classes.

    Raises MalformedError, about `field`, where no file was of use: none has the columns that are `needed`.
    """
    classes: dict[str, str] = {}
    has_any = False
    for name in archive.names:
        if basename(name).startswith("class-descriptions"):
            classes |= read_classes(archive, name)
        elif name.endswith(".csv"):
            with archive.open(name) as file:
                has_any |= store_lines(file, name)
    if not has_any:
        raise MalformedError(f"This archive holds no CSV file with {', '.join(sorted(needed))}.", field=field)
    return classes


def _store_lines(file: IO[bytes], name: str, waiting: sqlite3.Connection) -> bool:
    """Store boxes, or classes of whole images; a file with other columns is something else."""
    rows = csv.DictReader(short_lines(file, name), strict=True)
    try:
        columns = set(rows.fieldnames or ())
        if not columns >= NEEDED and not columns >= OF_WHOLE_IMAGES:
            return False
        for cells in rows:
            if not cells["ImageID"]:
                raise MalformedError(f"{name}, line {rows.line_num}: ImageID is missing.", field="ImageID")
            if not columns >= NEEDED:
                _store_class(cells, waiting)
                continue
            kept = {column: cells[column] for column in (*NEEDED, *FLAGS.values()) if column in cells}
            body = msgspec.json.encode(kept)
            waiting.execute("insert into box values (?, ?, ?, ?)", (cells["ImageID"], name, rows.line_num, body))
    except csv.Error:
        raise MalformedError(f"{name}, line {rows.reader.line_num}: this is not CSV.", field=name) from None
    return True


def _store_class(cells: dict[str, str], waiting: sqlite3.Connection) -> None:
    """Store a class of a whole image. One of confidence 0 is known not to be there, others are only guessed."""
    is_sure = cells["Confidence"] in SURE
    waiting.execute("insert into class values (?, ?, ?)", (cells["ImageID"], cells["LabelName"], is_sure))


def short_lines(file: IO[bytes], name: str) -> Iterator[str]:
    """Yield lines of text, none longer than memory likes."""
    first = True
    for line in iter(lambda: file.readline(MOST_LINE + 1), b""):
        if len(line) > MOST_LINE:
            raise MalformedError(f"{name}: a line is longer than {MOST_LINE:,} bytes.", field=name)
        try:
            yield line.decode("utf-8-sig" if first else "utf-8")
        except UnicodeDecodeError:
            raise MalformedError(f"{name} is not UTF-8 text.", field=name) from None
        first = False


def read_classes(archive: Archive, name: str) -> dict[str, str]:
    """Read what classes are called."""
    lines = csv.reader(io.StringIO(archive.read_text(name, MOST_CLASSES_BYTES), newline=""), strict=True)
    try:
        return {cells[0]: cells[1] for cells in lines if len(cells) == 2}
    except csv.Error:
        raise MalformedError(f"{name}, line {lines.line_num}: this is not CSV.", field=name) from None


def images_in(archive: Archive) -> dict[str, Size | str]:
    """Find what is known of each image by its ID: its size, if there is a list of all, or its file in the archive."""
    sizes: dict[str, Size | str] = {splitext(size.name)[0]: size for size in read_sizes(archive)}
    return sizes or {splitext(basename(name))[0]: name for name in sorted(archive.names) if is_image(name)}


def _size(archive: Archive, image: Size | str | None, stem: str) -> Size:
    if image is None:
        raise InvalidError(
            f"{stem[:200]}: this image is not in the archive, and shares of an unknown size mean nothing.",
            field="ImageID",
        )
    if isinstance(image, Size):
        return image
    measured = measure_image(archive, image)
    return Size(basename(image), measured.width, measured.height)


def _box(cells: dict[str, str | None], size: Size, classes: dict[str, str], place: str) -> dict[str, Any]:
    left, right, top, bottom = (read_share(cells[edge], place, edge) for edge in EDGES)
    if left >= right or top >= bottom:
        raise InvalidError(f"{place}: a box has a width and a height above 0.", field="XMax")
    label = cells["LabelName"] or ""
    x, y = pixels_of(left, size.width), pixels_of(top, size.height)
    return {
        "type": "box",
        "label": label if label_name(label) == label else classes.get(label, label),
        "attributes": _attributes(cells, place),
        "left": x,
        "top": y,
        "width": round(pixels_of(right, size.width) - x, DECIMALS),
        "height": round(pixels_of(bottom, size.height) - y, DECIMALS),
    }


def _attributes(cells: dict[str, str | None], place: str) -> dict[str, str]:
    said = {name: cells.get(column) or "" for name, column in FLAGS.items()}
    for name, value in said.items():
        if value not in _FLAG_VALUES:
            raise InvalidError(f"{place}: {FLAGS[name]} is not 1, 0 or -1.", field=FLAGS[name])
    return {name: "yes" for name, value in said.items() if value == "1"}


OPEN_IMAGES: Final = Codec(
    name="open_images",
    title="Open Images boxes",
    media_type="application/zip",
    suffix=".zip",
    read=read_open_images,
    write=write_open_images,
)
