"""Takes from this process what a file reader never needs: network, writing, other processes, other people's files.

Each door is shut by the strongest means that the kernel has, and once more by Python's audit hook, which works
everywhere.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from goldsmith.ports.sandbox.landlock import restrict_files
from goldsmith.ports.sandbox.seccomp import forbid_calls

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_FORBIDDEN_EVENTS: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.kill",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.spawn",
    "os.system",
    "pty.spawn",
)


def confine(*, readable: Sequence[Path], parent: int) -> None:
    """Leave this process nothing but computing and reading `readable`; it also ends with its parent."""
    if sys.platform == "linux":
        _confine_by_kernel(readable, parent)
    sys.addaudithook(_refuse)


def _confine_by_kernel(readable: Sequence[Path], parent: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    # A container may forbid namespaces; the system call filter then still forbids sockets.
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    restrict_files(libc, readable)
    if not forbid_calls(libc):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS):
        raise PermissionError(event)
