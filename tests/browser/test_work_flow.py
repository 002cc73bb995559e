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


def test_a_killed_tab_loses_nothing_that_was_done_offline(labeler: Visit, customer: Customer) -> None:
    page, [task] = labeler.page, make_items(customer, 1)
    labeler.complaints.excuse("ERR_INTERNET_DISCONNECTED")
    page.goto("/work")
    expect_item(page, "item-0")
    labeler.context.set_offline(True)
    press(page, ODD)
    expect(status(page)).to_contain_text("offline: what you did is kept on this device")
    page.close(run_before_unload=False)
    labeler.context.set_offline(False)
    page = labeler.page = labeler.open("/work")
    expect_item(page, "item-0")
    expect(page.get_by_role("button", name="Odd")).to_have_attribute("aria-pressed", "true")
    press(page, "Enter")
    wait_until(lambda: responses(customer, task))
    assert [answer["global_attributes"]["mood"] for answer in responses(customer, task)] == ["odd"]


def test_a_reviewers_correction_is_still_one_after_a_reload(visit: Callable[..., Visit], customer: Customer) -> None:
    project = customer.make_project(review_percent=100)
    [task] = add_in_order(customer, project, [{"text": "Fine.", "unique_id": "item-0"}])
    labeler = customer.caller("labeler")
    labeler.submit(labeler.claim(project))
    customer.wait_for_counts(project, review=1)
    page = visit().sign_in(hire(customer, "reviewer"))
    page.goto(f"/work/{project}/review")
    expect_item(page, "item-0")
    expect(page.get_by_role("button", name="Accept answer")).to_be_visible()
    press(page, ODD)
    expect(status(page)).to_contain_text("draft saved")
    page.reload()
    expect_item(page, "item-0")
    expect(page.get_by_role("button", name="Submit the fixed answer")).to_be_visible()
    press(page, "Enter")
    customer.wait_for_counts(project, done=1)
    reviews = [each for each in customer.task(task)["annotations"] if each["kind"] == "review"]
    assert [each["answer"]["global_attributes"] for each in reviews] == [{"mood": "odd"}]


def test_a_long_answer_is_sent_by_naming_its_draft(labeler: Visit, customer: Customer) -> None:
    page, words = labeler.page, [f"word{number:03}" for number in range(300)]
    spans = [
        {"uuid": word, "type": "span", "label": "person", "attributes": {}, "start": at, "end": at + 7, "text": word}
        for at, word in ((8 * number, word) for number, word in enumerate(words))
    ]
    hypothesis = {"annotations": spans, "global_attributes": {}, "links": []}
    row = {"text": " ".join(words), "unique_id": "item-0", "hypothesis": hypothesis}
    [task] = add_in_order(customer, customer.make_project(), [row])
    page.goto("/work")
    expect_item(page, "item-0")
    with page.expect_request("**/submit?then=claim") as sent:
        press(page, GOOD, "Enter")
    assert set(sent.value.post_data_json) == {"generation", "draft", "seconds"}
    assert len(sent.value.post_data or "") < 500
    wait_until(lambda: responses(customer, task))
    assert responses(customer, task) == [{**hypothesis, "global_attributes": {"mood": "good"}}]
