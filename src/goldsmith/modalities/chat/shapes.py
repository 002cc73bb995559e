"""What can be said about a conversation: judgements of its messages, and messages that a labeler adds to it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.modalities._contract import Shape
from goldsmith.modalities.chat.content import MOST_CHARACTERS, Role
from goldsmith.modalities.tool_calls import MOST_CALLS, ToolCall

__all__ = ["MOST_PICTURES", "MOST_STRENGTH", "Grade", "Line", "Ranking", "Rating", "Span", "Step", "Written"]

MOST_STRENGTH: Final = 5
MOST_ALTERNATES: Final = 26
MOST_PICTURES: Final = 8

MessageId = Annotated[str, msgspec.Meta(max_length=64)]
Words = Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)]
Explanation = Annotated[str, msgspec.Meta(max_length=20_000)]
Pictures = Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=MOST_PICTURES)]
Calls = Annotated[list[ToolCall], msgspec.Meta(max_length=MOST_CALLS)]
Offset = Annotated[int, msgspec.Meta(ge=0, le=MOST_CHARACTERS)]

Alternates = Annotated[list[MessageId], msgspec.Meta(max_length=MOST_ALTERNATES)]
Group = Annotated[list[MessageId], msgspec.Meta(min_length=1, max_length=MOST_ALTERNATES)]
Groups = Annotated[list[Group], msgspec.Meta(max_length=MOST_ALTERNATES)]
Tags = Annotated[list[Annotated[str, msgspec.Meta(max_length=200)]], msgspec.Meta(max_length=50)]


class Rating(Shape, tag="rating", kw_only=True):
    """What one message is like: the attributes of its label are the axes."""

    message: MessageId


class Ranking(Shape, tag="ranking", kw_only=True):
    """The alternates after a message, the best first; those in one group are equally good.

    `strength` says by how much the best group of a pair is better, from 1 (slightly); 0 where it is not asked.
    `all_bad`: none of them is good enough. `shown` is the order in which the labeler saw them, from the left.
    Within a group order means nothing: it is sorted.
    """

    after: MessageId
    groups: Groups = msgspec.field(default_factory=list)
    strength: Annotated[int, msgspec.Meta(ge=0, le=MOST_STRENGTH)] = 0
    all_bad: bool = False
    shown: Alternates = msgspec.field(default_factory=list)

    def __post_init__(self) -> None:
        self.groups = [sorted(group) for group in self.groups]


class Written(Shape, tag="message", kw_only=True):
    """A message that the labeler adds to the conversation; its uuid is its id there.

    `revises` names the message that this is a better version of. `reply` names the logged reply of a model that this
    repeats: then the labeler did not write it, and `tool_calls` are what the model asked of its tools. A message of a
    tool is its result for the call that `tool_call_id` names. `attachments` are ids of pictures that the message shows.
    """

    parent: MessageId
    role: Role = "assistant"
    content: Words
    revises: MessageId = ""
    reply: MessageId = ""
    attachments: Pictures | UnsetType = UNSET
    tool_calls: Calls | UnsetType = UNSET
    tool_call_id: Annotated[str, msgspec.Meta(max_length=200)] | UnsetType = UNSET


class Span(Shape, tag="span", kw_only=True):
    """Characters of one message from `start` up to, but not including, `end`, in Unicode code points."""

    message: MessageId
    start: Offset
    end: Offset
    text: Words


class Step(Shape, tag="step", kw_only=True):
    """The verdict on one step of a message, counted from 0: 1 good, 0 neutral, -1 bad (as in PRM800K)."""

    message: MessageId
    step: Annotated[int, msgspec.Meta(ge=0, lt=1000)]
    rating: Literal[-1, 0, 1]


class Line(Shape, tag="criterion", kw_only=True):
    """One line of a rubric that the labeler writes: what a response should do, and how many points it is worth."""

    criterion: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
    points: Annotated[float, msgspec.Meta(ge=-1000, le=1000)] = 1.0
    tags: Tags = msgspec.field(default_factory=list)


class Grade(Shape, tag="grade", kw_only=True):
    """Whether one message meets one criterion of the task's rubric."""

    message: MessageId
    criterion: MessageId
    met: bool
    explanation: Explanation = ""
