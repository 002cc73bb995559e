"""The newcomer's first five minutes: from signing in to a certified delivery that holds, in the browser alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from goldsmith.verify import verify

from .browsing import drop_file
from .desk import canvas, expect_done, press

LINES = "My parcel never came.\nThank you, all is well!\n\nالخدمة ممتازة\n这个水壶漏水。"
MANIFEST = "\n".join(
    [
        json.dumps({"unique_id": "ticket-1", "text": "The kettle leaks.", "batch": "march"}),
        json.dumps({"unique_id": "ticket-2", "txt": "This row has no text."}),
        json.dumps({"unique_id": "ticket-3", "text": "Lovely 🎉", "priority": 80}),
    ]
)
TASKS = 6


def create_project(page: Page) -> None:
    page.get_by_role("link", name="New project").click()
    page.get_by_role("button", name=re.compile("^Text")).click()
    page.get_by_role("button", name="Sentiment").click()
    expect(page.get_by_role("heading", name="What do you ask?")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Project name").fill("Tickets of March")
    page.get_by_label("Review share").fill("100")
    page.get_by_label("Audit share").fill("100")
    page.get_by_label("People may review and audit their own answers").check()
    page.get_by_role("button", name="Create project").click()


def add_items(page: Page) -> None:
    page.get_by_label("Text, one item per line").fill(LINES)
    page.get_by_role("button", name="Add 4 tasks").click()
    expect(page.get_by_text("4 tasks were added.")).to_be_visible()
    page.get_by_text("Import", exact=True).click()
    drop_file(page.get_by_role("region", name="Drop a manifest here"), "tickets.jsonl", MANIFEST)
    expect(page.get_by_text("2 tasks were added.")).to_be_visible()
    turned_away = page.get_by_role("table", name="Rows that were turned away")
    expect(turned_away.get_by_role("row")).to_have_count(2)
    expect(turned_away).to_contain_text("ticket-2")
    expect(turned_away).to_contain_text("unknown field `txt`")


def done_before(page: Page) -> int:
    """What the bar counts already: all that was done in this project today, as far as it was folded by then."""
    canvas(page)
    told = re.search(r"(\d+) done today", page.get_by_role("banner").inner_text())
    return int(told[1]) if told else 0


def answer_with_keys(page: Page, start: str, keys: list[str]) -> None:
    """Begin with a link; then no mouse until all is done."""
    page.get_by_role("link", name=start, exact=True).click()
    before = done_before(page)
    for done in range(TASKS):
        expect_done(page, before + done)
        press(page, *keys)
    expect(page.get_by_role("heading", name="All done here")).to_be_visible()
    page.get_by_role("link", name="All work").last.click()


def test_a_newcomer_gets_from_signing_in_to_a_certified_delivery(sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in("admin", accept_downloads=True)
    create_project(page)
    add_items(page)
    page.get_by_role("link", name="To the project").click()
    answer_with_keys(page, "Label", ["1", "Enter"])
    page.get_by_role("link", name="Quality", exact=True).click()
    answer_with_keys(page, "Review 6 tasks", ["Enter"])
    page.get_by_role("link", name="Quality", exact=True).click()
    answer_with_keys(page, "Audit 6 tasks", ["Enter"])

    page.get_by_role("link", name="Deliveries").click()
    page.get_by_role("button", name="Make a delivery").click()
    page.get_by_label("Name").fill("First gold")
    page.get_by_role("button", name="Freeze and certify").click()
    page.get_by_role("link", name="Certificate").click()
    sheet = page.get_by_role("article", name="Certificate of quality")
    expect(sheet).to_contain_text("First gold")
    expect(sheet).to_contain_text("6 drawn at random, 6 correct")
    expect(sheet).to_contain_text("100")

    for item, file in (("JSONL", "export.jsonl"), ("certificate.json", "certificate.json")):
        page.get_by_role("button", name="Download").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=item).click()
        download.value.save_as(tmp_path / file)
    verification = verify(tmp_path / "certificate.json", tmp_path / "export.jsonl")
    assert verification, str(verification)
    assert verification.records == TASKS
