"""What tests do at the Work screen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from ..product import Customer, wait_until


def canvas(page: Page) -> Locator:
    """What is labeled, once it is on screen."""
    found = page.locator("[data-editor-canvas]")
    expect(found).to_be_visible()
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_item(page: Page, unique_id: str) -> None:
    """The item in hand is this one."""
    expect(page.get_by_role("banner").get_by_text(unique_id, exact=True)).to_be_visible()
    canvas(page)


def expect_done(page: Page, count: int) -> None:
    """So many are done today, and the next one is on screen."""
    expect(page.get_by_role("banner")).to_contain_text(f"{count} done today" if count else "nothing done today yet")
    canvas(page)


def expect_objects(page: Page, count: int) -> None:
    expect(page.get_by_role("heading", name=f"Objects · {count}", exact=True)).to_be_visible()


def status(page: Page) -> Locator:
    """The honest line at the bottom."""
    return page.get_by_role("contentinfo")


def add_in_order(customer: Customer, project: str, rows: list[dict[str, Any]]) -> list[str]:
    """Tasks that are handed out in this order."""
    ranked = [{**row, "priority": 90 - number} for number, row in enumerate(rows)]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": ranked}, expect=201)
    assert made["created"] == len(rows), made
    customer.wait_for_counts(project, label=len(rows))
    return [item["id"] for item in made["items"]]


def responses(customer: Customer, task_id: str) -> list[Any]:
    """The answers that people gave to a task."""
    return [each["answer"] for each in customer.task(task_id)["annotations"] if each["kind"] == "response"]


def only_response(customer: Customer, task_id: str) -> Any:
    """The one answer of a task, once it is there."""
    [answer] = wait_until(lambda: responses(customer, task_id))
    return answer
