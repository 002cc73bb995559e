"""What is refused of shapes in an image, with the sentence and the path that a person reads."""

import numpy as np
import pytest

from goldsmith.algorithms.masks import compress, runs_of
from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import Label, Masks, Ontology, Skeleton, SkeletonPoint

IMAGE = registry.get("image.v1")
SIZE = {"width": 6, "height": 4}
BODY = Skeleton((SkeletonPoint("head", 0.5, 0), SkeletonPoint("foot", 0.5, 1)))
LABELS = (Label(name="car"), Label(name="man", skeleton=BODY), Label(name="sky", is_thing=False))
FREE = Ontology(labels=LABELS)
APART = Ontology(labels=LABELS, masks=Masks(may_overlap=False))
COVERED = Ontology(labels=LABELS, masks=Masks(allow_unlabeled=False))
WHOLE = Ontology(labels=LABELS, masks=Masks(may_overlap=False, allow_unlabeled=False))


def mask(label="car", left=0, top=0, width=6, height=4, counts=None):
    filled = compress(runs_of(np.ones((height, width), dtype=bool)))
    window = {"left": left, "top": top, "width": width, "height": height}
    return {"type": "mask", "label": label, **window, "counts": filled if counts is None else counts}


def skeleton(*names, label="man"):
    return {"type": "skeleton", "label": label, "keypoints": [{"name": name, "x": 1, "y": 1} for name in names]}


def check(ontology, *marks, facts=SIZE, complete=True):
    return read_answer(IMAGE, ontology, {"annotations": list(marks)}, facts=facts, complete=complete)


def refused(ontology, *marks, **how):
    """The sentence, and the path within the answer."""
    with pytest.raises(InvalidError) as caught:
        check(ontology, *marks, **how)
    return str(caught.value), caught.value.field.removeprefix("answer.")


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "box", "left": 7, "top": 0, "width": 2, "height": 2},
        {"type": "box", "left": 0, "top": -9, "width": 2, "height": 2},
        {"type": "box", "left": -7, "top": 0, "width": 9, "height": 2},
        {"type": "rotated_box", "left": 20, "top": 0, "width": 2, "height": 2, "rotation": 30},
        {"type": "ellipse", "x": 3, "y": 2, "radius_x": 30, "radius_y": 1},
        {"type": "point", "x": 3, "y": 5},
        {"type": "cuboid", "vertices": [{"x": n, "y": 90} for n in range(8)]},
        {"type": "polygon", "vertices": [{"x": n, "y": -9} for n in range(3)]},
    ],
    ids=lambda shape: shape["type"],
)
def test_shapes_beside_the_image_are_refused(shape):
    assert refused(FREE, {**shape, "label": "car"}) == ("This shape lies outside the image.", "annotations[0]")
    check(FREE, {**shape, "label": "car"}, facts=None)


def test_shapes_may_stick_out_but_masks_may_not():
    check(FREE, {"type": "box", "label": "car", "left": -2, "top": -2, "width": 12, "height": 9})
    sentence = "The window of a mask lies inside the image."
    assert refused(FREE, mask(), mask(left=1)) == (sentence, "annotations[1]")
    assert refused(FREE, mask(top=2)) == (sentence, "annotations[0]")


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ("0P", "These are no run lengths."),
        ("5", "The run lengths do not add up to the window's pixels."),
        ("0i0", "The run lengths do not add up to the window's pixels."),
        (compress(np.array([24])), "A mask holds at least one pixel."),
        (compress(np.array([24, 0])), "A mask holds at least one pixel."),
    ],
)
def test_run_lengths_that_are_none_are_refused(counts, sentence):
    for facts, complete in ((SIZE, True), (None, False)):
        assert refused(FREE, mask(counts=counts), facts=facts, complete=complete) == (sentence, "annotations[0].counts")


@pytest.mark.parametrize("counts", ["", "é", "z", "0 8", "0" * 4_000_001])
def test_text_that_cannot_be_run_lengths_is_refused(counts):
    assert refused(FREE, mask(counts=counts))[1] == "annotations[0].counts"


def test_masks_may_not_overlap_where_the_ontology_says_so():
    left, right = mask(width=3), mask(left=2, width=3)
    sentence = "This mask shares pixels with another, and masks may not overlap here."
    assert refused(APART, left, right) == (sentence, "annotations[1]")
    assert refused(APART, right, left) == (sentence, "annotations[1]")
    assert refused(APART, mask(), mask(left=5, top=3, width=1, height=1)) == (sentence, "annotations[1]")
    check(APART, left, mask(left=3, width=3))
    check(FREE, left, right)


def test_a_mask_between_the_runs_of_another_is_no_overlap():
    stripes = np.zeros((4, 6), dtype=bool)
    stripes[::2] = True
    check(WHOLE, mask(counts=compress(runs_of(stripes))), mask(counts=compress(runs_of(~stripes))))


def test_every_pixel_needs_a_label_where_the_ontology_says_so():
    sentence = "{} pixels have no label yet, and every pixel needs one here."
    assert refused(WHOLE, mask(width=5)) == (sentence.format(4), "annotations")
    assert refused(COVERED) == (sentence.format(24), "annotations")
    assert refused(WHOLE, mask(width=2), mask(left=3, width=3)) == (sentence.format(4), "annotations")
    assert refused(COVERED, mask(width=3), mask(left=1, width=3)) == (sentence.format(8), "annotations")
    check(WHOLE, mask(width=2), mask("sky", left=2, width=4))
    check(COVERED, mask(), mask("sky", left=2, width=4))


def test_rules_of_masks_wait_for_a_complete_answer_and_a_known_size():
    for how in ({"complete": False}, {"facts": None}):
        check(WHOLE, mask(width=3), mask(left=2, width=3), **how)
        check(WHOLE, **how)


def test_masks_with_more_columns_than_memory_holds_are_refused():
    size = {"width": 1_000_000, "height": 6}
    rows = [mask(top=top, width=1_000_000, height=1, counts=compress(np.array([0, 1_000_000]))) for top in range(6)]
    sentence = "These masks have more than 5,000,000 columns in all, too many to compare: use smaller windows."
    assert refused(APART, *rows, facts=size) == (sentence, "annotations")
    check(FREE, *rows, facts=size)
    check(APART, *rows[:2], facts=size)


def test_what_is_no_thing_is_one_mask():
    halves = mask("sky", width=3), mask("sky", left=3, width=3)
    sentence = "sky is no thing that is counted: all its pixels are one mask."
    assert refused(FREE, mask(), *halves) == (sentence, "annotations[2]")
    check(FREE, *halves, complete=False)
    check(FREE, mask(width=3), mask(left=3, width=3))


def test_skeletons_have_the_keypoints_of_their_label_once_each():
    check(FREE, skeleton("foot", "head"))
    check(FREE, skeleton("foot"))
    sentence = "The skeleton has no keypoint of this name."
    assert refused(FREE, skeleton("head", "tail")) == (sentence, "annotations[0].keypoints[1].name")
    assert refused(FREE, skeleton("head", "foot", "head")) == (sentence, "annotations[0].keypoints[2].name")
    assert refused(FREE, skeleton("head", label="car")) == ("The label car has no skeleton.", "annotations[0].type")
    assert refused(FREE, skeleton())[1] == "annotations[0].keypoints"
