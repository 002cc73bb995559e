"""Boxes of several people: objects, their edges, and the skill of who drew them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.boxes import combine_boxes

PERSON = [10.0, 10.0, 30.0, 70.0]
BESIDE = [200.0, 10.0, 220.0, 70.0]


def draw_world(n_images=150, seed=0, miss=(0.05, 0.1, 0.15, 0.2, 0.7), ghosts=(0.1, 0.1, 0.1, 0.1, 1.5)):
    """Objects far apart, and what five labelers make of them: (images, labelers, boxes, truth per image)."""
    random = np.random.default_rng(seed)
    images, labelers, boxes, truth = [], [], [], []
    for image in range(n_images):
        corner = np.stack([np.arange(4) * 200.0, np.zeros(4)], axis=1)
        objects = np.concatenate([corner, corner + random.uniform(30, 90, (4, 2))], axis=1)
        truth.append(objects)
        for labeler in range(5):
            drawn = objects[random.random(4) > miss[labeler]] + random.normal(0, 1 + 3 * (labeler == 4))
            ghost = random.uniform(300, 9000, (random.poisson(ghosts[labeler]), 2))
            drawn = np.concatenate([drawn, np.concatenate([ghost, ghost + 40], axis=1)])
            images += [image] * len(drawn)
            labelers += [labeler] * len(drawn)
            boxes += drawn.tolist()
    return np.array(images), np.array(labelers), np.array(boxes), truth


def everybody(n_images, n_labelers=5):
    return [(image, labeler) for image in range(n_images) for labeler in range(n_labelers)]


def test_boxes_of_one_object_become_one_object_between_them():
    found = combine_boxes([0, 0, 0], [0, 1, 2], [PERSON, [11, 10, 31, 72], [9, 10, 30, 71]])
    assert found.image.tolist() == [0]
    assert found.object_of.tolist() == [0, 0, 0]
    assert found.is_kept.all()
    assert np.abs(found.box[0] - [10, 10, 30.3, 71]).max() < 0.5


def test_two_boxes_of_one_labeler_are_two_objects():
    found = combine_boxes([0, 0], [0, 0], [PERSON, PERSON])
    assert found.object_of.tolist() == [0, 1]


def test_equal_boxes_in_two_images_are_two_objects():
    found = combine_boxes([7, 3], [0, 1], [PERSON, PERSON])
    assert found.image.tolist() == [3, 7]
    assert found.object_of.tolist() == [1, 0]


def test_sloppy_boxes_join_through_the_middle_of_the_others():
    sloppy = [10.0, 10.0, 42.0, 95.0]
    found = combine_boxes([0] * 4, [0, 1, 2, 3], [PERSON, [11, 11, 29, 69], [10, 9, 30, 70], sloppy])
    assert len(found.image) == 1


def test_who_looked_and_drew_nothing_counts_against_an_object():
    alone = combine_boxes([0], [0], [PERSON])
    doubted = combine_boxes([0], [0], [PERSON], seen=[(0, 1), (0, 2), (0, 3), (0, 4)])
    assert doubted.posterior[0] < 0.3 < alone.posterior[0]


def test_one_wild_box_moves_the_edges_little():
    near = [[10 + d, 10, 30 + d, 70] for d in (-0.3, 0.0, 0.3, 0.1)]
    found = combine_boxes([0] * 5, range(5), [*near, [10, 10, 30, 120]])
    assert found.object_of.tolist() == [0] * 5
    assert found.box[0, 3] < 72


def test_skills_are_told_apart():
    images, labelers, boxes, _ = draw_world()
    found = combine_boxes(images, labelers, boxes, seen=everybody(150))
    assert np.abs(found.miss - [0.05, 0.1, 0.15, 0.2, 0.7]).max() < 0.06
    assert np.abs(found.false_alarms - [0.1, 0.1, 0.1, 0.1, 1.5]).max() < 0.12
    assert (found.scatter[4] > 2 * found.scatter[:4].max(axis=0)).all()
    assert found.n_missed < 6


def test_real_objects_are_told_from_false_alarms_also_with_two_people_an_image():
    images, labelers, boxes, truth = draw_world()
    pairs = np.array([np.random.default_rng(image).permutation(5)[:2] for image in range(150)])
    chosen = (pairs[images] == labelers[:, None]).any(axis=1)
    seen = [(image, labeler) for image in range(150) for labeler in pairs[image]]
    found = combine_boxes(images[chosen], labelers[chosen], boxes[chosen], seen=seen)
    is_real = np.array(
        [np.abs(truth[i] - box).max(axis=1).min() < 30 for i, box in zip(found.image, found.box, strict=True)]
    )
    quorum = np.bincount(found.object_of) == 2
    assert f1(found.is_kept, is_real) > f1(quorum, is_real) + 0.05
    assert f1(found.is_kept, is_real) > f1(np.ones_like(quorum), is_real)
    assert abs(found.posterior.mean() - is_real.mean()) < 0.1


def f1(kept, is_real, n_objects=600):
    return 2 * (kept & is_real).sum() / (kept.sum() + n_objects)


def test_a_labeler_with_few_images_borrows_from_all():
    images, labelers, boxes, _ = draw_world()
    new = combine_boxes([*images, 0], [*labelers, 5], [*boxes, BESIDE], seen=everybody(150))
    assert new.miss[:4].min() < new.miss[5] < new.miss[4]
    assert new.scatter[5] == pytest.approx(np.sqrt(np.mean(new.scatter[:5] ** 2, axis=0)), rel=0.6)


@st.composite
def drawings(draw):
    n = draw(st.integers(0, 14))
    corner = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 6), st.integers(0, 6))
    boxes = [(x, y, x + w, y + h) for x, y, w, h in (draw(corner) for _ in range(n))]
    owners = [draw(st.tuples(st.integers(0, 2), st.integers(0, 3))) for _ in range(n)]
    seen = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=5))
    return [image for image, _ in owners], [labeler for _, labeler in owners], boxes, seen


@settings(max_examples=40, deadline=None)
@given(drawings(), st.randoms(use_true_random=False))
def test_objects_share_out_the_boxes_whatever_their_order(drawing, random):
    images, labelers, boxes, seen = drawing
    found = combine_boxes(images, labelers, boxes, seen=seen)
    assert sorted(set(found.object_of.tolist())) == list(range(len(found.image)))
    assert len(set(zip(found.object_of.tolist(), labelers, strict=True))) == len(boxes)
    assert ((found.posterior >= 0) & (found.posterior <= 1)).all()
    assert ((found.miss > 0) & (found.miss < 1)).all()
    assert np.isfinite(found.scatter).all()
    assert (found.false_alarms >= 0).all()
    for number, (image, box) in enumerate(zip(found.image, found.box, strict=True)):
        members = [b for b, home in zip(boxes, found.object_of, strict=True) if home == number]
        assert {i for i, home in zip(images, found.object_of, strict=True) if home == number} == {image}
        assert (np.min(members, axis=0) - 1e-9 <= box).all()
        assert (box <= np.max(members, axis=0) + 1e-9).all()
    shuffled = list(range(len(boxes)))
    random.shuffle(shuffled)
    again = combine_boxes(
        [images[n] for n in shuffled], [labelers[n] for n in shuffled], [boxes[n] for n in shuffled], seen=seen
    )
    assert again.box.tolist() == found.box.tolist()
    assert again.posterior.tolist() == found.posterior.tolist()


@pytest.mark.parametrize(
    ("images", "labelers", "boxes", "seen", "sentence"),
    [
        ([0], [0], [[0, 0, float("nan"), 1]], None, "must be finite"),
        ([0], [0], [[0, 0, float("inf"), 1]], None, "must be finite"),
        ([0], [0], [[5, 0, 1, 1]], None, "must not exceed"),
        ([0], [0], [[0, 0, 1]], None, "rows of left, top, right, bottom"),
        ([0, 1], [0], [[0, 0, 1, 1]], None, "equally long"),
        ([-1], [0], [[0, 0, 1, 1]], None, "images must be integers from 0"),
        ([0], [0.5], [[0, 0, 1, 1]], None, "labelers must be integers from 0"),
        ([0], [0], [[0, 0, 1, 1]], [0, 1], "rows of image, labeler"),
        ([0], [0], [[0, 0, 1, 1]], [(0, -1)], "seen must be integers"),
    ],
)
def test_bad_boxes_are_refused(images, labelers, boxes, seen, sentence):
    with pytest.raises(ValueError, match=sentence):
        combine_boxes(images, labelers, boxes, seen=seen)


def test_nothing_drawn_is_no_object():
    nothing = combine_boxes([], [], [])
    assert len(nothing.image) == len(nothing.miss) == 0
    looked = combine_boxes([], [], [], seen=[(0, 0), (1, 2)])
    assert looked.box.shape == (0, 4)
    assert looked.false_alarms.tolist() == [0, 0, 0]
    assert looked.miss.shape == (3,)


def test_one_labeler_alone_is_believed():
    found = combine_boxes([0, 0, 1], [0, 0, 0], [PERSON, BESIDE, PERSON])
    assert found.is_kept.all()
    assert found.posterior.max() < 0.95


def test_boxes_without_an_area_are_harmless():
    found = combine_boxes([0, 0, 0], [0, 1, 2], [[5, 5, 5, 5], [5, 5, 5, 5], [9, 9, 9, 9]])
    assert found.object_of.tolist() == [0, 0, 1]
    assert found.box.tolist() == [[5, 5, 5, 5], [9, 9, 9, 9]]
