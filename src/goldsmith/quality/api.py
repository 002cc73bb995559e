"""HTTP: a project's quality, its labelers' skills, why a task has its answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Router, get
from litestar.params import Parameter

from goldsmith.foundry import Foundry
from goldsmith.http.answers import Answer
from goldsmith.http.paging import Cursor, Limit, Page, make_page, read_cursor
from goldsmith.http.wire import LabelerRef, labeler_to_wire
from goldsmith.ids import parse_id, show_id
from goldsmith.ontology import Ontology
from goldsmith.quality import service
from goldsmith.quality.error_rates_api import show_error_rates
from goldsmith.quality.figures import Figures
from goldsmith.quality.graders import Grader, show_graders
from goldsmith.quality.judges import Judge
from goldsmith.quality.judges import show_judges as compare_judges
from goldsmith.quality.leaderboard import Board, Compared
from goldsmith.quality.leaderboard import show_leaderboard as rank_by_votes
from goldsmith.quality.objects import TaskObject, compare_task
from goldsmith.quality.sentences import choice_titles, describe_question, describe_skill, split_question
from goldsmith.quality.why import Asked, OpinionView, Said, UnitView, explain_task
from goldsmith.tenancy.principal import Principal
from goldsmith.words import Decision, LeaseState, Purpose, Verdict


class Quality(msgspec.Struct):
    """A project's quality as it was last measured, seconds ago; without figures when it was never measured yet."""

    computed_at: datetime | None
    figures: Figures | None


class ChoiceSkill(msgspec.Struct):
    """How often somebody is right when this choice is the truth."""

    choice: str
    title: str
    answers: float
    reliability: float


class Skill(msgspec.Struct, kw_only=True):
    """What was learnt of somebody at one question: how often they are right, with a 95 % interval."""

    question: str
    title: str
    answers: int
    reliability: float
    low: float
    high: float
    by_choice: list[ChoiceSkill]
    sentence: str


class LabelerSkills(msgspec.Struct):
    """A labeler and their skills, the question they answered most first."""

    labeler: LabelerRef
    answers: int
    skills: list[Skill]


class ChoiceBelief(msgspec.Struct):
    """A choice and how probable it is."""

    choice: str
    probability: float


class SaidView(msgspec.Struct, kw_only=True):
    """What somebody said, and how reliable they are at this question; without figures when that is not known yet."""

    labeler: LabelerRef | None
    choice: str
    answers: int | None
    reliability: float | None
    low: float | None
    high: float | None


class WhyUnit(msgspec.Struct):
    """One unit of the answer: the most probable choice first, and who said what."""

    unit: str
    choices: list[ChoiceBelief]
    said: list[SaidView]


class OpinionSkill(msgspec.Struct, kw_only=True):
    """How often a machine is right at a question, with a 95 % interval."""

    question: str
    title: str
    answers: int
    reliability: float
    low: float
    high: float


class OpinionOfTask(msgspec.Struct):
    """What a model or a labeling function said of a task, how sure it says it is, and how reliable it is.

    `scores`: how sure it is of each object, by uuid, where it says so.
    """

    labeler: LabelerRef | None
    answer: Answer
    confidence: float | None
    scores: dict[str, float] | None
    skills: list[OpinionSkill]


class Check(msgspec.Struct):
    """A reviewer's or auditor's verdict."""

    kind: Literal["review", "audit"]
    labeler: LabelerRef | None
    verdict: Verdict | None
    comment: str | None
    round: int
    at: datetime


class AskedView(msgspec.Struct):
    """Why somebody was given this task."""

    assignment_id: str
    labeler: LabelerRef | None
    purpose: Purpose
    state: LeaseState
    at: datetime
    sentence: str


class Why(msgspec.Struct, kw_only=True):
    """Why a task has the answer it has, what machines said of it, and why each labeler was asked.

    Opinions are for whoever runs or orders the project: somebody who may still judge the task reads none.
    """

    sentence: str
    decision: Decision | None
    reason: str | None
    expected_error: float | None
    estimator: str | None
    believed_at: datetime | None
    units: list[WhyUnit]
    opinions: list[OpinionOfTask]
    checks: list[Check]
    asked: list[AskedView]


