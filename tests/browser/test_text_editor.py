"""text.v1 in hand: spans by mouse and by keyboard in every script, counted in Unicode code points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..product import Customer
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, responses, status
from .gallery import ENTITIES

ENGLISH = "Ada Lovelace wrote from London."
ARABIC = "قابلت ليلى صديقتها في القاهرة أمس."
CHINESE = "小明住在上海，他喜欢喝茶。"
EMOJI = "We met Grace 👩‍🚀 in Houston 🎉."
MIXED = "👍🏽 Der Bürgermeister von القاهرة grüßt."

Desk = Callable[..., tuple[Page, list[str]]]


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with these texts to label, one after another; and the tasks."""

    def open_texts(*texts: str) -> tuple[Page, list[str]]:
        project = customer.make_project(ontology=ENTITIES)
        rows = [{"text": text, "unique_id": f"text-{number}"} for number, text in enumerate(texts)]
        tasks = add_in_order(customer, project, rows)
        page = sign_in("labeler")
        expect_item(page, "text-0")
        return page, tasks

    return open_texts


def drag_over(page: Page, part: str) -> None:
    """Select a part of the text with the mouse, from its first character to its last."""
    start, end = canvas(page).evaluate(
        """(root, part) => {
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            const nodes = [];
            while (walker.nextNode()) nodes.push(walker.currentNode);
            const at = nodes.map((node) => node.data).join('').indexOf(part);
            const place = (offset) => {
                let left = offset;
                for (const node of nodes) {
                    if (left <= node.data.length) return [node, left];
                    left -= node.data.length;
                }
            };
            const edge = (from, to, side) => {
                const range = document.createRange();
                range.setStart(...place(from));
                range.setEnd(...place(to));
                const isRtl = /\\p{Script=Arabic}/u.test(range.toString());
                const box = range.getBoundingClientRect();
                const x = (side === 'start') === isRtl ? box.right - 1 : box.left + 1;
                return [x, box.top + box.height / 2];
            };
            return [edge(at, at + part.length, 'start'), edge(at, at + part.length, 'end')];
        }""",
        part,
    )
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def marks(answer: Any) -> list[tuple[str, int, int, str]]:
    return sorted((each["label"], each["start"], each["end"], each["text"]) for each in answer["annotations"])


def at(text: str, part: str, label: str) -> tuple[str, int, int, str]:
    """Where a part is, in code points, as Python counts them."""
    start = text.index(part)
    return (label, start, start + len(part), part)


def test_spans_by_mouse_are_in_code_points_in_every_script(open_desk: Desk, customer: Customer) -> None:
    cases = [(ENGLISH, "London"), (ARABIC, "القاهرة"), (CHINESE, "上海"), (EMOJI, "Houston"), (MIXED, "القاهرة")]
    page, tasks = open_desk(*(text for text, _ in cases))
    for number, (_, part) in enumerate(cases):
        expect_item(page, f"text-{number}")
        drag_over(page, part)
        press(page, "2")
        expect_objects(page, 1)
        press(page, "3", "Enter")
    expect(page.get_by_role("heading", name="All done here")).to_be_visible()
    for task, (text, part) in zip(tasks, cases, strict=True):
        assert marks(only_response(customer, task)) == [at(text, part, "place")]


