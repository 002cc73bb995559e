"""An operator lets labelers talk to models: two practice models are connected by keyboard, then chosen and capped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from ..product import Customer
from .browsing import PHONE, SHOTS
from .test_pages import find_faults, overflow


def connect_practice(page: Page, name: str, personality: str) -> None:
    """Connect a practice model with the keyboard alone."""
    page.get_by_role("button", name="Connect a model").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Learned").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("is no language model")).to_be_visible()
    expect(page.get_by_label("Answers new tasks by itself")).to_have_count(0)
    page.get_by_role("combobox", name="How it talks").focus()
    page.keyboard.press("Enter")
    page.get_by_role("option", name=personality, exact=True).click()
    page.get_by_label("Name", exact=True).fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name=name)).to_be_visible()


def settings_of(customer: Customer, project: str) -> Any:
    return customer.operator.get(f"/projects/{project}/talk")["settings"]


def test_models_to_talk_to_are_connected_chosen_and_capped(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project()
    page = sign_in("operator")
    page.goto(f"/projects/{project}/settings")
    expect(page.get_by_text("Connect a chat model or a practice model under Models first.")).to_be_visible()
    page.goto(f"/projects/{project}/models")
    connect_practice(page, "Left", "Terse")
    connect_practice(page, "Right", "Verbose")
    card = page.get_by_role("article", name="Left")
    expect(card.get_by_text("Built-in practice model · Terse")).to_be_visible()
    expect(card.get_by_text("Labelers talk to it while they label")).to_be_visible()
    expect(card.get_by_role("button", name="Run now")).to_have_count(0)
    page.screenshot(path=SHOTS / "talk-models.png")
    page.goto(f"/projects/{project}/settings")
    chosen = page.get_by_role("combobox", name="Models to talk to")
    chosen.focus()
    for name in ("Left", "Right"):
        page.keyboard.press("ArrowDown")
        page.get_by_role("option", name=name).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Replies to a message")).to_have_value("2")
    page.get_by_role("textbox", name="Cap a day").fill("0.5")
    page.get_by_role("textbox", name="Temperature").fill("0")
    page.get_by_role("button", name="Save conversation").click()
    expect(page.get_by_role("button", name="Save conversation")).to_be_disabled()
    section = page.get_by_role("heading", name="Conversation with models")
    section.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "talk-settings.png")
    kept = settings_of(customer, project)
    assert (len(kept["models"]), kept["replies_per_turn"], kept["blind"]) == (2, 2, True)
    assert (kept["most_cost_micros_a_day"], kept["most_cost_micros"], kept["temperature"]) == (500_000, None, 0)
    faults = find_faults(page, {})
    assert not faults, "\n".join(faults)
    page.set_viewport_size(PHONE)
    section.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "talk-settings-phone.png")
    assert overflow(page) == []
