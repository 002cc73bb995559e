"""Makes the example recordings anew: `python …/modalities/audio/examples/make.py`, with goldsmith[audio]."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt

HERE: Final = Path(__file__).parent
RATE: Final = 8_000
VOWELS: Final = {"a": (730, 1090, 2440), "i": (270, 2290, 3010), "o": (570, 840, 2410), "u": (300, 870, 2240)}
"""Formants in Hz of a man's vowels: Peterson and Barney, JASA 24 (1952)."""

Samples = npt.NDArray[np.float64]


def make_dialogue() -> Samples:
    """Two voices take turns for four seconds, and for a moment speak at once; a little noise lies under them."""
    sound = _noise(4.0, 0.002, seed=1)[:, None]
    for start, pitch, vowels in ((0.4, 110, "aoi"), (1.7, 205, "iau"), (2.6, 110, "oa"), (3.0, 205, "ui")):
        voice = speak(pitch, vowels)
        first = round(start * RATE)
        sound[first : first + len(voice), 0] += voice[: len(sound) - first]
    return sound


def make_events() -> Samples:
    """A bell in the left channel and three knocks in the right, over the noise of a room."""
    left, right = _noise(3.0, 0.01, seed=2), _noise(3.0, 0.01, seed=3)
    time = np.arange(round(1.2 * RATE)) / RATE
    parts = [np.sin(2 * np.pi * 880 * part * time) * np.exp(-(2 + part) * time) / part for part in (1, 2.76, 3.9)]
    bell = np.sum(parts, axis=0)
    left[4_000 : 4_000 + len(bell)] += 0.4 * bell
    for start in (1.5, 1.8, 2.1):
        knock = _noise(0.08, 0.5, seed=4) * np.exp(-60 * np.arange(round(0.08 * RATE)) / RATE)
        right[round(start * RATE) : round(start * RATE) + len(knock)] += knock
    return np.stack([left, right], axis=1)


def make_note() -> Samples:
    """One voice, with silence before and after."""
    sound = _noise(3.0, 0.001, seed=5)
    voice = speak(140, "aiou")
    sound[6_000 : 6_000 + len(voice)] += voice
    return sound[:, None]


def speak(pitch: float, vowels: str) -> Samples:
    """Vowels of 0.3 seconds each: a train of pulses through three resonances (Klatt, JASA 67, 1980)."""
    return np.concatenate([_vowel(pitch, VOWELS[vowel]) for vowel in vowels])


def _vowel(pitch: float, formants: Sequence[float], seconds: float = 0.3) -> Samples:
    count = round(seconds * RATE)
    phase = np.cumsum(np.full(count, pitch / RATE) * (1 + 0.03 * np.sin(np.arange(count) / 500)))
    sound = np.diff(np.floor(phase), prepend=0).astype(np.float64)
    for formant in formants:
        sound = _resonate(sound, formant, 60 + formant / 20)
    envelope = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.03 * RATE))
    return np.asarray(0.4 * envelope * sound / np.abs(sound).max())


def _resonate(sound: Samples, frequency: float, width: float) -> Samples:
    radius = np.exp(-np.pi * width / RATE)
    first, second = 2 * radius * np.cos(2 * np.pi * frequency / RATE), -(radius**2)
    out = np.zeros(len(sound) + 2)
    for place, sample in enumerate(sound, start=2):
        out[place] = sample + first * out[place - 1] + second * out[place - 2]
    return out[2:]


def _noise(seconds: float, level: float, seed: int) -> Samples:
    return level * np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def write(name: str, codec: str, sound: Samples, rate: int = RATE) -> None:
    """Write 16 bits a sample, or what a codec makes of them."""
    layout = "stereo" if sound.shape[1] == 2 else "mono"
    samples = np.round(np.clip(sound, -1, 1) * 32_767).astype(np.int16)
    with av.open(str(HERE / name), "w") as file:
        stream: Any = file.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = RATE
        for resampled in av.AudioResampler(stream.format, layout, rate).resample(frame):
            file.mux(stream.encode(resampled))
        file.mux(stream.encode())


if __name__ == "__main__":
    write("dialogue.flac", "flac", make_dialogue())
    write("events.wav", "pcm_u8", make_events())
    write("note.ogg", "libopus", make_note(), rate=16_000)