class GivenMark(msgspec.Struct):
    """One labeler's mark of a thing: which annotation of the task, which shape in it."""

    annotation_id: str
    uuid: str
    label: str
    labeler: LabelerRef | None


class TaskObjectView(msgspec.Struct):
    """One thing in a task. `agreement` in [0, 1]: how alike each two people's marks of it are; a missing one is not.

    `accepted_uuid` is its shape in the answer that stands, null when it is not there; `missing` are the annotations of
    those who did not mark it.
    """

    marks: list[GivenMark]
    missing: list[str]
    accepted_uuid: str | None
    agreement: float


class LeaderboardView(msgspec.Struct):
    """The questions under which models were compared, and the leaderboard of one; null where nothing was compared."""

    questions: list[Compared]
    board: Board | None


class Judges(msgspec.Struct):
    """The judges of a project, by name: `items` compare two things, `graders` rate and grade one at a time."""

    items: list[Judge]
    graders: list[Grader]


class TaskObjects(msgspec.Struct):
    """What people marked in a task, the least agreed upon first."""

    items: list[TaskObjectView]


def _project_id(text: str) -> Any:
    return parse_id("project", text, field="project_id")


@get("/projects/{project_id:str}/quality")
async def show_quality(project_id: str, foundry: Foundry, principal: Principal) -> Quality:
    """How good a project's answers are: measured in the background, seconds ago."""
    row = await service.show_quality(foundry, principal, _project_id(project_id))
    return Quality(row["computed_at"], msgspec.convert(row["figures"], Figures)) if row else Quality(None, None)


