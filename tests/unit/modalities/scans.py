"""Scans for tests: pages of print as pictures, clean or worn, in a PDF."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from goldsmith.modalities.document.examples.make import write_scan

__all__ = ["LETTER", "picture_of", "scan_of", "scratched", "worn"]

LETTER = [
    "Dear Mrs Whitcombe, the roof over the north wing leaks again.",
    "Two quotations came in: Harper & Sons ask $12,750 and Quickfix",
    "Ltd. ask $9,980, with a guarantee of six months (page 3).",
]


def picture_of(lines, pixels=(1653, 2339), size=42):
    picture = Image.new("L", pixels, 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((120, 150 + number * 80), line, font=ImageFont.load_default(size), fill=20)
    return picture


def worn(picture, angle):
    """As a flatbed gives it: turned a little, soft, grainy, and saved small."""
    grain = Image.frombytes("L", picture.size, random.Random(7).randbytes(picture.width * picture.height))
    turned = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.7))
    return Image.blend(turned, grain, 0.12)


def scan_of(picture):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=60)
    return write_scan(file.getvalue(), picture.size)


def scratched(picture, start, end):
    """The same with a stroke of a pen through it."""
    spoilt = picture.copy()
    ImageDraw.Draw(spoilt).line((*start, *end), fill=20, width=4)
    return spoilt
