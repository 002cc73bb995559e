"""What several people's tracks and events come to."""

import json
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.video.agree import combine
from goldsmith.modalities.video.interpolate import attributes_at, interpolate
from goldsmith.modalities.video.modality import MODALITY
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Skeleton, SkeletonPoint

MOOD = Attribute(name="mood", type="category", choices=(Choice("calm"), Choice("angry")), is_mutable=True)
COUNT = Attribute(name="count", type="number", is_mutable=True)
COLOR = Attribute(name="color", type="category", choices=(Choice("red"), Choice("blue")))
BONES = Skeleton(points=(SkeletonPoint("head", 0.5, 0), SkeletonPoint("hand", 0, 0.5), SkeletonPoint("foot", 0.5, 1)))
ONTOLOGY = Ontology(
    labels=(Label(name="dog", attributes=(MOOD, COUNT, COLOR), skeleton=BONES), Label(name="cat", attributes=(MOOD,)))
)


def read(*annotations):
    return read_answer(MODALITY, ONTOLOGY, {"annotations": list(annotations)})


def box(*keyframes, label="dog", uuid="", attributes=None, **same):
    """A track of boxes 20 by 10 from (frame, left) or (frame, left, mutable attributes); no left: gone."""
    made, left = [], 0
    for frame, place, *changes in keyframes:
        left = left if place is None else place
        head = {"frame": frame, "is_outside": place is None, "attributes": changes[0] if changes else {}}
        made.append({**head, "left": left, "top": 50, "width": 20, "height": 10, **same})
    return {"uuid": uuid, "type": "box", "label": label, "attributes": attributes or {}, "keyframes": made}


def reconciled(*marks):
    named = [Given(who, read(*each)) for who, each in zip("abcdefg", marks, strict=False)]
    return reconcile_answers(MODALITY, ONTOLOGY, [TaskAnswers("task", named)])[0].answer.annotations


def test_one_object_is_there_once_with_the_middle_place_and_time():
    one = [box((0, 0), (100, 100), (200, None))]
    other = [box((4, 8), (100, 104), (210, None))]
    third = [box((10, 12), (100, 102), (190, None))]
    (track,) = reconciled(one, other, third)
    assert track.keyframes[0].frame == 4
    assert track.keyframes[-1].frame == 200
    assert track.keyframes[-1].is_outside
    assert interpolate(track, 100).left == pytest.approx(102)
    assert interpolate(track, 50).left == pytest.approx(52, abs=1)
    assert len(track.keyframes) <= 6


def test_trembling_hands_make_no_more_keyframes_than_the_busiest_one():
    def trembling(seed, first):
        random = Random(seed)
        return [box(*((frame, frame + random.uniform(-9, 9)) for frame in range(first, 1000, 10)))]

    (track,) = reconciled(*(trembling(seed, seed * 2) for seed in range(5)))
    assert len(track.keyframes) <= 103
    assert interpolate(track, 500).left == pytest.approx(500, abs=12)


def test_who_loses_the_object_midway_is_outvoted():
    whole = [box((0, 0), (1000, 500))]
    halves = [box((0, 0), (500, 250), (501, None)), box((502, 251), (1000, 500))]
    (track,) = reconciled(whole, whole, halves)
    assert [interpolate(track, frame) is not None for frame in (0, 400, 501, 700, 2000)] == [True] * 5


def test_a_label_and_an_attribute_of_the_whole_track_are_voted_on():
    marks = [
        [box((0, 0), (9, 5), attributes={"color": "red"})],
        [box((0, 1), (9, 5), attributes={"color": "red"})],
        [box((0, 0), (9, 6), label="cat")],
    ]
    (track,) = reconciled(*marks)
    assert track.label == "dog"
    assert track.attributes == {"color": "red"}


def test_mutable_attributes_are_voted_on_frame_by_frame():
    marks = [
        [box((0, 0, {"mood": "calm", "count": 1}), (30, 0, {"mood": "angry"}), (99, 1))],
        [box((0, 0, {"mood": "calm", "count": 3}), (40, 0, {"mood": "angry"}), (99, 0))],
        [box((0, 0, {"mood": "calm", "count": 2}), (90, 0, {"mood": "angry"}), (99, 0))],
    ]
    (track,) = reconciled(*marks)
    assert attributes_at(track, 0) == {"mood": "calm", "count": 2}
    assert [attributes_at(track, frame)["mood"] for frame in (29, 39, 40, 95)] == ["calm", "calm", "angry", "angry"]


