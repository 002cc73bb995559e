"""A chat model as a judge of one thing at a time: its axes and criteria, each asked in both orders of its choices."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import prod
from typing import Any, Final

from goldsmith.errors import InvalidError
from goldsmith.journey.prelabel.chat_questions import Said, combine, read_reply, write_question
from goldsmith.journey.prelabel.paid_chat import PaidChat, settings_of
from goldsmith.journey.prelabel.runs import Run
from goldsmith.modalities.gradings import Grading, Mark, Question
from goldsmith.ontology import Ontology
from goldsmith.ports.models import Chat

__all__ = ["MarkAsking"]

QUESTIONS_AT_ONCE: Final = 20
LONGEST_ITEM: Final = 200_000


class MarkAsking:
    """One run's marks by one chat model."""

    def __init__(self, run: Run, chat: Chat, grading: Grading, instructions: str) -> None:
        self._run, self._grading, self._instructions = run, grading, instructions
        self._chat = PaidChat(run, chat, Said)

    async def say(self, task: Any, ontology: Ontology, content: Any) -> tuple[Sequence[Any], float] | None:
        """Annotations with how sure the judge is of all of them; None where there is nothing to mark."""
        chosen: dict[Mark, str] = {}
        chances: list[float] = []
        questions = self._grading.questions(content, ontology)
        for (_, target), group in groupby(questions, lambda each: (each.mark.label, each.mark.target)):
            for question, choice, chance in await self._mark(task, self._grading.show(content, target), list(group)):
                chosen[question.mark] = choice
                chances.append(chance)
        return (self._grading.marks(content, ontology, chosen), prod(chances)) if chosen else None

    async def _mark(self, task: Any, item: str, questions: Sequence[Question]) -> Sequence[tuple[Question, str, float]]:
        if len(item) > LONGEST_ITEM:
            raise InvalidError("The conversation is too long to be shown to a model.", code="not_shown")
        found = []
        for start in range(0, len(questions), QUESTIONS_AT_ONCE):
            portion = questions[start : start + QUESTIONS_AT_ONCE]
            first = await self._ask(task, item, portion, is_reversed=False)
            second = await self._ask(task, item, portion, is_reversed=True)
            found += [(question, *combine(question.asked, first, second)) for question in portion]
        return found

    async def _ask(self, task: Any, item: str, portion: Sequence[Question], *, is_reversed: bool) -> Said:
        asked = [question.asked for question in portion]
        shown = [{"type": "text", "text": f"<item>\n{item}\n</item>"}]
        body = write_question(settings_of(self._run), asked, self._instructions, shown, is_reversed=is_reversed)
        return await self._chat.ask(task["id"], body, lambda reply: read_reply(reply, asked))
