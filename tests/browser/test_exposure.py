"""Content that can disturb: agreed to first, veiled until a key asks for it, counted, and left at any time."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from ..product import Customer
from .access import find_faults, overflow
from .browsing import PHONE
from .desk import add_in_order, canvas, press


def a_sensitive_project(customer: Customer) -> str:
    project = customer.make_project(is_sensitive=True, most_a_day=3, modality="text.v1")
    add_in_order(customer, project, [{"text": f"Something hard to read, {number}."} for number in range(4)])
    return project


def test_it_is_shown_to_those_who_agreed_and_ask_for_it(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = a_sensitive_project(customer)
    page = sign_in("labeler")
    page.goto(f"{customer.product.url}/work/{project}/label")
    expect(page.get_by_role("heading", name="This project can hold disturbing content")).to_be_visible()
    assert find_faults(page) == []
    page.get_by_role("button", name="I agree to see it").press("Enter")
    show = page.get_by_role("button", name="Show it")
    expect(show).to_be_focused()
    assert find_faults(page) == []
    assert page.locator("[data-veiled] [inert]").count() == 1
    page.keyboard.press("Enter")
    expect(show).to_have_count(0)
    expect(canvas(page)).to_be_focused()
    note = page.get_by_role("region", name="Disturbing content")
    expect(note).to_contain_text(re.compile("[12] of 3 items left for today"))  # the next one is fetched ahead
    press(page, "3", "Enter")
    expect(page.get_by_role("button", name="Show it")).to_be_focused()
    note.get_by_role("button", name="I no longer want to see such content").click()
    expect(page.get_by_role("button", name="I agree to see it")).to_be_visible()
    assert customer.value("select count(*) from consent where revoked_at is not null") == 1


def test_the_veil_fits_a_phone(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = a_sensitive_project(customer)
    page = sign_in("labeler", viewport=PHONE)
    page.goto(f"{customer.product.url}/work/{project}/label")
    page.get_by_role("button", name="I agree to see it").click()
    expect(page.get_by_role("button", name="Show it")).to_be_visible()
    assert overflow(page) == []


def test_a_project_made_to_find_harm_says_that_it_can_disturb(sign_in: Callable[..., Page], customer: Customer) -> None:
    page = sign_in("operator")
    page.goto(f"{customer.product.url}/projects/new")
    page.get_by_role("button", name="Conversation").first.click()
    page.get_by_role("button", name="Find where models do harm").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("The content can disturb")).to_be_checked()
    expect(page.get_by_role("textbox", name="Project name")).to_be_focused()
    page.keyboard.type("Harm")
    page.get_by_role("button", name="Create project").click()
    page.wait_for_url("**/projects/project_*/**")
    [project] = [each for each in customer.operator.get("/projects")["items"] if each["name"] == "Harm"]
    assert project["is_sensitive"] is True
