"""Ask for tests of rubrics, and read what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.algorithms.rubrics import RubricTest, try_rubric
from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, parse_id
from goldsmith.journey.route.service import why_not
from goldsmith.journey.rubrics.settings import RubricTestingSettings
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.modalities.rubrics import Planted, RubricLine
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import access_project
from goldsmith.tenancy.principal import INSIGHT, LABELING, OPERATION, REVIEWING, Principal
from goldsmith.tenancy.service import labeler_of

__all__ = [
    "SQL",
    "TEST_RUBRIC",
    "Grades",
    "OwnTests",
    "change_testing",
    "judge_rubric",
    "list_own_tests",
    "list_tests",
    "outcome_of",
    "planted_in",
    "show_testing",
    "test_submitted",
    "try_out",
]

SQL: Final = read_sql(__file__)
TEST_RUBRIC: Final = "test_rubric"


class Grades(msgspec.Struct, frozen=True):
    """A planted response, and which criteria of a rubric it meets."""

    id: str
    is_good: bool
    met: list[bool]


class OwnTests(NamedTuple):
    """What a writer may know: whether anything is tested, how often they may, what came of it."""

    is_open: bool
    tests_left: int
    good: int
    bad: int
    rows: list[Any]


async def show_testing(foundry: Foundry, principal: Principal, project_id: UUID) -> Any:
    """How a project tests rubrics; None before anybody said so. Raises NotFoundError."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await tx.row(SQL.testing, project_id=project_id)


async def change_testing(
    foundry: Foundry, principal: Principal, project_id: UUID, settings: RubricTestingSettings
) -> Any:
    """Say anew how a project tests rubrics. Raises InvalidError where that model cannot be asked there."""
    principal.need(OPERATION)
    model_id = None if settings.model is None else parse_id("model", settings.model, field="model")
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        if model_id is not None:
            await _check_model(tx, project, model_id)
        chosen = {"most_tests": settings.most_tests, "least_gap": settings.least_gap}
        row = await tx.row(SQL.put_testing, project_id=project_id, model_id=model_id, **chosen)
        body = msgspec.to_builtins(settings)
        await record(tx, "rubric_testing.changed", actor_id=principal.actor_id, project_id=project_id, body=body)
        return row


async def _check_model(tx: Tx, project: Any, model_id: UUID) -> None:
    if registry.get(project["modality"]).rubrics is None:
        raise InvalidError("No rubrics are written in such a project.", code="nothing_to_test", field="model")
    if await tx.row(SQL.model_that_grades, project_id=project["id"], id=model_id) is None:
        raise InvalidError(
            "This is no chat or practice model of this project: connect it under Models first.",
            code="model_not_found",
            field="model",
        )


async def try_out(
    foundry: Foundry, principal: Principal, assignment_id: UUID, *, generation: int, rubric: Sequence[RubricLine]
) -> Any:
    """Test a rubric that is being written. Raises ConflictError where nothing can be tested, or no test is left."""
    principal.need(LABELING)
    if not rubric:
        raise InvalidError("Write a criterion first.", field="rubric")
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        claim = await tx.row(SQL.claim_to_test, id=assignment_id, labeler_id=labeler_id, generation=generation)
        if claim is None:
            raise await why_not(tx, labeler_id, assignment_id, generation)
        own = await _own_tests(tx, claim, labeler_id)
        testing = await _testing(tx, claim["project_id"])
        if testing is None or not own.is_open:
            raise ConflictError("Rubrics about this item are not tested.", code="nothing_to_test")
        if own.tests_left < 1:
            raise ConflictError(
                "You have used all your tests of this item. Your rubric is kept, and is tested once more when you "
                "submit it.",
                code="no_tests_left",
            )
        return await _begin(foundry, tx, claim, labeler_id, testing, rubric)


async def test_submitted(
    foundry: Foundry, tx: Tx, assignment_id: UUID, labeler_id: UUID, annotation_id: UUID, rubric: Sequence[RubricLine]
) -> None:
    """In the transaction of an answer: let the rubric that it holds be tested, where its project tests rubrics."""
    if not rubric:
        return
    claim: Any = await tx.row(SQL.own_assignment, id=assignment_id, labeler_id=labeler_id)
    testing = await _testing(tx, claim["project_id"])
    if testing is not None and _can_tell(planted_in(registry.get(claim["modality"]), claim["content"])):
        await _begin(foundry, tx, claim, labeler_id, testing, rubric, annotation_id=annotation_id)


