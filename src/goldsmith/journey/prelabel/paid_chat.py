"""Questions to a chat model: each paid once, never beyond its budget, every exchange noted.

What a question may cost at worst is reserved in the model's row before it is asked and settled with its note. Whoever
dies in between leaves it counted as spent: the server may bill it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import msgspec

from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.prelabel.chat_questions import write_repair
from goldsmith.journey.prelabel.runs import RunStopped
from goldsmith.journey.prelabel.secrets import reveal
from goldsmith.journey.prelabel.service import SQL
from goldsmith.journey.prelabel.settings import ChatSettings, ModelSettings
from goldsmith.ports.db import Tx
from goldsmith.ports.egress import EgressError
from goldsmith.ports.models import Chat, ChatReply, ModelAwayError, ModelRefusedError
from goldsmith.ports.models.chat import OpenAIChat
from goldsmith.ports.models.patience import Patience

__all__ = ["PaidChat", "Payer", "give_back", "model_of", "reserve", "settings_of", "worst_cost"]

MOST_PICTURE_TOKENS = 6_000
MILLION = 1_000_000

S = TypeVar("S", bound=msgspec.Struct)


class Payer(Protocol):
    """Whose exchanges are paid: a run of a model, or something else that asks one."""

    @property
    def foundry(self) -> Foundry: ...

    @property
    def customer_id(self) -> UUID: ...

    @property
    def model(self) -> Any:
        """The model's row as it was when asking began."""
        ...

    @property
    def settings(self) -> ModelSettings: ...

    async def check(self, tx: Tx) -> None:
        """Before what costs something: raises where nobody wants it any more."""
        ...


def settings_of(payer: Payer) -> ChatSettings:
    """The settings of a chat model that is asked."""
    settings = payer.settings
    if not isinstance(settings, ChatSettings):
        raise TypeError("these are not the settings of a chat model")
    return settings


def model_of(payer: Payer) -> Chat:
    """The model that the settings name, through the one door out."""
    settings, secret = settings_of(payer), payer.model["secret"]
    key = reveal(payer.foundry.secret, payer.customer_id, payer.model["id"], secret) if secret else None
    patience = Patience(attempts=settings.attempts, seconds_each=settings.seconds)
    return OpenAIChat(payer.foundry.egress, settings.url, key, patience=patience)


async def reserve(tx: Tx, model_id: UUID, micros: int) -> bool:
    """Count this as spent, unless it would pass the model's budget; whether it was counted.

    The update is the check: of many at once, by whichever process, as many pass as fit.
    """
    return not micros or await tx.value(SQL.reserve, id=model_id, micros=micros) is not None


async def give_back(tx: Tx, model_id: UUID, micros: int) -> None:
    """What was reserved and not spent."""
    if micros:
        await tx.run(SQL.settle, id=model_id, micros=-micros)


