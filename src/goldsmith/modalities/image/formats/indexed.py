"""Segmentation as pictures with a palette, in one ZIP: that of Pascal VOC, and that of DAVIS.

Formats: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/devkit_doc.pdf, "Segmentation" (a picture of classes and one of
objects for each image; 255 is void), and https://davischallenge.org/davis2017/code.html (a picture of objects alone).
The colors of both are VOC's. labelmap.txt names the classes of VOC by their colors, as CVAT and Datumaro write it;
sizes.csv, which other readers ignore, lists the images, and a text inside the pictures of DAVIS what their objects are.
Shapes with an area are painted, those below first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from posixpath import splitext
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import FileNames, read_delivered, report_losses, task_row
from goldsmith.modalities.image.formats.pictures import png_of, read_numbers, voc_palette
from goldsmith.modalities.image.formats.segments import paint_segments, read_segments
from goldsmith.modalities.image.formats.sizes import SizeList, read_sizes
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]

__all__ = ["DAVIS", "VOC_SEGMENTATION", "read_davis", "read_voc_segmentation", "write_davis", "write_voc_segmentation"]

CLASSES: Final = "SegmentationClass"
OBJECTS: Final = "SegmentationObject"
ANNOTATIONS: Final = "Annotations"
LABEL_MAP: Final = "labelmap.txt"
BACKGROUND: Final = "background"
VOID: Final = 255
MOST: Final = 254
"""A byte a pixel, of which 0 is background and 255 void."""
MOST_LABEL_MAP_BYTES: Final = 1_000_000
LABELS: Final = "labels"
VOC_CLASSES: Final = tuple(
    "aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,person,pottedplant,"  # noqa: SIM905
    "sheep,sofa,train,tvmonitor".split(",")
)
_DECODER: Final = msgspec.json.Decoder(list[str])

Colors = Mapping[tuple[int, int, int], str]


def write_voc_segmentation(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write two pictures for each image; labels beyond the 254th have no number."""
    import numpy as np

    classes = {label.name: number for number, label in enumerate(context.ontology.labels[:MOST], start=1)}
    report = LossReport()
    with ArchiveWriter(out) as archive, tempfile.TemporaryFile() as listed, SizeList() as sizes:
        for stem, picture, labels in _painted(records, sizes, report):
            known = np.array([0, *(classes.get(label, 0) for label in labels)], dtype=np.uint8)
            report.lose("labels beyond the first 254", sum(label not in classes for label in labels))
            archive.add(f"{CLASSES}/{stem}.png", png_of(known[picture], voc_palette()))
            archive.add(f"{OBJECTS}/{stem}.png", png_of(picture, voc_palette()))
            listed.write(f"{stem}\n".encode())
        archive.add_file("ImageSets/Segmentation/default.txt", listed)
        archive.add(LABEL_MAP, _label_map(context.ontology))
        sizes.write_to(archive)
    return report


