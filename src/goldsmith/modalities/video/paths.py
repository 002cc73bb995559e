"""Boxes, points and skeletons of several labelers on some frames as rows of numbers, and the middle of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from goldsmith.modalities.image.shapes import Keypoint
from goldsmith.modalities.video.shapes import (
    BoxKeyframe,
    Keyframe,
    PointKeyframe,
    PointTrack,
    RotatedBoxKeyframe,
    RotatedBoxTrack,
    SkeletonKeyframe,
    SkeletonTrack,
    Track,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from goldsmith.algorithms.tracks import Tracks

    Floats = npt.NDArray[np.float64]
    Indexes = npt.NDArray[np.int64]

__all__ = ["Path", "middle_path"]


class Path:
    """A row of numbers for each frame; at the rows `breaks` it jumps. `size` is the object's longer side."""

    def __init__(
        self, numbers: Floats, make: Callable[[int], Keyframe], size: float, breaks: frozenset[int] = frozenset()
    ) -> None:
        self.numbers, self.keyframe, self.size, self.breaks = numbers, make, size, breaks

    def is_same(self, row: int, other: int) -> bool:
        return not self.breaks & {row, other} and bool((self.numbers[row] == self.numbers[other]).all())


def middle_path(tracks: Sequence[Any], weights: Sequence[float], frames: Sequence[int]) -> Path:
    """Return the weighted median of tracks of one type on frames on each of which some of them are there."""
    if isinstance(tracks[0], SkeletonTrack):
        return _skeleton_path(tracks, weights, frames)
    if isinstance(tracks[0], PointTrack):
        return _point_path(tracks, weights, frames)
    if isinstance(tracks[0], RotatedBoxTrack):
        return _rotated_path(tracks, weights, frames)
    return _box_path(tracks, weights, frames)


def _box_path(tracks: Sequence[Any], weights: Sequence[float], frames: Sequence[int]) -> Path:
    edges = _gather(tracks, lambda box: (box.left, box.top, box.left + box.width, box.top + box.height))
    numbers = _medians(*_on_frames(edges, weights, frames))

    def make(row: int) -> Keyframe:
        left, top, right, bottom = map(_tidy, numbers[row])
        width, height = _tidy(right - left), _tidy(bottom - top)
        return BoxKeyframe(frame=frames[row], left=left, top=top, width=width, height=height)

    return Path(numbers, make, float((numbers[:, 2:] - numbers[:, :2]).max()))


def _point_path(tracks: Sequence[Any], weights: Sequence[float], frames: Sequence[int]) -> Path:
    numbers = _medians(*_on_frames(_gather(tracks, lambda point: (point.x, point.y)), weights, frames))

    def make(row: int) -> Keyframe:
        return PointKeyframe(frame=frames[row], x=_tidy(numbers[row, 0]), y=_tidy(numbers[row, 1]))

    return Path(numbers, make, 0.0)


def _rotated_path(tracks: Sequence[Any], weights: Sequence[float], frames: Sequence[int]) -> Path:
    """Middle, size and rotation; turns are counted on, so that they lie close and move along the shorter arc."""
    import numpy as np

    gathered = _gather(tracks, lambda box: (*_middle(box), box.width, box.height, box.rotation))
    for start, end in zip(gathered.starts[:-1], gathered.starts[1:], strict=True):
        gathered.numbers[start:end, 4] = np.unwrap(gathered.numbers[start:end, 4], period=360)
    places, weight = _on_frames(gathered, weights, frames)
    # The first who sees it says where the others' turns are counted from.
    seen = np.argmax(weight[:, :, 0] > 0, axis=0)
    one = places[seen, np.arange(len(frames)), 4]
    places[:, :, 4] = one + (places[:, :, 4] - one + 180) % 360 - 180
    numbers = _medians(places, weight)
    numbers[:, 4] = np.unwrap(numbers[:, 4], period=360)

    def make(row: int) -> Keyframe:
        x, y, width, height, rotation = map(_tidy, numbers[row])
        left, top, turn = _tidy(x - width / 2), _tidy(y - height / 2), float(np.fmod(rotation, 360))
        return RotatedBoxKeyframe(frame=frames[row], left=left, top=top, width=width, height=height, rotation=turn)

    return Path(numbers, make, float(numbers[:, 2:4].max()))


