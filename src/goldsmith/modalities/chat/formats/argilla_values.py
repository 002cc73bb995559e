"""What was said about a conversation as values of Argilla's questions, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.modalities.chat.formats.argilla_settings import about_response, kind_of, passages_in, response_field
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation
from goldsmith.modalities.chat.formats.pairs import rankings_of
from goldsmith.modalities.chat.formats.reading import Reader, Said
from goldsmith.modalities.chat.shapes import Rating, Span, Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.ontology import Attribute

__all__ = ["annotations_of", "values_of"]


def values_of(conversation: Conversation, responses: Sequence[str], asked: Asked, report: LossReport) -> dict[str, Any]:
    """Give the value of each question, by its name; `responses` are the ids of the responses in their order."""
    places = {message: place for place, message in enumerate(responses)}
    values: dict[str, Any] = {}
    _rank(conversation, places, asked, report, values)
    _rate(conversation, places, asked, report, values)
    for span in conversation.said(Span):
        if span.message in places:
            passage = {"start": span.start, "end": span.end, "label": span.label}
            values.setdefault(passages_in(places[span.message]), []).append(passage)
        else:
            report.lose("passages of messages that are no response")
    for written in conversation.said(Written):
        report.lose("messages after the first under one label", int(written.label in values))
        report.lose("which message a better version revises", int(bool(written.revises)))
        values.setdefault(written.label, written.content)
    for question in asked.ontology.attributes:
        if question.name in conversation.answer.global_attributes:
            values[question.name] = _value(question, conversation.answer.global_attributes[question.name])
    return values


def _rank(
    conversation: Conversation, places: Mapping[str, int], asked: Asked, report: LossReport, values: dict[str, Any]
) -> None:
    for ranking in rankings_of(conversation, asked, report):
        order = [message for group in ranking.groups for message in group]
        report.lose("ties", len(order) - len(ranking.groups))
        report.lose("strengths of preferences", int(bool(ranking.strength)))
        report.lose("verdicts that none is good enough", int(ranking.all_bad))
        report.lose("attributes of annotations", len(ranking.attributes))
        report.lose("orders in which responses were shown", int(bool(ranking.shown)))
        if order and places.keys() >= set(order) and ranking.label not in values:
            values[ranking.label] = [response_field(places[message]) for message in order]
        else:
            report.lose("rankings without a place")


def _rate(
    conversation: Conversation, places: Mapping[str, int], asked: Asked, report: LossReport, values: dict[str, Any]
) -> None:
    for rating in conversation.said(Rating):
        if rating.message not in places or asked.rating is None or rating.label != asked.rating.name:
            report.lose("ratings without a place")
            continue
        for question in asked.rating.attributes:
            if question.name in rating.attributes:
                name = about_response(rating.label, question.name, places[rating.message])
                values[name] = _value(question, rating.attributes[question.name])


def _value(question: Attribute, value: Any) -> Any:
    """Spell an answer as its type of question has it."""
    match kind_of(question):
        case "rating":
            return int(value) if value == int(value) else round(value)
        case "text":
            return value if isinstance(value, str) else f"{value:g}"
        case _:
            return value


def annotations_of(
    reader: Reader, values: Mapping[str, Any], messages: Sequence[Said], after: str, responses: Mapping[str, str]
) -> tuple[list[Said], dict[str, Any]]:
    """Read values: annotations, and answers about the conversation. `responses` are ids of messages by field."""
    asked, rest = reader.asked, dict(values)
    said: list[Said] = []
    if asked.ranking and asked.ranking.name in rest:
        said += _ranking(reader, rest.pop(asked.ranking.name), after, responses)
    texts = {message["id"]: message["content"] for message in messages}
    for place, message in enumerate(responses.values()):
        said += _rating(asked, rest, place, message)
        said += [_passage(each, message, texts[message]) for each in _listed(rest.pop(passages_in(place), []))]
    if asked.demonstration and isinstance(rest.get(asked.demonstration.name), str):
        written = {"type": "message", "label": asked.demonstration.name, "parent": after, "role": "assistant"}
        said.append({**written, "content": rest.pop(asked.demonstration.name)})
    known = {question.name: question for question in asked.ontology.attributes}
    answers = {name: _answer(known[name], value) for name, value in rest.items() if name in known}
    reader.report.lose("answers to questions that the project does not ask", len(rest) - len(answers))
    return said, answers


def _ranking(reader: Reader, value: Any, after: str, responses: Mapping[str, str]) -> list[Said]:
    """Read a ranking: names of fields, the best first, or with their ranks, of which equal ones are a tie."""
    ranks: dict[float, list[str]] = {}
    for place, each in enumerate(value if isinstance(value, list) else [value]):
        name, rank = (each.get("value"), each.get("rank")) if isinstance(each, dict) else (each, place)
        if not isinstance(name, str) or name not in responses or not isinstance(rank, int | float):
            raise UnreadableError("A ranking names something that is no response.", "ranking")
        ranks.setdefault(rank, []).append(responses[name])
    return reader.ranking(after, [ranks[rank] for rank in sorted(ranks)]) if responses else []


def _rating(asked: Asked, rest: dict[str, Any], place: int, message: str) -> list[Said]:
    if asked.rating is None:
        return []
    named = {each.name: about_response(asked.rating.name, each.name, place) for each in asked.rating.attributes}
    questions = {each.name: each for each in asked.rating.attributes}
    given = {name: _answer(questions[name], rest.pop(key)) for name, key in named.items() if key in rest}
    return [{"type": "rating", "label": asked.rating.name, "message": message, "attributes": given}] if given else []


def _passage(value: Said, message: str, text: str) -> Said:
    start, end, label = value.get("start"), value.get("end"), value.get("label")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        raise UnreadableError("A passage does not lie in its response.", "passages")
    if not isinstance(label, str) or not label:
        raise UnreadableError("A passage has no label.", "passages")
    return {"type": "span", "label": label, "message": message, "start": start, "end": end, "text": text[start:end]}


def _listed(value: Any) -> list[Said]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise UnreadableError("Passages are not a list of objects.", "passages")
    return value


def _answer(question: Attribute, value: Any) -> Any:
    if question.type != "number" or not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        raise UnreadableError(f"{question.name} is not a number.", question.name) from None
