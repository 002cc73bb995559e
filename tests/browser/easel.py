"""A hand at the picture on the Work screen, in pixels of the picture, while the whole of it fits the canvas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from .desk import canvas

Place = tuple[float, float]

MARGIN = 20
CLOSE = 1.5
"""A mouse on a zoomed picture hits a pixel, not a tenth of one."""


@dataclass(frozen=True)
class Easel:
    """The picture in the middle of its canvas, and the mouse over it."""

    page: Page
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Screen pixels a picture pixel covers."""
        room = self._room
        return float(min((room["width"] - 2 * MARGIN) / self.width, (room["height"] - 2 * MARGIN) / self.height))

    def on_screen(self, place: Place) -> Place:
        room, scale = self._room, self.scale
        left = room["x"] + room["width"] / 2 + (place[0] - self.width / 2) * scale
        return left, room["y"] + room["height"] / 2 + (place[1] - self.height / 2) * scale

    @property
    def _room(self) -> Any:
        return canvas(self.page).bounding_box()

    def move(self, place: Place) -> None:
        self.page.mouse.move(*self.on_screen(place), steps=3)

    def click(self, *places: Place) -> None:
        for place in places:
            self.page.mouse.click(*self.on_screen(place))

    def drag(self, *places: Place) -> None:
        """Press at the first place, travel through the others, let go at the last."""
        self.page.mouse.move(*self.on_screen(places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.on_screen(place), steps=5)
        self.page.mouse.up()

    @contextmanager
    def holding(self, key: str) -> Iterator[None]:
        self.page.keyboard.down(key)
        yield
        self.page.keyboard.up(key)