class PaidChat(Generic[S]):
    """Exchanges with one chat model, whose replies are read as an S, which is kept.

    `is_reserved`: whoever asks has reserved each first try; only a second one is reserved here.
    """

    def __init__(self, payer: Payer, chat: Chat, kept_as: type[S], *, is_reserved: bool = False) -> None:
        self._payer, self._settings, self._chat, self._kept_as = payer, settings_of(payer), chat, kept_as
        self._is_reserved = is_reserved

    async def ask(self, task_id: UUID, body: Mapping[str, Any], read: Callable[[ChatReply], S]) -> S:
        """One usable reply. Raises what `read` raises where a second try is of no use either."""
        try:
            return await self._exchange(task_id, body, read, is_reserved=self._is_reserved)
        except _UnusableError as unusable:
            again = write_repair(body, unusable.reply, unusable.message)
            return await self._exchange(task_id, again, read, is_reserved=False)

    async def _exchange(
        self, task_id: UUID, body: Mapping[str, Any], read: Callable[[ChatReply], S], *, is_reserved: bool
    ) -> S:
        """One reply that can be used: from the ledger if it was paid for before, else from the model, within budget."""
        encoded = msgspec.json.encode([self._settings.url, body])
        request_hash = hashlib.sha256(encoded).digest()
        worst = worst_cost(self._settings, body)
        call = _Call(task_id, request_hash, worst, 0 if is_reserved else worst)
        async with self._payer.foundry.db.transaction(self._payer.customer_id) as tx:
            known = await tx.value(SQL.answered_call, model_id=self._payer.model["id"], request_hash=request_hash)
            if known is None:
                await self._payer.check(tx)
                await self._reserve(tx, call.reserved)
        if known is not None:
            return msgspec.json.decode(known, type=self._kept_as)
        return await self._pay(call, body, read)

    async def _reserve(self, tx: Tx, micros: int) -> None:
        if await reserve(tx, self._payer.model["id"], micros):
            return
        budget: Any = await tx.row(SQL.budget, id=self._payer.model["id"])
        most, spent = (f"{budget[name] / MILLION:.2f} {self._settings.currency}" for name in ("most", "spent"))
        raise RunStopped(
            f"The next question could pass the budget of {most}; {spent} is spent. "
            "What was answered is kept. To go on, raise its budget and let it run."
        )

    async def _pay(self, call: _Call, body: Mapping[str, Any], read: Callable[[ChatReply], S]) -> S:
        started = time.monotonic()
        try:
            reply = await self._chat.ask(body)
        except (ModelAwayError, ModelRefusedError) as problem:
            status = "away" if isinstance(problem, ModelAwayError) else "refused"
            await self._note(call, started, status=status, reason=problem.message)
            raise
        except EgressError:  # of our own door: nobody was asked
            await self._give_back(call)
            raise
        cost = self._cost_of(reply, call.worst)
        try:
            said = read(reply)
        except InvalidError as unusable:
            await self._note(call, started, status="unusable", reason=unusable.message, reply=reply, cost=cost)
            raise _UnusableError(unusable, reply.content) from None
        kept = msgspec.json.encode(said).decode()
        await self._note(call, started, status="answered", kept=kept, reply=reply, cost=cost)
        return said

    async def _give_back(self, call: _Call) -> None:
        async with self._payer.foundry.db.transaction(self._payer.customer_id) as tx:
            await give_back(tx, self._payer.model["id"], call.reserved)

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
        async with self._payer.foundry.db.transaction(self._payer.customer_id) as tx:
            await tx.run(
                SQL.insert_call,
                id=new_id(),
                model_id=self._payer.model["id"],
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
            await tx.run(SQL.settle, id=self._payer.model["id"], micros=cost - call.reserved)

    def _cost_of(self, reply: ChatReply, worst: int) -> int:
        """What this reply costs; the worst when the server does not say how much it read and wrote."""
        if not reply.tokens_in and not reply.tokens_out:
            return worst
        return _price(self._settings, reply.tokens_in, reply.tokens_out)


class _Call(msgspec.Struct, frozen=True):
    task_id: UUID
    request_hash: bytes
    worst: int
    reserved: int


class _UnusableError(InvalidError):
    """A reply that cannot be used, with what it said."""

    def __init__(self, why: GoldsmithError, reply: str) -> None:
        super().__init__(why.message, code=why.code, field=why.field)
        self.reply = reply


def worst_cost(settings: ChatSettings, body: Mapping[str, Any]) -> int:
    """No token is shorter than a byte; a picture is counted apart, as its bytes are no text."""
    [_, asked, *_] = body["messages"]
    texts = [part for part in asked["content"] if part["type"] == "text"]
    pictures = len(asked["content"]) - len(texts)
    letters = len(msgspec.json.encode([body["messages"][0], texts, body["messages"][2:], body["response_format"]]))
    return _price(settings, letters + pictures * MOST_PICTURE_TOKENS, settings.most_tokens_out)


def _price(settings: ChatSettings, tokens_in: int, tokens_out: int) -> int:
    """Rounded up, so that many small questions do not cost nothing."""
    return -(-(tokens_in * settings.price_in_micros + tokens_out * settings.price_out_micros) // MILLION)
