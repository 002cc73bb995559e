"""A program as a service: its own session, its output passed on line by line, its whole group ended with it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from goldsmith.supervisor.errors import SupervisorError
from goldsmith.supervisor.lifeline import Lifeline, die_with_parent

LONGEST_LINE: Final = 65_536
KILL_SECONDS: Final = 10.0


class Command:
    """One program that should run for ever.

    `env` is added to our own environment. `is_up` tells when it serves (at once when not given). The output goes to the
    file `log`, or to the tree, which prints each line behind the name.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        is_up: Callable[[], bool] | None = None,
        log: Path | None = None,
    ) -> None:
        self.name = name
        self._argv = list(argv)
        self._env = dict(env or {})
        self._is_up = is_up
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._unfinished = b""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def output(self) -> int | None:
        """The descriptor that its lines come from, when they are for the tree."""
        pipe = self._process.stdout if self._process else None
        return None if pipe is None or pipe.closed else pipe.fileno()

    def spawn(self) -> None:
        self._sweep()
        lifeline = Lifeline.of_this_process()
        try:
            self._process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=self._open_log(),
                stderr=subprocess.STDOUT,
                env={**os.environ, **self._env, **lifeline.environment()},
                pass_fds=[lifeline.reader],
                start_new_session=True,  # Ctrl-C at the terminal is the supervisor's to pass on, in order
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no other way to reach the child before exec
            )
        except OSError as error:
            raise SupervisorError(f"{self.name} cannot be started: {self._argv[0]}: {error.strerror}.") from None
        if self._process.stdout:
            os.set_blocking(self._process.stdout.fileno(), False)

    def is_ready(self) -> bool:
        return self._is_up is None or self._is_up()

    def poll(self) -> int | None:
        """Answer the exit status (negative: the signal), or None while it runs."""
        return self._process.poll() if self._process else 0

    def terminate(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self, seconds: float) -> None:
        """Ask it to end, and end its whole group by force after `seconds`."""
        self.terminate()
        if self._process is not None:
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._kill_group()
                self._process.wait(KILL_SECONDS)
        self._sweep()

    def read_lines(self) -> list[str]:
        """Answer the whole lines written since the last call; the unfinished last one when the program has ended."""
        content = self._unfinished + self._read_available()
        *lines, self._unfinished = content.split(b"\n")
        if self._unfinished and (self.poll() is not None or len(self._unfinished) > LONGEST_LINE):
            lines.append(self._unfinished)
            self._unfinished = b""
        return [line.decode(errors="replace").rstrip("\r") for line in lines]

    def _read_available(self) -> bytes:
        if self._process is None or self._process.stdout is None or self._process.stdout.closed:
            return b""
        content = self._process.stdout.read(1 << 20)
        if content == b"":  # the end; None would mean that nothing has come yet
            self._process.stdout.close()
        return content or b""

    def _open_log(self) -> int:
        if self._log is None:
            return subprocess.PIPE
        return os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _sweep(self) -> None:
        """End what a dead leader left behind: an orphan may hold the port that its successor needs."""
        if self._process is not None and self._process.poll() is not None:
            self._kill_group()
            if self._process.stdout:
                self._process.stdout.close()
            self._process = None

    def _kill_group(self) -> None:
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return


class Once(Command):
    """A program that has to end well before the next service starts, such as a migration."""

    def is_ready(self) -> bool:
        return self._process is not None and self._process.poll() == 0
