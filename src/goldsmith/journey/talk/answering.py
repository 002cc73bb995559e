"""The replies of a turn: all models at the same time, each reply logged before it counts as given."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog

from goldsmith.errors import GoldsmithError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.talk.asking import Place, Turn, settings_hash
from goldsmith.journey.talk.costs import cost_of
from goldsmith.journey.talk.opening import open_talker, patience_seconds
from goldsmith.journey.talk.saying import say_failure, status_of
from goldsmith.journey.talk.service import SQL
from goldsmith.journey.talk.showing import has_pictures, spell_messages
from goldsmith.ports.db import Tx
from goldsmith.ports.models import Ending, ModelAwayError, ModelBrokeOffError

__all__ = ["Delta", "Failed", "Given", "replies_to"]

log = structlog.get_logger()
LOOK_AGAIN_SECONDS: Final = 0.1
GRACE_SECONDS: Final = 10.0
"""What a reply may take beyond its patience to be logged; after it the place of a process that died is free."""
_under_way: set[asyncio.Task[None]] = set()
"""What was asked is brought to its end and logged, also when nobody waits for it any more."""


class Delta(NamedTuple):
    """The next piece of one model's reply."""

    alias: str
    text: str


class Given(NamedTuple):
    """A whole reply, as it was logged."""

    alias: str
    row: Any


class Failed(NamedTuple):
    """Why a model gave no reply, in words that do not tell which it is."""

    alias: str
    message: str
    code: str


Said = Delta | Given | Failed


async def replies_to(foundry: Foundry, turn: Turn) -> AsyncIterator[Said]:
    """What each model of the turn says, as it comes. Whoever stops listening stops nothing."""
    said: asyncio.Queue[Said | None] = asyncio.Queue()
    answering = asyncio.create_task(_answer_all(foundry, turn, said))
    _under_way.add(answering)
    answering.add_done_callback(_under_way.discard)
    while (each := await said.get()) is not None:
        yield each


async def _answer_all(foundry: Foundry, turn: Turn, said: asyncio.Queue[Said | None]) -> None:
    try:
        await asyncio.gather(*(_answer(foundry, turn, place, said) for place in turn.places))
    finally:
        said.put_nowait(None)


async def _answer(foundry: Foundry, turn: Turn, place: Place, said: asyncio.Queue[Said | None]) -> None:
    try:
        said.put_nowait(await _Answering(foundry, turn, place, said).reply())
    except GoldsmithError as failure:
        sentence = say_failure(place.alias, failure, has_pictures=has_pictures(turn.files))
        said.put_nowait(Failed(place.alias, sentence, failure.code))
    except Exception:
        log.exception("unforeseen error while a model was asked", turn=str(turn.id))
        away = ModelAwayError("unforeseen")
        said.put_nowait(Failed(place.alias, say_failure(place.alias, away), away.code))


