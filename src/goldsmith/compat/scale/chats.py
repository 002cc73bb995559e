"""Completed conversations as threads, with as much about them as the caller asks for."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.times import show_time
from goldsmith.compat.scale.types.chat import Telling, threads_of
from goldsmith.errors import InvalidError
from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.talk.service import replies_of
from goldsmith.modalities import registry
from goldsmith.ports.db import Tx
from goldsmith.projects.service import read_ontology_version
from goldsmith.tenancy.principal import Principal

__all__ = ["OPTIONS", "checked_options", "contributor_id", "threads_of_tasks"]

OPTIONS: Final = frozenset({"annotation_details", "attachment_details", "model_parameters", "submissions"})
"""What a caller may ask for beside the threads. Attachments have no more details than are always told."""


def checked_options(given: Sequence[str] | None) -> frozenset[str]:
    """The options of a request. Raises InvalidError for one that is none."""
    unknown = sorted(set(given or ()) - OPTIONS)
    if unknown:
        raise InvalidError(f"An option is one of: {', '.join(sorted(OPTIONS))}.", field="opts")
    return frozenset(given or ())


async def threads_of_tasks(
    foundry: Foundry, principal: Principal, rows: Sequence[Mapping[str, Any]], options: frozenset[str]
) -> dict[UUID, list[dict[str, Any]]]:
    """The threads of those of these tasks that are completed conversations, by task.

    A row may name the `annotation_id` that was delivered of it; else it is what was accepted last.
    """
    async with foundry.db.transaction(principal.customer_id) as tx:
        found = await tx.rows(
            SQL.conversations,
            ids=[row["id"] for row in rows],
            annotation_ids=[dict(row).get("annotation_id") for row in rows],
        )
        read = [await _Conversation.read(tx, row) for row in found]
        models = await _models(tx, read) if "model_parameters" in options else {}
        told = await _submissions(foundry, tx, [row["id"] for row in found]) if "submissions" in options else None
    return {each.task_id: _threads(each, options, models, told) for each in read} | _made_up(rows)


def _threads(
    each: _Conversation, options: frozenset[str], models: Mapping[str, str], told: Mapping[UUID, Any] | None
) -> list[dict[str, Any]]:
    telling = Telling(
        prefix=show_id("task", each.task_id) + ":",
        has_details="annotation_details" in options,
        has_models="model_parameters" in options,
        models=models,
        submissions=None if told is None else told[each.task_id],
    )
    return threads_of(each.content, each.ontology, each.answer, telling)


def _made_up(rows: Sequence[Mapping[str, Any]]) -> dict[UUID, list[dict[str, Any]]]:
    """What test keys got, which nobody answered."""
    tests = [dict(row) for row in rows if dict(row).get("is_test") and dict(row).get("response")]
    return {row["id"]: row["response"].get("threads", []) for row in tests}


class _Conversation(msgspec.Struct):
    """A completed conversation as it was asked and answered."""

    task_id: UUID
    content: Any
    ontology: Any
    answer: Any

    @staticmethod
    async def read(tx: Tx, row: Mapping[str, Any]) -> _Conversation:
        modality = registry.get("chat.v1")
        return _Conversation(
            row["id"],
            msgspec.convert(row["content"], modality.content),
            await read_ontology_version(tx, row["project_id"], row["ontology_version"]),
            modality.answer_decoder.decode(row["answer"]),
        )


async def _models(tx: Tx, read: Sequence[_Conversation]) -> dict[str, str]:
    """Who wrote the replies that answers quote, by the ids of the log."""
    quotes = registry.get("chat.v1").quotes
    ids = {parse_id("reply", text): text for each in read for text in quotes(each.answer)}
    return {ids[reply_id]: row["model_name"] for reply_id, row in (await replies_of(tx, list(ids))).items()}


async def _submissions(foundry: Foundry, tx: Tx, task_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, str]]]:
    told: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    for row in await tx.rows(SQL.submissions, task_ids=list(task_ids)):
        said = {
            "submitted_at": show_time(row["created_at"]),
            "contributor_id": contributor_id(foundry, tx.customer_id, row["labeler_id"]),
        }
        told[row["task_id"]].append(said)
    return told


def contributor_id(foundry: Foundry, customer_id: UUID | None, labeler_id: UUID) -> str:
    """A name for a labeler that is the same in all tasks of a customer and tells nobody who it is."""
    if customer_id is None:
        raise TypeError("a contributor is somebody who works for a customer")
    whole = hmac.digest(
        foundry.secret, b"goldsmith scale contributor " + customer_id.bytes + labeler_id.bytes, hashlib.sha256
    )
    return f"contributor_{whole[:16].hex()}"
