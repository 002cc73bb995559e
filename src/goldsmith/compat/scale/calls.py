"""One request as a handler sees it: who asks, the names in the address, the parameters, the body."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar.types import Receive

from goldsmith.compat.scale.times import read_time
from goldsmith.decoding import check_text
from goldsmith.errors import InvalidError, MalformedError, NotFoundError, TooLargeError
from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id
from goldsmith.tenancy.principal import Principal

__all__ = ["MAX_BODY", "Call", "named"]

MAX_BODY = 10_000_000
MOST_IN_A_PAGE = 100


@dataclass
class Call:
    """A request to Scale's wire. Every reader raises InvalidError naming what is wrong."""

    foundry: Foundry
    principal: Principal
    names: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    content_type: str
    receive: Receive

    @property
    def task_id(self) -> UUID:
        """The task in the address. What cannot be an id is no task."""
        return named("task", self.names["task_id"])

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes."""
        while True:
            message: Any = await self.receive()
            if message["type"] == "http.disconnect":
                raise MalformedError("The request ended before its body did.", code="cut_short")
            if chunk := message.get("body"):
                yield chunk
            if not message.get("more_body"):
                return

    async def json(self) -> Any:
        """The body; none is None, as their client sends nothing for what is empty."""
        body = bytearray()
        async for chunk in self.chunks():
            body.extend(chunk)
            if len(body) > MAX_BODY:
                raise TooLargeError(f"A request takes at most {MAX_BODY:,} bytes.")
        if not body.strip():
            return None
        try:
            decoded: Any = msgspec.json.decode(body)
        except msgspec.DecodeError as refusal:
            raise MalformedError(f"This is not JSON: {refusal}.", code="bad_json") from None
        if b"\\u0000" in body:
            raise InvalidError("The request holds a character that cannot be stored.")
        return decoded

    async def object(self) -> dict[str, Any]:
        body = await self.json()
        if body is None:
            return {}
        if not isinstance(body, dict):
            raise InvalidError("The body is a JSON object.")
        return body

    async def words(self) -> list[str]:
        """A list of short texts as body: tags."""
        body = await self.json()
        return checked_words([] if body is None else body, "body")

    def text(self, name: str) -> str | None:
        values = self.query.get(name)
        return values[-1] if values and values[-1] != "" else None

    def texts(self, name: str) -> list[str] | None:
        return list(self.query[name]) if self.query.get(name) else None

    def flag(self, name: str) -> bool:
        """True and true: their client sends Python's spelling."""
        return (self.text(name) or "").lower() in ("true", "1")

    def time(self, name: str) -> datetime | None:
        value = self.text(name)
        return read_time(value, name) if value else None

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdigit() or len(value) > 9 or not low <= int(value) <= high:
            raise InvalidError(f"This is a whole number from {low} to {high}.", field=name)
        return int(value)

    @property
    def limit(self) -> int:
        return self.number("limit", MOST_IN_A_PAGE, 1, MOST_IN_A_PAGE)

    def refuse_unknown(self, *known: str) -> None:
        """A filter that we do not have must not look as if it had found everything."""
        unknown = sorted(set(self.query) - set(known))
        if unknown:
            raise InvalidError(f"There is no parameter {unknown[0][:100]} here.", field=unknown[0][:100])


def named(prefix: str, text: str) -> UUID:
    """The id behind a name of an address. What cannot be one names nothing: NotFoundError."""
    try:
        return parse_id(prefix, text)
    except MalformedError:
        raise NotFoundError(f"There is no such {prefix}.", code=f"{prefix}_not_found") from None


def checked_words(given: Any, field: str, at_most: int = 200) -> list[str]:
    """A list of short texts, each once, in their order."""
    if not isinstance(given, list) or len(given) > at_most or not all(isinstance(each, str) for each in given):
        raise InvalidError(f"This is a list of at most {at_most} texts.", field=field)
    for each in given:
        check_text(each, field=field, at_most=500)
    return list(dict.fromkeys(given))
