"""How a project talks to models, and whose the replies were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id
from goldsmith.journey.prelabel.settings import ChatSettings, ConversationSettings, read_settings
from goldsmith.journey.talk.settings import TalkSettings
from goldsmith.modalities._contract import Quoted
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import access_project
from goldsmith.tenancy.principal import INSIGHT, LABELING, OPERATION, REVIEWING, Principal

__all__ = [
    "SQL",
    "Mismatch",
    "TalkView",
    "change_talk",
    "check_replies",
    "conversation_settings",
    "list_replies",
    "models_to_talk_to",
    "replies_of",
    "show_offer",
    "show_talk",
    "takes_pictures",
]

SQL = read_sql(__file__)


class TalkView(NamedTuple):
    """The row of a project's settings, None before they were ever set, and its models that are still connected."""

    row: Any
    models: list[Any]


class Mismatch(NamedTuple):
    """A reply that an answer names and that the log does not bear out: `unknown` there, or it was `changed`."""

    reply_id: UUID
    why: str


async def show_talk(foundry: Foundry, principal: Principal, project_id: UUID) -> TalkView:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await _view(tx, project_id)


async def show_offer(foundry: Foundry, principal: Principal, project_id: UUID) -> TalkView:
    """The same for labelers; what they may know of it is up to the caller."""
    principal.need(LABELING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await _view(tx, project_id)


async def change_talk(foundry: Foundry, principal: Principal, project_id: UUID, settings: TalkSettings) -> TalkView:
    """Say anew how a project talks. Assignments that have begun to talk go on with the models they know."""
    principal.need(OPERATION)
    model_ids = [parse_id("model", each, field="models") for each in dict.fromkeys(settings.models)]
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        _check_models(model_ids, await models_to_talk_to(tx, project_id, model_ids), settings)
        await _check_currency(tx, project_id, settings.currency)
        kept = {name: getattr(settings, name) for name in _SAME} | {"tools": msgspec.to_builtins(settings.tools)}
        await tx.run(SQL.put_talk, project_id=project_id, model_ids=model_ids, is_blind=settings.blind, **kept)
        body = msgspec.to_builtins(settings)
        await record(tx, "talk.changed", actor_id=principal.actor_id, project_id=project_id, body=body)
        return await _view(tx, project_id)


_SAME = (
    *("replies_per_turn", "reuse", "temperature", "most_tokens"),
    *("currency", "most_cost_micros", "most_cost_micros_a_day"),
)


async def models_to_talk_to(tx: Tx, project_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Those of these models that are connected to the project and can be talked to, by id."""
    rows = await tx.rows(SQL.models_to_talk_to, project_id=project_id, ids=list(ids))
    return {row["id"]: row for row in rows}


def conversation_settings(model: Any) -> ConversationSettings:
    """The settings of a model that can be talked to."""
    settings = read_settings(model["kind"], model["settings"])
    if not isinstance(settings, ConversationSettings):
        raise TypeError("these are not the settings of a model that can be talked to")
    return settings


def takes_pictures(model: Any) -> bool:
    """Whether a model that can be talked to may be shown pictures; the practice model only counts them."""
    settings = conversation_settings(model)
    return not isinstance(settings, ChatSettings) or settings.takes_pictures


def _check_models(model_ids: Sequence[UUID], found: Mapping[UUID, Any], settings: TalkSettings) -> None:
    if any(each not in found for each in model_ids):
        raise InvalidError(
            "One of these is not a model of this project that can be talked to: connect it under Models first.",
            code="model_not_found",
            field="models",
        )
    if model_ids and settings.replies_per_turn > len(model_ids):
        raise InvalidError("So many replies need as many models.", field="replies_per_turn")
    for model in found.values():
        said = conversation_settings(model)
        if (said.price_in_micros or said.price_out_micros) and said.currency != settings.currency:
            raise InvalidError(
                f"{model['name']} is paid in {said.currency}. The models of a project are paid in one currency.",
                code="other_currency",
                field="currency",
            )


async def _check_currency(tx: Tx, project_id: UUID, currency: str) -> None:
    row = await tx.row(SQL.talk, project_id=project_id)
    if row is not None and row["cost_micros"] and row["currency"] != currency:
        raise ConflictError(
            f"What was spent so far is counted in {row['currency']}; the currency cannot change any more.",
            code="currency_settled",
            field="currency",
        )


async def _view(tx: Tx, project_id: UUID) -> TalkView:
    row = await tx.row(SQL.talk, project_id=project_id)
    found = await models_to_talk_to(tx, project_id, row["model_ids"]) if row else {}
    return TalkView(row, [found[each] for each in row["model_ids"] if each in found] if row else [])


async def replies_of(tx: Tx, reply_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Whose these replies were, for exports, leaderboards and reviewers: the log's rows with the model's name, by id.

    Also of models that were removed since. What is not in the customer's log is left out. Never for whoever still
    labels the task.
    """
    rows = await tx.rows(SQL.replies_of, ids=list(reply_ids))
    return {row["id"]: row for row in rows}


async def check_replies(
    tx: Tx, task_id: UUID, quoted: Mapping[UUID, Quoted], *, assignment_id: UUID | None = None
) -> list[Mismatch]:
    """Which of the replies that an answer quotes are not as they were given for this task, in order.

    With an assignment only its own replies count, as for the answer of a labeler.
    """
    rows = await tx.rows(SQL.replies_to_check, ids=list(quoted), task_id=task_id, assignment_id=assignment_id)
    logged = {row["id"]: Quoted(row["content"], row["tool_calls"] or []) for row in rows}
    unknown = {each: "unknown" for each in quoted if each not in logged}
    changed = {each: "changed" for each in logged if logged[each] != quoted[each]}
    wrong = unknown | changed
    return [Mismatch(each, wrong[each]) for each in quoted if each in wrong]


async def list_replies(foundry: Foundry, principal: Principal, task_id: UUID, after: UUID, limit: int) -> list[Any]:
    """What models said to those who have submitted their answers, and which models they were."""
    principal.need(INSIGHT | REVIEWING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if not await tx.value(SQL.has_task, task_id=task_id):
            raise NotFoundError("There is no such task.", code="task_not_found")
        return await tx.rows(SQL.replies_of_task, task_id=task_id, after=after, limit=limit)
