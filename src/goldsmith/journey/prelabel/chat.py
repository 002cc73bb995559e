"""A chat model as a labeler: asked twice a task, paid once a question, never beyond its budget."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.ids import new_id
from goldsmith.journey.prelabel.chat_questions import Said, combine, read_reply, write_question, write_repair
from goldsmith.journey.prelabel.features import asset_bytes, text_of
from goldsmith.journey.prelabel.questions import answer_with, item_questions
from goldsmith.journey.prelabel.runs import Opinion, Run, RunStopped, shows_several
from goldsmith.journey.prelabel.secrets import reveal
from goldsmith.journey.prelabel.service import SQL
from goldsmith.journey.prelabel.settings import ChatSettings
from goldsmith.ontology import Attribute
from goldsmith.ports.models import Chat, ChatReply, ModelAwayError, ModelRefusedError
from goldsmith.ports.models.chat import OpenAIChat
from goldsmith.ports.models.patience import Patience

__all__ = ["ask_chat_model", "ask_through"]

TASKS_AT_ONCE = 20
LARGEST_PICTURE = 8_000_000
MOST_PICTURE_TOKENS = 6_000
MILLION = 1_000_000


async def ask_chat_model(run: Run) -> str | None:
    """Go through the open tasks with the model that the settings name."""
    settings = run.settings
    if not isinstance(settings, ChatSettings):
        raise TypeError("these are not the settings of a chat model")
    secret = run.model["secret"]
    key = reveal(run.foundry.secret, run.customer_id, run.model["id"], secret) if secret else None
    patience = Patience(attempts=settings.attempts, seconds_each=settings.seconds)
    return await ask_through(run, settings, OpenAIChat(run.foundry.egress, settings.url, key, patience=patience))


async def ask_through(run: Run, settings: ChatSettings, chat: Chat) -> str | None:
    """The same with any Chat; the last reason why a task was given up, if one was."""
    async with run.foundry.db.transaction(run.customer_id) as tx:
        instructions = await tx.value(SQL.instructions, project_id=run.project["id"]) or ""
    asking = _Asking(run, settings, chat, instructions, item_questions(await run.ontology()))
    while tasks := await run.next_tasks(TASKS_AT_ONCE):
        said = await asyncio.gather(*(asking.answer(task) for task in tasks), return_exceptions=True)
        problems = {number: each for number, each in enumerate(said) if isinstance(each, BaseException)}
        end = min(problems, default=len(tasks))
        if end:  # what came before the first problem counts; what was paid for after it is in the ledger
            await run.advance(tasks[:end], [each for each in said[:end] if isinstance(each, Opinion)])
        if problems:
            raise problems[end]
    return asking.last_refusal


class _Asking:
    """One run's questions to one chat model."""

    def __init__(
        self, run: Run, settings: ChatSettings, chat: Chat, instructions: str, questions: Sequence[Attribute]
    ) -> None:
        self._run, self._settings, self._chat = run, settings, chat
        self._instructions, self._questions = instructions, questions
        self._places = asyncio.Semaphore(settings.at_once)
        self._spent: int = run.model["cost_micros"]
        self._reserved = 0
        self.last_refusal: str | None = None

    async def answer(self, task: Any) -> Opinion | None:
        """One task's opinion; None when the model gave no usable reply, even after it was told what was wrong."""
        async with self._places:
            try:
                item = await self._item(task)
                first = await self._ask(task, item, is_reversed=False)
                second = await self._ask(task, item, is_reversed=True)
            except InvalidError as unusable:
                if unusable.code not in ("bad_json", "bad_choice", "not_shown"):
                    raise
                self.last_refusal = f"Some tasks got no usable answer, the last one for this reason: {unusable.message}"
                return None
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
        body = write_question(self._settings, self._questions, self._instructions, item, is_reversed=is_reversed)
        try:
            return await self._exchange(task["id"], body)
        except _UnusableError as unusable:
            return await self._exchange(task["id"], write_repair(body, unusable.reply, unusable.message))

    async def _exchange(self, task_id: UUID, body: Mapping[str, Any]) -> Said:
        """One reply that can be used: from the ledger if it was paid for before, else from the model, within budget."""
        encoded = msgspec.json.encode([self._settings.url, body])
        request_hash = hashlib.sha256(encoded).digest()
        async with self._run.foundry.db.transaction(self._run.customer_id) as tx:
            known = await tx.value(SQL.answered_call, model_id=self._run.model["id"], request_hash=request_hash)
            if known is None:
                await self._run.check(tx)
        if known is not None:
            return msgspec.json.decode(known, type=Said)
        worst = self._worst_cost(body)
        if self._spent + self._reserved + worst > self._settings.most_cost_micros and worst:
            raise RunStopped(
                f"The next question could pass the budget of {_money(self._settings)}; {self._cost()} is spent. "
                "What was answered is kept. To go on, raise its budget and let it run."
            )
        self._reserved += worst
        try:
            return await self._pay(_Call(task_id, request_hash, worst), body)
        finally:
            self._reserved -= worst

    async def _pay(self, call: _Call, body: Mapping[str, Any]) -> Said:
        started = time.monotonic()
        try:
            reply = await self._chat.ask(body)
        except (ModelAwayError, ModelRefusedError) as problem:
            status = "away" if isinstance(problem, ModelAwayError) else "refused"
            await self._note(call, started, status=status, reason=problem.message)
            raise
        cost = self._cost_of(reply, call.worst)
        self._spent += cost
        try:
            said = read_reply(reply, self._questions)
        except InvalidError as unusable:
            await self._note(call, started, status="unusable", reason=unusable.message, reply=reply, cost=cost)
            raise _UnusableError(unusable, reply.content) from None
        kept = msgspec.json.encode(said).decode()
        await self._note(call, started, status="answered", kept=kept, reply=reply, cost=cost)
        return said

    async def _note(
        self,
        call: _Call,
        started: float,
        *,
        status: str,
        reason: str | None = None,
        kept: str | None = None,
        reply: ChatReply | None = None,
        cost: int = 0,
    ) -> None:
        async with self._run.foundry.db.transaction(self._run.customer_id) as tx:
            await tx.run(
                SQL.insert_call,
                id=new_id(),
                model_id=self._run.model["id"],
                task_id=call.task_id,
                request_hash=call.request_hash,
                status=status,
                reply=kept,
                reason=reason,
                tokens_in=reply.tokens_in if reply else 0,
                tokens_out=reply.tokens_out if reply else 0,
                cost_micros=cost,
                attempts=reply.attempts if reply else self._settings.attempts,
                latency_ms=round((time.monotonic() - started) * 1000),
            )
            await tx.run(SQL.spend, id=self._run.model["id"], cost_micros=cost)

    def _cost_of(self, reply: ChatReply, worst: int) -> int:
        """What this reply costs; the worst when the server does not say how much it read and wrote."""
        if not reply.tokens_in and not reply.tokens_out:
            return worst
        return _price(self._settings, reply.tokens_in, reply.tokens_out)

    def _worst_cost(self, body: Mapping[str, Any]) -> int:
        """No token is shorter than a byte; a picture is counted apart, as its bytes are no text."""
        [_, asked, *_] = body["messages"]
        texts = [part for part in asked["content"] if part["type"] == "text"]
        pictures = len(asked["content"]) - len(texts)
        letters = len(msgspec.json.encode([body["messages"][0], texts, body["messages"][2:], body["response_format"]]))
        return _price(self._settings, letters + pictures * MOST_PICTURE_TOKENS, self._settings.most_tokens_out)

    def _cost(self) -> str:
        return f"{self._spent / MILLION:.2f} {self._settings.currency}"


class _Call(msgspec.Struct, frozen=True):
    task_id: UUID
    request_hash: bytes
    worst: int


class _UnusableError(InvalidError):
    """A reply that cannot be used, with what it said."""

    def __init__(self, why: GoldsmithError, reply: str) -> None:
        super().__init__(why.message, code=why.code, field=why.field)
        self.reply = reply


def _price(settings: ChatSettings, tokens_in: int, tokens_out: int) -> int:
    """Rounded up, so that many small questions do not cost nothing."""
    return -(-(tokens_in * settings.price_in_micros + tokens_out * settings.price_out_micros) // MILLION)


def _money(settings: ChatSettings) -> str:
    return f"{settings.most_cost_micros / MILLION:.2f} {settings.currency}"
