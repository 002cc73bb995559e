"""Outputs of the usual exports, laid back onto the image; boxes that are one object become one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.detection.frame import Fit, frame_of
from goldsmith.algorithms.detection.outputs import Form, guess_form, read_detections
from goldsmith.algorithms.detection.pixels import read_areas
from goldsmith.algorithms.detection.suppression import suppress

SIZE = (100, 50)
sides = st.integers(1, 3_000)


@given(sides, sides, st.sampled_from(["letterbox", "corner", "stretch"]))
def test_the_whole_image_comes_back_whole(width: int, height: int, fit: Fit) -> None:
    frame = frame_of((width, height), (64, 48), fit)
    corners = frame.to_input(np.array([[0.0, 0.0], [width, height]]))
    assert corners.min() >= -1e-9
    assert (corners <= np.array([64, 48]) + 1e-9).all()
    assert frame.to_image(corners.reshape(1, 4)).ravel() == pytest.approx([0, 0, width, height], abs=1e-6)


BOX = [10.0, 20.0, 30.0, 40.0]
MIDDLE = [20.0, 30.0, 20.0, 20.0]
SAID: list[tuple[Form, dict[str, Any]]] = [
    ("yolo", {"output0": np.array([[*MIDDLE, 0.1, 0.2, 0.8]]).reshape(1, 7, 1)}),
    ("yolo_objectness", {"output0": np.array([[[*MIDDLE, 1.0, 0.1, 0.2, 0.8]]])}),
    ("rows", {"output0": np.array([[[*BOX, 0.8, 2.0]]])}),
    (
        "detr",
        {
            "logits": np.log(np.array([[[0.05, 0.1, 0.8, 0.05]]])),
            "pred_boxes": np.array([[[0.2, 0.6, 0.2, 0.4]]]),
        },
    ),
    ("listed", {"boxes": np.array([BOX]), "labels": np.array([2]), "scores": np.array([0.8])}),
]


@pytest.mark.parametrize(("form", "outputs"), SAID)
def test_each_form_is_known_by_its_shapes_and_read(form: Form, outputs: dict[str, Any]) -> None:
    assert guess_form(outputs, 3) == form
    found = read_detections(outputs, form, 3, SIZE)
    assert found.boxes.tolist() == [pytest.approx(BOX)]
    assert (found.classes.tolist(), found.scores.tolist()) == ([2], [pytest.approx(0.8)])


@pytest.mark.parametrize("form", [form for form, _ in SAID])
def test_outputs_of_another_form_are_refused(form: Form) -> None:
    with pytest.raises(ValueError, match=r"expected|shape"):
        read_detections({"x": np.zeros((2, 3))}, form, 3, SIZE)


def test_numbers_that_are_none_are_left_out() -> None:
    wrong = np.array(
        [[[np.nan, 0, 1, 1, 0.9, 0], [0, 0, 1, 1, np.nan, 0], [0, 0, 1, 1, 7.0, 0], [0, 0, 1, 1, 0.9, np.inf]]]
    )
    found = read_detections({"o": wrong}, "rows", 3, SIZE).surest(0.1)
    assert found.classes.tolist() == [-1]


@given(
    st.lists(st.tuples(*[st.floats(0, 50)] * 4, st.floats(0, 1), st.integers(0, 2)), max_size=30), st.floats(0.1, 0.9)
)
def test_no_two_that_stay_are_one_object(rows: list[Any], most_overlap: float) -> None:
    boxes = np.array([[x, y, x + w, y + h] for x, y, w, h, _, _ in rows]).reshape(-1, 4)
    scores, classes = np.array([row[4] for row in rows]), np.array([row[5] for row in rows], dtype=np.int64)
    kept = suppress(boxes, scores, classes, most_overlap)
    assert (np.diff(scores[kept]) <= 0).all()
    again = suppress(boxes[kept], scores[kept], classes[kept], most_overlap)
    assert len(again) == len(kept)
    assert set(classes[kept].tolist()) == set(classes.tolist())


def test_areas_are_laid_onto_the_image_without_the_padding() -> None:
    scores = np.zeros((2, 8, 8), dtype=np.float32)
    scores[0, 2:6, :4], scores[1, 2:6, 4:], scores[0, :2], scores[1, 6:] = 5, 5, 9, 9
    frame = frame_of((16, 8), (64, 64), "letterbox")
    first, second = read_areas(scores, frame, (64, 64))
    assert first.pixels.shape == (8, 16)
    assert first.pixels[:, :8].all()
    assert second.pixels[:, 8:].all()
    assert first.score == pytest.approx(1 / (1 + np.exp(-5)), abs=0.01)
