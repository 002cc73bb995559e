"""What a model marks becomes a shape that the label may have; who asks too often waits; what is warm is made once."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from goldsmith.algorithms.masks import decompress, paint
from goldsmith.errors import ThrottledError
from goldsmith.journey.prelabel.pace import Pace
from goldsmith.journey.prelabel.shapes import Geometry, box_between, fit_to_label, mask_of, polygons_of
from goldsmith.journey.prelabel.warm import Warm

RING = np.ones((6, 8), dtype=np.bool_)
RING[2:4, 2:6] = False
BOX: Geometry = {"type": "box", "left": 2.0, "top": 3.0, "width": 4.0, "height": 5.0}


def pixels_of(mask: Geometry) -> np.ndarray:
    return paint(decompress(mask["counts"]), mask["width"], mask["height"])


def test_a_mask_is_as_small_as_its_pixels() -> None:
    whole = np.zeros((20, 30), dtype=np.bool_)
    whole[4:10, 5:13] = RING
    mask = mask_of(whole, left=100)
    assert mask is not None
    assert (mask["left"], mask["top"], mask["width"], mask["height"]) == (105, 4, 8, 6)
    assert (pixels_of(mask) == RING).all()
    assert mask_of(np.zeros((3, 3), dtype=np.bool_)) is None


def test_an_area_becomes_an_outline_with_its_hole_and_the_same_pixels_again() -> None:
    mask = mask_of(RING, left=10, top=20)
    assert mask is not None
    polygon = fit_to_label(mask, ["polygon"])
    assert polygon is not None
    assert len(polygon["holes"]) == 1
    again = fit_to_label(polygon, ["mask"])
    assert again == mask


def test_the_largest_part_comes_first() -> None:
    parts = np.zeros((10, 20), dtype=np.bool_)
    parts[0:2, 0:2], parts[3:9, 5:15] = True, True
    first, second = polygons_of(parts)
    assert min(each["x"] for each in first["vertices"]) == 5
    assert min(each["x"] for each in second["vertices"]) == 0


@pytest.mark.parametrize(
    ("allowed", "kind"),
    [
        ([], "box"),
        (["box", "mask"], "box"),
        (["polygon"], "polygon"),
        (["mask"], "mask"),
        (["rotated_box"], "rotated_box"),
    ],
)
def test_a_box_becomes_what_the_label_may_have(allowed: list[str], kind: str) -> None:
    fitted = fit_to_label(BOX, allowed)
    assert fitted is not None
    assert fitted["type"] == kind
    assert fit_to_label(fitted, ["box"]) == BOX


@pytest.mark.parametrize("allowed", [["point"], ["line"], ["skeleton"], ["cuboid", "ellipse"]])
def test_where_only_other_things_may_be_drawn_nothing_is_said(allowed: list[str]) -> None:
    assert fit_to_label(BOX, allowed) is None


def test_a_turned_box_and_an_ellipse_are_taken_by_their_real_bounds() -> None:
    turned = {"type": "rotated_box", "left": 0.0, "top": 10.0, "width": 20.0, "height": 4.0, "rotation": 90.0}
    assert fit_to_label(turned, ["box"]) == {"type": "box", "left": 8.0, "top": 2.0, "width": 4.0, "height": 20.0}
    ellipse = {"type": "ellipse", "x": 10.0, "y": 10.0, "radius_x": 6.0, "radius_y": 3.0, "rotation": 0.0}
    bounds = fit_to_label(ellipse, ["box"])
    assert bounds is not None
    assert (bounds["width"], bounds["height"]) == (pytest.approx(12, abs=0.3), pytest.approx(6, abs=0.3))


def test_what_is_no_pixel_wide_is_left_out() -> None:
    assert box_between([1.0, 1.0, 1.4, 9.0]) is None


def test_who_asks_too_often_waits_and_others_do_not() -> None:
    now = [0.0]
    pace = Pace(2, 10.0, clock=lambda: now[0])
    pace.note("ada")
    now[0] = 4.0
    pace.note("ada")
    with pytest.raises(ThrottledError) as refusal:
        pace.note("ada")
    assert refusal.value.retry_after_seconds == 6
    pace.note("grace")
    now[0] = 10.1
    pace.note("ada")


async def test_what_several_ask_for_at_once_is_made_once_and_the_oldest_goes_first() -> None:
    made: list[str] = []

    async def make(name: str) -> str:
        await asyncio.sleep(0)
        made.append(name)
        return name.upper()

    warm: Warm[str] = Warm(2)
    assert await asyncio.gather(*(warm.get("a", lambda: make("a")) for _ in range(3))) == ["A"] * 3
    for name in ("b", "a", "c", "a", "b"):
        assert await warm.get(name, lambda name=name: make(name)) == name.upper()  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


async def test_what_could_not_be_made_is_tried_again() -> None:
    async def fail() -> str:
        raise ValueError("no")

    async def succeed() -> str:
        return "yes"

    warm: Warm[str] = Warm(1)
    with pytest.raises(ValueError, match="no"):
        await warm.get("a", fail)
    assert await warm.get("a", succeed) == "yes"
