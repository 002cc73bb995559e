"""Transcripts: votes by reliability, spellings, compounds, certainty, odd input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms import transcripts
from goldsmith.algorithms.transcripts import combine_transcripts

WORDS = ["ant", "bear", "cat", "dog", "eel", "fox", "goat", "hen", "ibis", "jay", "kite", "lion"]
SAID = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 4)),
    st.lists(st.sampled_from(["a", "an", "ant", "'tis", "?", "été", "犬", "any", "one", "anyone"]), max_size=5),
    max_size=12,
)


def combine(said):
    clips, labelers = zip(*said, strict=True) if said else ((), ())
    return combine_transcripts(clips, labelers, [" ".join(words) for words in said.values()])


@settings(max_examples=25, deadline=None)
@given(SAID)
def test_whatever_is_said_the_answer_is_well_formed(said):
    found = combine(said)
    n_clips = max((clip for clip, _ in said), default=-1) + 1
    assert len(found.texts) == len(found.words) == len(found.certainty) == len(found.expected_error) == n_clips
    for words, text in zip(found.words, found.texts, strict=True):
        assert "".join(words).replace(" ", "") == text.replace(" ", "")
        assert "犬" in text or " ".join(words) == text
    assert [len(words) for words in found.words] == [len(each) for each in found.certainty]
    assert all(((each > 0) & (each <= 1)).all() for each in found.certainty)
    assert ((found.expected_error >= 0) & (found.expected_error <= 1)).all()
    assert ((found.reliability >= 0) & (found.reliability <= 1)).all()


@settings(max_examples=25, deadline=None)
@given(SAID, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(said, random):
    shuffled = dict(random.sample(list(said.items()), len(said)))
    one, other = combine(said), combine(shuffled)
    assert one.texts == other.texts
    assert one.expected_error.tolist() == other.expected_error.tolist()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=8), st.integers(1, 5))
def test_what_all_say_alike_is_the_answer(words, n_labelers):
    found = combine_transcripts([0] * n_labelers, range(n_labelers), [" ".join(words)] * n_labelers)
    assert found.texts == [" ".join(words)]
    assert found.expected_error[0] == 1 if not words else found.expected_error[0] < 1


def test_words_are_voted_on_place_by_place():
    found = combine_transcripts([0, 0, 0], [0, 1, 2], ["the cat sat down", "a cat sat down", "the cat down"])
    assert found.texts == ["the cat sat down"]
    assert found.certainty[0].argmax() in {1, 3}


def crowd(n_clips, shares_right, seed=0):
    """Clips of ten words; labeler `l` writes each word right with probability `shares_right[l]`, else any word."""
    draw = np.random.default_rng(seed)
    truth = draw.choice(WORDS, (n_clips, 10))
    right = np.array(shares_right)
    noise = draw.choice(WORDS, (n_clips, len(right), 10))
    said = np.where(draw.random(noise.shape) < right[None, :, None], truth[:, None], noise)
    clips, labelers = np.indices(said.shape[:2])
    texts = [" ".join(words) for words in said.reshape(-1, 10)]
    return combine_transcripts(clips.ravel(), labelers.ravel(), texts), [" ".join(words) for words in truth]


def test_one_who_is_mostly_right_outweighs_two_who_guess():
    found, truth = crowd(40, [0.97, 0.95, 0.2, 0.2, 0.2])
    assert (found.reliability[:2] > 0.85).all()
    assert (found.reliability[2:] < 0.5).all()
    assert np.mean([text == said for text, said in zip(found.texts, truth, strict=True)]) > 0.7


def test_more_agreement_is_more_certain():
    found = combine_transcripts(
        [0, 0, 0, 1, 1, 1, 2], [0, 1, 2, 0, 1, 2, 0], ["one two"] * 3 + ["one two", "one four", "one sixty", "one two"]
    )
    assert found.expected_error[0] < found.expected_error[1]
    assert found.expected_error[0] < found.expected_error[2]
    assert found.certainty[1][0] > found.certainty[1][1]


def test_case_and_punctuation_follow_those_who_wrote_the_word():
    said = ["Well, it's gone.", "Well, its gone.", "well it's done", "Well, it's gone."]
    assert combine_transcripts([0] * 4, range(4), said).texts == ["Well, it's gone."]


def test_a_word_written_in_two_meets_the_word_written_in_one():
    said = ["has any one come", "has anyone come", "has any one come"]
    assert combine_transcripts([0] * 3, range(3), said).texts == ["has any one come"]
    assert combine_transcripts([0] * 3, range(3), [said[1], said[0], said[1]]).texts == ["has anyone come"]


def test_a_sign_that_stands_alone_stays_with_its_word():
    assert combine_transcripts([0, 0], [0, 1], ["qui va là ?", "- qui va là ?"]).texts == ["qui va là ?"]


def test_a_clip_that_nobody_heard_is_empty_and_not_certain():
    found = combine_transcripts([2, 2, 3], [0, 4, 0], ["yes", "yes", ""])
    assert found.texts == ["", "", "yes", ""]
    assert found.expected_error[[0, 1, 3]].tolist() == [1, 1, 1]
    assert len(found.reliability) == 5


def test_nothing_said_is_nothing_found():
    found = combine_transcripts([], [], [])
    assert (found.texts, found.reliability.tolist()) == ([], [])


def test_long_and_crowded_clips_are_cut_into_blocks(monkeypatch):
    whole, _ = crowd(12, [0.9, 0.8, 0.7, 0.6])
    monkeypatch.setattr(transcripts, "BLOCK_CELLS", 40)
    blocks, _ = crowd(12, [0.9, 0.8, 0.7, 0.6])
    assert whole.texts == blocks.texts
    assert np.allclose(whole.expected_error, blocks.expected_error)


@pytest.mark.parametrize(
    ("clips", "labelers", "texts"),
    [
        ([0], [0], ["a", "b"]),
        ([0, 0], [0], ["a", "b"]),
        ([-1], [0], ["a"]),
        ([0], [-1], ["a"]),
        ([0, 0], [1, 1], ["a", "b"]),
        ([0], [0], ["a " * 5_001]),
    ],
)
def test_columns_that_do_not_fit_are_refused(clips, labelers, texts):
    with pytest.raises(ValueError, match=r"must|count|one transcript|at most"):
        combine_transcripts(clips, labelers, texts)


def test_scripts_without_spaces_are_combined_character_by_character():
    said = ["今天天气很好", "今天天汽很好", "昨天天气很好", "go on", "go on", "gone"]
    found = combine_transcripts([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], said)
    assert found.texts == ["今天天气很好", "go on"]
    assert found.words[0] == list("今天天气很好")
