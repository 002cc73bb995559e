"""form.v1 and every type of question in hand: filled in by keyboard alone, checked at each question, never lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from goldsmith.modalities import registry

from ..product import Customer, wait_until
from .access import find_faults, overflow
from .browsing import PHONE, Visit, hire
from .desk import add_in_order, canvas, expect_done, only_response, press
from .gallery import draw_picture

Desk = Callable[..., tuple[Page, list[str]]]
CHOICES = [
    {"name": "price", "title": "Price"},
    {"name": "quality", "title": "Quality"},
    {"name": "speed", "title": "Speed"},
]
EVERY = {
    "attributes": [
        {"name": "kind", "title": "Kind", "type": "category", "choices": CHOICES, "required": True},
        {"name": "stars", "title": "Stars", "type": "rating", "minimum": 1, "maximum": 5, "ends": ["Bad", "Good"]},
        {"name": "order", "title": "Order", "type": "ranking", "choices": CHOICES, "required": True},
        {"name": "why", "title": "Why", "type": "text", "least": 4, "most": 20},
        {"name": "price", "title": "Price paid", "type": "number", "minimum": 0},
        {"name": "day", "title": "Day", "type": "date", "earliest": "2020-01-01"},
        {"name": "when", "title": "When", "type": "time_range"},
        {
            "name": "grading",
            "title": "Grading",
            "type": "rubric",
            "criteria": [
                {"name": "short", "title": "It is short", "points": 2},
                {"name": "wrong", "title": "It is wrong", "points": -3},
            ],
        },
        {
            "name": "rows",
            "title": "Things",
            "type": "group",
            "questions": [
                {"name": "what", "title": "What", "type": "text", "required": True},
                {"name": "count", "title": "How many", "type": "number"},
            ],
        },
    ]
}
ATTACKS = (
    "<script>document.title='broken'; parent.document.title='broken'</script>"
    "<img src='/api/v1/session' onerror=\"parent.document.title='broken'\">"
    "<style>body { color: rgb(1, 2, 3) }</style><iframe src='https://example.org'></iframe>"
    "<link rel=stylesheet href='https://example.org/a.css'><p>What the page says</p>"
)


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page on a project of forms with these tasks, and one that comes last; and the tasks."""

    def open_forms(ontology: Any, *given: dict[str, Any], **options: Any) -> tuple[Page, list[str]]:
        rows = [*given, {}]
        project = customer.make_project(modality="form.v1", ontology=ontology)
        tasks = add_in_order(customer, project, [{**row, "unique_id": f"form-{n}"} for n, row in enumerate(rows)])
        page = sign_in("labeler", **options)
        canvas(page)
        return page, tasks

    return open_forms


def template(name: str) -> Any:
    found = {each.name: each.ontology for each in registry.get("form.v1").templates}
    return msgspec.to_builtins(found[name])


def control(page: Page, name: str) -> Locator:
    """A field of the ontology editor."""
    return page.get_by_role("combobox", name=name).or_(page.get_by_role("textbox", name=name))


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[data-question={name}]").first


