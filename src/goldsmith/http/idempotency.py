"""Idempotency-Key: a POST that is sent twice is carried out once.

The key is written in the transaction of the change itself, so a crash can lose the answer, never repeat the change.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from goldsmith.errors import ConflictError, GoldsmithError, MalformedError, TooLargeError
from goldsmith.foundry import Foundry
from goldsmith.http.callers import principal_of
from goldsmith.http.errors import answer_goldsmith_error
from goldsmith.ports.db import Tx, read_sql
from goldsmith.ports.db.database import BEFORE_COMMIT

SQL = read_sql(__file__)
MAX_BODY = 10_000_000
MAX_KEPT_ANSWER = 1_000_000
HEADER = b"idempotency-key"
TELLS_SECRETS = ("/keys", "/members", "/webhooks")
"""What is shown once is kept nowhere: a repeat of these is refused, not answered."""


class _Mark(msgspec.Struct):
    """One key in use: written with the first change of the request, whatever else the request does."""

    customer_id: UUID
    caller_id: UUID
    key: str
    request_hash: bytes
    is_written: bool = False

    async def write(self, tx: Tx) -> None:
        if self.is_written or tx.customer_id != self.customer_id:
            return
        try:
            written = await tx.run(
                SQL.insert_mark, caller_id=self.caller_id, key=self.key, request_hash=self.request_hash
            )
        except asyncpg.UniqueViolationError:
            raise _in_progress() from None
        self.is_written = written > 0


class IdempotencyMiddleware:
    """Replays the answer of a request that was carried out before."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST" or not _is_json(scope):
            await self.app(scope, receive, send)
            return
        request: Request[Any, Any, Any] = Request(scope, receive)
        try:
            body = await _read_body(receive)
            mark = await _make_mark(request, _key(scope), body)
            kept = await _look_up(request.app.state.foundry, mark)
        except GoldsmithError as refusal:
            await _answer(answer_goldsmith_error(request, refusal), request, scope, receive, send)
            return
        if kept is not None:
            await _answer(
                Response(kept["body"], status_code=kept["status"], media_type="application/json"),
                request,
                scope,
                receive,
                send,
            )
            return
        await self._carry_out(scope, body, send, request.app.state.foundry, mark)

    async def _carry_out(self, scope: Scope, body: bytes, send: Send, foundry: Foundry, mark: _Mark) -> None:
        """Carry the request out; its answer leaves only when it is kept, so that a quick repeat finds it."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        token = BEFORE_COMMIT.set(mark.write)
        try:
            await self.app(scope, _replay(body), collect)
        finally:
            BEFORE_COMMIT.reset(token)
        if mark.is_written and not scope["path"].endswith(TELLS_SECRETS):
            await _keep(foundry, mark, messages)
        for message in messages:
            await send(message)


async def _keep(foundry: Foundry, mark: _Mark, messages: list[Any]) -> None:
    status = next((message["status"] for message in messages if message["type"] == "http.response.start"), 0)
    answer = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.response.body")
    if 200 <= status < 300 and len(answer) <= MAX_KEPT_ANSWER:
        async with foundry.db.transaction(mark.customer_id) as tx:
            await tx.run(SQL.keep_answer, caller_id=mark.caller_id, key=mark.key, status=status, body=answer)


def _is_json(scope: Any) -> bool:
    headers = dict(scope["headers"])
    return HEADER in headers and headers.get(b"content-type", b"application/json").startswith(b"application/json")


def _key(scope: Any) -> str:
    key: str = dict(scope["headers"])[HEADER].decode("latin-1")
    if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        raise MalformedError("An Idempotency-Key has 1 to 255 printable ASCII characters.", field="Idempotency-Key")
    return key


async def _read_body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message: Any = await receive()
        body.extend(message.get("body", b""))
        if len(body) > MAX_BODY:
            raise TooLargeError("The request is larger than allowed.")
        if not message.get("more_body"):
            return bytes(body)


async def _make_mark(request: Request[Any, Any, Any], key: str, body: bytes) -> _Mark:
    principal = await principal_of(request)
    digest = hashlib.sha256(f"{request.url.path}?{request.url.query}\n".encode() + body).digest()
    return _Mark(principal.customer_id, principal.actor_id, key, digest)


async def _look_up(foundry: Foundry, mark: _Mark) -> Any:
    async with foundry.db.transaction(mark.customer_id) as tx:
        kept = await tx.row(SQL.find_mark, caller_id=mark.caller_id, key=mark.key)
    if kept is None:
        return None
    if kept["request_hash"] != mark.request_hash:
        raise ConflictError(
            "This Idempotency-Key was used for another request.", code="idempotency_key_reused", field="Idempotency-Key"
        )
    if kept["status"] == 0:
        raise _in_progress()
    return kept


def _in_progress() -> ConflictError:
    return ConflictError(
        "This request was carried out, or is being carried out, but its answer is not there to repeat. "
        "Look at what is there before you send another.",
        code="idempotency_key_in_use",
        field="Idempotency-Key",
    )


def _replay(body: bytes) -> Receive:
    messages: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


async def _answer(
    response: Response[Any], request: Request[Any, Any, Any], scope: Scope, receive: Receive, send: Send
) -> None:
    await response.to_asgi_response(app=None, request=request)(scope, receive, send)
