"""Files that are broken or hostile: each comes to a clear end, the functions beside them still vote, nothing leaks."""

from __future__ import annotations

import os
import resource
import socket
import textwrap
from pathlib import Path

import pytest

from goldsmith.errors import InvalidError
from goldsmith.functions.voting import Ballot, Outcome
from goldsmith.journey.functions.running import MEMORY_MB, Program, ask_functions, load_program

HEAD = """
import ctypes, json, os, signal, socket, subprocess, sys, threading, time
from pathlib import Path
from goldsmith import label_function

@label_function
def honest(item):
    return "good"
"""
TASKS = [{"id": f"task_{number}", "content": {"text": str(number)}} for number in range(5)]


def hostile(body: str) -> str:
    return HEAD + "\n@label_function\ndef evil(item):\n" + textwrap.indent(textwrap.dedent(body), "    ")


async def ask(source: str, seconds: float = 4.0) -> dict[str, Outcome]:
    ballot: Ballot = await ask_functions(Program(source, ("text",)), TASKS, ["honest", "evil"], seconds=seconds)
    outcomes = {outcome.name: outcome for outcome in ballot.outcomes}
    honest = outcomes["honest"]
    assert [ballot.values[value] for value in honest.values] == ['"good"'] * len(TASKS)
    return outcomes


@pytest.mark.parametrize(
    ("body", "seconds", "reason"),
    [
        ("while True: pass", 60, "more than 2 seconds for one item"),
        ("import re; re.match('(a+)+$', 'a' * 60 + 'b')", 60, "more than 2 seconds for one item"),
        ("while True:\n    try: time.sleep(9)\n    except BaseException: pass", 4, "more than 4 seconds for 5 tasks"),
        ("signal.setitimer(signal.ITIMER_PROF, 0)\nwhile True: pass", 4, "more than 4 seconds"),
        ("time.sleep(600)", 4, "more than 4 seconds"),
        ("os._exit(0)", 30, "ends its process"),
        ("os.abort()", 30, "ends its process"),
        ("ctypes.string_at(0)", 30, "ends its process"),
        ("json.dumps = None", 30, "breaks what it runs in"),
    ],
)
async def test_what_hangs_or_breaks_is_stopped_with_its_reason(body: str, seconds: float, reason: str) -> None:
    evil = (await ask(hostile(body), seconds))["evil"]
    assert evil.stopped
    assert reason in evil.stopped
    assert evil.items == []


async def test_a_giant_output_is_refused() -> None:
    ballot = await ask_functions(
        Program(hostile("return {'text': os.urandom(9000).hex()}"), ("text",)), TASKS * 20, ["honest", "evil"]
    )
    honest, evil = ballot.outcomes
    assert len(honest.items) == 100
    assert evil.stopped == "It says more than 1 MB about 100 tasks."


async def test_deleted_modules_and_patched_builtins_change_no_other_vote() -> None:
    body = """
    import builtins
    sys.modules.clear()
    builtins.__import__ = builtins.len = builtins.isinstance = None
    return "bad"
    """
    evil = (await ask(hostile(body), 30))["evil"]
    assert evil.stopped or evil.errors or evil.items


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise ValueError(item.text)", "ValueError: 0 (line 12)"),
        ("raise SystemExit", "SystemExit (line 12)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("return evil(item)", "RecursionError"),
        ("return bytearray(4 << 30)", "MemoryError"),
        ("kept = []\nwhile True: kept.append(bytearray(20 << 20))", "MemoryError"),
        ("raise ValueError('x' * 10_000_000)", "ValueError: xxx"),
        ("class Odd(Exception):\n    def __str__(self): raise SystemExit\nraise Odd", "Odd (line 14)"),
        ("return object()", "not object"),
        ("return float('nan')", "Out of range"),
        ("return '\\ud800'", "surrogates not allowed"),
        ("return 'x' * 1_000_000", "at most 20,000 characters"),
        ("item.text = 'mine'", "an item is read-only"),
        ("os.fork()", "PermissionError: os.fork"),
        ("subprocess.run(['/bin/true'])", "PermissionError: subprocess.Popen"),
        ("ctypes.CDLL(None).fork() == -1 and 1 / 0", "ZeroDivisionError"),
        ("threading.Thread(target=print).start()", "can't start new thread"),
        ("socket.create_connection(('127.0.0.1', 1))", "PermissionError: socket"),
        ("socket.getaddrinfo('example.org', 80)", "PermissionError: socket"),
        ("Path('/etc/passwd').read_text()", "PermissionError"),
        ("Path('/proc/self/environ').read_text()", "PermissionError"),
        ("Path('/tmp/escaped').write_text('x')", "PermissionError"),
        ("os.kill(os.getppid(), 9)", "PermissionError: os.kill"),
        ("os.environ['PATH']", "KeyError: 'PATH'"),
    ],
)
async def test_what_fails_on_an_item_abstains_and_says_why(body: str, reason: str) -> None:
    evil = (await ask(hostile(body), seconds=30))["evil"]
    assert evil.stopped is None
    assert evil.first_error is not None
    assert reason in evil.first_error
    assert len(evil.first_error) <= 300
    assert (evil.errors, evil.items) == (len(TASKS), [])


