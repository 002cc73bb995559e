"""The tree that messages form: who follows whom, what is compared, which steps a message has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from goldsmith.modalities.chat.content import Message

__all__ = ["Graph", "steps_of"]

_BETWEEN_STEPS: Final = re.compile(r"\n[ \t]*\n\s*")


class Graph:
    """Messages by id, each with those that follow it, in the order given.

    >>> graph = Graph([Message(id="1", parent="", role="user", content="Hi"),
    ...                Message(id="a", parent="1", role="assistant"), Message(id="b", parent="1", role="assistant")])
    >>> [message.id for message in graph.candidates()], [message.id for message in graph.path("b")]
    (['a', 'b'], ['1', 'b'])
    """

    def __init__(self, messages: Iterable[Message]) -> None:
        self.messages = {message.id: message for message in messages}
        self._after: dict[str, list[Message]] = {}
        for message in self.messages.values():
            self._after.setdefault(message.parent or "", []).append(message)

    def after(self, parent: str) -> Sequence[Message]:
        """The messages that follow one: more than one are alternates. Empty text: those that begin."""
        return self._after.get(parent, ())

    def alternates(self, message_id: str) -> Sequence[Message]:
        """A message and its siblings."""
        return self.after(self.messages[message_id].parent or "")

    def path(self, message_id: str) -> list[Message]:
        """The conversation up to and including a message, from its start."""
        path = []
        at = message_id
        while at:
            path.append(self.messages[at])
            at = self.messages[at].parent or ""
        return path[::-1]

    def branching(self) -> str:
        """The message after which the last alternates come; where nothing branches, the last message but one.

        What is compared are its followers: so responses may go on for several turns.
        """
        branches = [parent for parent, followers in self._after.items() if len(followers) > 1]
        if branches:
            places = {message_id: place for place, message_id in enumerate(self.messages)}
            return max(branches, key=lambda parent: places.get(parent, -1))
        last = next(reversed(self.messages.values()), None)
        if last is None:
            return ""
        return (last.parent or "") if last.role == "assistant" else last.id

    def candidates(self) -> Sequence[Message]:
        """The assistant's messages that are compared or judged: the last alternates, or the one at the end."""
        return [message for message in self.after(self.branching()) if message.role == "assistant"]

    def targets(self, which: str) -> Sequence[Message]:
        """The messages that a label is asked of: `candidates`, all of one role, or `every` one."""
        if which == "candidates":
            return self.candidates()
        return [message for message in self.messages.values() if which in ("every", message.role)]


def steps_of(message: Any) -> list[str]:
    """The steps of a message: those given, else its paragraphs."""
    if message.steps:
        return list(message.steps)
    return [part for part in _BETWEEN_STEPS.split(message.content.strip()) if part]
