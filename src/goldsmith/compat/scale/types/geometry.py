"""Shapes of ours that Scale writes otherwise: rotated boxes in radians, ellipses and cuboids by their corners.

Sources: https://docs.scale.com/reference/boxes, .../ellipses, .../cuboids and .../3d-cuboids. A cuboid names the four
corners of its face and the two that are seen of the side beside it; ours names the two hidden ones as well, and says
which side it is. Where they are not named, the hidden side is as far behind the face as the one that is seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.image.shapes import RotatedBox, corners

__all__ = ["read_geometry", "show_geometry"]

PARTS: Final = {
    "box": ("left", "top", "width", "height"),
    "polygon": ("vertices",),
    "line": ("vertices",),
    "point": ("x", "y"),
}
DECIMALS: Final = 9
OF_RADIANS: Final = 12
SQUARE: Final = 0.02
"""How far, as a share of their lengths, the axes of an ellipse may be from square and from sharing their middle."""
FACE: Final = ("face-topleft", "face-topright", "face-bottomright", "face-bottomleft")
SIDES: Final = {
    "right": ("hidden-topcorner", "side-topcorner", "side-bottomcorner", "hidden-bottomcorner"),
    "left": ("side-topcorner", "hidden-topcorner", "hidden-bottomcorner", "side-bottomcorner"),
}
EDGES: Final = ("top", "right", "bottom", "left")

Place = tuple[float, float]


def read_geometry(kind: str, shape: Mapping[str, Any], field: str, *, can_rotate: bool = False) -> dict[str, Any]:
    """Read the type and the geometry of a shape of theirs in our words. InvalidError names what is no such shape."""
    if kind == "ellipse":
        return {"type": kind, **_read_ellipse(shape, field)}
    if kind == "cuboid":
        return {"type": kind, **_read_cuboid(shape, field)}
    given = {part: shape.get(part) for part in PARTS[kind]}
    if kind == "box" and (can_rotate or shape.get("rotation")):
        rotation = math.degrees(_number(shape.get("rotation") or 0, f"{field}.rotation"))
        return {"type": "rotated_box", **given, "rotation": round(math.fmod(rotation, 360), DECIMALS)}
    return {"type": kind, **given}


def show_geometry(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Say an annotation of ours as they do; one that they say alike stays as it is."""
    if shape["type"] == "rotated_box":
        return _show_rotated_box(shape)
    if shape["type"] == "ellipse":
        return _show_ellipse(shape)
    return _show_cuboid(shape) if shape["type"] == "cuboid" else dict(shape)


def _show_rotated_box(shape: Mapping[str, Any]) -> dict[str, Any]:
    places = corners(msgspec.convert(shape, RotatedBox))
    vertices = [{"x": round(each.x, DECIMALS), "y": round(each.y, DECIMALS)} for each in places]
    return {
        **shape,
        "type": "box",
        "rotation": round(math.radians(shape["rotation"]), OF_RADIANS),
        "vertices": vertices,
    }


