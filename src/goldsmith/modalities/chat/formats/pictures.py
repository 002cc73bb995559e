"""Pictures of messages as OpenAI's chat interface has them: parts of the content, each with an address.

Format: https://platform.openai.com/docs/guides/images-vision. A picture that was uploaded is named as its task names
it (an asset id, or a file's name): its bytes are fetched from the installation that holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from mimetypes import guess_type
from typing import Any

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.formats.conversations import Conversation, wire
from goldsmith.modalities.codec import LossReport

__all__ = ["illustrated", "lose_texts", "picture_of"]

Said = dict[str, Any]


def illustrated(conversation: Conversation, messages: Sequence[Message]) -> list[Said]:
    """Messages with their pictures as parts of the content."""
    return [
        {**said, "content": _parts(message.content, shown)} if (shown := _shown(conversation, message)) else said
        for message, said in zip(messages, wire(messages), strict=True)
    ]


def lose_texts(conversation: Conversation, report: LossReport) -> None:
    """Count the files that are no pictures, for which the form has no room."""
    messages = conversation.graph.messages.values()
    report.lose(
        "texts that messages show", sum(len(each.attachments) - len(_shown(conversation, each)) for each in messages)
    )


def picture_of(part: Mapping[str, Any]) -> str | None:
    """The address or name of the picture that a part of a content shows; None where it holds its bytes, or is none."""
    shown = part.get("image_url")
    address = shown.get("url") if isinstance(shown, dict) else shown
    if part.get("type") != "image_url" or not isinstance(address, str) or not 0 < len(address) <= 4096:
        return None
    return None if address.startswith("data:") else address


def _parts(text: str, pictures: Iterable[str]) -> list[Said]:
    words = [{"type": "text", "text": text}] if text else []
    return [*words, *({"type": "image_url", "image_url": {"url": each}} for each in pictures)]


def _shown(conversation: Conversation, message: Message) -> list[str]:
    """The pictures among a message's files."""
    files = [conversation.files[place] for place in message.attachments if place < len(conversation.files)]
    return [each for each in files if not _is_text(conversation, each)]


def _is_text(conversation: Conversation, file: str) -> bool:
    media_type = conversation.media_types.get(file) or guess_type(file.partition("?")[0])[0]
    return media_type == "text/plain"
