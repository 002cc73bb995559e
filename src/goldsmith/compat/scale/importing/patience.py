"""Ask a server through Scale's client: wait where that can help, and say in one sentence where it cannot.

Over https their client itself tries thrice and keeps to `Retry-After`; what it raises after that no longer says how
long to wait, so that the waits here double.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from goldsmith.errors import (
    ConflictError,
    GoldsmithError,
    InvalidError,
    MalformedError,
    NotFoundError,
    ThrottledError,
    UnauthenticatedError,
    UnavailableError,
)

if TYPE_CHECKING:
    from scaleapi import ScaleClient

__all__ = ["Door", "act_for"]

T = TypeVar("T")
WAIT_SECONDS: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0)
BUSY: Final = (408, 429, *range(500, 531))
# What the client runs into when an answer is a page, or JSON of another form.
UNREADABLE: Final = (TypeError, KeyError, AttributeError, ValueError)


class Door:
    """One of the two servers, called by the `name` that sentences give it."""

    def __init__(self, client: ScaleClient, name: str, wait_seconds: Sequence[float] = WAIT_SECONDS) -> None:
        self.client = client
        self.name = name
        self._wait_seconds = wait_seconds
        self._has_answered = False

    def ask(self, call: Callable[..., T], *given: Any, **named: Any) -> T:
        """Do one call of the client's. Raises a GoldsmithError for a refusal, and for silence after the last wait."""
        for seconds in (*self._wait_seconds, None):
            try:
                answer = call(*given, **named)
            except _failures() as failure:
                status = _status(failure)
                if seconds is None or not self._may_help(status):
                    raise self._error(failure, status) from None
                self._has_answered = self._has_answered or status is not None
                time.sleep(seconds)
            except UNREADABLE as failure:
                raise MalformedError(
                    f"{self.name} answers in a way that Scale's client cannot read; is this its address?",
                    code="not_scale",
                ) from failure
            else:
                self._has_answered = True
                return answer
        raise AssertionError  # the last wait is None: what fails then is raised

    def _may_help(self, status: int | None) -> bool:
        """Whether to try again. A server that never answered has probably been named wrongly."""
        return self._has_answered if status is None else status in BUSY

    def _error(self, failure: Exception, status: int | None) -> GoldsmithError:
        said = str(getattr(failure, "message", None) or getattr(failure, "body", None) or failure)[:1_000]
        if status is None:
            return UnavailableError(f"{self.name} cannot be reached. {_advice(said)}", code="unreachable")
        if status in (401, 403):
            return UnauthenticatedError(f"{self.name} refuses the key: {said}")
        if status == 429:
            return ThrottledError(
                f"{self.name} still asks to wait. Nothing was lost; run the same command again later."
            )
        if status in BUSY:
            return UnavailableError(
                f"{self.name} is in trouble (status {status}). Nothing was lost; run the same command again later."
            )
        kind = {404: NotFoundError, 409: ConflictError}.get(status, InvalidError)
        return kind(said)


def _advice(said: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return "Its certificate is not trusted: name yours in REQUESTS_CA_BUNDLE and SSL_CERT_FILE."
    return "Nothing was lost; check the address and the network, and run the same command again."


def act_for(client: ScaleClient, customer: str | None) -> None:
    """Let an administrator's client act for one customer of ours; their client has no option for a header."""
    if customer is not None:
        for headers in (client.api._headers, client.api._headers_multipart_form_data):  # noqa: SLF001
            headers["Goldsmith-Customer"] = customer
        client.v2.api_client.set_default_header("Goldsmith-Customer", customer)


def _failures() -> tuple[type[Exception], ...]:
    """What the client's two halves raise."""
    from scaleapi.api_client.v2.exceptions import ApiException
    from scaleapi.exceptions import ScaleException
    from urllib3.exceptions import HTTPError

    return (ScaleException, ApiException, HTTPError)


def _status(failure: Exception) -> int | None:
    """The status of the answer; None when none came."""
    status = getattr(failure, "status", None) or getattr(failure, "code", None)
    return status if isinstance(status, int) else None
