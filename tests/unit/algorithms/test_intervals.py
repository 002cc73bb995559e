"""Sets of pixels as intervals, checked against painted pixels and against the library that defined masks."""

import numpy as np
import pycocotools.mask
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from goldsmith.algorithms.intervals import Intervals, above, framed, joined, shared, strongest, total, weigh
from goldsmith.algorithms.masks import area, compress, decompress, intervals, paint, runs_of

HEIGHT, WIDTH = 9, 7
PIXELS = arrays.arrays(bool, (HEIGHT, WIDTH))
SEVERAL = st.lists(PIXELS, min_size=1, max_size=5)
WEIGHTS = st.sampled_from([0.25, 1.0, 3.0])


def set_of(pixels):
    return intervals(runs_of(pixels), 0, 0, HEIGHT, HEIGHT)


def painted(found):
    flat = np.zeros(HEIGHT * WIDTH, dtype=bool)
    for start, end in zip(*found, strict=True):
        flat[start:end] = True
    return flat.reshape(WIDTH, HEIGHT).T


def coco(pixels):
    return pycocotools.mask.encode(np.asfortranarray(pixels.astype(np.uint8)))


@given(PIXELS, PIXELS)
def test_shared_and_joined_pixels_are_those_that_coco_counts(one, other):
    first, second = set_of(one), set_of(other)
    both = int(pycocotools.mask.area(pycocotools.mask.merge([coco(one), coco(other)], intersect=True)))
    either = int(pycocotools.mask.area(pycocotools.mask.merge([coco(one), coco(other)])))
    assert (shared(first, second), shared(second, first)) == (both, both)
    assert total(joined([first, second])) == either
    if either:
        overlap = pycocotools.mask.iou([coco(one)], [coco(other)], [0])[0, 0]
        assert both / (total(first) + total(second) - both) == overlap


@given(SEVERAL, st.data())
def test_a_vote_is_taken_pixel_by_pixel(several, data):
    weights = [data.draw(WEIGHTS) for _ in several]
    edges, weight = weigh([set_of(pixels) for pixels in several], weights)
    votes = sum(pixels * share for pixels, share in zip(several, weights, strict=True))
    assert (painted(above(edges, weight, sum(weights) / 2)) == (votes > sum(weights) / 2)).all()


@given(SEVERAL, st.data())
def test_the_strongest_at_each_pixel_is_found(several, data):
    ranks = [data.draw(st.integers(0, 9)) for _ in several]
    sets = [set_of(pixels) for pixels in several]
    starts, ends = (np.concatenate([each[side] for each in sets]) for side in (0, 1))
    edges, best = strongest(starts, ends, np.repeat(ranks, [len(each.starts) for each in sets]))
    wanted = np.max([np.where(pixels, rank, -1) for pixels, rank in zip(several, ranks, strict=True)], axis=0)
    for rank in range(-1, 10):
        at_rank = [(low, high) for low, high, found in zip(edges, edges[1:], best, strict=False) if found == rank]
        assert (painted(np.array(at_rank, dtype=int).reshape(-1, 2).T) <= (wanted == rank)).all()
        if rank >= 0:
            assert (painted(np.array(at_rank, dtype=int).reshape(-1, 2).T) == (wanted == rank)).all()


@given(PIXELS.filter(np.any))
def test_a_set_of_pixels_becomes_the_smallest_window_and_its_runs(pixels):
    (left, top, width, height), runs = framed(set_of(pixels), HEIGHT)
    window = pixels[top : top + height, left : left + width]
    assert area(runs) == pixels.sum()
    assert (paint(runs, width, height) == window).all()
    assert compress(runs) == coco(window)["counts"].decode()
    assert all(window.any(axis=axis)[[0, -1]].all() for axis in (0, 1))


def test_a_hundred_million_pixels_cost_no_more_than_their_intervals():
    tall = 100_000
    first = intervals(decompress(compress(np.array([0, tall * 1000]))), 0, 0, tall, tall)
    second = intervals(decompress(compress(np.array([tall * 500, tall * 500]))), 0, 0, tall, tall)
    assert shared(first, second) == tall * 500
    edges, weight = weigh([first, second], [1, 1])
    window, runs = framed(above(edges, weight, 1), tall)
    assert window == (500, 0, 500, tall)
    assert runs.tolist() == [0, tall * 500]


def test_nothing_shares_nothing():
    nothing = Intervals(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    assert shared(nothing, nothing) == 0
    assert total(joined([nothing, nothing])) == 0
