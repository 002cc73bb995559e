"""Conversations as a judge sees them one message at a time: axes of a rating, criteria of the task's rubric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from goldsmith.modalities._contract import Answer
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.modalities.chat.graph import Graph
from goldsmith.modalities.chat.judging import spell_out
from goldsmith.modalities.chat.shapes import Grade as CriterionGrade
from goldsmith.modalities.chat.shapes import Rating
from goldsmith.modalities.gradings import Grade, Grading, Mark, Question
from goldsmith.ontology import Attribute, Choice, Label, Ontology

__all__ = ["GRADING"]

MOST_CHOICES: Final = 25
MET, UNMET = "met", "unmet"
_MET: Final = (Choice(UNMET, "no"), Choice(MET, "yes"))


def _asked(ontology: Ontology) -> list[Label]:
    """The labels under which every one of some messages is rated or graded."""
    live = (label for label in ontology.labels if label.targets and not label.retired)
    return [label for label in live if "grade" in label.shapes or ("rating" in label.shapes and _axes(label))]


def _axes(label: Label) -> list[Attribute]:
    """The required questions of a label that have few answers, each as a choice, from the lowest to the highest."""
    found = (_as_choice(each) for each in label.attributes if _is_always_asked(each))
    return [each for each in found if each is not None and 1 < len(each.choices) <= MOST_CHOICES]


def _is_always_asked(asked: Attribute) -> bool:
    return asked.required and not asked.retired and asked.condition is None


def _as_choice(asked: Attribute) -> Attribute | None:
    if asked.type == "category" and not asked.allow_multiple:
        live = tuple(choice for choice in asked.choices if not choice.retired)
        return Attribute(asked.name, "category", title=asked.title, description=asked.description, choices=live)
    if asked.type in ("number", "rating") and asked.minimum is not None and asked.maximum is not None:
        return Attribute(
            asked.name, "category", title=asked.title, description=asked.description, choices=_scale(asked)
        )
    return None


def _scale(asked: Attribute) -> tuple[Choice, ...]:
    """The whole steps from the lowest to the highest answer; none where there are too many."""
    lowest, step = asked.minimum or 0.0, asked.step or 1.0
    count = int((asked.maximum or 0.0) / step - lowest / step) + 1
    if not 1 < count <= MOST_CHOICES:
        return ()
    titles = {0: asked.ends[0], count - 1: asked.ends[-1]} if asked.ends else {}
    return tuple(Choice(_spell(lowest + place * step), titles.get(place, "")) for place in range(count))


def _spell(value: float) -> str:
    return f"{round(value, 6):g}"


def _is_asked(ontology: Ontology) -> bool:
    return bool(_asked(ontology))


def _questions(content: ChatContent, ontology: Ontology) -> Iterator[Question]:
    graph = Graph(content.messages)
    for label in _asked(ontology):
        criteria = [
            (each.id, Attribute(f"criterion_{place}", "category", title=each.criterion, choices=_MET))
            for place, each in enumerate(content.rubric, start=1)
            if "grade" in label.shapes
        ]
        axes = [(each.name, each) for each in _axes(label) if "rating" in label.shapes]
        for message in graph.targets(label.targets):
            for part, asked in (*axes, *criteria):
                yield Question(Mark(label.name, message.id, part), asked)


def _show(content: ChatContent, target: str) -> str:
    *before, message = Graph(content.messages).path(target)
    parts = (("conversation", before), ("response", [message]))
    return "\n\n".join(f"<{name}>\n{spell_out(messages)}\n</{name}>" for name, messages in parts)


def _grades(content: ChatContent, ontology: Ontology, answer: Answer[Any]) -> Iterator[Grade]:
    labels = {label.name: {axis.name: axis for axis in _axes(label)} for label in _asked(ontology)}
    criteria = {each.id: each.criterion for each in content.rubric}
    for each in answer.annotations:
        axes = labels.get(each.label)
        if axes is None:
            continue
        if isinstance(each, CriterionGrade) and each.criterion in criteria:
            about = f"{each.message} {each.criterion}"
            yield Grade(each.label, about, criteria[each.criterion], int(each.met), len(_MET), is_criterion=True)
        elif isinstance(each, Rating):
            yield from _rated(each, axes)


def _rated(rating: Rating, axes: Mapping[str, Attribute]) -> Iterator[Grade]:
    for name, value in rating.attributes.items():
        names = [choice.name for choice in axes[name].choices] if name in axes else []
        said = _spell(value) if isinstance(value, int | float) else str(value)
        if said in names:
            title = axes[name].title or name
            yield Grade(rating.label, rating.message, title, names.index(said), len(names))


def _marks(content: ChatContent, ontology: Ontology, chosen: Mapping[Mark, str]) -> Sequence[Any]:
    """A rating for each message and label, and a grade for each criterion."""
    kinds = {label.name: {each.name: each.type for each in label.attributes} for label in _asked(ontology)}
    rated: dict[tuple[str, str], dict[str, Any]] = {}
    grades: list[CriterionGrade] = []
    criteria = {each.id for each in content.rubric}
    for mark, choice in chosen.items():
        kind = kinds[mark.label].get(mark.part)
        if kind is None and mark.part in criteria:
            grades.append(
                CriterionGrade(
                    uuid=f"judged-{len(grades)}",
                    label=mark.label,
                    message=mark.target,
                    criterion=mark.part,
                    met=choice == MET,
                )
            )
        elif kind is not None:
            axes = rated.setdefault((mark.label, mark.target), {})
            axes[mark.part] = choice if kind == "category" else _number(choice)
    ratings = [
        Rating(uuid=f"rated-{place}", label=label, message=message, attributes=axes)
        for place, ((label, message), axes) in enumerate(rated.items())
    ]
    return [*ratings, *grades]


def _number(spelled: str) -> float:
    """As people's answers have it: whole where it is whole."""
    value = float(spelled)
    return int(value) if value.is_integer() else value


GRADING: Final = Grading(
    is_asked=_is_asked,
    questions=lambda content, ontology: list(_questions(content, ontology)),
    show=_show,
    grades=_grades,
    marks=_marks,
)
