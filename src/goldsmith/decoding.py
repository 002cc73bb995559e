"""JSON in, typed values out: strict, bounded, and every mistake names the field it is about."""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError, TooLargeError
from goldsmith.wording import say_plainly

__all__ = ["as_json", "check_text", "check_texts", "decode_strictly"]

T = TypeVar("T")

_AT: Final = re.compile(r" - at `(key in )?\$(?P<path>[^`]*)`$")
_ESCAPED_NUL: Final = b"\\u0000"


def decode_strictly(body: bytes, decoder: msgspec.json.Decoder[T], *, field: str, limit_bytes: int) -> T:
    """Decode one JSON document that arrived under the name `field`.

    Raises TooLargeError beyond `limit_bytes`, MalformedError for what is not JSON (or holds a NUL character, which
    PostgreSQL cannot keep), InvalidError for JSON of the wrong shape.
    """
    if len(body) > limit_bytes:
        raise TooLargeError(f"At most {limit_bytes:,} bytes are taken here.", field=field)
    if _ESCAPED_NUL in body and _holds_nul(body, field):
        raise MalformedError("Text may not hold the NUL character.", code="nul_character", field=field)
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _explain(error, field) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_json(error, field) from None


def as_json(value: object, *, field: str) -> bytes:
    """Turn decoded JSON back into bytes, refusing what JSON cannot say (lone surrogates, cycles, odd types)."""
    try:
        return msgspec.json.encode(value)
    except (UnicodeEncodeError, RecursionError, TypeError, ValueError, msgspec.EncodeError) as error:
        raise _not_json(error, field) from None


def check_text(text: str, *, field: str, at_most: int) -> None:
    """Refuse text that is too long or cannot be stored: NUL characters, lone surrogates."""
    if len(text) > at_most:
        raise InvalidError(f"At most {at_most:,} characters fit here.", field=field)
    if "\0" in text:
        raise InvalidError("Text may not hold the NUL character.", field=field)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise InvalidError("Text may not hold half a character (a lone surrogate).", field=field) from None


def check_texts(value: Any, *, field: str, at_most: int) -> None:
    """The same for every text in decoded JSON, names included; the error says where it stands."""
    if isinstance(value, str):
        check_text(value, field=field, at_most=at_most)
    elif isinstance(value, dict):
        for name, each in value.items():
            check_text(name, field=field, at_most=at_most)
            check_texts(each, field=f"{field}.{name}" if field else name, at_most=at_most)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            check_texts(each, field=f"{field}[{place}]", at_most=at_most)


def _explain(error: msgspec.ValidationError, field: str) -> InvalidError:
    message = str(error)
    at = _AT.search(message)
    path = field + at["path"] if at else field
    return InvalidError(say_plainly(message[: at.start()] if at else message), field=path)


def _not_json(error: Exception, field: str) -> GoldsmithError:
    reason = "it is nested too deeply" if isinstance(error, RecursionError) else "it is broken or not UTF-8"
    return MalformedError(f"This cannot be read as JSON: {reason}.", code="bad_json", field=field)


def _holds_nul(body: bytes, field: str) -> bool:
    """Tell a NUL character from the harmless text backslash-u0000, which looks alike in the bytes."""
    try:
        pending: list[object] = [msgspec.json.decode(body)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_json(error, field) from None
    while pending:
        value = pending.pop()
        if isinstance(value, str) and "\0" in value:
            return True
        if isinstance(value, dict):
            pending.extend(value.keys())
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return False
