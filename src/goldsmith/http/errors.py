"""Every failure leaves as `{"error", "code", "field"}`; nothing of our inside leaves with it."""

from __future__ import annotations

import errno
import re
from typing import Any, Final

import asyncpg
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from goldsmith.errors import GoldsmithError, MalformedError, ThrottledError, UnavailableError
from goldsmith.wording import say_plainly

MAX_BODY: Final = 10_000_000
"""Bytes of a request that is not an upload."""

log = structlog.get_logger()
_RACES = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.UniqueViolationError,
)
"""Two callers met; what one of them checked was no longer so when it wrote."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_AT = re.compile(r" - at `\$?\.?(?P<path>[^`]*)`$")


def answer_goldsmith_error(_: Request[Any, Any, Any], error: GoldsmithError) -> Response[dict[str, object]]:
    headers = {}
    if isinstance(error, ThrottledError | UnavailableError):
        headers["Retry-After"] = str(error.retry_after_seconds)
    return Response(error.to_json(), status_code=error.status, headers=headers)


def answer_http_exception(_: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, object]]:
    message, field = _say(error)
    code = _CODES.get(error.status_code, "malformed")
    body: dict[str, object] = {"error": message, "code": code, "field": field}
    return Response(body, status_code=error.status_code, headers=dict(error.headers or {}))


def answer_database_refusal(
    request: Request[Any, Any, Any], error: asyncpg.PostgresError
) -> Response[dict[str, object]]:
    """Bad characters and numbers out of range are the caller's; what is left is ours and gets logged."""
    if isinstance(error, asyncpg.DataError):
        body: dict[str, object] = {
            "error": "A value in this request cannot be stored: check its characters and its size.",
            "code": "malformed",
            "field": None,
        }
        return Response(body, status_code=400)
    if isinstance(error, _RACES):
        return answer_goldsmith_error(
            request,
            UnavailableError(
                "Somebody changed the same thing at once. Nothing was changed; please try again.", code="busy"
            ),
        )
    return answer_unforeseen(request, error)


def answer_deep_nesting(request: Request[Any, Any, Any], _: RecursionError) -> Response[dict[str, object]]:
    return answer_goldsmith_error(request, MalformedError("This request is nested too deeply.", code="bad_json"))


def answer_not_utf8(request: Request[Any, Any, Any], _: UnicodeDecodeError) -> Response[dict[str, object]]:
    return answer_goldsmith_error(request, MalformedError("This request is not UTF-8.", code="bad_json"))


def answer_system_refusal(request: Request[Any, Any, Any], error: OSError) -> Response[dict[str, object]]:
    if error.errno in _NO_ROOM:
        return answer_goldsmith_error(
            request, UnavailableError("There is no room left on this disk.", code="disk_full")
        )
    return answer_unforeseen(request, error)


def answer_unforeseen(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, object]]:
    log.error("unforeseen error", path=request.url.path, exc_info=error)
    body: dict[str, object] = {
        "error": "Something went wrong on our side. It was noted; please try again.",
        "code": "internal",
        "field": None,
    }
    return Response(body, status_code=500)


def say_too_large(at_most: int) -> str:
    return (
        f"A request takes at most {at_most / 1_000_000:,.0f} MB. Nothing of this one was taken: "
        "send it in parts, or upload it as a file."
    )


_CODES = {
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "throttled",
}
_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: say_too_large(MAX_BODY),
    415: "This address takes another content type.",
}


def _say(error: HTTPException) -> tuple[str, str | None]:
    if error.status_code in _SENTENCES:
        return _SENTENCES[error.status_code], None
    if isinstance(error, ValidationException) and error.extra:
        first = error.extra[0] if isinstance(error.extra, list) else error.extra
        if isinstance(first, dict):
            return _sentence(str(first.get("message", "This value is not allowed"))), first.get("key") or None
    found = _AT.search(error.detail or "")
    if found:
        return _sentence(error.detail[: found.start()]), found["path"] or None
    return _sentence(error.detail or "The request cannot be read."), None


def _sentence(text: str) -> str:
    return say_plainly(text.splitlines()[0][:300] if text.strip() else "The request cannot be read")


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    GoldsmithError: answer_goldsmith_error,
    HTTPException: answer_http_exception,
    asyncpg.PostgresError: answer_database_refusal,
    RecursionError: answer_deep_nesting,
    UnicodeDecodeError: answer_not_utf8,
    OSError: answer_system_refusal,
    Exception: answer_unforeseen,
}


def answer_failure(request: Request[Any, Any, Any], failure: Exception) -> Response[dict[str, object]]:
    """The answer to any failure, for doors that the server does not handle failures of."""
    handler = next(EXCEPTION_HANDLERS[kind] for kind in EXCEPTION_HANDLERS if isinstance(failure, kind))  # type: ignore[arg-type]
    answer: Response[dict[str, object]] = handler(request, failure)
    return answer
