"""HTTP: how a project tests rubrics, a writer's own tests, and what reviewers see of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Router, get, post, put

from goldsmith.algorithms.rubrics import Effect, RubricTest
from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.route.api import assignment_id_of
from goldsmith.journey.rubrics import service
from goldsmith.journey.rubrics.settings import RubricTestingSettings
from goldsmith.modalities.rubrics import RubricLine
from goldsmith.tenancy.principal import Principal
from goldsmith.words import RubricTestStatus

MOST_CRITERIA = 200


class RubricTesting(msgspec.Struct, kw_only=True):
    """How rubrics of a project are tested."""

    settings: RubricTestingSettings
    updated_at: datetime | None


class GivenCriterion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A criterion as it stands now, and what it is worth."""

    criterion: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
    points: Annotated[float, msgspec.Meta(ge=-1000, le=1000)] = 1.0


class RubricToTest(msgspec.Struct, forbid_unknown_fields=True):
    """A rubric that the holder of a claim writes."""

    generation: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    rubric: Annotated[list[GivenCriterion], msgspec.Meta(min_length=1, max_length=MOST_CRITERIA)]


class PlantedScore(msgspec.Struct):
    """What a planted response scored, from 0 to 1. Which one it is, nobody is told here."""

    quality: Literal["good", "bad"]
    score: float


class PlantedPair(msgspec.Struct):
    """A good and a bad response by their places among the scores, and how far the good one is ahead."""

    good: int
    bad: int
    gap: float
    is_separated: bool


class TestedCriterion(msgspec.Struct, kw_only=True):
    """A criterion, how many of the good and the bad responses meet it, and what it does because of that."""

    criterion: str
    points: float
    met_good: int
    met_bad: int
    effect: Effect


class RubricOutcome(msgspec.Struct, kw_only=True):
    """What came of a test: it separates where each good response stands `least_gap` above each bad one."""

    separates: bool
    least_gap: float
    scores: list[PlantedScore]
    pairs: list[PlantedPair]
    criteria: list[TestedCriterion]


class OwnRubricTest(msgspec.Struct, kw_only=True):
    """A test of one's own. `outcome` is null while it waits, and where it failed."""

    id: str
    status: RubricTestStatus
    is_submitted: bool
    outcome: RubricOutcome | None
    created_at: datetime


class OwnRubricTests(msgspec.Struct, kw_only=True):
    """Tests of the rubric of one assignment, oldest first; how many good and bad responses there are to test it on."""

    is_open: bool
    tests_left: int
    good: int
    bad: int
    items: list[OwnRubricTest]


class PlantedResponse(msgspec.Struct, kw_only=True):
    """A planted response, and which criteria it meets, in the rubric's order; empty where nothing was graded."""

    id: str
    quality: Literal["good", "bad"]
    content: str
    met: list[bool]


class SubmittedRubricTest(msgspec.Struct, kw_only=True):
    """The test of a rubric that was submitted. `reason`: why it failed."""

    id: str
    annotation_id: str
    labeler_id: str
    model_id: str
    status: RubricTestStatus
    reason: str | None
    outcome: RubricOutcome | None
    planted: list[PlantedResponse]
    created_at: datetime


class RubricTestsOfTask(msgspec.Struct):
    """Tests of the rubrics that were submitted for a task, oldest first."""

    items: list[SubmittedRubricTest]


def _project_id(text: str) -> UUID:
    return parse_id("project", text, field="project_id")


@get("/projects/{project_id:str}/rubric-testing")
async def show_rubric_testing(project_id: str, foundry: Foundry, principal: Principal) -> RubricTesting:
    """How rubrics that are written in a project are tested."""
    return _testing(await service.show_testing(foundry, principal, _project_id(project_id)))


@put("/projects/{project_id:str}/rubric-testing")
async def change_rubric_testing(
    project_id: str, data: RubricTestingSettings, foundry: Foundry, principal: Principal
) -> RubricTesting:
    """Say how rubrics are tested, all of it. Without a model nothing is tested."""
    return _testing(await service.change_testing(foundry, principal, _project_id(project_id), data))


