"""Random marks for the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

__all__ = ["make_shape"]


def make_shape(random: Random, example: Mapping[str, Any]) -> dict[str, Any]:
    """Draw a random shape in the example's picture; the coarse grid makes touching and equal shapes likely."""
    width, height = example["facts"]["width"], example["facts"]["height"]

    def place() -> dict[str, float]:
        if random.random() < 0.5:
            return {"x": random.randint(0, 3) * width / 4, "y": random.randint(0, 3) * height / 4}
        return {"x": round(random.uniform(0, width), 2), "y": random.uniform(0, height)}

    kind = random.choice(("box", "polygon", "line", "point"))
    if kind == "box":
        corner = place()
        size = {"width": random.choice((0.1, 10.3, width / 7)), "height": random.choice((0.2, 10.0, height / 7))}
        return {"type": kind, "left": corner["x"], "top": corner["y"], **size}
    if kind == "point":
        return {"type": kind, **place()}
    least = 3 if kind == "polygon" else 2
    return {"type": kind, "vertices": [place() for _ in range(random.randint(least, 8))]}
