"""Questions about a whole item: textcollection, categorization, comparison, transcription, datacollection.

Source: https://docs.scale.com/reference/text-collection and the pages on its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from goldsmith.compat.scale.types.contract import (
    SCALE_FILE,
    Asked,
    Choosable,
    Params,
    TaskType,
    Waits,
    checked_ontology,
    choosable,
    dict_in,
    list_in,
    names_of,
    text_in,
    values_of,
)
from goldsmith.errors import InvalidError
from goldsmith.modalities.image.shapes import MOST_VIEWS
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Attribute, Choice, Ontology

__all__ = ["TYPES"]

ROWS: Final = "rows"
YES_NO: Final = (Choosable(True, "yes", "Yes"), Choosable(False, "no", "No"))
CHOSEN: Final = ("category", "select", "boolean")
OPEN: Final = {"text": "text", "datetime": "text", "number": "number"}
LATER: Final = ("ranking", "timerange", "form", "field_set", "ranking_order", "linear_scale")
BREAK: Final = "\n\n---\n\n"
_LINKS: Final = ("https://", "http://", SCALE_FILE)


class Question(NamedTuple):
    """One thing that is asked: their key, and the question as ours."""

    key: str
    attribute: Attribute
    choices: Sequence[Choosable] = ()

    def read(self, value: Any, field: str) -> Any:
        """Their value as ours; None when nothing is said."""
        if not self.choices:
            return value
        names = names_of(self.choices, value, field)
        return names if self.attribute.allow_multiple else names[0] if names else None

    def show(self, value: Any) -> Any:
        """Our value as theirs."""
        return values_of(self.choices, value) if self.choices else value


def _chosen(name: str, key: str, choices: Sequence[Choosable], **more: Any) -> Question:
    listed = tuple(Choice(each.name, each.title) for each in choices)
    return Question(key, Attribute(name=name, type="category", choices=listed, **more), choices)


def _ask(
    questions: Callable[[Params], list[Question] | Waits], items: Callable[[Params], list[tuple[str, str]]]
) -> Any:
    """What a task of whole-item questions asks, given how its questions and its attachments are found."""

    def ask(params: Params) -> Asked | Waits:
        asked, content = questions(params), _content(items(params))
        if isinstance(asked, Waits):
            return asked
        if isinstance(content, Waits):
            return content
        modality, shown = content
        ontology = Ontology(attributes=tuple(question.attribute for question in asked))
        return Asked(modality, checked_ontology(ontology, ()), shown)

    return ask


def _content(items: list[tuple[str, str]]) -> tuple[str, dict[str, Any]] | Waits:
    """The modality and the row for what is attached: (kind, content or link)."""
    kinds = {kind for kind, _ in items}
    if kinds <= {"text", "website"}:
        [(kind, first), *others] = items
        if kind == "text" and not others and first.startswith(_LINKS):
            return "text.v1", {"attachment": first.removeprefix(SCALE_FILE)}
        return "text.v1", {"text": BREAK.join(content for _, content in items)}
    if kinds == {"image"}:
        return _images([content.removeprefix(SCALE_FILE) for _, content in items])
    if len(kinds) > 1:
        return Waits(f"tasks that show {' and '.join(sorted(kinds))} together")
    if kinds == {"pdf"}:
        return _document([content.removeprefix(SCALE_FILE) for _, content in items])
    return Waits(f"{items[0][0]}.v1")


def _images(names: list[str]) -> tuple[str, dict[str, Any]] | Waits:
    if len(names) > MOST_VIEWS:
        return Waits(f"more than {MOST_VIEWS} images in one task")
    return "image.v1", {"attachments": names} if len(names) > 1 else {"attachment": names[0]}


def _document(names: list[str]) -> tuple[str, dict[str, Any]] | Waits:
    return ("document.v1", {"attachment": names[0]}) if len(names) == 1 else Waits("several documents in one task")


KINDS: Final = ("text", "website", "image", "video", "audio", "pdf")


def _kind(given: Any, field: str) -> str:
    if given not in KINDS:
        raise InvalidError(f"An attachment is one of: {', '.join(KINDS)}.", field=field)
    return str(given)


def _attachment(params: Params) -> list[tuple[str, str]]:
    return [(_kind(params.get("attachment_type"), "attachment_type"), text_in(params, "attachment"))]


def _attachments(params: Params) -> list[tuple[str, str]]:
    """Objects of a type and a content; a task of fields alone shows its title."""
    given = list_in(params, "attachments")
    if not given:
        shown = params.get("description") or params.get("title") or params.get("instruction") or "No attachment"
        return [("website", str(shown))]
    items = []
    for place, each in enumerate(given):
        at = f"attachments[{place}]"
        if not isinstance(each, dict):
            raise InvalidError("An attachment is an object with a type and a content.", field=at)
        items.append((_kind(each.get("type"), f"{at}.type"), text_in(each, "content")))
    return items


def _compared(params: Params) -> list[tuple[str, str]]:
    kind, given = _kind(params.get("attachment_type"), "attachment_type"), list_in(params, "attachments")
    if not all(isinstance(each, str) and each for each in given):
        raise InvalidError("The attachments are a list of texts or addresses.", field="attachments")
    if kind in ("text", "website"):
        return [("website", f"**{number}**\n\n{each}") for number, each in enumerate(given, start=1)]
    return [(kind, each) for each in given]


def _fields(params: Params) -> list[Question] | Waits:
    """The fields of a textcollection."""
    given = list_in(params, "fields")
    ids = [each.get("field_id") if isinstance(each, dict) else None for each in given]
    for place, field_id in enumerate(ids):
        if not isinstance(field_id, str) or not field_id or ids.count(field_id) > 1:
            raise InvalidError("A field is an object with a field_id of its own.", field=f"fields[{place}].field_id")
    names = name_each(ids)
    later = sorted({str(each.get("type")) for each in given if each.get("type") in LATER})
    if later:
        return Waits(f"fields of the type {' and '.join(later)}")
    if any(_count(each, "max_responses_required") > 1 for each in given):
        return Waits("fields that take several responses")
    return [_field(each, names[each["field_id"]], f"fields[{place}]") for place, each in enumerate(given)]


def _count(field: Params, name: str) -> int:
    value = field.get(name, 1)
    return value if isinstance(value, int) else 1


def _field(field: Params, name: str, at: str) -> Question:
    kind, key = field.get("type"), field["field_id"]
    more = {
        "title": str(field.get("title") or key)[:300],
        "description": str(field.get("description") or field.get("hint") or "")[:10_000],
        "required": bool(field.get("required", True)) and not field.get("conditions"),
    }
    if kind in OPEN:
        return Question(key, Attribute(name=name, type=OPEN[kind], **more))  # type: ignore[arg-type]
    if kind not in CHOSEN:
        raise InvalidError("This type of field is not known.", field=f"{at}.type")
    choices = YES_NO if kind == "boolean" else choosable(field.get("choices"), f"{at}.choices")
    return _chosen(name, key, choices, allow_multiple=_count(field, "max_choices") > 1, **more)


def _category(params: Params) -> list[Question]:
    choices = choosable(params.get("categories"), "categories")
    many = bool(params.get("allow_multiple"))
    return [_chosen("category", "category", choices, allow_multiple=many, required=True, title="Category")]


def _choice(params: Params) -> list[Question]:
    count = len(list_in(params, "attachments"))
    given = params.get("choices") or [str(number) for number in range(1, count + 1)]
    return [_chosen("choice", "choice", choosable(given, "choices"), required=True, title="Choice")]


def _described(params: Params) -> list[Question]:
    """Fields by key, each with what it means; and lines of several, where rows are asked for."""
    fields, repeated = _texts(params, "fields"), _texts(params, "repeatable_fields")
    names = name_each([*fields, ROWS])
    asked = [
        Question(key, Attribute(name=names[key], type="text", title=meaning[:300])) for key, meaning in fields.items()
    ]
    if repeated:
        columns = " | ".join(repeated.values())
        title = f"Rows, one a line: {columns}"[:300]
        asked.append(Question(ROWS, Attribute(name=names[ROWS], type="text", title=title)))
    return asked


def _texts(params: Params, name: str) -> Mapping[str, str]:
    given = dict_in(params, name)
    if not all(isinstance(meaning, str) for meaning in given.values()):
        raise InvalidError("The fields are an object of keys and what they mean.", field=name)
    return given


def _read_values(questions: list[Question] | Waits, values: Params, field: str) -> dict[str, Any]:
    asked = {} if isinstance(questions, Waits) else {question.key: question for question in questions}
    read = {}
    for key, value in values.items():
        if key not in asked:
            raise InvalidError("The task does not ask for this.", field=field)
        said = asked[key].read(value, f"{field}.{key}")
        if said is not None:
            read[asked[key].attribute.name] = said
    return {"annotations": [], "global_attributes": read, "links": []}


def _shown(questions: list[Question] | Waits, answer: Params) -> Iterator[tuple[Question, Any]]:
    """Each question that was answered, with the answer as theirs."""
    values = answer.get("global_attributes", {})
    for question in [] if isinstance(questions, Waits) else questions:
        if question.attribute.name in values:
            yield question, question.show(values[question.attribute.name])


def _read_fields(params: Params, given: Params, field: str) -> dict[str, Any]:
    """`{field_id: ["B"]}`, or `{field_id: {"response": [["B"]]}}` as hypotheses have it."""
    asked = _fields(params)
    many = set() if isinstance(asked, Waits) else {each.key for each in asked if each.attribute.allow_multiple}
    values = {}
    for key, said in dict_in(given, "annotations").items():
        value = said.get("response") if isinstance(said, dict) else said
        while isinstance(value, list) and len(value) == 1 and (key not in many or isinstance(value[0], list)):
            value = value[0]
        if value not in (None, []):
            values[key] = value
    return _read_values(asked, values, f"{field}.annotations")


def _show_fields(params: Params, answer: Params) -> dict[str, Any]:
    return {
        "annotations": {
            question.key: value if isinstance(value, list) else [value]
            for question, value in _shown(_fields(params), answer)
        }
    }


def _read_category(params: Params, given: Params, field: str) -> dict[str, Any]:
    return _read_values(_category(params), {"category": given.get("category")}, field)


def _show_category(params: Params, answer: Params) -> dict[str, Any]:
    return {question.key: value for question, value in _shown(_category(params), answer)}


def _read_choice(params: Params, given: Params, field: str) -> dict[str, Any]:
    return _read_values(_choice(params), {"choice": given.get("choice")}, field)


def _show_choice(params: Params, answer: Params) -> dict[str, Any]:
    return {question.key: value for question, value in _shown(_choice(params), answer)}


def _read_described(params: Params, given: Params, field: str) -> dict[str, Any]:
    values: dict[str, Any] = {key: str(value) for key, value in dict_in(given, "fields").items()}
    rows, columns = list_in(given, "rows"), list(_texts(params, "repeatable_fields"))
    for place, row in enumerate(rows):
        if not isinstance(row, dict):
            raise InvalidError("A row is an object.", field=f"{field}.rows[{place}]")
    if rows and columns:
        values[ROWS] = "\n".join(" | ".join(str(row.get(column, "")) for column in columns) for row in rows)
    return _read_values(_described(params), values, field)


def _show_described(params: Params, answer: Params) -> dict[str, Any]:
    values = {question.key: value for question, value in _shown(_described(params), answer)}
    columns = list(_texts(params, "repeatable_fields"))
    lines = [line for line in str(values.pop(ROWS, "")).splitlines() if line.strip()] if columns else []
    return {"fields": values, "rows": [_row(line, columns) for line in lines]}


def _row(line: str, columns: Sequence[str]) -> dict[str, str]:
    """The cells of a line; those that nobody wrote are empty."""
    cells = [cell.strip() for cell in line.split("|", len(columns) - 1)]
    return dict(zip_longest(columns, cells, fillvalue=""))


ROW: Final = {"fields": "object", "rows": "array"}
TYPES: Final = (
    TaskType(
        "textcollection",
        ("fields",),
        _ask(_fields, _attachments),
        _read_fields,
        _show_fields,
        {"annotations": "object"},
    ),
    TaskType(
        "categorization",
        ("attachment", "attachment_type", "categories"),
        _ask(_category, _attachment),
        _read_category,
        _show_category,
        {},
    ),
    TaskType(
        "comparison", ("attachments", "attachment_type"), _ask(_choice, _compared), _read_choice, _show_choice, {}
    ),
    TaskType(
        "transcription",
        ("attachment", "attachment_type", "fields"),
        _ask(_described, _attachment),
        _read_described,
        _show_described,
        ROW,
    ),
    TaskType(
        "datacollection",
        ("attachment", "attachment_type", "fields"),
        _ask(_described, _attachment),
        _read_described,
        _show_described,
        ROW,
    ),
)
