"""A turn: what the holder of a claim says, who is asked, and that the caps allow it. One transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.errors import ConflictError, InvalidError
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.prelabel.pace import Pace
from goldsmith.journey.prelabel.settings import ChatSettings, ConversationSettings
from goldsmith.journey.route.service import why_not
from goldsmith.journey.talk.costs import worst_cost
from goldsmith.journey.talk.lineup import alias_of, draw_lineup
from goldsmith.journey.talk.messages import check_messages
from goldsmith.journey.talk.service import SQL, conversation_settings, models_to_talk_to
from goldsmith.journey.talk.settings import Message, Parameters
from goldsmith.journey.talk.showing import files_shown, has_pictures, tokens_at_worst
from goldsmith.ports.db import Tx
from goldsmith.tenancy.principal import LABELING, Principal
from goldsmith.tenancy.service import labeler_of

__all__ = ["Place", "Turn", "begin_turn"]

LONGEST_KEY: Final = 200
_pace = Pace(most=60, seconds=60.0)


class Place(msgspec.Struct, kw_only=True):
    """One model's part of a turn: its reply if it is known, or what is needed to ask for it."""

    alias: str
    reply_id: UUID
    """Given before anybody is asked: ids carry their time, and who was quick must not show in them."""
    model: Any
    """None: it is no longer connected."""
    reply: Any = None
    settings: ConversationSettings | None = None
    request_hash: bytes = b""
    repeats: Any = None
    """A logged reply to the same request, which may be given again."""
    may_reuse: bool = False
    reserved_micros: int = 0


class Turn(msgspec.Struct, kw_only=True):
    """A turn that was kept, and whom it goes to."""

    customer_id: UUID
    id: UUID
    project_id: UUID
    task_id: UUID
    assignment_id: UUID
    labeler_id: UUID
    messages: list[Any]
    parameters: dict[str, Any]
    tools: list[Any]
    files: Mapping[str, Any]
    """What the messages show, by id."""
    is_blind: bool
    places: list[Place]
    day: date | None = None
    """The day whose cap paid for it."""


async def begin_turn(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    turn_key: str,
    messages: Sequence[Message],
    parameters: Parameters,
    models: int | None = None,
    aliases: Sequence[str] | None = None,
) -> Turn:
    """Keep what is said and reserve what the replies may cost. Of a turn that is known, only who did not answer yet.

    `models`: so many of the lineup answer, from A on; `aliases`: these. Raises ConflictError when a cap is reached, the
    key was used for something else, or the claim is no longer held.
    """
    principal.need(LABELING)
    check_messages(messages)
    _check_key(turn_key)
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        claim = await tx.row(SQL.claim_to_talk, id=assignment_id, labeler_id=labeler_id, generation=generation)
        if claim is None:
            raise await why_not(tx, labeler_id, assignment_id, generation)
        _pace.note((principal.customer_id, labeler_id))
        talk = await tx.row(SQL.talk, project_id=claim["project_id"])
        if talk is None or not talk["model_ids"]:
            raise _nobody_talks()
        lineup = await _lineup(foundry, tx, claim, talk)
        files = await files_shown(tx, claim["task_id"], messages)
        tools = claim["tools"] or talk["tools"]
        row = await _keep(tx, claim, labeler_id, turn_key, messages, _asked_for(parameters, talk), tools)
        turn = Turn(
            customer_id=principal.customer_id,
            id=row["id"],
            project_id=row["project_id"],
            task_id=row["task_id"],
            assignment_id=assignment_id,
            labeler_id=labeler_id,
            messages=row["messages"],
            parameters=row["parameters"],
            tools=row["tools"],
            files=files,
            is_blind=talk["is_blind"],
            places=[],
        )
        turn.places = await _places(tx, turn, talk, lineup, _chosen(len(lineup), models, aliases))
        await _reserve(tx, turn, talk)
        return turn


def _check_key(turn_key: str) -> None:
    if not 1 <= len(turn_key) <= LONGEST_KEY or not turn_key.isascii() or not turn_key.isprintable():
        raise InvalidError(f"A turn key has 1 to {LONGEST_KEY} printable ASCII characters.", field="turn_key")


async def _lineup(foundry: Foundry, tx: Tx, claim: Any, talk: Any) -> list[UUID]:
    """Drawn once: who talks to A goes on talking to the same model, whatever the settings become."""
    known: list[UUID] | None = await tx.value(SQL.lineup, assignment_id=claim["id"])
    if known is not None:
        return known
    found = await models_to_talk_to(tx, claim["project_id"], talk["model_ids"])
    if not found:
        raise _nobody_talks()
    drawn = draw_lineup(foundry.secret, claim["id"], list(found), talk["replies_per_turn"])
    await tx.run(SQL.keep_lineup, assignment_id=claim["id"], model_ids=drawn)
    kept: list[UUID] = await tx.value(SQL.lineup, assignment_id=claim["id"])
    return kept


def _nobody_talks() -> ConflictError:
    return ConflictError(
        "Nobody talks to models in this project yet. An operator chooses them in the project's settings.",
        code="no_models_to_talk_to",
    )


def _asked_for(parameters: Parameters, talk: Any) -> dict[str, Any]:
    """The parameters of the requests: the labeler's within the project's."""
    most = min(parameters.max_tokens or talk["most_tokens"], talk["most_tokens"])
    project_temperature = None if talk["temperature"] is None else round(talk["temperature"], 6)
    temperature = project_temperature if parameters.temperature is None else parameters.temperature
    given = {"max_tokens": most, "temperature": temperature, "top_p": parameters.top_p}
    return {name: value for name, value in given.items() if value is not None}


