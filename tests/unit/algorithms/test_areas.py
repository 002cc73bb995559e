"""Pixels to outlines and back, by chance and by hand; run lengths moved between windows without painting."""

import numpy as np
import pycocotools.mask
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from goldsmith.algorithms.areas import ellipse_ring, fill, join, outline, simplify
from goldsmith.algorithms.masks import area, compress, crop, embed, paint, runs_of

windows = arrays.arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12)))
SQUARE = np.array([[1.0, 1.0], [9.0, 1.0], [9.0, 9.0], [1.0, 9.0]])
HOLE = np.array([[3.0, 3.0], [3.0, 6.0], [6.0, 6.0], [6.0, 3.0]])


def rings_of(pixels):
    return [ring for part in outline(pixels) for ring in part]


@given(windows)
def test_outlines_filled_again_are_the_same_pixels(pixels):
    height, width = pixels.shape
    rings = rings_of(pixels)
    assert (fill(rings, width, height) == pixels).all() if rings else not pixels.any()


@given(windows)
def test_one_ring_of_all_seams_holds_the_same_pixels(pixels):
    height, width = pixels.shape
    if rings := rings_of(pixels):
        assert (fill([join(rings)], width, height) == pixels).all()


@given(windows)
def test_a_hole_belongs_to_the_area_around_it(pixels):
    height, width = pixels.shape
    for first, *holes in outline(pixels):
        whole = fill([first], width, height)
        for hole in holes:
            inside = fill([hole], width, height)
            assert inside.any()
            assert not (inside & ~whole).any()


def test_pixels_that_touch_by_a_corner_are_two_areas():
    assert [len(part) for part in outline(np.eye(3, dtype=bool))] == [1, 1, 1]
    assert [len(ring) for ring in rings_of(np.eye(3, dtype=bool))] == [4, 4, 4]


def test_a_hole_is_left_out_and_nothing_beside_the_window_is_painted():
    pixels = fill([SQUARE, HOLE], 8, 20)
    assert pixels.shape == (20, 8)
    assert pixels.sum() == 7 * 8 - 9
    assert fill([SQUARE + 1e7, SQUARE - 1e7], 8, 20).sum() == 0


def test_a_long_zigzag_is_filled_in_batches(monkeypatch):
    monkeypatch.setattr("goldsmith.algorithms.areas.MOST_CROSSINGS", 7)
    ring = np.array([[0.0, 0.0], [2.0, 9.0], [4.0, 0.0], [6.0, 9.0], [8.0, 0.0]])
    in_batches = fill([ring], 10, 10)
    monkeypatch.undo()
    assert (in_batches == fill([ring], 10, 10)).all()
    assert in_batches.any()


places = st.floats(0.5, 30.5)


@given(st.lists(st.tuples(places, places), min_size=3, max_size=9), st.floats(0.01, 3))
def test_what_is_left_out_of_an_outline_was_near_it(corners, tolerance):
    ring = np.array(corners)
    simple = simplify(ring, tolerance)
    assert 3 <= len(simple) <= len(ring)
    assert {tuple(corner) for corner in simple} <= {tuple(corner) for corner in ring}


def test_a_disc_of_pixels_becomes_a_few_corners():
    ys, xs = np.mgrid[:400, :400]
    disc = (xs - 199.5) ** 2 + (ys - 199.5) ** 2 < 150**2
    ((ring,),) = outline(disc)
    simple = simplify(ring, 1.0)
    assert len(simple) < len(ring) / 5
    assert (fill([simple], 400, 400) ^ disc).sum() < disc.sum() / 100


@pytest.mark.parametrize(("radius_x", "radius_y", "degrees"), [(100, 40, 0), (100, 40, 30), (3, 3, 90), (0.01, 2, -45)])
def test_an_ellipse_becomes_an_outline_of_nearly_its_area(radius_x, radius_y, degrees):
    xs, ys = ellipse_ring(200, 100, radius_x, radius_y, degrees).T
    covered = abs(np.dot(xs, np.roll(ys, -1)) - np.dot(ys, np.roll(xs, -1))) / 2
    assert covered == pytest.approx(np.pi * radius_x * radius_y, rel=0.1)
    assert np.hypot(xs - 200, ys - 100).max() <= max(radius_x, radius_y) + 1e-9


@given(windows, st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=200)
def test_run_lengths_move_between_a_window_and_its_image(pixels, left, top):
    height, width = pixels.shape
    image = np.zeros((height + 9, width + 8), dtype=bool)
    image[top : top + height, left : left + width] = pixels
    if pixels.any():
        runs = embed(runs_of(pixels), (left, top, width, height), width + 8, height + 9)
        assert (paint(runs, width + 8, height + 9) == image).all()
        *window, inner = crop(runs, width + 8, height + 9)
        x, y, across, down = window
        assert (paint(inner, across, down) == image[y : y + down, x : x + across]).all()
        assert area(inner) == pixels.sum()
        encoded = {"size": [height + 9, width + 8], "counts": compress(runs)}
        assert pycocotools.mask.toBbox(encoded).tolist() == window


@pytest.mark.parametrize("runs", [[4], [1, 1], [0, 0, 4]])
def test_run_lengths_of_nothing_or_of_another_size_have_no_window(runs):
    with pytest.raises(ValueError, match="window"):
        crop(np.array(runs), 2, 2)
