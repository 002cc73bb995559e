"""Where a track is at a frame. The editor follows the same rules: `examples/interpolation.json` tests both.

1. The keyframe in force is the last one at or before the frame. Without one, or when it is outside, nothing is there.
2. At a keyframe, after the last one, and before one that is outside, the shape is the keyframe's.
3. Otherwise it lies between this keyframe and the next, at the share `t` of the frames between them:
   - every number of a box, and the place of a point: `a + (b - a) * t`;
   - rotation: the same along the shorter arc; over exactly half a turn counterclockwise;
   - lines and polygons: `goldsmith.modalities.video.morph`;
   - keypoints that both have: as points; those that only this keyframe has stay, those of the next alone are not there.
     Whether one is occluded is what this keyframe says.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import msgspec

from goldsmith.modalities._contract import Value
from goldsmith.modalities.image.shapes import (
    Box,
    Keypoint,
    Line,
    Point,
    Polygon,
    RotatedBox,
    Skeleton,
    ViewShape,
)
from goldsmith.modalities.video.morph import between_lines, between_rings
from goldsmith.modalities.video.shapes import (
    BoxTrack,
    Keyframe,
    LineTrack,
    PointTrack,
    PolygonTrack,
    RotatedBoxTrack,
    SkeletonTrack,
    Track,
)

__all__ = ["attributes_at", "interpolate", "keyframe_at", "shape_of", "spans"]

_SHAPES: dict[type[Track], type[ViewShape]] = {
    BoxTrack: Box,
    RotatedBoxTrack: RotatedBox,
    PolygonTrack: Polygon,
    LineTrack: Line,
    PointTrack: Point,
    SkeletonTrack: Skeleton,
}
_GEOMETRY = {
    kind: tuple(name for name in shape.__struct_fields__ if name not in ViewShape.__struct_fields__)
    for kind, shape in _SHAPES.items()
}


def interpolate(track: Track, frame: int) -> Any | None:
    """Return the shape of image.v1 that a track shows at a frame, with the attributes that hold there, or None."""
    keyframe = keyframe_at(track, frame)
    if keyframe is None:
        return None
    return msgspec.structs.replace(shape_of(track, keyframe), attributes=attributes_at(track, frame))


def keyframe_at(track: Track, frame: int) -> Any | None:
    """Return the keyframe that would change nothing at a frame, without attributes; None where the track is gone."""
    place = bisect_right(track.keyframes, frame, key=_frame_of) - 1
    if place < 0 or track.keyframes[place].is_outside:
        return None
    here = track.keyframes[place]
    following = track.keyframes[place + 1] if place + 1 < len(track.keyframes) else None
    if here.frame == frame or following is None or following.is_outside:
        return msgspec.structs.replace(here, frame=frame, attributes={})
    share = (frame - here.frame) / (following.frame - here.frame)
    geometry = _between(track, here, following, share)
    return msgspec.structs.replace(here, frame=frame, attributes={}, **geometry)


def attributes_at(track: Track, frame: int) -> dict[str, Value]:
    """Return every attribute that holds at a frame: those of the track, and the latest answers of its keyframes."""
    holding = dict(track.attributes)
    for keyframe in track.keyframes:
        if keyframe.frame > frame:
            break
        holding.update(keyframe.attributes)
    return holding


def shape_of(track: Track, keyframe: Keyframe) -> Any:
    """Return the shape of image.v1 that a keyframe describes."""
    geometry = {name: getattr(keyframe, name) for name in _GEOMETRY[type(track)]}
    return _SHAPES[type(track)](
        uuid=track.uuid, label=track.label, z_order=track.z_order, group=track.group, **geometry
    )


def spans(track: Track, frame_count: int) -> list[tuple[int, int]]:
    """Return the runs of frames in which a track is there, as (first, one after the last)."""
    found: list[tuple[int, int]] = []
    begun: int | None = None
    for keyframe in track.keyframes:
        if keyframe.is_outside and begun is not None:
            found.append((begun, keyframe.frame))
            begun = None
        elif not keyframe.is_outside and begun is None:
            begun = keyframe.frame
    if begun is not None and begun < frame_count:
        found.append((begun, frame_count))
    return found


def _frame_of(keyframe: Keyframe) -> int:
    return keyframe.frame


def _between(track: Track, here: Any, following: Any, share: float) -> dict[str, Any]:
    if isinstance(track, PolygonTrack):
        return _between_polygons(here, following, share)
    if isinstance(track, LineTrack):
        return {"vertices": between_lines(here.vertices, following.vertices, share)}
    if isinstance(track, SkeletonTrack):
        return {"keypoints": _between_keypoints(here.keypoints, following.keypoints, share)}
    numbers = {
        name: _mix(getattr(here, name), getattr(following, name), share)
        for name in _GEOMETRY[type(track)]
        if name != "rotation"
    }
    if isinstance(track, RotatedBoxTrack):
        numbers["rotation"] = _turn(here.rotation, following.rotation, share)
    return numbers


def _mix(one: float, other: float, share: float) -> float:
    return one + (other - one) * share


def _turn(one: float, other: float, share: float) -> float:
    """Degrees along the shorter arc, kept between -360 and 360."""
    arc = (other - one + 180) % 360 - 180
    turned = one + arc * share
    if turned >= 360:
        return turned - 360
    return turned + 360 if turned <= -360 else turned


def _between_polygons(here: Any, following: Any, share: float) -> dict[str, Any]:
    """Holes go with holes where both keyframes have equally many; otherwise those of this keyframe stay."""
    vertices = between_rings(here.vertices, following.vertices, share)
    ours, theirs = here.holes or [], following.holes or []
    if not ours or len(ours) != len(theirs):
        return {"vertices": vertices}
    holes = [between_rings(one, other, share) for one, other in zip(ours, theirs, strict=True)]
    return {"vertices": vertices, "holes": holes}


def _between_keypoints(ours: list[Keypoint], theirs: list[Keypoint], share: float) -> list[Keypoint]:
    later = {keypoint.name: keypoint for keypoint in theirs}
    return [
        Keypoint(
            each.name,
            _mix(each.x, later[each.name].x, share),
            _mix(each.y, later[each.name].y, share),
            each.visibility,
        )
        if each.name in later
        else each
        for each in ours
    ]
