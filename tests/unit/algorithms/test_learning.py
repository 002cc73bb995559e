"""Learners: features that keep what matters, and a classifier that is right and knows how sure it may be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from goldsmith.algorithms.learning import describe_picture, fit_classifier, hash_words, split_pieces
from goldsmith.algorithms.learning.image_features import N_FEATURES, SIDE
from goldsmith.algorithms.learning.softmax import compress, fit_softmax

PIECES = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "gold": 3, "##smith": 4, "s": 5, ".": 6, "##s": 7}


def blobs(count: int, classes: int, spread: float, seed: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Points around one centre a class."""
    chance = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    return np.eye(classes)[labels] + chance.normal(0, spread, (count, classes)), labels


@given(st.lists(st.text(max_size=60), max_size=8))
def test_each_text_is_a_row_of_unit_length_or_empty(texts: list[str]) -> None:
    rows = hash_words(texts)
    lengths = np.sqrt(np.asarray(rows.power(2).sum(axis=1))).ravel()
    assert rows.shape[0] == len(texts)
    assert all(length == pytest.approx(1, abs=1e-4) or length == 0 for length in lengths)


def test_texts_of_the_same_words_are_nearer_than_others() -> None:
    rows = hash_words(["the film was good", "a good film it was", "parcel never arrived"]).toarray()
    assert rows[0] @ rows[1] > 0.4 > rows[0] @ rows[2]


@given(st.text(max_size=80), st.integers(3, 20))
def test_pieces_stand_between_their_marks_and_are_never_too_many(text: str, at_most: int) -> None:
    pieces = split_pieces(text, PIECES, at_most=at_most)
    assert (pieces[0], pieces[-1]) == (0, 1)
    assert len(pieces) <= at_most


def test_the_longest_known_piece_comes_first_and_one_unknown_piece_makes_the_word_unknown() -> None:
    assert split_pieces("Goldsmiths. goldx", PIECES, at_most=20) == [0, 3, 4, 7, 6, 2, 1]
    assert split_pieces("x" * 101, PIECES, at_most=20) == [0, 2, 1]


@given(st.integers(0, 2**32))
@settings(max_examples=10)
def test_a_picture_is_a_row_of_unit_length_whatever_is_in_it(seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    row = describe_picture(pixels)
    assert row.shape == (N_FEATURES,)
    assert np.linalg.norm(row) == pytest.approx(1)
    assert np.isfinite(describe_picture(np.full_like(pixels, seed % 256))).all()


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="64 by 64"):
        describe_picture(np.zeros((10, 10, 3), dtype=np.uint8))


def test_the_fit_is_the_minimum_of_its_loss() -> None:
    features, labels = blobs(60, 3, 0.6, 1)
    fitted = fit_softmax(features, labels, np.ones(60), 3, freedom=10.0)
    scores = fitted.score(features)
    residual = np.exp(scores - np.logaddexp.reduce(scores, axis=1)[:, None]) - np.eye(3)[labels]
    assert np.abs(features.T @ residual + fitted.weights / 10.0).max() < 1e-2


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=10)
def test_compressed_rows_give_the_same_scores(seed: int, is_sparse: bool) -> None:
    chance = np.random.default_rng(seed)
    rows = chance.normal(size=(12, 40)) * (chance.random((12, 40)) < 0.5)
    rows[1] = rows[0]
    given_rows = sparse.csr_array(rows) if is_sparse else rows
    labels, fresh = np.arange(12) % 3, chance.normal(size=(5, 40))
    plain = fit_softmax(given_rows, labels, np.ones(12), 3, freedom=1.0)
    compact = compress(given_rows)
    short = compact.restore(fit_softmax(compact.rows, labels, np.ones(12), 3, freedom=1.0))
    assert compact.rows.shape[1] < 12
    assert short.score(fresh) == pytest.approx(plain.score(fresh), abs=0.02)


@given(st.integers(0, 10_000), st.integers(2, 5), st.booleans())
@settings(max_examples=15)
def test_probabilities_are_probabilities_and_never_certain(seed: int, classes: int, is_sparse: bool) -> None:
    features, labels = blobs(20 * classes, classes, 0.1, seed)
    given_rows = sparse.csr_array(features) if is_sparse else features
    learned = fit_classifier(given_rows, labels, np.ones(len(labels)), classes, seed=seed)
    said = learned.predict(given_rows)
    assert said.sum(axis=1) == pytest.approx(np.ones(len(labels)))
    assert said.max() < 1
    assert (said.argmax(axis=1) == labels).mean() > 0.95


def test_confidence_means_what_it_says_on_rows_that_were_not_seen() -> None:
    features, labels = blobs(4_000, 3, 0.7, 7)
    learned = fit_classifier(features[:150], labels[:150], np.ones(150), 3)
    said = learned.predict(features[150:])
    right = said.argmax(axis=1) == labels[150:]
    assert said.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.05)
    assert learned.accuracy == pytest.approx(right.mean(), abs=0.1)


def test_what_cannot_be_known_is_said_with_the_chance_of_a_guess() -> None:
    chance = np.random.default_rng(3)
    learned = fit_classifier(chance.normal(size=(100, 5)), chance.integers(0, 2, 100), np.ones(100), 2)
    assert learned.predict(chance.normal(size=(500, 5))).max(axis=1).mean() < 0.65


def test_a_row_without_weight_counts_for_nothing() -> None:
    features, labels = blobs(40, 2, 0.1, 5)
    wrong = np.concatenate([labels, 1 - labels])
    weights = np.concatenate([np.ones(40), np.full(40, 1e-9)])
    learned = fit_classifier(np.concatenate([features, features]), wrong, weights, 2)
    assert (learned.predict(features).argmax(axis=1) == labels).all()


def test_a_class_seen_once_does_not_break_the_fit() -> None:
    features, labels = blobs(20, 2, 0.1, 5)
    labels[0] = 2
    assert fit_classifier(features, labels, np.ones(20), 3).predict(features).shape == (20, 3)
