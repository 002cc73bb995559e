"""Lists of any length and what stands behind a row: keyset pages, filters, keys, the task's own page, live counts."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Request, expect

from ..product import Customer

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
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.nth(1)).to_be_visible()
    last = page.get_by_role("link", name="task-0000", exact=True)
    for _ in range(TASKS // 100 + 5):
        page.get_by_role("table").evaluate("(table) => { table.scrollTop = table.scrollHeight; }")
        rows.last.wait_for()
        assert rows.count() <= MOST_ROWS
        if last.is_visible():
            break
        page.wait_for_function("(count) => document.querySelector('[role=table]').scrollHeight > count", arg=0)
    expect(last).to_be_visible()
    queries = [parse_qs(urlsplit(request.url).query) for request in asked]
    assert "cursor" not in queries[0]
    assert all("cursor" in query for query in queries[1:])
    assert len({query["cursor"][0] for query in queries[1:]}) == len(queries) - 1
    assert all("offset" not in query and "page" not in query for query in queries)
