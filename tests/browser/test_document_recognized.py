"""Scans in the document editor: blocks are proposed, and uncertain words are shown and walked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from goldsmith.modalities import registry
from goldsmith.modalities.document.examples.make import A4

from ..http.files import looked_at
from ..product import Customer, wait_until
from ..unit.modalities.pdfs import Line, write_pdf
from ..unit.modalities.scans import LETTER, picture_of, scan_of, scratched
from .access import find_faults
from .browsing import SHOTS
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, status

DOCUMENTS = registry.get("document.v1")
EXAMPLES = Path(DOCUMENTS.folder) / "examples"
TEMPLATES = {each.name: msgspec.to_builtins(each.ontology) for each in DOCUMENTS.templates}
THROUGH_HARPER = ((635, 236), (660, 285))
Desk = Callable[..., tuple[Page, str]]


@pytest.fixture
def open_scan(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with one scan to label; and the task."""

    def open_one(body: bytes, template: str = "layout", **options: Any) -> tuple[Page, str]:
        project = customer.make_project(modality="document.v1", ontology=TEMPLATES[template])
        made = customer.operator.ask("POST", "/assets", params={"name": "scan.pdf"}, content=body)
        asset = looked_at(customer, made.json()["id"])
        assert asset["status"] == "ready", asset
        [task] = add_in_order(customer, project, [{"attachment": asset["id"], "unique_id": "scan"}])
        page = sign_in("labeler", **options)
        expect_item(page, "scan")
        expect(page.locator("[data-page='0'][aria-busy='false'] img")).to_be_visible()
        return page, task

    return open_one


@pytest.fixture
def letter() -> bytes:
    """A scan of a letter with a stroke through one of its words."""
    return scan_of(scratched(picture_of(LETTER), *THROUGH_HARPER))


def field(page: Page) -> Locator:
    return page.locator("textarea")


def chosen_text(page: Page) -> str:
    """What of the text is selected."""
    chosen: str = field(page).evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    return chosen


def test_blocks_of_a_scan_are_proposed_and_accepted_by_keys(open_scan: Desk, customer: Customer) -> None:
    page, task = open_scan((EXAMPLES / "scan.pdf").read_bytes())
    canvas(page).focus()
    press(page, "3", "Alt+g")
    guesses = page.locator("[data-mark='block'][data-unconfirmed]")
    expect(guesses).not_to_have_count(0)
    count = guesses.count()
    expect(status(page)).to_contain_text("proposed")
    page.screenshot(path=SHOTS / "document-proposed.png")
    for _ in range(count):
        press(page, "Space")
    expect(guesses).to_have_count(0)
    expect_objects(page, count)
    page.get_by_role("button", name="Submit").click()
    texts = [each["text"] for each in only_response(customer, task)["annotations"]]
    assert " ".join(texts).startswith("This agreement is made on 3 March 2026 between Northwind Paper Ltd")


def test_what_is_marked_already_is_not_proposed_again(open_scan: Desk) -> None:
    page, _ = open_scan(write_pdf([[Line(60, 80, "Above", 14), Line(60, 300, "Below", 14)]]))
    canvas(page).focus()
    press(page, "1", "ArrowRight", "Enter")
    expect_objects(page, 1)
    press(page, "Alt+g")
    expect_objects(page, 2)
    press(page, "Alt+g")
    expect(status(page)).to_contain_text("all words of this page are marked")
    expect_objects(page, 2)


def test_uncertain_words_are_underlined_and_walked_in_the_text(open_scan: Desk, letter: bytes) -> None:
    page, _ = open_scan(letter)
    expect(page.locator("[data-uncertain]")).to_have_count(1)
    canvas(page).focus()
    press(page, "u")
    expect(status(page)).to_contain_text("not sure of: Ha")
    press(page, "Escape", "3", "Alt+g")
    expect(page.get_by_text("one uncertain word")).to_be_visible()
    canvas(page).focus()
    press(page, "u")
    expect(field(page)).to_be_focused()
    assert chosen_text(page).startswith("Ha")
    page.screenshot(path=SHOTS / "document-uncertain.png")
    page.keyboard.type("Harper")
    expect(field(page)).to_have_value(" ".join(LETTER))
    press(page, "Alt+u")
    expect(page.get_by_text("no more words here that the machine was not sure of").first).to_be_attached()


