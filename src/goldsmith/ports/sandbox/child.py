"""The child's side: bound itself, import the reader, shut every door, call it, print one JSON object.

Started by its file name in an isolated Python; its import path comes with the request on standard input.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

MOST_OPEN_FILES = 64


def main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    sys.path[:] = request["sys_path"]
    fulfill(request, _take_standard_output())


def fulfill(request: dict[str, Any], answer: int) -> None:
    """Do what was asked, within its bounds, and write one JSON object into the descriptor `answer`."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    os.nice(request.get("niceness", 0))
    _limit(request["seconds"], request["memory_mb"], request["most_bytes"])
    said = json.dumps(_run(request)).encode()
    while said:
        said = said[os.write(answer, said) :]


def _take_standard_output() -> int:
    """Keep the pipe to the parent for the answer alone: what a library prints goes nowhere."""
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return answer


def _limit(seconds: float, memory_mb: int, most_bytes: int) -> None:
    cpu_seconds = math.ceil(seconds) + 1
    limits = {
        resource.RLIMIT_AS: memory_mb << 20,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: most_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: MOST_OPEN_FILES,
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def _run(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"result": _call(request)}
    except MemoryError:
        return {"failure": "memory"}
    except _UnconfinedError:
        return {"failure": "unconfined"}
    except Exception as error:  # whatever a reader raises on a hostile file, the file is what fails
        refuse = getattr(error, "to_json", None)
        return {"refusal": refuse()} if refuse is not None else {"failure": "failed"}


def _call(request: dict[str, Any]) -> Any:
    from goldsmith.ports.sandbox.confinement import confine

    module, _, name = request["function"].partition(":")
    function = getattr(import_module(module), name)
    path = Path(request["path"])
    scratch = Path(request["scratch"]) if request["scratch"] else None
    if scratch is not None:
        os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = str(scratch)
    is_kept = confine(
        readable=[*_code_folders(request["sys_path"]), path],
        parent=request["parent"],
        allow_threads=not request["is_strict"],
        scratch=scratch,
        has_no_network=request.get("has_no_network", False),
    )
    if request["is_strict"] and not is_kept:
        raise _UnconfinedError
    result = function(path, *request["arguments"])
    json.dumps(result)
    return result


class _UnconfinedError(Exception):
    """This kernel cannot keep every door shut."""


def _code_folders(import_path: list[str]) -> list[Path]:
    settings = ("/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/etc/fonts")
    system = ("/usr", "/lib", "/lib64", "/dev/null", "/dev/urandom", "/proc/cpuinfo", "/sys/devices/system/cpu")
    return [Path(entry) for entry in (*import_path, sys.prefix, sys.base_prefix, *settings, *system)]


if __name__ == "__main__":
    main()
