"""Pascal VOC in one ZIP: an XML file of boxes for each image, and the list of all images.

Format: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/devkit_doc.pdf, "Annotation". As in the development kit, pixels
count from 1 and the last one belongs to the box: a box over the whole of a 4 by 3 image is 1, 1, 4, 3, where ours is
left 0, top 0, width 4, height 3. The attributes `truncated`, `difficult` and `occluded` have places of their own if
they say yes or no, and so has `pose`; a 0 in a file is read as a question that nobody answered.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from math import floor
from posixpath import dirname, join, splitext
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import (
    DECIMALS,
    AnyShape,
    Delivered,
    FileNames,
    fit_into,
    lose_shape,
    read_delivered,
    read_number,
    report_losses,
    say_flag,
    task_row,
)
from goldsmith.modalities.image.shapes import Box
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.xml_elements import escape_xml, iterate_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["VOC", "read_voc", "write_voc"]

FOLDER: Final = "Annotations"
FOLDERS: Final = frozenset({FOLDER})
FLAGS: Final = ("truncated", "difficult", "occluded")
UNSPECIFIED: Final = "unspecified"
_KNOWN: Final = frozenset({"name", "pose", "bndbox", "part", *FLAGS})
_DEPTHS: Final = {"1": 1, "L": 1, "I": 1, "F": 1, "I;16": 1, "LA": 2, "RGBA": 4, "CMYK": 4}
_EDGES: Final = ("xmin", "ymin", "xmax", "ymax")


def write_voc(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one archive, the images in the order of the records."""
    report = LossReport()
    names = FileNames(report, meant=FOLDERS)
    with ArchiveWriter(out) as archive, tempfile.TemporaryFile() as listed:
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report_losses(report, image, keeps_attributes=True)
            name = names.take(image.file_name)
            stem = splitext(name)[0]
            archive.add(f"{FOLDER}/{stem}.xml", _annotation(image, name, context, report).encode())
            listed.write(f"{stem}\n".encode())
        archive.add_file("ImageSets/Main/default.txt", listed)
    return report


