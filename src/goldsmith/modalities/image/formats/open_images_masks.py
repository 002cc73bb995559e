"""Open Images' segmentation in one ZIP: a CSV file of masks, a picture for each, one of the classes, and sizes.csv.

Format: https://storage.googleapis.com/openimages/web/download_v7.html, "Data formats", "Instance segmentation". A mask
is a picture whose pixels are 0 outside it, and may be of another resolution than its image; where the size of the image
is known, in sizes.csv or from the image in the archive, it is brought to that. The edges of its box are shares of the
image's width and height. Masks that share pixels keep them.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from posixpath import basename, splitext
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import (
    SHARE_DECIMALS,
    Delivered,
    FileNames,
    read_delivered,
    report_losses,
    spell,
    task_row,
)
from goldsmith.modalities.image.formats.open_images import (
    CLASSES,
    class_lines,
    csv_line,
    images_in,
    short_lines,
    store_tables,
)
from goldsmith.modalities.image.formats.pictures import png_of, read_numbers
from goldsmith.modalities.image.formats.reshaping import MOST_PIXELS, mask_around, paint_area
from goldsmith.modalities.image.formats.sizes import Size, SizeList, measure_image
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.bool_]

__all__ = ["OPEN_IMAGES_MASKS", "read_open_images_masks", "write_open_images_masks"]

MASKS: Final = "annotations-object-segmentation.csv"
FOLDER: Final = "masks"
EDGES: Final = ("BoxXMin", "BoxXMax", "BoxYMin", "BoxYMax")
COLUMNS: Final = ("MaskPath", "ImageID", "LabelName", "BoxID", *EDGES, "PredictedIoU", "Clicks")
NEEDED: Final = frozenset({"MaskPath", "ImageID", "LabelName"})


def write_open_images_masks(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one archive, the masks in the order of the records."""
    report = LossReport()
    names = FileNames(report, meant=frozenset({FOLDER}))
    with ArchiveWriter(out) as archive, SizeList() as sizes, tempfile.TemporaryFile() as lines:
        lines.write(csv_line(COLUMNS))
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report_losses(report, image, keeps_unique_ids=True)
            if image.size is None or image.size[0] * image.size[1] > MOST_PIXELS:
                report.lose("images of unknown size", int(image.size is None))
                report.lose("annotations of images that cannot be painted", len(image.shapes))
                continue
            name = names.take(image.file_name)
            sizes.add(name, image.size, image.unique_id)
            lines.writelines(_write_masks(image, image.size, splitext(name)[0], archive, report))
        archive.add_file(MASKS, lines)
        archive.add(CLASSES, class_lines(context.ontology))
        sizes.write_to(archive)
    return report


