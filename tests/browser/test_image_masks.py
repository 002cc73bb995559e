"""Masks in the image editor: painted, erased, filled, picked, by mouse and keyboard; what arrives, pixel by pixel."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from goldsmith.algorithms.masks import compress, decompress, paint, runs_of

from ..product import Customer
from .desk import add_in_order, canvas, expect_item, expect_objects, only_response, press, responses, status
from .easel import Easel
from .gallery import answer, upload_picture

WIDTH, HEIGHT = 320, 210
NEAR = 1
"""A mouse on a zoomed picture hits a pixel, give or take one."""

MASKS: dict[str, Any] = {
    "labels": [
        {"name": "car", "title": "Car", "color": "#1c7ed6", "shapes": ["mask", "polygon", "box"]},
        {"name": "road", "title": "Road", "color": "#2f9e44", "shapes": ["mask"], "is_thing": False},
    ],
    "attributes": [],
    "relations": [],
}
PANOPTIC: dict[str, Any] = {**MASKS, "masks": {"may_overlap": False, "allow_unlabeled": False}}

Pixels = npt.NDArray[np.bool_]
Desk = Callable[..., tuple[Page, str]]


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer) -> Desk:
    """A labeler's page with one picture to label, and its task."""

    def open_picture(ontology: dict[str, Any] = MASKS, hypothesis: dict[str, Any] | None = None) -> tuple[Page, str]:
        project = customer.make_project(modality="image.v1", ontology=ontology)
        picture = upload_picture(customer.operator, picture=draw_two_colors())
        guess = {"hypothesis": hypothesis} if hypothesis else {}
        [task] = add_in_order(customer, project, [{"attachment": picture, "unique_id": "picture", **guess}])
        page = sign_in("labeler")
        expect_item(page, "picture")
        expect(canvas(page).locator("canvas").first).to_be_visible()
        return page, task

    return open_picture


