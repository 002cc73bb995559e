"""A labeled conversation as Scale's threads: turns of messages, each with what was said about it.

Source: https://docs.genai.scale.com, and the models of their client, which is strict: nothing is null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from goldsmith.compat.scale.types.chat.annotations import Annotations
from goldsmith.compat.scale.types.chat.lines import Level, lines_of, turns_of
from goldsmith.compat.scale.types.contract import SCALE_FILE
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Answer
from goldsmith.modalities.chat.additions import files_with, graph_with
from goldsmith.modalities.chat.content import ChatContent, Criterion, Message
from goldsmith.modalities.chat.graph import steps_of
from goldsmith.modalities.chat.shapes import Grade, Line, Ranking, Rating, Span, Step, Written
from goldsmith.ontology import Ontology

__all__ = ["Telling", "threads_of"]

ROLES: Final = {"tool": "function"}


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """How much is told: `prefix` begins every id, `models` names who wrote a reply, by its id in the log."""

    prefix: str = ""
    has_details: bool = False
    has_models: bool = False
    models: Mapping[str, str] = {}
    submissions: Sequence[Mapping[str, Any]] | None = None


def threads_of(
    content: ChatContent, ontology: Ontology, answer: Any, telling: Telling | None = None
) -> list[dict[str, Any]]:
    """The threads of a conversation and its answer, one for each line of the tree."""
    return _Teller(content, ontology, _decoded(answer), telling or Telling()).threads()


def _decoded(answer: Any) -> Answer[Any]:
    if isinstance(answer, Answer):
        return answer
    decoded: Answer[Any] = registry.get("chat.v1").answer_decoder.decode(msgspec.json.encode(answer))
    return decoded


class _Teller:
    """One conversation on its way out."""

    def __init__(self, content: ChatContent, ontology: Ontology, answer: Answer[Any], telling: Telling) -> None:
        self._content, self._answer, self._telling = content, answer, telling
        self._annotations = Annotations(ontology, telling.prefix, has_details=telling.has_details)
        self._graph = graph_with(content, answer)
        self._files = files_with(content, answer)
        self._written = {each.uuid: each for each in answer.annotations if isinstance(each, Written)}
        self._lines = [each for each in answer.annotations if isinstance(each, Line)]
        self._about: dict[tuple[type, str], list[Any]] = defaultdict(list)
        for each in answer.annotations:
            if isinstance(each, Ranking):
                self._about[Ranking, each.after].append(each)
            elif isinstance(each, Rating | Span | Step | Grade):
                self._about[type(each), each.message].append(each)

    def threads(self) -> list[dict[str, Any]]:
        lines = lines_of(self._graph) if self._graph.messages else []
        return [self._thread(number, line) for number, line in enumerate(lines, start=1)]

    def _thread(self, number: int, line: Sequence[Level]) -> dict[str, Any]:
        """What was answered about the whole stands on the first."""
        thread_id = f"{self._telling.prefix}thread-{number}"
        turns = [self._turn(thread_id, turn) for turn in turns_of(line)]
        turns[-1] |= self._rubrics()
        item = self._annotations.of_item(self._answer.global_attributes) if number == 1 else []
        thread = {"id": thread_id, "turns": turns, "annotations": item}
        told = self._telling.submissions
        return thread if told is None else {**thread, "submissions": list(told)}

    def _turn(self, thread_id: str, turn: Sequence[Level]) -> dict[str, Any]:
        rankings = [each for level in turn for each in self._about[Ranking, level[0].parent or ""]]
        return {
            "id": f"{thread_id}.{turn[0][0].id}",
            "messages": [self._message(each) for level in turn for each in level],
            "annotations": [said for each in rankings for said in self._annotations.of_ranking(each)],
        }

    def _message(self, message: Message) -> dict[str, Any]:
        written = self._written.get(message.id)
        said = [
            *(self._annotations.of_written(written) if written else ()),
            *(one for each in self._about[Rating, message.id] for one in self._annotations.of_rating(each)),
            *(one for each in self._about[Span, message.id] for one in self._annotations.of_span(each)),
        ]
        return {
            "role": ROLES.get(message.role, message.role),
            "content": self._said(message),
            "source_id": message.id,
            "annotations": said,
            **self._evaluations(message),
            **self._model(message, written),
        }

    def _said(self, message: Message) -> dict[str, Any]:
        """What a message says. Files are reference texts: their client cannot read any attachment."""
        texts = list(self._references(message))
        return {
            "text": message.content,
            **({"reasoning": [{"content": message.reasoning}]} if message.reasoning else {}),
            **({"reference_texts": texts} if texts else {}),
            **self._chunks(message),
        }

    def _references(self, message: Message) -> Iterable[dict[str, str]]:
        for place in message.attachments:
            yield {"category": "attachment", "url": _address(self._files[place])}
        if message.tool_calls:
            yield {"category": "tool_calls", "content": msgspec.json.encode(message.tool_calls).decode()}
        if message is next(iter(self._graph.messages.values())):
            if self._content.tools:
                yield {"category": "tools", "content": msgspec.json.encode(self._content.tools).decode()}
            if self._content.reference:
                yield {"category": "reference", "content": self._content.reference}

    def _chunks(self, message: Message) -> dict[str, Any]:
        """The steps of a message, where steps were judged."""
        verdicts = self._about[Step, message.id]
        if not verdicts:
            return {}
        of_step: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for each in verdicts:
            of_step[each.step] += self._annotations.of_step(each)
        steps = steps_of(message)
        return {
            "chunks": [
                {"type": "text", "text": step, "annotations": of_step[number]} for number, step in enumerate(steps)
            ]
        }

    def _model(self, message: Message, written: Written | None) -> dict[str, Any]:
        if not self._telling.has_models:
            return {}
        name = self._telling.models.get(written.reply, "") if written else message.source
        return {"model_parameters": {"model": name}} if name else {}

    def _rubrics(self) -> dict[str, Any]:
        """The rubric that was given and the one that the labeler wrote."""
        given = [_criterion(each.id, each, []) for each in self._content.rubric]
        written = [_criterion(each.uuid, each, self._annotations.of_line(each)) for each in self._lines]
        rubrics = [{"criteria_definitions": criteria, **_most(criteria)} for criteria in (given, written) if criteria]
        return {"rubrics": rubrics} if rubrics else {}

    def _evaluations(self, message: Message) -> dict[str, Any]:
        """The grades of a message by the given rubric, with points of what was met over those of what could be."""
        grades = self._about[Grade, message.id]
        if not grades:
            return {}
        points = {each.id: each.points for each in self._content.rubric}
        total = sum(points.get(each.criterion, 0.0) for each in grades if each.met)
        most = sum(each for each in points.values() if each > 0)
        evaluation: dict[str, Any] = {
            "criteria_evaluations": [
                {
                    "criterion_definition_id": each.criterion,
                    "score": int(each.met),
                    "annotations": self._annotations.of_grade(each),
                }
                for each in grades
            ],
            "total_score": total,
        }
        if most:
            evaluation["percentage"] = round(100 * total / most, 6)
        return {"rubric_evaluations": [evaluation]}


def _address(attachment: str) -> str:
    """Where a file is, or its name in our storage."""
    return attachment if "://" in attachment else SCALE_FILE + attachment


def _criterion(criterion_id: str, said: Criterion | Line, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": criterion_id, "criterion": said.criterion, "weight": said.points, "annotations": annotations}


def _most(criteria: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """All points that can be had; they take whole numbers only."""
    total = sum(each["weight"] for each in criteria if each["weight"] > 0)
    return {"max_total_score": int(total)} if float(total).is_integer() else {}
