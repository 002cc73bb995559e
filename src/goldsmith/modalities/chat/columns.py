"""Rows of a table, where each response has a column: response_a, response_b, and source_a for who wrote it."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any, Final

from goldsmith.errors import InvalidError

__all__ = ["responses_of_columns"]

RESPONSE: Final = "response_"
SOURCE: Final = "source_"


def responses_of_columns(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Gather the columns of responses; the other fields stay. Raises InvalidError for columns that contradict.

    >>> responses_of_columns({"prompt": "Hi", "response_a": "Hello", "source_a": "m"})
    {'prompt': 'Hi', 'responses': [{'id': 'a', 'content': 'Hello', 'source': 'm'}]}
    """
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
