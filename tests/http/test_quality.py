"""The quality of a project as people see it: measured in the background, explained, and nobody else's business."""

from __future__ import annotations

from typing import Any

from goldsmith.ids import parse_id

from ..product import Caller, Customer, say, wait_until

QUESTION = "category /mood 3"


def measured(customer: Customer, project: str, **expected: int) -> Any:
    """The figures, once the audits in them are those expected."""

    def found() -> Any:
        figures = customer.operator.get(f"/projects/{project}/quality")["figures"]
        return figures if figures and expected.items() <= figures["audits"].items() else None

    return wait_until(found)


def labeled_project(customer: Customer, tasks: int, **settings: Any) -> tuple[str, list[str]]:
    project = customer.make_project(answers_needed=2, **settings)
    ids = customer.add_tasks(project, tasks)
    for choice in ("good", "good"):
        customer.label_everything(project, choice)
    customer.wait_for_counts(project, completed=tasks)
    return project, ids


def audit_all(customer: Customer, project: str, wrong: set[str]) -> None:
    customer.operator.post(f"/projects/{project}/audits", {"count": 100}, expect=201)
    auditor = customer.caller("reviewer")
    while claim := auditor.claim(project, "audit"):
        if claim["task"]["id"] in wrong:
            auditor.audit(claim, "wrong", answer=say("bad"))
        else:
            auditor.audit(claim, "correct")


def learn(customer: Customer, project: str, labeler_id: str, reliability: float = 0.9, answers: int = 40) -> None:
    """Write what a fit would have learnt of somebody."""
    customer.product.database.rows(
        """insert into skill (customer_id, project_id, question, labeler_id, answers, reliability, low, high, by_choice)
        values ($1, $2, $3, $4, $5, $6::float8, $6::float8 - 0.05, $6::float8 + 0.05, $7)""",
        parse_id("customer", customer.id),
        parse_id("project", project),
        QUESTION,
        parse_id("labeler", labeler_id),
        answers,
        reliability,
        {"good": {"answers": 30.5, "reliability": 0.95}, "bad": {"answers": 9.5, "reliability": 0.6}},
        customer_id=customer.id,
    )


def labelers_of(customer: Customer, task: str) -> list[str]:
    return sorted(each["labeler"]["id"] for each in customer.task(task)["assignments"])


def test_accuracy_is_what_the_audits_prove(customer: Customer) -> None:
    project, tasks = labeled_project(customer, 20)
    audit_all(customer, project, wrong={tasks[3]})

    figures = measured(customer, project, done=20, waiting=0)

    accuracy = figures["accuracy"]
    assert (accuracy["audited"], accuracy["correct"], accuracy["records"]) == (20, 19, 20)
    # Every task was audited, so nothing is left to chance.
    assert accuracy["low"] == accuracy["estimate"] == accuracy["high"] == 0.95
    assert figures["audits"] == {"waiting": 0, "done": 20, "wrong": 1, "oldest": None}
    assert figures["calibration"]["audits"] == 20
    assert figures["labels"]["counts"] == [{"answers": 2, "tasks": 20}]
    assert [state["state"] for state in figures["beliefs"]["states"]] == ["accepted"]
    assert {each["target"]: each["audits"] is None for each in figures["plan"]["targets"]}[0.99]


def test_what_was_said_is_laid_beside_what_was_accepted(customer: Customer) -> None:
    project, tasks = labeled_project(customer, 6)
    audit_all(customer, project, wrong={tasks[0], tasks[1]})

    [confusion] = measured(customer, project, done=6)["confusions"]

    assert (confusion["title"], confusion["choices"], confusion["tasks"]) == ("Mood", ["good", "bad"], 6)
    assert confusion["counts"] == [[8, 0], [4, 0]]


def test_a_wrong_answer_that_was_taken_back_still_counts(customer: Customer) -> None:
    project, tasks = labeled_project(customer, 6)
    audit_all(customer, project, wrong={tasks[0]})
    customer.operator.post(f"/tasks/{tasks[0]}/reopen", {"reason": "again"}, expect=204)

    def found() -> Any:
        figures = customer.operator.get(f"/projects/{project}/quality")["figures"]
        return figures and figures["accuracy"]["taken_back"] == 1 and figures["accuracy"]

    accuracy = wait_until(found)
    assert (accuracy["audited"], accuracy["correct"], accuracy["records"]) == (6, 5, 6)


def test_a_project_without_tasks_has_figures_that_state_nothing(customer: Customer) -> None:
    project = customer.make_project()
    figures = measured(customer, project, done=0)
    assert figures["accuracy"]["estimate"] is None
    assert (figures["accuracy"]["low"], figures["accuracy"]["high"]) == (0, 1)
    assert figures["plan"]["targets"] == []


