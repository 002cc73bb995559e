"""`@label_function`: marks a plain function of an item as a labeling function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, overload

from goldsmith.functions.item import Item

__all__ = ["MADE", "LabelFunction", "label_function"]

Rule = Callable[[Item], Any]


class LabelFunction:
    """A function with what the decorator was told; it is called as the plain function that it wraps."""

    def __init__(self, rule: Rule, name: str | None, attribute: str | None, confidence: float | None) -> None:
        code = getattr(rule, "__code__", None)
        self.rule = rule
        self.name = name or str(getattr(rule, "__name__", type(rule).__name__))
        self.attribute = attribute
        self.confidence = confidence
        self.line: int = code.co_firstlineno if code else 0
        self.__doc__ = rule.__doc__

    def __call__(self, item: Item) -> Any:
        return self.rule(item)


MADE: Final[list[LabelFunction]] = []
"""Every labeling function that was made, in order: also those that a loop makes or a later one of its name hides."""


@overload
def label_function(rule: Rule, /) -> LabelFunction: ...


@overload
def label_function(
    *, name: str | None = None, attribute: str | None = None, confidence: float | None = None
) -> Callable[[Rule], LabelFunction]: ...


def label_function(
    rule: Rule | None = None,
    /,
    *,
    name: str | None = None,
    attribute: str | None = None,
    confidence: float | None = None,
) -> LabelFunction | Callable[[Rule], LabelFunction]:
    """Make a labeling function: a choice's name, another value of the attribute, a whole answer (a dict), or None.

    `attribute` says what is voted on (default: the only required choice question of the project), `confidence` how
    sure a vote is, from 0 to 1. None means: no opinion on this item.

    >>> @label_function(attribute="mood", confidence=0.8)
    ... def says_thanks(item):
    ...     return "good" if "thank" in item.text.lower() else None
    >>> says_thanks(Item({"content": {"text": "Thank you!"}}))
    'good'
    """

    def make(plain: Rule) -> LabelFunction:
        made = LabelFunction(plain, name, attribute, confidence)
        MADE.append(made)
        return made

    return make if rule is None else make(rule)