def read_open_images_masks(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per image, in the order of sizes.csv, then of their names; without masks nothing is marked.

    The lines may come in any order: they wait in a temporary database.
    """
    words = Vocabulary(context.ontology)
    with open_archive(stream) as archive, closing(sqlite3.connect("")) as waiting:
        classes = _store(archive, waiting)
        images = images_in(archive)
        pictures = {basename(name): name for name in archive.names if name.endswith(".png")}
        unseen = waiting.execute("select distinct image from mask order by image")
        listed = [stem for stem, image in images.items() if not _is_mask(image, waiting)]
        stems = dict.fromkeys([*listed, *(stem for (stem,) in unseen)])
        for row, stem in enumerate(stems, start=1):
            found = waiting.execute("select path, label, box, place from mask where image = ? order by rowid", (stem,))
            try:
                size = _size(archive, images.get(stem))
                masks = [_mask(archive, pictures, classes, size, *each) for each in found]
                name, unique_id = (size.name, size.unique_id) if size else (f"{stem}.jpg", None)
                yield task_row(words, name, [mask for mask in masks if mask], unique_id=unique_id)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def _write_masks(
    image: Delivered, size: tuple[int, int], image_id: str, archive: ArchiveWriter, report: LossReport
) -> Iterator[bytes]:
    for number, shape in enumerate(image.shapes, start=1):
        painted = paint_area(shape, size, report)
        body = None if painted is None else mask_around(painted[2], painted[0], painted[1])
        if painted is None or body is None:
            continue
        report.annotations += 1
        box_id = f"{number:08x}"
        path = f"{image_id}_{shape.label}_{box_id}.png"
        archive.add(f"{FOLDER}/{path}", png_of(_whole(painted, size)))
        right, bottom = body["left"] + body["width"], body["top"] + body["height"]
        edges = (body["left"] / size[0], right / size[0], body["top"] / size[1], bottom / size[1])
        shares = [spell(share, SHARE_DECIMALS) for share in edges]
        yield csv_line((path, image_id, shape.label, box_id, *shares, "", ""))


def _whole(painted: tuple[int, int, Pixels], size: tuple[int, int]) -> Any:
    import numpy as np

    left, top, pixels = painted
    whole = np.zeros((size[1], size[0]), dtype=np.bool_)
    window = whole[top : top + pixels.shape[0], left : left + pixels.shape[1]]
    window[:] = pixels[: window.shape[0], : window.shape[1]]
    return whole


def _store(archive: Archive, waiting: sqlite3.Connection) -> dict[str, str]:
    """Put the lines into the temporary database; return what the classes are called."""
    waiting.execute("create table mask (image text, path text, file text, label text, box text, place text)")
    classes = store_tables(archive, partial(_store_lines, waiting=waiting), NEEDED, MASKS)
    waiting.execute("create index by_image on mask (image)")
    waiting.execute("create index by_file on mask (file)")
    return classes


def _store_lines(file: IO[bytes], name: str, waiting: sqlite3.Connection) -> bool:
    rows = csv.DictReader(short_lines(file, name), strict=True)
    try:
        if not set(rows.fieldnames or ()) >= NEEDED:
            return False
        for cells in rows:
            place = f"{name}, line {rows.line_num}"
            if not all(cells[column] for column in NEEDED):
                raise MalformedError(f"{place}: {', '.join(sorted(NEEDED))} are expected.", field="MaskPath")
            path = cells["MaskPath"]
            said = (cells["ImageID"], path, basename(path), cells["LabelName"], cells.get("BoxID"), place)
            waiting.execute("insert into mask values (?, ?, ?, ?, ?, ?)", said)
    except csv.Error:
        raise MalformedError(f"{name}, line {rows.reader.line_num}: this is not CSV.", field=name) from None
    return True


def _is_mask(image: Size | str, waiting: sqlite3.Connection) -> bool:
    """Tell the pictures of masks from images in the same archive."""
    if isinstance(image, Size):
        return False
    found = waiting.execute("select 1 from mask where file = ? limit 1", (basename(image),))
    return found.fetchone() is not None


def _size(archive: Archive, image: Size | str | None) -> Size | None:
    if image is None or isinstance(image, Size):
        return image
    measured = measure_image(archive, image)
    return Size(basename(image), measured.width, measured.height)


def _mask(
    archive: Archive,
    pictures: Mapping[str, str],
    classes: Mapping[str, str],
    size: Size | None,
    path: str,
    label: str,
    box: str | None,
    place: str,
) -> dict[str, Any] | None:
    """Read a mask; one without pixels is none."""
    own = f"{FOLDER}/{path}"
    found = own if own in archive else pictures.get(basename(path))
    if found is None:
        raise InvalidError(f"{place}: {path[:200]!a} is not in this archive.", field="MaskPath")
    with archive.open(found) as file:
        pixels = read_numbers(file, found).numbers != 0
    if size is not None and pixels.shape != (size.height, size.width):
        pixels = _resized(pixels, size)
    body = mask_around(pixels)
    named = label if label_name(label) == label else classes.get(label, label)
    return None if body is None else {"uuid": (box or "")[:64], "label": named, **body}


def _resized(pixels: Pixels, size: Size) -> Pixels:
    """Take for each pixel of the image the one of the mask that lies under it."""
    import numpy as np

    if size.width * size.height > MOST_PIXELS:
        message = f"A mask has at most {MOST_PIXELS // 1_000_000} million pixels."
        raise InvalidError(message, field="MaskPath")
    rows = np.arange(size.height) * pixels.shape[0] // size.height
    columns = np.arange(size.width) * pixels.shape[1] // size.width
    return pixels[np.ix_(rows, columns)]


OPEN_IMAGES_MASKS: Final = Codec(
    name="open_images_masks",
    title="Open Images masks",
    media_type="application/zip",
    suffix=".zip",
    read=read_open_images_masks,
    write=write_open_images_masks,
)
