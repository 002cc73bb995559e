"""The table of labeling functions from votes in memory: the same words as the server's, which counts in SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from goldsmith.functions.checking import Counted
from goldsmith.functions.sandboxed import Found

__all__ = ["FunctionFigures", "count_votes"]


class FunctionFigures(msgspec.Struct):
    """How often a function voted, another one too, another one differently; and how often people said the same."""

    votes: int = 0
    overlaps: int = 0
    conflicts: int = 0
    judged: int = 0
    correct: int = 0
    choices: dict[str, int] = {}


def count_votes(
    functions: Sequence[Found], counted: Mapping[str, Counted], accepted: Sequence[Mapping[str, Any] | None]
) -> dict[str, FunctionFigures]:
    """Figures by name. `accepted[i]` are the accepted whole-item answers of item i, None where people gave none."""
    said = {each.name: _said(each, counted[each.name]) for each in functions}
    met: dict[tuple[str | None, int], list[Any]] = defaultdict(list)
    for function in functions:
        for item, value in said[function.name].items():
            met[function.attribute, item].append(value)
    return {each.name: _figures(each.attribute, said[each.name], met, accepted) for each in functions}


def _said(function: Found, counted: Counted) -> dict[int, Any]:
    """What a function says about its question, by item; a whole answer stands for itself."""
    answers = {item: msgspec.json.decode(vote["answer"]) for item, vote in counted.votes.items()}
    if function.attribute is None:
        return answers
    given = {item: answer["global_attributes"].get(function.attribute) for item, answer in answers.items()}
    return {item: value for item, value in given.items() if value is not None}


def _figures(
    attribute: str | None,
    said: Mapping[int, Any],
    met: Mapping[tuple[str | None, int], list[Any]],
    accepted: Sequence[Mapping[str, Any] | None],
) -> FunctionFigures:
    truths = {item: (accepted[item] or {}).get(attribute) for item in said if attribute is not None}
    judged = {item: truth for item, truth in truths.items() if truth is not None}
    return FunctionFigures(
        votes=len(said),
        overlaps=sum(len(met[attribute, item]) > 1 for item in said),
        conflicts=sum(any(other != said[item] for other in met[attribute, item]) for item in said),
        judged=len(judged),
        correct=sum(_is_same(said[item], truth) for item, truth in judged.items()),
        choices=_choices(said) if attribute is not None else {},
    )


def _choices(said: Mapping[int, Any]) -> dict[str, int]:
    shown = (value if isinstance(value, str) else msgspec.json.encode(value).decode() for value in said.values())
    return dict(Counter(shown).most_common(12))


def _is_same(value: Any, truth: Any) -> bool:
    """Lists are the same in any order."""
    if isinstance(value, list) and isinstance(truth, list):
        return sorted(map(msgspec.json.encode, value)) == sorted(map(msgspec.json.encode, truth))
    return bool(value == truth)
