"""Overlap of turned rectangles and ellipses, checked against painted pixels and known areas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms import chords
from goldsmith.algorithms.chords import turned_overlap

SHAPES = st.tuples(st.floats(-20, 20), st.floats(-20, 20), st.floats(5, 30), st.floats(5, 30), st.floats(-359, 359))
Y, X = np.mgrid[-89.9:90:0.2, -89.9:90:0.2]
"""Middles of cells: on their corners an edge would count whole cells in or out."""


def rows(*shapes):
    return np.array(shapes, dtype=float)


def painted(shape, are_ellipses):
    x, y, half_width, half_height, rotation = shape
    turn = np.radians(rotation)
    across = ((X - x) * np.cos(turn) + (Y - y) * np.sin(turn)) / half_width
    down = (-(X - x) * np.sin(turn) + (Y - y) * np.cos(turn)) / half_height
    return across**2 + down**2 <= 1 if are_ellipses else (abs(across) <= 1) & (abs(down) <= 1)


@pytest.mark.parametrize("are_ellipses", [False, True])
@given(one=SHAPES, other=SHAPES)
def test_overlap_is_that_of_painted_shapes(are_ellipses, one, other):
    first, second = (painted(shape, are_ellipses) for shape in (one, other))
    wanted = (first & second).sum() / (first | second).sum()
    found = turned_overlap(rows(one), rows(other), are_ellipses=are_ellipses)
    assert found == pytest.approx(wanted, abs=0.02)
    assert turned_overlap(rows(other), rows(one), are_ellipses=are_ellipses) == pytest.approx(found, abs=1e-12)


def test_a_square_turned_by_an_eighth_overlaps_as_an_octagon_does():
    found = turned_overlap(rows((0, 0, 1, 1, 0)), rows((0, 0, 1, 1, 45)), are_ellipses=False)
    assert found == pytest.approx(2**-0.5, abs=0.002)


@pytest.mark.parametrize("are_ellipses", [False, True])
def test_the_same_place_described_otherwise_overlaps_wholly_and_places_apart_not_at_all(are_ellipses):
    first = rows((5, 5, 10, 3, 30), (5, 5, 10, 3, 30), (0, 0, 1, 1, 0), (1, 1, 2, 2, 9))
    second = rows((5, 5, 3, 10, 120), (5, 5, 10, 3, -150), (9, 9, 1, 1, 45), (1, 1, 2, 2, 9))
    found = turned_overlap(first, second, are_ellipses=are_ellipses)
    assert found == pytest.approx([1, 1, 0, 1], abs=0.005)
    assert found[-1] == 1


def test_many_pairs_are_compared_a_part_at_a_time(monkeypatch):
    shapes = np.random.default_rng(0).uniform(1, 20, (50, 5))
    whole = turned_overlap(shapes, shapes[::-1], are_ellipses=False)
    monkeypatch.setattr(chords, "AT_ONCE", 7)
    assert (turned_overlap(shapes, shapes[::-1], are_ellipses=False) == whole).all()
    assert turned_overlap(shapes[:0], shapes[:0], are_ellipses=True).tolist() == []
