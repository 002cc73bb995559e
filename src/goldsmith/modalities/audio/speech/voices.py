"""When somebody speaks, by Silero's network, which comes with the recognizer: it tells voices from other sounds.

Source: Silero team, Silero VAD, version 6 (MIT licence), on windows of 32 ms at 16 kHz.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final, NamedTuple

from goldsmith.modalities.audio.speech.pieces import RATE, Stretch, read_samples

__all__ = ["Voices", "find_voices"]

CHUNK_SECONDS: Final = 60
LONGEST_PAUSE: Final = 0.3
SHORTEST_SPEECH: Final = 0.12
LEAST_PROBABILITY: Final = 0.5
PADDING: Final = 0.03


class Voices(NamedTuple):
    """Stretches of speech, in order and apart, and up to when in seconds they were looked for."""

    stretches: list[Stretch]
    searched: float


def find_voices(path: Path, until: float) -> Voices:
    """Search a recording, its channels as one, minute by minute; it ends at `until` on the monotonic clock."""
    import numpy as np

    found: list[Stretch] = []
    waiting: list[Any] = []
    searched = held = 0
    for samples in read_samples(path):
        if time.monotonic() >= until:
            return Voices(found, searched / RATE)
        waiting.append(samples)
        held += len(samples)
        if held >= CHUNK_SECONDS * RATE:
            _search(np.concatenate(waiting), searched / RATE, found)
            searched, held, waiting = searched + held, 0, []
    if held:
        _search(np.concatenate(waiting), searched / RATE, found)
    return Voices(found, (searched + held) / RATE)


def _search(samples: Any, offset: float, found: list[Stretch]) -> None:
    """Add what is spoken in a chunk; what goes on from the chunk before is one stretch with it."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        threshold=LEAST_PROBABILITY,
        min_silence_duration_ms=round(1_000 * LONGEST_PAUSE),
        min_speech_duration_ms=round(1_000 * SHORTEST_SPEECH),
        speech_pad_ms=round(1_000 * PADDING),
    )
    for each in get_speech_timestamps(samples, options):
        start, end = (round(offset + each[side] / RATE, 3) for side in ("start", "end"))
        if found and start - found[-1][1] <= LONGEST_PAUSE:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
