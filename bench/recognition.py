"""`python -m bench.recognition`: how many characters of scans are read wrongly, and how long a page takes.

A page of 1,250 known characters is set in a serif and a sans-serif font at 11 points, at 150 and 200 pixels an inch,
and read three times: clean; worn (turned by 1°, soft, grainy, JPEG 40); turned by 3°. The error rate is the edit
distance to what was set, by its length; the times include drawing the page from its PDF.
"""

from __future__ import annotations

import io
import json
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from goldsmith.modalities.document.examples.make import write_scan
from goldsmith.modalities.document.renditions import make_renditions
from goldsmith.modalities.document.renditions.packs import read_part
from goldsmith.modalities.document.renditions.words import unpack_words

FONTS: Final = ("DejaVuSerif.ttf", "DejaVuSans.ttf")
WORN: Final = {"clean": (0.0, 0.0, 95), "worn": (1.0, 18.0, 40), "turned": (3.0, 8.0, 60)}
"""Degrees, deviation of the grain, and quality of the JPEG."""
POINTS: Final = 11
TEXT: Final = (
    (
        "The Board of Trustees met on Tuesday, 14 March 1989, at 9:30 a.m. in Room 204. Present were Dr. Helen "
        "Whitcombe (Chair), Mr. J. P. O'Connor, and Ms. A. Fernandez; apologies were received from Prof. K. Lindqvist."
    ),
    (
        "1. Minutes. The minutes of the meeting held on 7 February were read, corrected on page 3, and approved "
        "unanimously. The Secretary was asked to circulate the revised version by e-mail to board@example.org before "
        "Friday."
    ),
    (
        "2. Accounts. The Treasurer reported a balance of $48,291.57 as at 28 February, against $51,006.10 a year "
        "earlier. Invoices no. 1047/B and 1052/A, together GBP 3,118.40 (incl. 15% VAT), remain unpaid. It was "
        "resolved that payment be deferred until the goods have been inspected & accepted."
    ),
    (
        "3. Building works. The roof over the north wing leaks again. Two quotations were obtained: Harper & Sons at "
        '$12,750, and Quickfix Ltd. at $9,980 "all included". After some discussion the lower offer was declined, '
        "because no guarantee longer than six months was given. The Chair will write to Messrs Harper."
    ),
    (
        "4. Any other business. Mr. O'Connor asked whether the library could be opened on Saturdays from 10 to 4; the "
        "question was referred to the Staff Committee. The meeting closed at 11:55. Next meeting: 11 April 1989, same "
        "place."
    ),
)


def main() -> None:
    for font in FONTS:
        for pixels_an_inch in (150, 200):
            page = set_page(font, pixels_an_inch)
            for name, how in WORN.items():
                words, seconds = read(wear(page, *how))
                wrong = distance(" ".join(TEXT), " ".join(words)) / len(" ".join(TEXT))
                told = {"font": font, "pixels_an_inch": pixels_an_inch, "page": name}
                print(json.dumps({**told, "wrong_percent": round(100 * wrong, 2), "seconds": round(seconds, 2)}))


def set_page(font: str, pixels_an_inch: int) -> Image.Image:
    page = Image.new("L", (round(8.27 * pixels_an_inch), round(11.69 * pixels_an_inch)), 255)
    draw, letters = ImageDraw.Draw(page), ImageFont.truetype(font, round(POINTS * pixels_an_inch / 72))
    left, top, step = pixels_an_inch, pixels_an_inch, round(1.35 * POINTS * pixels_an_inch / 72)
    for paragraph in TEXT:
        line = ""
        for word in paragraph.split():
            if draw.textlength(f"{line} {word}", font=letters) > page.width - 2 * left:
                draw.text((left, top), line, font=letters, fill=20)
                line, top = "", top + step
            line = f"{line} {word}".strip()
        draw.text((left, top), line, font=letters, fill=20)
        top += round(1.5 * step)
    return page


def wear(page: Image.Image, angle: float, grain: float, quality: int) -> bytes:
    """A PDF with the page as a JPEG."""
    if angle:
        page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
        noise = np.random.default_rng(1).normal(0, grain, (page.height, page.width))
        page = Image.fromarray((np.asarray(page) * 0.9 + 15 + noise).clip(0, 255).astype(np.uint8))
    file = io.BytesIO()
    page.save(file, "JPEG", quality=quality)
    return write_scan(file.getvalue(), page.size)


def read(document: bytes) -> tuple[list[str], float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(document)
        began = time.perf_counter()
        make_renditions(path, folder, "words")
        seconds = time.perf_counter() - began
        return [word.text for word in unpack_words(read_part((Path(folder) / "words").read_bytes(), 0))], seconds


def distance(one: str, other: str) -> int:
    """How many characters must change (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        before, row[0] = row[0], number
        for place, there in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != there))
    return row[-1]


if __name__ == "__main__":
    main()
