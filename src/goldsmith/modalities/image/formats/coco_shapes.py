"""Categories and single annotations of COCO: geometry out and in.

Format: https://cocodataset.org/#format-data. Run lengths: `counts` of the whole image, compressed or as numbers, down
the columns. Keypoints are threes of x, y and v: 0 not labeled, 1 labeled and hidden, 2 visible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.image.formats.delivered import AnyShape, lose_shape
from goldsmith.modalities.image.formats.reshaping import check_size, mask_in, mask_of_area, outline_of
from goldsmith.modalities.image.shapes import Box, Mask, Point, Polygon, Skeleton, Vertex, bounds
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Label, Ontology

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Runs = npt.NDArray[np.int64]

__all__ = ["Categories", "read_shapes", "write_shape"]

UNKNOWN: Final = 0
HIDDEN: Final = 1
VISIBLE: Final = 2
OF_POINTS: Final = ["point"]

Size = tuple[int, int]
Found = dict[str, Any]


class Categories(msgspec.Struct, frozen=True):
    """The labels of an ontology as COCO counts them, and the keypoints of each that has a skeleton."""

    labels: tuple[Label, ...]
    numbers: dict[str, int]
    keypoints: dict[str, list[str]]

    @classmethod
    def of(cls, ontology: Ontology) -> Self:
        numbers = {label.name: number for number, label in enumerate(ontology.labels, start=1)}
        names = {each.name: [p.name for p in each.skeleton.points] for each in ontology.labels if each.skeleton}
        return cls(ontology.labels, numbers, names)

    def described(self) -> list[dict[str, Any]]:
        return [
            {"id": self.numbers[label.name], "name": label.name, "supercategory": "", **self._joints(label)}
            for label in self.labels
        ]

    def _joints(self, label: Label) -> dict[str, Any]:
        """Say which keypoints a category has and which of them are joined, counted from 1."""
        if label.skeleton is None:
            return {"keypoints": OF_POINTS, "skeleton": []} if "point" in label.shapes else {}
        places = {name: place for place, name in enumerate(self.keypoints[label.name], start=1)}
        edges = [[places[one], places[other]] for one, other in label.skeleton.edges]
        return {"keypoints": self.keypoints[label.name], "skeleton": edges}


def write_shape(shape: AnyShape, size: Size | None, categories: Categories, report: LossReport) -> Found | None:
    """Say where a shape is; None for one that has no place in COCO, which is counted."""
    if isinstance(shape, Box):
        edges = [shape.left, shape.top, shape.width, shape.height]
        return _placed(edges, segmentation=[], area=shape.width * shape.height)
    if isinstance(shape, Point):
        return _write_point(shape, categories, report)
    if isinstance(shape, Skeleton):
        return _write_skeleton(shape, categories)
    polygon = outline_of(shape, report)
    if polygon is not None and not polygon.holes:
        outline = _flat(polygon.vertices)
        return _placed(_edges(polygon), segmentation=[outline], area=_area(outline))
    if not isinstance(shape, Mask | Polygon):
        lose_shape(shape, report)
        return None
    return _write_mask(shape, size, report)


def read_shapes(
    annotation: Mapping[str, Any], category: Mapping[str, Any], words: Vocabulary, report: LossReport
) -> Iterator[Found]:
    """Read what an annotation marks: several outlines, or keypoints and an area, are shapes of one group."""
    label, uuid = str(category["name"]), str(annotation.get("uuid") or annotation.get("id", ""))
    joints = _read_keypoints(annotation, category, words)
    areas = _read_areas(annotation)
    if joints and joints["type"] == "skeleton" and areas and not words.takes(label, str(areas[0]["type"])):
        report.lose("areas beside keypoints", len(areas))
        areas = []
    shapes = [*([joints] if joints else []), *areas] or [_read_box(annotation)]
    report.lose("marks of crowds", int(annotation.get("iscrowd") == 1))
    common = {"label": label, "attributes": annotation.get("attributes") or {}, **_beside(annotation)}
    if len(shapes) > 1:
        common.setdefault("group", uuid[:64])
    for part, shape in enumerate(shapes, start=1):
        yield {"uuid": uuid if len(shapes) == 1 else f"{uuid}-{part}", **common, **shape}


def _placed(edges: Sequence[float], **geometry: Any) -> Found:
    return {"bbox": edges, "iscrowd": 0, **geometry}


def _edges(shape: AnyShape) -> list[float]:
    left, top, right, bottom = bounds(shape)
    return [left, top, right - left, bottom - top]


def _write_point(shape: Point, categories: Categories, report: LossReport) -> Found | None:
    if shape.label in categories.keypoints:
        report.lose("points whose label has a skeleton")
        return None
    here = [shape.x, shape.y, VISIBLE]
    return _placed(_edges(shape), segmentation=[], area=0.0, keypoints=here, num_keypoints=1)


def _write_skeleton(shape: Skeleton, categories: Categories) -> Found:
    """Write all keypoints of the label in their order; what is not there is zeros, as COCO asks."""
    known = {each.name: each for each in shape.keypoints}
    numbers: list[float] = []
    for name in categories.keypoints.get(shape.label, list(known)):
        joint = known.get(name)
        seen = UNKNOWN if joint is None else HIDDEN if joint.visibility == "occluded" else VISIBLE
        numbers += [joint.x, joint.y, seen] if joint else [0, 0, UNKNOWN]
    left, top, width, height = edges = _edges(shape)
    del left, top
    return _placed(edges, segmentation=[], area=width * height, keypoints=numbers, num_keypoints=len(known))


def _write_mask(shape: Mask | Polygon, size: Size | None, report: LossReport) -> Found | None:
    from goldsmith.algorithms.masks import area, compress, crop, decompress, embed

    if size is None:
        lose_shape(shape, report, "{} on images of unknown size")
        return None
    mask = mask_of_area(shape, size, report)
    if mask is None:
        return None
    runs = decompress(mask.counts)
    left, top, width, height, _ = crop(runs, mask.width, mask.height)
    whole = embed(runs, (mask.left, mask.top, mask.width, mask.height), *size)
    segmentation = {"size": [size[1], size[0]], "counts": compress(whole)}
    return _placed([mask.left + left, mask.top + top, width, height], segmentation=segmentation, area=area(runs))


def _flat(vertices: Sequence[Vertex]) -> list[float]:
    return [coordinate for vertex in vertices for coordinate in (vertex.x, vertex.y)]


def _area(outline: Sequence[float]) -> float:
    """Apply the shoelace formula."""
    xs, ys = outline[0::2], outline[1::2]
    twice = sum(xs[n - 1] * ys[n] - xs[n] * ys[n - 1] for n in range(len(xs)))
    return abs(float(twice)) / 2


def _beside(annotation: Mapping[str, Any]) -> Found:
    return {name: annotation[name] for name in ("z_order", "group") if annotation.get(name) is not None}


def _read_areas(annotation: Mapping[str, Any]) -> list[Found]:
    segmentation = annotation.get("segmentation") or ()
    if isinstance(segmentation, dict):
        return [_read_mask(segmentation)]
    return [
        {
            "type": "polygon",
            "vertices": [{"x": x, "y": y} for x, y in zip(outline[0::2], outline[1::2], strict=True)],
        }
        for outline in segmentation
    ]


def _read_mask(segmentation: Mapping[str, Any]) -> Found:
    height, width = segmentation["size"]
    size = check_size(width, height, "segmentation.size")
    try:
        return mask_in(_read_runs(segmentation["counts"]), size)
    except (ValueError, OverflowError):
        message = "The run lengths of a mask do not fill its size, or hold no pixel."
        raise InvalidError(message, field="segmentation.counts") from None


def _read_runs(counts: Any) -> Runs:
    import numpy as np

    from goldsmith.algorithms.masks import decompress

    runs = decompress(counts) if isinstance(counts, str) else np.array(counts, dtype=np.int64)
    if runs.ndim != 1 or len(runs) == 0 or runs.min() < 0:
        raise ValueError("these are no run lengths")
    return runs


def _read_keypoints(annotation: Mapping[str, Any], category: Mapping[str, Any], words: Vocabulary) -> Found | None:
    """Read keypoints as a skeleton, a lone one of no skeleton as a point; None where none is labeled."""
    if not annotation.get("num_keypoints"):
        return None
    numbers = annotation["keypoints"]
    joints = list(zip(numbers[0::3], numbers[1::3], numbers[2::3], strict=True))
    label, names = str(category["name"]), category.get("keypoints") or OF_POINTS
    if len(joints) == 1 and not words.keypoints(label):
        return {"type": "point", "x": joints[0][0], "y": joints[0][1]}
    if len(joints) != len(names):
        raise InvalidError("An annotation has as many keypoints as its category names.", field="keypoints")
    return {
        "type": "skeleton",
        "keypoints": [
            {
                "name": words.keypoint(label, str(name)),
                "x": x,
                "y": y,
                "visibility": "occluded" if seen == HIDDEN else "visible",
            }
            for name, (x, y, seen) in zip(names, joints, strict=True)
            if seen != UNKNOWN
        ],
    }


def _read_box(annotation: Mapping[str, Any]) -> Found:
    left, top, width, height = annotation["bbox"]
    return {"type": "box", "left": left, "top": top, "width": width, "height": height}
