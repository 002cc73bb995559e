"""Random judgements and messages for the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from goldsmith.modalities.chat.content import Message
from goldsmith.modalities.chat.graph import Graph, steps_of

__all__ = ["arrange", "make_shape"]

_WORDS = ("Twenty minutes.", "It depends.", "Read the *recipe* again.", "مرحبا", "")


def make_shape(random: Random, example: Mapping[str, Any]) -> dict[str, Any]:
    """Say something about the example's conversation, of a kind that one of its labels takes."""
    labels = (example.get("ontology") or {"labels": [{"shapes": ["ranking"]}]})["labels"]
    kind = random.choice([shape for label in labels for shape in label["shapes"]])
    graph = Graph([Message(**message) for message in example["content"]["messages"]])
    message = random.choice(graph.candidates())
    return {"type": kind, **_MAKERS[kind](random, example, graph, message)}


def arrange(
    random: Random, example: Mapping[str, Any], ontology: Any, annotations: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Nothing is judged twice, and a ranking is there where one is asked for."""
    kept: dict[object, dict[str, Any]] = {}
    for each in annotations:
        about = [each.get(field) for field in ("label", "message", "after", "step")]
        what = each.get("criterion") if each["type"] == "grade" else None
        is_once = each["type"] in ("rating", "ranking", "step", "grade")
        kept.setdefault((*about, what) if is_once else each["uuid"], each)
    labels = {mark["label"] for mark in kept.values()}
    graph = Graph([Message(**message) for message in example["content"]["messages"]])
    for label in ontology.labels:
        if "ranking" in label.shapes and label.name not in labels:
            made = _ranking(random, example, graph, graph.candidates()[0])
            kept[label.name] = {"uuid": f"of {label.name}", "type": "ranking", "label": label.name, **made}
    return list(kept.values())


def _rating(random: Random, example: Mapping[str, Any], graph: Graph, message: Message) -> dict[str, Any]:
    return {"message": message.id}


def _ranking(random: Random, example: Mapping[str, Any], graph: Graph, message: Message) -> dict[str, Any]:
    ids = [each.id for each in graph.candidates()]
    random.shuffle(ids)
    groups: list[list[str]] = [[]]
    for number, each in enumerate(ids):
        if number and random.random() < 0.7:
            groups.append([])
        groups[-1].append(each)
    strength = random.randint(0, 3) if len(groups) == 2 else 0
    return {"after": message.parent, "groups": groups, "strength": strength, "shown": sorted(ids)}


def _written(random: Random, example: Mapping[str, Any], graph: Graph, message: Message) -> dict[str, Any]:
    return {"parent": message.parent, "role": "assistant", "revises": message.id, "content": random.choice(_WORDS)}


def _span(random: Random, example: Mapping[str, Any], graph: Graph, message: Message) -> dict[str, Any]:
    start = random.randrange(0, len(message.content), 5)
    end = random.randint(start + 1, len(message.content))
    return {"message": message.id, "start": start, "end": end, "text": message.content[start:end]}


def _step(random: Random, example: Mapping[str, Any], graph: Graph, message: Message) -> dict[str, Any]:
    return {
        "message": message.id,
        "step": random.randrange(len(steps_of(message))),
        "rating": random.choice((-1, 0, 1)),
    }


def _criterion(random: Random, example: Mapping[str, Any], graph: Graph, message: Message) -> dict[str, Any]:
    return {"criterion": random.choice(("Is right", "Is short")), "points": random.choice((-1, 2.5))}


def _grade(random: Random, example: Mapping[str, Any], graph: Graph, message: Message) -> dict[str, Any]:
    criterion = random.choice(example["content"]["rubric"])["id"]
    return {"message": message.id, "criterion": criterion, "met": random.random() < 0.5}


_MAKERS = {
    "rating": _rating,
    "ranking": _ranking,
    "message": _written,
    "span": _span,
    "step": _step,
    "criterion": _criterion,
    "grade": _grade,
}
