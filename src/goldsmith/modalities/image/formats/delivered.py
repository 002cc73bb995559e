"""What all formats of images share: a delivered record as an image with shapes, task rows, and what was lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from posixpath import splitext
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Link
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.image.shapes import (
    Box,
    Cuboid,
    Ellipse,
    Keypoint,
    Line,
    Mask,
    Point,
    Polygon,
    RotatedBox,
    Skeleton,
    Vertex,
    bounds,
    corners,
)
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = [
    "Delivered",
    "FileNames",
    "fit_into",
    "lose_shape",
    "pixels_of",
    "read_delivered",
    "read_number",
    "read_share",
    "report_losses",
    "say_flag",
    "spell",
    "task_row",
]

AnyShape = Box | RotatedBox | Polygon | Line | Point | Ellipse | Cuboid | Skeleton | Mask
THINNEST: Final = 0.001
DECIMALS: Final = 4
"""Coordinates that were divided by the size of an image come back to a ten-thousandth of a pixel."""

TOLERANCE: Final = 0.01
"""Other people's shapes may stick out of the image by a hundredth of its size, as Ultralytics lets them."""
SHARE_DECIMALS: Final = 10
"""Enough for a hundred-thousandth of a pixel in the widest image."""

_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029<>:"|?*\\]')
_QUERY: Final = re.compile(r"[?#].*", re.DOTALL)
_FLAGS: Final = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
_WORDS: Final[dict[type[AnyShape], str]] = {
    Box: "boxes",
    RotatedBox: "rotated boxes",
    Polygon: "polygons",
    Line: "lines",
    Point: "points",
    Ellipse: "ellipses",
    Cuboid: "cuboids",
    Skeleton: "skeletons",
    Mask: "masks",
}
_SHAPES: Final[dict[str, type[AnyShape]]] = {str(shape.__struct_config__.tag): shape for shape in _WORDS}


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a delivery.

    `size` is width and height in pixels, None where nobody measured the image; `mode` is Pillow's word for its colors.
    """

    file_name: str
    unique_id: str | None
    size: tuple[int, int] | None
    mode: str
    shapes: list[AnyShape]
    attributes: dict[str, Any]
    links: list[Link]
    sha256: str | None = None
    probability: float | None = None
    is_by_machines: bool = False


def read_delivered(record: bytes) -> Delivered:
    """Decode a record; its first asset is the image."""
    body = msgspec.json.decode(record)
    asset: Mapping[str, Any] = next(iter(body.get("assets") or ()), {})
    facts: Mapping[str, Any] = asset.get("facts") or {}
    answer = body["answer"]
    return Delivered(
        file_name=asset.get("name") or (body.get("content") or {}).get("attachment") or "",
        unique_id=body.get("unique_id"),
        size=(facts["width"], facts["height"]) if facts.get("width") and facts.get("height") else None,
        mode=str(facts.get("mode", "")),
        shapes=[msgspec.convert(each, _SHAPES[each["type"]]) for each in answer.get("annotations") or ()],
        attributes=answer.get("global_attributes") or {},
        links=msgspec.convert(answer.get("links") or [], list[Link]),
        sha256=asset.get("sha256"),
        probability=body.get("probability"),
        is_by_machines=bool(body.get("machines")),
    )


def report_losses(
    report: LossReport,
    image: Delivered,
    *,
    keeps_ids: bool = False,
    keeps_unique_ids: bool = False,
    keeps_attributes: bool = False,
    keeps_global_attributes: bool = False,
    keeps_links: bool = False,
    keeps_z_order: bool = False,
    keeps_groups: bool = False,
) -> None:
    """Count what a format has no place for, whatever the shapes are."""
    if not keeps_links:
        report.lose("links between annotations", len(image.links))
    if not keeps_ids:
        report.lose("ids of annotations", sum(1 for shape in image.shapes if shape.uuid))
    if not keeps_unique_ids:
        report.lose("unique ids of images", int(image.unique_id not in (None, image.file_name)))
    if not keeps_attributes:
        report.lose("attributes of annotations", sum(len(shape.attributes) for shape in image.shapes))
    if not keeps_global_attributes:
        report.lose("answers about whole images", len(image.attributes))
    if not keeps_z_order:
        report.lose("places in the pile of shapes", sum(1 for shape in image.shapes if shape.z_order))
    if not keeps_groups:
        report.lose("groups of annotations", sum(1 for shape in image.shapes if shape.group))


def lose_shape(shape: AnyShape, report: LossReport, what: str = "{}") -> None:
    """Count a shape as lost; `what` says more, with the word for such shapes in place of the braces."""
    report.lose(what.format(_WORDS[type(shape)]))


def task_row(
    words: Vocabulary,
    file_name: str,
    annotations: Sequence[Mapping[str, Any]],
    *,
    attributes: Mapping[str, Any] | None = None,
    unique_id: str | None = None,
) -> dict[str, Any]:
    """Make a task row whose hypothesis is what the file says, in the project's words."""
    named = [_named(words, annotation) for annotation in annotations]
    hypothesis = {"annotations": named, "global_attributes": words.answers(attributes or {})}
    return {"attachment": file_name, "unique_id": unique_id or file_name, "hypothesis": hypothesis}


