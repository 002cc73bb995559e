"""Item after item: painted at once, and nothing lost or doubled whatever the network does."""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Page, Route, expect

from ..product import Customer, wait_until
from .browsing import Visit, hire
from .desk import add_in_order, expect_done, expect_item, press, responses, status

ITEMS = 20
GOOD, BAD, ODD = "3", "4", "5"
"""The keys of the choices, after the two labels."""
MEASURES = "performance.getEntriesByName('goldsmith:submit-to-painted').map((each) => each.duration)"


def make_items(customer: Customer, count: int) -> list[str]:
    rows = [{"text": f"Text number {number}.", "unique_id": f"item-{number}"} for number in range(count)]
    return add_in_order(customer, customer.make_project(), rows)


def expect_one_answer_each(customer: Customer, tasks: list[str]) -> None:
    """Every task gets its answer, and none gets two."""
    wait_until(lambda: all(responses(customer, task) for task in tasks))
    assert [len(responses(customer, task)) for task in tasks] == [1] * len(tasks)


@pytest.fixture
def labeler(visit: Callable[..., Visit], customer: Customer) -> Visit:
    entered = visit()
    entered.sign_in(hire(customer, "labeler"))
    return entered


def test_every_submit_is_followed_by_a_painted_item(labeler: Visit, customer: Customer) -> None:
    page = labeler.page
    make_items(customer, ITEMS + 2)
    page.goto("/work")
    for number in range(ITEMS):
        expect_done(page, number)
        press(page, GOOD, "Enter")
        wait_until(lambda: len(page.evaluate(MEASURES)) > number)  # noqa: B023  (asked before the next round)
    durations = page.evaluate(MEASURES)
    print(f"submit → painted: median {median(durations):.0f} ms over {len(durations)} items")


def test_a_hasty_hand_loses_and_doubles_nothing(labeler: Visit, customer: Customer) -> None:
    page, tasks = labeler.page, make_items(customer, 12)
    page.goto("/work")
    expect_item(page, "item-0")
    wait_until(lambda: press_until_done(page))
    expect_one_answer_each(customer, tasks)


def press_until_done(page: Page) -> bool:
    press(page, BAD, "Enter")
    return page.get_by_role("heading", name="All done here").is_visible()


def test_offline_answers_wait_on_the_device_and_come_through(labeler: Visit, customer: Customer) -> None:
    page, tasks = labeler.page, make_items(customer, 3)
    labeler.complaints.excuse("ERR_INTERNET_DISCONNECTED")
    page.goto("/work")
    expect_item(page, "item-0")
    wait_for_next(customer, tasks[1])
    labeler.context.set_offline(True)
    press(page, GOOD, "Enter")
    expect_item(page, "item-1")
    expect(status(page)).to_contain_text("offline: 1 answer waiting on this device")
    press(page, BAD, "Enter")
    expect(page.get_by_role("heading", name="The server cannot be reached")).to_be_visible()
    expect(page.get_by_text("2 answers are kept on this device")).to_be_visible()
    assert responses(customer, tasks[0]) == []
    labeler.context.set_offline(False)
    expect_item(page, "item-2")
    expect_one_answer_each(customer, tasks[:2])
    assert [responses(customer, task)[0]["global_attributes"]["mood"] for task in tasks[:2]] == ["good", "bad"]


def wait_for_next(customer: Customer, task: str) -> None:
    """The page has claimed the item after the one in hand, so that it can be shown without a network."""
    wait_until(lambda: customer.task(task)["assignments"])


def test_an_answer_outlives_its_tab(labeler: Visit, customer: Customer) -> None:
    page, tasks = labeler.page, make_items(customer, 2)
    labeler.complaints.excuse("ERR_INTERNET_DISCONNECTED")
    page.goto("/work")
    expect_item(page, "item-0")
    wait_for_next(customer, tasks[1])
    labeler.context.set_offline(True)
    press(page, ODD, "Enter")
    expect(status(page)).to_contain_text("offline: 1 answer waiting on this device")
    page.close()
    labeler.context.set_offline(False)
    labeler.page = labeler.open("/work")
    expect_one_answer_each(customer, tasks[:1])


def test_a_lost_reply_does_not_double_the_answer(labeler: Visit, customer: Customer) -> None:
    page, tasks = labeler.page, make_items(customer, 2)
    labeler.complaints.excuse("ERR_FAILED")
    lost: list[int] = []

    def lose_first_reply(route: Route) -> None:
        reply = route.fetch()
        if lost:
            route.fulfill(response=reply)
        else:
            lost.append(reply.status)
            route.abort()

    page.route("**/submit?then=claim", lose_first_reply)
    page.goto("/work")
    expect_item(page, "item-0")
    press(page, GOOD, "Enter")
    expect_item(page, "item-1")
    expect(status(page)).to_contain_text(re.compile("saved .* ago"))
    assert lost == [200]
    expect_one_answer_each(customer, tasks[:1])


def test_an_answer_that_came_too_late_is_kept_and_explained(labeler: Visit, customer: Customer) -> None:
    page, [task] = labeler.page, make_items(customer, 1)
    labeler.complaints.excuse("409")
    page.goto("/work")
    expect_item(page, "item-0")
    customer.operator.post(f"/tasks/{task}/cancel", expect=204)
    press(page, GOOD, "Enter")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Your answer for item-0 was not taken")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)
