"""When a question is asked: tests of the answers beside it, alone or several together, without circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.errors import InvalidError

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute

__all__ = ["Condition", "asked_names", "check_conditions"]

MOST_DEEP: Final = 3
MOST_TOGETHER: Final = 50
_NUMBERS: Final = frozenset({"number", "rating"})


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask a question only where this holds.

    Either one test of the answer to `attribute`: one of these `choices` was chosen; a number or rating is `at_least`
    and `at_most` so much; it `is_answered` (or, with false, is not). Or several together: `all` or `any` of them.
    """

    attribute: str = ""
    choices: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    is_answered: bool | None = None
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    def is_met(self, values: Mapping[str, Any]) -> bool:
        """Whether it holds, given the answers by the names of their questions."""
        if self.all:
            return all(each.is_met(values) for each in self.all)
        if self.any:
            return any(each.is_met(values) for each in self.any)
        value = values.get(self.attribute)
        if self.is_answered is not None:
            return (value not in (None, "", [], {})) == self.is_answered
        if self.choices:
            given = value if isinstance(value, list) else [value]
            return any(choice in self.choices for choice in given)
        return self._is_between(value)

    def names(self) -> Iterator[str]:
        """The questions whose answers are tested."""
        if self.attribute:
            yield self.attribute
        for each in (*self.all, *self.any):
            yield from each.names()

    def _is_between(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        is_enough = self.at_least is None or value >= self.at_least
        return is_enough and (self.at_most is None or value <= self.at_most)


def asked_names(attributes: Sequence[Attribute], values: Mapping[str, Any]) -> frozenset[str]:
    """The names of the questions that are asked; an answer to one that is not asked meets no condition.

    >>> from goldsmith.ontology import Attribute
    >>> why = Attribute("why", "text", condition=Condition("score", at_most=2))
    >>> sorted(asked_names([Attribute("score", "number"), why], {"score": 1, "why": "late"}))
    ['score', 'why']
    """
    standing = dict(values)
    while True:
        asked = frozenset(each.name for each in attributes if each.condition is None or each.condition.is_met(standing))
        kept = {name: value for name, value in standing.items() if name in asked}
        if len(kept) == len(standing):
            return asked
        standing = kept


def check_conditions(attributes: Sequence[Attribute], path: str) -> None:
    """Refuse conditions on what is not there, tests that do not fit, and circles."""
    beside = {attribute.name: attribute for attribute in attributes}
    for index, attribute in enumerate(attributes):
        if attribute.condition is not None:
            _check(attribute.condition, beside, f"{path}[{index}].condition", 1)
    for index, attribute in enumerate(attributes):
        if _reaches_itself(attribute, beside):
            message = "This condition comes back to its own question over others; break the circle."
            raise InvalidError(message, field=f"{path}[{index}].condition")


def _check(condition: Condition, beside: Mapping[str, Attribute], path: str, depth: int) -> None:
    together = (*condition.all, *condition.any)
    if together:
        _check_together(condition, path, depth)
        for kind in ("all", "any"):
            for index, each in enumerate(getattr(condition, kind)):
                _check(each, beside, f"{path}.{kind}[{index}]", depth + 1)
        return
    asked = beside.get(condition.attribute)
    if asked is None:
        raise InvalidError("There is no question of this name beside it.", field=f"{path}.attribute")
    _check_test(condition, asked, path)


def _check_together(condition: Condition, path: str, depth: int) -> None:
    if condition.all and condition.any:
        raise InvalidError("Several conditions hold all together or any of them, not both.", field=path)
    if condition != Condition(all=condition.all, any=condition.any):
        raise InvalidError("Several conditions together test no answer themselves.", field=path)
    if depth >= MOST_DEEP or len(condition.all) + len(condition.any) > MOST_TOGETHER:
        raise InvalidError(f"At most {MOST_TOGETHER} conditions stand together, {MOST_DEEP} levels deep.", field=path)


def _check_test(condition: Condition, asked: Attribute, path: str) -> None:
    is_range = condition.at_least is not None or condition.at_most is not None
    tests = [bool(condition.choices), is_range, condition.is_answered is not None]
    if sum(tests) != 1:
        message = "Test one thing: which choices, how large a number, or whether it is answered."
        raise InvalidError(message, field=f"{path}.choices")
    if condition.choices:
        _check_choices(condition.choices, asked, path)
    if is_range and asked.type not in _NUMBERS:
        raise InvalidError("Only a number or a rating is compared with numbers.", field=f"{path}.attribute")
    low, high = condition.at_least, condition.at_most
    if low is not None and high is not None and low > high:
        raise InvalidError("The least may not be above the most.", field=f"{path}.at_least")


def _check_choices(choices: Sequence[str], asked: Attribute, path: str) -> None:
    if asked.type != "category":
        message = "There is no category attribute of this name beside it."
        raise InvalidError(message, field=f"{path}.attribute")
    known = {choice.name for choice in asked.choices}
    for index, choice in enumerate(choices):
        if choice not in known:
            raise InvalidError("There is no such choice here.", field=f"{path}.choices[{index}]")
        if choice in choices[:index]:
            raise InvalidError(f"The choice {choice} is there twice.", field=f"{path}.choices[{index}]")


def _reaches_itself(attribute: Attribute, beside: Mapping[str, Attribute]) -> bool:
    seen: set[str] = set()
    waiting = [attribute]
    while waiting:
        condition = waiting.pop().condition
        for name in condition.names() if condition else ():
            if name == attribute.name:
                return True
            if name not in seen:
                seen.add(name)
                waiting.append(beside[name])
    return False
