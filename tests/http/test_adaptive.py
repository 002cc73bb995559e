"""Adaptive labeling: what the engine learns, whom it believes, when it asks again and when it stops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..product import Customer, wait_until

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


def test_labeling_that_becomes_fixed_asks_everybody_again(customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", answers_needed=3)
    [task] = customer.add_tasks(project, 1)
    assert customer.task(task)["answers_needed"] == 2
    customer.operator.patch(f"/projects/{project}", {"labeling": "fixed"})
    assert customer.task(task)["answers_needed"] == 3
    customer.operator.patch(f"/projects/{project}", {"labeling": "adaptive"})
    assert customer.task(task)["answers_needed"] == 2
