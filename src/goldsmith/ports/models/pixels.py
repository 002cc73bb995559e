"""Pictures as the pixels that a model takes: decoded and laid into its frame in the bounded child."""

from __future__ import annotations

import asyncio
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.detection.frame import Fit, Frame, frame_of
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

__all__ = ["Picture", "lay_in_frame", "read_pictures"]

_HERE: Final = "goldsmith.ports.models.pixels"
_READERS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_MOST_PIXELS: Final = 100_000_000


class Picture(NamedTuple):
    """The input of a model: RGB, shape (height, width, 3), and where the image lies in it."""

    pixels: npt.NDArray[np.uint8]
    frame: Frame


async def read_pictures(
    contents: Sequence[bytes], size: tuple[int, int], fit: Fit, padding: tuple[int, int, int]
) -> list[Picture | None]:
    """Each picture laid into `size` (width, height); None for one that cannot be read.

    A picture that takes the child with it is found by reading them one by one.
    """
    try:
        return await _read_together(contents, size, fit, padding)
    except ProbeRefused:
        if len(contents) == 1:
            return [None]
    return [picture for each in contents for picture in await read_pictures([each], size, fit, padding)]


async def _read_together(
    contents: Sequence[bytes], size: tuple[int, int], fit: Fit, padding: tuple[int, int, int]
) -> list[Picture | None]:
    width, height = size
    with tempfile.TemporaryDirectory(prefix="goldsmith-pictures-") as folder:
        here, there = Path(folder) / "in", Path(folder) / "out"
        here.mkdir()
        there.mkdir()
        for number, content in enumerate(contents):
            await asyncio.to_thread((here / str(number)).write_bytes, content)
        told = (str(len(contents)), str(width), str(height), fit, ",".join(map(str, padding)), str(there))
        found = await run_bounded(
            f"{_HERE}:lay_in_frame",
            here,
            *told,
            seconds=60,
            memory_mb=1_024,
            scratch=there,
            most_bytes=width * height * 3,
        )
        return [
            None if frame is None else await asyncio.to_thread(_load, there / str(number), size, frame)
            for number, frame in enumerate(found)
        ]


def _load(path: Path, size: tuple[int, int], frame: Sequence[int]) -> Picture:
    pixels = np.fromfile(path, dtype=np.uint8).reshape(size[1], size[0], 3)
    return Picture(pixels, Frame(*frame))


def lay_in_frame(folder: Path, count: str, width: str, height: str, fit: str, padding: str, out: str) -> list[Any]:
    """In the child: write the input of each picture beside its number, and answer its frame, None if it has none."""
    paint = tuple(int(value) for value in padding.split(","))
    size = (int(width), int(height))
    return [_lay(folder / str(number), Path(out) / str(number), size, fit, paint) for number in range(int(count))]


def _lay(path: Path, out: Path, size: tuple[int, int], fit: str, paint: Sequence[int]) -> list[int] | None:
    from PIL import Image

    try:
        shown = _as_shown(path)
    except Exception:  # whatever a decoder raises on a hostile file, the file is what fails
        return None
    frame = frame_of(shown.size, size, cast("Fit", fit))
    sheet = Image.new("RGB", size, tuple(paint))
    sheet.paste(shown.resize((frame.width, frame.height), Image.Resampling.BILINEAR), (frame.left, frame.top))
    out.write_bytes(sheet.tobytes())
    return list(frame)


def _as_shown(path: Path) -> Any:
    """The whole picture, turned as it is shown."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path, formats=_READERS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError("too large")
            return ImageOps.exif_transpose(image).convert("RGB")
