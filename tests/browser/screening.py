"""A film on the Work screen: which frame is seen, by the number that the picture itself shows."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from .desk import press, status
from .easel import Easel
from .films import BITS, BLOCK, HEIGHT, WIDTH


def easel(page: Page) -> Easel:
    return Easel(page, WIDTH, HEIGHT)


def frame_on_screen(page: Page) -> int:
    """The number that the picture itself shows."""
    picture = Image.open(BytesIO(page.screenshot())).convert("L")
    places = [easel(page).on_screen(((bit + 0.5) * BLOCK, BLOCK / 2)) for bit in range(BITS)]
    lights = [picture.getpixel((round(x), round(y))) for x, y in places]
    return sum(1 << bit for bit, light in enumerate(lights) if light > 128)


def expect_frame(page: Page, number: int) -> None:
    """The field says this number, and so does the picture."""
    expect(status(page)).to_contain_text(f"frame {number} of")
    assert frame_on_screen(page) == number


def jump(page: Page, number: int) -> None:
    press(page, "Control+j")
    page.keyboard.type(str(number))
    press(page, "Enter")
    expect(status(page)).to_contain_text(f"frame {number} of")
