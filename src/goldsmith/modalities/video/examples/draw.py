"""Draws the example videos anew: `python src/goldsmith/modalities/video/examples/draw.py`, with goldsmith[video]."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from PIL import Image, ImageDraw

HERE: Final = Path(__file__).parent
SIZE: Final = (320, 180)
BITS: Final = 8

VideoFrame: Any = av.VideoFrame


def draw_crossing() -> Iterator[tuple[int, Image.Image]]:
    """A truck passes behind a post while a ball bounces: 48 frames at 24 a second, in a time base of 1/1000."""
    for number in range(48):
        picture, pen = _scene(number)
        left = 8 * number - 80
        pen.rectangle((left, 70, left + 80, 110), fill="#e8590c")
        pen.rectangle((150, 40, 170, 130), fill="#495057")
        middle = abs(number % 24 - 12) * 6
        pen.ellipse((40 + 3 * number, 60 + middle, 60 + 3 * number, 80 + middle), fill="#1c7ed6")
        yield round(number * 1000 / 24), picture


def draw_blink() -> Iterator[tuple[int, Image.Image]]:
    """A lamp is lit twice, and the scene is changed: 40 frames at uneven times, in milliseconds."""
    time = 0
    for number in range(40):
        picture, pen = _scene(number, ground="#fff3bf" if number >= 30 else "#e9ecef")
        is_lit = 8 <= number <= 14 or 20 <= number <= 21
        pen.ellipse((140, 60, 180, 100), fill="#fab005" if is_lit else "#adb5bd")
        yield time, picture
        time += (33, 40, 100, 17, 50)[number % 5] + number % 3


def write_video(name: str, codec: str, frames: Iterator[tuple[int, Image.Image]]) -> None:
    with av.open(str(HERE / name), "w") as file:
        stream: Any = file.add_stream(codec, rate=24, options={"crf": "40", "preset": "8"})
        stream.width, stream.height = SIZE
        stream.codec_context.time_base = Fraction(1, 1000)
        for time, picture in frames:
            frame = VideoFrame.from_image(picture)
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())


def _scene(number: int, ground: str = "#e9ecef") -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty scene with the frame's number along the lower edge: eight blocks, the lowest bit first, white is 1."""
    picture = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(picture)
    for bit in range(BITS):
        pen.rectangle((bit * 20, 160, bit * 20 + 19, 179), fill="white" if number >> bit & 1 else "black")
    return picture, pen


if __name__ == "__main__":
    write_video("crossing.webm", "libvpx-vp9", draw_crossing())
    write_video("blink.mp4", "libsvtav1", draw_blink())