async def test_an_error_on_some_items_leaves_the_others(tmp_path: Path) -> None:
    evil = (await ask(hostile("return 'bad' if 3 / int(item.text) > 1 else None")))["evil"]
    assert (evil.errors, evil.items, evil.first_error) == (1, [1, 2], "ZeroDivisionError: division by zero (line 12)")


async def test_a_secret_beside_the_request_or_in_the_environment_is_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "data" / "secret"
    secret.parent.mkdir()
    secret.write_text("gold")
    monkeypatch.setenv("GOLDSMITH_SECRET", "gold")
    monkeypatch.chdir(tmp_path)
    body = f"""
    found = []
    for attempt in (lambda: Path({str(secret)!r}).read_text(), lambda: os.listdir({str(tmp_path)!r}),
                    lambda: os.environ["GOLDSMITH_SECRET"], lambda: open(f"/proc/{{os.getppid()}}/environ").read(),
                    lambda: open(f"/proc/{{os.getppid()}}/mem").read(1)):
        try: found.append(attempt())
        except (OSError, KeyError): pass
    return found or "nothing"
    """
    ballot = await ask_functions(Program(hostile(body), ("text",)), TASKS, ["evil"])
    assert ballot.values == ['"nothing"']


async def test_a_forged_result_is_not_believed() -> None:
    forged = {"functions": [], "ballot": {"values": [], "outcomes": [{"name": "honest", "items": [99], "values": [7]}]}}
    for said in (b"not json", b'{"result": 7}', f'{{"result": {forged}}}'.replace("'", '"').encode()):
        body = (
            f"for number in range(3, 20):\n    try: os.write(number, {said!r})\n    except OSError: pass\nos._exit(0)"
        )
        outcomes = await ask(hostile(body))
        assert outcomes["evil"].stopped
        assert "breaks what it runs in" in outcomes["evil"].stopped


async def test_another_process_is_not_touched() -> None:
    before = (resource.getrlimit(resource.RLIMIT_NOFILE), os.getpriority(os.PRIO_PROCESS, 0))
    body = """
    libc = ctypes.CDLL(None)
    none = (ctypes.c_ulong * 2)(0, 0)
    boss = os.getppid()
    done = [libc.prlimit(boss, 7, none, None), libc.setpriority(0, boss, 19), libc.kill(boss, 9),
            libc.ptrace(16, boss, 0, 0), libc.shmget(0, 4096, 0o1600)]
    return str(done)
    """
    ballot = await ask_functions(Program(hostile(body), ("text",)), TASKS, ["evil"])
    assert ballot.values == ['"[-1, -1, -1, -1, -1]"']
    assert (resource.getrlimit(resource.RLIMIT_NOFILE), os.getpriority(os.PRIO_PROCESS, 0)) == before


async def test_no_connection_leaves() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        evil = (await ask(hostile(f"socket.create_connection(('127.0.0.1', {port}))")))["evil"]
        assert evil.errors == len(TASKS)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True: pass", "more than 10 seconds"),
        (f"kept = bytearray({2 * MEMORY_MB} << 20)", "MemoryError (line 1)"),
        ("import os\nos._exit(0)", "ends its process"),
        ("import sys\nsys.exit()", "SystemExit (line 2)"),
        ("open('/etc/passwd')", "PermissionError"),
        ("import socket\nsocket.socket()", "PermissionError"),
        ("raise SystemExit('x' * 10_000)", "SystemExit: xxx"),
        ("\0", "null bytes"),
        ("-" * 100_000 + "1", "nested too deeply"),
    ],
)
async def test_a_file_that_cannot_be_loaded_says_why(source: str, reason: str) -> None:
    with pytest.raises(InvalidError) as caught:
        await load_program(Program(source, ("text",)))
    assert reason in caught.value.message
    assert (caught.value.code, caught.value.field) == ("bad_functions", "source")
