"""The bounded child against readers that a hostile file has taken over."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from goldsmith.ports.sandbox import ProbeRefused, run_bounded
from goldsmith.ports.sandbox.warm import WarmChildren

READERS = """
import ctypes, json, os, signal, socket, struct, subprocess, sys, threading, time
from pathlib import Path
from goldsmith.errors import InvalidError

libc = ctypes.CDLL(None, use_errno=True)

def native(name, *arguments):
    ctypes.set_errno(0)
    answer = getattr(libc, name)(*arguments)
    return "refused" if answer == -1 else f"answered {answer}"

def attempt(act):
    try:
        return f"did {act()}"
    except OSError:
        return "refused"

def size(path): return {"bytes": len(path.read_bytes())}
def nothing(path): return None
def refuse(path): raise InvalidError("Line 3 is not a line.", code="bad_line", field="line")
def crash(path): raise RuntimeError("/secret/path leaked")
def not_json(path): return object()
def chatty(path):
    print("noise"); os.write(1, b"noise"); os.write(2, b"noise")
    return "quiet"
def environment(path): return dict(os.environ)
def memory_bomb(path): return len(bytearray(4 << 30))
def slow_memory_bomb(path):
    kept = []
    while True: kept.append(bytearray(10 << 20))
def loop(path):
    while True: pass
def sleep(path): time.sleep(600)
def huge(path): return "x" * (64 << 20)
def deep(path):
    value = []
    for _ in range(100_000): value = [value]
    return value
def segfault(path): return ctypes.string_at(0)
def leave(path): os._exit(0)
def forge(path):
    for descriptor in range(3, 10):
        try: os.write(descriptor, b"not json")
        except OSError: pass
    os._exit(0)
def fork_bomb(path): return [attempt(os.fork), native("fork"), native("vfork")]
def run(path):
    true = ["/bin/true"]
    return [attempt(lambda: subprocess.run(true)), attempt(lambda: os.system("true")),
            attempt(lambda: os.execv("/bin/true", true)), native("execv", b"/bin/true", None)]
def connect(path):
    io_uring_setup = ("syscall", 425, 8, ctypes.create_string_buffer(200))
    return [attempt(lambda: socket.create_connection(("127.0.0.1", int(path.read_text())))), attempt(socket.socket),
            attempt(socket.socketpair), native("socket", 2, 1, 0), native("socket", 1, 1, 0), native(*io_uring_setup)]
def write(path):
    escape = Path("/tmp/goldsmith-escaped")
    return [attempt(lambda: path.write_bytes(b"x")), attempt(lambda: escape.write_bytes(b"x")), attempt(path.unlink),
            native("unlink", bytes(path)), native("truncate", bytes(path), 0), native("mkdir", bytes(escape), 0o777)]
def scribble(path, scratch):
    import sqlite3, tempfile
    rows = sqlite3.connect("")
    rows.execute("pragma cache_size = 10"); rows.execute("create table t (b)")
    rows.executemany("insert into t values (?)", [(bytes(1000),)] * 2000)
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
    out = Path(scratch) / "rows"
    out.write_bytes(b"first"); out.write_bytes(b"second")
    too_much = attempt(lambda: out.write_bytes(bytes(5_000_000)))
    return [rows.execute("select count(*) from t").fetchone()[0], too_much, *write(path)]
def spy(path):
    secret = path.parent / "secret"
    return [attempt(secret.read_bytes), attempt(lambda: list(path.parent.iterdir())), native("open", bytes(secret), 0),
             attempt(Path("/proc/1/environ").read_bytes), attempt(Path("/etc/passwd").read_bytes)]
def kill_parent(path):
    rt_sigqueueinfo = {"x86_64": 129, "aarch64": 138}[os.uname().machine]
    queued = ctypes.create_string_buffer(struct.pack("=iii", 9, 0, -1), 128)
    return [attempt(lambda: os.kill(os.getppid(), 9)), native("kill", os.getppid(), 9), native("kill", -1, 9),
            native("syscall", rt_sigqueueinfo, os.getppid(), 9, queued)]
def meddle(path):
    limits = (ctypes.c_ulong * 2)(0, 0)
    return [native("prlimit", os.getppid(), 7, limits, None), native("setpriority", 0, os.getppid(), 19),
            native("shmget", 0, 4096, 0o1600)]
def thread(path):
    said = []
    worker = threading.Thread(target=lambda: said.append("worked"))
    worker.start(); worker.join()
    return said
