"""A child process must not outlive the supervisor, even when the supervisor is killed with -9.

Linux tells the child itself when its parent thread ends. Elsewhere a Python child holds the reading end of a pipe that
only the supervisor can write to: end of file means that the supervisor is gone.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

LIFELINE_VARIABLE: Final = "GOLDSMITH_LIFELINE"
_PR_SET_PDEATHSIG: Final = 1

_libc: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """Make a `preexec_fn`: the new child receives `death_signal` when the thread that started it ends.

    So start children from a thread that lives as long as they should, best the main thread.
    """
    parent = os.getpid()

    def arrange() -> None:
        if _libc is None:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # the parent died before the line above took effect
            os.kill(os.getpid(), death_signal)

    return arrange


@dataclass(frozen=True)
class Lifeline:
    """The pipe whose writing end only the supervisor holds."""

    reader: int
    writer: int

    @classmethod
    @cache
    def of_this_process(cls) -> Lifeline:
        return cls(*os.pipe())

    def environment(self) -> dict[str, str]:
        return {LIFELINE_VARIABLE: str(self.reader)}


def watch_lifeline() -> None:
    """End this process by SIGTERM when the supervisor's end of the pipe closes; do nothing when there is no pipe."""
    descriptor = os.environ.get(LIFELINE_VARIABLE)
    if descriptor is None or not descriptor.isdecimal():
        return
    threading.Thread(target=_wait_for_end, args=(int(descriptor),), name="lifeline", daemon=True).start()


def _wait_for_end(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
