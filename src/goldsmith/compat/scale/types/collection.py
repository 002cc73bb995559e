"""Questions about a whole item: textcollection, categorization, comparison, transcription, datacollection.

Source: https://docs.scale.com/reference/text-collection and the pages on its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from goldsmith.compat.scale.types.contract import (
    SCALE_FILE,
    Asked,
    Params,
    TaskType,
    Waits,
    checked_ontology,
    choosable,
    dict_in,
    list_in,
    text_in,
)
from goldsmith.compat.scale.types.fields import Question, ask_chosen, ask_fields, read_answers, shown_answers
from goldsmith.errors import InvalidError
from goldsmith.modalities.form.content import MOST_SHOWN
from goldsmith.modalities.image.shapes import MOST_VIEWS
from goldsmith.modalities.label_names import name_each
from goldsmith.ontology import Attribute, Ontology

__all__ = ["TYPES"]

ROWS: Final = "rows"
BREAK: Final = "\n\n---\n\n"
_LINKS: Final = ("https://", "http://", SCALE_FILE)


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
    if kinds == {"pdf"} and len(items) == 1:
        return "document.v1", {"attachment": items[0][1].removeprefix(SCALE_FILE)}
    if len(items) > MOST_SHOWN:
        return Waits(f"more than {MOST_SHOWN} attachments of several kinds in one task")
    return "form.v1", {"attachments": [_shown(kind, content) for kind, content in items]}


def _shown(kind: str, content: str) -> dict[str, str]:
    """One attachment of a form: a file, words, or the address of a page."""
    is_elsewhere = content.startswith(_LINKS)
    if kind == "website":
        return {"type": kind, "link" if content.startswith(("https://", "http://")) else "text": content}
    if kind == "text" and not is_elsewhere:
        return {"type": kind, "text": content}
    return {"type": kind, "attachment": content.removeprefix(SCALE_FILE)}


def _images(names: list[str]) -> tuple[str, dict[str, Any]] | Waits:
    if len(names) > MOST_VIEWS:
        return Waits(f"more than {MOST_VIEWS} images in one task")
    return "image.v1", {"attachments": names} if len(names) > 1 else {"attachment": names[0]}


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


def _category(params: Params) -> list[Question]:
    choices = choosable(params.get("categories"), "categories")
    many = bool(params.get("allow_multiple"))
    return [ask_chosen("category", "category", choices, allow_multiple=many, required=True, title="Category")]


def _choice(params: Params) -> list[Question]:
    count = len(list_in(params, "attachments"))
    given = params.get("choices") or [str(number) for number in range(1, count + 1)]
    return [ask_chosen("choice", "choice", choosable(given, "choices"), required=True, title="Choice")]


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
    asked = [] if isinstance(questions, Waits) else questions
    return {"annotations": [], "global_attributes": read_answers(asked, values, field), "links": []}


def _shown_values(questions: list[Question] | Waits, answer: Params) -> dict[str, Any]:
    """The answer to each question by its key, as theirs."""
    asked = [] if isinstance(questions, Waits) else questions
    return dict(shown_answers(asked, answer.get("global_attributes", {})))


def _read_fields(params: Params, given: Params, field: str) -> dict[str, Any]:
    """`{field_id: ["B"]}`, or `{field_id: {"response": [["B"]]}}` as hypotheses have it."""
    return _read_values(ask_fields(params), dict_in(given, "annotations"), f"{field}.annotations")


def _show_fields(params: Params, answer: Params) -> dict[str, Any]:
    shown = _shown_values(ask_fields(params), answer)
    return {"annotations": {key: value if isinstance(value, list) else [value] for key, value in shown.items()}}


def _read_category(params: Params, given: Params, field: str) -> dict[str, Any]:
    return _read_values(_category(params), {"category": given.get("category")}, field)


def _show_category(params: Params, answer: Params) -> dict[str, Any]:
    return _shown_values(_category(params), answer)


def _read_choice(params: Params, given: Params, field: str) -> dict[str, Any]:
    return _read_values(_choice(params), {"choice": given.get("choice")}, field)


def _show_choice(params: Params, answer: Params) -> dict[str, Any]:
    return _shown_values(_choice(params), answer)


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
    values = _shown_values(_described(params), answer)
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
        _ask(ask_fields, _attachments),
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
