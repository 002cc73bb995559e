"""Drawings for a certificate: the interval on a ruler, and how the accuracy settled as audits came in."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Final

__all__ = ["draw_audits", "draw_interval"]

WIDTH: Final = 640
INK: Final = "#1a1d21"
GREY: Final = "#8f8d85"
GOLD: Final = "#c8971f"
RED: Final = "#d1556b"
HEIGHT: Final = 120
STEPS: Final = (1, 2, 5, 10)
MOST_POINTS: Final = 600


def draw_interval(low: float, high: float, estimate: float, target: float) -> str:
    """Draw the interval on a ruler of percents, so that its width is seen and not only read."""
    first, step = _ruler(min(low, target))

    def x(share: float) -> float:
        return 12 + (share * 100 - first) / (100 - first) * (WIDTH - 24)

    ticks = "".join(
        f'<line x1="{x(percent / 100):.1f}" x2="{x(percent / 100):.1f}" y1="34" y2="40" stroke="{GREY}"/>'
        f'<text x="{x(percent / 100):.1f}" y="52" text-anchor="middle">{percent}</text>'
        for percent in range(first, 101, step)
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} 58" role="img" aria-label="The interval beside the target">'
        f'<line x1="12" x2="{WIDTH - 12}" y1="34" y2="34" stroke="{GREY}"/>{ticks}'
        f'<rect x="{x(low):.1f}" y="22" width="{max(x(high) - x(low), 1):.1f}" height="6" rx="3" fill="{GOLD}"/>'
        f'<line x1="{x(estimate):.1f}" x2="{x(estimate):.1f}" y1="16" y2="34" stroke="{INK}" stroke-width="2"/>'
        f'<line x1="{x(target):.1f}" x2="{x(target):.1f}" y1="6" y2="34" stroke="{INK}" stroke-dasharray="2 2"/>'
        f'<text x="{x(target) - 5:.1f}" y="13" text-anchor="end">target</text></svg>'
    )


def draw_audits(outcomes: Sequence[bool]) -> str:
    """Draw the share of correct answers after each audit, in their order, with a mark for each wrong one."""
    shares, right = [], 0
    for count, outcome in enumerate(outcomes, 1):
        right += outcome
        shares.append(right / count)
    lowest = max(0.0, min(shares[len(shares) // 20 :]) - 0.05)  # the first few jump about

    def x(number: int) -> float:
        return 40 + number / max(len(outcomes) - 1, 1) * (WIDTH - 52)

    def y(share: float) -> float:
        return 8 + (1 - max(share, lowest)) / (1 - lowest) * (HEIGHT - 34)

    every = max(1, len(shares) // MOST_POINTS)
    path = " ".join(f"{x(number):.1f},{y(shares[number]):.1f}" for number in range(0, len(shares), every))
    wrong = "".join(
        f'<circle cx="{x(number):.1f}" cy="{HEIGHT - 20}" r="2.5" fill="{RED}"/>'
        for number, outcome in enumerate(outcomes)
        if not outcome
    )
    bounds = "".join(
        f'<text x="34" y="{y(share) + 3:.1f}" text-anchor="end">{share:.0%}</text>' for share in (1.0, lowest)
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Share of correct answers after each audit">'
        f"{bounds}"
        f'<line x1="40" x2="{WIDTH - 12}" y1="{y(1):.1f}" y2="{y(1):.1f}" stroke="{GREY}" stroke-dasharray="1 3"/>'
        f'<polyline points="{path}" fill="none" stroke="{INK}" stroke-width="1.6"/>{wrong}'
        f'<text x="40" y="{HEIGHT - 4}">1st audit</text>'
        f'<text x="{WIDTH - 12}" y="{HEIGHT - 4}" text-anchor="end">{len(outcomes):,} audits, wrong ones marked</text>'
        "</svg>"
    )


def _ruler(lowest: float) -> tuple[int, int]:
    """Where a ruler begins that shows a share, in percent, and how far apart its marks are."""
    for step in STEPS:
        first = floor(lowest * 100 / step) * step
        if (100 - first) / step <= 10:
            return max(0, first), step
    return 0, 10
