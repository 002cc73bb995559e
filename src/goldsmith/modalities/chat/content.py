"""A conversation as a tree of messages: each names the one that it follows, and siblings are alternates.

One stored form for everything: a row may give its prompt and responses in short, and is stored as messages.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, Literal

import msgspec

from goldsmith.modalities.tool_calls import FunctionCall, ToolCall

__all__ = [
    "MOST_CHARACTERS",
    "MOST_FILES",
    "MOST_MESSAGES",
    "ChatContent",
    "Criterion",
    "FunctionCall",
    "Message",
    "PlantedResponse",
    "Response",
    "Role",
    "ToolCall",
    "conceal_hidden",
    "show_chat",
]

MOST_MESSAGES: Final = 2_000
MOST_CHARACTERS: Final = 1_000_000
MOST_FILES: Final = 20
MOST_STEPS: Final = 1_000
MOST_CRITERIA: Final = 200
MOST_TOOLS: Final = 200
MOST_PLANTED: Final = 20

Role = Literal["system", "user", "assistant", "tool"]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Words = Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)]
ShortName = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
Place = Annotated[int, msgspec.Meta(ge=0, lt=MOST_FILES)]


class Criterion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One line of a rubric: what a response should do for so many points, or should not for negative ones.

    The form of HealthBench (Arora et al., 2025).
    """

    id: Annotated[str, msgspec.Meta(max_length=64)] = ""
    criterion: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
    points: Annotated[float, msgspec.Meta(ge=-1000, le=1000)] = 1.0
    tags: Annotated[list[ShortName], msgspec.Meta(max_length=50)] = []


