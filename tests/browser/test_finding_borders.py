"""Borders that the browser finds by itself: intelligent scissors and cutting out, by mouse and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from goldsmith.algorithms.masks import decompress, paint

from ..http.files import looked_at
from ..http.marking import MARKS
from ..product import Customer
from .browsing import SHOTS
from .desk import add_in_order, expect_item, expect_objects, only_response, press, status
from .easel import Easel
from .gallery import upload_picture

WIDTH, HEIGHT = 400, 300
MIDDLE = (200, 150)
CLOSE_ENOUGH = 0.95
OUTLINES: dict[str, Any] = {
    "labels": [
        {"name": "leaf", "title": "Leaf", "shapes": ["polygon"]},
        {"name": "seam", "title": "Seam", "shapes": ["line"]},
    ]
}

Pixels = npt.NDArray[np.bool_]
Place = tuple[float, float]


def border(angle: float) -> Place:
    """A place on the outline of a star with five soft arms."""
    swing = 1 + 0.2 * np.sin(5 * angle)
    return float(MIDDLE[0] + 110 * swing * np.cos(angle)), float(MIDDLE[1] + 85 * swing * np.sin(angle))


def around(count: int) -> list[Place]:
    return [border(0.3 + 2 * np.pi * step / count) for step in range(count)]


def filled(outline: list[Place]) -> Pixels:
    """What lies inside, by the middles of pixels."""
    fine = 8
    picture = Image.new("1", (WIDTH * fine, HEIGHT * fine))
    ImageDraw.Draw(picture).polygon([(x * fine, y * fine) for x, y in outline], fill=1)
    return np.asarray(picture)[fine // 2 :: fine, fine // 2 :: fine]


STAR = filled([border(angle) for angle in np.linspace(0, 2 * np.pi, 720)])


def star_pixels() -> npt.NDArray[np.uint8]:
    """A thing with a rough skin on rough ground: patches and noise, and colors that overlap."""
    draws = np.random.default_rng(5)
    patches = np.kron(draws.uniform(-30, 30, (HEIGHT // 5, WIDTH // 5)), np.ones((5, 5)))
    noise = draws.uniform(-12, 12, (HEIGHT, WIDTH, 3))
    ground = np.where(STAR[..., None], np.array([150, 95, 70]), np.array([95, 120, 85]))
    return np.clip(ground + patches[..., None] + noise, 0, 255).astype(np.uint8)


def photo() -> bytes:
    return saved(Image.fromarray(star_pixels()), "PNG")


def scan() -> bytes:
    """16 bits of which few are used, as of a microscope: shown as tiles through a window."""
    return saved(Image.fromarray(star_pixels()[..., 0].astype(np.uint16) * 8 + 1_000), "TIFF")


def film() -> bytes:
    """The star for half a second."""
    written = BytesIO()
    with av.open(written, "w", format="mp4") as output:
        stream = output.add_stream("libx264", rate=25, options={"crf": "12", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for _ in range(12):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(star_pixels(), format="rgb24")))
        output.mux(stream.encode())
    return written.getvalue()


def saved(picture: Image.Image, form: str) -> bytes:
    written = BytesIO()
    picture.save(written, form)
    return written.getvalue()


def open_star(
    sign_in: Callable[..., Page],
    customer: Customer,
    ontology: dict[str, Any],
    content: Callable[[], bytes] = photo,
    modality: str = "image.v1",
) -> tuple[Page, Easel, str]:
    project = customer.make_project(modality=modality, ontology=ontology)
    star = upload_picture(customer.operator, picture=content(), name=f"star-{content.__name__}")
    assert looked_at(customer, star)["status"] == "ready"
    [task] = add_in_order(customer, project, [{"attachment": star, "unique_id": "star"}])
    page = sign_in("labeler")
    expect_item(page, "star")
    return page, Easel(page, WIDTH, HEIGHT), task


def submitted(page: Page, customer: Customer, task: str) -> Any:
    press(page, "Escape", "Escape", "Enter")
    [shape] = only_response(customer, task)["annotations"]
    return shape


def overlap(a: Pixels, b: Pixels) -> float:
    return float((a & b).sum() / (a | b).sum())


def pixels_of(mask: dict[str, Any]) -> Pixels:
    whole = np.zeros((HEIGHT, WIDTH), dtype=bool)
    window = paint(decompress(mask["counts"]), mask["width"], mask["height"])
    whole[mask["top"] : mask["top"] + mask["height"], mask["left"] : mask["left"] + mask["width"]] = window
    return whole


def outline_of(shape: dict[str, Any]) -> list[Place]:
    return [(place["x"], place["y"]) for place in shape["vertices"]]


def steer(page: Page, start: Place, end: Place) -> None:
    """Move the crosshair by arrows, in whole pixels."""
    for key, away in (("Right", round(end[0]) - round(start[0])), ("Down", round(end[1]) - round(start[1]))):
        arrow = key if away >= 0 else {"Right": "Left", "Down": "Up"}[key]
        tens, ones = divmod(abs(away), 10)
        press(page, *[f"Shift+Arrow{arrow}"] * tens, *[f"Arrow{arrow}"] * ones)


def test_the_line_of_the_scissors_follows_the_border_between_clicks(
    sign_in: Callable[..., Page], customer: Customer
) -> None:
    page, easel, task = open_star(sign_in, customer, OUTLINES)
    page.get_by_role("button", name="Intelligent scissors").click()
    expect(status(page)).to_contain_text("click on the border")
    places = around(9)
    easel.click(places[0])
    expect(status(page)).to_contain_text("click to hold the line")
    for place in places[1:]:
        easel.move(place)
        easel.click(place)
    easel.move((MIDDLE[0], MIDDLE[1]))
    easel.click((MIDDLE[0], MIDDLE[1]))
    page.screenshot(path=SHOTS / "scissors-line.png")
    press(page, "Backspace")
    expect_objects(page, 0)
    easel.move(places[0])
    page.screenshot(path=SHOTS / "scissors-closing.png")
    easel.click(places[0])
    expect_objects(page, 1)
    page.screenshot(path=SHOTS / "scissors-done.png")
    press(page, "Control+z")
    expect_objects(page, 0)
    press(page, "Control+Shift+z")
    expect_objects(page, 1)
    shape = submitted(page, customer, task)
    assert (shape["type"], shape["label"]) == ("polygon", "leaf")
    assert overlap(filled(outline_of(shape)), STAR) > CLOSE_ENOUGH


@pytest.mark.parametrize(("content", "modality"), [(scan, "image.v1"), (film, "video.v1")])
def test_scissors_and_cutting_out_see_scans_and_films_as_people_do(
    sign_in: Callable[..., Page], customer: Customer, content: Callable[[], bytes], modality: str
) -> None:
    page, easel, task = open_star(sign_in, customer, OUTLINES, content, modality)
    press(page, "Shift+W")
    expect(status(page)).to_contain_text("click on the border")
    first, *others = around(9)
    easel.click(first)
    for place in [*others, first]:
        easel.move(place)
        easel.click(place)
    expect_objects(page, 1)
    press(page, "Escape", "Shift+U")
    easel.drag((50, 30), (350, 270))
    expect(status(page)).to_contain_text("a guess: Enter keeps it")
    page.screenshot(path=SHOTS / f"cut-out-{content.__name__}.png")
    press(page, "Enter")
    expect_objects(page, 2)
    press(page, "Escape", "Escape", "Enter")
    for shape in only_response(customer, task)["annotations"]:
        [drawn] = shape.get("keyframes", [shape])
        assert overlap(filled(outline_of(drawn)), STAR) > CLOSE_ENOUGH


def test_scissors_by_keyboard_alone_and_straight_pieces(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, _easel, task = open_star(sign_in, customer, OUTLINES)
    press(page, "Shift+W", "ArrowRight")
    here: Place = MIDDLE
    for place in around(9):
        steer(page, here, place)
        press(page, "Enter")
        here = place
    press(page, "Enter")
    expect_objects(page, 1)
    shape = submitted(page, customer, task)
    assert overlap(filled(outline_of(shape)), STAR) > CLOSE_ENOUGH


def test_a_label_for_lines_gets_an_open_line(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, easel, task = open_star(sign_in, customer, {"labels": OUTLINES["labels"][1:]})
    press(page, "Shift+W")
    first, *_between, last = around(9)[:4]
    easel.click(first)
    expect(status(page)).to_contain_text("double click or Enter")
    with easel.holding("Alt"):
        easel.click((20, 20))
    easel.click((380, 20))
    press(page, "Backspace", "Backspace")
    easel.move(last)
    easel.click(last)
    press(page, "Enter")
    expect_objects(page, 1)
    shape = submitted(page, customer, task)
    assert (shape["type"], shape["label"]) == ("line", "seam")
    angles = np.linspace(0.3, 0.3 + 2 * np.pi * 3 / 9, 50)
    line = np.array(outline_of(shape))
    gaps = [np.hypot(*(line - np.array(border(angle))).T).min() for angle in angles]
    assert np.median(gaps) < 6


def test_a_box_around_it_cuts_a_thing_out(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, easel, task = open_star(sign_in, customer, MARKS)
    expect(page.get_by_role("button", name="Ask a model")).to_have_count(0)
    page.get_by_role("button", name="Cut out").click()
    expect(status(page)).to_contain_text("drag a box around the thing")
    easel.drag((50, 30), (350, 270))
    expect(status(page)).to_contain_text("a guess: Enter keeps it")
    expect_objects(page, 0)
    page.screenshot(path=SHOTS / "cut-out-guess.png")
    press(page, "Enter")
    expect_objects(page, 1)
    press(page, "Control+z")
    expect_objects(page, 0)
    press(page, "Control+Shift+z")
    expect_objects(page, 1)
    page.screenshot(path=SHOTS / "cut-out-kept.png")
    shape = submitted(page, customer, task)
    assert shape["type"] == "mask"
    assert overlap(pixels_of(shape), STAR) > CLOSE_ENOUGH


def test_strokes_correct_what_was_cut_out(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, easel, task = open_star(sign_in, customer, MARKS)
    press(page, "Shift+U")
    easel.drag((50, 30), (350, 270))
    expect(status(page)).to_contain_text("a guess: Enter keeps it")
    with easel.holding("Alt"):
        easel.drag((185, 100), (185, 200), (215, 200), (215, 100), (185, 100))
    expect(status(page)).to_contain_text("a guess: Enter keeps it")
    page.screenshot(path=SHOTS / "cut-out-strokes.png")
    press(page, "Enter")
    expect_objects(page, 1)
    pixels = pixels_of(submitted(page, customer, task))
    assert not pixels[105:195, 184:187].any()
    assert pixels[150, 120]


def test_a_click_by_keyboard_alone_cuts_a_thing_out(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, _easel, task = open_star(sign_in, customer, MARKS)
    press(page, "Shift+U", "ArrowRight", "Enter")
    expect(status(page)).to_contain_text("a guess: Enter keeps it")
    page.screenshot(path=SHOTS / "cut-out-by-keyboard.png")
    press(page, "Enter")
    expect_objects(page, 1)
    shape = submitted(page, customer, task)
    assert overlap(pixels_of(shape), STAR) > CLOSE_ENOUGH


def test_where_nothing_stands_out_the_tool_says_so(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project(modality="image.v1", ontology=MARKS)
    grey = saved(Image.new("RGB", (WIDTH, HEIGHT), "#667788"), "PNG")
    fog = upload_picture(customer.operator, picture=grey, name="fog.png")
    add_in_order(customer, project, [{"attachment": fog, "unique_id": "fog"}])
    page = sign_in("labeler")
    expect_item(page, "fog")
    easel = Easel(page, WIDTH, HEIGHT)
    press(page, "Shift+U")
    easel.drag((50, 30), (350, 270))
    expect(status(page)).to_contain_text("nothing stands out there")
    press(page, "Escape")
    easel.click((100, 100))
    expect(status(page)).to_contain_text("nothing stands out there")
    expect_objects(page, 0)