async def _keep(
    tx: Tx,
    claim: Any,
    labeler_id: UUID,
    turn_key: str,
    messages: Sequence[Message],
    parameters: dict[str, Any],
    tools: list[Any],
) -> Any:
    said = msgspec.to_builtins(messages)
    messages_hash = hashlib.sha256(msgspec.json.encode(said)).digest()
    facts = {"assignment_id": claim["id"], "turn_key": turn_key}
    await tx.run(
        SQL.insert_turn,
        id=new_id(),
        project_id=claim["project_id"],
        task_id=claim["task_id"],
        labeler_id=labeler_id,
        messages=said,
        messages_hash=messages_hash,
        parameters=parameters,
        tools=tools,
        **facts,
    )
    kept: Any = await tx.row(SQL.turn_by_key, **facts)
    if kept["messages_hash"] != messages_hash:
        raise ConflictError(
            "This turn key was used for other messages. Take another key for another turn.",
            code="turn_key_reused",
            field="turn_key",
        )
    return kept


def _chosen(count: int, models: int | None, aliases: Sequence[str] | None) -> list[int]:
    """The places that are asked, in the lineup's order."""
    if aliases is not None:
        known = {alias_of(place): place for place in range(count)}
        if not aliases or any(alias not in known for alias in aliases):
            raise InvalidError(f"The models here are {', '.join(known)}.", field="aliases")
        return sorted({known[alias] for alias in aliases})
    if models is not None and models > count:
        raise InvalidError(f"{count} models can be asked here.", field="models")
    return list(range(count if models is None else models))


async def _places(tx: Tx, turn: Turn, talk: Any, lineup: Sequence[UUID], chosen: Sequence[int]) -> list[Place]:
    answered = {row["alias"]: row for row in await tx.rows(SQL.replies_of_turn, turn_id=turn.id)}
    found = await models_to_talk_to(tx, turn.project_id, lineup)
    places = [
        Place(
            alias=alias_of(number),
            reply_id=new_id(),
            model=found.get(lineup[number]),
            reply=answered.get(alias_of(number)),
        )
        for number in chosen
    ]
    for place in places:
        if place.reply is None and place.model is not None:
            await _prepare(tx, turn, talk["reuse"], place)
            _check_sight(turn, place)
    return places


def _check_sight(turn: Turn, place: Place) -> None:
    """Nobody is asked where one of the models would not see what is shown: what they say could not be compared."""
    is_blind = isinstance(place.settings, ChatSettings) and not place.settings.takes_pictures
    if is_blind and has_pictures(turn.files):
        raise InvalidError(
            f"Model {place.alias} takes no pictures. Nothing was sent; say it without the picture.",
            code="no_pictures",
            field="messages",
        )


async def _prepare(tx: Tx, turn: Turn, reuse: str, place: Place) -> None:
    place.settings = conversation_settings(place.model)
    request = [str(place.model["id"]), settings_hash(place.settings).hex(), turn.messages, turn.parameters]
    request += [turn.tools] if turn.tools else []
    place.request_hash = hashlib.sha256(msgspec.json.encode(request)).digest()
    place.may_reuse = reuse == "always" or (reuse == "auto" and turn.parameters.get("temperature") == 0)
    if place.may_reuse:
        facts = {"project_id": turn.project_id, "request_hash": place.request_hash}
        place.repeats = await tx.row(SQL.reply_to_reuse, **facts)
    if place.repeats is None:
        place.reserved_micros = worst_cost(
            place.settings,
            [*turn.messages, *turn.tools],
            turn.parameters["max_tokens"],
            tokens_at_worst(turn.files, turn.messages),
        )


_MATTERS: Final = ("url", "model", "personality", "seed")


def settings_hash(settings: ConversationSettings) -> bytes:
    """Names the version of a model's settings, as far as its replies hang on them."""
    said: Mapping[str, Any] = msgspec.to_builtins(settings)
    kind = "chat" if isinstance(settings, ChatSettings) else "practice"
    return hashlib.sha256(msgspec.json.encode([kind, {name: said.get(name) for name in _MATTERS}])).digest()


async def _reserve(tx: Tx, turn: Turn, talk: Any) -> None:
    """Pay for all replies of the turn at their worst, or for none."""
    costly = [place for place in turn.places if place.reserved_micros]
    micros = sum(place.reserved_micros for place in costly)
    if not micros:
        return
    turn.day = await tx.value(SQL.reserve, project_id=turn.project_id, micros=micros)
    if turn.day is None:
        raise _cap_reached(talk, micros)
    ids = [place.model["id"] for place in costly]
    granted = await tx.rows(SQL.reserve_of_models, ids=ids, micros=[place.reserved_micros for place in costly])
    if len(granted) < len(costly):
        raise ConflictError(
            "The budget of one of the models is spent. Your message was not sent; an operator can raise the budget "
            "under Models.",
            code="cost_cap",
        )


def _cap_reached(talk: Any, micros: int) -> ConflictError:
    in_all = talk["most_cost_micros"]
    is_in_all = in_all is not None and talk["cost_micros"] + micros > in_all
    what = "This project's cap on what models may cost" if is_in_all else "Today's cap on what models may cost here"
    return ConflictError(
        f"{what} could be passed by this turn. Your message was not sent; an operator can raise the cap in the "
        "project's settings.",
        code="cost_cap",
    )
