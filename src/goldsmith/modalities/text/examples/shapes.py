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
    return {"type": "span", "start": start, "end": end, "text": text[start:end], **_gap(random, text, start, end)}


def _gap(random: Random, text: str, start: int, end: int) -> dict[str, Any]:
    """Now and then leave something in the middle out."""
    if end - start < 3 or random.random() < 0.7:
        return {}
    leave, resume = sorted(random.sample(range(start + 1, end), 2))
    if not text[leave:resume].strip():
        return {}
    return {"fragments": [{"start": start, "end": leave}, {"start": resume, "end": end}]}