def draw_two_colors() -> bytes:
    """Grey with a red block from 200, 50 to 280, 150."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#8b8f94")
    ImageDraw.Draw(picture).rectangle((200, 50, 279, 149), fill="#b8413a")
    picture.putpixel((0, 0), tuple(uuid4().bytes[:3]))
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def easel(page: Page) -> Easel:
    return Easel(page, WIDTH, HEIGHT)


def take_square_brush(page: Page, steps_smaller: int) -> None:
    """The brush of 24 pixels, square; 2 steps smaller it has 20, 9 steps smaller 10."""
    press(page, "m", "Shift+b", *["["] * steps_smaller)


def pixels_of(shape: dict[str, Any]) -> Pixels:
    """A mask in the whole picture, shape (height, width)."""
    assert shape["type"] == "mask"
    left, top, width, height = (shape[side] for side in ("left", "top", "width", "height"))
    pixels = np.zeros((HEIGHT, WIDTH), dtype=bool)
    pixels[top : top + height, left : left + width] = paint(decompress(shape["counts"]), width, height)
    return pixels


def block(left: int, top: int, right: int, bottom: int) -> Pixels:
    pixels = np.zeros((HEIGHT, WIDTH), dtype=bool)
    pixels[top:bottom, left:right] = True
    return pixels


def mask(label: str, pixels: Pixels) -> dict[str, Any]:
    window = {"left": 0, "top": 0, "width": WIDTH, "height": HEIGHT, "counts": compress(runs_of(pixels))}
    return {"uuid": uuid4().hex, "type": "mask", "label": label, "attributes": {}, **window}


def stroke_in_hand(page: Page, steps: int) -> npt.NDArray[np.int16]:
    """How the canvas looks at the end of a stroke, before the button is let go; then it never was."""
    brush = easel(page)
    page.mouse.move(*brush.on_screen((60, 60)))
    page.mouse.down()
    for place in ((180, 60), (180, 150), (90, 150)):
        page.mouse.move(*brush.on_screen(place), steps=steps)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seen = Image.open(BytesIO(canvas(page).screenshot())).convert("RGB")
    page.mouse.up()
    press(page, "Control+z")
    return np.asarray(seen, dtype=np.int16)


@pytest.mark.parametrize("tool", ["m", "e"])
def test_a_stroke_looks_alike_however_often_it_is_painted_on_its_way(open_desk: Desk, tool: str) -> None:
    page, _ = open_desk(hypothesis={"annotations": [mask("car", block(100, 40, 200, 170))]})
    expect_objects(page, 1)
    easel(page).click((150, 100))
    press(page, "Space", tool, "Shift+b")
    seldom, often = stroke_in_hand(page, 1), stroke_in_hand(page, 40)
    difference = np.abs(seldom - often).max(axis=2)
    assert (difference > 24).mean() < 0.0005
    untouched = np.asarray(Image.open(BytesIO(canvas(page).screenshot())).convert("RGB"), dtype=np.int16)
    assert (np.abs(untouched - often).max(axis=2) > 24).mean() > 0.02


def differ(found: Pixels, wanted: Pixels) -> int:
    """Pixels that differ farther than NEAR from the edge of what was wanted."""
    padded = np.pad(wanted, NEAR, mode="edge")
    shifts = [padded[dy : dy + HEIGHT, dx : dx + WIDTH] for dy in range(2 * NEAR + 1) for dx in range(2 * NEAR + 1)]
    surely_in, maybe_in = np.logical_and.reduce(shifts), np.logical_or.reduce(shifts)
    return int((surely_in & ~found).sum() + (found & ~maybe_in).sum())


def test_masks_are_painted_erased_filled_and_undone_by_mouse(open_desk: Desk, customer: Customer) -> None:
    page, task = open_desk()
    take_square_brush(page, 9)
    easel(page).drag((40, 40), (140, 40), (140, 140), (40, 140), (40, 40))
    expect_objects(page, 1)
    press(page, "g")
    easel(page).drag((90, 90))
    press(page, "e")
    easel(page).drag((90, 60), (90, 120))
    press(page, "m", "n")
    page.keyboard.down("Alt")
    easel(page).drag((120, 90), (160, 90))
    page.keyboard.up("Alt")
    expect_objects(page, 1)
    for _ in range(4):
        press(page, "Control+z")
    expect_objects(page, 0)
    for _ in range(4):
        press(page, "Control+Shift+z")
    press(page, "Enter")
    [shape] = only_response(customer, task)["annotations"]
    wanted = block(35, 35, 145, 145) & ~block(85, 55, 95, 125) & ~block(115, 85, 165, 95)
    assert shape["label"] == "car"
    assert differ(pixels_of(shape), wanted) == 0


def test_a_mask_is_painted_by_keyboard_alone_pixel_by_pixel(open_desk: Desk, customer: Customer) -> None:
    page, task = open_desk()
    press(page, "m", *["["] * 30, "ArrowRight")
    press(page, "Space", "Shift+ArrowRight", "ArrowDown", "Enter")
    press(page, "Escape", "n", "m", "ArrowRight", *["Shift+ArrowDown"] * 3, "Enter", "Enter")
    expect_objects(page, 2)
    press(page, "Escape", "Escape", "Escape", "Enter")
    first, second = (pixels_of(each) for each in only_response(customer, task)["annotations"])
    middle_x, middle_y = WIDTH // 2, HEIGHT // 2
    along = block(middle_x, middle_y, middle_x + 11, middle_y + 1)
    down = block(middle_x + 10, middle_y, middle_x + 11, middle_y + 2)
    assert (first == along | down).all()
    assert (second == block(middle_x, middle_y + 30, middle_x + 1, middle_y + 31)).all()


def test_the_brush_for_one_color_and_the_wand_stay_on_what_looks_alike(open_desk: Desk, customer: Customer) -> None:
    page, task = open_desk()
    take_square_brush(page, 2)
    press(page, "y")
    easel(page).drag((210, 100), (310, 100))
    press(page, "n", "z")
    easel(page).drag((230, 60))
    expect_objects(page, 2)
    press(page, "Enter")
    brushed, picked = (pixels_of(each) for each in only_response(customer, task)["annotations"])
    assert differ(brushed, block(200, 90, 280, 110)) == 0
    assert (picked == block(200, 50, 280, 150)).all()


def test_masks_that_may_not_overlap_share_every_pixel_out(open_desk: Desk, customer: Customer) -> None:
    page, task = open_desk(PANOPTIC, answer(mask("car", block(100, 50, 200, 150))))
    expect(status(page)).to_contain_text(f"{WIDTH * HEIGHT - 100 * 100:,} pixels have no label")
    take_square_brush(page, 2)
    press(page, "2")
    easel(page).drag((60, 100), (150, 100))
    press(page, "Control+z")
    page.get_by_role("button", name="Protect other masks").click()
    page.clock.install()
    easel(page).drag((60, 100), (150, 100))
    press(page, "Enter")
    page.clock.fast_forward(1_000)
    expect(status(page)).to_contain_text(
        f"{WIDTH * HEIGHT - 100 * 100 - 50 * 20:,} pixels have no label: "
        "every pixel needs one before this can be submitted"
    )
    assert responses(customer, task) == []
    press(page, "Shift+j")
    expect(status(page)).not_to_contain_text("no label")
    press(page, "Enter")
    car, road = (pixels_of(each) for each in only_response(customer, task)["annotations"])
    assert (car == block(100, 50, 200, 150)).all()
    assert (road == ~car).all()


def test_a_mask_becomes_a_polygon_and_a_box_becomes_a_mask(open_desk: Desk, customer: Customer) -> None:
    page, task = open_desk()
    press(page, "b")
    easel(page).drag((50, 50), (90, 110))
    press(page, "v", "Tab", "Shift+c")
    take_square_brush(page, 9)
    press(page, "n")
    easel(page).drag((200, 100), (240, 100))
    press(page, "Shift+p")
    press(page, "Enter")
    made, outlined = only_response(customer, task)["annotations"]
    assert differ(pixels_of(made), block(50, 50, 90, 110)) == 0
    corners = [(corner["x"], corner["y"]) for corner in outlined["vertices"]]
    assert (outlined["type"], len(corners)) == ("polygon", 4)
    assert np.allclose(sorted(corners), [(195, 95), (195, 105), (245, 95), (245, 105)], atol=NEAR)
