"""The fast lane: one question at a time, one key an item, and the last answers can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..product import Customer, wait_until
from .access import find_faults
from .browsing import Visit, hire
from .desk import add_in_order, expect_item, press, responses

SPAM: dict[str, Any] = {
    "attributes": [
        {
            "name": "is_spam",
            "title": "Is this spam?",
            "type": "category",
            "required": True,
            "choices": [{"name": "yes", "title": "Yes"}, {"name": "no", "title": "No"}],
        }
    ]
}


def guess(choice: str) -> dict[str, Any]:
    return {"annotations": [], "global_attributes": {"is_spam": choice}, "links": []}


@pytest.fixture
def labeler(visit: Callable[..., Visit], customer: Customer) -> Visit:
    entered = visit()
    entered.sign_in(hire(customer, "labeler"))
    return entered


def open_lane(labeler: Visit, customer: Customer, *guesses: str | None) -> tuple[Page, str, list[str]]:
    """The fast lane over texts, some with a pre-label; its page, project and tasks."""
    project = customer.make_project(ontology=SPAM)
    rows = [
        {"text": f"Dear friend number {number}.", "unique_id": f"mail-{number}"}
        | ({"hypothesis": guess(choice)} if choice else {})
        for number, choice in enumerate(guesses)
    ]
    tasks = add_in_order(customer, project, rows)
    page = labeler.page
    page.goto(f"/work/{project}/label")
    expect_item(page, "mail-0")
    return page, project, tasks


def choices_of(customer: Customer, tasks: list[str]) -> list[list[str]]:
    return [[answer["global_attributes"]["is_spam"] for answer in responses(customer, task)] for task in tasks]


def expect_choices(customer: Customer, tasks: list[str], *expected: str) -> None:
    """Exactly these answers, one for each task, once they have left the page."""
    wanted = [[choice] if choice else [] for choice in expected]
    wait_until(lambda: choices_of(customer, tasks) == wanted)


def test_one_key_answers_an_item_and_shows_the_next(labeler: Visit, customer: Customer) -> None:
    page, _, tasks = open_lane(labeler, customer, "yes", "yes", None, None, None, "no")
    for number, key in enumerate(("a", "x", "1", "x", "Space", "Enter")):
        expect_item(page, f"mail-{number}")
        press(page, key)
    expect(page.get_by_role("heading", name="All done here")).to_be_visible()
    page.get_by_role("link", name="All work").last.click()
    expect_choices(customer, tasks, "yes", "no", "yes", "no", "", "no")


def test_enter_never_guesses_where_nothing_is_suggested(labeler: Visit, customer: Customer) -> None:
    page, _, _ = open_lane(labeler, customer, None, "no")
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_have_text("Answer “Is this spam?” first")
    expect_item(page, "mail-0")
    press(page, "1")
    expect_item(page, "mail-1")
    expect(page.get_by_role("button", name="No suggested")).to_be_visible()


def test_the_last_answers_can_be_undone(labeler: Visit, customer: Customer) -> None:
    page, _, tasks = open_lane(labeler, customer, None, None, None, None)
    expect(page.get_by_role("button", name="Undo the last answer")).to_be_disabled()
    press(page, "1")
    expect_item(page, "mail-1")
    press(page, "Space")
    expect_item(page, "mail-2")
    press(page, "u", "Backspace")
    expect_item(page, "mail-0")
    expect(page.get_by_role("button", name="Yes suggested")).to_be_visible()
    for number, key in enumerate(("2", "1", "1", "1")):
        expect_item(page, f"mail-{number}")
        press(page, key)
    expect(page.get_by_role("heading", name="All done here")).to_be_visible()
    press(page, "u")
    expect_item(page, "mail-3")
    press(page, "2")
    page.get_by_role("link", name="All work").last.click()
    expect_choices(customer, tasks, "no", "yes", "yes", "no")


def test_an_answer_leaves_by_itself_after_a_while(labeler: Visit, customer: Customer) -> None:
    page, _, tasks = open_lane(labeler, customer, None, None)
    press(page, "2")
    expect_item(page, "mail-1")
    assert choices_of(customer, tasks) == [[], []]
    expect(page.get_by_role("button", name="Undo the last answer")).to_be_disabled(timeout=30_000)
    expect_choices(customer, tasks, "no", "")


def test_a_killed_tab_loses_no_answer(labeler: Visit, customer: Customer) -> None:
    page, project, tasks = open_lane(labeler, customer, None, None)
    page.evaluate("document.addEventListener('visibilitychange', (e) => e.stopImmediatePropagation(), true)")
    press(page, "1")
    expect_item(page, "mail-1")
    page.close()
    page = labeler.open(f"/work/{project}/label")
    expect_item(page, "mail-1")
    expect_choices(customer, tasks, "yes", "")


def test_who_wants_the_whole_desk_keeps_it(labeler: Visit, customer: Customer) -> None:
    page, _, _ = open_lane(labeler, customer, None)
    question = page.get_by_role("region", name="The question")
    expect(question).to_be_visible()
    press(page, "Shift+Q")
    expect(question).to_be_hidden()
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    page.reload()
    expect_item(page, "mail-0")
    expect(question).to_be_hidden()
    page.get_by_role("button", name="Fast lane").click()
    expect(question).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_fast_lane_is_for_everybody(labeler: Visit, customer: Customer, size: tuple[int, int]) -> None:
    page, _, _ = open_lane(labeler, customer, "yes", None)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert find_faults(page, {}) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="No", exact=True).click()
    expect_item(page, "mail-1") if size[0] > 760 else expect(page.get_by_text("friend number 1")).to_be_visible()