def _named(words: Vocabulary, annotation: Mapping[str, Any]) -> dict[str, Any]:
    label = words.label(annotation["label"])
    if "attributes" not in annotation:
        return {**annotation, "label": label}
    return {**annotation, "label": label, "attributes": words.attributes(label, annotation["attributes"])}


class FileNames:
    """Gives every image a name that is safe in an archive and whose stem no other image has.

    `meant` are folders whose names mean something to the format: files do not bring such ones along.
    """

    def __init__(self, report: LossReport, *, meant: frozenset[str] = frozenset()) -> None:
        self._report, self._meant = report, meant
        self._taken: dict[str, int] = {}

    def take(self, file_name: str) -> str:
        stem, suffix = splitext(_safe_name(file_name, self._meant))
        name = stem
        while name.casefold() in self._taken:
            self._taken[stem.casefold()] += 1
            name = f"{stem}-{self._taken[stem.casefold()]}"
        self._taken[name.casefold()] = 1
        self._report.lose("file names that had to be changed", int(name + suffix != file_name))
        return name + suffix


def _safe_name(file_name: str, meant: frozenset[str]) -> str:
    """Keep folders, but nothing that leads out of them; of an address keep the last part."""
    if "://" in file_name:
        file_name = unquote(_QUERY.sub("", file_name).rsplit("/", 1)[-1])
    *folders, last = (_UNSAFE.sub("_", part).strip(" ") for part in file_name.split("/"))
    parts = [*(folder for folder in folders if folder not in meant), last]
    return "/".join(part for part in parts if part.strip(".")) or "image"


def fit_into(shape: AnyShape, size: tuple[int, int], report: LossReport) -> AnyShape | None:
    """Move what sticks out of the image to its edge, for formats of shares; None where nothing is left of it.

    A rotated box that is cut is a polygon.
    """
    if _is_beside(shape, size):
        report.lose("shapes beside the image")
        return None
    inside = _cut_at_edges(shape, size, report)
    if isinstance(inside, Box) and min(inside.width, inside.height) < THINNEST:
        report.lose("boxes thinner than a thousandth of a pixel")
        return None
    return inside


def _is_beside(shape: AnyShape, size: tuple[int, int]) -> bool:
    left, top, right, bottom = bounds(shape)
    width, height = size
    return right < 0 or bottom < 0 or left > width or top > height


def _cut_at_edges(shape: AnyShape, size: tuple[int, int], report: LossReport) -> AnyShape:
    left, top, right, bottom = bounds(shape)
    width, height = size
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        return shape
    report.lose("shapes cut at the edge of the image")
    if isinstance(shape, Box):
        left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
        return msgspec.structs.replace(shape, left=left, top=top, width=right - left, height=bottom - top)
    if isinstance(shape, Skeleton):
        joints = [msgspec.structs.replace(each, **_moved(each, size)) for each in shape.keypoints]
        return msgspec.structs.replace(shape, keypoints=joints)
    if isinstance(shape, Polygon | Line | Cuboid):
        return _move_vertices(shape, size)
    return _move_vertices(_outline_of(shape), size) if isinstance(shape, RotatedBox) else shape


def _move_vertices(shape: Polygon | Line | Cuboid, size: tuple[int, int]) -> AnyShape:
    moved = [Vertex(**_moved(each, size)) for each in shape.vertices]
    if isinstance(shape, Polygon) and shape.holes:
        holes = [[Vertex(**_moved(each, size)) for each in hole] for hole in shape.holes]
        return msgspec.structs.replace(shape, vertices=moved, holes=holes)
    return msgspec.structs.replace(shape, vertices=moved)


def _moved(place: Vertex | Keypoint, size: tuple[int, int]) -> dict[str, float]:
    return {"x": min(max(place.x, 0), size[0]), "y": min(max(place.y, 0), size[1])}


def _outline_of(box: RotatedBox) -> Polygon:
    return Polygon(uuid=box.uuid, label=box.label, attributes=box.attributes, vertices=corners(box))


def spell(number: float, decimals: int) -> str:
    """Spell a number without an exponent and with no more digits than it needs."""
    return f"{round(number, decimals) + 0.0:.{decimals}f}".rstrip("0").rstrip(".")


def read_number(text: Any, place: str, name: str) -> float:
    """Read a finite number; `place` (file and line) and `name` say in the sentence which one it is."""
    try:
        number = float(text)
    except (TypeError, ValueError):
        raise InvalidError(f"{place}: {name} is not a number.", field=name) from None
    if not isfinite(number):
        raise InvalidError(f"{place}: {name} is not a finite number.", field=name)
    return number


def read_share(text: Any, place: str, name: str) -> float:
    """Read a share of an image's width or height."""
    share = read_number(text, place, name)
    if not -TOLERANCE <= share <= 1 + TOLERANCE:
        raise InvalidError(f"{place}: {name} is not a share between 0 and 1.", field=name)
    return share


def pixels_of(share: float, pixels: float) -> float:
    return round(share * pixels, DECIMALS)


def say_flag(value: Any) -> bool | None:
    """Understand yes or no, also spelled as 1 or 0, true or false; None is neither."""
    return _FLAGS.get(str(value).strip().lower())