def test_every_type_is_answered_by_keyboard_alone(open_desk: Desk, customer: Customer) -> None:
    page, [task, _] = open_desk(EVERY, {})
    press(page, "2")  # the first open question takes a digit wherever one is
    expect(page.get_by_text("1 of 9 answered")).to_be_visible()
    page.keyboard.press("Tab")
    field(page, "stars").get_by_role("button").first.focus()
    page.keyboard.press("4")
    expect(field(page, "stars").get_by_role("button", name="4", pressed=True)).to_be_visible()
    expect(field(page, "order").get_by_role("button").first).to_be_focused()
    page.keyboard.press("3")
    page.keyboard.press("1")
    expect(field(page, "order").get_by_role("button", name="Quality, in place 3")).to_be_visible()
    page.get_by_role("textbox", name="Why").focus()
    page.keyboard.type("Cheap")
    page.keyboard.press("Tab")
    page.keyboard.type("2,5")
    page.keyboard.press("Tab")
    page.keyboard.type("01312026")
    page.get_by_role("textbox", name="When: from").focus()
    page.keyboard.type("1:15.5")
    page.keyboard.press("Tab")
    page.keyboard.type("80")
    field(page, "grading").get_by_role("button").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(page.get_by_text("Score 2 of 2")).to_be_visible()
    field(page, "rows").get_by_role("textbox", name="What").focus()
    page.keyboard.type("apple")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Row 2")).to_be_visible()
    expect(field(page, "rows").get_by_role("textbox", name="What").nth(1)).to_be_focused()
    page.keyboard.type("pear")
    page.keyboard.press("Control+Enter")
    expect_done(page, 1)
    values = only_response(customer, task)["global_attributes"]
    assert values == {
        "kind": "quality",
        "stars": 4,
        "order": ["speed", "price", "quality"],
        "why": "Cheap",
        "price": 2.5,
        "day": "2026-01-31",
        "when": {"start": 75.5, "end": 80},
        "grading": {"short": True, "wrong": False},
        "rows": [{"what": "apple", "count": 3}, {"what": "pear"}],
    }


def test_digits_fill_in_a_form_and_enter_sends_it(open_desk: Desk, customer: Customer) -> None:
    stars, kind, grading = (EVERY["attributes"][index] for index in (1, 0, 7))
    trouble = {"name": "trouble", "title": "How bad?", "type": "rating", "minimum": 0, "maximum": 3}
    asked_of_quality = {"condition": {"attribute": "kind", "choices": ["quality"]}}
    page, [task, _] = open_desk({"attributes": [stars, grading, kind, {**trouble, **asked_of_quality}]}, {})
    press(page, "4")
    expect(field(page, "grading").get_by_role("button").first).to_be_focused()
    press(page, "1", "2")
    expect(field(page, "kind").get_by_role("button").first).to_be_focused()
    press(page, "2")
    expect(field(page, "trouble").get_by_role("button").first).to_be_focused()
    press(page, "3")
    expect(canvas(page)).to_be_focused()
    press(page, "Enter")
    expect_done(page, 1)
    values = only_response(customer, task)["global_attributes"]
    assert values == {"stars": 4, "grading": {"short": True, "wrong": False}, "kind": "quality", "trouble": 3}


def test_the_first_digit_says_of_a_criterion_that_it_is_met(open_desk: Desk, customer: Customer) -> None:
    page, [task, _] = open_desk({"attributes": [EVERY["attributes"][7]]}, {})
    press(page, "2", "1", "Enter")
    expect_done(page, 1)
    assert only_response(customer, task)["global_attributes"] == {"grading": {"short": False, "wrong": True}}


def test_what_is_wrong_is_said_at_its_question(open_desk: Desk) -> None:
    page, _ = open_desk(EVERY, {})
    press(page, "1")
    field(page, "order").get_by_role("button", name="Price").click()
    page.get_by_role("textbox", name="Why").fill("abc")
    field(page, "grading").get_by_role("button", name="Met", exact=True).first.click()
    field(page, "rows").get_by_role("textbox", name="How many").fill("3")
    page.keyboard.press("Control+Enter")
    expect(field(page, "order").get_by_text("Put every choice in its place.")).to_be_visible()
    expect(field(page, "why").get_by_text("Write at least 4 characters; these are 3.")).to_be_visible()
    expect(field(page, "grading").get_by_text("Say of every criterion whether it is met.")).to_be_visible()
    expect(field(page, "rows").get_by_text("Something is missing or wrong in row 1.")).to_be_visible()
    expect_done(page, 0)
    page.get_by_role("textbox", name="Why").fill("abcd")
    page.keyboard.press("Tab")
    expect(field(page, "why").get_by_role("alert")).to_have_count(0)


