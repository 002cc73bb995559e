"""CVAT for images 1.1: one XML file with the labels and, image by image, boxes, polygons, polylines and points.

Format: https://docs.cvat.ai/docs/dataset_management/formats/format-cvat/ and .../xml_format/. Attributes go into their
`attribute` elements, answers about a whole image into those of a tag named whole_image. `occluded` is also CVAT's own
mark. Skeletons, masks, ellipses, cuboids, turned boxes and points of several places have no shape here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, open_archive, seekable
from goldsmith.modalities.codec import Codec, ExportContext, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    Delivered,
    read_delivered,
    read_number,
    report_losses,
    say_flag,
    spell,
    task_row,
)
from goldsmith.modalities.image.shapes import Box, Line, Point, Polygon, bounds
from goldsmith.modalities.label_names import label_name
from goldsmith.modalities.xml_elements import escape_xml, iterate_xml
from goldsmith.ontology import Attribute, Label, Ontology

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["CVAT_IMAGES", "read_cvat_images", "write_cvat_images"]

FILE: Final = "annotations.xml"
WHOLE_IMAGE: Final = "whole_image"
EXACT: Final = 6
"""Decimals of a pixel: more than anybody draws, fewer than subtraction leaves behind."""
_ELEMENT: Final = {Box: "box", Polygon: "polygon", Line: "polyline", Point: "points"}
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
        report_losses(report, image, keeps_attributes=True, keeps_global_attributes=keeps_answers)
        out.write(_image(image, report, keeps_answers=keeps_answers).encode())
        report.records += 1
    out.write(b"</annotations>\n")
    return report


def read_cvat_images(stream: BinaryIO) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per image, in the order of the file; one image is in memory at a time.

    The file comes alone or, as CVAT packs it, with the images in a ZIP. An image with an annotation that has no shape
    here is an error as a whole.
    """
    with seekable(stream) as file:
        is_archive = file.read(2) == b"PK"
        file.seek(0)
        if is_archive:
            with open_archive(file) as archive, archive.open(_find_annotations(archive)) as annotations:
                yield from _rows(annotations)
        else:
            yield from _rows(file)


def _rows(file: IO[bytes]) -> Iterator[dict[str, Any] | RowError]:
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
                yield _row(element, numbers)
            except GoldsmithError as error:
                yield RowError(row=row, error=error.message, field=error.field)


def _find_annotations(archive: Archive) -> str:
    found = [name for name in archive.names if name.rsplit("/", 1)[-1] == FILE]
    if len(found) != 1:
        raise MalformedError(f"This archive needs one {FILE}.", field=FILE)
    return found[0]


def _meta(context: ExportContext) -> str:
    name = escape_xml(context.name, LossReport())
    labels = "".join(_label(label) for label in (*context.ontology.labels, *_whole_image(context.ontology)))
    return (
        f"<meta>\n<task>\n<name>{name}</name>\n<mode>annotation</mode>\n<labels>\n{labels}</labels>\n</task>\n</meta>\n"
    )


def _whole_image(ontology: Ontology) -> Iterator[Label]:
    if ontology.attributes and all(label.name != WHOLE_IMAGE for label in ontology.labels):
        yield Label(name=WHOLE_IMAGE, attributes=ontology.attributes)


def _label(label: Label) -> str:
    kind = "tag" if label.name == WHOLE_IMAGE else "any"
    color = f"<color>{label.color}</color>" if label.color else ""
    attributes = "".join(_attribute(attribute) for attribute in label.attributes)
    return f"<label><name>{label.name}</name>{color}<type>{kind}</type><attributes>{attributes}</attributes></label>\n"


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
    shapes = "".join(_shape(shape, report) for shape in image.shapes)
    answers = _answers(image.attributes, report) if image.attributes and keeps_answers else ""
    head = f'<image id="{report.records}" name="{name}" width="{width}" height="{height}">\n'
    return f"{head}{shapes}{answers}</image>\n"


def _answers(attributes: Mapping[str, Any], report: LossReport) -> str:
    return f'<tag label="{WHOLE_IMAGE}" source="manual">\n{_values(attributes, report)}</tag>\n'


def _shape(shape: AnyShape, report: LossReport) -> str:
    report.annotations += 1
    occluded = int(say_flag(shape.attributes.get("occluded", "no")) or False)
    element = _ELEMENT[type(shape)]
    return (
        f'<{element} label="{shape.label}" source="manual" occluded="{occluded}" {_geometry(shape)} z_order="0">\n'
        f"{_values(shape.attributes, report)}</{element}>\n"
    )


