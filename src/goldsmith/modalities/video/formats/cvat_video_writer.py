"""Writing CVAT for video: see `cvat_video`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from goldsmith.modalities.archives import ArchiveWriter
from goldsmith.modalities.codec import ExportContext, LossReport
from goldsmith.modalities.image.formats.delivered import FileNames, say_flag, spell
from goldsmith.modalities.values import spell_value
from goldsmith.modalities.video.formats.delivered import DeliveredVideo, read_delivered, report_losses
from goldsmith.modalities.video.shapes import (
    BoxKeyframe,
    BoxTrack,
    LineTrack,
    PointTrack,
    PolygonTrack,
    RotatedBoxTrack,
    SkeletonTrack,
    Track,
)
from goldsmith.modalities.xml_elements import escape_xml
from goldsmith.ontology import Attribute, Label, Ontology

__all__ = ["EXACT", "write_cvat_video"]

EXACT: Final = 6
"""Decimals of a pixel: more than anybody draws, fewer than subtraction leaves behind."""
_ELEMENTS: Final[dict[type[Track], str]] = {
    BoxTrack: "box",
    RotatedBoxTrack: "box",
    PolygonTrack: "polygon",
    LineTrack: "polyline",
    PointTrack: "points",
    SkeletonTrack: "skeleton",
}


def write_cvat_video(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write an archive with an XML file for each video, named after it."""
    report = LossReport()
    names = FileNames(report)
    with ArchiveWriter(out) as archive:
        for record in records:
            video = read_delivered(record)
            report_losses(report, video, keeps=("attributes",))
            report.lose("videos of unknown size", int(video.size is None))
            archive.add(f"{names.take(video.file_name)}.xml", _file(video, context, report).encode())
            report.records += 1
    return report


def _file(video: DeliveredVideo, context: ExportContext, report: LossReport) -> str:
    tracks = "".join(_track(number, track, report) for number, track in enumerate(video.tracks))
    head = '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n'
    return f"{head}{_meta(video, context.ontology, report)}{tracks}</annotations>\n"


def _meta(video: DeliveredVideo, ontology: Ontology, report: LossReport) -> str:
    name = escape_xml(video.file_name, report)
    width, height = video.size or (0, 0)
    labels = "".join(_label(label) for label in ontology.labels)
    return (
        f"<meta>\n<task>\n<name>{name}</name>\n<size>{video.horizon}</size>\n<mode>interpolation</mode>\n"
        f"<start_frame>0</start_frame>\n<stop_frame>{video.horizon - 1}</stop_frame>\n<labels>\n{labels}</labels>\n"
        f"<original_size><width>{width}</width><height>{height}</height></original_size>\n</task>\n"
        f"<source>{name}</source>\n</meta>\n"
    )


def _label(label: Label) -> str:
    color = f"<color>{label.color}</color>" if label.color else ""
    attributes = "".join(_attribute(attribute) for attribute in label.attributes)
    return f"<label><name>{label.name}</name>{color}<type>any</type><attributes>{attributes}</attributes></label>\n"


def _attribute(attribute: Attribute) -> str:
    is_choice = attribute.type == "category" and not attribute.allow_multiple
    kind = "select" if is_choice else "number" if attribute.type == "number" else "text"
    values = "\n".join(choice.name for choice in attribute.choices)
    return (
        f"<attribute><name>{attribute.name}</name><mutable>{attribute.is_mutable}</mutable><input_type>{kind}"
        f"</input_type><default_value></default_value><values>{values}</values></attribute>"
    )


def _track(number: int, track: Track, report: LossReport) -> str:
    report.annotations += 1
    holding: dict[str, Any] = dict(track.attributes)
    shapes = []
    for keyframe in track.keyframes:
        holding |= keyframe.attributes
        shapes.append(_shape(track, keyframe, holding, report))
    return f'<track id="{number}" label="{track.label}" source="manual">\n{"".join(shapes)}</track>\n'


def _shape(track: Track, keyframe: Any, holding: Mapping[str, Any], report: LossReport) -> str:
    element = _ELEMENTS[type(track)]
    outside = int(keyframe.is_outside)
    occluded = int(say_flag(holding.get("occluded", "no")) or False)
    head = f'<{element} frame="{keyframe.frame}" keyframe="1" outside="{outside}" occluded="{occluded}"'
    inner = _keypoints(keyframe, report) if isinstance(track, SkeletonTrack) else ""
    values = _values(holding, report)
    return f'{head}{_geometry(track, keyframe)} z_order="{track.z_order or 0}">\n{inner}{values}</{element}>\n'


def _geometry(track: Track, keyframe: Any) -> str:
    if isinstance(track, BoxTrack | RotatedBoxTrack):
        turn = f' rotation="{spell(keyframe.rotation % 360, EXACT)}"' if isinstance(track, RotatedBoxTrack) else ""
        return _edges(keyframe) + turn
    if isinstance(track, SkeletonTrack):
        return ""
    places = [keyframe] if isinstance(track, PointTrack) else keyframe.vertices
    return f' points="{_points(places)}"'


def _edges(box: BoxKeyframe) -> str:
    right, bottom = box.left + box.width, box.top + box.height
    edges = {"xtl": box.left, "ytl": box.top, "xbr": right, "ybr": bottom}
    return "".join(f' {name}="{spell(number, EXACT)}"' for name, number in edges.items())


def _points(places: Iterable[Any]) -> str:
    return ";".join(f"{spell(place.x, EXACT)},{spell(place.y, EXACT)}" for place in places)


def _keypoints(keyframe: Any, report: LossReport) -> str:
    return "".join(
        f'<points label="{escape_xml(point.name, report)}" outside="{int(keyframe.is_outside)}" '
        f'occluded="{int(point.visibility == "occluded")}" points="{_points([point])}"></points>\n'
        for point in keyframe.keypoints
    )


def _values(attributes: Mapping[str, Any], report: LossReport) -> str:
    lines = []
    for name, value in attributes.items():
        report.lose("answers of several choices, now joined by commas", int(isinstance(value, list)))
        text = spell_value(value)
        lines.append(f'<attribute name="{escape_xml(name, report)}">{escape_xml(text, report)}</attribute>\n')
    return "".join(lines)
