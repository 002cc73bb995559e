"""Masks as the pictures of a segmentation's response: all together, each alone, and what has no label.

Source: https://docs.scale.com/reference/segmentannotation-callback-format
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.compat.scale.types.contract import MADE_FILE, Params
from goldsmith.compat.scale.types.mask_labels import attributes_of, classes_of
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.integer[Any]]
    Bytes = npt.NDArray[np.uint8]

__all__ = ["EXTENDED", "INDEXED", "LARGEST_OF_BYTE", "write_masks"]

MOST_MASKS: Final = 2_000
LARGEST_OF_BYTE: Final = 255
ROWS: Final = 256
INDEXED: Final = "indexedImage"
EXTENDED: Final = "extendedIndexedImage"
COLORS: Final = (
    *("#e6194b", "#3cb44b", "#ffe119", "#4363d8", "#f58231", "#911eb4", "#46f0f0", "#f032e6", "#bcf60c", "#fabebe"),
    *("#008080", "#e6beff", "#9a6324", "#fffac8", "#800000", "#aaffc3", "#808000", "#ffd8b1", "#000075", "#808080"),
)
WHITE: Final = (255, 255, 255, 255)
NOTHING: Final = (0, 0, 0, 0)


def write_masks(params: Params, answer: Params, facts: Params, folder: Path) -> dict[str, Any]:
    """Paint an answer as indices, the uppermost mask of a pixel counting; write the pictures and tell what they say."""
    labels, shapes, indices = _indices(params, answer, facts)
    if len(shapes) > MOST_MASKS:
        raise InvalidError(f"A response holds the pictures of at most {MOST_MASKS:,} masks.", field="annotations")
    colors = [COLORS[number % len(COLORS)] for number in range(len(shapes))]
    counts, attributes = _counts(indices, len(shapes)), attributes_of(params)
    mapping: dict[str, Any] = {}
    labeled: dict[str, Any] = {}
    for index, (shape, color) in enumerate(zip(shapes, colors, strict=True), start=1):
        if counts[index]:
            said = attributes.show(shape.get("attributes") or {})
            entry = {"index": index, "color": color, "numPixels": counts[index]}
            alone = _write_picture(folder, f"labeled-{index}", indices, _only(index, _opaque(color)))
            _put(mapping, *labels[shape["label"]], {**entry, **({"attributes": said} if said else {})})
            _put(labeled, *labels[shape["label"]], alone)
    annotations = {
        "combined": _write_combined(folder, indices, colors),
        "labeled": labeled,
        "unlabeled": _write_picture(folder, "unlabeled", indices, _only(0, WHITE)),
    }
    others = {"global_attributes": answer["global_attributes"]} if answer.get("global_attributes") else {}
    return {"labelMapping": mapping, "annotations": annotations, **others}


def _put(told: dict[str, Any], label: str, is_counted: bool, entry: Any) -> None:
    """One entry a label, or where instances are told apart a list of them."""
    if is_counted:
        told.setdefault(label, []).append(entry)
    else:
        told[label] = entry


def _write_combined(folder: Path, indices: Numbers, colors: list[str]) -> dict[str, str]:
    import numpy as np

    painted = np.array([NOTHING, *map(_opaque, colors)], dtype=np.uint8)
    numbers = np.arange(len(colors) + 1)
    bytes_of = np.stack([numbers, numbers >> 8, numbers >> 16, np.full_like(numbers, 255)], axis=1).astype(np.uint8)
    return {
        "image": _write_picture(folder, "image", indices, painted.__getitem__),
        INDEXED: _write_picture(folder, "indexed", indices, lambda block: block),
        EXTENDED: _write_picture(folder, "extended", indices, bytes_of.__getitem__),
    }


def _opaque(color: str) -> tuple[int, ...]:
    return (*bytes.fromhex(color[1:]), 255)


def _indices(
    params: Params, answer: Params, facts: Params
) -> tuple[dict[str, tuple[str, bool]], list[Params], Numbers]:
    """Each label's word and whether it is counted; what has an index, from 1; and the indices, shape (height, width).

    Masks of a label whose instances are not told apart share the index of the first.
    """
    import numpy as np

    classes, given = classes_of(params), list(answer.get("annotations") or ())
    labels = {name: (word, classes[word][1]) for word, name in name_each(classes).items()}
    picture, painted = _paint(given, facts)
    kind: type[np.integer[Any]] = np.uint8 if len(painted) <= LARGEST_OF_BYTE else np.uint16
    table = np.zeros(len(painted) + 1, dtype=kind)
    shapes: list[Params] = []
    shared: dict[str, int] = {}
    for number in sorted(range(len(painted)), key=painted.__getitem__):
        shape = given[painted[number]]
        _, is_counted = labels.setdefault(shape["label"], (shape["label"], True))
        if is_counted or shape["label"] not in shared:
            shapes.append(shape)
            shared[shape["label"]] = len(shapes)
        table[number + 1] = shared[shape["label"]]
    indices: Numbers = table[picture]
    return labels, shapes, indices


def _paint(given: list[Params], facts: Params) -> tuple[Numbers, list[int]]:
    """The picture of painted shapes, counted from 1, and the place of each in the answer."""
    from goldsmith.modalities.codec import LossReport
    from goldsmith.modalities.image.formats.delivered import read_delivered
    from goldsmith.modalities.image.formats.segments import paint_segments

    numbered = {"annotations": [{**shape, "uuid": str(place)} for place, shape in enumerate(given)]}
    record = msgspec.json.encode({"answer": numbered, "assets": [{"facts": facts}]})
    painted = paint_segments(read_delivered(record), len(given) + LARGEST_OF_BYTE, LossReport())
    if painted is None:
        raise InvalidError("An image of this size cannot be painted.", field="attachment")
    return painted[0], [int(shape.uuid) for shape in painted[1]]


def _counts(indices: Numbers, most: int) -> list[int]:
    import numpy as np

    counts = np.zeros(most + 1, dtype=np.int64)
    for block in _blocks(indices):
        counts += np.bincount(block.ravel(), minlength=most + 1)
    return [int(count) for count in counts]


def _blocks(indices: Numbers) -> Iterator[Numbers]:
    return (indices[top : top + ROWS] for top in range(0, len(indices), ROWS))


def _only(index: int, color: tuple[int, ...]) -> Callable[[Numbers], Bytes]:
    """Paint one index alone."""
    import numpy as np

    colors = np.array([NOTHING, color], dtype=np.uint8)

    def paint(block: Numbers) -> Bytes:
        inside = block == index
        return colors[inside.astype(np.uint8)] if inside.any() else np.zeros((*block.shape, 4), dtype=np.uint8)

    return paint


def _write_picture(folder: Path, name: str, indices: Numbers, paint: Callable[[Numbers], Numbers]) -> str:
    from goldsmith.modalities.image.formats.pictures import write_png

    with (folder / f"{name}.png").open("wb") as file:
        write_png(file, (indices.shape[1], indices.shape[0]), map(paint, _blocks(indices)))
    return f"{MADE_FILE}{name}.png"
