"""How well models that rate and grade stand in for people: axis by axis, beside what a person reaches."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.gradings import Grade
from goldsmith.ontology import Ontology
from goldsmith.projects.service import access_project, read_ontology_version
from goldsmith.quality.judges import MOST_TASKS, Shares
from goldsmith.quality.service import LOOKING, SQL
from goldsmith.tenancy.principal import Principal

__all__ = ["Grader", "show_graders"]

MOST_QUESTIONS: Final = 100
ALL_CRITERIA: Final = ""


class Grader(msgspec.Struct, frozen=True, kw_only=True):
    """A model that rates or grades, at one question, beside the people who marked the same things.

    `question` is an axis of the label, or a criterion; empty for all criteria together. `kappa` is weighted by squared
    steps; `ceiling` is that of two people. `lean`: by how many steps the model is above people, of `choices`.
    """

    model_id: str
    name: str
    label: str
    title: str
    question: str
    choices: int
    things: int
    kappa: Shares
    ceiling: Shares
    agreement: Shares
    people_agreement: Shares
    lean: Shares


class _Key(NamedTuple):
    label: str
    question: str
    choices: int


class _Said(NamedTuple):
    """A mark of somebody on a thing of a task."""

    about: tuple[UUID, str]
    choice: int


async def show_graders(foundry: Foundry, principal: Principal, project_id: UUID) -> list[Grader]:
    """Each model that rates or grades at each question, by the newest 2,000 tasks that it marked."""
    principal.need(LOOKING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        modality = registry.get(project["modality"])
        ontology = await read_ontology_version(tx, project_id, project["ontology_version"])
        if modality.grading is None or not modality.grading.is_asked(ontology):
            return []
        newest = await tx.rows(SQL.newest_judged, project_id=project_id, limit=MOST_TASKS)
        judged = await tx.rows(SQL.graded_tasks, project_id=project_id, task_ids=[row["task_id"] for row in newest])
        task_ids = list({row["task_id"] for row in judged})
        people = await tx.rows(SQL.people_on_tasks, task_ids=task_ids)
    return await asyncio.to_thread(_compare, modality, ontology, judged, people)


def _compare(modality: Modality, ontology: Ontology, judged: Sequence[Any], people: Sequence[Any]) -> list[Grader]:
    contents = {row["task_id"]: msgspec.convert(row["content"], modality.content) for row in judged}
    titles = {label.name: label.title or label.name for label in ontology.labels}
    theirs = _sorted(modality, ontology, contents, people)
    by_model: dict[tuple[str, UUID], list[Any]] = defaultdict(list)
    for row in judged:
        by_model[row["name"], row["model_id"]].append(row)
    return [
        _report(model_id, name, titles.get(key.label, key.label), key, said, theirs.get(key, []))
        for (name, model_id), rows in sorted(by_model.items())
        for key, said in sorted(_sorted(modality, ontology, contents, rows).items())[:MOST_QUESTIONS]
    ]


def _sorted(modality: Modality, ontology: Ontology, contents: Any, rows: Sequence[Any]) -> dict[_Key, list[_Said]]:
    """What was said, by question."""
    decode = modality.answer_decoder.decode
    found: dict[_Key, list[_Said]] = defaultdict(list)
    for row in rows:
        grading = modality.grading
        for grade in grading.grades(contents[row["task_id"]], ontology, decode(row["answer"])) if grading else ():
            for key in _keys_of(grade):
                found[key].append(_Said((row["task_id"], f"{grade.about} {grade.question}"), grade.choice))
    return found


def _keys_of(grade: Grade) -> Iterator[_Key]:
    yield _Key(grade.label, grade.question, grade.choices)
    if grade.is_criterion:
        yield _Key(grade.label, ALL_CRITERIA, grade.choices)


def _report(
    model_id: UUID, name: str, title: str, key: _Key, judge: Sequence[_Said], people: Sequence[_Said]
) -> Grader:
    from goldsmith.algorithms.gradings import compare_grader

    places: dict[Any, int] = {}
    ours, theirs = (
        ([places.setdefault(each.about, len(places)) for each in said], [each.choice for each in said])
        for said in (judge, people)
    )
    report = compare_grader(ours, theirs, key.choices)
    shares = {field: _rounded(getattr(report, field)) for field in report.__struct_fields__}
    return Grader(
        model_id=show_id("model", model_id),
        name=name,
        label=key.label,
        title=title,
        question=key.question,
        choices=key.choices,
        things=len(judge),
        **shares,
    )


def _rounded(share: Any) -> Shares:
    return Shares(round(share.value, 4), round(share.low, 4), round(share.high, 4), share.of)
