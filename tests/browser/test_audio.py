"""The audio editor: regions by mouse and by keyboard alone, writing while it plays, phones, and no barriers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from ..http.files import looked_at
from ..http.test_recordings import recordings_twice_labeled
from ..product import Customer
from ..unit.modalities.recordings import encoded, tone, wav
from .access import find_faults, overflow
from .browsing import PHONE, SHOTS
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, status

ONTOLOGY: dict[str, Any] = {
    "labels": [
        {"name": "anna", "title": "Anna", "color": "#1c7ed6", "shapes": ["utterance"]},
        {"name": "ben", "title": "Ben", "color": "#e8590c", "shapes": ["utterance"]},
        {"name": "noise", "title": "Noise", "color": "#2f9e44", "shapes": ["region"]},
    ],
    "attributes": [],
}
TRANSCRIPT: dict[str, Any] = {
    "attributes": [{"name": "transcript", "title": "What is said?", "type": "text", "required": True}]
}
SECONDS = 4.0
AUSTEN = Path(__file__).parents[1] / "unit" / "modalities" / "speech" / "austen.ogg"
RETURNS = """() => {
  const field = document.querySelector('label > input');
  let before = '';
  window.returns = 0;
  const look = () => {
    if (field.value < before) window.returns += 1;
    before = field.value;
    requestAnimationFrame(look);
  };
  look();
}"""
"""Counts how often the time goes back."""

Desk = Callable[..., tuple[Page, str]]


@pytest.fixture
def open_recording(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with one recording to label; and the task."""

    def open_one(
        body: bytes | None = None,
        name: str = "talk.wav",
        ontology: dict[str, Any] = ONTOLOGY,
        hypothesis: dict[str, Any] | None = None,
        **options: Any,
    ) -> tuple[Page, str]:
        project = customer.make_project(modality="audio.v1", ontology=ontology)
        body = body or wav(tone(SECONDS, channels=2))
        made = customer.operator.ask("POST", "/assets", params={"name": name}, content=body)
        asset = looked_at(customer, made.json()["id"])
        assert asset["status"] == "ready", asset
        row = {"attachment": asset["id"], "unique_id": name, **({"hypothesis": hypothesis} if hypothesis else {})}
        [task] = add_in_order(customer, project, [row])
        page = sign_in("labeler", **options)
        expect_item(page, name)
        expect_time(page, 0.0)
        return page, task

    return open_one


def expect_time(page: Page, seconds: float) -> None:
    expect(status(page)).to_contain_text(f"0:0{seconds:.3f} ·")


def wait_until_heard(page: Page, seconds: float) -> None:
    """Waits until the recording has played past a time, however rarely a busy machine draws it."""
    page.wait_for_function(
        "seconds => Number(document.querySelector('footer').textContent.match(/0:0(\\d\\.\\d{3}) ·/)[1]) >= seconds",
        arg=seconds,
    )


def time_field(page: Page) -> Locator:
    return page.get_by_label("Time to go to")


def go_to(page: Page, seconds: float) -> None:
    press(page, "Control+j")
    time_field(page).fill(f"{seconds}")
    press(page, "Enter")
    canvas(page).focus()
    expect_time(page, seconds)


def place(page: Page, seconds: float, tier: int | None = None) -> tuple[float, float]:
    """Where a time is on screen while all of it is in sight: on a tier, or on the waveform."""
    box = canvas(page).bounding_box()
    assert box is not None
    gutter = 132
    x = box["x"] + gutter + seconds / SECONDS * (box["width"] - gutter)
    rows = len(ONTOLOGY["labels"])
    y = box["y"] + (110 if tier is None else box["height"] - 26 * (rows - tier) + 13)
    return x, y


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, end[1], steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def field(page: Page) -> Locator:
    return page.locator("[data-transcript]")