def _geometry(shape: AnyShape) -> str:
    if isinstance(shape, Box):
        edges = zip(("xtl", "ytl", "xbr", "ybr"), bounds(shape), strict=True)
        return " ".join(f'{edge}="{spell(number, EXACT)}"' for edge, number in edges)
    places = [shape] if isinstance(shape, Point) else shape.vertices
    points = ";".join(f"{spell(place.x, EXACT)},{spell(place.y, EXACT)}" for place in places)
    return f'points="{points}"'


def _values(attributes: Mapping[str, Any], report: LossReport) -> str:
    lines = []
    for name, value in attributes.items():
        report.lose("answers of several choices, now joined by commas", int(isinstance(value, list)))
        text = ",".join(value) if isinstance(value, list) else str(value)
        lines.append(f'<attribute name="{escape_xml(name, report)}">{escape_xml(text, report)}</attribute>\n')
    return "".join(lines)


def _number_names(meta: Element) -> NumberNames:
    """Find the attributes whose values are numbers: (label, attribute)."""
    return frozenset(
        (label_name(label.findtext("name") or ""), attribute.findtext("name") or "")
        for label in meta.iter("label")
        for attribute in label.iter("attribute")
        if (attribute.findtext("input_type") or "").strip() == "number"
    )


def _row(image: Element, numbers: NumberNames) -> dict[str, Any]:
    name = image.get("name") or ""
    if not name:
        raise InvalidError("An image has no name.", field="name")
    annotations: list[dict[str, Any]] = []
    answers: dict[str, Any] = {}
    for number, element in enumerate(image, start=1):
        place = f"{name[:200]}, annotation {number}"
        if element.tag == "tag":
            answers |= _read_tag(element, numbers, place)
        else:
            annotations.append({"uuid": str(number), **_read_shape(element, numbers, place)})
    return task_row(name, annotations, attributes=answers)


def _read_tag(element: Element, numbers: NumberNames, place: str) -> dict[str, Any]:
    if element.get("label") != WHOLE_IMAGE:
        raise InvalidError(f"{place}: of tags only {WHOLE_IMAGE} has a place here.", field="tag")
    return _read_values(element, WHOLE_IMAGE, numbers, place)


def _read_shape(element: Element, numbers: NumberNames, place: str) -> dict[str, Any]:
    label = label_name(element.get("label") or "")
    attributes = _read_values(element, label, numbers, place)
    if element.get("occluded") == "1" and "occluded" not in attributes:
        attributes["occluded"] = "yes"
    return {"label": label, "attributes": attributes, **_read_geometry(element, place)}


def _read_geometry(element: Element, place: str) -> dict[str, Any]:
    if element.tag == "box":
        return _read_box(element, place)
    if element.tag not in ("polygon", "polyline", "points"):
        raise InvalidError(f"{place}: {str(element.tag)[:40]!a} has no shape here.", field="image")
    vertices = _read_points(element, place)
    if element.tag == "points":
        if len(vertices) != 1:
            raise InvalidError(f"{place}: points of several places have no shape here.", field="points")
        return {"type": "point", **vertices[0]}
    return {"type": "polygon" if element.tag == "polygon" else "line", "vertices": vertices}


def _read_box(element: Element, place: str) -> dict[str, Any]:
    if read_number(element.get("rotation", "0"), place, "rotation") != 0:
        raise InvalidError(f"{place}: a turned box has no shape here; draw it as a polygon.", field="rotation")
    edges = ("xtl", "ytl", "xbr", "ybr")
    left, top, right, bottom = (read_number(element.get(edge), place, edge) for edge in edges)
    width, height = round(right - left, EXACT), round(bottom - top, EXACT)
    if width <= 0 or height <= 0:
        raise InvalidError(f"{place}: a box has a width and a height above 0.", field="xbr")
    return {"type": "box", "left": left, "top": top, "width": width, "height": height}


def _read_points(element: Element, place: str) -> Sequence[dict[str, float]]:
    pairs = [pair.split(",") for pair in (element.get("points") or "").split(";")]
    if not all(len(pair) == 2 for pair in pairs):
        raise InvalidError(f"{place}: points are pairs of numbers.", field="points")
    return [{"x": read_number(x, place, "x"), "y": read_number(y, place, "y")} for x, y in pairs]


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
