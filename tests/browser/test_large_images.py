"""Images that a browser cannot show as they are: large ones by their tiles, deep ones through a window."""

from __future__ import annotations

import io
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from PIL import Image
from playwright.sync_api import Page, expect

from ..http.files import upload
from ..product import Customer, wait_until
from .desk import canvas, expect_objects, only_response, press
from .gallery import SHAPES

SIDE = 32_768
GREY, RED = (90, 110, 130), (220, 20, 30)
MADE_SECONDS = 300


def gigapixel() -> bytes:
    """1.07 gigapixels in one grey, and a red square of 64 by 64 pixels in the very middle."""
    plain = pyvips.Image.black(SIDE, SIDE, bands=3) + list(GREY)
    red = (pyvips.Image.black(64, 64, bands=3) + list(RED)).cast("uchar")
    whole = plain.cast("uchar").insert(red, SIDE // 2 - 32, SIDE // 2 - 32).copy(interpretation="srgb")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.tif"
        whole.tiffsave(str(path), compression="deflate", tile=True, bigtiff=True)
        return path.read_bytes()


def deep() -> bytes:
    """16 bits of which few are used: a step from 1,000 to 1,100, all black in a viewer that knows 8 bits."""
    samples = np.full((300, 400), 1_000, np.uint16)
    samples[:, 200:] = 1_100
    written = io.BytesIO()
    Image.fromarray(samples).save(written, "PNG")
    return written.getvalue()


def ready(customer: Customer, content: bytes, name: str) -> Any:
    asset_id = upload(customer, content, name)["id"]

    def is_ready() -> Any:
        asset = customer.operator.get(f"/assets/{asset_id}")
        assert asset["status"] != "rejected", asset["reason"]
        return asset if asset["status"] == "ready" else None

    return wait_until(is_ready, MADE_SECONDS)


def middle_color(page: Page, across: float = 0.5) -> tuple[int, ...]:
    """The color on screen in the middle of the picture, or a share of the way across it."""
    shown = Image.open(io.BytesIO(canvas(page).screenshot())).convert("RGB")
    color = shown.getpixel((round(shown.width * across), shown.height // 2))
    assert isinstance(color, tuple)
    return color


def is_near(color: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(color, other, strict=True)) < 12


def expect_color(page: Page, color: tuple[int, ...], across: float = 0.5) -> None:
    wait_until(lambda: is_near(middle_color(page, across), color), 20)


@pytest.fixture
def open_picture(sign_in: Callable[..., Page], customer: Customer) -> Callable[[bytes, str], tuple[Page, str]]:
    def open_one(content: bytes, name: str) -> tuple[Page, str]:
        asset = ready(customer, content, name)
        project = customer.make_project(modality="image.v1", ontology=SHAPES)
        rows = [{"attachment": asset["id"]}]
        made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
        page = sign_in("labeler")
        page.goto(f"/work/{project}/label")
        expect(canvas(page)).to_be_visible()
        return page, made["items"][0]["id"]

    return open_one


@pytest.mark.timeout(400)
def test_a_gigapixel_opens_zooms_to_the_pixel_and_back(
    open_picture: Callable[[bytes, str], tuple[Page, str]], customer: Customer
) -> None:
    page, task = open_picture(gigapixel(), "large.tif")
    expect_color(page, GREY, across=0.45)
    press(page, "x")
    expect_color(page, RED)
    expect_color(page, GREY, across=0.6)
    room = canvas(page).bounding_box()
    assert room
    middle = (room["x"] + room["width"] / 2, room["y"] + room["height"] / 2)
    press(page, "b")
    page.mouse.move(middle[0] - 32, middle[1] - 32)
    page.mouse.down()
    page.mouse.move(middle[0] + 32, middle[1] + 32, steps=4)
    page.mouse.up()
    expect_objects(page, 1)
    press(page, "f")
    expect_color(page, GREY, across=0.45)
    press(page, "Enter")
    [shape] = only_response(customer, task)["annotations"]
    assert (shape["left"], shape["top"]) == pytest.approx((SIDE / 2 - 32, SIDE / 2 - 32), abs=1.5)
    assert (shape["width"], shape["height"]) == pytest.approx((64, 64), abs=2)


def test_sixteen_bits_are_seen_through_a_window(open_picture: Callable[[bytes, str], tuple[Page, str]]) -> None:
    page, _ = open_picture(deep(), "deep.png")
    left, right = 0.4, 0.6
    expect_color(page, (0, 0, 0), across=left)
    expect_color(page, (255, 255, 255), across=right)
    press(page, "|")
    expect_color(page, (255, 255, 255), across=left)
    press(page, "|")
    for _ in range(5):
        press(page, ":")
    wait_until(lambda: 20 < middle_color(page, left)[0] < 120, 20)
    press(page, "\\")
    expect_color(page, (0, 0, 0), across=left)
    page.get_by_label("Grey: White at").fill("1000")
    expect_color(page, (0, 0, 0), across=left)


SHORT, TEXT = 3, 2


@pytest.mark.parametrize(
    ("kind", "count", "value"),
    [*((SHORT, 1, orientation) for orientation in range(10)), (TEXT, 2, ord("6")), (SHORT, 2, 6), (99, 1, 6)],
)
def test_a_photograph_has_the_size_that_the_browser_shows(
    open_picture: Callable[[bytes, str], tuple[Page, str]], customer: Customer, kind: int, count: int, value: int
) -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 0x0112, kind, count, value) + b"\0" * 4
    written = io.BytesIO()
    Image.new("RGB", (60, 40), GREY).save(written, "JPEG", exif=exif)
    page, task = open_picture(written.getvalue(), "turned.jpg")
    [asset] = customer.task(task)["assets"]
    measure = """async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
    }"""
    assert page.evaluate(measure, asset["url"]) == [asset["facts"]["width"], asset["facts"]["height"]]
    [thumbnail] = asset["renditions"]
    assert page.evaluate(measure, thumbnail["url"]) == [asset["facts"]["width"], asset["facts"]["height"]]
