"""One POST, sent again while that may help: after 429 and 5xx when Retry-After says, after cut answers; in bounds."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from goldsmith.ports.egress import Egress, EgressError, Fetched
from goldsmith.ports.models.contract import ModelAwayError, ModelRefusedError

__all__ = ["PASSING", "Answered", "Patience", "Pause", "may_pass", "post_patiently", "refusal_of", "wait_seconds"]

Pause = Callable[[float], Awaitable[None]]

PASSING: Final = frozenset({"egress_timeout", "egress_unreachable", "egress_broken"})
_WHY: Final = {
    401: "it does not accept the key",
    403: "the key may not do this",
    404: "there is nothing at this address, or no such model",
}
_chance = random.SystemRandom()


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long one question may take in all, and how large its answer may be."""

    attempts: int = 6
    seconds_each: float = 60.0
    seconds_in_all: float = 300.0
    longest_wait_seconds: float = 60.0
    most_bytes: int = 4_000_000


class Answered(NamedTuple):
    """A JSON answer, and at which attempt it came."""

    body: Any
    attempts: int


async def post_patiently(
    egress: Egress,
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    patience: Patience,
    pause: Pause = asyncio.sleep,
) -> Answered:
    """Send until a JSON answer comes. Never repeats a word of what the other side said.

    Raises ModelAwayError, ModelRefusedError, or EgressError for an address that may not be used.
    """
    deadline = time.monotonic() + patience.seconds_in_all
    reason, wait = "", 0.0
    for attempt in range(1, patience.attempts + 1):
        left = deadline - time.monotonic()
        if wait >= left:
            break
        await pause(wait)
        fetched, reason = await _try_once(egress, url, body, headers, patience, left - wait)
        if fetched is not None and fetched.status == 200:
            try:
                return Answered(msgspec.json.decode(fetched.body), attempt)
            except msgspec.DecodeError:
                reason = "its answer was not JSON"
        wait = wait_seconds(fetched.headers if fetched is not None else {}, attempt, patience)
    raise ModelAwayError(f"The model at {_host(url)} did not answer: {reason}.")


async def _try_once(
    egress: Egress, url: str, body: bytes, headers: Mapping[str, str], patience: Patience, left: float
) -> tuple[Fetched | None, str]:
    try:
        fetched = await egress.fetch(
            url,
            method="POST",
            headers={"content-type": "application/json", **headers},
            body=body,
            max_bytes=patience.most_bytes,
            seconds=min(patience.seconds_each, left),
            redirects=0,
        )
    except EgressError as error:
        if error.code not in PASSING:
            raise
        return None, error.message.rstrip(".").lower()
    if fetched.status == 200 or may_pass(fetched.status):
        return fetched, f"it answered with status {fetched.status}"
    raise refusal_of(fetched.status, url)


def may_pass(status: int) -> bool:
    """Whether the same request may be taken later."""
    return status in {408, 409, 425, 429} or status >= 500


def refusal_of(status: int, url: str) -> ModelRefusedError:
    """What is said of a status that will not pass."""
    why = _WHY.get(status, "it does not take this request")
    return ModelRefusedError(f"The model at {_host(url)} answered with status {status}: {why}.")


def wait_seconds(headers: Mapping[str, str], attempt: int, patience: Patience) -> float:
    """As long as we were told to, or twice as long as before; a little random, so that not all come back at once."""
    told = headers.get("retry-after", "").strip()
    if told.isdecimal() and len(told) < 8:
        return float(told)
    return min(2.0 ** (attempt - 1), patience.longest_wait_seconds) * _chance.uniform(0.5, 1.0)


def _host(url: str) -> str:
    return url.split("/")[2]
