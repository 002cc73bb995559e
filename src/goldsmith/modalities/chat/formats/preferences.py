"""Rows of a chosen and a rejected response, read: where two conversations part, and which is better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goldsmith.modalities.chat.formats.reading import Reader, Said, goes_first
from goldsmith.modalities.chat.formats.rows import Row
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["part", "preferred"]


def part(chosen: Sequence[Said], rejected: Sequence[Said]) -> tuple[list[Said], list[Said], list[Said]]:
    """Split two conversations into what they share and how each goes on. Raises UnreadableError where one does not.

    >>> part([{"content": "a"}, {"content": "b"}], [{"content": "a"}, {"content": "c"}])
    ([{'content': 'a'}], [{'content': 'b'}], [{'content': 'c'}])
    """
    shared = 0
    while shared < min(len(chosen), len(rejected)) and chosen[shared] == rejected[shared]:
        shared += 1
    if shared in (len(chosen), len(rejected)):
        raise UnreadableError("The chosen and the rejected response are the same, or one is missing.", "rejected")
    return list(chosen[:shared]), list(chosen[shared:]), list(rejected[shared:])


def preferred(
    reader: Reader,
    line: Row,
    chosen: Sequence[Said],
    rejected: Sequence[Said],
    *,
    known: frozenset[str],
    margin: Any = None,
    name: str | None = None,
    sources: tuple[str, str] = ("", ""),
    **content: Any,
) -> Row:
    """Build the task of a pair: where the chosen response stands says nothing about it."""
    prompt, better, worse = part(chosen, rejected)
    if margin is not None and (not isinstance(margin, int | float) or isinstance(margin, bool)):
        raise UnreadableError("margin is not a number.", "margin")
    for response, source in zip((better, worse), sources, strict=True):
        if source:
            response[0] = {**response[0], "source": source}
    is_first = goes_first(better, worse)
    messages, after, ids = reader.alternates(prompt, [better, worse] if is_first else [worse, better])
    groups = [[each] for each in (ids if is_first else reversed(ids))]
    ranking = reader.ranking(after, groups, abs(margin or 0))
    return reader.row(line, messages, ranking, known=known, name=name, **content)
