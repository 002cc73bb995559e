"""The least and the greatest sample of each millisecond, and of every 4, 16 … of them: to draw waveforms from.

The file is level after level, the finest first. A level is bucket after bucket; a bucket is, for each channel, its
least and its greatest sample as two signed bytes, the square root of the amplitude times 127 with its sign, rounded
outward: so quiet recordings keep their form.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Self

__all__ = ["PeaksWriter"]

BUCKETS_A_SECOND: Final = 1_000
FACTOR: Final = 4
_LEVELS_AT_ONCE: Final = 6
_CHUNK: Final = FACTOR**_LEVELS_AT_ONCE
_FEW: Final = 2_048
"""A level with no more buckets than this is the last."""


class PeaksWriter:
    """Takes blocks (samples, channels) and writes the file; only what is coarser than a millisecond stays in memory."""

    def __init__(self, path: Path, rate: int, channels: int) -> None:
        self._file = path.open("wb")
        self._rate, self._channels = rate, channels
        self._pending: list[Any] = []
        self._samples = self._buckets = 0
        self._coarser: list[list[Any]] = [[] for _ in range(_LEVELS_AT_ONCE)]
        self.summary: Any = None
        """The coarsest level, shape (buckets, channels, 2), once finished."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def take(self, block: Any) -> None:
        self._pending.append(block)
        self._samples += len(block)
        while self._samples >= self._border(self._buckets + _CHUNK):
            self._write(_CHUNK)

    def finish(self) -> dict[str, Any]:
        """Write what is left and tell of the file."""
        import numpy as np

        left = -(-self._samples * BUCKETS_A_SECOND // self._rate) - self._buckets
        if left > 0:
            self._write(left)
        levels = [np.concatenate(self._coarser[0])]
        while len(levels[-1]) > _FEW:
            ready = self._coarser[len(levels)] if len(levels) < _LEVELS_AT_ONCE else []
            levels.append(np.concatenate(ready) if ready else _reduce(levels[-1]))
        described = self._append(levels)
        self.summary = levels[-1]
        self._file.flush()
        facts = {"duration": round(self._samples / self._rate, 6), "channels": self._channels, "levels": described}
        return {"file": "peaks", "media_type": "application/octet-stream", "facts": facts}

    def _border(self, bucket: int) -> int:
        return bucket * self._rate // BUCKETS_A_SECOND

    def _write(self, count: int) -> None:
        import numpy as np

        first = self._border(self._buckets)
        borders = np.minimum(
            np.arange(self._buckets, self._buckets + count + 1) * self._rate // BUCKETS_A_SECOND, self._samples
        )
        samples = np.concatenate(self._pending)
        held = int(borders[-1]) - first
        level = _extremes(samples[:held], borders[:-1] - first)
        self._file.write(level.tobytes())
        self._pending = [samples[held:]]
        self._buckets += count
        for coarser in self._coarser:
            level = _reduce(level)
            coarser.append(level)

    def _append(self, coarser: list[Any]) -> list[dict[str, Any]]:
        """Write the coarser levels behind the finest; tell of all levels: seconds a bucket, how many, where."""
        described = [{"step": 1 / BUCKETS_A_SECOND, "count": self._buckets, "offset": 0}]
        for number, level in enumerate(coarser, start=1):
            step = FACTOR**number / BUCKETS_A_SECOND
            described.append({"step": step, "count": len(level), "offset": self._file.tell()})
            self._file.write(level.tobytes())
        return described


def _extremes(samples: Any, starts: Any) -> Any:
    """Return (buckets, channels, 2): the least and the greatest sample from each start up to the next."""
    import numpy as np

    level = np.empty((len(starts), samples.shape[1], 2), np.int8)
    for channel in range(samples.shape[1]):
        column = np.ascontiguousarray(samples[:, channel])
        level[:, channel, 0] = _compress(np.minimum.reduceat(column, starts), np.floor)
        level[:, channel, 1] = _compress(np.maximum.reduceat(column, starts), np.ceil)
    return level


def _compress(values: Any, outward: Any) -> Any:
    import numpy as np

    return outward(np.sign(values) * np.sqrt(np.minimum(np.abs(values), 1)) * 127).astype(np.int8)


def _reduce(level: Any) -> Any:
    import numpy as np

    starts = np.arange(0, len(level), FACTOR)
    lows, highs = (np.ascontiguousarray(level[:, :, side]) for side in (0, 1))
    return np.stack([np.minimum.reduceat(lows, starts), np.maximum.reduceat(highs, starts)], axis=2)
