"""Lines and outlines between two keyframes: which place of one becomes which place of the other.

- Lines with equally many vertices: vertex by vertex, as points. Other lines are resampled: both get a vertex wherever
  either has one, measured as a share of the length from the first vertex (0 to 1), and these go vertex by vertex.
  Shares closer than 1e-9 are one.
- Outlines: walk both from a start vertex, once around. The first outline starts at its vertex 0; of the second every
  vertex is tried as the start (of more than 256 every ceil(n / 256)-th), forward and then backward. The sum of squared
  distances between 64 places at equal shares of the length, the start the first of them, decides; an earlier try stands
  unless a later one is below it by more than a billionth. If start 0 forward stands and both have equally many
  vertices, they go vertex by vertex; otherwise they are resampled as lines are, from these starts.
- A line or outline without length spreads its vertices evenly.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, hypot
from typing import Final

from goldsmith.modalities.image.shapes import Vertex

__all__ = ["between_lines", "between_rings"]

STATIONS: Final = 64
MOST_STARTS: Final = 256
NEARLY: Final = 1e-9

Place = tuple[float, float]
Walk = tuple[list[Place], list[float]]
"""Places and the share of the length at which each lies; an outline ends where it started."""


def between_lines(one: Sequence[Vertex], other: Sequence[Vertex], share: float) -> list[Vertex]:
    """Return the line at a share of the way from one to the other."""
    ours, theirs = _places(one), _places(other)
    if len(ours) != len(theirs):
        ours, theirs = _resample(_walk(ours), _walk(theirs))
    return _mix(ours, theirs, share)


def between_rings(one: Sequence[Vertex], other: Sequence[Vertex], share: float) -> list[Vertex]:
    """Return the outline at a share of the way from one to the other."""
    ours, theirs = _places(one), _places(other)
    start, step = _best_start(ours, theirs)
    if (start, step) == (0, 1) and len(ours) == len(theirs):
        return _mix(ours, theirs, share)
    ours, theirs = _resample(_walk(_around(ours, 0, 1)), _walk(_around(theirs, start, step)))
    # The last vertex is the start once more.
    return _mix(ours[:-1], theirs[:-1], share)


def _places(vertices: Sequence[Vertex]) -> list[Place]:
    return [(vertex.x, vertex.y) for vertex in vertices]


def _mix(ours: Sequence[Place], theirs: Sequence[Place], share: float) -> list[Vertex]:
    return [
        Vertex(here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share)
        for here, there in zip(ours, theirs, strict=True)
    ]


def _around(ring: Sequence[Place], start: int, step: int) -> list[Place]:
    """Walk an outline once around, forward or backward, back to where it started."""
    turned = [*ring[start:], *ring[:start]]
    if step < 0:
        turned = [turned[0], *turned[:0:-1]]
    return [*turned, turned[0]]


def _walk(places: list[Place]) -> Walk:
    lengths = [hypot(there[0] - here[0], there[1] - here[1]) for here, there in pairwise(places)]
    passed = [0.0, *accumulate(lengths)]
    if passed[-1] == 0:
        return places, [number / (len(places) - 1) for number in range(len(places))]
    return places, [length / passed[-1] for length in passed]


def _resample(one: Walk, other: Walk) -> tuple[list[Place], list[Place]]:
    shares: list[float] = []
    for share in sorted([*one[1], *other[1]]):
        if not shares or share - shares[-1] > NEARLY:
            shares.append(share)
    return [_at(one, share) for share in shares], [_at(other, share) for share in shares]


def _at(walk: Walk, share: float) -> Place:
    """Return the place at a share of the length: the vertex that lies there, or a place between two."""
    places, shares = walk
    after = min(max(bisect_right(shares, share), 1), len(shares) - 1)
    low, high = shares[after - 1], shares[after]
    if high - low <= NEARLY:
        return places[after]
    within = min(max((share - low) / (high - low), 0.0), 1.0)
    (x, y), (next_x, next_y) = places[after - 1], places[after]
    return x + (next_x - x) * within, y + (next_y - y) * within


def _best_start(one: Sequence[Place], other: Sequence[Place]) -> tuple[int, int]:
    ours = _stations(_walk(_around(one, 0, 1)), 0.0, 1)
    walk = _walk(_around(other, 0, 1))
    best, least = (0, 1), float("inf")
    for start in range(0, len(other), ceil(len(other) / MOST_STARTS)):
        for step in (1, -1):
            theirs = _stations(walk, walk[1][start], step)
            moved = sum((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for a, b in zip(ours, theirs, strict=True))
            if moved < least * (1 - NEARLY):
                best, least = (start, step), moved
    return best


def _stations(walk: Walk, begin: float, step: int) -> list[Place]:
    return [_at(walk, (begin + step * number / STATIONS) % 1.0) for number in range(STATIONS)]
