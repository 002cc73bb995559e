"""Events: what takes part in them is chosen by keys alone, or by clicks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..product import Customer
from .access import find_faults, overflow
from .browsing import PHONE, SHOTS
from .desk import add_in_order, expect_done, expect_item, only_response, press

TEXT = "Ann hired Bob in Bern, and Carl protested."
EVENTS: dict[str, Any] = {
    "labels": [
        {
            "name": "hire",
            "title": "Hiring",
            "shapes": ["span"],
            "roles": [
                {"name": "employer", "title": "Employer", "labels": ["person"], "least": 1, "most": 1},
                {"name": "employee", "title": "Employee", "labels": ["person"]},
                {"name": "place", "title": "Place", "labels": ["place"]},
            ],
        },
        {
            "name": "protest",
            "title": "Protest",
            "shapes": ["span"],
            "roles": [{"name": "about", "title": "About", "labels": ["hire"]}],
        },
        {"name": "person", "title": "Person", "shapes": ["span"]},
        {"name": "place", "title": "Place", "shapes": ["span"]},
    ]
}
MARKS = [("Ann", "person"), ("hired", "hire"), ("Bob", "person"), ("Bern", "place"), ("protested", "protest")]


def marked() -> dict[str, Any]:
    spans = []
    for word, label in MARKS:
        start = TEXT.index(word)
        where = {"start": start, "end": start + len(word), "text": word}
        spans.append({"uuid": word, "type": "span", "label": label, **where})
    return {"annotations": spans}


def arguments(answer: Any) -> set[tuple[str, str, str]]:
    return {(link["from"], link["type"], link["to"]) for link in answer["links"]}


def click_on(page: Page, word: str) -> None:
    """Click into a word of the text."""
    place = page.locator("[data-editor-canvas]").evaluate(
        """(root, word) => {
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            while (walker.nextNode().data !== word);
            const range = document.createRange();
            range.selectNode(walker.currentNode);
            const box = range.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2];
        }""",
        word,
    )
    page.mouse.click(*place)


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer) -> Callable[..., tuple[Page, list[str]]]:
    """A labeler's page with as many texts whose triggers and participants are marked."""

    def open_texts(count: int = 1) -> tuple[Page, list[str]]:
        project = customer.make_project(ontology=EVENTS, name="Who hired whom")
        rows = [{"text": TEXT, "unique_id": f"text-{n}", "hypothesis": marked()} for n in range(count)]
        tasks = add_in_order(customer, project, rows)
        page = sign_in("labeler")
        expect_item(page, "text-0")
        return page, tasks

    return open_texts


def test_roles_are_filled_by_keys_alone_and_told_before_they_are_sent(open_desk: Any, customer: Customer) -> None:
    page, [task] = open_desk()
    press(page, "Enter")
    expect(page.get_by_text("Fill the role “Employer” of the selected event first")).to_be_visible()
    expect(page.get_by_role("list", name="Roles of this event")).to_be_visible()
    press(page, "Alt+1")
    expect(page.get_by_text("“Employer”: choose what fills it (Person)")).to_be_visible()
    assert find_faults(page) == []
    press(page, "Shift+Tab", "Enter", "Alt+2", "Tab", "Enter", "Alt+3", "Tab", "Tab", "Enter")
    expect(page.get_by_role("button", name="Take Bern out of Place")).to_be_visible()
    expect(page.get_by_role("heading", name="Relations")).to_have_count(0)  # they stand with the roles, once
    press(page, "Tab", "Tab", "Tab", "Alt+1", "Shift+Tab", "Shift+Tab", "Shift+Tab", "Enter")
    expect(page.get_by_role("button", name="Take hired out of About")).to_be_visible()
    assert find_faults(page) == []
    assert overflow(page) == []
    page.screenshot(path=SHOTS / "events.png")
    press(page, "Enter")
    assert arguments(only_response(customer, task)) == {
        ("hired", "employer", "Ann"),
        ("hired", "employee", "Bob"),
        ("hired", "place", "Bern"),
        ("protested", "about", "hired"),
    }


def test_roles_are_filled_by_clicks_and_emptied_again(open_desk: Any, customer: Customer) -> None:
    page, [task] = open_desk()
    click_on(page, "hired")
    for role, word in (("Employer", "Bob"), ("Employee", "Ann"), ("Employer", "Ann")):
        page.get_by_role("list", name="Roles of this event").get_by_role("button", name=role).first.click()
        click_on(page, word)
        expect(page.get_by_role("button", name=f"Take {word} out of {role}")).to_be_visible()
    expect(page.get_by_role("button", name="Take Bob out of Employer")).to_have_count(0)
    press(page, "Alt+Shift+2")
    expect(page.get_by_role("button", name="Take Ann out of Employee")).to_have_count(0)
    press(page, "Enter")
    assert arguments(only_response(customer, task)) == {("hired", "employer", "Ann")}


def test_what_does_not_fit_is_not_taken_and_sends_nothing_off(open_desk: Any) -> None:
    page, _ = open_desk()
    press(page, "Tab", "Tab", "Alt+1", "Tab", "Tab", "Enter")
    expect(page.get_by_text("“Employer”: choose what fills it (Person)")).to_be_visible()
    expect_item(page, "text-0")


def test_ten_texts_are_labelled_without_a_mouse(open_desk: Any, customer: Customer) -> None:
    page, tasks = open_desk(10)
    for number in range(10):
        expect_done(page, number)
        press(page, "Tab", "Tab", "Alt+1", "Shift+Tab", "Enter", "Alt+2", "Tab", "Enter", "Enter")
    expect(page.get_by_role("heading", name="All done here")).to_be_visible()
    for task in tasks:
        found = arguments(only_response(customer, task))
        assert found == {("hired", "employer", "Ann"), ("hired", "employee", "Bob")}


def test_roles_fit_on_a_phone(open_desk: Any) -> None:
    page, _ = open_desk()
    press(page, "Tab", "Tab")
    page.set_viewport_size(PHONE)
    assert overflow(page) == []
    assert find_faults(page) == []
    page.screenshot(path=SHOTS / "events-phone.png")
