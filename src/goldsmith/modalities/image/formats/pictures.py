"""PNG pictures that hold masks: written from numbers, read back bounded; InvalidError says what is wrong with one."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.errors import InvalidError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL import Image

    Bytes = npt.NDArray[np.uint8]
    Numbers = npt.NDArray[np.integer[Any]]

__all__ = [
    "MOST_PIXELS_READ",
    "VOC_COLORS",
    "Picture",
    "png_of",
    "read_colors",
    "read_numbers",
    "voc_palette",
    "write_png",
]

MOST_PIXELS_READ: Final = 64_000_000
VOC_COLORS: Final = 256
_KINDS: Final = {(2, 1): (8, 0), (2, 2): (16, 0), (3, 1): (8, 6)}
"""Depth and color type of a PNG, by the dimensions of its pixels and the bytes of a number."""
_BROKEN: Final[tuple[type[Exception], ...]] = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)


class Picture(msgspec.Struct, frozen=True):
    """One number a pixel, shape (height, width), the palette where there is one, and the texts beside the pixels."""

    numbers: Numbers
    palette: bytes | None
    texts: dict[str, str]


def png_of(pixels: Bytes, palette: bytes | None = None, texts: Mapping[str, str] | None = None) -> bytes:
    """Write numbers below 256, shape (height, width), or colors, shape (height, width, 3)."""
    from PIL import Image, PngImagePlugin

    out, beside = io.BytesIO(), PngImagePlugin.PngInfo()
    for name, text in (texts or {}).items():
        beside.add_text(name, text)
    image = Image.fromarray(pixels)
    if palette is not None:
        image.putpalette(palette)
    image.save(out, "PNG", pnginfo=beside)
    return out.getvalue()


def write_png(out: IO[bytes], size: tuple[int, int], blocks: Iterable[Numbers]) -> None:
    """Write a picture of this width and height block by block, from the top: memory holds one block alone.

    A block is bytes or 16-bit numbers, shape (rows, width), or colors with their opacity, shape (rows, width, 4).
    Source: https://www.w3.org/TR/png-3/
    """
    import numpy as np

    compressor = zlib.compressobj(4)
    out.write(b"\x89PNG\r\n\x1a\n")
    for number, block in enumerate(blocks):
        if number == 0:
            depth, color = _KINDS[block.ndim, block.itemsize]
            _write_chunk(out, b"IHDR", struct.pack(">IIBBBBB", *size, depth, color, 0, 0, 0))
        ordered = np.ascontiguousarray(block, dtype=block.dtype.newbyteorder(">"))
        rows = ordered.reshape(len(block), -1).view(np.uint8)
        unfiltered = np.pad(rows, ((0, 0), (1, 0)))
        _write_chunk(out, b"IDAT", compressor.compress(unfiltered.tobytes()))
    _write_chunk(out, b"IDAT", compressor.flush())
    _write_chunk(out, b"IEND", b"")


def _write_chunk(out: IO[bytes], kind: bytes, content: bytes) -> None:
    out.write(struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content)))


def read_numbers(file: IO[bytes], name: str) -> Picture:
    """Read a picture of one number a pixel."""
    import numpy as np

    with _opened(file, name) as image:
        if image.mode not in ("1", "L", "P", "I;16"):
            raise InvalidError(f"{name} is not a picture of one number for each pixel.", field=name)
        palette = image.getpalette("RGB") if image.mode == "P" else None
        numbers = np.asarray(image.convert("L") if image.mode == "1" else image)
        texts = {name: text for name, text in image.info.items() if isinstance(name, str) and isinstance(text, str)}
        return Picture(numbers, bytes(palette) if palette is not None else None, texts)


def read_colors(file: IO[bytes], name: str) -> Bytes:
    """Read a picture as colors, shape (height, width, 3)."""
    import numpy as np

    with _opened(file, name) as image:
        return np.asarray(image.convert("RGB"))


def voc_palette() -> bytes:
    """Make the colors of Pascal VOC: the bits of a number, from the lowest, are the high bits of red, green and blue.

    Source: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/devkit_doc.pdf (VOClabelcolormap.m)
    """
    return bytes(
        sum((number >> (3 * place + channel) & 1) << (7 - place) for place in range(8))
        for number in range(VOC_COLORS)
        for channel in range(3)
    )


def _opened(file: IO[bytes], name: str) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(file, formats=("PNG",))
            if image.width * image.height > MOST_PIXELS_READ:
                raise InvalidError(f"{name} has more than {MOST_PIXELS_READ // 1_000_000} million pixels.", field=name)
            image.load()
        except UnidentifiedImageError:
            raise InvalidError(f"{name} is not a PNG picture, or it is cut short.", field=name) from None
        except _BROKEN:
            raise InvalidError(f"{name} is damaged.", field=name) from None
        except Image.DecompressionBombError:
            raise InvalidError(
                f"{name} has more than {MOST_PIXELS_READ // 1_000_000} million pixels.", field=name
            ) from None
    return image
