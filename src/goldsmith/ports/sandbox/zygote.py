"""The zygote: has the readers imported, and forks one child for each file, so that none starts from nothing.

It opens no file and sees no answer; what it forks bounds itself as every child does, reads one file and ends. All of
its children have the same address layout, which whoever takes one over may learn but has nobody to tell.
Source: the zygote of Chromium, docs/linux/zygote.md.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, Final, NoReturn

LONGEST_REQUEST: Final = 1 << 16
_PR_SET_PDEATHSIG: Final = 1


def main() -> None:
    """Fork a child for each request on the socket, and hand back what it can be killed by."""
    control = socket.socket(fileno=int(sys.argv[1]))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    has_network = True
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 1)
        if not message:
            return
        request = json.loads(message)
        _warm(request)
        if has_network:
            _leave_network()
            has_network = False
        child = _fork(request, control, descriptors[0])
        handle = os.pidfd_open(child)
        socket.send_fds(control, [b"."], [handle])
        for descriptor in (handle, descriptors[0]):
            os.close(descriptor)
        _reap()


def _warm(request: dict[str, Any]) -> None:
    """Import the reader once for all children."""
    sys.path[:] = request["sys_path"]
    for module in ("goldsmith.ports.sandbox.confinement", "goldsmith.ports.sandbox.child", *request["modules"]):
        with suppress(Exception):  # the child fails at the same import, and says so
            import_module(module)
    gc.freeze()


def _leave_network() -> None:
    """Once for all children: for a network, even an empty one, the kernel works longer than for all the rest."""
    from goldsmith.ports.sandbox.confinement import leave_network

    leave_network()


def _fork(request: dict[str, Any], control: socket.socket, answer: int) -> int:
    zygote = os.getpid()
    child = os.fork()
    if child == 0:
        control.close()
        _be_child({**request, "parent": zygote, "has_no_network": True}, answer)
    return child


def _be_child(request: dict[str, Any], answer: int) -> NoReturn:
    from goldsmith.ports.sandbox.child import fulfill

    try:
        fulfill(request, answer)
    finally:
        os._exit(0)


def _reap() -> None:
    """Let go of children that have ended; their handles stay good."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
