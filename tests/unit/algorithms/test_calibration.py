"""Measures of whether probabilities mean what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.calibration import (
    brier_score,
    calibration_error,
    chance_calibration_error,
    log_loss,
    reliability_bins,
)

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50)


@given(ANSWERS, st.integers(1, 20))
def test_every_answer_falls_into_the_bin_of_its_confidence(rows, n_bins):
    sure, right = zip(*rows, strict=True)
    bins = reliability_bins(sure, right, n_bins)
    assert bins.answers.sum() == len(rows)
    for number in np.flatnonzero(bins.answers):
        assert number / n_bins - 1e-9 <= bins.confidence[number] <= (number + 1) / n_bins + 1e-9
    assert np.nansum(bins.accuracy * bins.answers) == pytest.approx(sum(right))


@given(ANSWERS)
def test_calibration_error_lies_between_the_mean_gap_and_one(rows):
    sure, right = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    error = calibration_error(sure, right)
    assert abs(sure.mean() - right.mean()) - 1e-9 <= error <= 1


def test_noise_alone_makes_few_answers_look_miscalibrated():
    few, many = (chance_calibration_error(np.linspace(0.5, 1, count)) for count in (50, 5000))
    assert few > 0.06 > 0.02 > many
    draw = np.random.default_rng(0)
    stated = np.linspace(0.5, 1, 5000)
    assert calibration_error(stated, draw.random(5000) < stated) == pytest.approx(many, abs=0.01)
    assert calibration_error(stated, np.ones(5000)) > 10 * many


def test_scores_are_those_of_the_textbook():
    posterior = [[0.8, 0.2], [0.4, 0.6]]
    assert brier_score(posterior, [0, 0]) == pytest.approx((0.04 + 0.04 + 0.36 + 0.36) / 2)
    assert log_loss(posterior, [0, 0]) == pytest.approx(-(np.log(0.8) + np.log(0.4)) / 2)
    assert log_loss([[0.0, 1.0]], [0]) == pytest.approx(-np.log(1e-6))
    assert np.isnan(brier_score(np.zeros((0, 2)), []))
    assert calibration_error([], []) == 0


@pytest.mark.parametrize(
    ("measure", "columns", "why"),
    [
        (calibration_error, ([0.5], [1, 0]), "equally long"),
        (calibration_error, ([1.5], [1]), "from 0 to 1"),
        (calibration_error, ([float("nan")], [1]), "from 0 to 1"),
        (brier_score, ([0.5, 0.5], [0]), "one row"),
        (log_loss, ([[0.5, 0.5]], [2]), "number of columns"),
    ],
)
def test_what_does_not_fit_is_refused(measure, columns, why):
    with pytest.raises(ValueError, match=why):
        measure(*columns)
