"""CVAT for images 1.1: one XML file with the labels and, image by image, shapes of all kinds.

Format: https://docs.cvat.ai/docs/dataset_management/formats/format-cvat/ and .../xml_format/. Attributes go into their
`attribute` elements, answers about a whole image into those of a tag named whole_image. `occluded` is also CVAT's own
mark. The elements of the shapes are in `cvat_shapes`. Groups are numbers there, counted from 1 in each image; points of
several places have no shape here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, open_archive, seekable
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.image.formats.cvat_shapes import (
    ELEMENTS,
    describe_geometry,
    describe_joints,
    read_geometry,
)
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    Delivered,
    read_delivered,
    read_number,
    report_losses,
    say_flag,
    task_row,
)
from goldsmith.modalities.xml_elements import escape_xml, iterate_xml
from goldsmith.ontology import Attribute, Label, Ontology

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element
from goldsmith.modalities.values import spell_value
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["CVAT_IMAGES", "read_cvat_images", "write_cvat_images"]

FILE: Final = "annotations.xml"
WHOLE_IMAGE: Final = "whole_image"
_INTEGER: Final = re.compile(r"-?[0-9]{1,15}\Z")

NumberNames = frozenset[tuple[str, str]]


def write_cvat_images(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one file, the images in the order of the records."""
    report = LossReport()
    head = '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n'
    out.write((head + _meta(context)).encode())
    keeps_answers = all(label.name != WHOLE_IMAGE for label in context.ontology.labels)
    for record in records:
        image = read_delivered(record)
        report_losses(
            report,
            image,
            keeps_attributes=True,
            keeps_global_attributes=keeps_answers,
            keeps_z_order=True,
            keeps_groups=True,
        )
        out.write(_image(image, report, keeps_answers=keeps_answers).encode())
        report.records += 1
    out.write(b"</annotations>\n")
    return report


