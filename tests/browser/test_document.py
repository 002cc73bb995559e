"""The document editor: words, boxes, tables and the reading order, by mouse and by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from goldsmith.modalities import registry

from ..http.files import looked_at
from ..product import Customer
from ..unit.modalities.pdfs import numbered
from ..unit.modalities.scans import picture_of, scan_of
from .access import find_faults
from .browsing import SHOTS
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, status

DOCUMENTS = registry.get("document.v1")
EXAMPLES = Path(DOCUMENTS.folder) / "examples"
TEMPLATES = {each.name: msgspec.to_builtins(each.ontology) for each in DOCUMENTS.templates}
FORM_ANSWER = json.loads((EXAMPLES / "examples.json").read_text())[2]["answers"][0]
PAPER_ANSWER = json.loads((EXAMPLES / "examples.json").read_text())[1]["answers"][0]
WIDTH = 595
Place = tuple[float, float]
Desk = Callable[..., tuple[Page, str]]


@pytest.fixture
def open_document(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with one document to label; and the task."""

    def open_one(
        name: str, template: str, body: bytes | None = None, hypothesis: Any = None, **options: Any
    ) -> tuple[Page, str]:
        project = customer.make_project(modality="document.v1", ontology=TEMPLATES[template])
        content = body or (EXAMPLES / name).read_bytes()
        made = customer.operator.ask("POST", "/assets", params={"name": name}, content=content)
        asset = looked_at(customer, made.json()["id"])
        assert asset["status"] == "ready", asset
        row = {"attachment": asset["id"], "unique_id": name, **({"hypothesis": hypothesis} if hypothesis else {})}
        [task] = add_in_order(customer, project, [row])
        page = sign_in("labeler", **options)
        expect_item(page, name)
        expect(page.locator("[data-page='0'][aria-busy='false'] img")).to_be_visible()
        return page, task

    return open_one


def spot(page: Page, x: float, y: float, number: int = 0) -> Place:
    """Where a place of a page is on screen."""
    box = page.locator(f"[data-page='{number}']").bounding_box()
    assert box is not None
    scale = box["width"] / WIDTH
    return box["x"] + x * scale, box["y"] + y * scale


def drag(page: Page, start: Place, end: Place) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def field(page: Page) -> Locator:
    return page.locator("textarea")


def marks(page: Page, kind: str) -> Locator:
    return page.locator(f"[data-mark='{kind}']:not([data-faint])")


def submitted(page: Page, customer: Customer, task: str) -> list[Any]:
    page.get_by_role("button", name="Submit").click()
    marked: list[Any] = only_response(customer, task)["annotations"]
    return marked


