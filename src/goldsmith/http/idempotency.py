"""Idempotency-Key: a POST that is sent twice is carried out once.

The key is written in the transaction of the change itself, so a crash can lose the answer, never repeat the change.
A request that was refused is not kept: asked again, it is carried out again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
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
from goldsmith.http.errors import MAX_BODY, answer_goldsmith_error, say_too_large
from goldsmith.ports.db import Tx, read_sql
from goldsmith.ports.db.database import BEFORE_COMMIT

SQL = read_sql(__file__)
MAX_FILE = 2_000_000_000
MAX_KEPT_ANSWER = 1_000_000
HEADER = b"idempotency-key"
UPLOAD = "/api/v1/assets"
"""Its body is a file, which is read once, by whoever stores it."""
SIGN_IN = "/api/v1/session"
"""Nobody is known there yet to whom a key could belong; two sessions are no harm."""
TELLS_SECRETS = ("/keys", "/members", "/webhooks", "/teams/invite")
"""What is shown once is kept nowhere: a repeat of these is refused, not answered."""


class _Body:
    """The body of a request as it is read, and the hash of the address and of what was read."""

    def __init__(self, address: str, receive: Receive) -> None:
        self._receive, self._digest = receive, hashlib.sha256(f"{address}\n".encode())
        self._size, self._is_whole = 0, False

    async def receive(self) -> Any:
        message: Any = await self._receive()
        part = message.get("body", b"")
        self._digest.update(part)
        self._size += len(part)
        self._is_whole = not message.get("more_body")
        return message

    async def read(self, at_most: int) -> AsyncIterator[bytes]:
        """Yield what is left. Raises TooLargeError beyond so many bytes."""
        while not self._is_whole:
            message = await self.receive()
            if self._size > at_most:
                raise TooLargeError(say_too_large(at_most))
            yield message.get("body", b"")

    async def read_whole(self, at_most: int) -> bytes:
        return b"".join([part async for part in self.read(at_most)])

    async def hash_whole(self, at_most: int) -> bytes:
        """Read to the end, keep nothing, and hash."""
        async for _ in self.read(at_most):
            continue
        return self.hash_so_far()

    def hash_so_far(self) -> bytes:
        return self._digest.digest()


class _Mark(msgspec.Struct):
    """One key in use: written with the first change of the request, whatever else the request does."""

    customer_id: UUID
    caller_id: UUID
    key: str
    body: _Body
    is_written: bool = False

    async def write(self, tx: Tx) -> None:
        if self.is_written:
            return
        own = Tx(tx.connection, self.customer_id)
        if tx.customer_id != self.customer_id:  # a new customer, or a password: last of all, turn to the caller's own
            await own.run(SQL.turn_to_own_customer)
        try:
            written = await own.run(
                SQL.insert_mark, caller_id=self.caller_id, key=self.key, request_hash=self.body.hash_so_far()
            )
        except asyncpg.UniqueViolationError:
            raise _in_progress() from None
        self.is_written = written > 0


class IdempotencyMiddleware:
    """Replays the answer of a request that was carried out before."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_concerned(scope):
            await self.app(scope, receive, send)
            return
        request: Request[Any, Any, Any] = Request(scope, receive)
        body = _Body(f"{request.url.path}?{request.url.query}", receive)
        try:
            is_over = asyncio.Event()
            again = body.receive if scope["path"] == UPLOAD else _replay(await body.read_whole(MAX_BODY), is_over)
            mark = await _make_mark(request, _key(scope), body)
            kept = await _look_up(request.app.state.foundry, mark)
        except GoldsmithError as refusal:
            await _answer(answer_goldsmith_error(request, refusal), request, scope, receive, send)
            return
        if kept is not None:
            await _answer(
                Response(kept["body"], status_code=kept["status"], media_type=_media_type(scope)),
                request,
                scope,
                receive,
                send,
            )
            return
        await self._carry_out(scope, again, send, request.app.state.foundry, mark, is_over)

    async def _carry_out(
        self, scope: Scope, receive: Receive, send: Send, foundry: Foundry, mark: _Mark, is_over: asyncio.Event
    ) -> None:
        """Carry the request out; its answer leaves only when it is kept, so that a quick repeat finds it."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                is_over.set()

        token = BEFORE_COMMIT.set(mark.write)
        try:
            await self.app(scope, receive, collect)
        finally:
            BEFORE_COMMIT.reset(token)
        if not scope["path"].endswith(TELLS_SECRETS):
            await _keep(foundry, mark, messages)
        for message in messages:
            await send(message)


async def _keep(foundry: Foundry, mark: _Mark, messages: list[Any]) -> None:
    """Keep the answer of a request that was carried out, beside the mark of what it changed, if anything."""
    status = next((message["status"] for message in messages if message["type"] == "http.response.start"), 0)
    answer = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.response.body")
    if not 200 <= status < 300 or len(answer) > MAX_KEPT_ANSWER:
        return
    kept = {"caller_id": mark.caller_id, "key": mark.key, "status": status, "body": answer}
    async with foundry.db.transaction(mark.customer_id) as tx:
        if mark.is_written:
            await tx.run(SQL.keep_answer, **kept)
        else:
            await tx.run(SQL.mark_what_changed_nothing, **kept, request_hash=mark.body.hash_so_far())


def _media_type(scope: Scope) -> str:
    """Of an answer that is kept: a stream is kept as the text that it was, once it has ended."""
    return "text/event-stream" if scope["path"].endswith("/stream") else "application/json"


def _is_concerned(scope: Scope) -> bool:
    if scope["type"] != ScopeType.HTTP or scope["method"] != "POST" or scope["path"] == SIGN_IN:
        return False
    return any(name == HEADER for name, _ in scope["headers"])


def _key(scope: Any) -> str:
    key: str = dict(scope["headers"])[HEADER].decode("latin-1")
    if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        raise MalformedError("An Idempotency-Key has 1 to 255 printable ASCII characters.", field="Idempotency-Key")
    return key


async def _make_mark(request: Request[Any, Any, Any], key: str, body: _Body) -> _Mark:
    principal = await principal_of(request)
    return _Mark(principal.customer_id, principal.actor_id, key, body)


async def _look_up(foundry: Foundry, mark: _Mark) -> Any:
    async with foundry.db.transaction(mark.customer_id) as tx:
        kept = await tx.row(SQL.find_mark, caller_id=mark.caller_id, key=mark.key)
    if kept is None:
        return None
    if kept["request_hash"] != await mark.body.hash_whole(MAX_FILE):
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


def _replay(body: bytes, is_over: asyncio.Event) -> Receive:
    """The body again; then nothing until the answer is there: whoever leaves, it is made to its end and kept."""
    messages: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if messages:
            return messages.pop()
        await is_over.wait()
        return {"type": "http.disconnect"}

    return receive


async def _answer(
    response: Response[Any], request: Request[Any, Any, Any], scope: Scope, receive: Receive, send: Send
) -> None:
    await response.to_asgi_response(app=None, request=request)(scope, receive, send)
