"""A long recording in two parts: labeled one after the other by keyboard alone, and taken out as one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ..http.files import looked_at
from ..product import Customer
from ..unit.modalities.recordings import tone, wav
from .access import find_faults, overflow
from .browsing import PHONE, SHOTS
from .desk import canvas, expect_item, expect_objects, press, status
from .test_audio import ONTOLOGY, drag, field, time_field

CUT = {"length": 10, "overlap": 3}
"""Of 16 seconds: up to 9.5, and from 6.5 on."""


@pytest.fixture
def project(customer: Customer) -> str:
    """A project whose one recording was cut into two parts."""
    project = customer.make_project(modality="audio.v1", ontology=ONTOLOGY, cut=CUT)
    made = customer.operator.ask("POST", "/assets", params={"name": "talk.wav"}, content=wav(tone(16.0)))
    row = {"attachment": looked_at(customer, made.json()["id"])["id"], "unique_id": "talk"}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, expect=201)
    customer.wait_for_counts(project, label=2)
    return project


def expect_time(page: Page, shown: str) -> None:
    expect(status(page)).to_contain_text(f"{shown} ·")


def go_to(page: Page, seconds: float, shown: str) -> None:
    press(page, "Control+j")
    time_field(page).fill(f"{seconds}")
    press(page, "Enter")
    canvas(page).focus()
    expect_time(page, shown)


def mark(page: Page, start: tuple[float, str], end: tuple[float, str], text: str) -> None:
    """From one time to another, and what is said there."""
    press(page, "Escape")
    go_to(page, *start)
    press(page, "1", "y")
    go_to(page, *end)
    press(page, "y", "t")
    expect(field(page)).to_be_focused()
    page.keyboard.type(text)
    press(page, "Escape")


def test_two_parts_are_labeled_one_after_the_other_and_leave_as_one_recording(
    project: str, customer: Customer, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("labeler")
    expect_item(page, "talk")
    expect_time(page, "0:00.000")
    note = page.get_by_text("part 1 of 2")
    expect(note).not_to_contain_text("also in")
    mark(page, (7.0, "0:07.000"), (9.0, "0:09.000"), "good morning")
    expect(note).to_contain_text("also in part 2")
    go_to(page, 12.0, "0:12.000")
    expect(note).to_contain_text("heard, not marked here")
    mark(page, (9.2, "0:09.200"), (12.0, "0:12.000"), "every")
    expect(page.get_by_role("group", name="Playback").locator("..")).to_contain_text("/ 0:16.000")
    page.screenshot(path=SHOTS / "audio-part-1.png")
    expect_objects(page, 2)
    press(page, "End")
    expect_time(page, "0:09.500")
    press(page, "Enter")

    expect_item(page, "talk#2")
    expect_time(page, "0:06.500")
    expect(page.get_by_text("part 2 of 2")).to_contain_text("also in part 1")
    mark(page, (7.05, "0:07.050"), (9.05, "0:09.050"), "Good morning.")
    mark(page, (9.2, "0:09.200"), (12.0, "0:12.000"), "everybody here")
    page.screenshot(path=SHOTS / "audio-part-2.png")
    press(page, "Enter")
    customer.wait_for_counts(project, done=2)

    delivery = customer.deliver(project)
    assert delivery["records"] == 2
    visitor = sign_in("operator")
    visitor.goto(f"/projects/{project}/deliveries")
    visitor.get_by_role("button", name="Download").click()
    with visitor.expect_download() as taken:
        visitor.get_by_role("menuitem", name="webvtt", exact=True).click()
    expect(visitor.get_by_text("2 parts joined to 1").first).to_be_visible()
    with zipfile.ZipFile(taken.value.path()) as archive:
        [name] = archive.namelist()
        text = archive.read(name).decode()
    assert name == "talk.wav.vtt"
    assert cues_of(text) == [
        "00:00:07.000 --> 00:00:09.000\n<v Anna>good morning</v>",
        "00:00:09.200 --> 00:00:12.000\n<v Anna>everybody here</v>",
    ]


def cues_of(text: str) -> list[str]:
    blocks = [block.splitlines() for block in text.strip().split("\n\n")]
    return ["\n".join(line for line in lines if "-->" in line or line.startswith("<v")) for lines in blocks[1:]]


def test_a_drag_beyond_a_part_ends_with_it_and_what_is_around_is_heard(
    project: str, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("labeler")
    expect_item(page, "talk")
    box: Any = canvas(page).bounding_box()
    lane, low = box["width"] - 132, box["y"] + box["height"] - 26 * 3 + 13

    def place(seconds: float) -> tuple[float, float]:
        return box["x"] + 132 + seconds / 16.0 * lane, low

    drag(page, place(8.0), place(15.0))
    expect_objects(page, 1)
    expect(page.get_by_label("What Anna says")).to_be_visible()
    expect(page.get_by_label("What Anna says")).to_have_accessible_name("What Anna says from 0:08.000 to 0:09.500")


def test_a_part_stands_in_nobodys_way(project: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("labeler")
    expect_item(page, "talk")
    expect_time(page, "0:00.000")
    assert find_faults(page, {}) == []
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("button", name="Submit")).to_be_in_viewport()
    expect(page.get_by_text("part 1 of 2")).to_be_visible()
    page.screenshot(path=SHOTS / "audio-part-phone.png")
    assert find_faults(page, {}) == []
    assert overflow(page) == []
