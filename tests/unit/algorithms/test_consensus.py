"""Voting, and how the labelers agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.agreement import agreement_counts, krippendorff_alpha
from goldsmith.algorithms.consensus import vote

VOTES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 2)),
    min_size=1,
    max_size=30,
    unique_by=lambda vote: vote[:2],
)


@given(VOTES)
def test_posteriors_are_probabilities_and_follow_the_votes(votes):
    tasks, labelers, answers = zip(*votes, strict=True)
    found = vote(tasks, labelers, answers, 3)
    assert np.allclose(found.posterior.sum(axis=1), 1)
    counts = np.zeros_like(found.posterior)
    np.add.at(counts, (tasks, answers), 1)
    assert (counts[np.arange(len(counts)), found.choice] == counts.max(axis=1)).all()
    assert (found.is_tied == ((counts == counts.max(axis=1, keepdims=True)).sum(axis=1) > 1)).all()


@given(VOTES, st.randoms(use_true_random=False))
def test_the_order_of_the_votes_does_not_matter(votes, random):
    shuffled = random.sample(votes, len(votes))
    one, other = (vote(*zip(*each, strict=True), 3) for each in (votes, shuffled))
    assert (one.posterior == other.posterior).all()
    assert (one.choice == other.choice).all()


def test_a_tie_goes_to_the_lowest_class_and_says_so():
    found = vote([0, 0, 1], [0, 1, 0], [2, 1, 2], 3)
    assert found.choice.tolist() == [1, 2]
    assert found.is_tied.tolist() == [True, False]


@pytest.mark.parametrize(
    ("tasks", "labelers", "answers", "classes"),
    [([0], [0], [2], 2), ([0], [-2], [0], 2), ([0, 1], [0], [0], 2), ([0], [0], [0], 0), ([0.5], [0], [0], 2)],
)
def test_columns_that_do_not_fit_are_refused(tasks, labelers, answers, classes):
    with pytest.raises(ValueError, match=r"must|count"):
        vote(tasks, labelers, answers, classes)


def test_nothing_said_is_nothing_believed():
    assert vote([], [], [], 2).posterior.shape == (0, 2)


def test_alpha_matches_krippendorffs_own_example():
    # Four observers, twelve units, nominal: alpha 0.743 (Krippendorff 2011, "Computing Krippendorff's alpha").
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
    said = [(unit, value) for row in rows for unit, value in enumerate(row) if value]
    assert krippendorff_alpha(*zip(*said, strict=True)) == pytest.approx(0.743, abs=0.0005)
    assert np.isnan(krippendorff_alpha([0, 1], [0, 1]))
    assert np.isnan(krippendorff_alpha([0, 0], [1, 1]))


@given(VOTES)
def test_agreements_are_counted_pair_by_pair(votes):
    tasks, labelers, answers = zip(*votes, strict=True)
    agreed, compared = agreement_counts(tasks, labelers, answers)
    for labeler in range(len(agreed)):
        pairs = [
            (votes[i][2] == votes[j][2])
            for i in range(len(votes))
            for j in range(len(votes))
            if i != j and votes[i][1] == labeler and votes[i][0] == votes[j][0]
        ]
        assert (agreed[labeler], compared[labeler]) == (sum(pairs), len(pairs))
