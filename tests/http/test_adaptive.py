"""Adaptive labeling: what the engine learns, whom it believes, when it asks again and when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from goldsmith.ids import parse_id

from ..product import QUESTION, Customer, in_parallel, wait_until

CHOICES = ("good", "bad")


def label_open_tasks(customer: Customer, project: str, crowd: dict[Any, Any], truth: dict[str, str]) -> int:
    """Let everybody answer what is open; who is wrong says the opposite. How many answers that were."""
    given = 0
    for labeler, is_right in crowd.items():
        while claim := labeler.claim(project):
            right = truth[claim["task"]["id"]]
            labeler.submit(claim, right if is_right(given) else CHOICES[1 - CHOICES.index(right)])
            given += 1
    return given


def right_every_other_time(given: int) -> bool:
    return given % 2 == 0


def while_locked(customer: Customer, task: str, do: Callable[[], None]) -> None:
    """Do something while somebody else holds the task's row."""

    async def hold() -> None:
        connection = await asyncpg.connect(customer.product.database.owner_url)
        try:
            async with connection.transaction():
                name = str(parse_id("customer", customer.id))
                await connection.execute("select set_config('goldsmith.customer_id', $1, true)", name)
                await connection.execute("select from task where id = $1 for update", parse_id("task", task))
                await asyncio.to_thread(do)
        finally:
            await connection.close()

    asyncio.run(hold())


def make_truth(customer: Customer, project: str, size: int) -> dict[str, str]:
    return {task: CHOICES[number % 2] for number, task in enumerate(customer.add_tasks(project, size))}


def accepted_moods(customer: Customer, tasks: Iterable[str]) -> list[str]:
    moods = []
    for task in map(customer.task, tasks):
        accepted = next(each for each in task["annotations"] if each["id"] == task["accepted_annotation_id"])
        moods.append(accepted["answer"]["global_attributes"]["mood"])
    return moods


def finish(customer: Customer, project: str, crowd: dict[Any, Any], truth: dict[str, str]) -> int:
    """Go on until every task is done; how many answers it took."""
    answers = 0

    def is_done() -> bool:
        nonlocal answers
        answers += label_open_tasks(customer, project, crowd, truth)
        return customer.counts(project).get("completed", 0) == len(truth)

    wait_until(is_done, seconds=120)
    return answers


def test_agreeing_labelers_are_asked_two_or_three_times_and_not_five(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=5, review_percent=0, audit_percent=0)
    truth = make_truth(customer, project, 40)
    crowd = {customer.caller("labeler"): lambda _: True for _ in range(5)}
    answers = finish(customer, project, crowd, truth)
    assert 80 <= answers <= 130
    assert accepted_moods(customer, truth) == list(truth.values())


def test_who_is_always_wrong_is_found_out_and_outvoted(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=5, review_percent=0, audit_percent=0)
    truth = make_truth(customer, project, 60)
    crowd = {customer.caller("labeler"): lambda _: True for _ in range(4)}
    liar = customer.caller("labeler")
    finish(customer, project, {liar: lambda _: False} | crowd, truth)
    right = [given == told for given, told in zip(accepted_moods(customer, truth), truth.values(), strict=True)]
    assert sum(right) >= 57
    skills = customer.rows("select l.name, s.reliability from skill s join labeler l on l.id = s.labeler_id order by 2")
    assert skills[0]["reliability"] < 0.4 < 0.8 < skills[1]["reliability"]


def test_no_task_gets_more_answers_than_its_most(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=3, review_percent=0, audit_percent=0)
    truth = make_truth(customer, project, 10)
    crowd = {customer.caller("labeler"): right_every_other_time for _ in range(5)}
    finish(customer, project, crowd, truth)
    assert {customer.task(task)["answers_have"] for task in truth} <= {2, 3}


def test_a_budget_ends_the_asking(customer: Customer) -> None:
    project = customer.make_project(
        labeling="adaptive",
        answers_needed=9,
        review_percent=0,
        audit_percent=0,
        contract={"target_accuracy": 0.999, "most_answers": 30},
    )
    truth = make_truth(customer, project, 15)
    crowd = {customer.caller("labeler"): right_every_other_time for _ in range(9)}
    assert finish(customer, project, crowd, truth) == 30


def test_a_budget_is_not_overdrawn_by_what_is_asked_for_and_not_given_yet(customer: Customer) -> None:
    project = customer.make_project(
        labeling="adaptive",
        answers_needed=9,
        review_percent=0,
        audit_percent=0,
        contract={"target_accuracy": 0.999, "most_answers": 100},
    )
    truth = make_truth(customer, project, 30)
    careless = {customer.caller("labeler"): (lambda given: given % 5 > 0) for _ in range(9)}
    assert 60 < finish(customer, project, careless, truth) <= 100


