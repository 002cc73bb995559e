"""CVAT for video 1.1: one XML file a video, track by track, with the shape on each keyframe.

Format: https://docs.cvat.ai/docs/dataset_management/formats/format-cvat/ and .../xml_format/. A delivery is a ZIP of
them. What other people's files say of frames between keyframes is left alone, as it follows from these. `occluded` is
also CVAT's own mark of a keyframe. Ellipses, cuboids, masks and points of several places have no shape here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities.archives import open_archive, seekable
from goldsmith.modalities.codec import Codec, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import read_number
from goldsmith.modalities.video.formats.cvat_video_writer import EXACT, write_cvat_video
from goldsmith.modalities.video.formats.delivered import make_changes, task_row
from goldsmith.modalities.video.shapes import MOST_FRAMES
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.modalities.xml_elements import iterate_xml
from goldsmith.ontology import Attribute, Ontology

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["CVAT_VIDEO", "read_cvat_video"]

_TYPES: Final = {"box": "box", "polygon": "polygon", "polyline": "line", "points": "point", "skeleton": "skeleton"}
_EDGES: Final = ("xtl", "ytl", "xbr", "ybr")


def read_cvat_video(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per XML file, which comes alone or with others in a ZIP.

    A video with a track that cannot be read is an error as a whole.
    """
    report = LossReport()
    with seekable(stream) as file:
        is_archive = file.read(2) == b"PK"
        file.seek(0)
        if not is_archive:
            yield _read_row(file, context, 1, context.name, report)
        else:
            yield from _read_archive(file, context, report)
    yield from report.losses()


def _read_archive(file: IO[bytes], context: ImportContext, report: LossReport) -> Iterator[dict[str, Any] | RowError]:
    with open_archive(file) as archive:
        names = [name for name in archive.names if name.endswith(".xml")]
        if not names:
            raise MalformedError("This archive holds no XML file.", field="annotations.xml")
        for row, name in enumerate(names, start=1):
            with archive.open(name) as annotations:
                yield _read_row(annotations, context, row, name, report)


def _read_row(
    file: IO[bytes], context: ImportContext, row: int, name: str, report: LossReport
) -> dict[str, Any] | RowError:
    reader = _Reader(context.ontology, report)
    try:
        for element in iterate_xml(file, name or "annotations.xml", root="annotations", depth=1):
            reader.take(element)
        return reader.row(name)
    except MalformedError:
        raise
    except GoldsmithError as error:
        return RowError(row=row, error=error.message, field=error.field)


