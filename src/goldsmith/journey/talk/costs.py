"""What a reply costs, and what it may cost at worst. In millionths of a currency; prices are per million tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from goldsmith.journey.prelabel.settings import ConversationSettings
from goldsmith.ports.models import Ending

__all__ = ["cost_of", "price", "worst_cost"]

MILLION: Final = 1_000_000


def worst_cost(settings: ConversationSettings, messages: Sequence[Any], most_tokens: int, beside: int = 0) -> int:
    """No token is shorter than a byte, and the JSON around a message is longer than what models put around it.

    `beside` are tokens of what messages show.
    """
    return price(settings, len(msgspec.json.encode(messages)) + beside, most_tokens)


def cost_of(settings: ConversationSettings, ending: Ending, worst: int) -> int:
    """What this reply costs; the worst where its server does not count, and never more than was reserved for it."""
    if ending.tokens_in is None or ending.tokens_out is None:
        return worst
    return min(price(settings, ending.tokens_in, ending.tokens_out), worst)


def price(settings: ConversationSettings, tokens_in: int, tokens_out: int) -> int:
    """Rounded up, so that many small questions do not cost nothing.

    >>> from goldsmith.journey.prelabel.settings import PracticeSettings
    >>> price(PracticeSettings(price_in_micros=1_000_000, price_out_micros=3), 2, 1)
    3
    """
    return -(-(tokens_in * settings.price_in_micros + tokens_out * settings.price_out_micros) // MILLION)