@post("/assignments/{assignment_id:str}/rubric-tests", status_code=202)
async def test_rubric(assignment_id: str, data: RubricToTest, foundry: Foundry, principal: Principal) -> OwnRubricTest:
    """Test a rubric before it is submitted, in the background. There are only so many tests of one item."""
    rubric = [RubricLine(criterion=each.criterion, points=each.points) for each in data.rubric]
    row = await service.try_out(
        foundry, principal, assignment_id_of(assignment_id), generation=data.generation, rubric=rubric
    )
    return _own_test(row)


@get("/assignments/{assignment_id:str}/rubric-tests")
async def list_own_rubric_tests(assignment_id: str, foundry: Foundry, principal: Principal) -> OwnRubricTests:
    """What came of the tests of one's own rubric. The planted responses themselves stay hidden."""
    own = await service.list_own_tests(foundry, principal, assignment_id_of(assignment_id))
    return OwnRubricTests(
        is_open=own.is_open,
        tests_left=own.tests_left,
        good=own.good,
        bad=own.bad,
        items=[_own_test(row) for row in own.rows],
    )


@get("/tasks/{task_id:str}/rubric-tests")
async def list_rubric_tests(task_id: str, foundry: Foundry, principal: Principal) -> RubricTestsOfTask:
    """How the rubrics that were submitted for a task did: for reviewers and those who run the project."""
    found = parse_id("task", task_id, field="task_id")
    rows, planted = await service.list_tests(foundry, principal, found)
    return RubricTestsOfTask([_submitted_test(row, planted) for row in rows])


def _testing(row: Any) -> RubricTesting:
    if row is None:
        return RubricTesting(settings=RubricTestingSettings(), updated_at=None)
    model = None if row["model_id"] is None else show_id("model", row["model_id"])
    gap = round(row["least_gap"], 6)
    settings = RubricTestingSettings(model=model, most_tests=row["most_tests"], least_gap=gap)
    return RubricTesting(settings=settings, updated_at=row["updated_at"])


def _own_test(row: Any) -> OwnRubricTest:
    return OwnRubricTest(
        id=show_id("test", row["id"]),
        status=row["status"],
        is_submitted=row["annotation_id"] is not None,
        outcome=_outcome(row),
        created_at=row["created_at"],
    )


def _submitted_test(row: Any, planted: Any) -> SubmittedRubricTest:
    met = {each["id"]: each["met"] for each in row["grades"] or []}
    ids = {name: show_id(name.removesuffix("_id"), row[name]) for name in ("annotation_id", "labeler_id", "model_id")}
    return SubmittedRubricTest(
        id=show_id("test", row["id"]),
        status=row["status"],
        reason=row["reason"],
        outcome=_outcome(row),
        planted=[
            PlantedResponse(
                id=each.id, quality=_quality(is_good=each.is_good), content=each.text, met=met.get(each.id, [])
            )
            for each in planted
        ],
        created_at=row["created_at"],
        **ids,
    )


def _outcome(row: Any) -> RubricOutcome | None:
    found: RubricTest | None = service.outcome_of(row)
    if found is None:
        return None
    scored = zip(row["grades"], found.scores, strict=True)
    tested = zip(row["rubric"], found.criteria, strict=True)
    return RubricOutcome(
        separates=found.separates,
        least_gap=round(row["least_gap"], 6),
        scores=[PlantedScore(_quality(is_good=grades["is_good"]), score) for grades, score in scored],
        pairs=[PlantedPair(each.good, each.bad, each.gap, each.is_separated) for each in found.pairs],
        criteria=[
            TestedCriterion(
                criterion=line["criterion"],
                points=line["points"],
                met_good=each.met_good,
                met_bad=each.met_bad,
                effect=each.effect,
            )
            for line, each in tested
        ],
    )


def _quality(*, is_good: bool) -> Literal["good", "bad"]:
    return "good" if is_good else "bad"


ROUTER = Router(
    path="/",
    tags=["rubrics"],
    route_handlers=[
        show_rubric_testing,
        change_rubric_testing,
        test_rubric,
        list_own_rubric_tests,
        list_rubric_tests,
    ],
)