def test_each_question_asked_again_leaves_an_event_and_a_reason(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=4, review_percent=0, audit_percent=0)
    [task] = customer.add_tasks(project, 1)
    first, second, third, fourth = (customer.caller("labeler") for _ in range(4))
    first.submit(first.claim(project), "good")
    second.submit(second.claim(project), "bad")
    wait_until(lambda: customer.task(task)["answers_needed"] == 3)
    found = customer.task(task)
    assert found["stage"] == "label"
    asked = [each for each in customer.operator.get("/events", task=task)["items"] if each["kind"] == "task.asked"]
    assert len(asked) == 1
    assert asked[0]["body"]["reason"]
    for labeler in (third, fourth):
        labeler.submit(wait_until(lambda who=labeler: who.claim(project)), "good")
    customer.wait_for_stage(task, "done")


def raise_to_three(customer: Customer, project: str) -> str:
    """A task whose first two answers differ, so that it is open for a third."""
    [task] = customer.add_tasks(project, 1)
    for choice in ("good", "bad"):
        labeler = customer.caller("labeler")
        labeler.submit(labeler.claim(project, task_ids=[task]), choice)
    wait_until(lambda: customer.task(task)["answers_needed"] == 3)
    return task


def test_a_task_that_a_reviewer_sends_back_begins_as_a_new_one_does(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=5)
    task = raise_to_three(customer, project)
    labeler, reviewer = customer.caller("labeler"), customer.caller("reviewer")
    claim = labeler.claim(project)
    body = {"generation": claim["generation"], "reason": "the text is cut off"}
    labeler.post(f"/assignments/{claim['assignment_id']}/flag", body)
    reviewer.review(reviewer.claim(project, "review"), "reject", comment="read to the end")
    found = customer.task(task)
    assert (found["stage"], found["answers_have"], found["answers_needed"]) == ("label", 0, 2)


def test_a_reopened_task_begins_as_a_new_one_does(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=3)
    task = raise_to_three(customer, project)
    labeler = customer.caller("labeler")
    labeler.submit(labeler.claim(project), "good")
    customer.wait_for_stage(task, "done")
    customer.operator.post(f"/tasks/{task}/reopen", {"reason": "look again"}, expect=204)
    assert customer.task(task)["answers_needed"] == 2
    customer.operator.patch(f"/projects/{project}", {"labeling": "fixed"})
    wait_until(lambda: customer.task(task)["answers_needed"] == 3)


def test_labeling_that_becomes_fixed_asks_everybody_again(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=3)
    [task] = customer.add_tasks(project, 1)
    assert customer.task(task)["answers_needed"] == 2
    customer.operator.patch(f"/projects/{project}", {"labeling": "fixed"})
    wait_until(lambda: customer.task(task)["answers_needed"] == 3)
    customer.operator.patch(f"/projects/{project}", {"labeling": "adaptive"})
    wait_until(lambda: customer.task(task)["answers_needed"] == 2)


def test_what_is_being_compared_is_asked_again_when_labeling_becomes_fixed(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=3)
    task, other = customer.add_tasks(project, 2)
    for _ in range(2):
        labeler = customer.caller("labeler")
        labeler.submit(labeler.claim(project, task_ids=[task]), "good")
    assert customer.task(task)["stage"] == "reconcile"
    customer.operator.patch(f"/projects/{project}", {"labeling": "fixed"})
    assert customer.wait_for_stage(task, "label")["answers_needed"] == 3
    customer.wait_for_counts(project, label=2, reconcile=0)
    assert customer.task(other)["answers_needed"] == 3


def test_labeling_changes_at_once_however_busy_its_tasks_are(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=3)
    tasks = customer.add_tasks(project, 5)

    def change_while_locked() -> None:
        answer = customer.operator.patch(f"/projects/{project}", {"labeling": "fixed"})
        assert answer["labeling"] == "fixed"

    while_locked(customer, tasks[2], change_while_locked)
    wait_until(lambda: {customer.task(task)["answers_needed"] for task in tasks} == {3})


def test_labeling_that_changes_back_and_forth_under_claims_loses_no_answer_and_no_place(customer: Customer) -> None:
    project = customer.make_project(labeling="fixed", answers_needed=4)
    tasks = customer.add_tasks(project, 12)
    crowd = {customer.caller("labeler"): lambda _: True for _ in range(4)}
    truth = dict.fromkeys(tasks, "good")

    def work(number: int) -> int:
        if number < 4:
            who = list(crowd)[number]
            return label_open_tasks(customer, project, {who: crowd[who]}, truth)
        for labeling in ("adaptive", "fixed") * 4:
            customer.operator.patch(f"/projects/{project}", {"labeling": labeling})
        return 0

    given = sum(in_parallel(work, 5)) + finish(customer, project, crowd, truth)
    found = [customer.task(task) for task in tasks]
    assert sum(task["answers_have"] for task in found) == given
    assert {task["answers_have"] for task in found} <= {2, 3, 4}
    customer.wait_for_counts(project, completed=len(tasks), label=0, reconcile=0)


