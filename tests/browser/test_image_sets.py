"""A set of pictures at the Work screen: drawn on each by mouse, walked by keyboard, taken back where it was, joined."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from ..product import Customer
from .browsing import PHONE, SHOTS
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, status
from .easel import CLOSE, Easel, Place
from .gallery import answer, box, upload_picture

VIEWS: dict[str, tuple[Place, str]] = {
    "front": ((400, 300), "#b8413a"),
    "right": ((600, 300), "#3f6fb0"),
    "back": ((400, 300), "#d9a441"),
}
ONTOLOGY: dict[str, Any] = {
    "labels": [
        {"name": "lamp", "title": "Lamp", "color": "#1c7ed6", "shapes": ["box"]},
        {"name": "dent", "title": "Dent", "color": "#2f9e44", "shapes": ["box"]},
    ],
    "relations": [{"name": "same", "title": "is the same as", "from": ["lamp"], "to": ["lamp"], "directed": False}],
}


def draw_view(name: str) -> bytes:
    """A car in a few strokes, with its name above it."""
    (width, height), color = VIEWS[name]
    picture = Image.new("RGB", (int(width), int(height)), "#9fb7c9")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, height * 0.75, width, height), fill="#565a60")
    pen.rounded_rectangle((width * 0.15, 130, width * 0.85, 250), 20, fill=color)
    pen.rounded_rectangle((width * 0.28, 70, width * 0.72, 150), 16, fill="#2a2f38")
    for place in (0.25, 0.75):
        pen.ellipse((width * place - 24, 226, width * place + 24, 274), fill="#15181d")
        pen.ellipse((width * place - 12, 170, width * place + 12, 194), fill="#f2f1ed")
    pen.text((10, 8), name, fill="#15181d", font_size=24)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


Desk = Callable[..., tuple[Page, str]]


@pytest.fixture
def open_set(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with a set of three pictures in hand; and its task."""

    def open_cars(hypothesis: dict[str, Any] | None = None, **options: Any) -> tuple[Page, str]:
        project = customer.make_project(modality="image.v1", ontology=ONTOLOGY)
        assets = [upload_picture(customer.operator, f"{name}.png", draw_view(name)) for name in VIEWS]
        row = {"attachments": assets, "views": [*VIEWS], "unique_id": "car-7"}
        [task] = add_in_order(customer, project, [{**row, **({"hypothesis": hypothesis} if hypothesis else {})}])
        page = sign_in("labeler", **options)
        expect_item(page, "car-7")
        expect(canvas(page).locator("canvas").first).to_be_visible()
        return page, task

    return open_cars


