"""What a decoder complains of, as a sentence for the person who sent it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

__all__ = ["say_plainly"]

_KINDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_SURROGATE: Final = "The JSON ends too early, or holds half a character: `\\ud800` to `\\udfff` come in pairs."
_LENGTHS: Final = {"str": "characters", "array": "items", "object": "fields"}


def say_plainly(complaint: str) -> str:
    """Turn a message of msgspec, without its path, into a sentence; what it does not know it leaves as it is.

    >>> say_plainly("Expected `str`, got `int`")
    'This must be text, not a whole number.'
    """
    for pattern, say in _SENTENCES:
        if found := pattern.fullmatch(complaint):
            return say(found)
    return f"{complaint.rstrip('.')}."


def _kind(names: str) -> str:
    return " or ".join(_KINDS.get(name, name) for name in names.split(" | "))


def _too_short(found: re.Match[str]) -> str:
    if found["count"] == "1":
        return "This must not be empty."
    return f"This needs at least {found['count']} {_LENGTHS.get(found['kind'], 'parts')}."


_SENTENCES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"Object missing required field `(.+)`"), lambda found: f"The field `{found[1]}` is missing."),
    (re.compile(r"Object contains unknown field `(.+)`"), lambda found: f"This has an unknown field `{found[1]}`."),
    (re.compile(r"Expected `(?P<kind>\w+)` of length >= (?P<count>\d+)"), _too_short),
    (
        re.compile(r"Expected `(\w+)` of length <= (\d+)"),
        lambda found: f"At most {int(found[2]):,} {_LENGTHS.get(found[1], 'parts')} fit here.",
    ),
    (re.compile(r"Expected `\w+` >= (.+)"), lambda found: f"This must be at least {found[1]}."),
    (re.compile(r"Expected `\w+` <= (.+)"), lambda found: f"This must be at most {found[1]}."),
    (
        re.compile(r"Expected `([^`]+)`, got `([^`]+)`"),
        lambda found: f"This must be {_kind(found[1])}, not {_kind(found[2])}.",
    ),
    (re.compile(r"Input data was truncated|.*surrogate.*"), lambda _: _SURROGATE),
    (
        re.compile(r"Invalid (?:enum )?value '(.*)'"),
        lambda found: f"`{found[1]}` is not one of the values that are allowed here.",
    ),
)