def test_words_are_marked_with_the_mouse_and_fill_in_the_text(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("invoice.pdf", "invoice")
    press(page, "1")
    drag(page, spot(page, 64, 74), spot(page, 210, 76))
    expect(field(page)).to_have_value("Northwind Paper Ltd")
    field(page).fill("Northwind Paper Limited")
    press(page, "Escape")
    canvas(page).focus()
    drag(page, spot(page, 430, 98), spot(page, 470, 100))
    expect_objects(page, 2)
    page.screenshot(path=SHOTS / "document-words.png")
    first, second = submitted(page, customer, task)
    assert (first["type"], first["label"], first["text"]) == ("block", "supplier", "Northwind Paper Limited")
    assert first["location"]["left"] == pytest.approx(59, abs=0.5)
    assert first["location"]["width"] == pytest.approx(159.3, abs=1)
    assert second["text"] == "2026-0417"


def test_each_label_is_for_the_words_selected_before_it_or_after_it(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("invoice.pdf", "invoice")
    places = [((64, 74), (210, 76)), ((430, 98), (470, 100)), ((465, 348), (490, 350))]
    for number, (start, end) in enumerate(places):
        drag(page, spot(page, *start), spot(page, *end))
        press(page, str(number + 1))
        expect_objects(page, number + 1)
    press(page, "Control+z", "Control+z", "Control+z", "Escape")
    expect_objects(page, 0)
    for number, (start, end) in enumerate(places):
        press(page, str(number + 1))
        drag(page, spot(page, *start), spot(page, *end))
        expect_objects(page, number + 1)
    made = submitted(page, customer, task)
    assert [each["label"] for each in made] == ["supplier", "customer", "invoice_number"]


def test_a_box_draws_tight_around_its_words_and_free_with_alt(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("invoice.pdf", "invoice")
    press(page, "b", "7")
    drag(page, spot(page, 455, 338), spot(page, 530, 360))
    expect(field(page)).to_have_value("177.60")
    page.keyboard.down("Alt")
    drag(page, spot(page, 455, 318), spot(page, 530, 337))
    page.keyboard.up("Alt")
    expect_objects(page, 2)
    tight, free = submitted(page, customer, task)
    assert tight["location"]["left"] == pytest.approx(465, abs=0.5)
    assert free["location"]["left"] == pytest.approx(455, abs=1)
    assert free["text"] == "29.60"


def test_a_mark_is_moved_and_sized_with_the_mouse(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("invoice.pdf", "invoice")
    press(page, "b", "7")
    drag(page, spot(page, 455, 338), spot(page, 530, 360))
    press(page, "v")
    drag(page, spot(page, 480, 348), spot(page, 480, 248))
    drag(page, spot(page, 497.5, 248), spot(page, 547.5, 248))
    [mark] = submitted(page, customer, task)
    assert mark["location"]["top"] == pytest.approx(241.4, abs=1)
    assert mark["location"]["width"] == pytest.approx(82.6, abs=2)


def test_fields_are_marked_by_keyboard_alone(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("invoice.pdf", "invoice")
    canvas(page).focus()
    press(page, "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    expect(status(page)).to_contain_text("3 words")
    press(page, "1")
    expect(field(page)).to_have_value("Northwind Paper Ltd")
    # On from where it was: past the street to the number of the invoice.
    press(page, *["ArrowRight"] * 7)
    expect(status(page)).to_contain_text("word: 2026-0417")
    press(page, "3")
    expect_objects(page, 2)
    press(page, "t")
    expect(field(page)).to_be_focused()
    page.keyboard.type(" bis")
    press(page, "Escape", "Alt+Shift+ArrowRight", "Alt+ArrowDown")
    press(page, "Escape", "Enter")
    first, second = only_response(customer, task)["annotations"]
    assert (first["label"], first["text"]) == ("supplier", "Northwind Paper Ltd")
    assert (second["label"], second["text"]) == ("invoice_number", "2026-0417 bis")
    assert second["location"]["width"] == pytest.approx(47.81 + 3, abs=0.1)


def test_a_box_is_drawn_by_keyboard_alone_on_a_scan(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("drawing.pdf", "layout", scan_of(picture_of([])))
    canvas(page).focus()
    press(page, "ArrowRight")
    expect(status(page)).to_contain_text("no words to select")
    press(page, "3", "b", "ArrowRight", "Enter", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Enter")
    expect_objects(page, 1)
    press(page, "t")
    page.keyboard.type("between")
    press(page, "Escape", "v")
    [mark] = submitted(page, customer, task)
    assert (mark["label"], mark["text"]) == ("text", "between")
    assert mark["location"]["height"] == pytest.approx(2 * mark["location"]["width"], rel=0.01)


def test_a_table_is_found_and_changed_by_keyboard_alone(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("invoice.pdf", "invoice")
    press(page, "b", "8")
    drag(page, spot(page, 59, 219), spot(page, 536, 309))
    canvas(page).focus()
    press(page, "v")
    expect(page.get_by_role("option", name="Items")).to_contain_text("4 × 4")
    press(page, "h", "ArrowDown", "ArrowRight", "t")
    expect(field(page)).to_have_value("20")
    page.keyboard.type("0")
    # Tab goes on to the next cell, and one keeps writing.
    press(page, "Tab")
    expect(field(page)).to_have_value("4.50")
    expect(field(page)).to_be_focused()
    press(page, "Escape", "ArrowDown", "ArrowDown", "Shift+ArrowRight", "m")
    expect(field(page)).to_have_value("6.00 18.00")
    press(page, "m", "k", "Shift+k", "j")
    expect(page.get_by_role("option", name="Items")).to_contain_text("5 × 4")
    press(page, "Shift+j")
    expect(page.get_by_role("option", name="Items")).to_contain_text("4 × 4")
    page.screenshot(path=SHOTS / "document-table.png")
    [table] = submitted(page, customer, task)
    cells = {(cell["row"], cell["column"]): cell for cell in table["cells"]}
    assert [cells[0, column]["is_header"] for column in range(4)] == [True] * 4
    assert [cells[row, 1]["text"] for row in range(4)] == ["Quantity", "200", "500", "3"]
    assert len(table["columns"]) == 3


def test_the_reading_order_is_numbered_by_keys_and_clicks(open_document: Desk, customer: Customer) -> None:
    unread = [{**{k: v for k, v in mark.items() if k != "order"}} for mark in PAPER_ANSWER["annotations"]]
    page, task = open_document("paper.pdf", "layout", hypothesis={"annotations": unread})
    press(page, "o", "g")
    expect(page.locator("[data-page='0'] [data-rank]")).to_have_count(8)
    page.screenshot(path=SHOTS / "document-order.png")
    # The header of the page is not read: a click takes its number away, and the others move up.
    page.mouse.click(*spot(page, 80, 37))
    expect(page.locator("[data-page='0'] [data-rank]")).to_have_count(7)
    press(page, "PageDown", "Escape", "Shift+Tab")
    expect(page.locator("[data-page='1'] [data-selected]")).to_have_count(1)
    press(page, "Enter")
    expect(page.locator("[data-page='1'] [data-rank='1']")).to_have_count(1)
    marked = submitted(page, customer, task)
    read = sorted((mark for mark in marked if mark["page"] == 0 and "order" in mark), key=lambda mark: mark["order"])
    assert [mark["uuid"] for mark in read] == ["t", "s1", "p1", "f", "c", "s2", "p2"]


def test_answers_are_joined_to_their_questions(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("form.pdf", "form", hypothesis={"annotations": FORM_ANSWER["annotations"]})
    canvas(page).focus()
    press(page, "Tab", "Tab", "r", "Tab", "Enter")
    expect(page.locator("[data-link='answered_by']")).to_have_count(1)
    press(page, "Shift+Space")
    page.screenshot(path=SHOTS / "document-links.png")
    page.get_by_role("button", name="Submit").click()
    [link] = only_response(customer, task)["links"]
    assert (link["from"], link["to"]) == ("q0", "a0")


def test_passages_go_over_lines_and_pages_have_kinds(open_document: Desk, customer: Customer) -> None:
    page, task = open_document("paper.pdf", "passages")
    press(page, "4")
    drag(page, spot(page, 62, 173), spot(page, 250, 187))
    expect(marks(page, "span").locator("rect").first).to_be_attached()
    canvas(page).focus()
    press(page, "Escape", "5", "Shift+1")
    span, kind = submitted(page, customer, task)
    assert (span["type"], len(span["stretches"])) == ("span", 2)
    assert span["text"].startswith("A column is read")
    assert (kind["type"], kind["page"], kind["attributes"]) == ("page", 0, {"kind": "body"})


def test_a_long_document_draws_only_what_is_in_sight(open_document: Desk) -> None:
    page, _ = open_document("long.pdf", "layout", numbered(120))
    assert page.locator("[data-page]").count() < 5
    press(page, "Control+j")
    page.keyboard.type("90")
    press(page, "Enter")
    expect(page.locator("[data-page='89'][aria-busy='false'] img")).to_be_visible()
    expect(status(page)).to_contain_text("page 90 of 120")
    assert page.locator("[data-page]").count() < 5
    expect(canvas(page)).to_be_focused()
    press(page, "ArrowRight")
    expect(status(page)).to_contain_text("word: Page")
    before = page.locator("[data-page='89']").bounding_box()
    press(page, "+", "+")
    expect(status(page)).not_to_contain_text("zoom 163 %")
    after = page.locator("[data-page='89']").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 1.4 * before["width"]
    press(page, "z")
    expect(page.get_by_role("button", name="Page 90", exact=True)).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_nothing_bars_anybody(open_document: Desk, scheme: str) -> None:
    page, _ = open_document("paper.pdf", "layout", hypothesis=PAPER_ANSWER, color_scheme=scheme)
    press(page, "Tab")
    expect(field(page)).to_be_visible()
    page.screenshot(path=SHOTS / f"document-{scheme}.png")
    assert find_faults(page, {}) == []


def test_on_a_phone_everything_is_in_reach(open_document: Desk) -> None:
    page, _ = open_document("form.pdf", "form", hypothesis=FORM_ANSWER)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("button", name="Submit")).to_be_in_viewport()
    page.get_by_role("button", name="Draw a box").click()
    page.get_by_role("button", name="Answer", exact=False).first.click()
    drag(page, spot(page, 60, 300), spot(page, 200, 340))
    expect_objects(page, 9)
    page.screenshot(path=SHOTS / "document-phone.png")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for name in ("Zoom in", "Zoom out", "Draw a box"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert find_faults(page, {}) == []