def test_nothing_is_measured_again_while_nothing_changes(customer: Customer) -> None:
    project, _ = labeled_project(customer, 2)
    quiet = customer.make_project()
    measured(customer, quiet, done=0)
    before = customer.operator.get(f"/projects/{quiet}/quality")["computed_at"]
    audit_all(customer, project, wrong=set())
    measured(customer, project, done=2)
    assert customer.operator.get(f"/projects/{quiet}/quality")["computed_at"] == before


def test_skills_come_in_pages_with_a_sentence_for_each(customer: Customer) -> None:
    project, [task, *_] = labeled_project(customer, 3)
    people = labelers_of(customer, task)
    for labeler in people:
        learn(customer, project, labeler)

    shown = list(customer.operator.pages(f"/projects/{project}/skills", limit=1))

    assert sorted(each["labeler"]["id"] for each in shown) == people
    [skill] = shown[0]["skills"]
    assert (skill["title"], skill["answers"], skill["by_choice"][0]["title"]) == ("Mood", 40, "Good")
    assert skill["sentence"] == ("Right in about 90 % of 40 answers (85 to 95 %). Weakest where “Bad” is right: 60 %.")


def test_a_labeler_sees_their_own_skill_and_nobody_elses(customer: Customer) -> None:
    project = customer.make_project(answers_needed=2)
    [task] = customer.add_tasks(project, 1)
    one, other = customer.caller("labeler"), customer.caller("labeler")
    for caller in (one, other):
        caller.submit(caller.claim(project))
    for labeler in labelers_of(customer, task):
        learn(customer, project, labeler)

    seen = [shown_to(caller, project) for caller in (one, other)]

    assert sorted(len(each) for each in seen) == [1, 1]
    assert seen[0] != seen[1]
    one.get(f"/projects/{project}/quality", expect=403)
    one.get(f"/tasks/{task}/why", expect=403)


def shown_to(caller: Caller, project: str) -> list[str]:
    return [each["labeler"]["id"] for each in caller.get(f"/projects/{project}/skills")["items"]]


def test_a_task_says_why_it_has_its_answer_and_why_these_people_were_asked(customer: Customer) -> None:
    project, [task] = labeled_project(customer, 1)
    learn(customer, project, labelers_of(customer, task)[0])
    audit_all(customer, project, wrong=set())
    wait_until(lambda: customer.task(task)["stage"] == "done")

    why = customer.operator.get(f"/tasks/{task}/why")

    assert why["sentence"].startswith("2 people answered. The engine accepted what they make most probable")
    unit = next(each for each in why["units"] if each["unit"] == "mood")
    assert unit["choices"][0]["choice"] == "good"
    assert [said["choice"] for said in unit["said"]] == ["good", "good"]
    assert sorted(said["reliability"] or 0 for said in unit["said"]) == [0, 0.9]
    assert [(check["kind"], check["verdict"]) for check in why["checks"]] == [("audit", "correct")]
    sentences = {asked["purpose"]: asked["sentence"] for asked in why["asked"]}
    assert sentences["label"].startswith("First in the queue of tasks that they had not answered yet (priority 50).")
    assert sentences["audit"].startswith("Drawn at random")


def span(uuid: str, start: int, end: int, text: str = "Ada met Grace.") -> dict[str, Any]:
    place = {"start": start, "end": end, "text": text[start:end]}
    return {"uuid": uuid, "type": "span", "label": "person", "attributes": {}, **place}


def test_a_task_shows_thing_by_thing_who_marked_it_and_what_stands(customer: Customer) -> None:
    project = customer.make_project(answers_needed=3, review_percent=100)
    [task] = customer.add_tasks(project, 1, text="Ada met Grace.")
    marks = ([span("a", 0, 3), span("g", 8, 13)], [span("a", 0, 3)], [span("b", 0, 3)])
    for drawn in marks:
        labeler = customer.caller("labeler")
        claim = wait_until(lambda labeler=labeler: labeler.claim(project))  # type: ignore[misc]
        answer = {**say(), "annotations": drawn}
        labeler.post(f"/assignments/{claim['assignment_id']}/submit", {"generation": 1, "answer": answer, "seconds": 1})
    customer.wait_for_stage(task, "review")
    reviewer = customer.caller("reviewer")
    claim = reviewer.claim(project, "review")

    doubted, agreed = reviewer.get(f"/tasks/{task}/objects")["items"]

    given = [each["annotation_id"] for each in claim["answers"]]
    assert [(each["annotation_id"], each["uuid"]) for each in doubted["marks"]] == [(given[0], "g")]
    assert (sorted(doubted["missing"]), doubted["agreement"], doubted["accepted_uuid"]) == (
        sorted(given[1:]),
        0.0,
        None,
    )
    assert {each["uuid"] for each in agreed["marks"]} == {"a", "b"}
    assert (agreed["missing"], agreed["agreement"]) == ([], 1.0)
    assert agreed["accepted_uuid"] in [each["uuid"] for each in claim["consensus"]["annotations"]]
    assert customer.operator.get(f"/tasks/{task}/objects")["items"] == [doubted, agreed]
    customer.caller("labeler").get(f"/tasks/{task}/objects", expect=403)
