"""Random marks for the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

__all__ = ["make_shape"]


def make_shape(random: Random, example: Mapping[str, Any]) -> dict[str, Any]:
    """Mark a random number of the example's list."""
    return {"type": "mark", "index": random.randrange(example["facts"]["count"])}
