"""Tracks of different labelers: near enough over time means the same object. Events: near enough in time.

Answers do not say how long the video is: the last frame that one of the two names stands in for its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.modalities.image.shapes import bounds
from goldsmith.modalities.objects import Geometry, align_objects, answer_similarity, merge_objects
from goldsmith.modalities.video.interpolate import keyframe_at, shape_of
from goldsmith.modalities.video.joints import joint_names, joint_nearness, joint_rows
from goldsmith.modalities.video.merge_tracks import merge_tracks
from goldsmith.modalities.video.mutable import equal_share
from goldsmith.modalities.video.shapes import BoxTrack, Event, PolygonTrack, RotatedBoxTrack, SkeletonTrack, Track

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from goldsmith.algorithms.outlines import Area
    from goldsmith.algorithms.tracks import Likeness, Tracks

    Floats = npt.NDArray[np.float64]
    Indexes = npt.NDArray[np.int64]

__all__ = ["align", "merge", "similarity", "track_places"]

LEAST: Final = 0.25
LEAST_AT_A_GLANCE: Final = 0.05
REACH: Final = 0.02
LEAST_REACH: Final = 6.0
REACH_FRAMES: Final = 6.0
MOST_OUTLINES: Final = 20_000
OUTLINES: Final = 8
_BY_OVERLAP: Final = (BoxTrack, RotatedBoxTrack, PolygonTrack)


def near(first: Sequence[Any], second: Sequence[Any]) -> Iterable[tuple[int, int, float]]:
    """Pairs of one type: tracks by their places over time, events by the time that they share."""
    here, there, score = _near_events(first, second) if isinstance(first[0], Event) else _near_tracks(first, second)
    close = score >= LEAST
    return zip(here[close].tolist(), there[close].tolist(), score[close].tolist(), strict=True)


def combine(shapes: Sequence[Any], weights: Sequence[float]) -> Any:
    """Median ends of events; of tracks see `merge_tracks`."""
    if isinstance(shapes[0], Event):
        return _median_event(shapes, weights)
    return merge_tracks(shapes, weights)


def accord(one: Any, other: Any) -> float:
    """For which share of their frames two tracks give equal answers to mutable attributes."""
    return equal_share(one, other) if isinstance(one, Track) else 1.0


def _near_tracks(first: Sequence[Track], second: Sequence[Track]) -> tuple[Indexes, Indexes, Floats]:
    from goldsmith.algorithms.matching import candidate_pairs
    from goldsmith.algorithms.tracks import track_overlap, worth_comparing

    ours, theirs, likeness = track_places(first, second)
    here, there = candidate_pairs(*_features(ours, theirs))
    here, there = worth_comparing(ours, theirs, here, there, likeness, LEAST_AT_A_GLANCE)
    score = track_overlap(ours, theirs, here, there, likeness)
    if isinstance(first[0], PolygonTrack):
        # The boxes around outlines say which pairs are worth a look, and decide alone when those are too many.
        worth = (score >= LEAST / 2).nonzero()[0]
        if len(worth) <= MOST_OUTLINES // OUTLINES:
            for pair in worth:
                score[pair] *= _outline_share(first[here[pair]], second[there[pair]])
    return here, there, score


def track_places(first: Sequence[Track], second: Sequence[Track]) -> tuple[Tracks, Tracks, Likeness]:
    """Put the tracks of one type of two answers into arrays, with what tells how alike two of their places are."""
    names = joint_names(first, second)
    ours, theirs = _gather(first, names), _gather(second, names)
    return ours, theirs, _likeness(first, ours, theirs)


def _gather(tracks: Sequence[Track], names: Sequence[str]) -> Tracks:
    """Put all keyframes into arrays: the bounds, or of skeletons the keypoints of these names."""
    import numpy as np

    from goldsmith.algorithms.tracks import Tracks

    starts = np.cumsum([0, *(len(track.keyframes) for track in tracks)], dtype=np.int64)
    keyframes = [keyframe for track in tracks for keyframe in track.keyframes]
    rows = [row for track in tracks for row in (joint_rows(track, names) if names else _bounds_of(track))]
    return Tracks(
        starts,
        np.array([keyframe.frame for keyframe in keyframes], dtype=np.int64),
        np.array(rows, dtype=np.float64),
        np.array([keyframe.is_outside for keyframe in keyframes], dtype=np.bool_),
    )


def _bounds_of(track: Track) -> list[tuple[float, ...]]:
    if isinstance(track, BoxTrack):
        # Most tracks are boxes, and of them there are many.
        return [(box.left, box.top, box.left + box.width, box.top + box.height) for box in track.keyframes]
    return [bounds(shape_of(track, keyframe)) for keyframe in track.keyframes]


def _features(ours: Tracks, theirs: Tracks) -> tuple[Floats, Floats]:
    """Rows in which like tracks lie close: mean place, begin and end, with time as long as the video is wide."""
    import numpy as np

    horizon = int(max(ours.frames.max(), theirs.frames.max())) + 1
    width = max(_farthest(ours, theirs), 1.0)

    def rows(tracks: Tracks) -> Floats:
        places = np.add.reduceat(np.nan_to_num(tracks.numbers), tracks.starts[:-1]) / np.diff(tracks.starts)[:, None]
        return np.column_stack([places, *(ends * (width / horizon) for ends in tracks.extents(horizon))])

    return rows(ours), rows(theirs)


def _likeness(first: Sequence[Track], ours: Tracks, theirs: Tracks) -> Likeness:
    """Overlap of the bounds; for lines, points and keypoints nearness, where what counts as near grows with the video.

    The farthest coordinate drawn stands in for the size of the video, as answers do not carry that.
    """
    import numpy as np

    from goldsmith.algorithms.matching import box_overlap

    if isinstance(first[0], _BY_OVERLAP):
        return box_overlap
    reach = max(LEAST_REACH, REACH * _farthest(ours, theirs))
    if isinstance(first[0], SkeletonTrack):
        return partial(joint_nearness, reach)
    return lambda one, other: np.exp(-np.abs(one - other).max(axis=1) / reach)


def _farthest(ours: Tracks, theirs: Tracks) -> float:
    import numpy as np

    return float(max(np.nanmax(np.abs(tracks.numbers)) for tracks in (ours, theirs)))


def _outline_share(one: Track, other: Track) -> float:
    """How much less outlines overlap than the boxes around them, on a few frames on which both are there."""
    import numpy as np

    from goldsmith.algorithms.matching import box_overlap
    from goldsmith.algorithms.outlines import polygon_overlap

    frames = sorted({keyframe.frame for track in (one, other) for keyframe in track.keyframes})
    picked = frames[:: -(-len(frames) // OUTLINES)]
    outlines = boxes = 0.0
    for frame in picked:
        ours, theirs = keyframe_at(one, frame), keyframe_at(other, frame)
        if ours is not None and theirs is not None:
            around = [np.array([bounds(shape_of(track, place))]) for track, place in ((one, ours), (other, theirs))]
            boxes += float(box_overlap(*around)[0])
            same = ours.vertices == theirs.vertices
            outlines += 1.0 if same else polygon_overlap(_area(ours.vertices), _area(theirs.vertices))
    return min(outlines / boxes, 1.0) if boxes else 1.0


def _area(vertices: Sequence[Any]) -> Area:
    from goldsmith.algorithms.outlines import Area

    return Area([(vertex.x, vertex.y) for vertex in vertices])


def _near_events(first: Sequence[Event], second: Sequence[Event]) -> tuple[Indexes, Indexes, Floats]:
    """Temporal intersection over union; of two moments, how few frames lie between them."""
    import numpy as np

    from goldsmith.algorithms.matching import candidate_pairs, interval_overlap

    ours, theirs = (
        np.array([(event.start_frame, event.end_frame + 1) for event in events], dtype=np.float64)
        for events in (first, second)
    )
    here, there = candidate_pairs(ours, theirs)
    one, other = ours[here], theirs[there]
    are_moments = (np.diff(one, axis=1) == 1) & (np.diff(other, axis=1) == 1)
    close = np.exp(-np.abs(one[:, 0] - other[:, 0]) / REACH_FRAMES)
    return here, there, np.where(are_moments[:, 0], close, interval_overlap(one, other))


def _median_event(events: Sequence[Event], weights: Sequence[float]) -> Event:
    from goldsmith.algorithms.outlines import weighted_middle

    start = weighted_middle([event.start_frame for event in events], weights)
    end = weighted_middle([event.end_frame for event in events], weights)
    return msgspec.structs.replace(events[0], start_frame=start, end_frame=max(start, end))


TRACKS: Final = Geometry(near, combine, accord=accord)
align: Any = partial(align_objects, TRACKS)
merge: Any = partial(merge_objects, TRACKS)
similarity: Any = partial(answer_similarity, TRACKS)
