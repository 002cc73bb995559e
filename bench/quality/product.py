"""Recorded answers on the product's own path: align, learn, judge, merge; only its server is left out."""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import msgspec

from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.alignment import Alignment, Posterior
from goldsmith.modalities.judging import Judged
from goldsmith.modalities.learned import Learned, learn
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given, Votes
from goldsmith.ontology import Label, Ontology

LABEL = "it"
ONTOLOGY = Ontology(labels=(Label(name=LABEL),))

Mark = dict[str, Any]
Drawn = Mapping[Any, Sequence[tuple[Any, Sequence[Mark]]]]
"""What each labeler marked in each task: geometries with their `type`, without labels."""


def reconcile(modality_name: str, drawn: Drawn, *, is_learnt: bool) -> dict[Any, list[Any]]:
    """The consensus annotations of each task, after a first fit of all these answers or as in a new project."""
    modality = registry.get(modality_name)
    tasks = _tasks(modality, drawn)
    learned = _learn(modality, tasks) if is_learnt else {}
    return {found.task_id: found.answer.annotations for found in reconcile_answers(modality, ONTOLOGY, tasks, learned)}


def misses(modality_name: str, drawn: Drawn) -> dict[Hashable, float]:
    """The share of the objects that each labeler overlooks, as far as a fit of these answers knows."""
    modality = registry.get(modality_name)
    exists = next(known for key, known in _learn(modality, _tasks(modality, drawn)).items() if key.startswith("exists"))
    return {labeler: 1 - float(exists.fitted.by_class[seat, 0]) for labeler, seat in exists.seats.items()}


def time_steps(modality_name: str, drawn: Drawn) -> dict[str, float]:
    """Milliseconds of processor time a task, step by step, judged by a fit of all."""
    modality = registry.get(modality_name)
    tasks = _tasks(modality, drawn)
    learned = _learn(modality, tasks)
    began = time.process_time()
    aligned = [modality.align([given.answer for given in task.answers], ONTOLOGY) for task in tasks]
    seconds = {"align": time.process_time() - began}
    began = time.process_time()
    believed = [_judge(alignment, task, learned) for alignment, task in zip(aligned, tasks, strict=True)]
    seconds["judge"] = time.process_time() - began
    began = time.process_time()
    for alignment, posterior in zip(aligned, believed, strict=True):
        modality.merge(alignment, posterior)
    seconds["merge"] = time.process_time() - began
    return {step: round(1000 * spent / len(tasks), 2) for step, spent in seconds.items()}


def _judge(alignment: Alignment, task: TaskAnswers, learned: Mapping[str, Learned]) -> Posterior:
    votes = Votes()
    places = votes.add(alignment, task.answers)
    return Judged(votes, learned).posterior(places, task.answers)


def _tasks(modality: Modality, drawn: Drawn) -> list[TaskAnswers]:
    return [TaskAnswers(task, [_give(modality, *each) for each in given]) for task, given in drawn.items()]


def _give(modality: Modality, labeler: Hashable, marks: Sequence[Mark]) -> Given:
    answer = {"annotations": [{"uuid": f"{number}", "label": LABEL, **mark} for number, mark in enumerate(marks)]}
    return Given(labeler, msgspec.convert(answer, modality.answer_type))


def _learn(modality: Modality, tasks: Sequence[TaskAnswers]) -> dict[str, Learned]:
    votes = Votes()
    for task in tasks:
        votes.add(modality.align([given.answer for given in task.answers], ONTOLOGY), task.answers)
    return {lesson.question.key: Learned(lesson.fitted, votes.labelers) for lesson in learn(votes)}
