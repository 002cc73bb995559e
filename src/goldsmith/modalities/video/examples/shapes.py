"""Random tracks and events for the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

__all__ = ["make_shape"]


def make_shape(random: Random, example: Mapping[str, Any]) -> dict[str, Any]:
    """Draw a random track or event in the example's video; the coarse grid makes near and equal ones likely."""
    last = example["facts"]["frame_count"] - 1
    kind = random.choice(("box", "rotated_box", "polygon", "line", "point", "event"))
    if kind == "event":
        start, end = sorted(random.choice((0, 5, last // 2, last)) for _ in range(2))
        return {"type": kind, "start_frame": start, "end_frame": end}
    frames = sorted({random.choice((0, 3, last // 2, last - 1, last)) for _ in range(random.randint(1, 4))})
    keyframes = [_make_keyframe(random, kind, frame, example["facts"]) for frame in frames]
    for keyframe in keyframes[1:]:
        if random.random() < 0.2:
            keyframe["is_outside"] = True
    return {"type": kind, "keyframes": keyframes}


def _make_keyframe(random: Random, kind: str, frame: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    head: dict[str, Any] = {"frame": frame}
    if kind in {"box", "rotated_box"}:
        turn = {"rotation": random.choice((0, 30, 170, -170))} if kind == "rotated_box" else {}
        place = _make_place(random, facts)
        size = {"width": random.choice((0.1, 20.3, 60)), "height": random.choice((0.2, 15.0, 60))}
        return {**head, "left": place["x"], "top": place["y"], **size, **turn}
    if kind == "point":
        return {**head, **_make_place(random, facts)}
    return {**head, "vertices": [_make_place(random, facts) for _ in range(random.randint(3, 6))]}


def _make_place(random: Random, facts: Mapping[str, Any]) -> dict[str, float]:
    width, height = facts["width"], facts["height"]
    if random.random() < 0.7:
        return {"x": random.randint(0, 3) * width / 4, "y": random.randint(0, 3) * height / 4}
    return {"x": round(random.uniform(0, width), 2), "y": random.uniform(0, height)}
