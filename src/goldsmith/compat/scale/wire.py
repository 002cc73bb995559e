"""The door of Scale's wire: addresses and refusals exactly as their client reads them.

Only 200 is success there; an error is an object with the sentence under `error`; 409 says "there already", nothing
else. Names stand percent-encoded in the path, so it is cut before it is decoded; empty parts of it are dropped.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs, unquote

import msgspec
from litestar import Request
from litestar.handlers import asgi
from litestar.types import Receive, Scope, Send

from goldsmith.compat.scale import v1, v2
from goldsmith.compat.scale.calls import Call
from goldsmith.compat.scale.route import Routes
from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.http.callers import principal_of
from goldsmith.http.errors import answer_failure

__all__ = ["serve_v1", "serve_v2"]

THERE_ALREADY: Final = frozenset({"unique_id_taken", "name_taken", "reference_taken"})
STATUSES: Final = {403: 401, 413: 400, 422: 400}
LONGEST_QUERY: Final = 20_000


async def _serve(routes: Routes, prefix: str, scope: Scope, receive: Receive, send: Send) -> None:
    request: Request[Any, Any, Any] = Request(scope, receive)
    status, headers = 200, dict[bytes, bytes]()
    try:
        handler, names = routes.find(request.method, _parts(scope, prefix))
        principal = await principal_of(request)
        call = Call(
            request.app.state.foundry, principal, names, _query(scope), request.headers.get("content-type", ""), receive
        )
        body = msgspec.json.encode(await handler(call))
    except Exception as failure:
        status, body, headers = _refuse(request, failure)
    start = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _parts(scope: Scope, prefix: str) -> list[str]:
    raw = (scope.get("raw_path") or str(scope["path"]).encode()).partition(b"?")[0].decode("latin-1")
    parts = [unquote(part) for part in raw.split("/") if part]
    return parts[1:] if parts[:1] == [prefix] else parts


def _query(scope: Scope) -> dict[str, list[str]]:
    text = scope["query_string"].decode("latin-1")
    if len(text) > LONGEST_QUERY:
        raise InvalidError("These parameters are too long.")
    return parse_qs(text, keep_blank_values=True)


def _refuse(request: Request[Any, Any, Any], failure: Exception) -> tuple[int, bytes, dict[bytes, bytes]]:
    """The status, body and headers of a refusal: what our own API says, in their form."""
    answer = answer_failure(request, failure)
    said, status = answer.content, _status(failure, answer.status_code or 500)
    sentence = f"{said['field']}: {said['error']}" if said.get("field") else said["error"]
    headers = {name.lower().encode(): value.encode() for name, value in answer.headers.items()}
    return status, msgspec.json.encode({"status_code": status, "error": sentence}), headers


def _status(failure: Exception, status: int) -> int:
    if isinstance(failure, GoldsmithError) and status == 409:
        return 409 if failure.code in THERE_ALREADY else 400
    return STATUSES.get(status, status)


V1: Final = Routes(v1.ROUTES)
V2: Final = Routes(v2.ROUTES)


@asgi("/v1", is_mount=True, copy_scope=True)
async def serve_v1(scope: Scope, receive: Receive, send: Send) -> None:
    """Scale's first API: tasks, batches, projects, files, people."""
    await _serve(V1, "v1", scope, receive, send)


@asgi("/v2", is_mount=True, copy_scope=True)
async def serve_v2(scope: Scope, receive: Receive, send: Send) -> None:
    """Scale's second API: what chat projects deliver."""
    await _serve(V2, "v2", scope, receive, send)
