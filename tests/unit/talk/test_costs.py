"""What a reply costs is never more than what was reserved for it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.journey.prelabel.settings import PracticeSettings
from goldsmith.journey.talk.costs import cost_of, worst_cost
from goldsmith.ports.models import Ending

PRICES = st.integers(0, 10**9)
TOKENS = st.none() | st.integers(0, 2**31 - 1)


@given(PRICES, PRICES, TOKENS, TOKENS, st.text(max_size=200), st.integers(1, 16_000))
def test_no_count_of_a_server_costs_more_than_the_worst(
    price_in: int, price_out: int, tokens_in: int | None, tokens_out: int | None, said: str, most: int
) -> None:
    settings = PracticeSettings(price_in_micros=price_in, price_out_micros=price_out)
    worst = worst_cost(settings, [{"role": "user", "content": said}], most)
    ending = Ending(finish_reason="stop", tokens_in=tokens_in, tokens_out=tokens_out)
    assert 0 <= cost_of(settings, ending, worst) <= worst


def test_who_counts_is_paid_what_it_counts() -> None:
    settings = PracticeSettings(price_in_micros=150_000, price_out_micros=600_000)
    ending = Ending(finish_reason="stop", tokens_in=1_000, tokens_out=500)
    assert cost_of(settings, ending, 10_000) == 450


def test_words_in_any_script_have_no_more_tokens_than_bytes() -> None:
    settings = PracticeSettings(price_in_micros=1_000_000)
    said = "金は黄色い。" * 10
    assert worst_cost(settings, [{"role": "user", "content": said}], 1) >= len(said.encode())
