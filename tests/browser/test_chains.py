"""Coreference: mentions become chains by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..product import Customer
from .access import find_faults, overflow
from .desk import add_in_order, expect_done, expect_item, only_response, press

TEXT = "Ann met Bob. She greeted him, and they left."
CHAINS: dict[str, Any] = {
    "labels": [{"name": "mention", "title": "Mention", "shapes": ["span"]}],
    "relations": [{"name": "same", "title": "is the same as", "directed": False, "is_equivalence": True}],
}


def mentions(*words: str) -> dict[str, Any]:
    """Pre-labels of these words, in their order."""
    marks, place = [], 0
    for number, word in enumerate(words):
        start = TEXT.index(word, place)
        place = start + len(word)
        where = {"start": start, "end": place, "text": word}
        marks.append({"uuid": f"m{number}", "type": "span", "label": "mention", **where})
    return {"annotations": marks}


def chained(answer: Any) -> list[tuple[str, str, int]]:
    texts = {each["uuid"]: each["text"] for each in answer["annotations"]}
    return [(texts[link["from"]], texts[link["to"]], link["chain"]) for link in answer["links"]]


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer) -> Callable[..., tuple[Page, list[str]]]:
    """A labeler's page with as many texts whose mentions are marked."""

    def open_texts(count: int = 1) -> tuple[Page, list[str]]:
        project = customer.make_project(ontology=CHAINS, name="Who is who")
        said = mentions("Ann", "Bob", "She", "him", "they")
        rows = [{"text": TEXT, "unique_id": f"text-{number}", "hypothesis": said} for number in range(count)]
        tasks = add_in_order(customer, project, rows)
        page = sign_in("labeler")
        expect_item(page, "text-0")
        return page, tasks

    return open_texts


def test_mentions_are_chained_by_keys_alone(open_desk: Any, customer: Customer) -> None:
    page, [task] = open_desk()
    press(page, "Tab", "Alt+b")
    expect(page.get_by_text("A chain begins with “Ann”")).to_be_visible()
    press(page, "Tab", "Tab", "Alt+c")
    expect(page.get_by_role("button", name="1 Ann · She")).to_be_visible()
    press(page, "Shift+Tab", "Alt+b", "Tab", "Tab", "Alt+c")
    expect(page.get_by_role("button", name="2 Bob · him")).to_be_visible()
    press(page, "Alt+n")
    expect(page.get_by_role("heading", name="Chains · 2", exact=True)).to_be_visible()
    assert find_faults(page) == []
    assert overflow(page) == []
    press(page, "Enter")
    assert chained(only_response(customer, task)) == [("Ann", "She", 1), ("Bob", "him", 2)]


def test_chains_are_joined_and_parted_again(open_desk: Any, customer: Customer) -> None:
    page, [task] = open_desk()
    press(page, "Tab", "Alt+b", "Tab", "Alt+c", "Tab", "Alt+b", "Tab", "Alt+c")
    expect(page.get_by_role("heading", name="Chains · 2", exact=True)).to_be_visible()
    page.get_by_role("button", name="1 Ann · Bob").click()
    press(page, "Tab", "Tab", "Alt+c")
    expect(page.get_by_role("button", name="1 Ann · Bob · She · him")).to_be_visible()
    press(page, "Alt+x")
    expect(page.get_by_role("button", name="1 Ann · Bob · him")).to_be_visible()
    press(page, "Control+z", "Control+z")
    expect(page.get_by_role("heading", name="Chains · 2", exact=True)).to_be_visible()
    press(page, "Enter")
    assert chained(only_response(customer, task)) == [("Ann", "Bob", 1), ("She", "him", 2)]


def test_twenty_texts_are_chained_without_a_mouse(open_desk: Any, customer: Customer) -> None:
    page, tasks = open_desk(20)
    for number in range(20):
        expect_done(page, number)
        press(page, "Tab", "Alt+b", "Tab", "Tab", "Alt+c", "Tab", "Tab", "Alt+c", "Enter")
    expect(page.get_by_role("heading", name="All done here")).to_be_visible()
    for task in tasks:
        assert chained(only_response(customer, task)) == [("Ann", "She", 1), ("She", "they", 1)]
