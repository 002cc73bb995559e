"""Random marks for the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

__all__ = ["make_shape"]


def make_shape(random: Random, example: Mapping[str, Any]) -> dict[str, Any]:
    """Mark a random part of the example's text; short ones and repeated ones are likely."""
    text = example["content"]["text"]
    start = random.randrange(0, len(text), random.choice((1, 5)))
    end = random.randint(start + 1, min(len(text), start + random.choice((1, 4, 40))))
    return {"type": "span", "start": start, "end": end, "text": text[start:end]}
