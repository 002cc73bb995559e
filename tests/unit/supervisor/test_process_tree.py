"""The process tree with real children: order, restarts, output, stops and kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from goldsmith.supervisor import Command, Once, ProcessTree, SupervisorError

PYTHON = [sys.executable, "-I", "-S", "-u", "-c"]
SLEEPER = [*PYTHON, "import time; print('up'); time.sleep(600)"]
STUBBORN = [*PYTHON, "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(600)"]


class Heard:
    """What the tree said, and a way to act when it says something."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.reactions: list[tuple[str, Callable[[], None]]] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        for reaction in list(self.reactions):
            words, act = reaction
            if words in line:
                self.reactions.remove(reaction)
                act()

    def when(self, words: str, act: Callable[[], None]) -> None:
        self.reactions.append((words, act))

    def count(self, words: str) -> int:
        return sum(words in line for line in self.lines)


@pytest.fixture
def heard() -> Heard:
    return Heard()


def is_alive(pid: int) -> bool:
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this did not become true in time"
        time.sleep(0.01)


def send(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


def test_each_service_starts_when_the_one_before_is_ready(heard: Heard, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    first = Command("first", [*PYTHON, f"import time; open({str(mark)!r}, 'w'); time.sleep(600)"], is_up=mark.exists)
    second = Command("second", [*PYTHON, f"import os, time; print(os.path.exists({str(mark)!r})); time.sleep(600)"])
    tree = ProcessTree([first, second], say=heard)
    heard.when("second |", tree.request_stop)
    tree.run()
    assert heard.count("second | True") == 1


def test_a_child_killed_with_9_starts_again_and_the_others_live_on(heard: Heard) -> None:
    victim, witness = Command("victim", SLEEPER), Command("witness", SLEEPER)
    tree = ProcessTree([witness, victim], say=heard)
    pids: list[int | None] = []

    def kill() -> None:
        pids.extend([victim.pid, witness.pid])
        os.kill(victim.pid or 0, signal.SIGKILL)
        heard.when("victim | up", stop)

    def stop() -> None:
        pids.extend([victim.pid, witness.pid])
        tree.request_stop()

    heard.when("victim | up", kill)
    tree.run()
    assert heard.count("victim ended with status -9") == 1
    assert pids[0] != pids[2]
    assert pids[1] == pids[3]


def test_a_child_that_keeps_dying_is_started_less_and_less_often(heard: Heard, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)

    def open_gate() -> None:
        """Let the first child go on to its end; those after it find the gate open."""
        gate.open("w").close()
        gate.unlink()
        gate.touch()

    weak = [*PYTHON, "import sys; open(sys.argv[1]).read(); raise SystemExit(3)", str(gate)]
    tree = ProcessTree([Command("weak", weak)], say=heard)
    heard.when("0.8 s", tree.request_stop)
    tree.run(on_ready=open_gate)
    delays = [line.split("again in ")[1] for line in heard.lines if "status 3" in line]
    assert delays == ["0.2 s.", "0.4 s.", "0.8 s."]


def test_a_service_that_ends_before_it_is_ready_stops_all_with_an_error(heard: Heard) -> None:
    good, bad = Command("good", SLEEPER), Command("bad", [*PYTHON, "print('no port'); raise SystemExit(1)"], is_up=bool)
    with pytest.raises(SupervisorError, match="bad ended with status 1"):
        ProcessTree([good, bad], say=heard).run()
    assert heard.count("bad | no port") == 1
    assert good.poll() is not None


def test_a_missing_program_is_named() -> None:
    with pytest.raises(SupervisorError, match="nowhere"):
        ProcessTree([Command("lost", ["/nowhere/program"])]).run()


def test_a_one_time_step_ends_before_the_next_service_starts(heard: Heard) -> None:
    tree = ProcessTree([Once("migrate", [*PYTHON, "print('migrated')"]), Command("api", SLEEPER)], say=heard)
    heard.when("api | up", tree.request_stop)
    tree.run()
    assert heard.lines == [" migrate | migrated", "     api | up"]


def test_a_failed_one_time_step_stops_the_start(heard: Heard) -> None:
    api = Command("api", SLEEPER)
    with pytest.raises(SupervisorError, match="migrate ended with status 2"):
        ProcessTree([Once("migrate", [*PYTHON, "raise SystemExit(2)"]), api], say=heard).run()
    assert api.pid is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_in_reverse_order(heard: Heard, number: signal.Signals) -> None:
    polite = "import signal, time\ndef end(*_): print('ending'); raise SystemExit\nsignal.signal(15, end)\n"
    services = [Command(name, [*PYTHON, polite + "print('up')\ntime.sleep(600)"]) for name in ("one", "two", "three")]
    tree = ProcessTree(services, say=heard)
    heard.when("three | up", send(number))
    tree.run()
    endings = [line.split("|")[0].strip() for line in heard.lines if "ending" in line]
    assert endings == ["three", "two", "one"]


def test_a_child_that_will_not_stop_is_killed_after_the_bound(heard: Heard) -> None:
    tree = ProcessTree([Command("stubborn", STUBBORN)], say=heard, stop_seconds=0.3)
    heard.when("up", send(signal.SIGINT))
    started = time.monotonic()
    tree.run()
    assert time.monotonic() - started < 5


def test_a_second_signal_kills(heard: Heard) -> None:
    tree = ProcessTree([Command("stubborn", STUBBORN)], say=heard, stop_seconds=600)

    def twice() -> None:
        send(signal.SIGINT)()
        threading.Timer(0.2, send(signal.SIGINT)).start()

    heard.when("up", twice)
    started = time.monotonic()
    tree.run()
    assert time.monotonic() - started < 5


def test_the_children_of_a_dead_child_are_ended_before_it_starts_again(heard: Heard) -> None:
    script = f"import subprocess, time; print('orphan', subprocess.Popen({SLEEPER!r}).pid); time.sleep(600)"
    parent = Command("parent", [*PYTHON, script])
    tree = ProcessTree([parent], say=heard)
    heard.when("orphan", lambda: (os.kill(parent.pid or 0, signal.SIGKILL), heard.when("orphan", tree.request_stop))[0])
    tree.run()
    orphans = [int(line.split()[-1]) for line in heard.lines if "orphan" in line]
    assert len(orphans) == 2
    wait_until(lambda: not any(is_alive(pid) for pid in orphans))


def test_output_goes_to_the_log_file_when_one_is_named(heard: Heard, tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    api = Command("api", SLEEPER, log=log, is_up=lambda: log.read_text() == "up\n")
    tree = ProcessTree([api], say=heard)
    tree.run(on_ready=tree.request_stop)
    assert heard.lines == []


def test_long_and_unfinished_lines_come_through(heard: Heard) -> None:
    script = "import sys, time; sys.stdout.write('x' * 300000 + chr(10) + 'tail'); sys.stdout.flush()"
    tree = ProcessTree([Command("talker", [*PYTHON, script])], say=heard)
    heard.when("| tail", tree.request_stop)
    tree.run()
    assert sum(line.count("x") for line in heard.lines) >= 300000


def test_an_error_in_on_ready_stops_the_children(heard: Heard) -> None:
    child = Command("child", SLEEPER)

    def fail() -> None:
        raise RuntimeError("the demo is missing")

    with pytest.raises(RuntimeError, match="demo"):
        ProcessTree([child], say=heard).run(on_ready=fail)
    assert child.poll() is not None


def test_an_output_that_is_closed_still_stops_every_child() -> None:
    services = [Command("one", SLEEPER), Command("two", SLEEPER)]

    def broken(line: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        ProcessTree(services, say=broken).run()
    assert [service.poll() is None for service in services] == [False, False]


LONELY = """
import sys, time
from goldsmith.supervisor import Command, ProcessTree
child = Command("child", {argv!r})
ProcessTree([child]).run(on_ready=lambda: print(child.pid, flush=True))
"""


DEAF_TO_THE_KERNEL = """
import ctypes, time
from goldsmith.supervisor import watch_lifeline
ctypes.CDLL(None).prctl(1, 0)
watch_lifeline()
print("up")
time.sleep(600)
"""


@pytest.mark.parametrize("argv", [SLEEPER, [sys.executable, "-u", "-c", DEAF_TO_THE_KERNEL]], ids=["kernel", "pipe"])
def test_children_end_when_the_supervisor_is_killed_with_9(argv: list[str]) -> None:
    script = LONELY.format(argv=argv)
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    pid = int(supervisor.stdout.readline())
    assert "up" in supervisor.stdout.readline()
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not is_alive(pid))
    supervisor.stdout.close()
