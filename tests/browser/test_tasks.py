"""Lists of any length and what stands behind a row: keyset pages, filters, keys, the task's own page, live counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Request, expect

from ..product import Customer, wait_until
from .desk import press

TASKS = 3_000
PAGE = 1_000
MOST_ROWS = 120


def add_many(customer: Customer, project: str) -> None:
    for start in range(0, TASKS, PAGE):
        rows = [
            {"text": f"Text {number}.", "unique_id": f"task-{number:04}", "batch": f"batch {number // 1500}"}
            for number in range(start, start + PAGE)
        ]
        customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, expect=201)


def test_three_thousand_tasks_scroll_to_the_end_by_keyset(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project()
    add_many(customer, project)
    page = sign_in("operator")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/tasks?" in request.url else None)
    page.goto(f"/projects/{project}/tasks")
    table = page.get_by_role("table")
    expect(table.get_by_role("link", name=f"task-{TASKS - 1}")).to_be_visible()
    last = table.get_by_role("link", name="task-0000")
    wait_until(lambda: scroll_to_end(table) or last.is_visible())
    queries = [parse_qs(urlsplit(request.url).query) for request in asked]
    assert len(queries) > 10
    assert "cursor" not in queries[0]
    assert len({query["cursor"][0] for query in queries[1:]}) == len(queries) - 1
    assert not any({"offset", "page"} & query.keys() for query in queries)


def scroll_to_end(table: Locator) -> None:
    """As far as it goes by now; only the rows in view exist."""
    table.evaluate("(table) => { table.scrollTop = table.scrollHeight; }")
    assert table.get_by_role("row").count() <= MOST_ROWS


def test_filters_narrow_the_list_and_stay_in_the_address(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 3, batch="spring")
    [wanted] = customer.add_tasks(project, 1, unique_id="wanted-1", batch="summer")
    customer.operator.post(f"/tasks/{wanted}/cancel", expect=204)
    page = sign_in("operator")
    page.goto(f"/projects/{project}/tasks")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(1 + 4)
    choose(page, "Status", "canceled")
    expect(rows).to_have_count(1 + 1)
    expect(page).to_have_url(re.compile("status=canceled"))
    page.reload()
    expect(rows).to_have_count(1 + 1)
    choose(page, "Batch", "spring")
    expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(rows).to_have_count(1 + 4)
    page.keyboard.press("/")
    page.keyboard.type("wanted-1")
    expect(rows).to_have_count(1 + 1)
    expect(page.get_by_role("link", name="wanted-1")).to_be_visible()


def choose(page: Page, field: str, option: str) -> None:
    page.get_by_role("combobox", name=field).or_(page.get_by_role("textbox", name=field)).click()
    page.get_by_role("option", name=option).click()


def test_the_keyboard_walks_the_list_and_opens_a_task(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 3)
    page = sign_in("operator")
    page.goto(f"/projects/{project}/tasks")
    rows = page.get_by_role("table").locator("[aria-rowindex]")
    expect(rows).to_have_count(3)
    press(page, "j", "j", "j", "k")
    expect(rows.nth(1)).to_have_attribute("data-current", "true")
    address = rows.nth(1).get_by_role("link").get_attribute("href")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(f"{address}$"))


def test_a_task_shows_every_answer_and_why_one_was_accepted(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project(answers_needed=3)
    [task] = customer.add_tasks(project, 1)
    for choice in ("good", "bad", "good"):
        labeler = customer.caller("labeler")
        labeler.submit(labeler.claim(project), choice)
    customer.wait_for_stage(task, "done")
    page = sign_in("member")
    page.goto(f"/tasks/{task}")
    page.get_by_text("Side by side", exact=True).click()
    answers = page.get_by_role("region", name="Answers").get_by_role("figure")
    expect(answers).to_have_count(4)
    expect(answers.filter(has_text="Consensus")).to_contain_text("Mood: Good")
    expect(answers.filter(has_text="Consensus")).to_contain_text("accepted")
    expect(answers.filter(has_text="bad")).to_have_count(1)
    for answer in answers.all():
        expect(answer).to_contain_text("Text number 0.")
    expect(page.get_by_role("heading", name="Why this answer")).to_be_visible()
    events = page.get_by_role("list").filter(has_text="Answer submitted").get_by_role("listitem")
    expect(events).to_have_text(
        [*[re.compile(kind) for kind in ("Claimed", "Answer submitted") * 3], re.compile("Completed")]
    )


def test_counts_move_by_themselves_while_one_looks(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 4)
    page = sign_in("member")
    page.goto(f"/projects/{project}")
    stops = page.get_by_role("navigation", name="The journey").get_by_role("link")
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    expect(stops.filter(has_text="wait for an answer")).to_contain_text("4")
    page.evaluate("window.isSamePage = true")
    customer.label_everything(project)
    expect(stops.filter(has_text="accepted truth")).to_contain_text("4")
    expect(stops.filter(has_text="wait for an answer")).to_contain_text("0")
    assert page.evaluate("window.isSamePage")
