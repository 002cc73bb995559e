"""An answer about a conversation that nobody gave: of the form that a labeler's has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from goldsmith.compat.scale.types.contract import Asked
from goldsmith.journey.ingest.rows import read_content
from goldsmith.modalities import registry
from goldsmith.modalities.chat.graph import Graph, steps_of
from goldsmith.ontology import Label, Writing, choosable

__all__ = ["make_up_talk"]

MADE_UP: Final = "made up "


def make_up_talk(asked: Asked, values: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]]:
    """Annotations under every label; `values` answers the questions that a label asks."""
    content: Any = read_content(asked.content, registry.get(asked.modality))
    said = [
        {"label": label.name, "attributes": values(label.attributes), **each}
        for label in choosable(asked.ontology.labels, only_leaves=asked.ontology.only_leaves)
        for each in _said_under(label, content, Graph(content.messages))
    ]
    return [{"uuid": f"annotation-{place}", **each} for place, each in enumerate(said, start=1)]


def _said_under(label: Label, content: Any, graph: Graph) -> Iterator[Mapping[str, Any]]:
    shape = next(iter(label.shapes), "rating")
    there = graph.targets(label.targets) if label.targets else graph.candidates()
    last = next(reversed(graph.messages), "")
    if shape == "ranking" and len(graph.candidates()) > 1:
        groups = [[each.id] for each in graph.candidates()]
        yield {"type": shape, "after": graph.branching(), "groups": groups}
    elif shape == "message" and (last or not (label.writing or Writing()).is_revision):
        yield _written(label.writing or Writing(), there[0].id if there else last, last, graph)
    elif shape == "criterion":
        yield {"type": shape, "criterion": MADE_UP.strip()}
    elif shape == "grade":
        yield from (
            {"type": shape, "message": each.id, "criterion": criterion.id, "met": True}
            for each in there
            for criterion in content.rubric
        )
    elif shape == "step":
        yield from (
            {"type": shape, "message": each.id, "step": step, "rating": 1}
            for each in there
            for step in range(len(steps_of(each)))
        )
    elif shape == "span":
        spoken = [each for each in there if each.content]
        yield from (
            {"type": shape, "message": each.id, "start": 0, "end": len(each.content[:4]), "text": each.content[:4]}
            for each in spoken[:1]
        )
    elif shape == "rating":
        yield from ({"type": shape, "message": each.id} for each in there)


def _written(rules: Writing, revised: str, last: str, graph: Graph) -> dict[str, Any]:
    text = (MADE_UP * (rules.least // len(MADE_UP) + 1))[: max(rules.least, len(MADE_UP) - 1)]
    said = {"type": "message", "role": rules.role, "content": text}
    if rules.is_revision:
        return {**said, "parent": graph.messages[revised].parent, "revises": revised}
    return {**said, "parent": last}
