"""Numbers of several people: values with intervals, and labelers with a bias, a scale and noise of their own."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.numbers import combine_numbers


def answer(seed=0, n_items=300, bias=(0, 0, 0, 0, 0, 0), scale=(1,) * 6, noise=(1,) * 6, people=4):
    """Items of deviation 3, each answered by so many of six labelers: (items, labelers, values, truth)."""
    random = np.random.default_rng(seed)
    truth = random.normal(20, 3, n_items)
    item = np.repeat(np.arange(n_items), people)
    labeler = np.concatenate([random.permutation(6)[:people] for _ in range(n_items)])
    bias, scale, noise = (np.array(habit, dtype=float)[labeler] for habit in (bias, scale, noise))
    value = 20 + bias + scale * (truth[item] - 20) + noise * random.normal(0, 1, len(item))
    return item, labeler, value, truth


def mean_of(item, value):
    return np.bincount(item, value) / np.bincount(item)


def error_of(value, truth):
    return np.abs(value - truth).mean()


def test_alike_labelers_are_averaged():
    item, labeler, value, truth = answer()
    found = combine_numbers(item, labeler, value)
    assert np.abs(found.value - mean_of(item, value)).max() < 0.6
    assert error_of(found.value, truth) < 1.03 * error_of(mean_of(item, value), truth)
    assert np.abs(found.bias).max() < 0.2
    assert found.noise == pytest.approx([1] * 6, rel=0.15)


def test_biases_are_taken_off():
    item, labeler, value, truth = answer(bias=(-4, -2, 0, 0, 2, 4))
    found = combine_numbers(item, labeler, value)
    assert found.bias == pytest.approx([-4, -2, 0, 0, 2, 4], abs=0.3)
    assert error_of(found.value, truth) < 0.6 * error_of(mean_of(item, value), truth)


def test_noisy_labelers_count_little():
    item, labeler, value, truth = answer(noise=(0.5, 0.5, 0.5, 0.5, 6, 6))
    found = combine_numbers(item, labeler, value)
    assert found.noise[4:].min() > 5 * found.noise[:4].max()
    assert error_of(found.value, truth) < 0.4 * error_of(mean_of(item, value), truth)


def test_labelers_who_answer_at_random_around_the_middle_count_little():
    item, labeler, value, truth = answer(scale=(1, 1, 1, 1, 0.05, 0.05), noise=(0.5,) * 6)
    found = combine_numbers(item, labeler, value)
    assert found.scale[4:].max() < 0.3 < 0.9 < found.scale[:4].min()
    assert np.corrcoef(found.value, truth)[0, 1] > np.corrcoef(mean_of(item, value), truth)[0, 1]


def test_one_wild_answer_moves_its_item_little():
    item, labeler, value, _ = answer()
    before = combine_numbers(item, labeler, value)
    value[0] = 1e6
    after = combine_numbers(item, labeler, value)
    assert abs(after.value[item[0]] - before.value[item[0]]) < 2
    assert np.abs(after.value - before.value).mean() < 0.1


def test_intervals_hold_the_truth():
    item, labeler, value, truth = answer(bias=(-1, -1, 0, 0, 1, 1), noise=(0.5, 0.5, 1, 1, 2, 2))
    found = combine_numbers(item, labeler, value)
    assert 0.88 < ((found.low <= truth) & (truth <= found.high)).mean() <= 0.99


def test_more_answers_narrow_the_interval():
    two = combine_numbers(*answer(people=2)[:3])
    six = combine_numbers(*answer(people=6)[:3])
    assert six.error.mean() < 0.75 * two.error.mean()


def test_answers_far_apart_widen_the_interval_of_their_item():
    item, labeler, value, _ = answer()
    value[item == 0] = [10, 15, 25, 30]
    found = combine_numbers(item, labeler, value)
    assert found.error[0] > 2 * np.median(found.error)


def test_items_without_answers_get_the_mean_and_a_wide_interval():
    found = combine_numbers([0, 0, 2, 2], [0, 1, 0, 1], [1.0, 2.0, 5.0, 6.0], n_items=4)
    assert found.value[1] == found.value[3] == pytest.approx(3.5, abs=0.5)
    assert found.error[1] > found.error[0]


def test_equal_answers_are_the_value_without_doubt():
    found = combine_numbers([0, 0, 1], [0, 1, 0], [7, 7, 7])
    assert found.value.tolist() == [7, 7]
    assert found.error.tolist() == [0, 0]


def test_one_labeler_is_taken_at_their_word():
    found = combine_numbers([0, 1, 2], [0, 0, 0], [1.0, 2.0, 6.0])
    assert found.value == pytest.approx([1, 2, 6])
    assert (found.error > 0).all()
    assert combine_numbers([0], [0], [5]).value.tolist() == [5]


@st.composite
def answers(draw):
    n = draw(st.integers(1, 25))
    rows = [(draw(st.integers(0, 5)), draw(st.integers(0, 3)), draw(st.integers(-50, 50))) for _ in range(n)]
    return [np.array(column) for column in zip(*rows, strict=True)]


@settings(max_examples=30, deadline=None)
@given(answers(), st.sampled_from([0.001, 1.0, 1000.0]), st.integers(-5, 5))
def test_values_follow_unit_and_origin_and_the_order_does_not_matter(drawn, unit, origin):
    item, labeler, value = drawn
    assume(np.ptp(value) > 0)
    found = combine_numbers(item, labeler, value)
    assert np.isfinite(found.value).all()
    assert (found.error >= 0).all()
    assert (found.noise > 0).all()
    moved = combine_numbers(item[::-1], labeler[::-1], (value[::-1] + origin) * unit)
    tolerance = 1e-4 * np.abs(value).max()
    assert moved.value / unit - origin == pytest.approx(found.value, abs=tolerance)
    assert moved.error / unit == pytest.approx(found.error, abs=tolerance)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (([], [], []), "at least one answer"),
        (([0], [0], [float("nan")]), "must be finite"),
        (([0], [0], [float("inf")]), "must be finite"),
        (([0, 1], [0], [1.0]), "equally long"),
        (([-1], [0], [1.0]), "integers from 0"),
        (([0], [0.5], [1.0]), "integers from 0"),
        (([3], [0], [1.0], 2), "below n_items"),
    ],
)
def test_bad_answers_are_refused(columns, sentence):
    with pytest.raises(ValueError, match=sentence):
        combine_numbers(*columns)
