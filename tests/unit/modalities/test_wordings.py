"""Texts of the same words are merged and compared by words, or by characters where words have no spaces."""

import time

import pytest

from goldsmith.modalities.wordings import merge_texts, text_similarity


def test_one_wrong_character_of_many_is_a_small_difference():
    assert text_similarity("今天天气很好", "今天天汽很好") == pytest.approx(5 / 6)
    assert text_similarity("สวัสดี", "สวัสดี!") == 1
    assert text_similarity("the cat sat", "the bat sat") == pytest.approx(2 / 3)


def test_characters_are_merged_by_weight():
    assert merge_texts(["今天天气", "今日天气", "今日天气"], [1, 1, 1]) == "今日天气"
    assert merge_texts(["今天天气", "今日天气"], [3, 1]) == "今天天气"


def test_texts_of_too_many_characters_are_decided_as_wholes():
    long, longer = "好" * 5_001, "好" * 5_002
    assert merge_texts([long, longer, longer], [1, 1, 1]) == longer


def test_very_long_texts_without_spaces_are_compared_in_time():
    began = time.process_time()
    assert text_similarity("天" * 100_000, "地" * 100_000) == 0
    assert time.process_time() - began < 5
