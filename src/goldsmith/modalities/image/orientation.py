"""How a photograph is turned when it is shown, read as browsers read it: what is labeled must lie as it is drawn there.

Exif 2.32 (CIPA DC-008), tag 0x0112: one SHORT from 1 to 8. Pillow takes less for granted (texts, lists, XMP), which
browsers do not; a picture whose tag is anything else is shown as its pixels lie.
"""

from __future__ import annotations

import struct
from typing import Final

from PIL import Image

__all__ = ["UPRIGHT", "is_on_its_side", "read_orientation", "turn_upright"]

UPRIGHT: Final = 1
_TAG: Final = 0x0112
_SHORT: Final = 3
_ORDERS: Final = {b"II*\0": "<", b"MM\0*": ">"}
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_orientation(image: Image.Image) -> int:
    """The orientation of an open image, from 1 to 8; Pillow turns a TIFF by itself."""
    exif = image.info.get("exif")
    if image.format == "TIFF" or not isinstance(exif, bytes):
        return UPRIGHT
    try:
        return _orientation_in(exif.removeprefix(b"Exif\0\0"))
    except struct.error:
        return UPRIGHT


def is_on_its_side(orientation: int) -> bool:
    """Whether width and height change places."""
    return orientation >= 5


def turn_upright(image: Image.Image) -> Image.Image:
    """The image as it is shown."""
    turn = _TURNS.get(read_orientation(image))
    return image if turn is None else image.transpose(turn)


def _orientation_in(exif: bytes) -> int:
    order = _ORDERS.get(exif[:4])
    if order is None:
        return UPRIGHT
    (directory,) = struct.unpack_from(f"{order}I", exif, 4)
    (entries,) = struct.unpack_from(f"{order}H", exif, directory)
    for entry in range(entries):
        tag, kind, count, value = struct.unpack_from(f"{order}HHIH", exif, directory + 2 + 12 * entry)
        if tag == _TAG:
            return value if (kind, count) == (_SHORT, 1) and 1 <= value <= 8 else UPRIGHT
    return UPRIGHT
