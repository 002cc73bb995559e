"""How an image is laid into the input of a model, and the way back.

A letterbox keeps the image's shape and pads what is left; to stretch fills the input and keeps no shape.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Fit", "Frame", "frame_of"]

Floats = npt.NDArray[np.float64]
Fit = Literal["letterbox", "corner", "stretch"]
"""Padded on all sides, padded on the right and below alone, or stretched."""


class Frame(NamedTuple):
    """Where the image lies inside the input: whole pixels of the input, and the size of the image itself."""

    left: int
    top: int
    width: int
    height: int
    image_width: int
    image_height: int

    def to_input(self, points: Floats) -> Floats:
        """Places of the image, shape (n, 2), as places of the input."""
        laid: Floats = points * self._scale + np.array([self.left, self.top])
        return laid

    def to_image(self, boxes: Floats) -> Floats:
        """Boxes of the input as left, top, right, bottom, shape (n, 4), in pixels of the image and inside it."""
        offset, scale = np.tile((self.left, self.top), 2), np.tile(self._scale, 2)
        limits = np.tile((self.image_width, self.image_height), 2)
        clipped: Floats = np.clip((boxes - offset) / scale, 0, limits)
        return clipped

    @property
    def _scale(self) -> Floats:
        return np.array([self.width / self.image_width, self.height / self.image_height])


def frame_of(image: tuple[int, int], input_size: tuple[int, int], fit: Fit) -> Frame:
    """Lay an image of a width and height into an input of a width and height.

    >>> frame_of((200, 100), (64, 64), "letterbox")[:4]
    (0, 16, 64, 32)
    """
    if fit == "stretch":
        return Frame(0, 0, *input_size, *image)
    scale = min(input_size[0] / image[0], input_size[1] / image[1])
    width, height = (min(most, max(1, round(side * scale))) for side, most in zip(image, input_size, strict=True))
    if fit == "corner":
        return Frame(0, 0, width, height, *image)
    return Frame((input_size[0] - width) // 2, (input_size[1] - height) // 2, width, height, *image)