class _Answering:
    """One model's part of a turn under way."""

    def __init__(self, foundry: Foundry, turn: Turn, place: Place, said: asyncio.Queue[Said | None]) -> None:
        self._foundry, self._turn, self._place, self._said = foundry, turn, place, said
        self._started = time.monotonic()

    async def reply(self) -> Given:
        """The reply: known, repeated, or the model's own. Raises why there is none."""
        place = self._place
        if place.reply is not None:
            return self._given(place.reply)
        if place.model is None:
            raise GoldsmithError("It is no longer connected.", code="model_gone")
        if place.repeats is not None:
            return self._given(await self._log_repeated(place.repeats))
        return self._given(await self._ask_once())

    def _given(self, row: Any) -> Given:
        return Given(self._place.alias, row)

    async def _ask_once(self) -> Any:
        """Ask, unless the same is being asked; then wait for that, and ask if nothing came of it."""
        flight, flight_id = self._flight_key(), new_id()
        seconds = patience_seconds(self._place)
        while True:
            async with self._tx() as tx:
                known = await self._known(tx)
                has_place = known is None and await self._take_flight(tx, flight, flight_id, seconds)
                if has_place and (known := await self._known(tx)) is not None:
                    # Whoever had the place answered and left it between our two looks.
                    await tx.run(SQL.end_flight, request_hash=flight, flight_id=flight_id)
            if known is not None:
                return await self._take_over(known)
            if has_place:
                return await self._ask(flight, flight_id)
            if time.monotonic() - self._started > seconds + 2 * GRACE_SECONDS:
                await self._log_failure(ModelAwayError("The same question was being asked for too long."), cost=0)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _take_flight(self, tx: Tx, flight: bytes, flight_id: UUID, seconds: float) -> bool:
        facts = {"request_hash": flight, "flight_id": flight_id, "seconds": seconds + GRACE_SECONDS}
        return await tx.value(SQL.take_flight, **facts) is not None

    def _flight_key(self) -> bytes:
        """The request where its reply may be shared, else this place of this turn: a click too many asks nothing."""
        if self._place.may_reuse:
            return self._place.request_hash
        return self._turn.id.bytes + self._place.alias.encode()

    async def _known(self, tx: Tx) -> Any:
        own = await tx.row(SQL.reply_of_turn, turn_id=self._turn.id, alias=self._place.alias)
        if own is not None or not self._place.may_reuse:
            return own
        facts = {"project_id": self._turn.project_id, "request_hash": self._place.request_hash}
        return await tx.row(SQL.reply_to_reuse, **facts)

    async def _take_over(self, known: Any) -> Any:
        """A reply that came of somebody else's asking: what was reserved for ours is free again."""
        if known["turn_id"] == self._turn.id and known["alias"] == self._place.alias:
            async with self._tx() as tx:
                await self._settle(tx, 0)
            return known
        return await self._log_repeated(known)

    async def _ask(self, flight: bytes, flight_id: UUID) -> Any:
        try:
            return await self._listen()
        finally:
            async with self._tx() as tx:
                await tx.run(SQL.end_flight, request_hash=flight, flight_id=flight_id)

    async def _listen(self) -> Any:
        pieces: list[str] = []
        ending: Ending | None = None
        try:
            talker = open_talker(self._foundry, self._turn.customer_id, self._place)
            async with aclosing(talker.talk(await self._body())) as talking:  # type: ignore[type-var]
                async for piece in talking:
                    if isinstance(piece, Ending):
                        ending = piece
                    else:  # nothing is awaited here: time that runs out strikes inside the talker, never in between
                        pieces.append(piece)
                        self._said.put_nowait(Delta(self._place.alias, piece))
            if ending is None or not (pieces or ending.tool_calls):
                raise ModelBrokeOffError("The model's reply is empty.")
        except GoldsmithError as failure:
            is_paid = isinstance(failure, ModelBrokeOffError)
            return await self._log_failure(failure, cost=self._place.reserved_micros if is_paid else 0)
        return await self._log_answer("".join(pieces), ending)

    async def _body(self) -> dict[str, Any]:
        turn = self._turn
        messages = await spell_messages(self._foundry, turn.customer_id, turn.messages, turn.files)
        return {"messages": messages, **turn.parameters, **({"tools": turn.tools} if turn.tools else {})}

    async def _log_answer(self, content: str, ending: Ending) -> Any:
        place = self._place
        cost = cost_of(place.settings, ending, place.reserved_micros) if place.settings else 0
        facts = {
            "content": content,
            "finish_reason": ending.finish_reason,
            "tool_calls": _logged_calls(place.reply_id, ending.tool_calls),
            "tokens_in": ending.tokens_in or 0,
            "tokens_out": ending.tokens_out or 0,
            "attempts": ending.attempts,
        }
        return await self._log("answered", cost=cost, **facts)

    async def _log_repeated(self, known: Any) -> Any:
        same = {name: known[name] for name in ("content", "finish_reason", "tool_calls")}
        return await self._log("answered", cost=0, reused_reply_id=known["id"], **same)

    async def _log_failure(self, failure: GoldsmithError, *, cost: int) -> Any:
        """Note why there is no reply, and say so."""
        await self._log(status_of(failure), cost=cost, reason=failure.message)
        raise failure

    async def _log(self, status: str, *, cost: int, **facts: Any) -> Any:
        """Write the log and settle what was reserved, in one transaction. What is there afterwards is what is given."""
        place, turn = self._place, self._turn
        nothing = dict.fromkeys(("reason", "content", "tool_calls", "finish_reason", "reused_reply_id"))
        counts = {"tokens_in": 0, "tokens_out": 0, "attempts": 1}
        async with self._tx() as tx:
            row = await tx.row(
                SQL.insert_reply,
                id=place.reply_id,
                turn_id=turn.id,
                alias=place.alias,
                model_id=place.model["id"],
                settings_hash=settings_hash(place.settings) if place.settings else b"",
                request_hash=place.request_hash,
                status=status,
                cost_micros=cost,
                latency_ms=round((time.monotonic() - self._started) * 1000),
                **(nothing | counts | facts),
            )
            await self._settle(tx, cost)
            if row is None:  # somebody else was quicker with the same turn
                return await tx.row(SQL.reply_of_turn, turn_id=turn.id, alias=place.alias)
            await record(
                tx,
                "model.replied",
                project_id=turn.project_id,
                task_id=turn.task_id,
                labeler_id=turn.labeler_id,
                body={"reply_id": str(row["id"]), "turn_id": str(turn.id), "alias": place.alias, "status": status},
            )
            return row

    async def _settle(self, tx: Tx, cost: int) -> None:
        """Give back what was reserved and not spent."""
        unspent, self._place.reserved_micros = self._place.reserved_micros - cost, 0
        if unspent > 0:
            facts = {"project_id": self._turn.project_id, "day": self._turn.day}
            await tx.run(SQL.give_back, micros=unspent, **facts)
            await tx.run(SQL.give_back_to_model, id=self._place.model["id"], micros=unspent)

    def _tx(self) -> Any:
        return self._foundry.db.transaction(self._turn.customer_id)


def _logged_calls(reply_id: UUID, calls: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """Calls of tools in OpenAI's form, under ids of our own: a server's would tell whose it is.

    Nine letters and digits, as some servers refuse all others.
    """
    return [
        {"id": f"{number:02d}" + reply_id.hex[-7:], "type": "function", "function": dict(call)}
        for number, call in enumerate(calls, start=1)
    ] or None
