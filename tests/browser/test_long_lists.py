"""Taxonomies: ten thousand labels and a question with thousands of choices, found by a few letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..product import Customer
from .access import find_faults
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press

LABELS, CHOICES = 10_000, 3_000
TAXONOMY: dict[str, Any] = {
    "labels": [
        {"name": f"s{number}", "title": f"Life/Family {number // 100}/Species {number}"} for number in range(LABELS)
    ],
    "attributes": [
        {
            "name": "place",
            "title": "Where?",
            "type": "category",
            "choices": [{"name": f"p{number}", "title": f"Région {number}"} for number in range(CHOICES)],
        }
    ],
}
TEXT = "A fox and an owl."


@pytest.fixture
def desk(sign_in: Callable[..., Page], customer: Customer) -> tuple[Page, str]:
    """A labeler's page with a text to mark, and its task."""
    project = customer.make_project(ontology=TAXONOMY)
    [task] = add_in_order(customer, project, [{"text": TEXT, "unique_id": "text-0"}])
    page = sign_in("labeler")
    expect_item(page, "text-0")
    return page, task


def test_a_label_among_ten_thousand_is_found_without_a_mouse(desk: tuple[Page, str], customer: Customer) -> None:
    page, task = desk
    canvas(page)
    press(page, "Control+Home", *["Control+Shift+ArrowRight"] * 2, "/")
    field = page.get_by_role("combobox", name="Search in Labels")
    expect(field).to_be_focused()
    page.keyboard.type("spec 7777")
    rows = page.get_by_role("listbox", name="Labels").get_by_role("option")
    expect(rows).to_have_count(1)
    press(page, "Enter")
    expect_objects(page, 1)
    expect(canvas(page)).to_be_focused()
    press(page, "/")
    page.keyboard.type("species 12")
    press(page, "ArrowDown", "Escape")
    expect(field).to_have_value("")
    press(page, "Escape", "/", "Tab")
    page.keyboard.type("region 2999")
    press(page, "Enter", "Enter")
    answer = only_response(customer, task)
    [mark] = answer["annotations"]
    assert (mark["label"], mark["text"]) == ("s7777", "A fox")
    assert answer["global_attributes"] == {"place": "p2999"}


def test_a_long_list_is_drawn_only_where_it_is_seen(desk: tuple[Page, str]) -> None:
    page, _ = desk
    rows = page.get_by_role("listbox", name="Labels").get_by_role("option")
    assert 5 < rows.count() < 60
    page.get_by_role("combobox", name="Search in Labels").fill("nothing is called so")
    expect(page.get_by_text("Nothing is called “nothing is called so”.")).to_be_visible()
    page.get_by_role("combobox", name="Search in Labels").fill("species 99")
    assert find_faults(page, {}) == []


def test_of_two_long_lists_one_shows_the_key_that_searches_it(desk: tuple[Page, str]) -> None:
    page, _ = desk
    expect(page.get_by_role("combobox", name="Search in Where?")).to_be_visible()
    expect(page.get_by_role("complementary").get_by_text("/", exact=True)).to_have_count(1)
