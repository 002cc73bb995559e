"""Error rates of recordings, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.modalities._contract import Answer
from goldsmith.modalities.audio.agree.error_rates import ERROR_RATES
from goldsmith.modalities.audio.shapes import Region, Utterance
from goldsmith.modalities.audio.templates import TEMPLATES

MEASURES = {each.name: each for each in ERROR_RATES}


def speech(*said: tuple[str, float, float, str]) -> Answer[Any]:
    return Answer(
        annotations=[Utterance(label=who, start=start, end=end, transcript=text) for who, start, end, text in said]
    )


def turns(*spoken: tuple[str, float, float]) -> Answer[Any]:
    return Answer(annotations=[Region(label=who, start=start, end=end) for who, start, end in spoken])


def count(measure: str, reference: Answer[Any], hypothesis: Answer[Any]) -> tuple[tuple[float, ...], float] | None:
    return MEASURES[measure].count(reference, hypothesis)


def test_words_are_counted_by_kind() -> None:
    reference = speech(("a", 0, 2, "The cat sat"), ("b", 2, 4, "on the mat."))
    hypothesis = speech(("a", 0, 2, "the cat sit"), ("b", 2, 4, "on mat today"))
    assert count("word_error_rate", reference, hypothesis) == ((1, 1, 1), 6)
    assert count("character_error_rate", reference, hypothesis) is None


def test_whoever_numbers_speakers_otherwise_makes_no_word_wrong() -> None:
    reference = speech(("a", 0, 2, "good morning"), ("b", 2, 4, "hello there you"))
    swapped = speech(("b", 0, 2, "good morning"), ("a", 2, 4, "hello there you"))
    assert count("word_error_rate", reference, swapped) == ((0, 0, 0), 5)


def test_words_under_another_speaker_are_wrong_twice() -> None:
    """What is said by b and written to a is missing at b and needless at a: so cpWER counts it."""
    reference = speech(("a", 0, 2, "one two three"), ("b", 2, 4, "four"))
    alone = speech(("a", 0, 4, "one two three four"))
    assert count("word_error_rate", reference, alone) == ((0, 1, 1), 4)


def test_what_is_said_at_another_time_is_not_the_same() -> None:
    early, late = speech(("a", 0, 1, "yes")), speech(("a", 30, 31, "yes"))
    assert count("word_error_rate", early, late) == ((0, 1, 1), 1)
    near = speech(("a", 1.2, 2, "yes"))
    assert count("word_error_rate", early, near) == ((0, 0, 0), 1)


def test_texts_about_the_whole_recording_count_too() -> None:
    reference, hypothesis = (Answer[Any](global_attributes={"transcript": text}) for text in ("a b c", "a c d e"))
    assert count("word_error_rate", reference, hypothesis) == ((0, 1, 2), 3)
    assert count("word_error_rate", reference, Answer()) == ((0, 3, 0), 3)
    assert count("word_error_rate", Answer(), Answer()) is None


def test_a_script_without_spaces_is_counted_by_characters() -> None:
    reference, hypothesis = speech(("a", 0, 2, "今天天气很好。")), speech(("a", 0, 2, "今天天气不好"))
    assert count("character_error_rate", reference, hypothesis) == ((1, 0, 0), 6)
    assert count("word_error_rate", reference, hypothesis) is None


def test_more_words_than_can_be_compared_are_left_out() -> None:
    endless = speech(("a", 0, 9, "a " * 10_001))
    assert count("word_error_rate", endless, speech(("a", 0, 9, "a"))) is None


def test_seconds_are_counted_by_kind_and_a_collar_is_not() -> None:
    reference = turns(("a", 0, 10), ("b", 20, 30))
    hypothesis = turns(("x", 0.2, 10), ("x", 20, 30), ("y", 40, 42))
    missed, false_alarm, confused = 0, 2, 9.5
    assert count("diarization_error_rate", reference, hypothesis) == (
        pytest.approx((missed, false_alarm, confused)),
        pytest.approx(19),
    )
    assert count("diarization_error_rate", turns(), turns()) is None


def test_tiers_count_where_speakers_are_identified() -> None:
    reference, swapped = turns(("a", 0, 10)), turns(("b", 0, 10))
    assert count("diarization_error_rate", reference, swapped) == ((0, 0, 0), 9.5)
    assert count("identification_error_rate", reference, swapped) == ((0, 0, 9.5), 9.5)


@pytest.mark.parametrize(
    ("template", "asked"),
    [
        ("transcript", {"word_error_rate", "character_error_rate"}),
        ("speech", set(MEASURES)),
        ("diarization", {"diarization_error_rate", "identification_error_rate"}),
    ],
)
def test_only_what_is_asked_is_measured(template: str, asked: set[str]) -> None:
    [ontology] = [each.ontology for each in TEMPLATES if each.name == template]
    assert {each.name for each in ERROR_RATES if each.is_asked(ontology)} == asked