def test_regions_are_drawn_on_their_tiers_moved_and_resized_by_mouse(open_recording: Desk, customer: Customer) -> None:
    page, task = open_recording()
    drag(page, place(page, 0.5, tier=1), place(page, 1.5, tier=1))
    expect_objects(page, 1)
    drag(page, place(page, 2.0, tier=2), place(page, 3.0, tier=2))
    expect_objects(page, 2)
    drag(page, place(page, 2.5, tier=2), place(page, 3.0, tier=2))
    drag(page, place(page, 0.5, tier=1), place(page, 1.0, tier=1))
    press(page, "Enter")
    first, second = sorted(only_response(customer, task)["annotations"], key=lambda each: each["start"])
    assert (first["label"], first["type"]) == ("ben", "utterance")
    assert (first["start"], first["end"]) == pytest.approx((1.0, 1.5), abs=0.02)
    assert (second["label"], second["type"]) == ("noise", "region")
    assert (second["start"], second["end"]) == pytest.approx((2.5, 3.5), abs=0.02)


def test_a_drag_over_the_waveform_marks_with_the_label_in_hand_and_snaps(
    open_recording: Desk, customer: Customer
) -> None:
    page, task = open_recording()
    press(page, "3")
    drag(page, place(page, 1.0), place(page, 2.0))
    expect_objects(page, 1)
    press(page, "Escape", "3")
    drag(page, place(page, 2.01), place(page, 3.0))
    expect_objects(page, 2)
    press(page, "Control+z")
    expect_objects(page, 1)
    press(page, "Control+Shift+z")
    expect_objects(page, 2)
    press(page, "Enter")
    first, second = sorted(only_response(customer, task)["annotations"], key=lambda each: each["start"])
    assert first["label"] == second["label"] == "noise"
    assert first["end"] == second["start"]


def test_a_label_pressed_after_drawing_is_for_the_next_region(open_recording: Desk, customer: Customer) -> None:
    page, task = open_recording()
    for number, label in enumerate("123"):
        press(page, label)
        drag(page, place(page, number + 0.3), place(page, number + 0.8))
        expect_objects(page, number + 1)
    press(page, "Enter")
    drawn = sorted(only_response(customer, task)["annotations"], key=lambda each: each["start"])
    assert [each["label"] for each in drawn] == ["anna", "ben", "noise"]


def test_a_label_pressed_on_a_region_without_one_in_hand_is_for_it(open_recording: Desk, customer: Customer) -> None:
    page, task = open_recording()
    titles = {"1": "Anna", "2": "Ben"}
    for number, label in enumerate(("2", "1")):
        drag(page, place(page, number + 0.3), place(page, number + 0.8))
        press(page, label)
        expect(page.get_by_role("option", name=titles[label])).to_have_count(1)
    press(page, "Shift+Tab", "1", "Enter")
    drawn = sorted(only_response(customer, task)["annotations"], key=lambda each: each["start"])
    assert [each["label"] for each in drawn] == ["anna", "anna"]


def test_everything_is_labeled_by_keyboard_alone(open_recording: Desk, customer: Customer) -> None:
    page, task = open_recording()
    press(page, "2", "y")
    go_to(page, 1.5)
    press(page, "y")
    expect_objects(page, 1)
    press(page, "t")
    page.keyboard.type("one two three")
    press(page, "Escape")
    go_to(page, 1.0)
    press(page, "n")
    expect_objects(page, 2)
    press(page, "1", "}", "}", "]")
    expect(page.get_by_role("option", name="Anna")).to_contain_text("three")
    press(page, "Escape")
    go_to(page, 3.0)
    press(page, "3", "y")
    go_to(page, 3.5)
    press(page, "y", "Alt+ArrowRight", "Shift+c", "Shift+c")
    expect(status(page)).to_contain_text("in channel 2")
    press(page, "Enter")
    first, second, third = sorted(only_response(customer, task)["annotations"], key=lambda each: each["start"])
    assert (first["label"], first["start"], first["end"], first["transcript"]) == ("ben", 0, 1.0, "one two")
    assert (second["label"], second["transcript"]) == ("anna", "three")
    assert (second["start"], second["end"]) == pytest.approx((1.02, 1.51))
    assert (third["start"], third["end"], third["channel"]) == (pytest.approx(3.01), pytest.approx(3.51), 1)


def test_merging_joins_what_is_said(open_recording: Desk, customer: Customer) -> None:
    marks = [
        {"type": "utterance", "label": "anna", "start": start, "end": start + 1, "transcript": text}
        for start, text in ((0.5, "good"), (2.0, "morning"))
    ]
    page, task = open_recording(hypothesis={"annotations": marks})
    press(page, "Tab", "Shift+m")
    expect_objects(page, 1)
    press(page, "Enter")
    [merged] = only_response(customer, task)["annotations"]
    assert (merged["start"], merged["end"], merged["transcript"]) == (0.5, 3.0, "good morning")


