"""UltraFeedback's form: an instruction, completions of several models, and ratings of each with reasons.

Format: https://huggingface.co/datasets/openbmb/UltraFeedback (Cui et al., 2023). Each aspect has a number
as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.reading import Reader, Said, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.formats.stepped import prompt_text
from goldsmith.modalities.chat.shapes import Rating, Written
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError, list_in, object_in

__all__ = ["ULTRAFEEDBACK", "score_of"]

KNOWN: Final = frozenset({"instruction", "models", "completions"})


def score_of(conversation: Conversation, message_id: str, asked: Asked) -> float | None:
    """The mean of all numbers that a message was rated by; None where it was not."""
    numbers = [
        value
        for rating in conversation.said(Rating)
        if rating.message == message_id
        for name, value in rating.attributes.items()
        if name in asked.numbers and isinstance(value, int | float)
    ]
    return sum(numbers) / len(numbers) if numbers else None


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give one row: all responses to the prompt, with how each was rated."""
    own = {each.uuid for each in conversation.said(Written) if not each.reply}
    responses = [message for message in conversation.graph.candidates() if message.id not in own]
    problem = prompt_text(conversation, responses[0], report) if responses else None
    named = {message.id for message in responses}
    ratings = conversation.said(Rating)
    if problem is None:
        report.lose("ratings without a place", len(ratings))
        return
    report.lose("ratings of messages that are no response", sum(each.message not in named for each in ratings))
    yield {
        "source": conversation.name,
        "instruction": problem,
        "models": [message.source for message in responses],
        "completions": [_completion(conversation, message, asked, report) for message in responses],
        "correct_answers": [conversation.content.reference] if conversation.content.reference else [],
        "incorrect_answers": [],
    }


def _completion(conversation: Conversation, message: Message, asked: Asked, report: LossReport) -> dict[str, Any]:
    ratings = [rating for rating in conversation.said(Rating) if rating.message == message.id]
    said = {name: value for rating in ratings for name, value in rating.attributes.items()}
    reason = said.get("reason") if isinstance(said.get("reason"), str) else ""
    numbers = {name: value for name, value in said.items() if name in asked.numbers}
    report.lose("answers about responses that are no numbers", len(said) - len(numbers) - bool(reason))
    return {
        "model": message.source,
        "response": message.content,
        "annotations": {name: {"Rating": f"{value:g}", "Rationale": reason} for name, value in numbers.items()},
        "overall_score": score_of(conversation, message.id, asked),
    }


def _convert(reader: Reader, line: Row) -> Row:
    completions = list_in(line, "completions")
    if not completions or not all(isinstance(each, dict) for each in completions):
        raise UnreadableError("completions is not a list of objects.", "completions")
    prompt: list[Said] = [{"role": "user", "content": text_in(line, "instruction")}]
    responses = [[_response(completion)] for completion in completions]
    messages, _, ids = reader.alternates(prompt, responses)
    ratings = [
        rating
        for name, completion in zip(ids, completions, strict=True)
        for rating in reader.rating(name, _ratings(completion))
    ]
    answers = [each for each in list_in(line, "correct_answers") if isinstance(each, str)]
    known = KNOWN | {"source", "correct_answers", "incorrect_answers"}
    reference = "\n\n".join(answer for answer in answers if answer != "None")
    return reader.row(line, messages, ratings, known=known, name="source", reference=reference)


def _response(completion: Mapping[str, Any]) -> Said:
    source = text_in(completion, "model", needed=False)
    return {"role": "assistant", "content": text_in(completion, "response"), **({"source": source} if source else {})}


def _ratings(completion: Mapping[str, Any]) -> dict[str, float]:
    """Read the numbers of aspects; where an aspect was not rated there is none, as in the original ("N/A")."""
    found: dict[str, float] = {}
    for aspect, said in object_in(completion, "annotations").items():
        rating = said.get("Rating") if isinstance(said, dict) else None
        if isinstance(rating, str) and rating.replace(".", "", 1).isascii() and rating.replace(".", "", 1).isdigit():
            found[aspect] = float(rating)
    return found


ULTRAFEEDBACK: Final = lines_codec(
    Form(
        name="ultrafeedback",
        title="UltraFeedback",
        held=Held(shapes=(Rating,), attributes=True, unique_ids=True, reference=True, sources=True),
        project=project,
        convert=_convert,
    )
)
