"""How much of a text stands in another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.copying import FEWEST_WORDS, copied_share

WORDS = [f"word{number}" for number in range(60)]
TEXT = " ".join(WORDS)


def test_all_of_a_copy_was_there_before_and_nothing_of_another_text() -> None:
    assert copied_share(TEXT, f"Sure! {TEXT.upper()}, and more.") == 1.0
    assert copied_share(TEXT, " ".join(f"other{number}" for number in range(60))) == 0.0


def test_it_is_the_share_of_the_text_and_not_of_the_source() -> None:
    half = " ".join(WORDS[:32])
    assert copied_share(half, TEXT) == 1.0
    assert copied_share(TEXT, half) == 0.5


def test_words_in_another_order_are_another_text() -> None:
    assert copied_share(TEXT, " ".join(reversed(WORDS))) == 0.0


def test_a_short_text_says_nothing() -> None:
    short = " ".join(WORDS[: FEWEST_WORDS - 1])
    assert copied_share(short, short) == 0.0
    assert copied_share(" ".join(WORDS[:FEWEST_WORDS]), TEXT) == 1.0


def test_scripts_without_spaces_are_read_by_characters() -> None:
    said = "金は電子がとても速く動くので青い光を吸収し黄色に見えると言われています"
    assert copied_share(said, f"はい。{said}。") == 1.0
    assert copied_share(said, "銀") == 0.0


@given(st.text(max_size=400), st.text(max_size=400))
def test_it_is_a_share_whatever_the_texts(text: str, source: str) -> None:
    assert 0.0 <= copied_share(text, source) <= 1.0
    assert copied_share(text, text) in (0.0, 1.0)


def test_what_a_better_version_keeps_is_no_copy() -> None:
    kept, added = " ".join(WORDS[:32]), " ".join(f"new{number}" for number in range(24))
    better = f"{kept} {added}"
    assert copied_share(better, kept, beyond=kept) == 0.0
    assert copied_share(better, added, beyond=kept) > 0.7
    assert copied_share(f"{kept} and a little more.", TEXT, beyond=kept) == 0.0, "too little is new"
