"""`python -m bench.speech FOLDER`: how many words of speech are recognized wrongly, and what that costs.

The folder holds recordings of one speaker each, `NAME.wav`, and beside each what is said, `NAME.txt`. All are put after
one another with pauses of 1.2 seconds. They are heard as they are, over pink noise of 20, 10 and 5 dB below them, and
through a telephone's 8 kHz. The error rate counts words without case and punctuation; hyphens part words. The times are
of the whole making of the renditions and of its share in listening.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

from goldsmith.algorithms.word_errors import count_word_errors
from goldsmith.modalities.audio.probe import probe
from goldsmith.modalities.audio.renditions import make_renditions

RATE = 16_000
PAUSE_SECONDS = 1.2
Samples = npt.NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    paths = sorted(folder.glob("*.wav"))
    said = " ".join(path.with_suffix(".txt").read_text().strip() for path in paths)
    pause = np.zeros(round(PAUSE_SECONDS * RATE))
    clean = np.concatenate([part for path in paths for part in (read(path), pause)])
    for name, samples, rate in conditions(clean):
        print(json.dumps({"condition": name, "minutes": round(len(clean) / RATE / 60, 1), **hear(samples, rate, said)}))


def read(path: Path) -> Samples:
    """One channel of 16 bits, at RATE, half as loud as can be at most."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_768
        samples = resample_poly(samples, RATE, file.getframerate()) if file.getframerate() != RATE else samples
    return np.asarray(0.5 * samples / np.abs(samples).max())


def conditions(clean: Samples) -> list[tuple[str, Samples, int]]:
    power = float(np.sqrt((clean[np.abs(clean) > 0.001] ** 2).mean()))
    noise = pink(len(clean))
    noisy = [(f"noise {below} dB below", clean + noise * power * 10 ** (-below / 20), RATE) for below in (20, 10, 5)]
    return [("clean", clean, RATE), *noisy, ("telephone, 8 kHz", resample_poly(clean, 1, 2), RATE // 2)]


def pink(count: int) -> Samples:
    """Noise that falls by 3 dB an octave, of power 1."""
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(count))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), count)
    return np.asarray(noise / noise.std())


def hear(samples: Samples, rate: int, said: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        write(path, samples, rate)
        kinds = probe(path)["renditions"]
        silent = spend(path, folder, [kind for kind in kinds if kind != "speech"])
        spent = spend(path, folder, kinds)
        heard = json.loads((Path(folder) / "speech").read_text())["utterances"]
    errors = count_word_errors(plain(said), plain(" ".join(each["transcript"] for each in heard)))
    seconds = len(samples) / rate
    return {
        "wrong_percent": round(100 * errors.rate, 1),
        "words": errors.reference_words,
        "substitutions": errors.substitutions,
        "deletions": errors.deletions,
        "insertions": errors.insertions,
        "processor_seconds_a_second": round(spent / seconds, 3),
        "of_these_listening": round((spent - silent) / seconds, 3),
    }


def spend(path: Path, folder: str, kinds: list[str]) -> float:
    began = time.process_time()
    make_renditions(path, folder, *kinds)
    return time.process_time() - began


def plain(text: str) -> str:
    return text.replace("-", " ")


def write(path: Path, samples: Samples, rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())


if __name__ == "__main__":
    main()
