"""The tree of processes: one loop that starts, watches, restarts and stops."""

from __future__ import annotations

import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Final, Protocol

from goldsmith.errors import GoldsmithError
from goldsmith.supervisor.command import Command, Once
from goldsmith.supervisor.errors import SupervisorError

TICK_SECONDS: Final = 0.2
STARTING_TICK_SECONDS: Final = 0.02
FIRST_DELAY_SECONDS: Final = 0.2
LONGEST_DELAY_SECONDS: Final = 5.0
STEADY_SECONDS: Final = 3.0
_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Service(Protocol):
    """Something that can be started, watched and stopped: a Command, or the embedded PostgreSQL."""

    @property
    def name(self) -> str: ...
    def spawn(self) -> None:
        """Start without waiting."""

    def is_ready(self) -> bool:
        """Tell whether it serves."""
        ...

    def poll(self) -> int | None:
        """Answer the exit status, or None while it runs."""
        ...

    def terminate(self) -> None:
        """Ask it to end, without waiting."""

    def stop(self, seconds: float) -> None:
        """End it, by force after `seconds`, and free what it holds."""


class ProcessTree:
    """Runs services until SIGINT, SIGTERM or SIGHUP.

    Each service starts when the one before it is ready. One that dies later is started again, after a delay that
    doubles while it keeps dying. Stopping goes in reverse order, each service having `stop_seconds`; a second signal
    kills.
    """

    def __init__(
        self, services: Sequence[Service], *, say: Callable[[str], None] = print, stop_seconds: float = 15.0
    ) -> None:
        self._services = services
        self._watched: list[_Watched] = []
        self._say = say
        self._stop_seconds = stop_seconds
        self._stop_requests = 0

    def run(self, on_ready: Callable[[], None] | None = None) -> None:
        """Start all, call `on_ready` once when all serve, tend them until a stop is requested, stop all.

        Call it in the main thread. A service that ends before it was ever ready stops everything with an error.
        """
        with self._signals():
            try:
                self._start_all()
                if on_ready is not None and not self._stop_requests:
                    on_ready()
                while not self._stop_requests:
                    self._tend(self._watched)
                    self._pass_output_on(TICK_SECONDS)
            finally:
                self._stop_all()

    def request_stop(self) -> None:
        """Stop as one signal would; a second request kills."""
        self._stop_requests += 1

    def _start_all(self) -> None:
        for service in self._services:
            starting = _Watched(service, self._say)
            self._watched.append(starting)
            starting.start()
            while not self._stop_requests and not starting.check_first_start():
                self._tend(self._watched[:-1])
                self._pass_output_on(STARTING_TICK_SECONDS)
            if isinstance(service, Once) and not self._stop_requests:
                starting.pass_output_on()
                self._watched.remove(starting)

    def _tend(self, watched: Sequence[_Watched]) -> None:
        for each in watched:
            each.tend(time.monotonic())

    def _stop_all(self) -> None:
        with ExitStack() as stack:  # last in, first out; an error while stopping one does not spare the others
            for watched in self._watched:
                stack.callback(self._stop, watched)

    def _stop(self, watched: _Watched) -> None:
        watched.service.terminate()
        deadline = time.monotonic() + self._stop_seconds
        try:
            while watched.is_running() and self._stop_requests < 2 and time.monotonic() < deadline:
                self._pass_output_on(STARTING_TICK_SECONDS)
            watched.pass_output_on()
        finally:
            watched.service.stop(0)

    def _pass_output_on(self, seconds: float) -> None:
        """Wait for output for at most `seconds` and print what has come."""
        sources = {
            each.service.output: each
            for each in self._watched
            if isinstance(each.service, Command) and each.service.output is not None
        }
        if not sources:
            time.sleep(seconds)
            return
        for descriptor in select.select(list(sources), [], [], seconds)[0]:
            sources[descriptor].pass_output_on()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            self.request_stop()

        before = {number: signal.signal(number, stop) for number in _STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Watched:
    """One service with the history that decides when it is started again."""

    def __init__(self, service: Service, say: Callable[[str], None]) -> None:
        self.service = service
        self._say = say
        self._delay = FIRST_DELAY_SECONDS
        self._started_at = 0.0
        self._start_again_at: float | None = None

    def start(self) -> None:
        self._started_at = time.monotonic()
        if not self.is_running():
            self.service.spawn()

    def is_running(self) -> bool:
        return self.service.poll() is None

    def check_first_start(self) -> bool:
        """Tell whether it is ready; an end before that is an error, because starting it again would not help."""
        status = self.service.poll()
        ready = self.service.is_ready()
        if status is not None and not (ready and isinstance(self.service, Once)):
            self.pass_output_on()
            raise SupervisorError(f"{self.service.name} ended with status {status} before it was ready.")
        return ready

    def tend(self, now: float) -> None:
        if self._start_again_at is None:
            if not self.is_running():
                self._schedule(now)
        elif now >= self._start_again_at:
            self._start_again(now)

    def pass_output_on(self) -> None:
        if isinstance(self.service, Command):
            for line in self.service.read_lines():
                self._say(f"{self.service.name:>8} | {line}")

    def _schedule(self, now: float) -> None:
        if now - self._started_at > STEADY_SECONDS:
            self._delay = FIRST_DELAY_SECONDS
        status = self.service.poll()
        self._say(f"{self.service.name} ended with status {status}; it starts again in {self._delay:.1f} s.")
        self._start_again_at = now + self._delay
        self._delay = min(2 * self._delay, LONGEST_DELAY_SECONDS)

    def _start_again(self, now: float) -> None:
        self._start_again_at = None
        self._started_at = now
        try:
            self.service.spawn()
        except GoldsmithError as error:
            self._say(f"{self.service.name}: {error.message}")