class _Reader:
    """Gathers the tracks of one file."""

    def __init__(self, ontology: Ontology, report: LossReport) -> None:
        self._ontology, self._report = ontology, report
        self._words = Vocabulary(ontology)
        self._source = ""
        self._numbers: frozenset[tuple[str, str]] = frozenset()
        self._tracks: list[dict[str, Any]] = []

    def take(self, element: Element) -> None:
        if element.tag == "meta":
            self._source = element.findtext("source") or element.findtext("task/source") or ""
            self._source = self._source or element.findtext("task/name") or ""
            self._numbers = _number_names(element)
        elif element.tag == "image":
            raise MalformedError("This is CVAT for images; export it as CVAT for video.", field="image")
        elif element.tag == "track":
            track = self._read_track(element)
            if track is not None:
                self._tracks.append(track)

    def row(self, name: str) -> dict[str, Any]:
        if not self._source:
            raise InvalidError(f"{name or 'This file'} does not say which video it is about.", field="source")
        return task_row(self._words, self._source, self._tracks)

    def _read_track(self, track: Element) -> dict[str, Any] | None:
        place = f"track {(track.get('id') or str(len(self._tracks)))[:40]}"
        label = track.get("label") or ""
        shapes = [shape for shape in track if shape.get("keyframe", "1") != "0"]
        kinds = {str(shape.tag) for shape in shapes}
        if len(kinds) != 1 or not kinds <= _TYPES.keys():
            raise InvalidError(
                f"{place}: {', '.join(sorted(kinds))[:80] or 'nothing'} has no shape here.", field="track"
            )
        kind = kinds.pop()
        known = {each.name: each for each in self._attributes_of(label)}
        read = [self._read_keyframe(shape, kind, label, known, place) for shape in shapes]
        while read and read[0][0]["is_outside"]:
            self._report.lose("keyframes before the object appears")
            read.pop(0)
        if not read:
            return None
        type_ = "rotated_box" if any("rotation" in keyframe for keyframe, _ in read) else _TYPES[kind]
        keyframes = [{"rotation": 0, **keyframe} if type_ == "rotated_box" else keyframe for keyframe, _ in read]
        return {
            "uuid": str(len(self._tracks) + 1),
            "type": type_,
            "label": label,
            "attributes": read[0][1],
            "keyframes": make_changes(keyframes),
            **_z_order(shapes[0], place),
        }

    def _attributes_of(self, label: str) -> Sequence[Attribute]:
        name = self._words.label(label)
        return next((each.attributes for each in self._ontology.labels if each.name == name), ())

    def _read_keyframe(
        self, shape: Element, kind: str, label: str, known: Mapping[str, Attribute], place: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return a keyframe with the mutable attributes, and the attributes of the whole track."""
        frame = read_number(shape.get("frame"), place, "frame")
        if not (frame.is_integer() and 0 <= frame < MOST_FRAMES):
            raise InvalidError(f"{place}: {frame:g} is no frame.", field="frame")
        said = self._read_values(shape, label, place)
        self._read_occlusion(shape, known, said)
        mutable = {name: value for name, value in said.items() if name in known and known[name].is_mutable}
        lasting = {name: value for name, value in said.items() if name not in mutable}
        geometry = _GEOMETRIES[kind](shape, place)
        is_outside = shape.get("outside") == "1" or _is_nowhere(shape)
        return {"frame": int(frame), "is_outside": is_outside, "attributes": mutable, **geometry}, lasting

    def _read_occlusion(self, shape: Element, known: Mapping[str, Attribute], said: dict[str, Any]) -> None:
        if "occluded" in said or shape.get("occluded") not in ("0", "1"):
            return
        attribute = known.get("occluded")
        word = "yes" if shape.get("occluded") == "1" else "no"
        if attribute is not None and word in {choice.name for choice in attribute.choices}:
            said["occluded"] = word
        elif word == "yes":
            self._report.lose("marks that something is occluded")

    def _read_values(self, shape: Element, label: str, place: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for attribute in shape.iterfind("attribute"):
            name, text = attribute.get("name") or "", attribute.text or ""
            is_number = (label, name) in self._numbers and text
            values[name] = _number(read_number(text, place, "attribute")) if is_number else text
        return values


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _number_names(meta: Element) -> frozenset[tuple[str, str]]:
    """Find the attributes whose values are numbers: (label, attribute)."""
    return frozenset(
        (label.findtext("name") or "", attribute.findtext("name") or "")
        for label in meta.iter("label")
        for attribute in label.iter("attribute")
        if (attribute.findtext("input_type") or "").strip() == "number"
    )


def _z_order(shape: Element, place: str) -> dict[str, int]:
    level = int(read_number(shape.get("z_order", "0"), place, "z_order"))
    return {"z_order": level} if level else {}


def _is_nowhere(shape: Element) -> bool:
    points = shape.findall("points")
    return bool(points) and all(point.get("outside") == "1" for point in points)


def _read_box(shape: Element, place: str) -> dict[str, Any]:
    left, top, right, bottom = (read_number(shape.get(edge), place, edge) for edge in _EDGES)
    width, height = round(right - left, EXACT), round(bottom - top, EXACT)
    if width <= 0 or height <= 0:
        raise InvalidError(f"{place}: a box has a width and a height above 0.", field="xbr")
    box = {"left": left, "top": top, "width": width, "height": height}
    # Only turned boxes say how far.
    turn = shape.get("rotation")
    return box if turn is None else {**box, "rotation": read_number(turn, place, "rotation") % 360}


def _read_vertices(shape: Element, place: str) -> dict[str, Any]:
    return {"vertices": _read_points(shape, place)}


def _read_point(shape: Element, place: str) -> dict[str, Any]:
    points = _read_points(shape, place)
    if len(points) != 1:
        raise InvalidError(f"{place}: points of several places have no shape here.", field="points")
    return dict(points[0])


def _read_skeleton(shape: Element, place: str) -> dict[str, Any]:
    """Keypoints that are outside are left out; where all are, they stay, as the track is outside then."""
    elements = shape.findall("points")
    here = [point for point in elements if point.get("outside") != "1"] or elements
    if not here:
        raise InvalidError(f"{place}: a skeleton has a keypoint.", field="skeleton")
    keypoints = [
        {
            "name": point.get("label") or "",
            **_read_point(point, place),
            "visibility": "occluded" if point.get("occluded") == "1" else "visible",
        }
        for point in here
    ]
    return {"keypoints": keypoints}


def _read_points(shape: Element, place: str) -> list[dict[str, float]]:
    pairs = [pair.split(",") for pair in (shape.get("points") or "").split(";")]
    if not all(len(pair) == 2 for pair in pairs):
        raise InvalidError(f"{place}: points are pairs of numbers.", field="points")
    return [{"x": read_number(x, place, "x"), "y": read_number(y, place, "y")} for x, y in pairs]


_GEOMETRIES: Final = {
    "box": _read_box,
    "polygon": _read_vertices,
    "polyline": _read_vertices,
    "points": _read_point,
    "skeleton": _read_skeleton,
}

CVAT_VIDEO: Final = Codec(
    name="cvat_video",
    title="CVAT for video 1.1",
    media_type="application/zip",
    suffix=".zip",
    read=read_cvat_video,
    write=write_cvat_video,
    joins=True,
)