def test_a_key_labels_what_is_selected_and_nothing_after_it(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(ENGLISH)
    drag_over(page, "Lovelace")
    press(page, "2")
    expect_objects(page, 1)
    drag_over(page, "London")
    press(page, "1")
    expect_objects(page, 2)
    press(page, "3", "Enter")
    assert sorted(marks(only_response(customer, task))) == [
        at(ENGLISH, "London", "person"),
        at(ENGLISH, "Lovelace", "place"),
    ]


def test_a_label_in_hand_marks_each_text_selected(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(ENGLISH)
    press(page, "2")
    for part in ("Lovelace", "London"):
        drag_over(page, part)
    expect_objects(page, 2)
    press(page, "3", "Enter")
    assert {label for label, *_ in marks(only_response(customer, task))} == {"place"}


def test_spans_questions_and_relations_need_no_mouse(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(ENGLISH)
    press(page, "Control+Home", *["Control+Shift+ArrowRight"] * 2, "1")
    expect(page.get_by_role("heading", name="Person", exact=True)).to_be_visible()
    press(page, "Shift+1", "Escape", "Control+End", "ArrowLeft", "Control+Shift+ArrowLeft", "2")
    expect_objects(page, 2)
    press(page, "Tab", "r", "Tab", "Enter")
    expect(page.get_by_role("heading", name="Relations")).to_be_visible()
    press(page, "Escape", "Escape", "4", "Enter")
    answer = only_response(customer, task)
    assert marks(answer) == [at(ENGLISH, "Ada Lovelace", "person"), at(ENGLISH, "London", "place")]
    person, place = sorted(answer["annotations"], key=lambda each: each["start"])
    assert person["attributes"] == {"mention": "name"}
    [relation] = answer["links"]
    assert (relation["type"], relation["from"], relation["to"]) == ("lives_in", person["uuid"], place["uuid"])
    assert answer["global_attributes"] == {"tone": "cold"}


def test_the_caret_walks_graphemes_and_both_directions(open_desk: Desk, customer: Customer) -> None:
    page, tasks = open_desk(EMOJI, ARABIC, CHINESE)
    press(page, "s", "Control+Home", *["ArrowRight"] * len("We met Grace "), "Shift+ArrowRight", "1")
    expect_objects(page, 1)
    press(page, "3", "Enter")
    expect_item(page, "text-1")
    press(page, "Control+Home", *["ArrowLeft"] * len("قابلت "), *["Shift+ArrowLeft"] * len("ليلى"), "1")
    expect_objects(page, 1)
    press(page, "3", "Enter")
    expect_item(page, "text-2")
    press(page, "Control+Home", *["ArrowRight"] * 4, "Shift+ArrowRight", "Shift+ArrowRight", "2")
    expect_objects(page, 1)
    press(page, "3", "Enter")
    assert marks(only_response(customer, tasks[0])) == [at(EMOJI, "👩‍🚀", "person")]
    assert marks(only_response(customer, tasks[1])) == [at(ARABIC, "ليلى", "person")]
    assert marks(only_response(customer, tasks[2])) == [at(CHINESE, "上海", "place")]


def test_undo_redo_and_a_draft_that_survives_a_reload(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(ENGLISH)
    for part in ("Lovelace", "London"):
        drag_over(page, part)
        press(page, "2")
    expect_objects(page, 2)
    press(page, "Control+z", "Control+z")
    expect_objects(page, 0)
    press(page, "Control+Shift+z", "Control+Shift+z")
    expect_objects(page, 2)
    expect(status(page)).to_contain_text("draft saved")
    page.reload()
    expect_item(page, "text-0")
    expect_objects(page, 2)
    press(page, "3", "Enter")
    expected = [at(ENGLISH, "Lovelace", "place"), at(ENGLISH, "London", "place")]
    assert marks(only_response(customer, task)) == expected


HEART = "Left and right ventricle of Ada's heart."


def gaps(answer: Any) -> list[tuple[str, list[str]]]:
    """Label and pieces of each span."""
    spans = [(each, each.get("fragments") or [each]) for each in answer["annotations"]]
    return sorted((each["label"], [HEART[part["start"] : part["end"]] for part in parts]) for each, parts in spans)


def test_a_span_may_have_gaps_and_needs_no_mouse(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(HEART)
    press(page, "Control+Home", "Control+Shift+ArrowRight", "2", "Control+ArrowRight")
    press(page, "Control+Shift+ArrowRight", "Control+Shift+ArrowRight", "2", "Escape", "Escape")
    expect_objects(page, 2)
    press(page, "Control+Home", *["Control+Shift+ArrowRight"] * 4, "1", "Escape", "Control+Home", "Control+ArrowRight")
    press(page, *["Control+Shift+ArrowRight"] * 2, "x")
    expect(page.get_by_role("option", name="Left … ventricle")).to_be_visible()
    press(page, "Escape", "Control+End", "ArrowLeft", "Control+Shift+ArrowLeft", "j")
    expect(page.get_by_role("option", name="Left … ventricle … heart")).to_be_visible()
    press(page, "[")
    expect(page.get_by_role("option", name="Left … ventricle … heart")).to_be_hidden()
    press(page, "Control+z")
    press(page, "3", "Enter")
    assert gaps(only_response(customer, task)) == [
        ("person", ["Left", "ventricle", "heart"]),
        ("place", ["Left"]),
        ("place", ["right ventricle"]),
    ]


def test_text_selected_with_control_joins_the_span(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(HEART)
    drag_over(page, "Left")
    press(page, "2")
    page.keyboard.down("Control")
    drag_over(page, "ventricle")
    page.keyboard.up("Control")
    expect_objects(page, 1)
    expect(page.get_by_role("option", name="Left … ventricle")).to_be_visible()
    press(page, "3", "Enter")
    assert gaps(only_response(customer, task)) == [("place", ["Left", "ventricle"])]


WEATHER = "It rains. I stay in, Fogg! 雨です。晴れました。\nThen the sun came out"


def test_sentence_after_sentence_is_labeled_with_one_key_each(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(WEATHER)
    press(page, "s", "s")
    expect(page.get_by_role("button", name="Snapping to sentences")).to_be_visible()
    press(page, "Control+Home", "2", "2", "1", "2", "2")
    expect_objects(page, 5)
    press(page, "Escape", "Control+Home", "1")
    expect_objects(page, 5)
    press(page, "3", "Enter")
    parts = ["It rains.", "I stay in, Fogg!", "雨です。", "晴れました。", "Then the sun came out"]
    labels = ["person", "place", "person", "place", "place"]
    expected = [at(WEATHER, part, label) for part, label in zip(parts, labels, strict=True)]
    assert marks(only_response(customer, task)) == sorted(expected)


UNSEEN = "Pay\u200bpal \u202elap\u202c and 👩‍🚀"


def test_what_nobody_sees_is_shown_and_counted(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(UNSEEN)
    shown = canvas(page).locator("[data-control]")
    assert shown.evaluate_all("(found) => found.map((each) => each.dataset.control)") == ["ZWSP", "RLO", "PDF"]
    assert canvas(page).locator("p").evaluate("(paragraph) => paragraph.textContent") == UNSEEN
    press(page, "s", "Control+Home", "Control+Shift+End", "2")
    expect_objects(page, 1)
    press(page, "3", "Enter")
    assert marks(only_response(customer, task)) == [("place", 0, len(UNSEEN), UNSEEN)]


def test_a_long_text_is_one_text_to_the_hand(open_desk: Desk, customer: Customer) -> None:
    """However the page draws it in pieces: the caret walks over their borders, and a span may cover them all."""
    book = "\n".join(f"Line {number} of Ada's book." for number in range(400))
    page, [task] = open_desk(book)
    press(page, "s", "Control+Home", *["ArrowDown"] * 34, *["Shift+ArrowRight"] * 7, "1")
    expect_objects(page, 1)
    press(page, "Escape", "Control+Home", "Control+Shift+End", "2", "3", "Enter")
    assert marks(only_response(customer, task)) == [
        at(book, "Line 34", "person"),
        ("place", 0, len(book), book),
    ]


def test_a_required_question_holds_the_submit_and_says_so(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(ENGLISH)
    canvas(page)
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_have_text("Answer “What is the tone?” first")
    expect(page.get_by_role("group", name="What is the tone?")).to_contain_text("required")
    assert responses(customer, task) == []
    press(page, "3", "Enter")
    assert only_response(customer, task)["global_attributes"] == {"tone": "warm"}
