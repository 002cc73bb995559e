"""Answers to questions, type by type: what fits a question and what does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.entities import MOST_ID, NIL
from goldsmith.ontology.question_types import matches, read_date, steps_of
from goldsmith.ontology.taxonomy import names_above

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute, Choice, Criterion

__all__ = [
    "Rule",
    "Strictness",
    "check_value",
    "check_values",
    "files_in",
    "is_choices",
    "is_empty",
    "rule_of",
    "spell_value",
]

LONGEST_TIME: Final = 1e7
"""Seconds; some four months."""
MOST_ROWS: Final = 100
_BIGGEST_NUMBER: Final = 1e300
_ASSET_ID: Final = re.compile(r"asset_[0-7][0-9a-hjkmnp-tv-z]{25}\Z")
_TIMES: Final = frozenset({"start", "end"})


class Strictness(msgspec.Struct, frozen=True):
    """`complete`: what must be answered is, and nothing else; `allow_retired`: names that newer answers may not use."""

    complete: bool
    allow_retired: bool


class Rule(msgspec.Struct, frozen=True):
    """A question with the names that an answer to it may hold: `live` newer ones, `every` any.

    `above`: the choices that only group those below them.
    """

    attribute: Attribute
    live: frozenset[str]
    every: frozenset[str]
    above: frozenset[str]
    inner: Mapping[str, Rule]


def rule_of(attribute: Attribute) -> Rule:
    """Number the names of a question once."""
    named: Sequence[Choice | Criterion] = (*attribute.choices, *attribute.criteria)
    above = names_above(attribute.choices) if attribute.only_leaves else frozenset()
    return Rule(
        attribute,
        live=frozenset(each.name for each in named if not each.retired and each.name not in above),
        every=frozenset(each.name for each in named),
        above=above,
        inner={each.name: rule_of(each) for each in attribute.questions},
    )


def is_empty(value: Any) -> bool:
    """Whether nothing is said."""
    return value is None or (not isinstance(value, int | float) and len(value) == 0)


def is_choices(value: Any) -> bool:
    """Whether it is a list of names, as several choices and orders are."""
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def files_in(values: Mapping[str, Any], rules: Mapping[str, Rule], field: str) -> Iterator[tuple[str, Attribute, str]]:
    """(path, question, asset id) of every file that checked answers name."""
    for name, value in values.items():
        rule = rules[name]
        if rule.attribute.type == "file" and value:
            yield f"{field}.{name}", rule.attribute, value
        elif rule.attribute.type == "group":
            for index, row in enumerate(value):
                yield from files_in(row, rule.inner, f"{field}.{name}[{index}]")


def spell_value(value: Any) -> str:
    """A value for a format that knows only texts: choices joined by commas, what is built of parts as JSON."""
    if is_choices(value):
        return ",".join(value)
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else str(value)


def check_values(
    values: Mapping[str, Any],
    rules: Mapping[str, Rule],
    mode: Strictness,
    field: str,
    *,
    beside: Mapping[str, Any] | None = None,
) -> None:
    """Check what was answered, given all answers that hold there: `values`, or `beside` with them and others."""
    holding = values if beside is None else beside
    for name, value in values.items():
        rule = rules.get(name)
        if rule is None or (rule.attribute.retired and not mode.allow_retired):
            # A retired question is named, but never a name that came from outside.
            where = f"{field}.{name}" if name in rules else field
            raise InvalidError("The ontology has no such attribute here.", field=where)
        if mode.complete and not rule.attribute.is_asked(holding):
            raise InvalidError("This question is not asked here; take the answer away.", field=f"{field}.{name}")
        check_value(value, rule, mode, f"{field}.{name}")
    if mode.complete:
        for name, rule in rules.items():
            if _is_missing(rule.attribute, holding):
                raise InvalidError("This question must be answered.", code="required", field=f"{field}.{name}")


def _is_missing(attribute: Attribute, values: Mapping[str, Any]) -> bool:
    is_wanted = attribute.required and not attribute.retired and attribute.is_asked(values)
    return is_wanted and is_empty(values.get(attribute.name))


def check_value(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    """Refuse a value that is no answer to the question; InvalidError names what is wrong and where."""
    _CHECKS[rule.attribute.type](value, rule, mode, field)


def _check_category(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    if not rule.attribute.allow_multiple:
        _check_name(value, rule, mode, field)
        return
    _check_names(value, rule, mode, field)
    if mode.complete and value:
        _check_count(len(value), rule.attribute, "Choose", field)


def _check_name(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    allowed = rule.every if mode.allow_retired else rule.live
    if isinstance(value, str) and value in allowed:
        return
    if isinstance(value, str) and value in rule.above:
        raise InvalidError("Choices stand below this one; choose one of those.", code="not_a_leaf", field=field)
    raise InvalidError("There is no such choice.", field=field)


def _check_names(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    if not isinstance(value, list):
        raise InvalidError("A list of choices is expected here.", field=field)
    for index, choice in enumerate(value):
        _check_name(choice, rule, mode, f"{field}[{index}]")
    if len(set(value)) != len(value):
        raise InvalidError("A choice is there twice.", field=field)


def _check_count(count: int, attribute: Attribute, verb: str, field: str) -> None:
    if attribute.least is not None and count < attribute.least:
        raise InvalidError(f"{verb} at least {attribute.least:,}.", field=field)
    if attribute.most is not None and count > attribute.most:
        raise InvalidError(f"{verb} at most {attribute.most:,}.", field=field)


def _check_text(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    if not isinstance(value, str):
        raise InvalidError("A text is expected here.", field=field)
    if not mode.complete or not value:
        return
    asked = rule.attribute
    if asked.least is not None and len(value) < asked.least:
        raise InvalidError(f"Write at least {asked.least:,} characters.", field=field)
    if asked.most is not None and len(value) > asked.most:
        raise InvalidError(f"Write at most {asked.most:,} characters.", field=field)
    if asked.pattern and not matches(asked.pattern, value):
        raise InvalidError("This is not written as the question asks.", field=field)


def _check_number(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    del mode
    attribute = rule.attribute
    if not _is_number(value) or not -_BIGGEST_NUMBER <= value <= _BIGGEST_NUMBER:
        raise InvalidError("A number is expected here.", field=field)
    if attribute.minimum is not None and value < attribute.minimum:
        raise InvalidError(f"The smallest number allowed is {attribute.minimum:g}.", field=field)
    if attribute.maximum is not None and value > attribute.maximum:
        raise InvalidError(f"The largest number allowed is {attribute.maximum:g}.", field=field)


def _check_rating(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    del mode
    steps = steps_of(rule.attribute)
    if not _is_number(value) or value not in steps:
        message = f"A rating goes from {steps[0]:g} to {steps[-1]:g} in steps of {rule.attribute.step or 1:g}."
        raise InvalidError(message, field=field)


def _check_ranking(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    _check_names(value, rule, mode, field)
    if mode.complete and not mode.allow_retired and 0 < len(value) < len(rule.live):
        raise InvalidError("Put every choice in its place.", field=field)


def _check_date(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    del mode
    asked = rule.attribute
    said = read_date(value, has_time=asked.has_time) if isinstance(value, str) else None
    if said is None:
        shape = "a day and its time, as in 2026-01-31T14:30" if asked.has_time else "a day, as in 2026-01-31"
        raise InvalidError(f"This is no date; write {shape}.", field=field)
    earliest, latest = (read_date(each, has_time=asked.has_time) if each else None for each in _ends(asked))
    if earliest is not None and said < earliest:
        raise InvalidError(f"The earliest allowed is {asked.earliest}.", field=field)
    if latest is not None and said > latest:
        raise InvalidError(f"The latest allowed is {asked.latest}.", field=field)


def _ends(asked: Attribute) -> tuple[str | None, str | None]:
    return asked.earliest, asked.latest


def _check_file(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    """The id of an asset; whether there is one, and what it is, is for those to say who keep them."""
    del rule, mode
    if not isinstance(value, str) or (value and not _ASSET_ID.match(value)):
        raise InvalidError("The id of an uploaded file is expected here.", field=field)


def _check_entity(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    """Only the form; whether the entry exists is asked where knowledge bases are."""
    del rule, mode
    if not isinstance(value, str) or not 1 <= len(value) <= MOST_ID:
        raise InvalidError(f"The id of an entry is expected here, or {NIL} for none.", field=field)


def _check_time_range(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    del mode
    if not isinstance(value, dict) or value.keys() != _TIMES or not all(_is_number(each) for each in value.values()):
        raise InvalidError("A time range has a start and an end, in seconds.", field=field)
    if not 0 <= value["start"] <= value["end"] <= LONGEST_TIME:
        raise InvalidError("A time range starts at 0 or later and does not end before it starts.", field=field)
    longest = rule.attribute.maximum
    if longest is not None and value["end"] - value["start"] > longest:
        raise InvalidError(f"A time range lasts at most {longest:g} seconds.", field=field)


def _check_rubric(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    allowed = rule.every if mode.allow_retired else rule.live
    if not isinstance(value, dict) or not all(isinstance(each, bool) for each in value.values()):
        raise InvalidError("A rubric is answered by true or false for each criterion.", field=field)
    if not value.keys() <= allowed:
        raise InvalidError("The rubric has no such criterion.", field=field)
    if mode.complete and value and not rule.live <= value.keys():
        raise InvalidError("Say of every criterion whether it is met.", code="required", field=field)


def _check_group(value: Any, rule: Rule, mode: Strictness, field: str) -> None:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise InvalidError("A list of rows is expected here, each with its answers.", field=field)
    if len(value) > MOST_ROWS:
        raise InvalidError(f"Fill in at most {MOST_ROWS} rows.", field=field)
    if mode.complete and value:
        _check_count(len(value), rule.attribute, "Fill in", field)
    for index, row in enumerate(value):
        check_values(row, rule.inner, mode, f"{field}[{index}]")
        if mode.complete and not row:
            raise InvalidError("This row is empty; fill it in or take it away.", field=f"{field}[{index}]")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_CHECKS: Final[Mapping[str, Callable[[Any, Rule, Strictness, str], None]]] = {
    "category": _check_category,
    "text": _check_text,
    "number": _check_number,
    "rating": _check_rating,
    "ranking": _check_ranking,
    "date": _check_date,
    "file": _check_file,
    "entity": _check_entity,
    "time_range": _check_time_range,
    "rubric": _check_rubric,
    "group": _check_group,
}