"""


@pytest.fixture
async def warm() -> AsyncIterator[WarmChildren]:
    made = WarmChildren()
    yield made
    made.close()


@pytest.fixture(params=["a process of its own", "a child of the zygote"])
def run(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: WarmChildren
) -> Callable[..., Awaitable[Any]]:
    """Run one of the readers above on a file of five bytes that lies beside a secret one."""
    is_warm = request.param == "a child of the zygote"
    code, files = tmp_path / "code", tmp_path / "files"
    code.mkdir()
    files.mkdir()
    (code / "hostile_readers.py").write_text(textwrap.dedent(READERS))
    (files / "asset").write_bytes(b"12345")
    (files / "secret").write_bytes(b"secret")
    monkeypatch.syspath_prepend(code)

    async def run_reader(name: str, *arguments: str, **bounds: Any) -> Any:
        start = warm.run if is_warm and "is_strict" not in bounds else run_bounded
        return await start(f"hostile_readers:{name}", files / "asset", *arguments, **bounds)

    return run_reader


Run = Callable[..., Awaitable[Any]]


async def test_the_result_comes_back(run: Run) -> None:
    assert await run("size") == {"bytes": 5}
    assert await run("nothing") is None


async def test_a_reader_may_write_into_its_scratch_folder_and_nowhere_else(run: Run, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    said = await run("scribble", str(scratch), scratch=scratch, most_bytes=4_000_000)
    assert said == [2000, "refused", *["refused"] * 6]
    assert [path.name for path in scratch.iterdir()] == ["rows"]
    assert (scratch / "rows").stat().st_size <= 4_000_000


async def test_what_a_reader_prints_does_not_spoil_the_result(run: Run) -> None:
    assert await run("chatty") == "quiet"


async def test_a_refusal_with_a_sentence_of_ours_keeps_it(run: Run) -> None:
    with pytest.raises(ProbeRefused, match="Line 3 is not a line") as caught:
        await run("refuse")
    assert (caught.value.status, caught.value.code) == (422, "bad_line")


@pytest.mark.parametrize("reader", ["crash", "not_json", "segfault", "leave", "forge", "deep", "absent"])
async def test_every_other_failure_is_one_safe_sentence(run: Run, reader: str) -> None:
    with pytest.raises(ProbeRefused) as caught:
        await run(reader)
    assert caught.value.message == "This file could not be read."


@pytest.mark.parametrize("reader", ["memory_bomb", "slow_memory_bomb"])
async def test_a_memory_bomb_stays_within_its_bound(run: Run, reader: str) -> None:
    with pytest.raises(ProbeRefused, match="more memory"):
        await run(reader, memory_mb=256)


@pytest.mark.parametrize("reader", ["loop", "sleep"])
async def test_an_endless_reader_ends(run: Run, reader: str) -> None:
    started = time.monotonic()
    with pytest.raises(ProbeRefused, match="too long"):
        await run(reader, seconds=0.5)
    assert time.monotonic() - started < 5


async def test_a_huge_result_is_refused(run: Run) -> None:
    with pytest.raises(ProbeRefused, match="too great a length"):
        await run("huge")


async def test_the_environment_is_empty(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDSMITH_SECRET", "secret")
    assert set(await run("environment")) <= {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "LC_CTYPE"}


async def test_no_connection_leaves_the_child(run: Run, tmp_path: Path) -> None:
    asset = tmp_path / "files" / "asset"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        asset.write_text(str(server.getsockname()[1]))
        assert set(await run("connect")) == {"refused"}
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("reader", ["fork_bomb", "run", "kill_parent", "meddle"])
async def test_no_other_process_is_made_or_touched(run: Run, reader: str) -> None:
    assert set(await run(reader)) == {"refused"}


async def test_nothing_can_be_written(run: Run) -> None:
    assert set(await run("write")) == {"refused"}
    assert await run("size") == {"bytes": 5}


async def test_nothing_but_the_file_and_the_code_can_be_read(run: Run) -> None:
    assert set(await run("spy")) == {"refused"}


async def test_threads_are_allowed_because_decoders_use_them(run: Run) -> None:
    assert await run("thread") == ["worked"]


async def test_a_strangers_code_gets_no_thread(run: Run) -> None:
    assert await run("size", is_strict=True) == {"bytes": 5}
    with pytest.raises(ProbeRefused) as caught:
        await run("thread", is_strict=True)
    assert caught.value.reason == "failed"


async def test_a_cancelled_call_leaves_no_child(run: Run, warm: WarmChildren) -> None:
    await run("size")  # the zygote is there, if there is one
    before = offspring()
    task = asyncio.create_task(run("sleep"))
    for _ in range(100_000):
        await asyncio.sleep(0)
        if started := offspring() - before:
            break
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert started
    await run("size")  # the zygote lets go of what has ended
    assert not started & offspring()


async def test_a_zygote_that_was_killed_starts_again(warm: WarmChildren, tmp_path: Path) -> None:
    (tmp_path / "asset").write_bytes(b"12345")
    call = ("goldsmith.modalities.text.probe:probe", tmp_path / "asset")
    facts = await warm.run(*call)
    [zygote] = filter(is_zygote, offspring())
    os.kill(int(zygote), signal.SIGKILL)
    assert await warm.run(*call) == facts


def is_zygote(process: str) -> bool:
    return b"zygote.py" in Path(f"/proc/{process}/cmdline").read_bytes()


def offspring() -> set[str]:
    """Every process below this one."""
    found, waiting = set(), [str(os.getpid())]
    while waiting:
        with suppress(FileNotFoundError):
            own = waiting.pop()
            below = Path(f"/proc/{own}/task/{own}/children").read_text().split()
            found |= set(below)
            waiting += below
    return found


async def test_several_children_run_side_by_side(run: Run) -> None:
    assert await asyncio.gather(*[run("size") for _ in range(8)]) == [{"bytes": 5}] * 8


def test_the_parent_imports_no_reader() -> None:
    assert "hostile_readers" not in sys.modules
