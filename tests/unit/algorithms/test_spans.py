"""Spans: votes by reliability, whole spans, blank answers, odd input."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.spans import combine_spans

LENGTH = 20
SPAN = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 8)).map(lambda at: (at[0], min(LENGTH, sum(at))))
ANSWERS = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 4)), st.lists(SPAN, max_size=4, unique=True), max_size=10
)


def combine(answers, n_documents=3, length=LENGTH):
    rows = np.array([(*who, *span) for who, spans in answers.items() for span in spans], dtype=np.int64).reshape(-1, 4)
    blanks = np.array([who for who, spans in answers.items() if not spans], dtype=np.int64).reshape(-1, 2)
    return combine_spans([length] * n_documents, *rows.T, blank_documents=blanks[:, 0], blank_labelers=blanks[:, 1])


def rows_of(found):
    return list(zip(found.document.tolist(), found.start.tolist(), found.end.tolist(), strict=True))


@settings(max_examples=25, deadline=None)
@given(ANSWERS)
def test_whatever_is_marked_the_spans_are_whole_apart_and_in_order(answers):
    found = combine(answers)
    rows = rows_of(found)
    assert rows == sorted(rows)
    assert all(0 <= start < end <= LENGTH for _, start, end in rows)
    assert all(one[0] < other[0] or one[2] < other[1] for one, other in pairwise(rows))
    assert ((found.probability > 0.5) & (found.probability <= 1)).all()
    for rate in (found.sensitivity, found.specificity):
        assert ((rate > 0) & (rate < 1)).all()


@settings(max_examples=25, deadline=None)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_the_spans_does_not_matter(answers, random):
    shuffled = dict(random.sample(list(answers.items()), len(answers)))
    one, other = combine(answers), combine(shuffled)
    assert np.allclose(one.sensitivity, other.sensitivity)


@settings(max_examples=25, deadline=None)
@given(st.lists(SPAN, min_size=1, max_size=4), st.integers(1, 5))
def test_what_all_mark_alike_is_found(spans, n_labelers):
    marked = np.zeros(LENGTH, dtype=bool)
    for start, end in spans:
        marked[start:end] = True
    found = combine({(0, labeler): spans for labeler in range(n_labelers)}, n_documents=1)
    again = np.zeros(LENGTH, dtype=bool)
    for _, start, end in rows_of(found):
        again[start:end] = True
    assert (marked == again).all()


def crowd(n_documents, rates, seed=0):
    """Texts of two true spans; `rates[labeler]` are the share of them found and the number of false ones a text."""
    draw = np.random.default_rng(seed)
    answers, truth = {}, []
    for document in range(n_documents):
        starts = [int(draw.integers(0, 60)), int(draw.integers(110, 160))]
        truth += [(document, start, start + 20) for start in starts]
        for labeler, (found, false) in enumerate(rates):
            spans = [(start, start + 20) for start in starts if draw.random() < found]
            wrong = [int(at) for at in draw.integers(0, 190, draw.poisson(false))]
            answers[document, labeler] = spans + [(at, at + 10) for at in wrong]
    return combine(answers, n_documents, 200), truth


def test_two_careful_readers_outweigh_three_hasty_ones():
    found, truth = crowd(40, [(0.97, 0.05), (0.95, 0.05), (0.2, 1.0), (0.2, 1.0), (0.1, 0.0)])
    assert len(set(rows_of(found)) & set(truth)) >= 0.9 * len(truth)
    assert len(set(rows_of(found)) - set(truth)) <= 0.1 * len(truth)
    assert found.sensitivity[:2].min() > found.sensitivity[2:].max()
    assert found.specificity[4] > found.specificity[2]


def test_agreement_makes_a_span_more_probable():
    alone = combine({(0, 0): [(3, 9)]}, 1)
    agreed = combine({(0, labeler): [(3, 9)] for labeler in range(4)}, 1)
    assert agreed.probability[0] >= alone.probability[0]


def test_those_who_read_and_marked_nothing_count():
    marks = {(0, 0): [(3, 9)]}
    silent = {(0, labeler): [] for labeler in range(1, 6)}
    assert rows_of(combine(marks, 1)) == [(0, 3, 9)]
    assert rows_of(combine({**marks, **silent}, 1)) == []


def test_nobody_marked_anything_and_nobody_read():
    found = combine({(0, 0): [], (0, 1): []}, 2)
    assert rows_of(found) == []
    assert len(found.sensitivity) == 2
    assert rows_of(combine_spans([], [], [], [], [])) == []


def test_spans_that_end_where_the_text_ends_stay_apart_from_the_next_text():
    answers = {(document, labeler): [(0, LENGTH)] for document in (0, 1) for labeler in range(3)}
    assert rows_of(combine(answers, 2)) == [(0, 0, LENGTH), (1, 0, LENGTH)]


@pytest.mark.parametrize(
    ("lengths", "columns"),
    [
        ([9], ([0], [0], [5], [5])),
        ([9], ([0], [0], [6], [5])),
        ([9], ([0], [0], [5], [10])),
        ([9], ([0], [0], [-1], [5])),
        ([9], ([1], [0], [1], [5])),
        ([9], ([0], [-1], [1], [5])),
        ([-9], ([], [], [], [])),
        ([9], ([0, 0], [0], [1], [5])),
    ],
)
def test_spans_that_do_not_fit_are_refused(lengths, columns):
    with pytest.raises(ValueError, match=r"must|count|starts before|negative"):
        combine_spans(lengths, *columns)


def test_blank_answers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="equally long"):
        combine_spans([9], [], [], [], [], blank_documents=[0], blank_labelers=[])
    with pytest.raises(ValueError, match="count"):
        combine_spans([9], [], [], [], [], blank_documents=[1], blank_labelers=[0])
