"""One spelling per JSON value, so that a signature over it can be checked by any program in any language.

RFC 8785 (sorted keys, no spaces, UTF-8), with numbers held to whole ones below 2^53 and to fractions of at most six
decimals: these are spelled alike in every language.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Final

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_LARGEST_EXACT: Final = 2**53 - 1


class NotCanonicalError(ValueError):
    """The value has no single agreed spelling: a number too fine or too large, a key twice, half a character."""


def canonical_json(value: Json) -> bytes:
    """Spell this value in its one way.

    >>> canonical_json({"b": [1, 0.25, True], "a": "é"}).decode()
    '{"a":"é","b":[1,0.25,true]}'
    """
    try:
        return _spell(value).encode()
    except UnicodeEncodeError:
        raise NotCanonicalError("a text holds half of a surrogate pair") from None
    except RecursionError:
        raise NotCanonicalError("nested too deeply") from None


def read_json(text: bytes | str) -> Json:
    """Read JSON strictly: what two readers could take differently (a key twice, NaN, Infinity) is refused."""
    try:
        value: Json = json.loads(text, object_pairs_hook=_pairs_once, parse_constant=_refuse_constant)
    except NotCanonicalError:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError(f"not JSON: {error}") from None
    return value


def _spell(value: Json) -> str:
    if isinstance(value, dict):
        keys = sorted(value, key=_by_code_units)
        return "{" + ",".join(f"{encode_basestring(key)}:{_spell(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_spell, value)) + "]"
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return _spell_number(value)


def _spell_number(number: float) -> str:
    if not abs(number) <= _LARGEST_EXACT:
        raise NotCanonicalError(f"{number} is beyond what every program reads exactly")
    if number == int(number):
        return str(int(number))
    text = f"{number:.6f}".rstrip("0")
    if float(text) != number:
        raise NotCanonicalError(f"{number} has more than six decimals")
    return text


def _by_code_units(key: str) -> bytes:
    return key.encode("utf-16-be")


def _pairs_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotCanonicalError("a key is given twice")
    return members


def _refuse_constant(name: str) -> Json:
    raise NotCanonicalError(f"{name} is not a JSON number")
