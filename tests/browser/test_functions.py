"""Labeling functions in the browser: taught, uploaded, refused with a line, counted, removed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from ..product import Customer
from .browsing import Visit, hire

GOOD = b"""from goldsmith import label_function


@label_function
def thanks(item):
    return "good" if "number" in item.text else None
"""


def upload(page: Page, content: bytes) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Upload functions").click()
    chosen.value.set_files([{"name": "functions.py", "mimeType": "text/x-python", "buffer": content}])


def test_a_file_is_uploaded_counted_and_its_function_removed(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 4)
    page = sign_in("operator")
    page.goto(f"/projects/{project}/functions")
    expect(page.get_by_text('@label_function(attribute="mood")').first).to_be_visible()
    upload(page, GOOD)
    row = page.get_by_role("row", name="thanks")
    expect(row.get_by_role("cell").nth(1)).to_have_text("100.0\u202f%")
    expect(page.get_by_text("4 tasks were looked at")).to_be_visible()
    row.get_by_role("button", name="Remove thanks").click()
    page.get_by_role("button", name="Remove it").click()
    expect(row).to_have_count(0)


def test_a_mistake_is_shown_with_its_line_and_the_old_file_votes_on(
    visit: Callable[..., Visit], customer: Customer
) -> None:
    project = customer.make_project()
    opened = visit()
    opened.complaints.excuse("/functions")  # the browser logs the 422 of a refused file
    page = opened.sign_in(hire(customer, "operator"))
    page.goto(f"/projects/{project}/functions")
    upload(page, GOOD)
    expect(page.get_by_text("The file that votes, version 1")).to_be_visible()
    upload(page, GOOD.replace(b'"good"', b'"great"'))
    expect(page.get_by_text("Line 6: thanks returns 'great', which is no choice of mood")).to_be_visible()
    expect(page.get_by_text("The file that votes, version 1")).to_be_visible()