def test_it_plays_and_goes_back_while_somebody_writes(open_recording: Desk, customer: Customer) -> None:
    page, task = open_recording(ontology=TRANSCRIPT)
    press(page, "t")
    expect(field(page)).to_be_focused()
    press(page, "Tab")
    page.keyboard.type("good mor")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    wait_until_heard(page, 0.1)
    page.keyboard.type("ning")
    press(page, "PageUp", "Tab")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_label("Speed")).to_have_value("1.25")
    press(page, "Shift+Tab")
    expect_time(page, 0.0)
    press(page, "Alt+ArrowRight")
    expect_time(page, 1.0)
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("good morning")
    press(page, "Escape")
    expect(canvas(page)).to_be_focused()
    press(page, "Enter")
    assert only_response(customer, task)["global_attributes"] == {"transcript": "good morning"}


def test_the_next_region_is_reached_without_leaving_the_field(open_recording: Desk, customer: Customer) -> None:
    marks = [
        {"type": "utterance", "label": "anna", "start": start, "end": start + 0.5, "transcript": ""}
        for start in (0.5, 1.5, 2.5)
    ]
    page, task = open_recording(hypothesis={"annotations": marks})
    press(page, "Tab", "t")
    for word in ("one", "two", "three"):
        expect(field(page)).to_be_focused()
        page.keyboard.type(word)
        press(page, "Alt+ArrowDown")
    press(page, "Escape", "Shift+Space", "Enter")
    said = sorted(only_response(customer, task)["annotations"], key=lambda each: each["start"])
    assert [each["transcript"] for each in said] == ["one", "two", "three"]


def test_a_region_plays_once_and_in_a_loop(open_recording: Desk) -> None:
    page, _ = open_recording(
        hypothesis={"annotations": [{"type": "region", "label": "noise", "start": 1.0, "end": 1.4}]}
    )
    press(page, "Tab", "Shift+j")
    expect_time(page, 1.4)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    press(page, "Shift+l", "j")
    expect(page.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "true")
    page.evaluate(RETURNS)
    page.wait_for_function("() => window.returns >= 2")


@pytest.mark.parametrize(("container", "codec"), [("mp3", "libmp3lame"), ("flac", "flac"), ("aiff", "pcm_s16be")])
def test_what_browsers_do_not_play_is_heard_from_a_copy(open_recording: Desk, container: str, codec: str) -> None:
    page, _ = open_recording(encoded(tone(SECONDS), container, codec), f"talk.{container}")
    go_to(page, 3.0)
    press(page, "j")
    wait_until_heard(page, 3.5)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_millisecond_can_be_told_from_the_next(open_recording: Desk) -> None:
    samples = np.zeros((64_000, 1))
    samples[32_000:32_016] = 0.9
    page, _ = open_recording(wav(samples))
    go_to(page, 2.0)
    for _ in range(20):
        press(page, "+")
    expect(status(page)).to_contain_text("0.2")
    press(page, ".", ".", ",")
    expect_time(page, 2.001)
    press(page, "Shift+z")
    expect(status(page)).to_contain_text("4.00 s in sight")