def test_similarity_falls_with_place_time_label_and_mutable_attributes():
    def alike(other):
        return MODALITY.similarity(read(box((0, 0, {"mood": "calm"}), (100, None))), read(other))

    assert alike(box((0, 0, {"mood": "calm"}), (100, None), uuid="x")) == pytest.approx(1)
    assert alike(box((50, 0, {"mood": "calm"}), (100, None))) == pytest.approx(0.5)
    assert alike(box((0, 5, {"mood": "calm"}), (100, None))) == pytest.approx(0.6)
    assert alike(box((0, 0, {"mood": "angry"}), (100, None))) == 0
    assert alike(box((0, 0, {"mood": "calm"}), (25, 0, {"mood": "angry"}), (100, None))) == pytest.approx(0.25)
    assert alike(box((0, 0, {"mood": "calm"}), (100, None), label="cat")) == 0


def test_a_short_track_in_a_long_video_is_found():
    early, late = box((3, 0), (5, None)), box((1_000_000, 0), (1_000_004, None))
    found = reconciled([early, late], [early, late], [late])
    assert [track.keyframes[0].frame for track in found] == [3, 1_000_000]


def test_turned_boxes_meet_along_the_shorter_arc():
    def turned(rotation):
        return [{**box((0, 0), (10, 50), rotation=rotation), "type": "rotated_box"}]

    (track,) = reconciled(turned(179), turned(-179), turned(-177))
    assert track.keyframes[0].rotation % 360 == pytest.approx(181)


def skeleton(*keyframes):
    made = [
        {"frame": n, "keypoints": [{"name": name, "x": x, "y": y} for name, x, y in points]} for n, points in keyframes
    ]
    return {"type": "skeleton", "label": "dog", "keyframes": made}


def test_keypoints_are_merged_one_by_one():
    one = [skeleton((0, [("head", 0, 0), ("foot", 0, 40)]), (10, [("head", 10, 0), ("foot", 10, 40)]))]
    other = [skeleton((0, [("head", 2, 0), ("foot", 2, 40)]), (10, [("head", 12, 0)]))]
    third = [skeleton((0, [("head", 4, 0), ("hand", 9, 9)]), (10, [("head", 14, 0)]))]
    (track,) = reconciled(one, other, third)
    points = [{point.name: point.x for point in interpolate(track, frame).keypoints} for frame in (0, 9, 10)]
    assert points[0] == {"head": 2, "foot": 1}
    assert set(points[1]) == {"head", "foot"}
    assert points[2] == {"head": 12}


def polygon(shift, *, frames=(0, 10)):
    ring = [{"x": x + shift, "y": y} for x, y in ((0, 0), (40, 0), (40, 40), (0, 40))]
    return {"type": "polygon", "label": "dog", "keyframes": [{"frame": n, "vertices": ring} for n in frames]}


def test_of_outlines_the_one_in_the_middle_stands():
    (track,) = reconciled([polygon(0)], [polygon(3)], [polygon(9, frames=(0, 5, 10))])
    assert track.keyframes[0].vertices[0].x == 3


def test_outlines_with_the_same_bounds_are_told_apart():
    ring = [{"x": x, "y": y} for x, y in ((0, 0), (40, 0), (0, 40))]
    triangle = {"type": "polygon", "label": "dog", "keyframes": [{"frame": 0, "vertices": ring}]}
    assert MODALITY.similarity(read(polygon(0)), read(triangle)) == pytest.approx(0.5, abs=0.05)


def event(start, end):
    return {"type": "event", "label": "dog", "start_frame": start, "end_frame": end}


def test_events_meet_in_time_and_moments_by_nearness():
    found = reconciled([event(0, 99), event(500, 500)], [event(10, 120), event(503, 503)], [event(4, 90)])
    assert [(each.start_frame, each.end_frame) for each in found] == [(4, 99), (500, 500)]


@given(st.randoms(use_true_random=False), st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_the_middle_of_any_tracks_is_a_track(random, count):
    """What is merged can be read again, is there on some frame, and is found again on every run."""
    tracks = [random_track(random) for _ in range(count)]
    weights = [random.choice((0.0, 0.5, 1.0, 3.0)) for _ in tracks]
    weights[0] = 1.0
    found = combine(tracks, weights)
    body = json.loads(msgspec.json.encode(found))
    assert read({**body, "label": "dog"}).annotations[0].keyframes == found.keyframes
    assert msgspec.json.encode(combine(tracks, weights)) == msgspec.json.encode(found)


def random_track(random: Random):
    """A skeleton that comes and goes at random."""
    frames = sorted(random.sample(range(12), random.randint(1, 5)))
    keyframes = []
    for number, frame in enumerate(frames):
        head = {"frame": frame, "is_outside": bool(number) and random.random() < 0.3}
        mood = {"mood": random.choice(("calm", "angry"))} if random.random() < 0.5 else {}
        names = random.sample(("head", "hand", "foot"), random.randint(1, 3))
        points = [
            {"name": name, "x": random.randint(0, 9), "y": 1, "visibility": random.choice(("visible", "occluded"))}
            for name in names
        ]
        keyframes.append({**head, "attributes": mood, "keypoints": points})
    return read({"type": "skeleton", "label": "dog", "keyframes": keyframes}).annotations[0]
