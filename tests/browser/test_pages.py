"""Each page, dark, light and small: it shows something, has no accessibility fault, and the keyboard reaches it all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Locator, Page, expect

from ..product import Product
from .access import find_faults, overflow
from .browsing import PHONE, SHOTS, Visit, visiting
from .gallery import Gallery, open_gallery
from .test_label_studio import CONFIG

COLORS_ONLY = {"runOnly": ["color-contrast"]}
"""What can differ between dark and light."""
RING = """(element) => {
    const { outline, boxShadow, borderColor } = getComputedStyle(element);
    return [outline, boxShadow, borderColor].join();
}"""
MOST_TABS = 80


@dataclass(frozen=True)
class Sight:
    """A page worth a look: where it is, what tells that it is there, and what one does on it first."""

    address: str
    ready: Callable[[Page], Locator]
    action: Callable[[Page], Locator] | None = None
    arrange: Callable[[Page], Any] = lambda _: None
    is_signed_in: bool = True


def heading(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("heading", name=name, exact=True).first


def button(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("button", name=name).first


def link(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("link", name=name).first


def field(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_label(name, exact=True).first


def text(words: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_text(words).first


def canvas(page: Page) -> Locator:
    return page.locator("[data-editor-canvas]").first


def picture(page: Page) -> Locator:
    return page.locator("[data-editor-canvas] canvas").first


def plot(words: str) -> Callable[[Page], Locator]:
    """A plot that is drawn."""
    return lambda page: page.get_by_role("img", name=words).locator("svg")


def slider(page: Page) -> Locator:
    return page.get_by_role("slider")


def scroll_to(words: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_text(words).first.scroll_into_view_if_needed()


def press(*names: str) -> Callable[[Page], None]:
    def arrange(page: Page) -> None:
        for name in names:
            page.get_by_role("button", name=re.compile(f"^{name}")).first.click()

    return arrange


def type_key(key: str, ready: Callable[[Page], Locator]) -> Callable[[Page], None]:
    """A key for the page, once it is there to hear it."""

    def arrange(page: Page) -> None:
        expect(ready(page)).to_be_visible()
        page.keyboard.press(key)

    return arrange


def read_config(page: Page) -> None:
    page.get_by_role("button", name="From a Label Studio config").click()
    page.get_by_label("Labeling config").fill(CONFIG)
    page.get_by_role("button", name="Read it").click()


SIGHTS: dict[str, Sight] = {
    "sign-in": Sight("/sign-in", heading("Sign in to Goldsmith"), button("Sign in"), is_signed_in=False),
    "work": Sight("/work", text("Letters"), link("Start labeling")),
    "work-text": Sight("/work/{text}/label", canvas, button("Submit")),
    "work-image": Sight("/work/{image}/label", picture, button("Submit")),
    "work-review": Sight("/work/{text}/review", canvas, button("Accept answer")),
    "work-audit": Sight("/work/{text}/audit", canvas, button("Correct")),
    "work-empty": Sight("/work/{empty}/label", heading("All done here"), link("All work")),
    "work-keys": Sight("/work/{text}/label", text("Keys of this tool"), None, type_key("?", canvas)),
    "projects": Sight("/projects", text("Letters"), link("New project")),
    "new-project-data": Sight("/projects/new", heading("What will be labeled?"), button("Text")),
    "new-project-template": Sight(
        "/projects/new", heading("Start from a template"), button("Named entities"), press("Text")
    ),
    "new-project-labels": Sight(
        "/projects/new", heading("What do you ask?"), button("Continue"), press("Text", "Named entities")
    ),
    "new-project-quality": Sight(
        "/projects/new",
        heading("How good must it be?"),
        button("Create project"),
        press("Text", "Sentiment", "Continue"),
    ),
    "new-project-label-studio": Sight("/projects/new", heading("Not taken over"), button("Continue"), read_config),
    "project": Sight("/projects/{text}", heading("Labelers"), link("Label")),
    "project-empty": Sight("/projects/{empty}", heading("No items yet"), link("Add items")),
    "add-lines": Sight("/projects/{empty}/add", button("Add tasks"), field("Text, one item per line")),
    "add-manifest": Sight(
        "/projects/{image}/add",
        text("Drop a manifest here"),
        button("Choose a file"),
        lambda page: page.get_by_text("Import", exact=True).click(),
    ),
    "tasks": Sight("/projects/{text}/tasks", text("letter-7"), link("letter-7")),
    "tasks-none": Sight("/projects/{text}/tasks?unique_id=x", heading("Nothing fits"), button("Clear the filters")),
    "task-text": Sight("/tasks/{text_task}", heading("Why this answer"), button("More actions")),
    "task-image": Sight("/tasks/{image_task}", picture, button("More actions")),
    "task-side": Sight(
        "/tasks/{text_task}", canvas, None, lambda page: page.get_by_text("Side by side", exact=True).click()
    ),
    "quality": Sight("/projects/{judged}/quality", plot("Stated probability"), slider),
    "quality-little": Sight("/projects/{text}/quality", link("Review 2 tasks"), link("Review 2 tasks")),
    "quality-empty": Sight("/projects/{empty}/quality", heading("Nothing to judge yet"), link("Label")),
    "quality-below": Sight(
        "/projects/{judged}/quality", text("accepted ↓ said →"), None, scroll_to("accepted ↓ said →")
    ),
    "labelers": Sight("/projects/{judged}/labelers", text("Ada"), button("Ada, choice by choice")),
    "labelers-choices": Sight(
        "/projects/{judged}/labelers",
        text("Odd"),
        None,
        press("Dan, choice by choice", "Ada, choice by choice"),
    ),
    "labelers-empty": Sight("/projects/{empty}/labelers", heading("Nobody is known yet"), link("To the quality")),
    "task-why": Sight("/tasks/{judged_task}", text("Right in"), None, scroll_to("Why these people")),
    "functions": Sight("/projects/{text}/functions", text("names_somebody"), button("Upload functions")),
    "functions-empty": Sight(
        "/projects/{empty}/functions", heading("No functions vote yet"), button("Upload functions")
    ),
    "models": Sight("/projects/{modeled}/models", text("First judge"), button("Run now: First judge")),
    "models-connect": Sight(
        "/projects/{modeled}/models",
        text("Any model behind"),
        None,
        press("Connect a model"),
    ),
    "models-empty": Sight(
        "/projects/{empty}/models", heading("No model answers yet"), button("Learn from our answers")
    ),
    "deliveries": Sight("/projects/{text}/deliveries", link("First gold"), button("Make a delivery")),
    "deliveries-empty": Sight("/projects/{empty}/deliveries", heading("Nothing was delivered yet")),
    "certificate": Sight("/deliveries/{delivery}", text("Merkle root"), button("Print")),
    "project-settings": Sight("/projects/{text}/settings", heading("Labels and questions"), field("Name")),
    "members": Sight("/settings/members", text("Ada Byron"), button("Add a person")),
    "keys": Sight("/settings/keys", text("operator 1"), button("Make a key")),
    "buckets": Sight("/settings/buckets", text("s3://street-photos/"), button("Add a bucket")),
    "webhooks": Sight("/settings/webhooks", text("https://example.org/hooks"), button("Add a webhook")),
    "me": Sight("/me", heading("Ada Byron"), button("Change password")),
    "not-found": Sight("/nowhere", heading("There is nothing here"), link("To the start page")),
    "palette": Sight("/projects", text("Use the light appearance"), None, type_key("Control+k", link("New project"))),
    "keys-help": Sight("/projects", heading("Anywhere"), None, type_key("?", link("New project"))),
}


@pytest.fixture(scope="module")
def gallery(product: Product, browser: Browser) -> Gallery:
    return open_gallery(product, browser)


@pytest.fixture
def sight(request: pytest.FixtureRequest) -> Sight:
    return SIGHTS[request.param]


@pytest.fixture
def visit(browser: Browser, product: Product, gallery: Gallery, sight: Sight) -> Iterator[Visit]:
    state = {"storage_state": gallery.signed_in} if sight.is_signed_in else {}
    with visiting(browser, product.url, **state) as opened:
        if not sight.is_signed_in:
            opened.complaints.excuse("/api/v1/session")
        yield opened


def show(page: Page, sight: Sight, gallery: Gallery) -> None:
    page.goto(sight.address.format(**gallery.places))
    sight.arrange(page)
    expect(sight.ready(page)).to_be_visible()
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("sight", SIGHTS, indirect=True)
def test_a_page_looks_right_and_is_open_to_everybody(
    visit: Visit, sight: Sight, gallery: Gallery, request: pytest.FixtureRequest
) -> None:
    page, name = visit.page, request.node.callspec.id
    show(page, sight, gallery)
    faults = [*look(page, f"{name}-dark"), *switch_to_light(page, f"{name}-light")]
    if sight.action:
        walk_to(page, sight.action(page))
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    show(page, sight, gallery)
    faults += look(page, f"{name}-phone")
    assert overflow(page) == []
    assert not faults, "\n".join(faults)


def switch_to_light(page: Page, name: str) -> list[str]:
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
    return look(page, name, COLORS_ONLY)


def look(page: Page, name: str, rules: dict[str, Any] | None = None) -> list[str]:
    """Take a picture; what is wrong with the page."""
    shot = page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
    nothing = [f"{name} shows nothing"] if is_blank(shot) else []
    return nothing + [f"{name}: {fault}" for fault in find_faults(page, rules)]


def is_blank(shot: bytes) -> bool:
    """A page without text or lines is one colour all over."""
    return max(ImageStat.Stat(Image.open(BytesIO(shot)).convert("L").reduce(4)).stddev) < 2


def walk_to(page: Page, action: Locator) -> None:
    """Tab until the action has the focus and shows it."""
    page.evaluate("document.activeElement?.blur()")
    before = action.evaluate(RING)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if action.evaluate("(element) => element === document.activeElement"):
            break
    else:
        pytest.fail(f"{MOST_TABS} tabs do not reach {action}")
    assert action.evaluate(RING) != before, f"{action} has the focus and does not show it"
