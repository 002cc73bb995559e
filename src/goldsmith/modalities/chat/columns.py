"""Rows of a table, where each response has a column: response_a, response_b, and source_a for who wrote it.

What rubrics are tested on has columns too: planted_good, planted_bad, and planted_good_2 for a second one.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import Any, Final

from goldsmith.errors import InvalidError

__all__ = ["responses_of_columns"]

RESPONSE: Final = "response_"
SOURCE: Final = "source_"
_PLANTED: Final = re.compile(r"planted_(good|bad)(?:_\d{1,2})?")


def responses_of_columns(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Gather the columns of responses; the other fields stay. Raises InvalidError for columns that contradict.

    >>> responses_of_columns({"prompt": "Hi", "response_a": "Hello", "source_a": "m"})
    {'prompt': 'Hi', 'responses': [{'id': 'a', 'content': 'Hello', 'source': 'm'}]}
    """
    fields = _with_planted(fields)
    letters = [letter for letter in string.ascii_lowercase if RESPONSE + letter in fields]
    columns = {prefix + letter for letter in letters for prefix in (RESPONSE, SOURCE)}
    if not letters:
        return fields
    if "responses" in fields:
        raise InvalidError("Give the responses as a list or as columns.", field=RESPONSE + letters[0])
    rest = {name: value for name, value in fields.items() if name not in columns}
    responses = [
        {"id": letter, "content": fields[RESPONSE + letter], "source": fields.get(SOURCE + letter, "")}
        for letter in letters
    ]
    return {**rest, "responses": responses}


def _with_planted(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Gather the columns of planted responses; empty cells are none."""
    columns = {name: found[1] for name in fields if (found := _PLANTED.fullmatch(name))}
    if not columns:
        return fields
    if "planted" in fields:
        raise InvalidError("Give the planted responses as a list or as columns.", field=next(iter(columns)))
    rest = {name: value for name, value in fields.items() if name not in columns}
    planted = [{"quality": quality, "content": fields[name]} for name, quality in columns.items() if fields[name]]
    return {**rest, "planted": planted}