def _skeleton_path(tracks: Sequence[Any], weights: Sequence[float], frames: Sequence[int]) -> Path:
    """Each keypoint by itself: it is there where half of those who see the object name it, or most do."""
    import numpy as np

    names = list(dict.fromkeys(point.name for track in tracks for each in track.keyframes for point in each.keypoints))
    found = [_keypoint_on_frames(tracks, weights, frames, name) for name in names]
    support = np.stack([each[1] for each in found])
    everybody = _on_frames(_gather(tracks, lambda _: (0.0,)), weights, frames)[1][:, :, 0].sum(axis=0)
    is_kept = support >= np.minimum(everybody / 2, support.max(axis=0)) * (1 - 1e-9)
    is_occluded = np.stack([each[2] for each in found])
    places = np.where(is_kept[:, :, None], np.stack([each[0] for each in found]), 0.0)
    look = np.concatenate([is_kept, is_occluded & is_kept])
    breaks = np.flatnonzero((look[:, 1:] != look[:, :-1]).any(axis=0)) + 1

    def make(row: int) -> Keyframe:
        kept = np.flatnonzero(is_kept[:, row])
        points = [
            Keypoint(
                names[number],
                _tidy(places[number, row, 0]),
                _tidy(places[number, row, 1]),
                "occluded" if is_occluded[number, row] else "visible",
            )
            for number in kept
        ]
        return SkeletonKeyframe(frame=frames[row], keypoints=points)

    numbers = places.transpose(1, 0, 2).reshape(len(frames), -1)
    spread = [np.ptp(places[is_kept[:, row], row], axis=0).max() for row in range(len(frames))]
    return Path(numbers, make, float(max(spread)), frozenset(breaks.tolist()))


def _keypoint_on_frames(
    tracks: Sequence[Any], weights: Sequence[float], frames: Sequence[int], name: str
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Median place, weight behind it, and whether most of that weight calls it occluded."""
    import numpy as np

    def place(keyframe: Any) -> tuple[float, float] | None:
        return next(((point.x, point.y) for point in keyframe.keypoints if point.name == name), None)

    def occluded(keyframe: Any) -> bool:
        return any(point.name == name and point.visibility == "occluded" for point in keyframe.keypoints)

    gathered = _gather(tracks, place)
    places, weight = _on_frames(gathered, weights, frames)
    behind = weight[:, :, 0].sum(axis=0)
    said = np.array([occluded(keyframe) for track in tracks for keyframe in track.keyframes])
    rows = np.repeat(np.arange(len(tracks)), len(frames))
    holding = said[gathered.in_force(rows, np.tile(np.array(frames), len(tracks)))].reshape(len(tracks), -1)
    middles = _medians(places, np.where(behind[None, :, None] > 0, weight, 1.0))
    return middles, behind, (holding * weight[:, :, 0]).sum(axis=0) > behind / 2


def _gather(tracks: Sequence[Track], numbers_of: Callable[[Any], tuple[float, ...] | None]) -> Tracks:
    """Put the numbers of all keyframes into arrays; a keyframe without numbers counts as gone."""
    import numpy as np

    from goldsmith.algorithms.tracks import Tracks

    keyframes = [keyframe for track in tracks for keyframe in track.keyframes]
    rows = [numbers_of(keyframe) for keyframe in keyframes]
    width = max((len(row) for row in rows if row is not None), default=1)
    return Tracks(
        np.cumsum([0, *(len(track.keyframes) for track in tracks)], dtype=np.int64),
        np.array([keyframe.frame for keyframe in keyframes], dtype=np.int64),
        np.array([row or (0.0,) * width for row in rows], dtype=np.float64),
        np.array([each.is_outside or row is None for each, row in zip(keyframes, rows, strict=True)], dtype=np.bool_),
    )


def _on_frames(gathered: Tracks, weights: Sequence[float], frames: Sequence[int]) -> tuple[Floats, Floats]:
    """Return numbers and weights as tables of labelers, frames and numbers; who does not see it has no weight there."""
    import numpy as np

    count = len(gathered)
    rows = np.repeat(np.arange(count), len(frames))
    numbers, is_there = gathered.at(rows, np.tile(np.array(frames, dtype=np.int64), count))
    given = np.maximum(np.array(weights, dtype=np.float64), 1e-9)
    weight = is_there.reshape(count, -1) * given[:, None]
    table = numbers.reshape(count, len(frames), -1)
    return table, np.repeat(weight[:, :, None], table.shape[2], axis=2)


def _medians(places: Floats, weight: Floats) -> Floats:
    from goldsmith.algorithms.tracks import weighted_medians

    flat = weighted_medians(places.reshape(len(places), -1), weight.reshape(len(weight), -1))
    return flat.reshape(places.shape[1:])


def _middle(box: Any) -> tuple[float, float]:
    return box.left + box.width / 2, box.top + box.height / 2


def _tidy(value: Any) -> float:
    """A millionth of a pixel: sums would otherwise leave digits that nobody drew."""
    return round(float(value), 6)
