"""A chat model as a labeler: asked twice a question, in opposite orders, because models favour what stands first."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from goldsmith.errors import InvalidError
from goldsmith.journey.prelabel.chat_questions import Said, combine, read_reply, write_question
from goldsmith.journey.prelabel.features import asset_bytes, text_of
from goldsmith.journey.prelabel.judging import JudgeAsking
from goldsmith.journey.prelabel.paid_chat import PaidChat, model_of, settings_of
from goldsmith.journey.prelabel.questions import answer_with, item_questions
from goldsmith.journey.prelabel.runs import Opinion, Run, shows_several
from goldsmith.journey.prelabel.service import SQL
from goldsmith.journey.prelabel.turns import ask_in_turn
from goldsmith.ontology import Attribute
from goldsmith.ports.models import Chat, ChatReply

__all__ = ["ask_chat_model", "ask_through"]

LARGEST_PICTURE = 8_000_000


async def ask_chat_model(run: Run) -> str | None:
    """Go through the open tasks with the model that the settings name."""
    return await ask_through(run, model_of(run))


async def ask_through(run: Run, chat: Chat) -> str | None:
    """The same with any Chat; the last reason why a task was given up, if one was."""
    async with run.foundry.db.transaction(run.customer_id) as tx:
        instructions = await tx.value(SQL.instructions, project_id=run.project["id"]) or ""
    ontology, modality = await run.ontology(), run.modality
    asking = (
        JudgeAsking(run, chat, instructions)
        if modality.judging or modality.grading
        else _ChoiceAsking(run, chat, instructions, item_questions(ontology))
    )
    return await ask_in_turn(run, asking.opine, at_once=settings_of(run).at_once)


class _ChoiceAsking:
    """One run's questions about whole items to one chat model."""

    def __init__(self, run: Run, chat: Chat, instructions: str, questions: Sequence[Attribute]) -> None:
        self._run, self._chat = run, PaidChat(run, chat, Said)
        self._instructions, self._questions = instructions, questions

    async def opine(self, task: Any) -> Opinion | None:
        item = await self._item(task)
        first = await self._ask(task, item, is_reversed=False)
        second = await self._ask(task, item, is_reversed=True)
        made = {question.name: combine(question, first, second) for question in self._questions}
        ontology = await self._run.ontology(task["ontology_version"])
        answer = answer_with(self._run.modality, ontology, {name: choice for name, (choice, _) in made.items()})
        chance = float(np.prod([chance for _, chance in made.values()]))
        return Opinion(task, answer, chance) if answer is not None else None

    async def _item(self, task: Any) -> object:
        if self._run.modality.name == "text.v1":
            return await text_of(self._run, task)
        if shows_several(task):
            raise InvalidError("Such a model is shown one picture, and this task has several.", code="not_shown")
        if task["sha256"] is None or task["bytes"] > LARGEST_PICTURE:
            raise InvalidError("The picture is too large to be shown to a model.", code="not_shown")
        content = base64.b64encode(await asset_bytes(self._run, task, LARGEST_PICTURE)).decode()
        return [{"type": "image_url", "image_url": {"url": f"data:{task['media_type']};base64,{content}"}}]

    async def _ask(self, task: Any, item: object, *, is_reversed: bool) -> Said:
        settings = settings_of(self._run)
        body = write_question(settings, self._questions, self._instructions, item, is_reversed=is_reversed)
        return await self._chat.ask(task["id"], body, self._read)

    def _read(self, reply: ChatReply) -> Said:
        return read_reply(reply, self._questions)
