"""When to try again, and how long to wait first. Written once, as a flow around a flow, for both transports."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

import msgspec

from goldsmith.client.errors import UnreachableError, error_from
from goldsmith.client.flow import Flow
from goldsmith.client.wire import Request, Response
from goldsmith.errors import GoldsmithError

__all__ = ["RetryPolicy", "with_retries"]

T = TypeVar("T")
RETRIED: Final = frozenset({408, 429, 502, 503, 504})


class RetryPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """At most `attempts` tries; the wait doubles from `first_seconds` to `longest_seconds`, half of it random."""

    attempts: int = 6
    first_seconds: float = 0.25
    longest_seconds: float = 8.0
    longest_retry_after_seconds: float = 60.0
    draw: Callable[[], float] = secrets.SystemRandom().random

    def wait_seconds(self, failures: int, response: Response | None) -> float:
        """How long to wait after the `failures`-th failure; never shorter than the server asked for."""
        backoff = min(self.longest_seconds, self.first_seconds * 2.0 ** (failures - 1))
        asked = min(self.longest_retry_after_seconds, _retry_after_seconds(response))
        return max(asked, backoff * (0.5 + self.draw() / 2))


def with_retries(flow: Flow[T], policy: RetryPolicy) -> Flow[T]:
    """Run the same flow, but try each of its requests again while that can help; refusals are raised inside it.

    Every request may be repeated: reads and PUTs by nature, PATCHes by their offset or If-Match, POSTs by their key.
    """
    try:
        request = next(flow)
        while True:
            try:
                response = yield from _persist(request, policy)
            except GoldsmithError as error:
                request = flow.throw(error)
            else:
                request = flow.send(response)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]


def _persist(request: Request, policy: RetryPolicy) -> Flow[Response]:
    failures = 0
    attempt = request
    while True:
        response: Response | None = None
        failure: GoldsmithError
        try:
            response = yield attempt
        except UnreachableError as error:
            failure = error
        else:
            if response.status < 400:
                return response
            failure = error_from(response)
        failures += 1
        may_retry = response is None or response.status in RETRIED
        if not may_retry or failures >= policy.attempts:
            raise failure
        attempt = msgspec.structs.replace(request, after_seconds=policy.wait_seconds(failures, response))


def _retry_after_seconds(response: Response | None) -> float:
    header = response.headers.get("retry-after") if response else None
    if not header:
        return 0.0
    try:
        return max(0.0, float(header))
    except ValueError:
        return _seconds_until(header)


def _seconds_until(http_date: str) -> float:
    try:
        moment = parsedate_to_datetime(http_date)
    except ValueError:
        return 0.0
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
