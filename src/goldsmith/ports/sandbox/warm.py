"""Bounded children without their start: a zygote forks one for each file, in milliseconds."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from goldsmith.errors import UnavailableError
from goldsmith.ports.sandbox.running import (
    ENVIRONMENT,
    LARGEST_RESULT_BYTES,
    read_answer,
    refused,
    run_bounded,
    show_request,
)

_ZYGOTE: Final = Path(__file__).with_name("zygote.py")
_CAN_FORK: Final = hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")
_HANDSHAKE_SECONDS: Final = 60


class WarmChildren:
    """Children of one zygote, which starts with the first file and again should it end.

    For readers of ours. A stranger's code gets a process of its own from the start: see `run_bounded`.
    """

    def __init__(self) -> None:
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._turn = asyncio.Lock()

    async def run(
        self,
        function: str,
        path: Path,
        *arguments: str,
        seconds: float = 20,
        memory_mb: int = 512,
        scratch: Path | None = None,
        most_bytes: int = 0,
        modules: Sequence[str] = (),
    ) -> Any:
        """Do what `run_bounded` does, within the same bounds. `modules` are imported once for all."""
        bounds = {"seconds": seconds, "memory_mb": memory_mb, "most_bytes": most_bytes}
        if not _CAN_FORK:
            return await run_bounded(function, path, *arguments, scratch=scratch, **bounds)  # type: ignore[arg-type]
        needed = [function.partition(":")[0], *modules]
        request = show_request(function, path, arguments, scratch, {**bounds, "is_strict": False, "modules": needed})
        began = time.monotonic()
        readable, writable = os.pipe()
        try:
            child = await self._fork(request, writable)
        except BaseException:
            os.close(readable)
            raise
        finally:
            os.close(writable)
        answer = await _hear(child, readable, seconds)
        # Nobody tells how a grandchild ended: saying nothing for so long, by its bound of processor time.
        if not answer and time.monotonic() - began >= seconds:
            raise refused("time")
        return read_answer(answer)

    def close(self) -> None:
        """End the zygote; its children end with it."""
        if self._control is not None and self._zygote is not None:
            self._control.close()
            self._zygote.kill()
            self._zygote.wait()
        self._control = self._zygote = None

    async def _fork(self, request: bytes, answer: int) -> int:
        """A handle of a new child that has this request and writes into `answer`."""
        async with self._turn:
            for _ in range(2):
                try:
                    return await self._ask(self._open(), request, answer)
                except (OSError, EOFError, TimeoutError):
                    self.close()
                except BaseException:
                    self.close()  # somebody gave up midway: the handle that still comes would be taken for the next
                    raise
        raise UnavailableError("No further process can be started right now; try again.", code="busy")

    def _open(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._control.setblocking(False)
            with theirs:
                command = [sys.executable, "-I", "-B", "-X", "utf8", str(_ZYGOTE), str(theirs.fileno())]
                self._zygote = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    env=ENVIRONMENT,
                    start_new_session=True,
                    pass_fds=[theirs.fileno()],
                )
        return self._control

    async def _ask(self, control: socket.socket, request: bytes, answer: int) -> int:
        socket.send_fds(control, [request], [answer])
        await _until_readable(control)
        message, handles, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            raise EOFError
        return handles[0]


async def _until_readable(control: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    loop.add_reader(control, arrived.set)
    try:
        async with asyncio.timeout(_HANDSHAKE_SECONDS):
            await arrived.wait()
    finally:
        loop.remove_reader(control)


async def _hear(child: int, readable: int, seconds: float) -> bytes:
    """What the child writes until it ends; whatever it is doing then, or when its time is over, it is killed."""
    reader = asyncio.StreamReader(limit=2 * LARGEST_RESULT_BYTES)
    answer = bytearray()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(readable, "rb", 0)
    )
    try:
        async with asyncio.timeout(seconds):
            while len(answer) <= LARGEST_RESULT_BYTES and (chunk := await reader.read(65536)):
                answer += chunk
    except TimeoutError:
        raise refused("time") from None
    finally:
        transport.close()
        with suppress(ProcessLookupError):  # it has ended by itself
            signal.pidfd_send_signal(child, signal.SIGKILL)
        os.close(child)
    return bytes(answer)
