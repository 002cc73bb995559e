"""Files that messages show: found with their task, and sent to models as parts of the content."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.assets import object_key
from goldsmith.journey.label.files import check_pictures
from goldsmith.journey.talk.settings import Message
from goldsmith.modalities.pictures import PICTURES
from goldsmith.ports.db import Tx

__all__ = ["files_shown", "has_pictures", "spell_messages", "tokens_at_worst"]

MOST_BYTES: Final = 8_000_000
TEXTS: Final = frozenset({"text/plain"})
PICTURE_TOKENS: Final = 50_000
"""What a picture costs at worst: 2,833 tokens, and 5,667 for each of its eight tiles (gpt-4o-mini, high detail)."""


async def files_shown(tx: Tx, task_id: UUID, messages: Sequence[Message]) -> dict[str, Any]:
    """The files that messages show, by their ids. Raises InvalidError for one that is not the task's, and for many."""
    named = [
        (f"messages[{number}].attachments[{place}]", asset_id)
        for number, message in enumerate(messages)
        for place, asset_id in enumerate(message.attachments)
    ]
    files = await check_pictures(tx, task_id, named, PICTURES | TEXTS)
    if sum(row["bytes"] for row in files.values()) > MOST_BYTES:
        raise InvalidError(
            f"What a conversation shows has at most {MOST_BYTES // 1_000_000} MB together. Take a picture out, or show "
            "a smaller one. Nothing was sent.",
            code="pictures_too_large",
            field="messages",
        )
    return files


def has_pictures(files: Mapping[str, Any]) -> bool:
    """Whether any of these is a picture."""
    return any(row["media_type"] in PICTURES for row in files.values())


def tokens_at_worst(files: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> int:
    """What these files may cost beside the words, each as often as it is shown."""
    shown = [files[asset_id] for message in messages for asset_id in message.get("attachments", ())]
    return sum(PICTURE_TOKENS if row["media_type"] in PICTURES else int(row["bytes"]) for row in shown)


async def spell_messages(
    foundry: Foundry, customer_id: UUID, messages: Sequence[Mapping[str, Any]], files: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Messages as OpenAI's chat interface has them, with the bytes of what they show."""
    parts = {asset_id: await _part(foundry, customer_id, row) for asset_id, row in files.items()}
    return [_spell(message, parts) for message in messages]


async def _part(foundry: Foundry, customer_id: UUID, row: Any) -> dict[str, Any]:
    stream = await foundry.objects.get_stream(object_key(customer_id, row["sha256"]), 0, row["bytes"])
    body = b"".join([chunk async for chunk in stream])
    if row["media_type"] in TEXTS:
        return {"type": "text", "text": f"{row['name']}:\n{body.decode('utf-8', 'replace')}"}
    url = f"data:{row['media_type']};base64,{base64.b64encode(body).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}


def _spell(message: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in message.items() if name != "attachments"}
    if shown := message.get("attachments"):
        words = [{"type": "text", "text": message["content"]}] if message["content"] else []
        said["content"] = [*words, *(parts[asset_id] for asset_id in shown)]
    if calls := message.get("tool_calls"):
        said["tool_calls"] = [_mended(call) for call in calls]
    return said


def _mended(call: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments that are no JSON would be refused by many servers: they are sent as a text within JSON."""
    function = call["function"]
    try:
        msgspec.json.decode(function["arguments"])
    except (msgspec.DecodeError, RecursionError):
        unreadable = msgspec.json.encode({"unreadable": function["arguments"]}).decode()
        return {**call, "function": {**function, "arguments": unreadable}}
    return dict(call)
