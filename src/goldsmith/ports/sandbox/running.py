"""The parent's side: starts the child, waits within bounds, and turns every way to fail into one safe sentence."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from goldsmith.errors import InvalidError, UnavailableError

if TYPE_CHECKING:  # asyncio would double the time that the child needs to start
    from asyncio.subprocess import Process

LARGEST_RESULT_BYTES: Final = 1 << 20
_CHILD: Final = Path(__file__).with_name("child.py")
# Numeric libraries otherwise start a thread, with its stack, for each core.
ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_REASONS: Final = {
    "memory": "Reading this file needs more memory than is allowed.",
    "time": "Reading this file takes too long.",
    "result": "This file describes itself at too great a length.",
    "failed": "This file could not be read.",
    "unconfined": "This machine cannot confine a stranger's code: its kernel lacks Landlock or seccomp.",
}


class ProbeRefused(InvalidError):  # noqa: N818 - it says what happened to the file; nothing of ours failed
    """The file cannot be read within the bounds, or its reader does not accept it."""

    code = "file_refused"

    def __init__(self, message: str, *, code: str | None = None, reason: str = "refused") -> None:
        super().__init__(message, code=code)
        self.reason = reason
        """`refused` with a sentence of the reader, or which bound: time, memory, result, failed, unconfined."""


async def run_bounded(
    function: str,
    path: Path,
    *arguments: str,
    seconds: float = 20,
    memory_mb: int = 512,
    is_strict: bool = False,
    scratch: Path | None = None,
    most_bytes: int = 0,
    niceness: int = 0,
) -> Any:
    """Call `function` ("package.module:name") with the path of a file, in a child process, and answer its JSON result.

    `arguments` follow the path. `niceness` is how far it steps back for other processes, 0 to 19.
    In the folder `scratch` it may make files of up to `most_bytes` each.
    The child may read the file and the installed Python, and nothing else; it has no network, no environment, no
    children, `memory_mb` of address space and `seconds` of time. What its reader refuses, with a sentence of ours, or
    cannot do is a ProbeRefused.

    `is_strict` is for code that is itself a stranger's: no threads either, and only where the kernel keeps it in.
    """
    import asyncio

    bounds = {"seconds": seconds, "memory_mb": memory_mb, "is_strict": is_strict, "most_bytes": most_bytes}
    request = show_request(function, path, arguments, scratch, {**bounds, "niceness": niceness})
    child = await _start()
    try:
        async with asyncio.timeout(seconds):
            answer = await _converse(child, request)
    except TimeoutError:
        raise refused("time") from None
    finally:
        await _end(child)
    return read_answer(answer, child.returncode or 0)


def show_request(
    function: str, path: Path, arguments: tuple[str, ...], scratch: Path | None, bounds: dict[str, Any]
) -> bytes:
    """What a child is told on one line of JSON."""
    call = {"function": function, "path": str(path.absolute()), "arguments": arguments, "sys_path": _import_path()}
    folder = str(scratch.absolute()) if scratch else None
    return json.dumps({**call, "scratch": folder, "parent": os.getpid(), **bounds}).encode()


async def _start() -> Process:
    import asyncio

    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-B", "-X", "utf8", str(_CHILD)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
            limit=2 * LARGEST_RESULT_BYTES,
        )
    except OSError as error:
        raise UnavailableError("No further process can be started right now; try again.", code="busy") from error


async def _converse(child: Process, request: bytes) -> bytes:
    if child.stdin is None or child.stdout is None:
        raise TypeError("The child has no pipes.")
    try:
        child.stdin.write(request)
        await child.stdin.drain()
        child.stdin.close()
    except ConnectionError:
        return b""
    answer = bytearray()
    while len(answer) <= LARGEST_RESULT_BYTES and (chunk := await child.stdout.read(65536)):
        answer += chunk
    if len(answer) <= LARGEST_RESULT_BYTES:
        await child.wait()
    return bytes(answer)


async def _end(child: Process) -> None:
    """Kill whatever is left of the child's session, then reap it."""
    with suppress(ProcessLookupError, PermissionError):  # it has ended by itself
        os.killpg(child.pid, signal.SIGKILL)
    await child.wait()


def read_answer(answer: bytes, status: int = 0) -> Any:
    """The result in a child's answer; a ProbeRefused where there is none."""
    if len(answer) > LARGEST_RESULT_BYTES:
        raise refused("result")
    if status == -signal.SIGXCPU:
        raise refused("time")
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        raise refused("failed") from None
    if not isinstance(said, dict) or "result" not in said:
        raise read_refusal(said if isinstance(said, dict) else {})
    return said["result"]


def read_refusal(said: dict[str, Any]) -> ProbeRefused:
    """Why a child has no result, in its reader's words where it has some."""
    refusal = said.get("refusal")
    if isinstance(refusal, dict) and isinstance(refusal.get("error"), str):
        return ProbeRefused(refusal["error"][:500], code=str(refusal.get("code"))[:100])
    return refused(str(said.get("failure")))


def refused(reason: str) -> ProbeRefused:
    """A refusal in our own words: of memory, time, result, unconfined, or failed."""
    known = reason if reason in _REASONS else "failed"
    return ProbeRefused(_REASONS[known], reason=known)


def _import_path() -> list[str]:
    """List where the child may import from: our own path but for the working folder, which may hold anybody's files."""
    here = Path.cwd()
    return [entry for entry in sys.path if entry and Path(entry).exists() and Path(entry).resolve() != here]