class Message(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One message. `parent` is the id of the message it follows, empty at the start of the conversation.

    A message without an id is named by its place, counted from 1; one without a parent follows the one before it.
    `source` is the model or person that wrote it: no labeler is told. `steps` cut the content where it is judged step
    by step. `attachments` are places in the content's list of files.
    """

    id: Annotated[str, msgspec.Meta(max_length=64)] = ""
    parent: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    role: Role
    content: Words = ""
    reasoning: Words = ""
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    source: Annotated[str, msgspec.Meta(max_length=200)] = ""
    steps: Annotated[list[Words], msgspec.Meta(max_length=MOST_STEPS)] = []
    tool_calls: Annotated[list[ToolCall], msgspec.Meta(max_length=100)] = []
    tool_call_id: Annotated[str, msgspec.Meta(max_length=200)] = ""
    attachments: Annotated[list[Place], msgspec.Meta(max_length=MOST_FILES)] = []


class Response(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One of several responses to the end of the conversation, in short."""

    id: Annotated[str, msgspec.Meta(max_length=64)] = ""
    content: Words
    source: Annotated[str, msgspec.Meta(max_length=200)] = ""


class PlantedResponse(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A response known to be good, or bad. Labelers never see it: the rubrics that they write are tested on it."""

    id: Annotated[str, msgspec.Meta(max_length=64)] = ""
    quality: Literal["good", "bad"]
    content: Words
    source: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ToolResult(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a tool gives back in a conversation with models: to a call with these arguments; without them, to any."""

    name: ShortName
    arguments: dict[str, Any] | None = None
    content: Words


class _NotGiven(list[Message]):
    """Messages that a row does not name; an empty list is a conversation that labelers begin."""


class ChatContent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What there is of the conversation.

    `system`, `prompt` and `responses` are short for messages; `messages` may be empty where labelers begin to talk.
    `tools` are the definitions that the assistant could call, `tool_results` what they give back where labelers talk to
    models, `rubric` what responses are graded by, `reference` an answer known to be good, shown to labelers. `planted`
    are alternates beside the responses that labelers do not see: what they write is tested on them.
    """

    messages: Annotated[list[Message], msgspec.Meta(max_length=MOST_MESSAGES)] = msgspec.field(
        default_factory=_NotGiven
    )
    system: Words | None = None
    prompt: Words | None = None
    responses: Annotated[list[Words | Response], msgspec.Meta(max_length=26)] = []
    tools: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST_TOOLS)] = []
    tool_results: Annotated[list[ToolResult], msgspec.Meta(max_length=MOST_TOOLS)] = []
    rubric: Annotated[list[Criterion], msgspec.Meta(max_length=MOST_CRITERIA)] = []
    reference: Words = ""
    planted: Annotated[list[PlantedResponse], msgspec.Meta(max_length=MOST_PLANTED)] = []
    attachments: Annotated[list[Address], msgspec.Meta(max_length=MOST_FILES)] = []

    def __post_init__(self) -> None:
        is_left_open = self.messages == [] and not isinstance(self.messages, _NotGiven)
        self._write_out()
        if not self.messages and not is_left_open:
            complaint = "Give messages, or a prompt"
            raise ValueError(complaint)
        _name_messages(self.messages)
        _name_criteria(self.rubric)
        _name_planted(self.planted, {message.id for message in self.messages})
        for message in self.messages:
            if message.attachments and max(message.attachments) >= len(self.attachments):
                complaint = f"The message {message.id} shows a file that the list of attachments does not have"
                raise ValueError(complaint)

    def _write_out(self) -> None:
        """Turn what was given in short into messages."""
        given = [("system", self.system), ("user", self.prompt)]
        self.messages = [
            *(Message(role=role, content=content) for role, content in given if content is not None),  # type: ignore[arg-type]
            *self.messages,
        ]
        if not self.messages and self.responses:
            complaint = "Give the messages, or the prompt, that the responses answer"
            raise ValueError(complaint)
        if self.responses:
            _name_messages(self.messages)
            last, taken = self.messages[-1].id, {message.id for message in self.messages}
            letters = (letter for letter in string.ascii_lowercase if letter not in taken)
            self.messages += [_response_after(last, each, letters) for each in self.responses]
        self.system, self.prompt, self.responses = None, None, []


def _response_after(parent: str, given: str | Response, letters: Iterator[str]) -> Message:
    if isinstance(given, str):
        return Message(id=next(letters), parent=parent, role="assistant", content=given)
    return Message(
        id=given.id or next(letters), parent=parent, role="assistant", content=given.content, source=given.source
    )


def _name_messages(messages: Sequence[Message]) -> None:
    """Give every message an id and a parent. Raises ValueError for a second message of an id, or a lost parent."""
    before = ""
    seen: set[str] = set()
    for place, message in enumerate(messages, start=1):
        message.id = message.id or str(place)
        if message.id in seen:
            complaint = f"Two messages have the id {message.id}"
            raise ValueError(complaint)
        if message.parent is None:
            message.parent = before
        if message.parent and message.parent not in seen:
            complaint = f"The message {message.id} follows {message.parent}, which is not before it"
            raise ValueError(complaint)
        seen.add(message.id)
        before = message.id


def _name_criteria(rubric: Sequence[Criterion]) -> None:
    seen: set[str] = set()
    for place, criterion in enumerate(rubric, start=1):
        criterion.id = criterion.id or f"c{place}"
        if criterion.id in seen:
            complaint = f"Two criteria of the rubric have the id {criterion.id}"
            raise ValueError(complaint)
        seen.add(criterion.id)


def _name_planted(planted: Sequence[PlantedResponse], taken: set[str]) -> None:
    """Give every planted response an id that no message has. Raises ValueError for a second one of an id."""
    seen = set(taken)
    for place, each in enumerate(planted, start=1):
        each.id = each.id or f"planted-{place}"
        if each.id in seen:
            complaint = f"A planted response has the id {each.id}, which is taken"
            raise ValueError(complaint)
        seen.add(each.id)


def conceal_hidden(content: Any) -> Any:
    """The content as labelers see it, without who wrote a message and without what their rubrics are tested on."""
    messages = [
        msgspec.structs.replace(message, source="") if message.source else message for message in content.messages
    ]
    return msgspec.structs.replace(content, messages=messages, planted=[])


def show_chat(content: Any) -> str:
    """Show what was asked last, for lists."""
    asked = [message for message in content.messages if message.role == "user" and message.content.strip()]
    shown = asked[-1] if asked else next((each for each in content.messages if each.content.strip()), None)
    count = len(content.messages)
    return " ".join(shown.content[:600].split())[:120] if shown else f"{count:,} message{'s' * (count != 1)}"
