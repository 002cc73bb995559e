"""What a project asks, as Argilla's settings: fields of a record, and a question for everything that can be said.

Format: `Settings.to_json` of Argilla 2.8, https://docs.argilla.io/latest/reference/argilla/settings/settings/.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any, Final

from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.ontology import Attribute

__all__ = ["CHAT", "about_response", "kind_of", "passages_in", "response_field", "settings_of"]

CHAT: Final = "chat"
MOST_RATING: Final = 10


def response_field(place: int) -> str:
    """Name the field of a response, counted from 0."""
    return f"response_{string.ascii_lowercase[place]}"


def about_response(label: str, question: str, place: int) -> str:
    """Name the question about one response that an attribute of ratings becomes."""
    return f"{label}_{question}_{string.ascii_lowercase[place]}"


def passages_in(place: int) -> str:
    """Name the question about passages of one response."""
    return f"passages_{string.ascii_lowercase[place]}"


def kind_of(question: Attribute) -> str:
    """Name the type of question that an attribute becomes: a scale of whole numbers that fits is a rating."""
    if question.type == "category":
        return "multi_label_selection" if question.allow_multiple else "label_selection"
    return "rating" if question.type == "number" and _scale(question) else "text"


def settings_of(asked: Asked, responses: int) -> dict[str, Any]:
    """Make the settings of a data set whose records have up to so many responses."""
    fields = [_field(CHAT, "Conversation", "chat", is_needed=True)]
    places = range(responses)
    fields += [_field(response_field(place), f"Response {place + 1}", "text") for place in places]
    return {
        "guidelines": None,
        "questions": list(_questions(asked, responses)) or [_question("comment", "Comment", {"type": "text"})],
        "fields": fields,
        "vectors": [],
        "metadata": [],
        "allow_extra_metadata": True,
        "distribution": {"strategy": "overlap", "min_submitted": 1},
        "mapping": None,
    }


def _questions(asked: Asked, responses: int) -> Iterator[dict[str, Any]]:
    places = range(responses)
    if asked.ranking and responses > 1:
        options = _options((response_field(place), f"Response {place + 1}") for place in places)
        yield _question(asked.ranking.name, asked.ranking.title, {"type": "ranking", "options": options})
    if asked.rating:
        for place in places:
            for each in asked.rating.attributes:
                name = about_response(asked.rating.name, each.name, place)
                yield _question(name, f"{each.title or each.name}: response {place + 1}", _settings(each))
    passages = [label for label in asked.ontology.labels if "span" in label.shapes]
    for place in places if passages else ():
        options = _options((label.name, label.title or label.name) for label in passages)
        said = {"type": "span", "field": response_field(place), "allow_overlapping": True, "options": options}
        yield _question(passages_in(place), f"Passages of response {place + 1}", said)
    for label in asked.ontology.labels:
        if "message" in label.shapes:
            yield _question(label.name, label.title, {"type": "text", "use_markdown": True})
    for each in asked.ontology.attributes:
        yield _question(each.name, each.title, _settings(each))


def _settings(question: Attribute) -> dict[str, Any]:
    kind = kind_of(question)
    if kind == "rating":
        return {"type": kind, "options": [{"value": value} for value in _scale(question)]}
    if kind == "text":
        return {"type": kind, "use_markdown": False}
    return {"type": kind, "options": _options((each.name, each.title or each.name) for each in question.choices)}


def _scale(question: Attribute) -> list[int]:
    """The whole numbers of a scale, where Argilla can have them: 0 to 10."""
    low, high = question.minimum, question.maximum
    if low is None or high is None or low != int(low) or high != int(high) or not 0 <= low < high <= MOST_RATING:
        return []
    return list(range(int(low), int(high) + 1))


def _options(named: Any) -> list[dict[str, str]]:
    return [{"value": value, "text": text} for value, text in named]


def _field(name: str, title: str, kind: str, *, is_needed: bool = False) -> dict[str, Any]:
    settings = {"type": kind, "use_markdown": True}
    return {"name": name, "title": title, "required": is_needed, "description": None, "settings": settings}


def _question(name: str, title: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "title": title or name, "description": None, "required": False, "settings": settings}
