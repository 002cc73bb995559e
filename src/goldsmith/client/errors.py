"""From a refused request to the error tree: the class says the status, the instance says what happened."""

from __future__ import annotations

from typing import Final

import msgspec

from goldsmith.client.wire import Response
from goldsmith.errors import (
    ConflictError,
    ForbiddenError,
    GoldsmithError,
    InvalidError,
    MalformedError,
    NotFoundError,
    ThrottledError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
)

__all__ = ["UnexpectedAnswerError", "UnreachableError", "WaitTimeoutError", "error_from"]


class UnreachableError(UnavailableError):
    """No answer came: the connection failed, broke or timed out."""

    code = "unreachable"


class UnexpectedAnswerError(GoldsmithError):
    """The server answered something this client cannot read: perhaps it is not a Goldsmith of this version."""

    status = 502
    code = "unexpected_answer"


class WaitTimeoutError(GoldsmithError):
    """What was waited for did not happen in time; it may still happen."""

    status = 504
    code = "wait_timeout"


_BY_STATUS: Final[dict[int, type[GoldsmithError]]] = {
    kind.status: kind
    for kind in (
        MalformedError,
        UnauthenticatedError,
        ForbiddenError,
        NotFoundError,
        ConflictError,
        TooLargeError,
        InvalidError,
        ThrottledError,
        UnavailableError,
    )
}


class _ErrorBody(msgspec.Struct):
    error: str
    code: str | None = None
    field: str | None = None


def error_from(response: Response) -> GoldsmithError:
    """Return the error that this response stands for, with the server's own sentence, code and field."""
    kind = _BY_STATUS.get(response.status, GoldsmithError)
    try:
        body = msgspec.json.decode(response.body, type=_ErrorBody)
    except msgspec.DecodeError:
        body = _ErrorBody(error=f"The server answered {response.status} without saying why.")
    error = kind(body.error, code=body.code, field=body.field)
    error.status = response.status
    return error