def read_cvat_images(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per image, in the order of the file; one image is in memory at a time.

    The file comes alone or, as CVAT packs it, with the images in a ZIP. An image with an annotation that has no shape
    here is an error as a whole.
    """
    words = Vocabulary(context.ontology)
    with seekable(stream) as file:
        is_archive = file.read(2) == b"PK"
        file.seek(0)
        if is_archive:
            with open_archive(file) as archive, archive.open(_find_annotations(archive)) as annotations:
                yield from _rows(words, annotations)
        else:
            yield from _rows(words, file)


def _rows(words: Vocabulary, file: IO[bytes]) -> Iterator[dict[str, Any] | RowError]:
    numbers: NumberNames = frozenset()
    row = 0
    for element in iterate_xml(file, FILE, root="annotations", depth=1):
        if element.tag == "meta":
            numbers = _number_names(element)
        elif element.tag == "track":
            raise MalformedError("This is CVAT for video; export it as CVAT for images.", field="track")
        elif element.tag == "image":
            row += 1
            try:
                yield _row(words, element, numbers)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def _find_annotations(archive: Archive) -> str:
    found = [name for name in archive.names if name.rsplit("/", 1)[-1] == FILE]
    if len(found) != 1:
        raise MalformedError(f"This archive needs one {FILE}.", field=FILE)
    return found[0]


def _meta(context: ExportContext) -> str:
    name = escape_xml(context.name, LossReport())
    asked = (*context.ontology.labels, *_whole_image(context.ontology))
    labels = "".join(_label(label) + _joints(label) for label in asked)
    return (
        f"<meta>\n<task>\n<name>{name}</name>\n<mode>annotation</mode>\n<labels>\n{labels}</labels>\n</task>\n</meta>\n"
    )


def _whole_image(ontology: Ontology) -> Iterator[Label]:
    if ontology.attributes and all(label.name != WHOLE_IMAGE for label in ontology.labels):
        yield Label(name=WHOLE_IMAGE, attributes=ontology.attributes)


def _label(label: Label) -> str:
    kind = "tag" if label.name == WHOLE_IMAGE else "skeleton" if label.shapes == ("skeleton",) else "any"
    color = f"<color>{label.color}</color>" if label.color else ""
    attributes = "".join(_attribute(attribute) for attribute in label.attributes)
    return f"<label><name>{label.name}</name>{color}<type>{kind}</type><attributes>{attributes}</attributes></label>\n"


def _joints(label: Label) -> str:
    """Name the keypoints of a skeleton as CVAT does, as labels of their own below that of the skeleton."""
    points = label.skeleton.points if label.skeleton else ()
    return "".join(
        f"<label><name>{point.name}</name><type>points</type><attributes></attributes>"
        f"<parent>{label.name}</parent></label>\n"
        for point in points
    )


def _attribute(attribute: Attribute) -> str:
    is_choice = attribute.type == "category" and not attribute.allow_multiple
    kind = "select" if is_choice else "number" if attribute.type == "number" else "text"
    values = "\n".join(choice.name for choice in attribute.choices)
    return (
        f"<attribute><name>{attribute.name}</name><mutable>False</mutable><input_type>{kind}</input_type>"
        f"<default_value></default_value><values>{values}</values></attribute>"
    )


def _image(image: Delivered, report: LossReport, *, keeps_answers: bool) -> str:
    width, height = image.size or (0, 0)
    report.lose("images of unknown size", int(image.size is None))
    name = escape_xml(image.file_name, report)
    groups = {group: number for number, group in enumerate(_groups(image, report), start=1)}
    shapes = "".join(_shape(shape, groups, report) for shape in image.shapes)
    answers = _answers(image.attributes, report) if image.attributes and keeps_answers else ""
    head = f'<image id="{report.records}" name="{name}" width="{width}" height="{height}">\n'
    return f"{head}{shapes}{answers}</image>\n"


def _answers(attributes: Mapping[str, Any], report: LossReport) -> str:
    return f'<tag label="{WHOLE_IMAGE}" source="manual">\n{_values(attributes, report)}</tag>\n'


def _groups(image: Delivered, report: LossReport) -> Iterator[str]:
    """List the groups of an image; all but those that are called as they will be counted lose their names."""
    named = dict.fromkeys(shape.group for shape in image.shapes if shape.group)
    for number, group in enumerate(named, start=1):
        report.lose("names of groups", int(group != str(number)))
        yield group


def _shape(shape: AnyShape, groups: Mapping[str, int], report: LossReport) -> str:
    geometry = describe_geometry(shape, report)
    if geometry is None:
        return ""
    report.annotations += 1
    beside = {
        "occluded": str(int(say_flag(shape.attributes.get("occluded", "no")) or False)),
        **geometry,
        "z_order": str(shape.z_order or 0),
        **({"group_id": str(groups[shape.group])} if shape.group else {}),
    }
    element = ELEMENTS[type(shape)]
    joints = "".join(f"<points {_spelled(joint)}></points>\n" for joint in describe_joints(shape))
    head = _spelled({"label": shape.label, "source": "manual", **beside})
    return f"<{element} {head}>\n{joints}{_values(shape.attributes, report)}</{element}>\n"


def _spelled(attributes: Mapping[str, str]) -> str:
    return " ".join(f'{name}="{value}"' for name, value in attributes.items())


def _values(attributes: Mapping[str, Any], report: LossReport) -> str:
    lines = []
    for name, value in attributes.items():
        report.lose("answers of several choices, now joined by commas", int(isinstance(value, list)))
        text = spell_value(value)
        lines.append(f'<attribute name="{escape_xml(name, report)}">{escape_xml(text, report)}</attribute>\n')
    return "".join(lines)


def _number_names(meta: Element) -> NumberNames:
    """Find the attributes whose values are numbers: (label, attribute)."""
    return frozenset(
        (label.findtext("name") or "", attribute.findtext("name") or "")
        for label in meta.iter("label")
        for attribute in label.iter("attribute")
        if (attribute.findtext("input_type") or "").strip() == "number"
    )


def _row(words: Vocabulary, image: Element, numbers: NumberNames) -> dict[str, Any]:
    name = image.get("name") or ""
    if not name:
        raise InvalidError("An image has no name.", field="name")
    annotations: list[dict[str, Any]] = []
    answers: dict[str, Any] = {}
    for number, element in enumerate(image, start=1):
        place = f"{name[:200]}, annotation {number}"
        if element.tag == "tag":
            answers |= _read_tag(words, element, numbers, place)
        else:
            annotations.append({"uuid": str(number), **_read_shape(words, element, numbers, place)})
    return task_row(words, name, annotations, attributes=answers)


def _read_tag(words: Vocabulary, element: Element, numbers: NumberNames, place: str) -> dict[str, Any]:
    """Read our own tag, which holds all answers, or one that is the choice of a question."""
    if element.get("label") != WHOLE_IMAGE:
        return words.classes([element.get("label")], field="tag")
    return _read_values(element, WHOLE_IMAGE, numbers, place)


def _read_shape(words: Vocabulary, element: Element, numbers: NumberNames, place: str) -> dict[str, Any]:
    label = element.get("label") or ""
    attributes = _read_values(element, label, numbers, place)
    if element.get("occluded") == "1" and "occluded" not in attributes:
        attributes["occluded"] = "yes"
    common = {"label": label, "attributes": attributes, **_read_pile(element, place)}
    return {**common, **read_geometry(element, words, place)}


def _read_pile(element: Element, place: str) -> dict[str, Any]:
    """Read where in the pile a shape lies and which group it belongs to, if it says so."""
    z_order, group = element.get("z_order", "0"), element.get("group_id", "0")
    if not _INTEGER.match(z_order) or not _INTEGER.match(group):
        raise InvalidError(f"{place}: z_order and group_id are whole numbers.", field="z_order")
    order = {"z_order": int(z_order)} if int(z_order) else {}
    return {**order, "group": str(int(group))} if int(group) else order


def _read_values(element: Element, label: str, numbers: NumberNames, place: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for attribute in element.iterfind("attribute"):
        name, text = attribute.get("name") or "", attribute.text or ""
        if (label, name) in numbers and text:
            values[name] = int(text) if _INTEGER.match(text) else read_number(text, place, "attribute")
        else:
            values[name] = text
    return values


CVAT_IMAGES: Final = Codec(
    name="cvat_images",
    title="CVAT for images 1.1",
    media_type="application/xml",
    suffix=".xml",
    read=read_cvat_images,
    write=write_cvat_images,
)
