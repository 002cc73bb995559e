"""What travels: one request, one response, and where a downloaded body goes. No I/O happens here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Protocol, Self
from uuid import uuid4

import msgspec

__all__ = ["FileSink", "Request", "Response", "Sink", "json_request", "without_none"]

_ENCODER: Final = msgspec.json.Encoder()


class Sink(Protocol):
    """Takes a streamed body. `restart` comes before every attempt, so a broken download never leaves two beginnings."""

    def restart(self) -> None: ...

    def write(self, chunk: bytes) -> None: ...


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request below /api/v1, complete enough to be sent again as it is."""

    method: str
    path: str
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    body: bytes | None = None
    file: Path | None = None
    sink: Sink | None = None
    after_seconds: float = 0.0


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `body` is empty when it went to a sink."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def json_request(
    method: str,
    path: str,
    body: object = None,
    *,
    query: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    after_seconds: float = 0.0,
    keyed: bool = True,
) -> Request:
    """Build a request with a JSON body. A POST gets its idempotency key here, once, for all of its retries.

    One that the server recognises anyway (`keyed=False`), as by the lease it names, spares the server keeping a key.
    """
    sent = dict(headers or {})
    if body is not None:
        sent["Content-Type"] = "application/json"
    if method == "POST" and keyed:
        sent["Idempotency-Key"] = uuid4().hex
    return Request(
        method=method,
        path=path,
        query=_text_query(query or {}),
        headers=sent,
        body=None if body is None else _ENCODER.encode(body),
        after_seconds=after_seconds,
    )


def _text_query(query: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in query.items() if value is not None}


class FileSink:
    """Writes a download to `PATH.part` and gives it its name when it is whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(path.name + ".part")
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        self._file = self._part.open("wb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open_file().close()
        if error is None:
            self._part.replace(self.path)
        else:
            self._part.unlink(missing_ok=True)

    def restart(self) -> None:
        file = self._open_file()
        file.seek(0)
        file.truncate()

    def write(self, chunk: bytes) -> None:
        self._open_file().write(chunk)

    def _open_file(self) -> BinaryIO:
        if self._file is None:
            raise RuntimeError("Enter the sink with `with` before writing to it.")
        return self._file


def without_none(**fields: Any) -> dict[str, Any]:
    """Keep the fields that are given; an absent one is left to the server's default."""
    return {name: value for name, value in fields.items() if value is not None}
