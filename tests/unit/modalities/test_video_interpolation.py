"""What a track shows at a frame: the vectors that the editor's tests read too, and what holds for every track."""

import json
import math
import time
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.modalities.image.shapes import Vertex
from goldsmith.modalities.video.interpolate import attributes_at, interpolate, keyframe_at, spans
from goldsmith.modalities.video.modality import MODALITY
from goldsmith.modalities.video.morph import between_rings

from .examples import examples_of

VECTORS = json.loads((MODALITY.folder / "examples" / "interpolation.json").read_text(encoding="utf-8"))
EXAMPLE = examples_of(MODALITY)[0]
AROUND = {"frame", "attributes", "is_outside"}


def read_track(body):
    return MODALITY.answer_decoder.decode(json.dumps({"annotations": [body]})).annotations[0]


def numbers(value):
    if isinstance(value, dict):
        return {name: numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [numbers(each) for each in value]
    return round(float(value), 9) if isinstance(value, int | float) else value


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_hold(vector):
    track = read_track(vector["track"])
    for expected in vector["at"]:
        found = keyframe_at(track, expected["frame"])
        shape = found and {k: v for k, v in msgspec.to_builtins(found).items() if k not in AROUND}
        assert numbers(shape) == numbers(expected["shape"])
        assert attributes_at(track, expected["frame"]) == expected["attributes"]


def random_track(seed):
    random = Random(seed)
    while True:
        for shape in EXAMPLE.random_answer(random).annotations:
            if shape.changes is not None:
                return shape


@given(st.integers(0, 500))
def test_a_track_is_there_in_its_spans_and_shows_its_keyframes(seed):
    track = random_track(seed)
    frame_count = EXAMPLE.facts["frame_count"]
    there = {frame for start, end in spans(track, frame_count) for frame in range(start, end)}
    for frame in range(frame_count):
        assert (interpolate(track, frame) is not None) == (frame in there)
    for keyframe in track.keyframes:
        if not keyframe.is_outside:
            assert keyframe_at(track, keyframe.frame) == msgspec.structs.replace(keyframe, attributes={})


places = st.floats(-100, 100, allow_nan=False)
rings = st.lists(st.builds(Vertex, places, places), min_size=3, max_size=8)


@given(rings, rings)
def test_an_outline_starts_and_ends_at_its_keyframes(one, other):
    """Resampling adds vertices on the outlines and takes none away: the hulls are those of the keyframes."""
    for share, ring in ((0.0, one), (1.0, other)):
        found = between_rings(one, other, share)
        for axis in ("x", "y"):
            for pick in (min, max):
                at = pick(getattr(vertex, axis) for vertex in found)
                assert at == pytest.approx(pick(getattr(vertex, axis) for vertex in ring), abs=1e-4)


def test_an_outline_of_many_vertices_takes_no_time():
    ring = [Vertex(math.cos(n / 1500) * 100, math.sin(n / 1500) * 100) for n in range(9_424)]
    began = time.perf_counter()
    between_rings(ring, ring[:5_000], 0.5)
    assert time.perf_counter() - began < 2
