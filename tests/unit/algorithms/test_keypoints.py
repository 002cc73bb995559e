"""Similarity of keypoints, checked against COCO's own evaluation where both mean the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from goldsmith.algorithms.keypoints import SIGMA, keypoint_similarity

PLACES = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1)


@given(PLACES, PLACES)
def test_it_is_symmetric_and_one_on_itself(one, other):
    found = keypoint_similarity(one, other, 6)
    assert found == keypoint_similarity(other, one, 6)
    assert 0 <= found <= 1
    assert keypoint_similarity(one, one, 6) == 1


def test_coco_itself_finds_the_same_for_shared_keypoints():
    draw = np.random.default_rng(0)
    truth = draw.uniform(0, 100, (17, 2))
    truth[:2] = (0, 0), (100, 100)
    guess = np.clip(truth + draw.normal(0, 4, truth.shape), 0, 100)
    guess[:2] = truth[:2]
    named = [{str(n): tuple(place) for n, place in enumerate(places)} for places in (truth, guess)]
    assert keypoint_similarity(*named, 6) == pytest.approx(coco_similarity(truth, guess, area=100 * 100))


def coco_similarity(truth, guess, area):
    dataset, found = COCO(), COCO()
    common = {"id": 1, "image_id": 1, "category_id": 1, "area": area, "bbox": [0, 0, 100, 100], "iscrowd": 0}
    for coco, places in ((dataset, truth), (found, guess)):
        keypoints = np.column_stack([places, np.full(17, 2)]).ravel().tolist()
        mark = {**common, "keypoints": keypoints, "num_keypoints": 17, "score": 1}
        coco.dataset = {"images": [{"id": 1}], "categories": [{"id": 1}], "annotations": [mark]}
        coco.createIndex()
    evaluation = COCOeval(dataset, found, "keypoints")
    evaluation.params.kpt_oks_sigmas = np.full(17, SIGMA)
    evaluation._prepare()
    return evaluation.computeOks(1, 1)[0, 0]


def test_what_one_has_and_the_other_lacks_counts_against_both():
    whole = {"nose": (0, 0), "ear": (50, 0), "tail": (100, 80)}
    assert keypoint_similarity(whole, {"nose": (0, 0), "tail": (100, 80)}, 6) == pytest.approx(2 / 3)
    assert keypoint_similarity(whole, {"mouth": (0, 0)}, 6) == 0


def test_single_keypoints_are_as_large_as_the_least_size():
    assert keypoint_similarity({"tip": (0, 0)}, {"tip": (1, 0)}, 6) == pytest.approx(np.exp(-1 / (2 * 36 * 0.134**2)))
