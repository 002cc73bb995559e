"""A recording that browsers do not play, or do not seek in exactly → a copy in which every sample stays at its time.

Up to two channels become Opus in WebM (libopus, BSD licence), more of them FLAC, which mixes none of them into another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Self

__all__ = ["PlayableWriter"]

OPUS_RATE: Final = 48_000
BITS_A_SECOND: Final = 64_000
"""For each channel: beyond what listening tests tell from the original in speech."""
_FLAC_RATES: Final = range(8_000, 96_001)
_LAYOUTS: Final = ("mono", "stereo", "3.0", "quad", "5.0", "5.1", "6.1", "7.1")


class PlayableWriter:
    """Takes blocks (samples, channels) of floats and encodes them as they come."""

    def __init__(self, path: Path, rate: int, channels: int) -> None:
        import av

        self._is_opus = channels <= 2
        self._rate, self._layout = rate, _LAYOUTS[channels - 1]
        options = {"cluster_time_limit": "2000"} if self._is_opus else {}
        self._container: Any = av.open(str(path), "w", format="webm" if self._is_opus else "flac", options=options)
        out_rate = OPUS_RATE if self._is_opus or rate not in _FLAC_RATES else rate
        codec = "libopus" if self._is_opus else "flac"
        stream: Any = self._container.add_stream(codec, rate=out_rate, layout=self._layout)
        if self._is_opus:
            stream.bit_rate = BITS_A_SECOND * channels
        self._stream = stream
        self._resampler = av.AudioResampler("flt" if self._is_opus else "s16", self._layout, out_rate)
        self._samples = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def take(self, block: Any) -> None:
        import av
        import numpy as np

        if not len(block):
            return
        packed = np.ascontiguousarray(block, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self._layout)
        frame.sample_rate, frame.pts = self._rate, self._samples
        self._samples += len(block)
        self._encode(frame)

    def finish(self) -> dict[str, Any]:
        """Encode what is left and tell of the file."""
        self._encode(None)
        self._container.mux(self._stream.encode(None))
        self._container.close()
        media_type = "audio/webm" if self._is_opus else "audio/flac"
        return {"file": "playable", "media_type": media_type, "facts": {}}

    def _encode(self, frame: Any) -> None:
        for resampled in self._resampler.resample(frame):
            self._container.mux(self._stream.encode(resampled))
