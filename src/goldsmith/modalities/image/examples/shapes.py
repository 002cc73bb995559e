"""Random marks for the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from goldsmith.algorithms.masks import compress, decompress, paint, runs_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from goldsmith.ontology import Ontology

__all__ = ["arrange", "make_shape"]

KINDS: Final[Mapping[str, Sequence[str]]] = {
    "boxes": ("box",),
    "outlines": ("polygon", "line", "point"),
    "poses": ("skeleton",),
    "segmentation": ("mask",),
    "instances": ("mask",),
}
SHAPES: Final = ("box", "rotated_box", "polygon", "line", "point", "ellipse", "cuboid", "skeleton")
KEYPOINTS: Final[Mapping[str, Sequence[str]]] = {"poses": ("nose", "left_eye", "right_eye", "left_hip", "right_hip")}
ENDS: Final = ("bowl", "tip")


def make_shape(random: Random, example: Mapping[str, Any]) -> dict[str, Any]:
    """Draw a random shape in the example's picture; the coarse grid makes touching and equal shapes likely."""
    width, height = example["facts"]["width"], example["facts"]["height"]
    kind = random.choice(KINDS.get(example.get("template", ""), SHAPES))
    beside = {}
    if random.random() < 0.2:
        beside = {"z_order": random.randint(-1, 2), "group": random.choice("ab")}
    if kind == "skeleton":
        names = KEYPOINTS.get(example.get("template", ""), ENDS)
        return {"type": kind, "keypoints": _keypoints(random, names, width, height), **beside}
    return {"type": kind, **_geometry(random, kind, width, height), **beside}


def arrange(
    random: Random, example: Mapping[str, Any], ontology: Ontology, marks: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Make masks keep what the ontology promises: what is no thing once, no pixel twice, none without a label."""
    labels = {label.name: label for label in ontology.labels}
    shape = example["facts"]["height"], example["facts"]["width"]
    seen: set[str] = set()
    taken = np.zeros(shape, dtype=bool)
    kept = []
    for mark in marks:
        if mark["type"] != "mask":
            kept.append(mark)
            continue
        pixels = _painted(mark, shape)
        free = pixels if ontology.masks.may_overlap else pixels & ~taken
        is_twice = mark["label"] in seen and not labels[mark["label"]].is_thing
        if free.any() and not is_twice:
            kept.append(mark if (free == pixels).all() else {**mark, **_window(free)})
            seen.add(mark["label"])
            taken |= free
    if not ontology.masks.allow_unlabeled and not taken.all():
        rest = random.choice([name for name in labels if name not in seen])
        kept.append({"uuid": "rest", "type": "mask", "label": rest, "attributes": {}, **_window(~taken)})
    return kept


def _geometry(random: Random, kind: str, width: float, height: float) -> dict[str, Any]:
    corner = _place(random, width, height)
    wide, high = random.choice((0.1, 10.3, width / 7)), random.choice((0.2, 10.0, height / 7))
    turn = random.choice((0, 45, 90, -180, 359.5))
    if kind in {"box", "rotated_box"}:
        if kind == "rotated_box":  # its middle stays in the picture, however it is turned
            left, top = corner["x"] - wide / 2, corner["y"] - high / 2
            return {"left": left, "top": top, "width": wide, "height": high, "rotation": turn}
        return {"left": corner["x"], "top": corner["y"], "width": wide, "height": high}
    if kind == "ellipse":
        return {**corner, "radius_x": wide, "radius_y": high, "rotation": turn}
    if kind == "mask":
        return _random_window(random, int(width), int(height))
    if kind == "point":
        return corner
    count = 8 if kind == "cuboid" else random.randint(3 if kind == "polygon" else 2, 8)
    vertices = [_place(random, width, height) for _ in range(count)]
    has_hole = kind == "polygon" and random.random() < 0.3
    return {"vertices": vertices, **({"holes": [vertices[:3]]} if has_hole else {})}


def _keypoints(random: Random, names: Sequence[str], width: float, height: float) -> list[dict[str, Any]]:
    seen = ("visible", "occluded")
    return [
        {"name": name, **_place(random, width, height), "visibility": random.choice(seen)}
        for name in random.sample(names, random.randint(1, len(names)))
    ]


def _place(random: Random, width: float, height: float) -> dict[str, float]:
    if random.random() < 0.5:
        return {"x": random.randint(0, 3) * width / 4, "y": random.randint(0, 3) * height / 4}
    return {"x": round(random.uniform(0, width), 2), "y": random.uniform(0, height)}


def _random_window(random: Random, width: int, height: int) -> dict[str, Any]:
    """A mask of a few bars; windows lie on a coarse grid and may be larger than their pixels."""
    wide, high = random.choice((1, 7, width // 2)), random.choice((1, 9, height // 2))
    pixels = np.zeros((high, wide), dtype=bool)
    for _ in range(random.randint(1, 3)):
        top, left = random.randrange(high), random.randrange(wide)
        pixels[top : top + random.randint(1, high), left : left + random.randint(1, wide)] = True
    left, top = random.choice((0, width // 4, width - wide)), random.choice((0, height // 4, height - high))
    return {"left": left, "top": top, "width": wide, "height": high, "counts": compress(runs_of(pixels))}


def _painted(mark: Mapping[str, Any], shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    pixels = np.zeros(shape, dtype=bool)
    rows = slice(mark["top"], mark["top"] + mark["height"])
    columns = slice(mark["left"], mark["left"] + mark["width"])
    pixels[rows, columns] = paint(decompress(mark["counts"]), mark["width"], mark["height"])
    return pixels


def _window(pixels: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """The smallest window with these pixels."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    inside = pixels[top : rows[-1] + 1, left : columns[-1] + 1]
    high, wide = inside.shape
    return {"left": left, "top": top, "width": wide, "height": high, "counts": compress(runs_of(inside))}
