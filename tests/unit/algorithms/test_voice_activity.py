"""Voices are found over a background that is as loud as it is."""

import itertools

import numpy as np
import pytest

from goldsmith.algorithms.diarization import measure_diarization
from goldsmith.algorithms.voice_activity import find_voice

EDGES = np.geomspace(60, 8_000, 65)
TRUTH = [(2.0, 3.5), (5.0, 5.8), (8.0, 12.0), (14.0, 14.6)]


def sound(noise_db, voice_db, seconds=20.0, hop=0.01):
    """Loudness of noise that wavers by 3 dB, and of a voice over it whose bands come and go."""
    chance = np.random.default_rng(1)
    columns = round(seconds / hop)
    loudness = noise_db + chance.normal(0, 3, (columns, 64))
    for start, end in TRUTH:
        inside = slice(round(start / hop), round(end / hop))
        voice = voice_db + 8 * np.sin(np.arange(64) / 3) + chance.normal(0, 3, (columns, 64))
        loudness[inside] = np.maximum(loudness[inside], voice[inside])
    return loudness


def error(loudness, collar=0.1):
    found = find_voice(loudness, EDGES, 0.01)
    return measure_diarization([(*each, "") for each in TRUTH], [(*each, "") for each in found], collar).rate


@pytest.mark.parametrize("noise_db", [-85, -60, -45])
def test_a_voice_well_above_the_background_is_found_to_the_tenth_of_a_second(noise_db):
    assert error(sound(noise_db, noise_db + 25)) < 0.02


@pytest.mark.parametrize("above_db", [0, 2, 4])
def test_a_voice_little_above_the_noise_is_found(above_db):
    assert error(sound(-50, -50 + above_db)) < 0.02


def test_a_beep_in_few_bands_is_no_voice():
    loudness = sound(-70, -90)
    for start in range(100, 1_900, 300):
        loudness[start : start + 50, 30:33] = -20
    assert find_voice(loudness, EDGES, 0.01) == []


def test_silence_and_steady_noise_hold_no_voice():
    assert find_voice(np.full((1_000, 64), -90.0), EDGES, 0.01) == []
    assert find_voice(sound(-50, -90), EDGES, 0.01) == []
    assert find_voice(np.zeros((0, 64)), EDGES, 0.01) == []


def test_what_is_found_is_in_order_and_apart():
    found = find_voice(sound(-70, -40), EDGES, 0.01)
    assert all(start < end for start, end in found)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(found))
