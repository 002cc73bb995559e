"""Random regions for the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

__all__ = ["make_shape"]

SAID = ("good morning", "Good morning to you.", "good day to you", "the cat sat", "")


def make_shape(random: Random, example: Mapping[str, Any]) -> dict[str, Any]:
    """Draw a random region in the example's recording; the coarse grid makes near and equal ones likely."""
    duration = example["facts"]["duration"]
    kind = random.choice(("region", "utterance"))
    grid = (0, duration / 4, duration / 2, duration * 0.75, duration)
    start, end = sorted(random.sample(grid, 2))
    if random.random() < 0.3:
        start, end = start + 0.01, end - random.uniform(0.01, 0.1)
    shape: dict[str, Any] = {"type": kind, "start": start, "end": end}
    if random.random() < 0.2:
        shape["channel"] = random.randrange(example["facts"]["channels"])
    if kind == "utterance":
        shape["transcript"] = random.choice(SAID)
        words = shape["transcript"].split()
        if words and random.random() < 0.5:
            shape["words"] = _words(words, start, end)
    return shape


def _words(words: list[str], start: float, end: float) -> list[dict[str, Any]]:
    step = (end - start) / len(words)
    return [
        {"text": word, "start": start + place * step, "end": min(end, start + (place + 0.9) * step)}
        for place, word in enumerate(words)
    ]