def test_the_walk_goes_on_to_the_next_mark_with_an_uncertain_word(open_scan: Desk, letter: bytes) -> None:
    page, _ = open_scan(letter)
    canvas(page).focus()
    # The first line as a block, then the rest as another, which alone holds an uncertain word.
    expect(page.locator("[data-uncertain]")).to_have_count(1)
    press(page, "1", "ArrowRight", "Shift+End", "Enter", "ArrowDown", "Home", "Alt+g")
    expect_objects(page, 2)
    press(page, "Escape")
    page.get_by_role("button", name="Go to the next uncertain word").click()
    expect(field(page)).to_be_focused()
    assert chosen_text(page).startswith("Ha")


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a place of the first page, in points, is on screen."""
    box = page.locator("[data-page='0']").bounding_box()
    assert box is not None
    scale = box["width"] / A4[0]
    return box["x"] + x * scale, box["y"] + y * scale


def test_an_outline_is_drawn_around_a_skewed_line_with_the_mouse(open_scan: Desk, customer: Customer) -> None:
    page, task = open_scan((EXAMPLES / "scan.pdf").read_bytes())
    canvas(page).focus()
    press(page, "3", "p")
    corners = [(60, 96), (390, 92), (390, 116), (60, 121)]
    for corner in [*corners, (90, 300)]:
        page.mouse.click(*place(page, *corner))
    expect(page.locator("[data-outline='5']")).to_be_attached()
    press(page, "Backspace")
    expect(status(page)).to_contain_text("4 corners")
    page.mouse.move(*place(page, 70, 140))
    page.screenshot(path=SHOTS / "document-outline.png")
    page.mouse.click(*place(page, 61, 96))
    expect(page.locator("[data-outline]")).to_have_count(0)
    expect(field(page)).to_have_value("This agreement is made on 3 March 2026")
    page.screenshot(path=SHOTS / "document-outlined.png")
    page.get_by_role("button", name="Submit").click()
    [mark] = only_response(customer, task)["annotations"]
    assert mark["location"]["type"] == "polygon"
    drawn = [(corner["x"], corner["y"]) for corner in mark["location"]["vertices"]]
    assert drawn == [pytest.approx(corner, abs=1) for corner in corners]


def test_an_outline_is_drawn_by_keyboard_alone(open_scan: Desk, customer: Customer) -> None:
    page, task = open_scan((EXAMPLES / "scan.pdf").read_bytes())
    canvas(page).focus()
    press(page, "3", "p", "ArrowRight", "Enter", "Shift+ArrowRight", "Enter", "Shift+ArrowDown", "Enter")
    expect(status(page)).to_contain_text("3 corners")
    press(page, "Escape")
    expect(page.locator("[data-outline]")).to_have_count(0)
    press(page, "Enter", "Shift+ArrowUp", "Enter", "Shift+ArrowLeft", "Enter", "Enter")
    expect_objects(page, 1)
    press(page, "v")
    page.get_by_role("button", name="Submit").click()
    [mark] = only_response(customer, task)["annotations"]
    assert len(mark["location"]["vertices"]) == 3


def test_words_are_marked_with_a_finger(open_scan: Desk, customer: Customer) -> None:
    page, task = open_scan((EXAMPLES / "scan.pdf").read_bytes(), has_touch=True)
    before = place(page, *A4)
    page.set_viewport_size({"width": 390, "height": 844})
    wait_until(lambda: place(page, *A4)[0] < min(390, before[0]))
    expect(page.locator("[data-page='0'][aria-busy='false'] img")).to_be_visible()
    page.touchscreen.tap(*place(page, 75, 106))
    expect(status(page)).to_contain_text("word: This")
    page.touchscreen.tap(*place(page, 225, 106))
    expect(status(page)).to_contain_text("4 words")
    page.screenshot(path=SHOTS / "document-finger.png")
    page.get_by_role("button", name="Text", exact=False).first.tap()
    expect_objects(page, 1)
    expect(field(page)).to_have_value("This agreement is made")
    page.get_by_role("button", name="Submit").tap()
    [mark] = only_response(customer, task)["annotations"]
    assert mark["label"] == "text"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers_where_words_are_uncertain(open_scan: Desk, letter: bytes, scheme: str) -> None:
    page, _ = open_scan(letter, color_scheme=scheme)
    canvas(page).focus()
    press(page, "3", "Alt+g")
    expect(page.get_by_text("one uncertain word")).to_be_visible()
    page.screenshot(path=SHOTS / f"document-uncertain-{scheme}.png")
    assert find_faults(page, {}) == []


def test_on_a_phone_blocks_are_proposed_and_uncertain_words_found(open_scan: Desk, letter: bytes) -> None:
    page, _ = open_scan(letter)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Text", exact=False).first.click()
    page.get_by_role("button", name="Propose blocks for all words").click()
    expect_objects(page, 1)
    page.get_by_role("button", name="Go to the next uncertain word").click()
    expect(field(page)).to_be_focused()
    assert chosen_text(page).startswith("Ha")
    page.screenshot(path=SHOTS / "document-uncertain-phone.png")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert find_faults(page, {}) == []
