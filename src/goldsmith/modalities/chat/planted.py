"""Conversations whose rubrics are tested: the planted responses, the criteria of an answer, what is responded to."""

from __future__ import annotations

from typing import Any, Final

from goldsmith.modalities._contract import Answer
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.modalities.chat.graph import Graph
from goldsmith.modalities.chat.judging import spell_out
from goldsmith.modalities.chat.shapes import Line
from goldsmith.modalities.rubrics import Planted, RubricLine, RubricTesting

__all__ = ["RUBRICS"]


def _planted(content: ChatContent) -> list[Planted]:
    return [Planted(each.id, each.content, each.quality == "good") for each in content.planted]


def _rubric(answer: Answer[Any]) -> list[RubricLine]:
    return [
        RubricLine(criterion=each.criterion, points=each.points)
        for each in answer.annotations
        if isinstance(each, Line)
    ]


def _prompt(content: ChatContent) -> str:
    """The conversation up to where responses branch: planted ones stand beside those that are shown."""
    graph = Graph(content.messages)
    return spell_out(graph.path(graph.branching()))


RUBRICS: Final = RubricTesting(planted=_planted, rubric=_rubric, prompt=_prompt)
