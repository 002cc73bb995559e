"""Short films in which every frame says its number, as a row of black and white blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
import numpy.typing as npt

from ..mp4 import with_edits

BITS = 10
BLOCK = 24
WIDTH, HEIGHT = 480, 270
SIDE = 60
"""Of the square that moves."""


@dataclass(frozen=True)
class Film:
    """How a film is made.

    `steps`: milliseconds that frames last, over and over; empty for 25 frames a second. `parts`: what an edit list
    shows of it, (first millisecond, milliseconds); empty for all.
    """

    name: str
    codec: str
    options: dict[str, str] = field(default_factory=dict)
    steps: Sequence[int] = ()
    frames: int = 120
    parts: Sequence[tuple[int, int]] = ()


H264 = Film("b-frames.mp4", "libx264", {"bf": "3", "g": "48", "preset": "veryfast"})
VP9 = Film("plain.webm", "libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "g": "48"})
AV1 = Film("plain.mp4", "libsvtav1", {"preset": "12", "g": "48"})
OLD = Film("old.avi", "mpeg4", {"qscale": "3", "bf": "2"})
"""No browser plays it: what is seen is the copy that was made of it."""
VARIABLE = Film(
    "variable.mp4", "libx264", {"bf": "2", "g": "30", "preset": "veryfast"}, steps=(20, 33, 40, 100, 17, 250)
)


TRIMMED = Film("trimmed.mp4", "libx264", {"bf": "3", "g": "48", "preset": "veryfast"}, parts=((400, 3200),))
"""From the middle of a group of pictures to the middle of another, as a phone trims."""
PARTS = Film("parts.mp4", "libx264", {"bf": "3", "g": "48", "preset": "veryfast"}, parts=((0, 1000), (1920, 1000)))
"""Players differ on it: what is seen is the copy that was made of it."""


def square_at(frame: int) -> tuple[float, float]:
    """Left and top of the square that moves, in pixels: along a line, three pixels to the right and one down."""
    return 20.0 + 3 * frame, 60.0 + frame


def draw_frame(number: int) -> npt.NDArray[np.uint8]:
    picture = np.full((HEIGHT, WIDTH, 3), (96, 128, 144), dtype=np.uint8)
    for bit in range(BITS):
        picture[:BLOCK, bit * BLOCK : (bit + 1) * BLOCK] = 255 if number >> bit & 1 else 0
    left, top = (round(side) for side in square_at(number))
    picture[top : top + SIDE, left : left + SIDE] = (200, 60, 50)
    return picture


def shoot(film: Film) -> bytes:
    """The film as a file."""
    written = BytesIO()
    container = film.name.rpartition(".")[2]
    with av.open(written, "w", format=container) as output:
        stream = output.add_stream(film.codec, rate=25, options=film.options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        if container != "avi":  # which counts frames and knows no other time
            stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        passed = 0
        for number in range(film.frames):
            frame = av.VideoFrame.from_ndarray(draw_frame(number), format="rgb24")
            frame.pts, frame.time_base = passed, Fraction(1, 1000)
            passed += film.steps[number % len(film.steps)] if film.steps else 40
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return with_edits(written.getvalue(), *film.parts) if film.parts else written.getvalue()