def test_conditions_show_and_hide_and_what_is_hidden_is_not_sent(open_desk: Desk, customer: Customer) -> None:
    page, [task, _] = open_desk(template("moderation"), {"text": "**Win** a phone!"})
    expect(canvas(page).get_by_text("Win")).to_have_css("font-weight", "700")
    expect(field(page, "rules")).to_have_count(0)
    press(page, "2")
    expect(field(page, "rules")).to_be_visible()
    field(page, "rules").get_by_role("button", name="Spam").click()
    field(page, "severity").get_by_role("button", name="5").click()
    expect(field(page, "escalation")).to_be_visible()
    field(page, "severity").get_by_role("button", name="3").click()
    expect(field(page, "escalation")).to_have_count(0)
    field(page, "verdict").get_by_role("button", name="I cannot tell").click()
    expect(field(page, "rules")).to_have_count(0)
    page.get_by_role("textbox", name="Why must").fill("A trick?")
    page.keyboard.press("Control+Enter")
    expect_done(page, 1)
    values = only_response(customer, task)["global_attributes"]
    assert values == {"verdict": "unclear", "escalation": "A trick?"}


def test_a_file_is_attached_looked_at_and_named_in_the_answer(
    open_desk: Desk, customer: Customer, tmp_path: Path
) -> None:
    file = {"name": "proof", "title": "Proof", "type": "file", "media_types": ["image/*"], "required": True}
    page, [task, _] = open_desk({"attributes": [file]}, {})
    (tmp_path / "notes.txt").write_text("No picture.")
    (tmp_path / "proof.png").write_bytes(draw_picture(40, 30))
    page.get_by_label("Proof").set_input_files(tmp_path / "proof.png")
    expect(page.get_by_role("link", name="proof.png")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect_done(page, 1)
    asset_id = only_response(customer, task)["global_attributes"]["proof"]
    asset = customer.operator.get(f"/assets/{asset_id}")
    assert (asset["name"], asset["status"], asset["media_type"]) == ("proof.png", "ready", "image/png")


def test_what_was_filled_in_is_there_after_a_reload(open_desk: Desk) -> None:
    page, _ = open_desk(EVERY, {})
    press(page, "3")
    field(page, "stars").get_by_role("button", name="2").click()
    page.get_by_role("textbox", name="Why").fill("Slow, but")
    page.keyboard.press("Tab")
    expect(page.get_by_text("3 of 9 answered")).to_be_visible()
    page.reload()
    canvas(page)
    expect(page.get_by_text("3 of 9 answered")).to_be_visible()
    expect(page.get_by_role("textbox", name="Why")).to_have_value("Slow, but")
    expect(field(page, "kind").get_by_role("button", name="Speed", pressed=True)).to_be_visible()


def test_a_saved_web_page_is_shown_and_nothing_in_it_runs_or_is_fetched(
    visit: Callable[..., Visit], customer: Customer
) -> None:
    asked: list[str] = []
    project = customer.make_project(modality="form.v1", ontology=template("rubric"))
    shown = {"type": "website", "title": "The page", "text": ATTACKS}
    add_in_order(customer, project, [{"attachments": [shown]}])
    visitor = visit()
    # The browser says in the console what it refused: that is what is tested.
    for refused in ("Blocked script execution", "Content Security Policy", "violates"):
        visitor.complaints.excuse(refused)
    page = visitor.sign_in(hire(customer, "labeler"))
    canvas(page)
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    canvas(page)
    frame = page.frame_locator("iframe[title='The page']")
    expect(frame.get_by_text("What the page says")).to_have_css("color", "rgb(1, 2, 3)")
    assert page.title() != "broken"
    assert page.locator("iframe").get_attribute("sandbox") == ""
    assert not [url for url in asked if "example.org" in url]
    assert sum(url.endswith("/api/v1/session") for url in asked) <= 1  # the app's own


def test_attachments_of_every_kind_stand_beside_the_questions(open_desk: Desk, customer: Customer) -> None:
    examples = registry.get("audio.v1").folder / "examples"
    sound = next(path for path in sorted(examples.iterdir()) if path.suffix in {".wav", ".flac", ".mp3", ".ogg"})
    files = {
        "street.png": draw_picture(),
        "receipt.pdf": (registry.get("form.v1").folder / "examples" / "receipt.pdf").read_bytes(),
        "notes.txt": b"Line one.\nLine two.",
        sound.name: sound.read_bytes(),
    }
    ids = {
        name: customer.operator.post(f"/assets?name={name}", content=body, expect=201)["id"]
        for name, body in files.items()
    }
    wait_until(lambda: all(customer.operator.get(f"/assets/{each}")["status"] == "ready" for each in ids.values()))
    shown = [
        {"type": "image", "title": "Street", "attachment": ids["street.png"]},
        {"type": "pdf", "title": "Receipt", "attachment": ids["receipt.pdf"]},
        {"type": "text", "title": "Notes", "attachment": ids["notes.txt"]},
        {"type": "audio", "title": "Sound", "attachment": ids[sound.name]},
        {"type": "website", "title": "Shop", "link": "https://example.org/shop"},
    ]
    page, _ = open_desk(template("product"), {"attachments": shown})
    area = canvas(page)
    expect(area.get_by_role("img", name="Street")).to_be_visible()
    expect(area.get_by_text("Line two.")).to_be_visible()
    expect(area.get_by_role("link", name="https://example.org/shop")).to_have_attribute(
        "rel", "noopener noreferrer nofollow"
    )
    drawn = area.get_by_role("img", name="Page 1 of 1")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("(image) => image.decode().then(() => image.naturalWidth > 100)")
    with page.expect_download() as saved:
        area.get_by_role("link", name="Open Receipt").click()
    assert saved.value.suggested_filename == "receipt.pdf"
    player = area.get_by_label("Sound").last
    assert player.evaluate(
        "(audio) => new Promise((r) => audio.readyState ? r(true) : (audio.onloadedmetadata = () => r(true)))"
    )
    assert find_faults(page) == []


def test_forms_can_be_filled_in_on_a_phone_and_by_everybody(open_desk: Desk) -> None:
    page, _ = open_desk(EVERY, {"text": "Read this."}, viewport=PHONE)
    assert find_faults(page) == []
    assert overflow(page) == []
    expect(page.get_by_text("0 of 9 answered")).to_be_visible()


def test_a_form_is_built_question_by_question(sign_in: Callable[..., Page], customer: Customer) -> None:
    first = {"name": "stars", "title": "Stars", "type": "rating", "minimum": 1, "maximum": 5}
    project = customer.make_project(modality="form.v1", ontology={"attributes": [first]})
    page = sign_in("operator")
    page.goto(f"/projects/{project}/settings")
    page.get_by_role("button", name="Add a question").click()
    control(page, "Kind of answer").last.click()
    page.get_by_role("option", name="Rubric").click()
    page.get_by_placeholder("Question, for example").last.fill("Grading")
    for number, title in enumerate(("It is short", "It is wrong")):
        page.get_by_placeholder("Criterion, for example").nth(number).fill(title)
    control(page, "Points").last.fill("-2")
    control(page, "Asked if").last.click()
    page.get_by_role("option", name="Stars").click()
    control(page, "At most").fill("2")
    control(page, "At least").fill("")
    preview = page.get_by_label("What labelers see")
    expect(preview.get_by_text("It is wrong")).to_have_count(0)
    preview.get_by_role("button", name="2", exact=True).click()
    expect(preview.get_by_text("It is wrong")).to_be_visible()
    assert find_faults(page) == []
    page.get_by_role("button", name="Save as version 2").first.click()
    expect(page.get_by_text("Version 2. Titles")).to_be_visible()
    asked = customer.operator.get(f"/projects/{project}/ontology")["ontology"]["attributes"][1]
    assert (asked["type"], [each["points"] for each in asked["criteria"]]) == ("rubric", [1, -2])
    assert (asked["condition"]["attribute"], asked["condition"]["at_most"]) == ("stars", 2)
