"""Masks as run lengths, checked against the library that defined the form."""

import numpy as np
import pycocotools.mask
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from goldsmith.algorithms.masks import area, compress, decompress, intervals, paint, runs_of

WINDOWS = arrays.arrays(bool, st.tuples(st.integers(1, 40), st.integers(1, 40)))


def coco(pixels):
    return pycocotools.mask.encode(np.asfortranarray(pixels.astype(np.uint8)))["counts"].decode()


@given(WINDOWS)
def test_masks_are_written_as_coco_writes_them_and_read_back(pixels):
    height, width = pixels.shape
    counts = compress(runs_of(pixels))
    assert counts == coco(pixels)
    assert (paint(decompress(counts), width, height) == pixels).all()
    assert area(decompress(counts)) == pixels.sum()


@given(WINDOWS, st.integers(0, 30), st.integers(0, 30))
def test_intervals_are_the_pixels_of_the_image_down_its_columns(pixels, left, top):
    height, width = pixels.shape
    image = np.zeros((top + height + 3, left + width + 2), dtype=bool)
    image[top : top + height, left : left + width] = pixels
    starts, ends = intervals(runs_of(pixels), left, top, height, image.shape[0])
    painted = [place for start, end in zip(starts, ends, strict=True) for place in range(start, end)]
    assert painted == np.flatnonzero(image.T.ravel()).tolist()


@pytest.mark.parametrize("counts", ["", "p", "P", "!", "5P", "1" + "o" * 30, "O1"])
def test_what_is_no_run_lengths_is_refused(counts):
    with pytest.raises(ValueError, match=r"run"):
        decompress(counts)


@given(st.text(alphabet=[chr(code) for code in range(48, 112)], max_size=60))
def test_any_text_is_read_or_refused(counts):
    try:
        runs = decompress(counts)
    except ValueError:
        return
    assert runs.min() >= 0
