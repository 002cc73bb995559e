"""Scale's annotations: one value each, of one of their types, with what describes it where that is asked for.

Absent is never null. Their ids are ours: the task, the annotation, and the question where it holds several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from goldsmith.modalities.chat.shapes import Grade, Line, Ranking, Rating, Span, Step, Written
from goldsmith.ontology import Attribute, Comparison, Label, Ontology

__all__ = ["Annotations"]

MOST_POSSIBLE: Final = 20
_ABSENT: Final[tuple[Any, ...]] = (None, "", [], {})


class Annotations:
    """Writes the annotations of one answer; `prefix` begins their ids, `has_details` adds what was asked."""

    def __init__(self, ontology: Ontology, prefix: str, *, has_details: bool) -> None:
        self._labels: Mapping[str, Label] = {label.name: label for label in ontology.labels}
        self._questions = ontology.attributes
        self._prefix = prefix
        self._has_details = has_details

    def of_item(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What was answered about the whole conversation."""
        return list(self._answers(self._questions, values, "item", ""))

    def of_rating(self, rating: Rating) -> list[dict[str, Any]]:
        return list(self._beside(rating))

    def of_ranking(self, ranking: Ranking) -> list[dict[str, Any]]:
        """The order, by how much, that none is good enough, and the reasons."""
        label, uuid = self._label(ranking), ranking.uuid
        rules = label.comparison or Comparison()
        said = []
        if ranking.groups:
            has_groups = rules.allow_ties or any(len(group) > 1 for group in ranking.groups)
            value = ranking.groups if has_groups else [group[0] for group in ranking.groups]
            kind = "ranked_groups" if has_groups else "ranked_choices"
            said.append(self._one(uuid, label.name, kind, value, title=label.title, description=label.description))
        if ranking.strength:
            possible = list(range(1, rules.strengths + 1))
            said.append(
                self._one(f"{uuid}.strength", f"{label.name}.strength", "integer", ranking.strength, possible=possible)
            )
        if rules.allow_all_bad:
            said.append(self._one(f"{uuid}.all_bad", f"{label.name}.all_bad", "boolean", ranking.all_bad))
        return [*said, *self._beside(ranking)]

    def of_written(self, written: Written) -> list[dict[str, Any]]:
        """Which message this is a better version of, and what was answered beside it."""
        revised = [self._one(f"{written.uuid}.revises", f"{written.label}.revises", "text", written.revises)]
        return [*(revised if written.revises else []), *self._beside(written)]

    def of_span(self, span: Span) -> list[dict[str, Any]]:
        label = self._label(span)
        value = [{"label": label.name, "text": span.text}]
        return [self._one(span.uuid, label.name, "labeled_text", value, title=label.title), *self._beside(span)]

    def of_step(self, step: Step) -> list[dict[str, Any]]:
        label = self._label(step)
        verdict = self._one(step.uuid, label.name, "integer", step.rating, title=label.title, possible=[-1, 0, 1])
        return [verdict, *self._beside(step)]

    def of_line(self, line: Line) -> list[dict[str, Any]]:
        """The weight of a criterion that the labeler wrote, its tags and what was answered beside it."""
        label = self._label(line)
        value = {"weight": line.points, **({"tags": line.tags} if line.tags else {})}
        return [self._one(line.uuid, label.name, "rubric_criteria", value, title=label.title), *self._beside(line)]

    def of_grade(self, grade: Grade) -> list[dict[str, Any]]:
        label = self._label(grade)
        value = {"score": int(grade.met), **({"justification": grade.explanation} if grade.explanation else {})}
        return [self._one(grade.uuid, label.name, "rubric_rating", value, title=label.title), *self._beside(grade)]

    def _label(self, annotation: Any) -> Label:
        return self._labels.get(annotation.label) or Label(annotation.label)

    def _beside(self, annotation: Any) -> Iterator[dict[str, Any]]:
        """The questions that its label asks, as far as they were answered."""
        label = self._label(annotation)
        yield from self._answers(label.attributes, annotation.attributes, annotation.uuid, f"{label.name}.")

    def _answers(
        self, questions: tuple[Attribute, ...], values: Mapping[str, Any], uuid: str, key: str
    ) -> Iterator[dict[str, Any]]:
        for question in questions:
            if question.name in values:
                kind, value, possible = _valued(question, values[question.name])
                yield self._one(
                    f"{uuid}.{question.name}",
                    key + question.name,
                    kind,
                    value,
                    title=question.title,
                    description=question.description,
                    labels=[choice.title or choice.name for choice in question.choices],
                    possible=possible,
                )

    def _one(
        self,
        at: str,
        key: str,
        kind: str,
        value: Any,
        *,
        title: str = "",
        description: str = "",
        labels: list[str] | None = None,
        possible: list[Any] | None = None,
    ) -> dict[str, Any]:
        said = {"id": self._prefix + at, "key": key, "type": kind, "value": value}
        if not self._has_details:
            return said
        details = {"title": title, "description": description, "labels": labels, "possible_values": possible}
        return said | {name: detail for name, detail in details.items() if detail not in _ABSENT}


def _valued(question: Attribute, value: Any) -> tuple[str, Any, list[Any] | None]:
    """Their type, the value in it, and the values that it could have had.

    They have whole numbers only: any other number is a text.
    """
    if question.type == "number":
        if float(value).is_integer():
            return "integer", int(value), _whole_numbers(question)
        return "text", str(value), None
    if question.type == "category":
        possible = [choice.name for choice in question.choices]
        return ("category_multiple" if isinstance(value, list) else "category"), value, possible
    return "text", value, None


def _whole_numbers(question: Attribute) -> list[int] | None:
    """The numbers that can be answered, where they are few and whole."""
    if question.minimum is None or question.maximum is None:
        return None
    low, high = float(question.minimum), float(question.maximum)
    are_whole = low.is_integer() and high.is_integer()
    return list(range(int(low), int(high) + 1)) if are_whole and high - low < MOST_POSSIBLE else None