def test_a_change_of_labeling_goes_on_where_it_was_left(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=3)
    tasks = sorted(customer.add_tasks(project, 6))
    # As a worker leaves it that is killed after its first step.
    sql = "update project set labeling = 'fixed', labeling_through = $2 where id = $1"
    customer.rows(sql, parse_id("project", project), parse_id("task", tasks[2]))
    wait_until(lambda: customer.task(tasks[-1])["answers_needed"] == 3)
    assert [customer.task(task)["answers_needed"] for task in tasks] == [2, 2, 2, 3, 3, 3]


def test_tasks_that_an_import_brings_after_a_change_follow_it(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=3)
    customer.operator.patch(f"/projects/{project}", {"labeling": "fixed"})
    [task] = customer.add_tasks(project, 1)
    assert customer.task(task)["answers_needed"] == 3


def soon(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def make_urgent_project(customer: Customer, seconds: float, **settings: Any) -> str:
    contract = {"target_accuracy": 0.999, "deadline": soon(seconds)}
    return customer.make_project(labeling="adaptive", answers_needed=5, contract=contract, **settings)


def belief_of(customer: Customer, task: str) -> Any:
    [belief] = customer.rows("select decision, reason from belief where task_id = $1", parse_id("task", task))
    return belief


def test_a_deadline_that_has_passed_is_refused(customer: Customer) -> None:
    late = {"contract": {"deadline": "2020-01-01T00:00:00Z"}}
    project = customer.make_project(labeling="adaptive")
    error = customer.operator.patch(f"/projects/{project}", late, expect=422)
    assert error["field"] == "contract.deadline"
    whole = {"name": "late", "modality": "text.v1", "ontology": QUESTION, "labeling": "adaptive", **late}
    assert customer.operator.post("/projects", whole, expect=422)["field"] == "contract.deadline"
    zoneless = {"contract": {"deadline": "2090-01-01T00:00:00"}}
    customer.operator.patch(f"/projects/{project}", zoneless, expect=400)


def test_a_project_whose_deadline_passed_can_still_be_changed(customer: Customer) -> None:
    project = make_urgent_project(customer, 0.5)
    contract = customer.operator.get(f"/projects/{project}")["contract"]
    wait_until(lambda: datetime.fromisoformat(contract["deadline"]) < datetime.now(UTC))
    changed = customer.operator.patch(f"/projects/{project}", {"contract": {**contract, "confidence": 0.9}})
    assert changed["contract"]["deadline"] == contract["deadline"]


def test_after_the_deadline_open_tasks_are_settled_with_what_they_have(customer: Customer) -> None:
    project = make_urgent_project(customer, 2)
    answered, untouched = customer.add_tasks(project, 2)
    labeler = customer.caller("labeler")
    labeler.submit(labeler.claim(project, task_ids=[answered]), "good")
    task = customer.wait_for_stage(answered, "done")
    assert (task["answers_have"], task["answers_needed"]) == (1, 1)
    assert "deadline has passed" in belief_of(customer, answered)["reason"]
    events = [each["kind"] for each in customer.operator.get("/events", task=answered)["items"]]
    assert "task.closed" in events
    assert customer.task(untouched)["stage"] == "label"
    customer.wait_for_counts(project, label=1, completed=1, reconcile=0)


def test_after_the_deadline_what_is_too_unsure_goes_to_a_reviewer(customer: Customer) -> None:
    project = make_urgent_project(customer, 2, review_percent=0.001)
    [task] = customer.add_tasks(project, 1)
    first, second = customer.caller("labeler"), customer.caller("labeler")
    first.submit(first.claim(project), "good")
    second.submit(second.claim(project), "bad")
    customer.wait_for_stage(task, "review")
    belief = belief_of(customer, task)
    assert belief["decision"] == "escalate"
    assert "deadline" in belief["reason"]


def test_an_answer_that_is_being_given_at_the_deadline_counts(customer: Customer) -> None:
    project = make_urgent_project(customer, 2)
    [task] = customer.add_tasks(project, 1)
    first, second, third = (customer.caller("labeler") for _ in range(3))
    first.submit(first.claim(project), "good")
    held = second.claim(project)
    deadline = datetime.fromisoformat(customer.operator.get(f"/projects/{project}")["contract"]["deadline"])
    wait_until(lambda: datetime.now(UTC) > deadline)
    assert third.claim(project) is None
    assert customer.task(task)["stage"] == "label"
    second.submit(held, "good")
    assert customer.wait_for_stage(task, "done")["answers_have"] == 2


def test_a_task_given_back_after_the_deadline_is_closed(customer: Customer) -> None:
    project = make_urgent_project(customer, 2)
    [task] = customer.add_tasks(project, 1)
    first, second = customer.caller("labeler"), customer.caller("labeler")
    first.submit(first.claim(project), "good")
    held = second.claim(project)
    deadline = datetime.fromisoformat(customer.operator.get(f"/projects/{project}")["contract"]["deadline"])
    wait_until(lambda: datetime.now(UTC) > deadline)
    second.post(f"/assignments/{held['assignment_id']}/release", {"generation": held["generation"]}, expect=204)
    assert customer.wait_for_stage(task, "done")["answers_have"] == 1
