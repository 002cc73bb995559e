"""Solutions that were judged step by step: a prompt as text, the steps, and the verdicts on the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.asked import Asked
from goldsmith.modalities.chat.formats.conversations import Conversation
from goldsmith.modalities.chat.graph import steps_of
from goldsmith.modalities.chat.shapes import Step
from goldsmith.modalities.codec import LossReport

__all__ = ["Solution", "prompt_text", "solutions_of"]


class Solution(NamedTuple):
    """A message in steps; `ratings` are of the first steps, in their order."""

    message: Message
    problem: str
    steps: list[str]
    ratings: list[int]


def solutions_of(conversation: Conversation, asked: Asked, report: LossReport) -> Iterator[Solution]:
    """Give each message that was judged, with its verdicts up to the first step that nobody judged."""
    label = asked.step.name if asked.step else None
    judged: dict[str, dict[int, int]] = {}
    for verdict in conversation.said(Step, label):
        judged.setdefault(verdict.message, {})[verdict.step] = verdict.rating
    every, told = len(conversation.said(Step)), 0
    for message_id, ratings in judged.items():
        message = conversation.graph.messages[message_id]
        steps = steps_of(message)
        first = next((step for step in range(len(steps)) if step not in ratings), len(steps))
        problem = prompt_text(conversation, message, report)
        if first and problem is not None:
            told += first
            yield Solution(message, problem, steps, [ratings[step] for step in range(first)])
    report.lose("verdicts on steps that have no place", every - told)


def prompt_text(conversation: Conversation, message: Message, report: LossReport) -> str | None:
    """The prompt as one text: what the system and the user say; None where somebody else spoke before the message."""
    prompt = conversation.graph.path(message.parent) if message.parent else []
    if any(each.role not in ("system", "user") for each in prompt):
        report.lose("responses to conversations of several turns")
        return None
    report.lose("borders between messages of a prompt", max(0, len(prompt) - 1))
    return "\n\n".join(each.content for each in prompt)