def read_voc(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per file of annotations, in the order of the archive; the images need not be there.

    An image whose file cannot be read, or says of an object what has no place here, is an error as a whole.
    """
    words = Vocabulary(context.ontology)
    with open_archive(stream) as archive:
        files = [name for name in archive.names if name.endswith(".xml")]
        if not files:
            raise MalformedError(f"This archive holds no {FOLDER}/*.xml.", field=FOLDER)
        for row, file in enumerate(files, start=1):
            try:
                yield _row(words, archive, file)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def _annotation(image: Delivered, name: str, context: ExportContext, report: LossReport) -> str:
    if image.size is None:
        report.lose("images of unknown size")
        size = ""
    else:
        depth = _DEPTHS.get(image.mode, 3)
        size = "<size><width>{}</width><height>{}</height><depth>{}</depth></size>\n".format(*image.size, depth)
    objects = "".join(_object(shape, image, report) for shape in image.shapes)
    return (
        "<annotation>\n<folder>JPEGImages</folder>\n"
        f"<filename>{escape_xml(name, report)}</filename>\n"
        f"<source><database>{escape_xml(context.name, LossReport())}</database></source>\n"
        f"{size}<segmented>0</segmented>\n{objects}</annotation>\n"
    )


def _object(shape: AnyShape, image: Delivered, report: LossReport) -> str:
    inside = _fitting_box(shape, image, report)
    if inside is None:
        report.lose("attributes of annotations", len(shape.attributes))
        return ""
    report.annotations += 1
    pose, flags = _features(inside, report)
    edges = zip(_EDGES, _whole_pixels(inside, report), strict=True)
    return (
        f"<object>\n<name>{inside.label}</name>\n<pose>{pose}</pose>\n{flags}"
        f"<bndbox>{''.join(f'<{edge}>{pixel}</{edge}>' for edge, pixel in edges)}</bndbox>\n</object>\n"
    )


def _fitting_box(shape: AnyShape, image: Delivered, report: LossReport) -> Box | None:
    if not isinstance(shape, Box):
        lose_shape(shape, report)
        return None
    inside = shape if image.size is None else fit_into(shape, image.size, report)
    return inside if isinstance(inside, Box) else None


def _features(box: Box, report: LossReport) -> tuple[str, str]:
    """Spell the pose and the flags; an attribute that is neither is lost."""
    flags = {name: say_flag(box.attributes[name]) for name in FLAGS if name in box.attributes}
    pose = box.attributes.get("pose")
    is_pose = isinstance(pose, str) and pose != "" and label_name(pose) == pose
    kept = sum(flag is not None for flag in flags.values()) + int(is_pose)
    report.lose("attributes of annotations", len(box.attributes) - kept)
    spelled = "".join(f"<{name}>{int(flags.get(name) or False)}</{name}>\n" for name in FLAGS)
    return str(pose) if is_pose else "Unspecified", spelled


def _whole_pixels(box: Box, report: LossReport) -> tuple[int, int, int, int]:
    """Give the first and the last pixel of a box, counted from 1."""
    right, bottom = box.left + box.width, box.top + box.height
    left, top = floor(box.left + 0.5), floor(box.top + 0.5)
    last_x, last_y = max(floor(right + 0.5), left + 1), max(floor(bottom + 0.5), top + 1)
    if (left, top, last_x, last_y) != (box.left, box.top, right, bottom):
        report.lose("boxes rounded to whole pixels")
    return left + 1, top + 1, last_x, last_y


def _row(words: Vocabulary, archive: Archive, file: str) -> dict[str, Any]:
    with archive.open(file) as stream:
        (row,) = (_row_of(words, root, file) for root in iterate_xml(stream, file, root="annotation", depth=0))
    return row


def _row_of(words: Vocabulary, annotation: Element, file: str) -> dict[str, Any]:
    name = _text(annotation, "filename", file)
    objects = enumerate(annotation.iterfind("object"), start=1)
    boxes = [box for number, each in objects for box in _boxes(each, str(number), f"{file}, object {number}")]
    return task_row(words, _attachment(file, name), boxes)


def _attachment(file: str, name: str) -> str:
    """Put an image that is named without its folder into the folder that its annotations are in."""
    _, found, place = ("/" + file).rpartition(f"/{FOLDER}/")
    return join(dirname(place), name) if found and "/" not in name else name


def _boxes(element: Element, uuid: str, place: str) -> Iterator[dict[str, Any]]:
    """Yield the box of an object and those of its parts, which are objects with names of their own."""
    strange = next((child.tag for child in element if child.tag not in _KNOWN), None)
    if strange is not None:
        raise InvalidError(f"{place}: {strange[:40]!a} has no place here.", field="object")
    yield {
        "uuid": uuid,
        "type": "box",
        "label": _text(element, "name", place),
        "attributes": _attributes(element, place),
        **_box(element, place),
    }
    for number, part in enumerate(element.iterfind("part"), start=1):
        yield from _boxes(part, f"{uuid}-{number}", f"{place}, part {number}")


def _attributes(element: Element, place: str) -> dict[str, str]:
    attributes = {}
    for name in FLAGS:
        flag = say_flag(element.findtext(name) or "0")
        if flag is None:
            raise InvalidError(f"{place}: {name} is neither 0 nor 1.", field=name)
        if flag:
            attributes[name] = "yes"
    pose = label_name((element.findtext("pose") or UNSPECIFIED).strip())
    return attributes if pose in ("", UNSPECIFIED) else {**attributes, "pose": pose}


def _box(element: Element, place: str) -> dict[str, float]:
    bounds = element.find("bndbox")
    if bounds is None:
        raise InvalidError(f"{place}: bndbox is missing.", field="bndbox")
    left, top, right, bottom = (read_number(bounds.findtext(edge), place, edge) for edge in _EDGES)
    if right <= left - 1 or bottom <= top - 1:
        raise InvalidError(f"{place}: the last pixel of the box comes before the first.", field="bndbox")
    width, height = round(right - left + 1, DECIMALS), round(bottom - top + 1, DECIMALS)
    return {"left": left - 1, "top": top - 1, "width": width, "height": height}


def _text(element: Element, name: str, place: str) -> str:
    text = (element.findtext(name) or "").strip()
    if not text:
        raise InvalidError(f"{place}: {name} is missing.", field=name)
    return text


VOC: Final = Codec(
    name="voc",
    title="Pascal VOC",
    media_type="application/zip",
    suffix=".zip",
    read=read_voc,
    write=write_voc,
)
