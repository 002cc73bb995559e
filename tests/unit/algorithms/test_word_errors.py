"""Word errors by hand, and against the plain definition."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.word_errors import count_character_errors, count_edits, count_word_errors, has_no_spaces

texts = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=9).map(" ".join)


def test_edits_are_counted_by_kind():
    found = count_word_errors("a b c d e", "a x c e f g")
    assert (found.substitutions, found.deletions, found.insertions) == (1, 1, 2)  # a, c and e stay
    assert (found.errors, found.rate) == (4, 0.8)


@pytest.mark.parametrize(
    ("reference", "hypothesis", "rate"),
    [
        ("the cat", "The, CAT!", 0.0),
        ("", "", 0.0),
        ("", "a", float("inf")),
        ("a", "", 1.0),
        ("a", "a b c", 2.0),
        ("it's", "its", 0.0),
    ],
)
def test_the_rate_is_that_of_the_reference(reference, hypothesis, rate):
    assert count_word_errors(reference, hypothesis).rate == rate


@given(texts, texts)
def test_errors_are_the_edit_distance(one, other):
    ours, theirs = one.split(), other.split()

    @cache
    def distance(here, there):
        if not here or not there:
            return here + there
        replaced = distance(here - 1, there - 1) + (ours[here - 1] != theirs[there - 1])
        return min(replaced, distance(here - 1, there) + 1, distance(here, there - 1) + 1)

    found = count_word_errors(one, other)
    assert found.errors == distance(len(ours), len(theirs))
    assert found.reference_words - found.deletions == found.hypothesis_words - found.insertions
    assert found.errors == count_word_errors(other, one).errors


def test_far_from_the_diagonal_the_fewest_edits_are_found_all_the_same():
    words = [str(number) for number in range(400)]
    moved = [*words[300:], *words[:300]]
    found = count_edits(words, moved)
    assert (found.errors, found.substitutions) == (200, 0)
    assert count_edits(words, []).deletions == 400


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天天气很好", True),
        ("ภาษาไทย", True),
        ("안녕하세요 여러분", False),
        ("Heute", False),
        ("", False),
        ("42", False),
    ],
)
def test_scripts_without_spaces_are_told_by_their_letters(text, expected):
    assert has_no_spaces(text) == expected


def test_characters_are_counted_where_there_are_no_words():
    found = count_character_errors("今天天气很好。", "今天 天很好吗")
    assert (found.substitutions, found.deletions, found.insertions, found.reference_words) == (0, 1, 1, 6)