def strip(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Views")


def expect_view(page: Page, name: str) -> Easel:
    """The view on screen is this one; a hand at its picture."""
    number = [*VIEWS].index(name) + 1
    expect(strip(page).locator("[aria-current=true]")).to_contain_text(name)
    expect(status(page)).to_contain_text(f"view {number} of 3")
    (width, height), _ = VIEWS[name]
    return Easel(page, int(width), int(height))


def edges(shape: dict[str, Any]) -> list[float]:
    return [shape[side] for side in ("left", "top", "width", "height")]


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_each_picture_of_a_set_is_drawn_on_and_undone_where_it_was(
    open_set: Desk, customer: Customer, scheme: str
) -> None:
    page, task = open_set(color_scheme=scheme)
    press(page, "b")
    expect_view(page, "front").drag((80, 160), (120, 200))
    press(page, "Alt+PageDown")
    expect_view(page, "right").drag((130, 160), (170, 200))
    strip(page).get_by_role("button", name="3 · back").click()
    expect_view(page, "back").drag((280, 160), (320, 200))
    expect_objects(page, 3)
    expect(strip(page).get_by_role("button")).to_have_text(["", "front1", "right1", "back1"])
    page.screenshot(path=SHOTS / f"image-set-{scheme}.png")
    press(page, "Alt+1")
    expect_view(page, "front")
    press(page, "Control+z")
    expect_view(page, "back")
    expect_objects(page, 2)
    press(page, "Alt+PageDown")
    expect_view(page, "front")
    press(page, "Control+Shift+z")
    expect_view(page, "back")
    press(page, "Enter")
    found = only_response(customer, task)["annotations"]
    assert [shape.get("view") for shape in found] == [None, 1, 2]
    assert [edges(shape) for shape in found] == [
        pytest.approx(place, abs=CLOSE) for place in ([80, 160, 40, 40], [130, 160, 40, 40], [280, 160, 40, 40])
    ]


def test_each_view_keeps_its_zoom_and_the_list_leads_to_an_object(open_set: Desk) -> None:
    lamps = [box("lamp", 80, 160, 40, 40), {**box("dent", 200, 180, 30, 30), "view": 2}]
    page, _ = open_set(answer(*lamps))
    expect_view(page, "front")
    press(page, "x")
    expect(status(page)).to_contain_text("view 1 of 3 · zoom 100 %")
    press(page, "Alt+3")
    expect_view(page, "back")
    expect(status(page)).not_to_contain_text("zoom 100 %")
    press(page, "Alt+1")
    expect(status(page)).to_contain_text("view 1 of 3 · zoom 100 %")
    rows = page.get_by_role("listbox", name="Objects").get_by_role("option")
    expect(rows.nth(0)).to_contain_text("Lamp1")
    rows.nth(1).click()
    expect_view(page, "back")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    canvas(page).focus()
    press(page, "Shift+Tab")
    expect_view(page, "front")
    press(page, "Alt+2")
    expect_view(page, "right")
    expect(page.get_by_role("option", selected=True)).to_have_count(0)


def test_objects_of_two_pictures_are_linked_and_grouped(open_set: Desk, customer: Customer) -> None:
    page, task = open_set()
    press(page, "b")
    expect_view(page, "front").drag((80, 160), (120, 200))
    press(page, "Alt+2")
    easel = expect_view(page, "right")
    easel.drag((130, 160), (170, 200))
    expect_objects(page, 2)
    press(page, "v", "Alt+1")
    expect_view(page, "front").click((100, 180))
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    press(page, "r", "Alt+2")
    expect_view(page, "right").click((150, 180))
    rows = page.get_by_role("listbox", name="Objects").get_by_role("option")
    rows.nth(0).click()
    rows.nth(1).click(modifiers=["Shift"])
    expect_view(page, "right")
    canvas(page).focus()
    press(page, "Control+g")
    page.screenshot(path=SHOTS / "image-set-joined.png")
    press(page, "Escape", "Enter")
    said = only_response(customer, task)
    front, right = said["annotations"]
    assert [(link["type"], {link["from"], link["to"]}) for link in said["links"]] == [
        ("same", {front["uuid"], right["uuid"]})
    ]
    assert front["group"] == right["group"]


def test_all_pictures_are_shown_side_by_side_to_choose_from(open_set: Desk) -> None:
    lamps = [box("lamp", 80, 160, 40, 40), {**box("dent", 200, 180, 30, 30), "view": 2}]
    page, _ = open_set(answer(*lamps))
    expect_view(page, "front")
    press(page, "Shift+V")
    cells = page.get_by_role("region", name="All views side by side").get_by_role("button")
    expect(cells).to_have_text(["1 · front", "2 · right", "3 · back"])
    expect(cells.locator("path")).to_have_count(2)
    page.screenshot(path=SHOTS / "image-set-overview.png")
    press(page, "Escape")
    expect(cells).to_have_count(0)
    press(page, "Shift+V")
    cells.nth(1).click()
    expect(cells).to_have_count(0)
    expect_view(page, "right")
    page.set_viewport_size(PHONE)
    strip(page).get_by_role("button", name="All views side by side").click()
    expect(cells).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.screenshot(path=SHOTS / "image-set-overview-phone.png")
    press(page, "Alt+3")
    expect(cells).to_have_count(0)
    expect(strip(page).locator("[aria-current=true]")).to_contain_text("back")


def test_a_phone_has_room_for_a_set(open_set: Desk) -> None:
    page, _ = open_set()
    page.set_viewport_size(PHONE)
    strip(page).get_by_role("button", name="2 · right").click()
    expect(strip(page).locator("[aria-current=true]")).to_contain_text("right")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    room = canvas(page).bounding_box()
    assert room
    assert room["height"] > 150
    page.screenshot(path=SHOTS / "image-set-phone.png")