async def _begin(
    foundry: Foundry,
    tx: Tx,
    claim: Any,
    labeler_id: UUID,
    testing: Any,
    rubric: Sequence[RubricLine],
    *,
    annotation_id: UUID | None = None,
) -> Any:
    row: Any = await tx.row(
        SQL.insert_test,
        id=new_id(),
        project_id=claim["project_id"],
        task_id=claim["task_id"],
        assignment_id=claim["id"],
        labeler_id=labeler_id,
        annotation_id=annotation_id,
        round=claim["round"],
        model_id=testing["model_id"],
        least_gap=testing["least_gap"],
        rubric=msgspec.to_builtins(rubric),
    )
    await foundry.jobs.enqueue(tx, TEST_RUBRIC, row["id"])
    return row


async def list_own_tests(foundry: Foundry, principal: Principal, assignment_id: UUID) -> OwnTests:
    """What the caller found out about the rubric of an assignment of theirs. Raises NotFoundError."""
    principal.need(LABELING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        claim = await tx.row(SQL.own_assignment, id=assignment_id, labeler_id=labeler_id)
        if claim is None:
            raise NotFoundError("There is no such assignment, or it is not yours.", code="assignment_not_found")
        return await _own_tests(tx, claim, labeler_id)


async def _own_tests(tx: Tx, claim: Any, labeler_id: UUID) -> OwnTests:
    testing = await _testing(tx, claim["project_id"])
    planted = planted_in(registry.get(claim["modality"]), claim["content"])
    good = sum(each.is_good for each in planted)
    bad = len(planted) - good
    facts = {"task_id": claim["task_id"], "labeler_id": labeler_id, "round": claim["round"]}
    rows = await tx.rows(SQL.own_tests, **facts)
    tried = sum(row["annotation_id"] is None for row in rows)
    if testing is None or not _can_tell(planted):
        return OwnTests(is_open=False, tests_left=0, good=good, bad=bad, rows=rows)
    return OwnTests(is_open=True, tests_left=max(0, testing["most_tests"] - tried), good=good, bad=bad, rows=rows)


async def list_tests(foundry: Foundry, principal: Principal, task_id: UUID) -> tuple[list[Any], list[Planted]]:
    """Tests of the rubrics that were submitted for a task, oldest first, and its planted responses."""
    principal.need(INSIGHT | REVIEWING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        task = await tx.row(SQL.task_with_content, task_id=task_id)
        if task is None:
            raise NotFoundError("There is no such task.", code="task_not_found")
        planted = planted_in(registry.get(task["modality"]), task["content"])
        return await tx.rows(SQL.tests_of_task, task_id=task_id), planted


async def _testing(tx: Tx, project_id: UUID) -> Any:
    """How the project tests rubrics; None where it does not."""
    row = await tx.row(SQL.testing, project_id=project_id)
    return None if row is None or row["model_id"] is None else row


def planted_in(modality: Modality, content: Any) -> list[Planted]:
    """The planted responses of a task's content as it was stored."""
    if modality.rubrics is None:
        return []
    return list(modality.rubrics.planted(msgspec.convert(content, modality.content)))


def _can_tell(planted: Sequence[Planted]) -> bool:
    """Whether there is something good and something bad to be told apart."""
    return len({each.is_good for each in planted}) > 1


def outcome_of(row: Any) -> RubricTest | None:
    """What came of a test; None while it waits, and of one that failed."""
    return None if row["grades"] is None else judge_rubric(row, msgspec.convert(row["grades"], list[Grades]))


def judge_rubric(test: Any, grades: Sequence[Grades]) -> RubricTest:
    """What grades say of the rubric that was tested."""
    points = [float(line["points"]) for line in test["rubric"]]
    met, is_good = [each.met for each in grades], [each.is_good for each in grades]
    return try_rubric(points, met, is_good, least_gap=round(test["least_gap"], 6))
