"""`python -m bench.voices FOLDER`: how much of the time the search for voices is wrong about whether somebody speaks.

The folder holds clean recordings of one speaker each, `NAME.wav`. What is mixed of them has a known truth: somebody
speaks where the clean recording is within 40 dB of its loudest, pauses of up to 0.3 seconds included. They stand 4
seconds apart over what the name of the condition says. The error is the diarization error rate with one speaker: missed
and falsely found time by the time spoken, without a collar and with one of a quarter of a second.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.speech import RATE, Samples, pink, read, write
from goldsmith.algorithms.diarization import measure_diarization
from goldsmith.modalities.audio.probe import probe
from goldsmith.modalities.audio.renditions import make_renditions

GAP_SECONDS = 4.0
BRIDGED_SECONDS = 0.3
FRAME = RATE // 100
Stretch = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    speech, truth = mix([read(path) for path in sorted(parser.parse_args().folder.glob("*.wav"))], GAP_SECONDS)
    power = float(np.sqrt(np.mean([speech[round(a * RATE) : round(b * RATE)].std() ** 2 for a, b in truth])))
    for name, background in backgrounds(len(speech), power).items():
        print(json.dumps({"condition": name, **measure(speech + background, truth)}), flush=True)
    hour = np.zeros(3_600 * RATE)
    for place in (600, 1_800, 3_000):
        hour[place * RATE : place * RATE + len(speech) // 8] = speech[: len(speech) // 8]
    said = [each for each in truth if each[1] * RATE < len(speech) // 8]
    hidden = [(start + place, end + place) for place in (600, 1_800, 3_000) for start, end in said]
    print(json.dumps({"condition": "an hour of digital silence, spoken in three times", **measure(hour, hidden)}))
    print(
        json.dumps(
            {"condition": "an hour of noise, spoken in three times", **measure(hour + floor(len(hour), power), hidden)}
        )
    )


def mix(voices: list[Samples], gap: float) -> tuple[Samples, list[Stretch]]:
    parts, truth, at = [], [], 0
    for voice in voices:
        parts += [np.zeros(round(gap * RATE)), voice]
        at += len(parts[-2])
        truth += [(start + at / RATE, end + at / RATE) for start, end in spoken(voice)]
        at += len(voice)
    return np.concatenate([*parts, np.zeros(round(gap * RATE))]), truth


def spoken(voice: Samples) -> list[Stretch]:
    """When somebody speaks in a clean recording."""
    frames = voice[: len(voice) // FRAME * FRAME].reshape(-1, FRAME)
    loud = np.sqrt((frames**2).mean(axis=1)) > 0.01 * np.abs(voice).max()
    found: list[Stretch] = []
    for start, end in np.flatnonzero(np.diff(loud, prepend=False, append=False)).reshape(-1, 2) / 100:
        if found and start - found[-1][1] <= BRIDGED_SECONDS:
            found[-1] = (found[-1][0], float(end))
        else:
            found.append((float(start), float(end)))
    return [(start, end) for start, end in found if end - start > 0.05]


def backgrounds(count: int, power: float) -> dict[str, Samples]:
    """What lies under the voices, by name; dB are below the mean power of the voices."""
    when = np.arange(count) / RATE
    chance = np.random.default_rng(2)
    hum = sum(np.sin(2 * np.pi * 50 * part * when) / part for part in (1, 2, 3, 5, 7))
    beeps = np.sin(2 * np.pi * 1_000 * when) * (when % 3 < 0.5)
    chords = sum(np.sin(2 * np.pi * hertz * when) * np.exp(-2 * (when % 0.8)) for hertz in (220, 277, 330, 440))
    knocks = chance.standard_normal(count) * np.exp(-40 * (when % 2.3))
    found = {"quiet": floor(count, power)}
    found |= {f"pink noise {below} dB below": level(pink(count), power, below) for below in (20, 10, 5, 0)}
    found |= {"white noise 10 dB below": level(chance.standard_normal(count), power, 10)}
    sounds = {"a hum": hum, "beeps": beeps, "music (plucked chords)": chords, "knocks": knocks}
    return found | {
        f"{name} 10 dB below": floor(count, power) + level(sound, power, 10) for name, sound in sounds.items()
    }


def floor(count: int, power: float) -> Samples:
    """The noise of a quiet room."""
    return level(pink(count), power, 50)


def level(sound: Samples, power: float, below: float) -> Samples:
    return np.asarray(sound / np.sqrt((sound**2).mean()) * power * 10 ** (-below / 20))


def measure(samples: Samples, truth: list[Stretch]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        write(path, samples / max(1.0, np.abs(samples).max()), RATE)
        began = time.process_time()
        kinds = list(probe(path)["renditions"])
        found = make_renditions(path, folder, *kinds)["spectrum"]["facts"]["voice"]
        spent = time.process_time() - began
    said, heard = [[(*each, "somebody") for each in stretches] for stretches in (truth, found)]
    bare, kind = measure_diarization(said, heard, 0), measure_diarization(said, heard, 0.25)
    return {
        "error_percent": round(100 * bare.rate, 1),
        "missed_percent": round(100 * bare.missed / bare.speech, 1),
        "false_percent": round(100 * bare.false_alarm / bare.speech, 1),
        "with_collar_percent": round(100 * kind.rate, 1),
        "processor_seconds_a_minute": round(spent / len(samples) * RATE * 60, 2),
    }


if __name__ == "__main__":
    main()
