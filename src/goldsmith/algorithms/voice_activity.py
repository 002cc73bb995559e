"""When somebody speaks: where a recording is louder, over many bands, than its own background."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["find_voice"]

Floats = npt.NDArray[np.floating[Any]]

REACH_SECONDS: Final = 0.06
"""How far to both sides the long-term spectral envelope looks."""
BLOCK_SECONDS: Final = 20.0
"""The background is taken anew so often, from a stretch three times as long."""
QUIET_PERCENT: Final = 15.0
LEAST_DIVERGENCE_DB: Final = 3.0
"""Found on speech with pink noise of 20 to 0 dB below it: the least that noise alone and wavering does not reach."""
MOST_DIVERGENCE_DB: Final = 15.0
"""A band counts no more than this, so that a beep in few of them is no voice."""
LONGEST_PAUSE, SHORTEST_SPEECH = 0.3, 0.12
VOICE_HZ: Final = (100.0, 4_000.0)


def find_voice(loudness: Floats, edges: Floats, hop: float) -> list[tuple[float, float]]:
    """Find stretches of speech as (start, end) in seconds, in order and apart.

    `loudness` is (columns, bands) in dB, a column each `hop` seconds; `edges` are the borders of the bands in Hz, one
    more than bands. Each column's envelope is the loudest of its neighbourhood, band by band; where it lies above the
    background, the quiet share of a long stretch around, by enough decibels on average over the bands of the voice,
    somebody may speak. Short pauses are bridged and short sounds dropped. Music and machines that come and go are taken
    for voices: energy alone does not tell them apart.
    Source: J. Ramírez et al., Efficient voice activity detection using long-term speech information, Speech
    Communication 42 (2004).

    >>> loud = np.full((300, 4), -80.0)
    >>> loud[100:200] = -30.0
    >>> find_voice(loud, np.array([100.0, 500, 1000, 2000, 4000]), 0.01)
    [(1.0, 2.0)]
    """
    from scipy.ndimage import maximum_filter1d

    middles = (edges[:-1] + edges[1:]) / 2
    spoken = loudness[:, (middles >= VOICE_HZ[0]) & (middles <= VOICE_HZ[1])].astype(np.float32)
    if not spoken.size:
        return []
    reach = max(1, round(REACH_SECONDS / hop))
    envelope = maximum_filter1d(spoken, 2 * reach + 1, axis=0, mode="nearest")
    above = envelope - _background(envelope, hop)
    divergence = np.clip(above, 0, MOST_DIVERGENCE_DB).mean(axis=1)
    return _stretches(divergence > LEAST_DIVERGENCE_DB, hop, reach)


def _background(envelope: Floats, hop: float) -> Floats:
    """Each column's quiet level by bands, from the blocks around it."""
    size = max(1, round(BLOCK_SECONDS / hop))
    quiet = np.empty_like(envelope)
    for first in range(0, len(envelope), size):
        around = envelope[max(0, first - size) : first + 2 * size]
        quiet[first : first + size] = np.percentile(around, QUIET_PERCENT, axis=0)
    return quiet


def _stretches(is_loud: npt.NDArray[np.bool_], hop: float, reach: int) -> list[tuple[float, float]]:
    """Turn columns into times, without what the envelope's own reach added at both ends."""
    changes = np.flatnonzero(np.diff(is_loud, prepend=False, append=False))
    found: list[tuple[float, float]] = []
    for start, end in (changes.reshape(-1, 2) + np.array([reach, -reach])) * hop:
        if found and start - found[-1][1] <= LONGEST_PAUSE:
            found[-1] = (found[-1][0], max(float(end), found[-1][1]))
        elif end > start:
            found.append((float(start), float(end)))
    return [(round(start, 3), round(end, 3)) for start, end in found if end - start >= SHORTEST_SPEECH]
