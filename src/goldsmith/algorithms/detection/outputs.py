"""Outputs of the usual exports of object detectors, read as boxes in pixels of the model's input.

`yolo`: (1, 4 + n, anchors), middle and size, a score a class (YOLOv8, YOLO11; https://docs.ultralytics.com/modes/export).
`yolo_objectness`: (1, anchors, 5 + n), the same with the score of any object before the classes (YOLOv5).
`rows`: (1, boxes, 6), corners, score and class (YOLOv10, exports that suppress by themselves).
`detr`: logits (1, queries, n or n + 1) and boxes (1, queries, 4), shares of the input (https://arxiv.org/abs/2005.12872).
`listed`: boxes (k, 4) by their corners, labels (k) and scores (k) (torchvision, RT-DETR).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Detections", "Form", "guess_form", "read_detections"]

Form = Literal["yolo", "yolo_objectness", "rows", "detr", "listed", "pixels"]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Outputs = Mapping[str, npt.NDArray[Any]]

MOST_CANDIDATES: Final = 3_000


class Detections(NamedTuple):
    """Boxes by their corners (left, top, right, bottom), shape (k, 4), with a class and a score between 0 and 1."""

    boxes: Floats
    classes: Integers
    scores: Floats

    def surest(self, least_score: float) -> Detections:
        """Those at least so sure whose boxes are real, surest first, and no more than can be compared."""
        is_real = np.isfinite(self.boxes).all(axis=1) & (self.scores >= least_score) & (self.scores <= 1)
        kept = np.flatnonzero(is_real)
        kept = kept[np.argsort(-self.scores[kept], kind="stable")][:MOST_CANDIDATES]
        return self.take(kept)

    def take(self, kept: Integers) -> Detections:
        return Detections(self.boxes[kept], self.classes[kept], self.scores[kept])


def guess_form(outputs: Outputs, classes: int) -> Form | None:
    """The form that outputs of these shapes have, None where they have none that is known."""
    shapes = [output.shape for output in outputs.values()]
    if any(len(shape) == 4 and shape[1] == classes for shape in shapes):
        return "pixels"
    if (
        len(shapes) >= 3
        and _find(outputs, ("box",))
        and _find(outputs, ("label", "class"))
        and _find(outputs, ("score",))
    ):
        return "listed"
    threefold = [shape for shape in shapes if len(shape) == 3]
    if len(threefold) >= 2 and any(shape[2] == 4 for shape in threefold):
        return "detr"
    return _guess_single(threefold[0], classes) if threefold else None


def _guess_single(shape: Sequence[int], classes: int) -> Form | None:
    if shape[1] == 4 + classes and shape[1] != shape[2]:
        return "yolo"
    if shape[2] == 5 + classes and not (shape[2] == 6 and shape[1] <= 300):
        return "yolo_objectness"
    if shape[2] == 6:
        return "rows"
    return "yolo" if shape[1] == 4 + classes else None


def read_detections(outputs: Outputs, form: Form, classes: int, input_size: tuple[int, int]) -> Detections:
    """Everything that the outputs name, in pixels of the input. Raises ValueError where the shapes do not fit the form.

    >>> said = {"output0": np.array([[[8.0], [8.0], [4.0], [2.0], [0.1], [0.9]]])}
    >>> read_detections(said, "yolo", 2, (16, 16)).boxes.tolist()
    [[6.0, 7.0, 10.0, 9.0]]
    """
    return _READERS[form](outputs, classes, input_size)


def _read_yolo(outputs: Outputs, classes: int, _: tuple[int, int]) -> Detections:
    rows = _rows(outputs, lambda shape: shape[1] == 4 + classes).T
    return _by_class(_corners(rows[:, :4]), rows[:, 4:])


def _read_objectness(outputs: Outputs, classes: int, _: tuple[int, int]) -> Detections:
    rows = _rows(outputs, lambda shape: shape[2] == 5 + classes)
    return _by_class(_corners(rows[:, :4]), rows[:, 4:5] * rows[:, 5:])


def _read_rows(outputs: Outputs, _: int, __: tuple[int, int]) -> Detections:
    rows = _rows(outputs, lambda shape: shape[2] == 6)
    return Detections(rows[:, :4], _whole(rows[:, 5]), rows[:, 4])


def _read_detr(outputs: Outputs, classes: int, input_size: tuple[int, int]) -> Detections:
    boxes = _rows(outputs, lambda shape: shape[2] == 4, prefer="box")
    logits = _rows(outputs, lambda shape: shape[2] in (classes, classes + 1), prefer="logit")
    if len(boxes) != len(logits):
        raise ValueError("as many boxes as logits are expected")
    scores = _softmax(logits)[:, :classes] if logits.shape[1] == classes + 1 else 1 / (1 + np.exp(-logits))
    return _by_class(_corners(boxes) * np.tile(input_size, 2), scores)


def _read_listed(outputs: Outputs, _: int, __: tuple[int, int]) -> Detections:
    names = [_find(outputs, words) for words in (("box",), ("label", "class"), ("score",))]
    if not all(names):
        raise ValueError("outputs for boxes, labels and scores are expected")
    boxes, classes, scores = (np.asarray(outputs[str(name)], dtype=np.float64) for name in names)
    boxes, classes, scores = boxes.reshape(-1, 4), classes.ravel(), scores.ravel()
    if not len(boxes) == len(classes) == len(scores):
        raise ValueError("as many labels and scores as boxes are expected")
    return Detections(boxes, _whole(classes), scores)


def _rows(outputs: Outputs, fits: Any, prefer: str = "") -> Floats:
    """The rows of the first output of one image whose shape fits."""
    found = [name for name, each in outputs.items() if each.ndim == 3 and each.shape[0] == 1 and fits(each.shape)]
    if not found:
        raise ValueError("no output has this shape")
    name = next((each for each in found if prefer in each.lower()), found[0])
    return np.asarray(outputs[name][0], dtype=np.float64)


def _find(outputs: Outputs, words: Sequence[str]) -> str | None:
    return next((name for name in outputs if any(word in name.lower() for word in words)), None)


def _by_class(boxes: Floats, scores: Floats) -> Detections:
    """The likeliest class of each box."""
    best = scores.argmax(axis=1)
    return Detections(boxes, best.astype(np.int64), scores[np.arange(len(best)), best])


def _corners(boxes: Floats) -> Floats:
    """Left, top, right and bottom from middle and size."""
    half = boxes[:, 2:] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], axis=1)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _whole(numbers: Floats) -> Integers:
    return np.where(np.isfinite(numbers) & (np.abs(numbers) < 1e9), numbers, -1).astype(np.int64)


_READERS: Final = {
    "yolo": _read_yolo,
    "yolo_objectness": _read_objectness,
    "rows": _read_rows,
    "detr": _read_detr,
    "listed": _read_listed,
}
