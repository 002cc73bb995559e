"""How often one caller may ask for something that costs: so many in so many seconds, in this process."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from goldsmith.errors import ThrottledError

__all__ = ["Pace"]

MOST_CALLERS = 10_000


class Pace:
    """At most `most` calls within `seconds`, for each caller."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._calls: dict[object, deque[float]] = {}

    def note(self, caller: object) -> None:
        """Count one call. Raises ThrottledError for one too many, which does not count."""
        now = self._clock()
        calls = self._calls.pop(caller, None) or deque(maxlen=self._most)
        while calls and calls[0] <= now - self._seconds:
            calls.popleft()
        self._calls[caller] = calls
        if len(self._calls) > MOST_CALLERS:
            del self._calls[next(iter(self._calls))]
        if len(calls) >= self._most:
            refusal = ThrottledError("You ask faster than the model may answer; go on in a few seconds.")
            refusal.retry_after_seconds = max(1, round(calls[0] + self._seconds - now))
            raise refusal
        calls.append(now)
