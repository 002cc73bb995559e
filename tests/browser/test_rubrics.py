"""A rubric is tested by key while it is written; what its writer never sees, the reviewer does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from ..http.rubrics import GOOD, WORSE, rubric_project
from ..product import Customer
from .access import find_faults, overflow
from .browsing import PHONE
from .desk import canvas, expect_done, press

SignIn = Callable[..., Page]


@pytest.fixture
def project(customer: Customer) -> str:
    return rubric_project(customer, rows=2, most_tests=3)


def add_criterion(page: Page, text: str, points: str) -> None:
    """By keys alone, from wherever one is."""
    page.locator("[data-add-criterion]").focus()
    press(page, "Enter")
    page.keyboard.type(text)
    press(page, "Tab", "Control+a")
    page.keyboard.type(points)
    press(page, "Tab", "Tab", "Tab")


def rubric_tests(page: Page) -> Locator:
    return page.get_by_role("region", name="Test of this rubric")


def try_by_key(page: Page) -> None:
    canvas(page).focus()
    press(page, "t")


def answer_yes_and_submit(page: Page) -> None:
    page.get_by_role("button", name="Yes").click()
    page.keyboard.press("Control+Enter")


def test_a_rubric_is_mended_until_it_separates(sign_in: SignIn, project: str, customer: Customer) -> None:
    page = sign_in("labeler")
    expect(rubric_tests(page)).to_contain_text("3 tests left")
    expect(rubric_tests(page).get_by_role("button")).to_be_disabled()
    add_criterion(page, "Names a unicorn", "2")
    try_by_key(page)
    expect(rubric_tests(page)).to_contain_text("does not tell the good response from the bad one yet")
    expect(rubric_tests(page).get_by_role("row", name="Names a unicorn")).to_contain_text("none meets it")
    expect(rubric_tests(page)).to_contain_text("2 tests left")
    add_criterion(page, "Names the price in euros", "3")
    expect(rubric_tests(page)).to_contain_text("The rubric has changed since this test.")
    try_by_key(page)
    expect(rubric_tests(page)).to_contain_text("It tells every good response from every bad one.")
    expect(rubric_tests(page)).to_contain_text("60 %")
    expect(rubric_tests(page)).not_to_contain_text("has changed")
    assert GOOD not in page.content()
    assert WORSE not in page.content()
    assert find_faults(page) == []
    answer_yes_and_submit(page)
    expect_done(page, 1)
    customer.wait_for_counts(project, done=1)


def test_the_reviewer_sees_why_a_rubric_does_not_separate(sign_in: SignIn, project: str, customer: Customer) -> None:
    page = sign_in("labeler")
    add_criterion(page, "Names a unicorn", "2")
    answer_yes_and_submit(page)
    expect_done(page, 1)
    customer.wait_for_counts(project, review=1)
    reviewer = sign_in("reviewer")
    reviewer.goto(f"{customer.product.url}/work/{project}/review")
    answers = reviewer.get_by_role("region", name="Answers")
    expect(answers).to_contain_text("does not tell the good response from the bad one yet")
    answers.get_by_text("2 planted responses").click()
    expect(answers.get_by_role("region", name="Planted as good")).to_contain_text(GOOD)
    expect(answers.get_by_role("region", name="Planted as bad")).to_contain_text("Meets criteria: none")
    assert find_faults(reviewer) == []


def test_when_the_tests_are_used_up_the_rubric_can_still_be_sent(
    sign_in: SignIn, project: str, customer: Customer
) -> None:
    page = sign_in("labeler", viewport=PHONE)
    add_criterion(page, "Names the price in euros", "3")
    for left in ("2 tests left", "1 test left", "0 tests left"):
        rubric_tests(page).get_by_role("button").click()
        expect(rubric_tests(page)).to_contain_text(left)
        expect(rubric_tests(page)).to_contain_text("It tells every good response")
    expect(rubric_tests(page).get_by_role("button")).to_be_disabled()
    assert find_faults(page) == []
    assert overflow(page) == []


def test_an_operator_chooses_the_model_that_grades(sign_in: SignIn, project: str, customer: Customer) -> None:
    page = sign_in("operator")
    page.goto(f"{customer.product.url}/projects/{project}/settings")
    page.get_by_label("Least gap").fill("25")
    page.get_by_role("button", name="Save rubric tests").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    assert customer.operator.get(f"/projects/{project}/rubric-testing")["settings"]["least_gap"] == 0.25
    assert find_faults(page) == []
