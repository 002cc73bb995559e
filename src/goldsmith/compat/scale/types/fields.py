"""The fields of a textcollection as questions: each type, fields within fields, several responses, conditions.

Source: https://docs.scale.com/reference/text-collection. Where the pages name a type but not its settings, the usual
words for them are read: `min` and `max` of a scale, `start` and `end` of a time range in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from goldsmith.compat.scale.types.contract import (
    Choosable,
    Params,
    Waits,
    choices_in_tree,
    choosable,
    is_tree,
    list_in,
    names_of,
    values_of,
)
from goldsmith.errors import InvalidError
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Attribute, Choice, Condition, Criterion

__all__ = ["Question", "ask_chosen", "ask_fields", "read_answers", "shown_answers"]

YES_NO: Final = (Choosable(True, "yes", "Yes"), Choosable(False, "no", "No"))
CHOSEN: Final = ("category", "select", "boolean", "ranking", "ranking_order")
ORDERED: Final = ("ranking", "ranking_order")
NESTED: Final = ("form", "field_set")
OPEN: Final = {
    "text": "text",
    "datetime": "date",
    "number": "number",
    "linear_scale": "rating",
    "rating": "rating",
    "date": "date",
    "timerange": "time_range",
    "time_range": "time_range",
    "file": "file",
    "rubric": "rubric",
}
MOST_SCALE: Final = 5
MOST_ROWS: Final = 100


class Question(NamedTuple):
    """One thing that is asked: their key, and the question as ours.

    `inner`: the questions of a form, or the one that takes several responses (`is_repeated`).
    """

    key: str
    attribute: Attribute
    choices: Sequence[Choosable] = ()
    inner: Sequence[Question] = ()
    is_repeated: bool = False

    def read(self, value: Any, field: str) -> Any:
        """Their value as ours; None when nothing is said."""
        if self.inner:
            rows = value if isinstance(value, list) else [value]
            return [self._read_row(row, f"{field}[{place}]") for place, row in enumerate(rows)]
        value = _unwrapped(value, keeps_list=self.takes_list)
        if not self.choices:
            return _with_t(value) if self.attribute.has_time else value
        names = names_of(self.choices, value, field)
        return names if self.takes_list else names[0] if names else None

    def show(self, value: Any) -> Any:
        """Our value as theirs."""
        if self.is_repeated:
            [one] = self.inner
            return [one.show(row[one.attribute.name]) for row in value if one.attribute.name in row]
        if self.inner:
            return [self._show_row(row) for row in value]
        return values_of(self.choices, value) if self.choices else value

    @property
    def takes_list(self) -> bool:
        return self.attribute.allow_multiple or self.attribute.type == "ranking"

    def _read_row(self, row: Any, field: str) -> dict[str, Any]:
        if self.is_repeated:
            [one] = self.inner
            said = one.read(row, field)
            return {} if said is None else {one.attribute.name: said}
        while isinstance(row, list) and len(row) == 1:
            row = row[0]
        if not isinstance(row, dict):
            raise InvalidError("The response to a form is an object of its fields.", field=field)
        return read_answers(self.inner, row, field)

    def _show_row(self, row: Params) -> dict[str, Any]:
        return {key: value if isinstance(value, list) else [value] for key, value in shown_answers(self.inner, row)}


def read_answers(questions: Sequence[Question], values: Params, field: str) -> dict[str, Any]:
    """Their answers by key as ours by name."""
    asked = {question.key: question for question in questions}
    read = {}
    for key, value in values.items():
        if key not in asked:
            raise InvalidError("The task does not ask for this.", field=field)
        said = value.get("response") if isinstance(value, dict) and "response" in value else value
        if said in (None, [], [[]]):
            continue
        ours = asked[key].read(said, f"{field}.{key}")
        if ours is not None:
            read[asked[key].attribute.name] = ours
    return read


def shown_answers(questions: Sequence[Question], values: Params) -> list[tuple[str, Any]]:
    """Each question that was answered: their key and the answer as theirs."""
    return [
        (question.key, question.show(values[question.attribute.name]))
        for question in questions
        if question.attribute.name in values
    ]


def ask_fields(params: Params) -> list[Question] | Waits:
    """The fields of a textcollection."""
    return _fields(list_in(params, "fields"), "fields", is_inner=False)


def _with_t(value: Any) -> Any:
    """A day and its time with the T between them that ISO 8601 wants."""
    return value.replace(" ", "T", 1) if isinstance(value, str) else value


def ask_chosen(name: str, key: str, choices: Sequence[Choosable], **more: Any) -> Question:
    """A question that is answered by one of these, or by several."""
    listed, only_leaves = choices_in_tree(choices), is_tree(choices)
    asked = Attribute(name=name, type="category", choices=listed, only_leaves=only_leaves, **more)
    return Question(key, asked, choices)


def _fields(given: list[Any], path: str, *, is_inner: bool) -> list[Question] | Waits:
    ids = [each.get("field_id") if isinstance(each, dict) else None for each in given]
    for place, field_id in enumerate(ids):
        if not isinstance(field_id, str) or not field_id or ids.count(field_id) > 1:
            raise InvalidError("A field is an object with a field_id of its own.", field=f"{path}[{place}].field_id")
    if is_inner and any(each.get("type") in NESTED or _responses(each) > 1 for each in given):
        return Waits("fields that repeat within a form, or forms within forms")
    names = name_each(ids)
    questions: list[Question] = []
    for place, each in enumerate(given):
        question = _field(each, names[each["field_id"]], f"{path}[{place}]")
        if isinstance(question, Waits):
            return question
        questions.append(question)
    return _with_conditions(questions, given)


def _field(field: Params, name: str, at: str) -> Question | Waits:
    kind, key = field.get("type"), field["field_id"]
    more: dict[str, Any] = {
        "title": str(field.get("title") or key)[:300],
        "description": str(field.get("description") or field.get("hint") or "")[:10_000],
        "required": bool(field.get("required", True)),
    }
    if kind in NESTED:
        return _form(field, key, name, at, more)
    question = _plain(field, str(kind), key, name, at, more)
    most = _responses(field)
    if most <= 1:
        return question
    # One row a response: each stands or falls for itself.
    inner = question._replace(attribute=_replaced(question.attribute, required=True))
    least = _whole(field, "min_responses_required")
    group = Attribute(
        name=name, type="group", questions=(inner.attribute,), least=_at_least_one(least), most=most, **more
    )
    return Question(key, group, inner=[inner], is_repeated=True)


def _plain(field: Params, kind: str, key: str, name: str, at: str, more: dict[str, Any]) -> Question:
    if kind in OPEN:
        settings = _SETTINGS[OPEN[kind]](field, at) if OPEN[kind] in _SETTINGS else {}
        if kind == "datetime":
            settings["has_time"] = True
        return Question(key, Attribute(name=name, type=OPEN[kind], **settings, **more))  # type: ignore[arg-type]
    if kind not in CHOSEN:
        raise InvalidError("This type of field is not known.", field=f"{at}.type")
    choices = YES_NO if kind == "boolean" else choosable(field.get("choices"), f"{at}.choices")
    if kind in ORDERED:
        listed = tuple(Choice(each.name, each.path) for each in choices)
        return Question(key, Attribute(name=name, type="ranking", choices=listed, **more), choices)
    most = _whole(field, "max_choices") or 1
    if most <= 1:
        return ask_chosen(name, key, choices, **more)
    least = _whole(field, "min_choices")
    counted: dict[str, Any] = {"least": min(least, len(choices))} if least and least > 1 else {}
    counted |= {"most": most} if most < len(choices) else {}
    return ask_chosen(name, key, choices, allow_multiple=True, **counted, **more)


def _form(field: Params, key: str, name: str, at: str, more: dict[str, Any]) -> Question | Waits:
    inner = _fields(list_in(field, "fields"), f"{at}.fields", is_inner=True)
    if isinstance(inner, Waits):
        return inner
    if not inner:
        raise InvalidError("A form has fields of its own.", field=f"{at}.fields")
    least = _whole(field, "min_responses_required")
    group = Attribute(
        name=name,
        type="group",
        questions=tuple(each.attribute for each in inner),
        least=_at_least_one(least),
        most=_responses(field),
        **more,
    )
    return Question(key, group, inner=inner)


def _rating(field: Params, at: str) -> dict[str, Any]:
    del at
    low, high = (
        _number(field, "min", "minimum", "min_value", "start"),
        _number(field, "max", "maximum", "max_value", "end"),
    )
    ends = tuple(str(field.get(each) or "")[:300] for each in ("min_label", "max_label"))
    return {
        "minimum": 1.0 if low is None else low,
        "maximum": float(MOST_SCALE) if high is None else high,
        "step": _number(field, "step"),
        "ends": ends if any(ends) else (),
    }


def _range(field: Params, at: str) -> dict[str, Any]:
    del at
    return {"minimum": _number(field, "min", "minimum"), "maximum": _number(field, "max", "maximum")}


def _text(field: Params, at: str) -> dict[str, Any]:
    del at
    settings: dict[str, Any] = {"least": _whole(field, "min_length"), "most": _whole(field, "max_length")}
    return settings | {"pattern": str(field.get("regex") or field.get("pattern") or "")}


def _rubric(field: Params, at: str) -> dict[str, Any]:
    given = list_in(field, "criteria")
    titles = [each.get("criterion", each.get("title")) if isinstance(each, dict) else each for each in given]
    if not titles or not all(isinstance(title, str) and title for title in titles) or len(set(titles)) < len(titles):
        raise InvalidError("A rubric has criteria, each with a title of its own.", field=f"{at}.criteria")
    names = name_each(titles)
    points = [_number(each, "points") if isinstance(each, dict) else None for each in given]
    listed = zip(titles, points, strict=True)
    return {
        "criteria": tuple(Criterion(names[t], str(t)[:300], 1.0 if worth is None else worth) for t, worth in listed)
    }


_SETTINGS: Final[Mapping[str, Callable[[Params, str], dict[str, Any]]]] = {
    "text": _text,
    "number": _range,
    "rating": _rating,
    "rubric": _rubric,
}


def _with_conditions(questions: list[Question], given: Sequence[Params]) -> list[Question]:
    """Each question under its condition; one whose condition cannot be told is always asked, and may stay open."""
    asked = {question.key: question for question in questions}
    made: list[Question] = []
    for question, field in zip(questions, given, strict=True):
        if not field.get("conditions"):
            made.append(question)
            continue
        condition = _condition(field["conditions"], asked)
        change = {"required": False} if condition is None else {"condition": condition}
        made.append(question._replace(attribute=_replaced(question.attribute, **change)))
    return made


def _condition(given: Any, asked: Mapping[str, Question]) -> Condition | None:
    """A list of which any holds, each an object of which all hold; None where it is not understood."""
    if isinstance(given, dict) and isinstance(given.get("attribute_conditions"), list | dict):
        given = given["attribute_conditions"]
    listed = given if isinstance(given, list) else [given]
    tests = [_test(each, asked) if isinstance(each, dict) else None for each in listed]
    understood = tuple(each for each in tests if each is not None)
    if not understood or len(understood) < len(tests):
        return None
    return understood[0] if len(understood) == 1 else Condition(any=understood)


def _test(given: Params, asked: Mapping[str, Question]) -> Condition | None:
    if "field_id" in given:
        said = next((given[name] for name in ("values", "value", "choices", "response") if name in given), None)
        return _of_field(asked.get(str(given["field_id"])), said, str(given.get("operator") or "=="))
    tests = [_of_field(asked.get(key), said, "==") for key, said in given.items()]
    understood = tuple(each for each in tests if each is not None)
    if not understood or len(understood) < len(tests):
        return None
    return understood[0] if len(understood) == 1 else Condition(all=understood)


def _of_field(question: Question | None, said: Any, operator: str) -> Condition | None:
    if question is None:
        return None
    name, kind = question.attribute.name, question.attribute.type
    if kind in ("number", "rating") and isinstance(said, int | float) and not isinstance(said, bool):
        if operator not in (">=", "<=", "=="):
            return None
        low, high = said if operator != "<=" else None, said if operator != ">=" else None
        return Condition(name, at_least=low, at_most=high)
    if kind != "category" or operator not in ("==", "in") or said in (None, []):
        return None
    table = {(type(each.value), each.value): each.name for each in question.choices}
    wanted = said if isinstance(said, list) else [said]
    names = [table.get((type(each), each)) if isinstance(each, str | int | float) else None for each in wanted]
    known = tuple(dict.fromkeys(each for each in names if each is not None))
    return Condition(name, known) if known and None not in names else None


def _unwrapped(value: Any, *, keeps_list: bool) -> Any:
    """What stands in lists of one: `["B"]` and `[["B"]]` are B."""
    while isinstance(value, list) and len(value) == 1 and (not keeps_list or isinstance(value[0], list)):
        value = value[0]
    return value


def _replaced(attribute: Attribute, **changes: Any) -> Attribute:
    return msgspec.structs.replace(attribute, **changes)


def _responses(field: Params) -> int:
    return min(_whole(field, "max_responses_required") or 1, MOST_ROWS)


def _at_least_one(least: int | None) -> int | None:
    return min(least, MOST_ROWS) if least and least > 1 else None


def _whole(field: Params, name: str) -> int | None:
    value = field.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _number(field: Params, *names: str) -> float | None:
    """The first of these settings that is a number."""
    for name in names:
        value = field.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None
