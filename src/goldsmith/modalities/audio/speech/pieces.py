"""A recording in pieces that a recognizer can hear at once: cut in silences, one after another in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from goldsmith.modalities.audio.containers import sniff_container
from goldsmith.modalities.audio.reading import decode_blocks, open_audio

__all__ = ["RATE", "Piece", "Stretch", "plan_pieces", "read_pieces", "read_samples"]

RATE: Final = 16_000
"""Samples a second that Whisper was taught with."""
LONGEST: Final = 30.0
"""Whisper hears windows of 30 seconds, and takes as long for less."""
WIDEST_PAUSE: Final = 2.0
"""A longer pause begins a new piece: in long silences words are made up."""
MARGIN: Final = 0.2
"""Heard before and after what the search for voices found, which may lack a soft sound."""
_CUT_FROM: Final = 20.0
_CUT_SECONDS: Final = 0.1

Stretch = tuple[float, float]


class Piece(NamedTuple):
    """Samples (n,) at RATE, 32-bit floats from -1 to 1, and when in seconds they begin."""

    start: float
    samples: Any


def plan_pieces(voice: Sequence[Stretch], duration: float) -> list[Stretch]:
    """Join stretches of speech, in order, to spans of at most 30 seconds; one that is longer stays a span alone.

    >>> plan_pieces([(1.0, 4.0), (5.0, 20.0), (24.0, 25.0), (25.3, 55.0)], 55.0)
    [(0.8, 20.2), (23.8, 25.2), (25.2, 55.0)]
    """
    spans: list[Stretch] = []
    for start, end in voice:
        wide = (max(0.0, start - MARGIN), min(duration, end + MARGIN))
        if spans and start - spans[-1][1] <= WIDEST_PAUSE and wide[1] - spans[-1][0] <= LONGEST:
            spans[-1] = (spans[-1][0], wide[1])
        else:
            spans.append((max(wide[0], spans[-1][1]) if spans else wide[0], wide[1]))
    return spans


def read_pieces(path: Path, spans: Sequence[Stretch]) -> Iterator[Piece]:
    """Decode a recording once and give each span's samples, its channels as one, cut where it is longer than 30 s."""
    import numpy as np

    held, first = np.zeros(0, np.float32), 0
    blocks = read_samples(path)
    for span in spans:
        start, end = (round(time * RATE) for time in span)
        while start < end:
            wanted = min(end, start + round(LONGEST * RATE))
            while first + len(held) < wanted and (block := next(blocks, None)) is not None:
                gone = min(max(0, start - first), len(held))
                held, first = np.concatenate([held[gone:], block]), first + gone
            samples = held[max(0, start - first) : wanted - first]
            if wanted < end:
                samples = samples[: _quietest(samples)]
            if not len(samples):
                return
            yield Piece(start / RATE, samples)
            start += len(samples)


def read_samples(path: Path) -> Iterator[Any]:
    """Decode all samples as one channel at RATE, in arrays (n,) of a second or so."""
    import av
    import numpy as np

    with open_audio(path, sniff_container(path)) as recording:
        resampler = av.AudioResampler("flt", "mono", RATE)
        waiting: list[Any] = []
        count = 0
        for block in decode_blocks(recording):
            waiting.append(block.mean(axis=1))
            count += len(block)
            if count >= recording.rate:
                yield from _resample(resampler, np.concatenate(waiting), recording.rate)
                waiting, count = [], 0
        if count:
            yield from _resample(resampler, np.concatenate(waiting), recording.rate)
        for frame in resampler.resample(None):
            yield frame.to_ndarray().ravel()


def _resample(resampler: Any, samples: Any, rate: int) -> Iterator[Any]:
    import av
    import numpy as np

    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None], np.float32), format="flt", layout="mono")
    frame.sample_rate = rate
    for resampled in resampler.resample(frame):
        yield resampled.to_ndarray().ravel()


def _quietest(samples: Any) -> int:
    """Where, in its last third, a piece that goes on is quietest for a tenth of a second."""
    import numpy as np

    width, first = round(_CUT_SECONDS * RATE), round(_CUT_FROM * RATE)
    energy = np.cumsum(samples[first:].astype(np.float64) ** 2)
    if len(energy) <= width:
        return len(samples)
    return first + int(np.argmin(energy[width:] - energy[:-width])) + width // 2
