"""One transcript of several, by the weight of those who wrote them."""

import pytest

from goldsmith.algorithms.weighted_transcript import vote_on_words


def test_most_weight_decides_each_word():
    said = ["the cat sat down", "the bat sat down", "the bat sat"]
    assert vote_on_words(said, [1, 1, 1]) == "the bat sat down"
    assert vote_on_words(said, [3, 1, 1]) == "the cat sat down"
    assert vote_on_words(said, [1, 1, 3]) == "the bat sat"


def test_a_better_word_is_taken_from_somebody_who_is_wrong_elsewhere():
    said = ["we met in march of twenty", "we met in may of plenty", "he met in march of plenty"]
    assert vote_on_words(said, [1, 1, 1]) == "we met in march of plenty"


def test_spelling_and_punctuation_go_by_weight():
    assert vote_on_words(["Good morning.", "good morning", "good morning"], [3, 1, 1]) == "Good morning."


def test_weights_of_nothing_count_a_little():
    assert vote_on_words(["a b", "a b", "a c"], [0, 0, 0]) == "a b"


def test_a_transcript_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="5,000"):
        vote_on_words(["a " * 5_001, "b"], [1, 1])


@pytest.mark.parametrize(
    ("said", "merged"),
    [
        (["今天天气很好。", "今天天汽很好。", "昨天天气很好。"], "今天天气很好。"),
        (["東京へ行きます", "東京に行きます", "東京へ行きました"], "東京へ行きます"),
        (["สวัสดีครับ", "สวัสดีคับ", "สวัสดีครับ"], "สวัสดีครับ"),
        (["我们用 OpenAI 的模型", "我们用 OpenAI 的魔型", "他们用 OpenAI 的模型"], "我们用 OpenAI 的模型"),
        (["「好」", "「好」他说", "「好」他说"], "「好」他说"),
    ],
)
def test_scripts_without_spaces_are_decided_character_by_character(said, merged):
    assert vote_on_words(said, [1, 1, 1]) == merged


def test_what_nobody_of_three_wrote_whole_is_put_together_without_spaces():
    assert vote_on_words(["春天来了", "春夭来了吧", "夏天来了吧"], [1, 1, 1]) == "春天来了吧"


def test_characters_that_are_too_many_are_refused():
    with pytest.raises(ValueError, match="5,000"):
        vote_on_words(["好" * 5_001, "好"], [1, 1])