def write_davis(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a picture for each image."""
    del context
    report = LossReport()
    with ArchiveWriter(out) as archive, SizeList() as sizes:
        for stem, picture, labels in _painted(records, sizes, report):
            texts = {LABELS: msgspec.json.encode(labels).decode()}
            archive.add(f"{ANNOTATIONS}/{stem}.png", png_of(picture, voc_palette(), texts))
        sizes.write_to(archive)
    return report


def read_voc_segmentation(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per picture of classes, in the order of the archive.

    Each object is a mask, and where there is no picture of objects, each class. Void is left out.
    """
    words = Vocabulary(context.ontology)
    with open_archive(stream) as archive:
        colors = _read_label_map(archive)
        for row, (file, name, unique_id) in enumerate(_listed(archive, CLASSES), start=1):
            try:
                masks = list(_voc_masks(archive, file, colors))
                yield task_row(words, name, masks, unique_id=unique_id)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def read_davis(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per picture of objects. One that does not say what they are needs a project of one label."""
    words = Vocabulary(context.ontology)
    only = [label.name for label in context.ontology.labels if not label.retired]
    with open_archive(stream) as archive:
        for row, (file, name, unique_id) in enumerate(_listed(archive, ANNOTATIONS), start=1):
            try:
                masks = list(_davis_masks(archive, file, only[0] if len(only) == 1 else None))
                yield task_row(words, name, masks, unique_id=unique_id)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def _painted(
    records: Iterator[bytes], sizes: SizeList, report: LossReport
) -> Iterator[tuple[str, Bytes, Sequence[str]]]:
    """Paint each image: the name of its picture, the picture, and the labels of its objects."""
    names = FileNames(report, meant=frozenset({CLASSES, OBJECTS, ANNOTATIONS}))
    for record in records:
        image = read_delivered(record)
        report.records += 1
        report_losses(report, image, keeps_unique_ids=True)
        painted = paint_segments(image, MOST, report)
        if painted is not None and image.size is not None:
            name = names.take(image.file_name)
            sizes.add(name, image.size, image.unique_id)
            yield splitext(name)[0], painted[0].astype("uint8"), [shape.label for shape in painted[1]]


def _label_map(ontology: Ontology) -> bytes:
    palette = voc_palette()
    names = [BACKGROUND, *(label.name for label in ontology.labels[:MOST])]
    colors = [tuple(palette[3 * number : 3 * number + 3]) for number in range(len(names))]
    lines = [f"{name}:{r},{g},{b}::\n" for name, (r, g, b) in zip(names, colors, strict=True)]
    return "".join(["# label:color_rgb:parts:actions\n", *lines]).encode()


def _read_label_map(archive: Archive) -> Colors:
    """Read what the colors stand for; without a list they are VOC's twenty classes."""
    if LABEL_MAP not in archive:
        palette = voc_palette()
        return {
            (palette[3 * number], palette[3 * number + 1], palette[3 * number + 2]): name
            for number, name in enumerate(VOC_CLASSES, start=1)
        }
    lines = archive.read_text(LABEL_MAP, MOST_LABEL_MAP_BYTES).splitlines()
    said = [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and line[0] != "#"]
    return dict(_read_color(line, number) for number, line in said)


def _read_color(line: str, number: int) -> tuple[tuple[int, int, int], str]:
    name, _, rest = line.partition(":")
    cells = rest.split(":")[0].split(",")
    if len(cells) != 3 or not all(cell.strip().isascii() and cell.strip().isdigit() for cell in cells):
        raise MalformedError(f"{LABEL_MAP}, line {number}: a label and its color are expected.", field=LABEL_MAP)
    red, green, blue = (int(cell[:9]) for cell in cells)
    return (red, green, blue), name.strip()


def _listed(archive: Archive, folder: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield the pictures of a folder, the names of their images, and their unique ids where a list has them."""
    sizes = {splitext(size.name)[0]: size for size in read_sizes(archive)}
    files = [name for name in archive.names if name.endswith(".png") and f"/{folder}/" in f"/{name}"]
    if not files and not sizes:
        raise MalformedError(f"This archive holds no {folder}/*.png.", field=folder)
    for file in files:
        stem = splitext(("/" + file).rpartition(f"/{folder}/")[2])[0]
        size = sizes.get(stem)
        yield file, size.name if size else f"{stem}.jpg", size.unique_id if size else None


def _davis_masks(archive: Archive, file: str, only: str | None) -> Iterator[dict[str, Any]]:
    with archive.open(file) as opened:
        picture = read_numbers(opened, file)
    try:
        labels = _DECODER.decode(picture.texts.get(LABELS, "[]"))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        labels = []
    for number, mask in read_segments(picture.numbers):
        label = labels[number - 1] if number <= len(labels) else only
        if number != VOID and label is None:
            message = f"{file} does not say what its objects are: the project needs exactly one label."
            raise InvalidError(message, field="label")
        if number != VOID:
            yield {"uuid": str(number), "label": label, **mask}


def _voc_masks(archive: Archive, file: str, colors: Colors) -> Iterator[dict[str, Any]]:
    import numpy as np

    with archive.open(file) as opened:
        picture = read_numbers(opened, file)
    classes, palette = picture.numbers, picture.palette or voc_palette()
    head, _, tail = file.rpartition(f"{CLASSES}/")
    beside = f"{head}{OBJECTS}/{tail}"
    objects = classes
    if beside in archive:
        with archive.open(beside) as opened:
            objects = read_numbers(opened, beside).numbers
    if objects.shape != classes.shape:
        raise InvalidError(f"{beside} is of another size than the classes.", field=beside)
    for number, mask in read_segments(np.where((objects == VOID) | (classes == VOID), 0, objects)):
        among = classes[objects == number]
        label = colors.get(_color(palette, int(np.bincount(among[among != VOID]).argmax())))
        if label != BACKGROUND:
            yield {"uuid": str(number), "label": _known(label, file), **mask}


def _color(palette: bytes, number: int) -> tuple[int, int, int]:
    red, green, blue = (*palette[3 * number : 3 * number + 3], 0, 0, 0)[:3]
    return red, green, blue


def _known(label: str | None, file: str) -> str:
    if label is None:
        raise InvalidError(f"{file}: {LABEL_MAP} names no class of one of its colors.", field=LABEL_MAP)
    return label


VOC_SEGMENTATION: Final = Codec(
    name="voc_segmentation",
    title="Pascal VOC segmentation",
    media_type="application/zip",
    suffix=".zip",
    read=read_voc_segmentation,
    write=write_voc_segmentation,
)
DAVIS: Final = Codec(
    name="davis",
    title="DAVIS segmentation",
    media_type="application/zip",
    suffix=".zip",
    read=read_davis,
    write=write_davis,
)