def test_channels_are_seen_and_heard_each_alone(open_recording: Desk) -> None:
    page, _ = open_recording()
    press(page, "v", "Shift+v", "Shift+v")
    expect(page.get_by_role("button", name="Heard: Channel 2")).to_be_visible()
    expect(page.get_by_role("button", name="Each channel on its own")).to_have_attribute("aria-pressed", "true")
    press(page, "j")
    wait_until_heard(page, 0.5)
    press(page, "j", "Shift+v")
    expect(page.get_by_role("button", name="Heard: all")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(open_recording: Desk, scheme: str) -> None:
    page, _ = open_recording(color_scheme=scheme)
    drag(page, place(page, 0.5, tier=0), place(page, 1.5, tier=0))
    expect(field(page)).to_be_visible()
    assert find_faults(page, {}) == []


def test_on_a_phone_everything_is_in_reach(open_recording: Desk) -> None:
    page, _ = open_recording()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("button", name="Submit")).to_be_in_viewport()
    box = canvas(page).bounding_box()
    assert box is not None
    drag(page, (box["x"] + 150, box["y"] + 80), (box["x"] + 300, box["y"] + 80))
    expect_objects(page, 1)
    field(page).fill("hello")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for name in ("Play", "Zoom in", "Split here"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert find_faults(page, {}) == []


def test_a_voice_is_proposed_and_accepted(open_recording: Desk, customer: Customer) -> None:
    page, task = open_recording(AUSTEN.read_bytes(), "austen.ogg")
    press(page, "3", "Alt+v")
    expect_objects(page, 2)
    expect(status(page)).to_contain_text("2 proposed with the label in hand")
    press(page, "Shift+Space", "Enter")
    first, second = only_response(customer, task)["annotations"]
    assert (first["label"], first["type"], "transcript" in first) == ("noise", "region", False)
    assert (first["start"], first["end"]) == pytest.approx((0.3, 5.0), abs=0.3)
    assert second["start"] == pytest.approx(6.0, abs=0.4)


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
def test_error_rates_are_read_by_labeler_and_by_pair(
    sign_in: Callable[..., Page], customer: Customer, options: dict[str, object]
) -> None:
    project = recordings_twice_labeled(customer)
    page = sign_in("operator", **options)
    page.goto(f"/projects/{project}/quality")
    table = page.get_by_role("region", name="Error rates").get_by_role("table")
    expect(table.get_by_role("columnheader", name="Substitutions")).to_be_visible(timeout=20_000)
    expect(table.get_by_role("row")).to_have_count(3)
    expect(page.get_by_text("Nothing to judge yet")).to_have_count(0)
    page.get_by_role("radio", name="Pairs").press("Space")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table.get_by_role("row").nth(1)).to_contain_text("%")
    page.get_by_role("combobox", name="Error rate").click()
    page.get_by_role("option", name="Diarization error rate (DER)").click()
    expect(table.get_by_role("columnheader", name="False alarm")).to_be_visible()
    assert find_faults(page) == []
    assert overflow(page) == []


def test_what_a_machine_heard_is_proposed_with_its_words(open_recording: Desk, customer: Customer) -> None:
    page, task = open_recording(AUSTEN.read_bytes(), "austen.ogg")
    press(page, "1", "Alt+v")
    expect_objects(page, 2)
    expect(status(page)).to_contain_text("2 proposed with the words that a machine heard")
    expect(page.get_by_role("option", name="Anna").first).to_contain_text("selfish")
    page.screenshot(path=SHOTS / "audio-heard.png")
    assert find_faults(page, {}) == []
    press(page, "Space", "Space", "Enter")
    first, second = only_response(customer, task)["annotations"]
    assert first["transcript"].startswith("Unless to be rather cold")
    assert [word["text"] for word in second["words"]] == second["transcript"].split()


def test_who_asks_before_the_words_are_there_gets_them_later(open_recording: Desk) -> None:
    page, _ = open_recording(AUSTEN.read_bytes(), "austen.ogg", TRANSCRIPT)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(lambda address: "/speech" in address, hold)
    page.reload()
    expect_time(page, 0.0)
    page.get_by_role("button", name="Start the transcript").click()
    expect(status(page)).to_contain_text("still on its way")
    for each in held:
        each.continue_()
    expect(field(page)).to_have_value(re.compile("Unless to be rather.* amiable himself"))


def test_a_whole_transcript_starts_from_what_a_machine_heard(open_recording: Desk, customer: Customer) -> None:
    page, task = open_recording(AUSTEN.read_bytes(), "austen.ogg", TRANSCRIPT)
    page.get_by_role("button", name="Start the transcript").click()
    expect(field(page)).to_have_value(re.compile("Unless to be rather.* amiable himself"))
    page.screenshot(path=SHOTS / "audio-transcript-heard.png")
    canvas(page).focus()
    press(page, "Alt+v")
    expect(status(page)).to_contain_text("something is written already")
    press(page, "Enter")
    assert "amiable" in only_response(customer, task)["global_attributes"]["transcript"]