def _show_ellipse(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Give the ends of both axes, the upper one first, clockwise before it was turned."""
    turn = math.radians(shape.get("rotation", 0))
    across = (shape["radius_x"] * math.cos(turn), shape["radius_x"] * math.sin(turn))
    down = (-shape["radius_y"] * math.sin(turn), shape["radius_y"] * math.cos(turn))
    ends = ((-down[0], -down[1]), across, down, (-across[0], -across[1]))
    own = {"x", "y", "radius_x", "radius_y", "rotation"}
    vertices = [{"x": round(shape["x"] + x, DECIMALS), "y": round(shape["y"] + y, DECIMALS)} for x, y in ends]
    return {**{name: value for name, value in shape.items() if name not in own}, "vertices": vertices}


def _read_ellipse(shape: Mapping[str, Any], field: str) -> dict[str, Any]:
    places = [_place(vertex, f"{field}.vertices") for vertex in _vertices(shape, field, (4,))]
    (top, right, bottom, left) = places
    across, down = (right[0] - left[0], right[1] - left[1]), (bottom[0] - top[0], bottom[1] - top[1])
    shortest, longest = sorted((math.hypot(*across), math.hypot(*down)))
    apart = math.hypot(right[0] + left[0] - top[0] - bottom[0], right[1] + left[1] - top[1] - bottom[1]) / 2
    lean = abs(across[0] * down[0] + across[1] * down[1])
    if shortest == 0 or apart > SQUARE * longest or lean > SQUARE * longest**2:
        raise InvalidError("The vertices of an ellipse are the ends of its two axes.", field=f"{field}.vertices")
    return {
        "x": sum(x for x, _ in places) / 4,
        "y": sum(y for _, y in places) / 4,
        "radius_x": math.hypot(*across) / 2,
        "radius_y": math.hypot(*down) / 2,
        "rotation": round(math.degrees(math.atan2(across[1], across[0])), DECIMALS) + 0.0,
    }


def _show_cuboid(shape: Mapping[str, Any]) -> dict[str, Any]:
    places = [(vertex["x"], vertex["y"]) for vertex in shape["vertices"]]
    side = "right" if places[5][0] - places[1][0] >= places[0][0] - places[4][0] else "left"
    named = zip((*FACE, *SIDES[side]), places, strict=True)
    vertices = [{"type": "vertex", "description": name, "x": x, "y": y} for name, (x, y) in named]
    return {**shape, "vertices": vertices, "edges": _edges(places, side), "side": side}


def _edges(places: Sequence[Place], side: str) -> list[dict[str, Any]]:
    """Join the corners of the face, and of the side that is seen."""
    front, back = ((1, 2), (5, 6)) if side == "right" else ((0, 3), (4, 7))
    joined = {f"face-{name}": (number, (number + 1) % 4) for number, name in enumerate(EDGES)}
    joined |= {"side-top": (front[0], back[0]), "side-bottom": (front[1], back[1]), f"side-{side}": back}
    return [
        {
            "type": "edge",
            "description": name,
            "x1": places[start][0],
            "y1": places[start][1],
            "x2": places[end][0],
            "y2": places[end][1],
        }
        for name, (start, end) in joined.items()
    ]


def _read_cuboid(shape: Mapping[str, Any], field: str) -> dict[str, Any]:
    vertices = _vertices(shape, field, (6, 8))
    known = {str(each.get("description")): _place(each, f"{field}.vertices") for each in vertices}
    missing = sorted({*FACE, "side-topcorner", "side-bottomcorner"} - known.keys())
    if missing:
        message = f"The vertices of a cuboid are described; {missing[0]} is missing."
        raise InvalidError(message, field=f"{field}.vertices")
    side = shape["side"] if shape.get("side") in ("left", "right") else _side_of(known)
    for corner in ("top", "bottom"):
        near, far = (side, "left" if side == "right" else "right")
        seen, here, there = known[f"side-{corner}corner"], known[f"face-{corner}{near}"], known[f"face-{corner}{far}"]
        behind = (there[0] + seen[0] - here[0], there[1] + seen[1] - here[1])
        known.setdefault(f"hidden-{corner}corner", behind)
    places = [known[name] for name in (*FACE, *SIDES[side])]
    return {"vertices": [{"x": x, "y": y} for x, y in places]}


def _side_of(known: Mapping[str, Place]) -> str:
    seen = known["side-topcorner"]
    is_right = math.dist(seen, known["face-topright"]) <= math.dist(seen, known["face-topleft"])
    return "right" if is_right else "left"


def _vertices(shape: Mapping[str, Any], field: str, counts: Sequence[int]) -> list[dict[str, Any]]:
    vertices = shape.get("vertices")
    if not isinstance(vertices, list) or len(vertices) not in counts or not all(isinstance(v, dict) for v in vertices):
        wanted = " or ".join(map(str, counts))
        raise InvalidError(f"This is a list of {wanted} vertices.", field=f"{field}.vertices")
    return vertices


def _place(vertex: Mapping[str, Any], field: str) -> Place:
    return _number(vertex.get("x"), field), _number(vertex.get("y"), field)


def _number(value: Any, field: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise InvalidError("This is a number.", field=field)
    return float(value)
