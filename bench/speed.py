"""How fast the machine is at this moment: a shared one changes by half within minutes, and every figure with it."""

from __future__ import annotations

import time

STEPS = 2_000_000


def measure() -> float:
    """Millions of steps a second of a plain loop on one core; the best of five."""
    return round(max(_once() for _ in range(5)), 1)


def _once() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(STEPS):
        total += number
    return STEPS / (time.perf_counter() - began) / 1e6
