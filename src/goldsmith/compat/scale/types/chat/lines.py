"""A tree of messages as lines and turns: Scale's threads branch nowhere, and a turn holds all that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.graph import Graph

__all__ = ["Level", "lines_of", "turns_of"]

MOST_WHOLE: Final = 50
"""So many lines begin at the start of the conversation; any further one where it leaves the others, alone."""

Level = list[Message]
"""Messages that follow the same one: alternates."""


def lines_of(graph: Graph) -> list[list[Level]]:
    """The lines of a conversation, each from its start, as levels of alternates.

    A line ends where nothing goes on; alternates that nothing follows lie in the line of those beside them.

    >>> graph = Graph([Message(id="1", parent="", role="user"), Message(id="a", parent="1", role="assistant"),
    ...                Message(id="b", parent="1", role="assistant"), Message(id="2", parent="b", role="user")])
    >>> [[[each.id for each in level] for level in line] for line in lines_of(graph)]
    [[['1'], ['a', 'b'], ['2']]]
    """
    ends = [message for message in graph.messages.values() if _is_last_but_one(graph, message)]
    if not ends:
        return [[list(graph.after(""))]]
    lines, seen = [], set[str]()
    for number, end in enumerate(ends):
        path = graph.path(end.id)
        if number < MOST_WHOLE:
            before = [_level(graph, each) for each in path]
        else:
            before = [[each] for each in path if each.id not in seen]
        lines.append([*before, list(graph.after(end.id))])
        seen.update(each.id for each in path)
    return lines


def _is_last_but_one(graph: Graph, message: Message) -> bool:
    followers = graph.after(message.id)
    return bool(followers) and not any(graph.after(each.id) for each in followers)


def _level(graph: Graph, on_line: Message) -> Level:
    """A message and what stands beside it; what a user said instead, and went on with, is another line."""
    return [
        each
        for each in graph.alternates(on_line.id)
        if each is on_line or each.role != "user" or not graph.after(each.id)
    ]


def turns_of(line: Sequence[Level]) -> Iterator[list[Level]]:
    """The turns of a line: each begins where the user says something."""
    turn: list[Level] = []
    for level in line:
        if level[0].role == "user" and any(each.role != "system" for before in turn for each in before):
            yield turn
            turn = []
        turn.append(level)
    yield turn
