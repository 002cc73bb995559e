"""An image as one picture of segments: each pixel holds the number of the uppermost shape that covers it, 0 is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.image.formats.delivered import AnyShape, Delivered
from goldsmith.modalities.image.formats.reshaping import MOST_PIXELS, mask_around, paint_area

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.integer[Any]]

__all__ = ["paint_segments", "read_segments"]


def paint_segments(image: Delivered, most: int, report: LossReport) -> tuple[Numbers, list[AnyShape]] | None:
    """Paint shapes from the lowest of the pile up; return the picture, shape (height, width), and which they are.

    Number n is the shape at n - 1. Shapes that cover no pixel, and those beyond the most, are lost; shapes that others
    cover in part are counted. None for an image whose size nobody knows.
    """
    import numpy as np

    if image.size is None or image.size[0] * image.size[1] > MOST_PIXELS:
        report.lose("images of unknown size", int(image.size is None))
        report.lose("annotations of images that cannot be painted", len(image.shapes))
        return None
    width, height = image.size
    picture = np.zeros((height, width), dtype=np.int32 if most > 255 else np.uint8)
    kept: list[AnyShape] = []
    areas: list[int] = []
    for shape in sorted(image.shapes, key=lambda each: each.z_order or 0):
        if len(kept) == most:
            report.lose(f"annotations beyond the first {most:,} of an image")
            continue
        painted = paint_area(shape, image.size, report)
        if painted is None:
            continue
        left, top, pixels = painted
        kept.append(shape)
        areas.append(int(pixels.sum()))
        window = picture[top : top + pixels.shape[0], left : left + pixels.shape[1]]
        window[pixels[: window.shape[0], : window.shape[1]]] = len(kept)
    seen = np.bincount(picture.ravel(), minlength=len(kept) + 1)[1:].tolist()
    report.lose("shapes that others cover in part or wholly", sum(a != b for a, b in zip(areas, seen, strict=True)))
    report.annotations += sum(count > 0 for count in seen)
    return picture, kept


def read_segments(picture: Numbers) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each number of a picture but 0, from the lowest, and its pixels as the geometry of a mask.

    Numbers are below 2 to the 24th.
    """
    import numpy as np
    from scipy.ndimage import find_objects

    places = np.zeros(int(picture.max()) + 1, dtype=np.int32)
    places[picture] = 1
    numbers = np.flatnonzero(places)
    places[numbers] = np.arange(1, len(numbers) + 1)
    named = places[picture]
    for place, window in enumerate(find_objects(named), start=1):
        number = int(numbers[place - 1])
        mask = mask_around(named[window] == place, window[1].start, window[0].start) if number else None
        if mask is not None:
            yield number, mask
