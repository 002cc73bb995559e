"""HelpSteer2's form: a prompt, a response, and five ratings from 0 to 4.

Format: https://huggingface.co/datasets/nvidia/HelpSteer2 (Wang et al., 2024). A prompt of several turns is one text
with `<extra_id_1>` before each speaker. Ratings on another scale are put on this one by their place between its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation, Held
from goldsmith.modalities.chat.formats.reading import Reader, Said, text_in
from goldsmith.modalities.chat.formats.rows import Form, Row, lines_codec
from goldsmith.modalities.chat.shapes import Rating
from goldsmith.modalities.codec import LossReport
from goldsmith.ontology import Attribute

__all__ = ["HELPSTEER2"]

AXES: Final = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
KNOWN: Final = frozenset({"prompt", "response", *AXES})
MOST: Final = 4
SPEAKERS: Final = {"user": "User", "assistant": "Assistant"}
ROLES: Final = {"User": "user", "Assistant": "assistant"}
_TURN: Final = re.compile(r"\n<extra_id_1>(User|Assistant)\n")


def project(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Row]:
    """Give a row for every rated response; axes that were not rated are null."""
    for rating in conversation.said(Rating):
        message = conversation.graph.messages[rating.message]
        prompt = conversation.graph.path(message.parent) if message.parent else []
        spoken = [each for each in prompt if each.role in SPEAKERS]
        report.lose("messages of the system and of tools", len(prompt) - len(spoken))
        values = _values(rating, asked, report)
        if all(value is None for value in values.values()):
            report.lose("ratings on none of the five axes")
        elif not spoken or spoken[0].role != "user":
            report.lose("ratings of responses that nobody asked for")
        else:
            yield {"prompt": _joined(spoken), "response": message.content, **values}


def _values(rating: Rating, asked: Asked, report: LossReport) -> dict[str, int | None]:
    report.lose("ratings on further axes", sum(name not in AXES for name in rating.attributes))
    return {axis: _scaled(rating.attributes.get(axis), asked.numbers.get(axis), report) for axis in AXES}


def _scaled(value: object, question: Attribute | None, report: LossReport) -> int | None:
    if not isinstance(value, int | float) or question is None:
        return None
    low, high = question.minimum, question.maximum
    if low is None or high is None or high <= low:
        report.lose("ratings without a scale")
        return None
    exact = MOST * (value - low) / (high - low)
    report.lose("ratings on another scale than 0 to 4, rounded", int(exact != round(exact)))
    return round(exact)


def _joined(spoken: list[Message]) -> str:
    first, *rest = spoken
    return first.content + "".join(f"\n<extra_id_1>{SPEAKERS[each.role]}\n{each.content}" for each in rest)


def _convert(reader: Reader, line: Row) -> Row:
    first, *rest = _TURN.split(text_in(line, "prompt"))
    prompt: list[Said] = [{"role": "user", "content": first}]
    prompt += [{"role": ROLES[rest[place]], "content": rest[place + 1]} for place in range(0, len(rest), 2)]
    messages, _, ids = reader.alternates(prompt, [[{"role": "assistant", "content": text_in(line, "response")}]])
    values = {axis: _rescaled(line.get(axis), reader.asked.numbers.get(axis)) for axis in AXES}
    return reader.row(line, messages, reader.rating(ids[0], values), known=KNOWN)


def _rescaled(value: object, question: Attribute | None) -> object:
    """A rating from 0 to 4 on the project's own scale."""
    if not isinstance(value, int | float) or isinstance(value, bool) or question is None:
        return value
    if question.minimum is None or question.maximum is None:
        return value
    return question.minimum + value * (question.maximum - question.minimum) / MOST


HELPSTEER2: Final = lines_codec(
    Form(
        name="helpsteer2",
        title="HelpSteer2",
        held=Held(shapes=(Rating,), attributes=True),
        project=project,
        convert=_convert,
    )
)