@get("/projects/{project_id:str}/skills")
async def list_skills(
    project_id: str, foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[LabelerSkills]:
    """What was learnt about each labeler of a project. Labelers see themselves alone."""
    page = await service.list_skills(foundry, principal, _project_id(project_id), read_cursor(cursor), limit + 1)
    views = {view.row["id"]: view for view in page.labelers}
    rows = [view.row for view in page.labelers]
    return make_page(rows, limit, lambda row: _labeler(views[row["id"]], page.ontology))


@get("/projects/{project_id:str}/leaderboard")
async def show_leaderboard(
    project_id: str,
    foundry: Foundry,
    principal: Principal,
    question: Annotated[str | None, Parameter(max_length=64, description="The label to rank under.")] = None,
    ties: Annotated[Literal["davidson", "half"], Parameter(description="How ties count.")] = "davidson",
    free_of: Annotated[
        Literal["position", "style"], Parameter(description="What scores are held free of.")
    ] = "position",
) -> LeaderboardView:
    """Which models labelers prefer, by all votes so far: Bradley-Terry with intervals clustered by labeler.

    `question` is the label under which they were compared, the first where none is named. `ties`: Davidson's model
    learns how likely ties are, `half` counts each as half a win. Scores are free of what standing left is worth, with
    `free_of=style` also of what length and formatting are worth.
    """
    found = await rank_by_votes(
        foundry, principal, _project_id(project_id), question, ties, is_free_of_style=free_of == "style"
    )
    return LeaderboardView(found.questions, found.board)


@get("/projects/{project_id:str}/judges")
async def show_judges(project_id: str, foundry: Foundry, principal: Principal) -> Judges:
    """How well models that compare, rate or grade stand in for people, always beside what a person reaches.

    By the newest 2,000 tasks that they judged; empty where no model did.
    """
    found = _project_id(project_id)
    return Judges(await compare_judges(foundry, principal, found), await show_graders(foundry, principal, found))


@get("/tasks/{task_id:str}/why")
async def show_why(task_id: str, foundry: Foundry, principal: Principal) -> Why:
    """Why this answer, and why these people."""
    why = await explain_task(foundry, principal, parse_id("task", task_id, field="task_id"))
    task = why.task
    return Why(
        sentence=why.sentence,
        believed_at=task["updated_at"],
        units=[_unit(each) for each in why.units],
        opinions=[_opinion(each, why.ontology) for each in why.opinions],
        checks=[_check(row) for row in why.checks],
        asked=[_asked(each) for each in why.asked],
        **{name: task[name] for name in ("decision", "reason", "expected_error", "estimator")},
    )


@get("/tasks/{task_id:str}/objects")
async def compare_objects(task_id: str, foundry: Foundry, principal: Principal) -> TaskObjects:
    """Which marks of different people mean the same thing, and how far they agree."""
    found = await compare_task(foundry, principal, parse_id("task", task_id, field="task_id"))
    return TaskObjects([_object(each) for each in found])


def _object(each: TaskObject) -> TaskObjectView:
    return TaskObjectView(
        [
            GivenMark(show_id("annotation", row["id"]), shape.uuid, shape.label, labeler_to_wire(row))
            for row, shape in each.marks
        ],
        [show_id("annotation", row["id"]) for row in each.missing],
        each.accepted,
        round(each.agreement, 4),
    )


def _labeler(view: service.LabelerView, ontology: Ontology) -> LabelerSkills:
    ref = LabelerRef(show_id("labeler", view.row["id"]), view.row["name"], view.row["kind"])
    skills = [_skill(row, view, ontology) for row in view.skills]
    return LabelerSkills(ref, sum(each.answers for each in skills), skills)


def _skill(row: Any, view: service.LabelerView, ontology: Ontology) -> Skill:
    titles = choice_titles(ontology)
    figures = _reliability(row)
    kind, scope, name = split_question(row["question"])
    slip = view.slips.get(name) if kind == "category" and not scope else None
    by_choice = [
        ChoiceSkill(choice, titles.get(choice, choice), facts["answers"], facts["reliability"])
        for choice, facts in row["by_choice"].items()
    ]
    return Skill(
        question=row["question"],
        title=describe_question(row["question"], ontology),
        by_choice=sorted(by_choice, key=lambda each: -each.answers),
        sentence=describe_skill(**figures, by_choice=row["by_choice"], slip=slip, titles=titles),
        **figures,
    )


def _unit(view: UnitView) -> WhyUnit:
    choices = [ChoiceBelief(choice, probability) for choice, probability in view.choices.items()]
    return WhyUnit(view.unit, sorted(choices, key=lambda each: -each.probability), [_said(each) for each in view.said])


def _said(said: Said) -> SaidView:
    known = _reliability(said.skill) if said.skill else dict.fromkeys(("answers", "reliability", "low", "high"))
    return SaidView(labeler=labeler_to_wire(said.row), choice=said.choice, **known)


def _opinion(view: OpinionView, ontology: Ontology) -> OpinionOfTask:
    skills = [
        OpinionSkill(
            question=skill["question"], title=describe_question(skill["question"], ontology), **_reliability(skill)
        )
        for skill in view.skills
    ]
    sure = view.given.confidence
    answer: Any = view.given.answer
    return OpinionOfTask(
        labeler_to_wire(view.row), answer, None if sure is None else round(sure, 4), view.scores, skills
    )


def _reliability(row: Any) -> dict[str, Any]:
    """Return the figures of a skill; the database keeps them with seven digits, of which three mean something."""
    return {"answers": row["answers"], **{name: round(row[name], 4) for name in ("reliability", "low", "high")}}


def _check(row: Any) -> Check:
    return Check(row["kind"], labeler_to_wire(row), row["verdict"], row["comment"], row["round"], row["created_at"])


def _asked(asked: Asked) -> AskedView:
    row = asked.row
    assignment_id = show_id("assignment", row["id"])
    return AskedView(
        assignment_id, labeler_to_wire(row), row["purpose"], row["state"], row["leased_at"], asked.sentence
    )


ROUTER = Router(
    path="/",
    tags=["quality"],
    route_handlers=[
        show_quality,
        list_skills,
        show_error_rates,
        show_leaderboard,
        show_judges,
        show_why,
        compare_objects,
    ],
)
