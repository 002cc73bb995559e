"""Delivered records as conversations: the graph of turns, what was said about it, and what a form leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

import msgspec

from goldsmith.modalities._contract import Answer, Shape, answer_type
from goldsmith.modalities.chat.additions import files_with, graph_with
from goldsmith.modalities.chat.content import ChatContent, Message
from goldsmith.modalities.chat.graph import Graph
from goldsmith.modalities.chat.shapes import Grade, Line, Ranking, Rating, Span, Step, Written
from goldsmith.modalities.codec import LossReport

__all__ = ["Conversation", "Held", "conversations_of", "report_left_out", "wire"]

SHAPES: Final = (Rating, Ranking, Written, Span, Step, Line, Grade)
WORDS: Final[Mapping[type, str]] = {
    Rating: "ratings",
    Ranking: "rankings",
    Written: "messages that labelers wrote",
    Span: "marked passages",
    Step: "verdicts on steps",
    Line: "criteria that labelers wrote",
    Grade: "grades",
}

S = TypeVar("S", bound=Shape)


class _Asset(msgspec.Struct):
    id: str = ""
    name: str = ""
    media_type: str | None = None


class _Record(msgspec.Struct):
    content: ChatContent
    answer: answer_type(SHAPES)  # type: ignore[valid-type]
    task_id: str = ""
    unique_id: str | None = None
    labelers: list[str] = []
    metadata: dict[str, Any] = {}
    models: dict[str, str] = {}
    assets: list[_Asset] = []


_RECORD: Final = msgspec.json.Decoder(_Record)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a form of rows has room for. All else is counted as lost."""

    shapes: tuple[type[Shape], ...] = ()
    attributes: bool = False
    answers: bool = False
    unique_ids: bool = False
    tools: bool = False
    rubric: bool = False
    reference: bool = False
    sources: bool = False
    ids: bool = False
    pictures: bool = False


class Conversation(msgspec.Struct, kw_only=True):
    """A delivered conversation: its messages and those written in its answer, as one graph.

    `files` are what its messages show, by their places; `media_types` of those that are known, by name and by asset id.
    """

    number: int
    name: str
    unique_id: str | None
    content: ChatContent
    answer: Answer[Any]
    graph: Graph
    labelers: list[str]
    metadata: dict[str, Any]
    files: list[str]
    media_types: dict[str, str]

    def row_name(self, number: int) -> str:
        """Name one of the rows that come of the conversation, counted from 1: the first is named as it is."""
        return self.name if number == 1 else f"{self.name}#{number}"

    def said(self, kind: type[S], label: str | None = None) -> list[S]:
        """The annotations of a kind, in their order; of one label where it is given."""
        return [
            each
            for each in self.answer.annotations
            if isinstance(each, kind) and (label is None or each.label == label)
        ]

    def prompt(self) -> list[Message]:
        """The conversation up to what is compared or judged."""
        after = self.graph.branching()
        return self.graph.path(after) if after else []

    def response(self, message_id: str) -> list[Message]:
        """A response to its end: a given one may go on for several turns, as long as it does not branch again."""
        given = {message.id for message in self.content.messages}
        response = [self.graph.messages[message_id]]
        while followers := [each for each in self.graph.after(response[-1].id) if each.id in given]:
            if len(followers) > 1:
                return response[:1]
            response += followers
        return response


def conversations_of(records: Iterable[bytes], report: LossReport) -> Iterator[Conversation]:
    """Decode delivered records one by one."""
    for body in records:
        report.records += 1
        record = _RECORD.decode(body)
        report.annotations += len(record.answer.annotations)
        yield Conversation(
            number=report.records,
            name=record.unique_id or record.task_id or str(report.records),
            unique_id=record.unique_id,
            content=record.content,
            answer=record.answer,
            graph=graph_with(record.content, record.answer, record.models),
            labelers=record.labelers,
            metadata=record.metadata,
            files=files_with(record.content, record.answer),
            media_types={
                key: each.media_type for each in record.assets if each.media_type for key in (each.id, each.name)
            },
        )


def report_left_out(conversation: Conversation, held: Held, report: LossReport) -> None:
    """Count what a form has no room for."""
    content, answer = conversation.content, conversation.answer
    for annotation in answer.annotations:
        if not isinstance(annotation, held.shapes):
            report.lose(WORDS[type(annotation)])
    messages = conversation.graph.messages.values()
    report.lose("links between annotations", len(answer.links))
    report.lose("reasoning before messages", sum(bool(message.reasoning) for message in messages))
    for is_held, words, count in (
        (held.pictures, "files that messages show", sum(len(message.attachments) for message in messages)),
        (held.ids, "ids of annotations", sum(bool(each.uuid) for each in answer.annotations)),
        (held.attributes, "attributes of annotations", sum(len(each.attributes) for each in answer.annotations)),
        (held.answers, "answers about the conversation", len(answer.global_attributes)),
        (held.unique_ids, "unique ids", int(conversation.unique_id is not None)),
        (held.tools, "definitions of tools", len(content.tools)),
        (held.rubric, "criteria of rubrics", len(content.rubric)),
        (held.reference, "reference answers", int(bool(content.reference))),
        (held.sources, "names of models", sum(bool(message.source) for message in messages)),
    ):
        report.lose(words, 0 if is_held else count)


def wire(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Messages as OpenAI's chat interface has them, which most tools took over."""
    return [_wire(message) for message in messages]


def _wire(message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.name:
        said["name"] = message.name
    if message.tool_calls:
        said["tool_calls"] = msgspec.to_builtins(message.tool_calls)
    if message.tool_call_id:
        said["tool_call_id"] = message.tool_call_id
    return said
