"""The image editor: boxes and polygons by mouse and by keyboard, moved, undone; pre-labels until they are accepted."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from ..product import Customer
from .browsing import PHONE
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press
from .easel import CLOSE, Easel
from .gallery import SHAPES, answer, box, draw_picture, upload_picture

WIDTH, HEIGHT = 640, 420

Desk = Callable[..., tuple[Page, list[str]]]


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with pictures to label, one after another; and the tasks."""

    def open_pictures(*hypotheses: dict[str, Any] | None) -> tuple[Page, list[str]]:
        project = customer.make_project(modality="image.v1", ontology=SHAPES)
        rows = [
            {
                "attachment": upload_picture(customer.operator, picture=draw_picture(WIDTH, HEIGHT)),
                "unique_id": f"picture-{number}",
                **({"hypothesis": hypothesis} if hypothesis else {}),
            }
            for number, hypothesis in enumerate(hypotheses)
        ]
        tasks = add_in_order(customer, project, rows)
        page = sign_in("labeler")
        expect_picture(page, 0)
        return page, tasks

    return open_pictures


def expect_picture(page: Page, number: int) -> None:
    expect_item(page, f"picture-{number}")
    expect(canvas(page).locator("canvas").first).to_be_visible()


def easel(page: Page) -> Easel:
    return Easel(page, WIDTH, HEIGHT)


def sides(shape: dict[str, Any]) -> list[float]:
    return [shape[side] for side in ("left", "top", "width", "height")]


def corners(shape: dict[str, Any]) -> list[tuple[float, float]]:
    return [(corner["x"], corner["y"]) for corner in shape["vertices"]]


def test_a_box_is_drawn_moved_resized_and_removed_by_mouse(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(None)
    press(page, "b")
    easel(page).drag((60, 210), (190, 290))
    easel(page).drag((300, 40), (360, 100))
    expect_objects(page, 2)
    press(page, "v")
    easel(page).click((330, 70))
    easel(page).drag((330, 70), (430, 120))
    easel(page).drag((460, 150), (500, 170))
    easel(page).click((120, 250))
    press(page, "Delete")
    expect_objects(page, 1)
    press(page, "Enter")
    [shape] = only_response(customer, task)["annotations"]
    assert (shape["type"], shape["label"]) == ("box", "car")
    assert sides(shape) == pytest.approx([400, 90, 100, 80], abs=2 * CLOSE)


def test_a_polygon_a_line_and_a_point_by_mouse(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(None)
    outline, road, lamp = [(60, 210), (190, 210), (190, 290)], [(0, 300), (320, 260), (640, 300)], (500, 60)
    press(page, "p")
    easel(page).click(*outline, outline[0])
    press(page, "l")
    easel(page).click(*road)
    press(page, "Enter", "o")
    easel(page).click(lamp)
    expect_objects(page, 3)
    press(page, "Enter")
    polygon, line, point = only_response(customer, task)["annotations"]
    assert [each["label"] for each in (polygon, line, point)] == ["car", "lane", "light"]
    for shape, places in ((polygon, outline), (line, road)):
        for found, place in zip(corners(shape), places, strict=True):
            assert found == pytest.approx(place, abs=CLOSE)
    assert (point["x"], point["y"]) == pytest.approx(lamp, abs=CLOSE)


def test_shapes_are_drawn_moved_and_removed_by_keyboard_alone(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(None)
    right, down, left = ["Shift+ArrowRight"], ["Shift+ArrowDown"], ["Shift+ArrowLeft"]
    press(page, "b", "ArrowRight", "Enter", *right * 3, *down * 2, "Enter")
    expect_objects(page, 1)
    press(page, "Escape", "p", "ArrowRight", "Enter", *right * 4, "Enter", *down * 4, "Enter", "Enter")
    expect_objects(page, 2)
    press(page, "Escape", "v", "Tab", *left * 10, "ArrowDown", "]")
    press(page, "Enter")
    first, second = only_response(customer, task)["annotations"]
    assert sides(first) == [320 - 100 - 1, 210 + 1 - 1, 30 + 2, 20 + 2]
    assert second["type"] == "polygon"
    assert corners(second) == [(320, 210), (360, 210), (360, 250)]


def test_undo_and_redo_walk_every_step(open_desk: Desk, customer: Customer) -> None:
    page, [task] = open_desk(None)
    press(page, "b")
    easel(page).drag((60, 210), (190, 290))
    press(page, "v", "Tab", "Shift+ArrowRight", "Delete")
    expect_objects(page, 0)
    press(page, "Control+z")
    expect_objects(page, 1)
    press(page, "Control+z", "Control+z")
    expect_objects(page, 0)
    press(page, "Control+Shift+z", "Control+Shift+z")
    expect_objects(page, 1)
    press(page, "Enter")
    [shape] = only_response(customer, task)["annotations"]
    assert sides(shape) == pytest.approx([70, 210, 130, 80], abs=CLOSE)


def test_a_step_is_undone_and_redone_by_buttons_too(open_desk: Desk) -> None:
    page, _ = open_desk(None)
    page.set_viewport_size(PHONE)
    undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    expect(undo).to_be_disabled()
    press(page, "b")
    easel(page).drag((140, 140), (320, 300))
    expect_objects(page, 1)
    undo.click()
    expect_objects(page, 0)
    expect(undo).to_be_disabled()
    redo.click()
    expect_objects(page, 1)
    expect(redo).to_be_disabled()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_pre_label_is_dashed_until_somebody_accepts_it(open_desk: Desk, customer: Customer) -> None:
    guess = answer(box("car", 100, 40, 200, 120), box("car", 350, 40, 200, 120))
    page, [task] = open_desk(guess)
    expect(page.get_by_role("button", name="Accept all 2 pre-labels")).to_be_visible()
    assert 0.3 < inked(page, 100, 300, 40) < 0.85
    press(page, "Tab", "Space")
    expect(page.get_by_role("button", name="Accept the pre-label")).to_be_visible()
    press(page, "Shift+Space", "Escape")
    expect(page.get_by_title("pre-label, not accepted yet")).to_have_count(0)
    assert inked(page, 100, 300, 40) > 0.95
    press(page, "Enter")
    assert [sides(each) for each in only_response(customer, task)["annotations"]] == [
        [100, 40, 200, 120],
        [350, 40, 200, 120],
    ]


def inked(page: Page, left: float, right: float, y: float) -> float:
    """How much of a horizontal line of the picture is drawn in the label's blue."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    (start, row), (end, _) = easel(page).on_screen((left + 3, y)), easel(page).on_screen((right - 3, y))
    columns = range(round(start), round(end))
    drawn = [any(is_blue(picture.getpixel((x, round(row) + near))) for near in (-1, 0, 1)) for x in columns]
    return sum(drawn) / len(drawn)


def is_blue(pixel: Any) -> bool:
    red, _, blue = pixel
    return blue - red > 120
