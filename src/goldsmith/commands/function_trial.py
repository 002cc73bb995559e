"""Labeling functions on this machine: the votes and the table that they would have, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.algorithms.certificate import clopper_pearson
from goldsmith.client.types import FunctionAccuracy, FunctionErrors, LabelFunction, Project, Task
from goldsmith.functions.checking import Counted, check_functions, content_fields, read_votes
from goldsmith.functions.item import Item
from goldsmith.functions.load import load_functions
from goldsmith.functions.sandboxed import Found, describe
from goldsmith.functions.table import FunctionFigures, count_votes
from goldsmith.functions.voting import cast_votes
from goldsmith.modalities import registry
from goldsmith.ontology import read_ontology

__all__ = ["try_here"]


def try_here(source: str, project: Project, ontology: object, tasks: Sequence[Task]) -> list[LabelFunction]:
    """Load a file's functions into this process and ask them about these tasks. InvalidError as for a push."""
    modality = registry.get(project.modality)
    asked = read_ontology(ontology, modality.shape_names)
    functions = load_functions(source)
    found = check_functions(describe(source, functions), asked)
    shown = [
        {"id": task.id, "unique_id": task.unique_id, "content": task.content, "metadata": task.metadata}
        for task in tasks
    ]
    ballot = cast_votes(functions, [Item(task, content_fields(modality)) for task in shown])
    counted = {
        outcome.name: read_votes(outcome, ballot, function, shown, modality, asked)
        for function, outcome in zip(found, ballot.outcomes, strict=True)
    }
    figures = count_votes(found, counted, [_accepted(task) for task in tasks])
    stopped = {outcome.name: outcome.stopped for outcome in ballot.outcomes}
    return [_row(each, figures[each.name], counted[each.name], stopped[each.name], len(tasks)) for each in found]


def _row(function: Found, figures: FunctionFigures, counted: Counted, stopped: str | None, tasks: int) -> LabelFunction:
    accuracy = None
    if figures.judged:
        low, high = clopper_pearson(figures.correct, figures.judged)
        estimate = figures.correct / figures.judged
        accuracy = FunctionAccuracy(
            judged=figures.judged, correct=figures.correct, estimate=estimate, low=low, high=high
        )
    shares = {
        name: getattr(figures, counted_as) / tasks if tasks else None
        for name, counted_as in (("coverage", "votes"), ("overlaps", "overlaps"), ("conflicts", "conflicts"))
    }
    return LabelFunction(
        name=function.name,
        line=function.line,
        attribute=function.attribute,
        confidence=function.confidence,
        status="failed" if stopped else "active",
        error=stopped,
        votes=figures.votes,
        accuracy=accuracy,
        errors=FunctionErrors(count=counted.errors, first=counted.first_error),
        choices=figures.choices,
        **shares,
    )


def _accepted(task: Task) -> Mapping[str, Any] | None:
    """The accepted whole-item answers of a task that people answered."""
    given = [each for each in task.annotations if each.kind in {"response", "review", "audit"}]
    by_people = any(each.round == task.round and each.labeler and each.labeler.kind == "person" for each in given)
    for annotation in task.annotations:
        if by_people and annotation.id == task.accepted_annotation_id and annotation.answer:
            return annotation.answer.global_attributes
    return None
