"""How loud each band of frequencies is, ten to a hundred times a second: what a spectrogram is drawn from.

The file is level after level, the finest first; each coarser one keeps the loudest of four columns. A column is 64
bands from low to high, evenly spaced in mel (O'Shaughnessy, 1987), a byte each: 0 is -90 dB and less, 255 is 0 dB, the
power of a sine of full scale. Channels are mixed into one.
"""

from __future__ import annotations

from itertools import pairwise
from math import log2
from pathlib import Path
from typing import Any, Final

__all__ = ["BANDS", "MOST_PROPOSED", "SpectrumWriter", "mel_weights"]

BANDS: Final = 64
FLOOR_DB: Final = -90.0
FACTOR: Final = 4
_LOWEST_HZ, _HIGHEST_HZ = 40.0, 16_000.0
_WINDOW_SECONDS: Final = 0.032
_COLUMNS_AT_ONCE: Final = 1_024
_FEW: Final = 2_048
_MOST_LISTENED: Final = 600_000
"""Columns that are searched for voices: of a longer recording, those of a coarser level."""
MOST_PROPOSED: Final = 10_000
"""Of eight hours of speech or so. All are sent with each task of a recording."""
_HOPS: Final = ((3_600, 0.01), (6 * 3_600, 0.02))
_LONGEST_HOP: Final = 0.04


class SpectrumWriter:
    """Takes blocks (samples, channels) and writes the file once finished."""

    def __init__(self, path: Path, rate: int, duration: float) -> None:
        import numpy as np

        self._path, self._rate = path, rate
        self._hop = next((hop for longest, hop in _HOPS if duration <= longest), _LONGEST_HOP)
        self._width = 1 << max(5, round(log2(rate * _WINDOW_SECONDS)))
        self._window = np.hanning(self._width).astype(np.float32)
        self._scale = 4 / float(self._window.sum()) ** 2
        self._weights, self._edges = mel_weights(rate, self._width)
        # Columns stand in the middle of their windows: the first begins before the sound does.
        self._buffer = np.zeros(self._width // 2, np.float32)
        self._dropped = -(self._width // 2)
        self._columns = 0
        self._finest = bytearray()
        self._blocks: list[Any] = []
        self._waiting = self._samples = 0

    def take(self, block: Any) -> None:
        self._blocks.append(block.mean(axis=1))
        self._waiting += len(block)
        self._samples += len(block)
        if self._waiting > _COLUMNS_AT_ONCE * self._hop * self._rate + self._width:
            self._drain()

    def finish(self) -> dict[str, Any]:
        """Write the file and tell of it."""
        import numpy as np

        self._blocks.append(np.zeros(self._width, np.float32))
        self._drain(last=int(self._samples / self._rate / self._hop) + 1)
        levels = [np.frombuffer(self._finest, np.uint8).reshape(-1, BANDS)]
        while len(levels[-1]) > _FEW:
            levels.append(np.maximum.reduceat(levels[-1], np.arange(0, len(levels[-1]), FACTOR)))
        described = []
        with self._path.open("wb") as file:
            for number, level in enumerate(levels):
                described.append({"step": self._hop * FACTOR**number, "count": len(level), "offset": file.tell()})
                file.write(level.tobytes())
        facts = {
            "bands": BANDS,
            "edges": self._edges,
            "floor_db": FLOOR_DB,
            "levels": described,
            "voice": self._find_voice(levels),
        }
        return {"file": "spectrum", "media_type": "application/octet-stream", "facts": facts}

    def _find_voice(self, levels: list[Any]) -> list[tuple[float, float]]:
        """When somebody may speak: what the editor proposes as regions, not more than a person would look through."""
        import numpy as np

        from goldsmith.algorithms.voice_activity import find_voice

        number = next(each for each, level in enumerate(levels) if len(level) <= _MOST_LISTENED)
        loudness = levels[number] * np.float32(-FLOOR_DB / 255) + np.float32(FLOOR_DB)
        end = self._samples / self._rate
        found = find_voice(loudness, np.array(self._edges), self._hop * FACTOR**number)
        return [(start, min(stop, end)) for start, stop in found[:MOST_PROPOSED]]

    def _drain(self, last: int | None = None) -> None:
        """Compute every column whose window is there, up to `last` in all."""
        import numpy as np

        self._buffer = np.concatenate([self._buffer, *self._blocks])
        self._blocks, self._waiting = [], 0
        while True:
            numbers = np.arange(self._columns, self._columns + _COLUMNS_AT_ONCE)
            starts = np.round(numbers * (self._hop * self._rate)).astype(np.int64) - self._width // 2 - self._dropped
            there = int(np.searchsorted(starts, len(self._buffer) - self._width, side="right"))
            there = there if last is None else min(there, last - self._columns)
            if there <= 0:
                break
            self._finest += self._measure(starts[:there]).tobytes()
            self._columns += there
        first = max(0, int(self._columns * self._hop * self._rate) - self._width // 2 - self._dropped - 1)
        self._buffer, self._dropped = self._buffer[first:], self._dropped + first

    def _measure(self, starts: Any) -> Any:
        import numpy as np

        windows = np.lib.stride_tricks.sliding_window_view(self._buffer, self._width)[starts]
        spectrum = np.fft.rfft(windows * self._window, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2) * self._scale
        loudness = 10 * np.log10(power.astype(np.float32) @ self._weights + 1e-12)
        return np.clip(np.round((loudness - FLOOR_DB) * (255 / -FLOOR_DB)), 0, 255).astype(np.uint8)


def mel_weights(rate: int, width: int) -> tuple[Any, list[float]]:
    """Return (bins, bands) that sum the power of a spectrum into bands, and the bands' borders in Hz, one more."""
    import numpy as np

    highest = min(rate / 2, _HIGHEST_HZ)
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (min(_LOWEST_HZ, highest / 2), highest))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 1) / 2595) - 1)
    bins = np.arange(width // 2 + 1) * rate / width
    weights = np.zeros((len(bins), BANDS), np.float32)
    for band, (start, end) in enumerate(pairwise(edges)):
        inside = (bins >= start) & (bins < end)
        weights[inside if inside.any() else np.abs(bins - (start + end) / 2).argmin(), band] = 1
    return weights, [round(float(edge), 1) for edge in edges]
