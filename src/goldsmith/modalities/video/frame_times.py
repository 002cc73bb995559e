"""When each frame is shown, exactly and in little space: integers of the time base, counted from the first frame.

`frame_times` of the facts is `{"time_base": [num, den], ...}` with one of
- `step`: every frame is shown that much after the one before;
- `cycle`: the steps repeat in this order (29.97 frames a second in milliseconds: 33, 33, 34, …);
- `runs`: `[[step, count], …]`;
- `marks`: `[[frame, time], …]`, for videos whose steps are too many to list: about a thousand frames, the first and the
  last among them, and `sha256` of all times as 64-bit little-endian integers. Who needs the others reads the file, and
  can tell by these that it found the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Times = npt.NDArray[np.int64]

__all__ = ["describe_times", "expand_times", "is_variable"]

LONGEST_CYCLE: Final = 1_001
MOST_RUNS: Final = 2_000
MARKS: Final = 1_000


def describe_times(times: Times, time_base: tuple[int, int]) -> dict[str, Any]:
    """Say when frames are shown, given their strictly increasing times in the time base, the first of them 0."""
    import numpy as np

    steps = np.diff(times)
    head = {"time_base": list(time_base)}
    if len(steps) == 0 or (steps == steps[0]).all():
        return {**head, "step": int(steps[0]) if len(steps) else 1}
    cycle = _cycle_of(steps)
    if cycle:
        return {**head, "cycle": steps[:cycle].tolist()}
    changes = int(np.count_nonzero(np.diff(steps)))
    if changes < MOST_RUNS:
        return {**head, "runs": [[step, len(list(run))] for step, run in groupby(steps.tolist())]}
    frames = np.unique(np.linspace(0, len(times) - 1, MARKS).astype(np.int64))
    marks = np.stack([frames, times[frames]], axis=1).tolist()
    return {**head, "marks": marks, "sha256": hashlib.sha256(times.astype("<i8").tobytes()).hexdigest()}


def expand_times(described: Any, frame_count: int) -> Times | None:
    """Return the times of all frames again; None where only marks are kept."""
    import numpy as np

    if "step" in described:
        return np.arange(frame_count, dtype=np.int64) * int(described["step"])
    if "cycle" in described:
        steps = np.resize(np.array(described["cycle"], dtype=np.int64), frame_count - 1)
    elif "runs" in described:
        runs = np.array(described["runs"], dtype=np.int64)
        steps = np.repeat(runs[:, 0], runs[:, 1])
    else:
        return None
    return np.concatenate([[0], np.cumsum(steps)])


def is_variable(times: Times) -> bool:
    """Tell whether frames are shown for different times, beyond what rounding to the time base explains."""
    import numpy as np

    if len(times) < 3:
        return False
    even = np.arange(len(times)) * (times[-1] / (len(times) - 1))
    return bool(np.abs(times - even).max() > 1)


def _cycle_of(steps: Times) -> int | None:
    """Return the length of the shortest cycle that was seen at least twice, by the failure function of its start."""
    start = steps[: 2 * LONGEST_CYCLE].tolist()
    length = len(start) - _longest_border(start)
    is_cycle = length <= LONGEST_CYCLE and 2 * length <= len(steps) and (steps[length:] == steps[:-length]).all()
    return length if is_cycle else None


def _longest_border(steps: Sequence[int]) -> int:
    """Return the length of the longest proper prefix that is also a suffix (Knuth, Morris and Pratt, 1977)."""
    borders = [0]
    for step in steps[1:]:
        border = borders[-1]
        while border and steps[border] != step:
            border = borders[border - 1]
        borders.append(border + (steps[border] == step))
    return borders[-1]
