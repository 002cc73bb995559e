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
from functools import partial
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


def confine(
    *,
    readable: Sequence[Path],
    parent: int,
    allow_threads: bool = True,
    scratch: Path | None = None,
    has_no_network: bool = False,
) -> bool:
    """Leave this process nothing but computing, reading `readable` and files in `scratch`; it ends with its parent.

    `has_no_network` where its parent has left the network already. Tells whether the kernel keeps every door shut;
    where it does not, code that is itself hostile may open some.
    """
    if sys.platform == "linux" and not has_no_network:
        leave_network()
    is_kept = sys.platform == "linux" and _confine_by_kernel(readable, parent, allow_threads, scratch)
    sys.addaudithook(partial(_refuse, scratch))
    return is_kept


def leave_network() -> None:
    """Go where no network is. A container may forbid it; the system call filter then still forbids sockets."""
    ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _confine_by_kernel(readable: Sequence[Path], parent: int, allow_threads: bool, scratch: Path | None) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    has_files_shut = restrict_files(libc, readable, scratch)
    has_calls_shut = forbid_calls(libc, allow_threads=allow_threads)
    if not has_calls_shut:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return has_files_shut and has_calls_shut


def _refuse(scratch: Path | None, event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS) and not (event == "os.remove" and _lies_in(scratch, arguments[0])):
        raise PermissionError(event)


def _lies_in(scratch: Path | None, path: object) -> bool:
    return scratch is not None and isinstance(path, str) and Path(path).parent == scratch
