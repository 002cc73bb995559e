"""Minutes of marking pictures without a server, and a tab that dies: what was drawn is what the server gets, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Error, Page, expect

from ..product import Customer, wait_until
from .browsing import Visit, hire
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, responses, status
from .easel import CLOSE, Easel, Place
from .gallery import upload_picture
from .test_image_masks import HEIGHT, MASKS, WIDTH, block, differ, draw_two_colors, pixels_of, take_square_brush

BOXES = [((20, 20), (70, 60)), ((90, 20), (140, 60)), ((20, 80), (70, 120)), ((90, 80), (140, 120))]
OUTLINE: list[Place] = [(160, 20), (190, 20), (190, 60), (160, 60)]
STROKES: list[tuple[Place, Place]] = [((30, 150), (120, 150)), ((160, 150), (260, 150)), ((200, 100), (200, 150))]
REACH = 10
"""Of the brush, to each side."""
OBJECTS = len(BOXES) + 1 + len(STROKES)
OFFLINE = "offline: what you did is kept on this device"


@pytest.fixture
def labeler(visit: Callable[..., Visit], customer: Customer) -> Visit:
    entered = visit()
    entered.complaints.excuse("ERR_INTERNET_DISCONNECTED")
    entered.page.clock.install()
    entered.sign_in(hire(customer, "labeler"))
    return entered


def make_pictures(customer: Customer, count: int) -> list[str]:
    project = customer.make_project(modality="image.v1", ontology=MASKS)
    pictures = [upload_picture(customer.operator, picture=draw_two_colors()) for _ in range(count)]
    rows = [{"attachment": picture, "unique_id": f"picture-{n}"} for n, picture in enumerate(pictures)]
    return add_in_order(customer, project, rows)


def expect_picture(page: Page, number: int, objects: int) -> None:
    expect_item(page, f"picture-{number}")
    expect(canvas(page).locator("canvas").first).to_be_visible()
    expect_objects(page, objects)


def mark(page: Page) -> None:
    """Dozens of operations on one picture, with minutes between them: boxes, a polygon, strokes, second thoughts."""
    easel = Easel(page, WIDTH, HEIGHT)
    press(page, "b")
    for corners in BOXES:
        easel.drag(*corners)
        press(page, *["Control+z", "Control+Shift+z"] * 2)
        page.clock.run_for(70_000)
    press(page, "p")
    easel.click(*OUTLINE, OUTLINE[0])
    page.clock.run_for(70_000)
    press(page, "m")
    for stroke in STROKES:
        easel.drag(*stroke)
        press(page, "Control+z", "Control+Shift+z")
        page.clock.run_for(70_000)
    press(page, "v", "Escape")
    expect_objects(page, OBJECTS)


def expect_marks(answer: Any) -> None:
    """All that `mark` drew, and nothing else."""
    boxes, [outline], masks = (
        [shape for shape in answer["annotations"] if shape["type"] == kind] for kind in ("box", "polygon", "mask")
    )
    assert len(answer["annotations"]) == OBJECTS
    drawn = sorted([left, top, right - left, bottom - top] for (left, top), (right, bottom) in BOXES)
    found = sorted([box[side] for side in ("left", "top", "width", "height")] for box in boxes)
    assert np.allclose(found, drawn, atol=CLOSE)
    corners = [(corner["x"], corner["y"]) for corner in outline["vertices"]]
    assert np.allclose(corners, OUTLINE, atol=CLOSE)
    for mask, stroke in zip(masks, STROKES, strict=True):
        assert differ(pixels_of(mask), block_of(*stroke)) == 0


def block_of(start: Place, end: Place) -> Any:
    edges = (start[0] - REACH, start[1] - REACH, end[0] + REACH, end[1] + REACH)
    return block(*(round(edge) for edge in edges))


def kill(page: Page) -> None:
    """As the system does it when memory runs out: nothing of the page runs any more."""
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    page.close()


def test_minutes_offline_over_several_pictures_and_a_killed_tab_lose_and_double_nothing(
    labeler: Visit, customer: Customer
) -> None:
    page, tasks = labeler.page, make_pictures(customer, 4)
    page.goto("/work")
    expect_picture(page, 0, objects=0)
    wait_until(lambda: customer.task(tasks[1])["assignments"])
    labeler.context.set_offline(True)
    take_square_brush(page, 2)
    mark(page)
    expect(status(page)).to_contain_text(OFFLINE)
    press(page, "Enter")
    expect_picture(page, 1, objects=0)
    mark(page)
    expect(status(page)).to_contain_text("offline: 1 answer waiting on this device")
    assert responses(customer, tasks[0]) == []
    kill(page)

    labeler.context.set_offline(False)
    page = labeler.page = labeler.open("/work")
    expect_picture(page, 1, objects=OBJECTS)
    expect_marks(only_response(customer, tasks[0]))
    wait_until(lambda: customer.task(tasks[2])["assignments"])
    labeler.context.set_offline(True)
    press(page, "Enter")
    expect_picture(page, 2, objects=0)
    take_square_brush(page, 2)
    mark(page)
    press(page, "Enter")
    expect(page.get_by_text("2 answers are kept on this device")).to_be_visible()
    labeler.context.set_offline(False)
    page.clock.run_for(20_000)
    expect_picture(page, 3, objects=0)
    for task in tasks[:3]:
        expect_marks(only_response(customer, task))
        assert len(responses(customer, task)) == 1
