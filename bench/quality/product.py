"""Recorded answers on the product's own path: align, learn, judge, merge; only its server is left out."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.learned import Learned, learn
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given, Votes
from goldsmith.ontology import Label, Ontology

LABEL = "it"
ONTOLOGY = Ontology(labels=(Label(name=LABEL),))

Drawn = Mapping[Hashable, Sequence[tuple[Hashable, Sequence[dict[str, Any]]]]]


def reconcile(modality_name: str, drawn: Drawn, *, is_learnt: bool = True) -> dict[Hashable, list[Any]]:
    """The consensus annotations of each task, given what each labeler marked: geometries of `type`s, without labels.

    `is_learnt`: after the first fit, of all these answers; else as in a new project.
    """
    modality = registry.get(modality_name)
    tasks = [TaskAnswers(task, [_give(modality, *each) for each in given]) for task, given in drawn.items()]
    learned = _learn(modality, tasks) if is_learnt else {}
    return {found.task_id: found.answer.annotations for found in reconcile_answers(modality, ONTOLOGY, tasks, learned)}


def _give(modality: Modality, labeler: Hashable, marks: Sequence[dict[str, Any]]) -> Given:
    import msgspec

    answer = {"annotations": [{"uuid": f"{number}", "label": LABEL, **mark} for number, mark in enumerate(marks)]}
    return Given(labeler, msgspec.convert(answer, modality.answer_type))


def _learn(modality: Modality, tasks: Sequence[TaskAnswers]) -> dict[str, Learned]:
    votes = Votes()
    for task in tasks:
        votes.add(modality.align([given.answer for given in task.answers], ONTOLOGY), task.answers)
    return {lesson.question.key: Learned(lesson.fitted, votes.labelers) for lesson in learn(votes)}
