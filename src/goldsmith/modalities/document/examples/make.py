"""Makes the example documents anew: `python …/modalities/document/examples/make.py`."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

HERE: Final = Path(__file__).parent
A4: Final = (595, 842)


class Line(NamedTuple):
    """A line of text: its left end and baseline in points from the top left, its size, and whether it is bold."""

    x: float
    y: float
    text: str
    size: float = 10
    is_bold: bool = False


class Rule(NamedTuple):
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float


Page = Sequence[Line | Rule]


def write_pdf(pages: Sequence[Page], size: tuple[float, float] = A4, *, turned: int = 0, extra: str = "") -> bytes:
    """A PDF with Helvetica on pages of one size; `extra` are further entries of its catalog."""
    bodies = ["", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    bodies.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>")
    kids = []
    for page in pages:
        stream = "\n".join(_draw(each, size[1]) for each in page)
        bodies.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        fonts = "<< /Font << /F1 3 0 R /F2 4 0 R >> >>"
        rotation = f"/Rotate {turned}" if turned else ""
        box = f"[0 0 {size[0]} {size[1]}]"
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} {rotation} /Resources {fonts} /Contents {len(bodies)} 0 R >>"
        )
        kids.append(f"{len(bodies)} 0 R")
    bodies[0] = f"<< /Type /Catalog /Pages 2 0 R {extra} >>"
    bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return assemble([body.encode("latin-1") for body in bodies])


def assemble(bodies: Sequence[bytes]) -> bytes:
    """Objects 1, 2, 3 … as a file with its cross-reference table; the first is the catalog."""
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(file)


def write_scan(picture: bytes, pixels: tuple[int, int], size: tuple[float, float] = A4) -> bytes:
    """A PDF of one page that is a JPEG in shades of gray."""
    paint = f"{size[0]} 0 0 {size[1]} 0 0 cm /Im Do".encode()
    kind = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
            b"/Resources << /XObject << /Im 5 0 R >> >> >>" % size,
            b"<< /Length %d >>\nstream\nq %b Q\nendstream" % (len(paint) + 4, paint),
            b"<< %b /Width %d /Height %d /Length %d >>\nstream\n%b\nendstream" % (kind, *pixels, len(picture), picture),
        ]
    )


def _draw(mark: Line | Rule, height: float) -> str:
    if isinstance(mark, Rule):
        return f"0.6 w {mark.x} {height - mark.y} m {mark.to_x} {height - mark.to_y} l S"
    text = mark.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{1 + mark.is_bold} {mark.size} Tf {mark.x} {height - mark.y} Td ({text}) Tj ET"


INVOICE: Final[Page] = [
    Line(60, 80, "Northwind Paper Ltd", 16, True),
    Line(60, 98, "12 Harbour Road, Leith"),
    Line(360, 80, "Invoice", 16, True),
    Line(360, 104, "Number:"),
    Line(430, 104, "2026-0417"),
    Line(360, 120, "Date:"),
    Line(430, 120, "1 April 2026"),
    Line(360, 136, "Due:"),
    Line(430, 136, "30 April 2026"),
    Line(60, 150, "Bill to", 10, True),
    Line(60, 166, "Marigold Books"),
    Line(60, 180, "4 Mill Lane, Ely"),
    *(Rule(60, y, 535, y) for y in (220, 242, 264, 286, 308)),
    *(Rule(x, 220, x, 308) for x in (60, 300, 380, 460, 535)),
    *(Line(x, 235, text, 10, True) for x, text in ((66, "Item"), (306, "Quantity"), (386, "Price"), (466, "Amount"))),
    *(Line(x, 257, text) for x, text in ((66, "Ivory paper, A4"), (306, "20"), (386, "4.50"), (466, "90.00"))),
    *(Line(x, 279, text) for x, text in ((66, "Envelopes, C5"), (306, "500"), (386, "0.08"), (466, "40.00"))),
    *(Line(x, 301, text) for x, text in ((66, "Sealing wax"), (306, "3"), (386, "6.00"), (466, "18.00"))),
    Line(386, 334, "Tax, 20 %"),
    Line(466, 334, "29.60"),
    Line(386, 352, "Total", 10, True),
    Line(466, 352, "177.60", 10, True),
    Line(60, 800, "Payment within 30 days. Thank you.", 8),
]

_LEFT: Final = (
    "Reading a page aloud shows what its order is.",
    "A column is read from its top to its end, and",
    "the next column begins where the eye returns.",
    "Captions belong to their figures, not to the",
    "text that happens to stand beside them.",
)
_RIGHT: Final = (
    "Two people who number the same blocks agree",
    "on most pairs even where they disagree on a",
    "number, so pairs are what is counted here.",
    "Headers and footers stand outside the order.",
)
PAPER: Final[list[Page]] = [
    [
        Line(60, 40, "Journal of Plain Pages", 8),
        Line(130, 90, "On the order in which pages are read", 18, True),
        Line(60, 140, "1 Introduction", 12, True),
        *(Line(60, 162 + 14 * row, text) for row, text in enumerate(_LEFT)),
        Line(315, 140, "2 Pairs", 12, True),
        *(Line(315, 162 + 14 * row, text) for row, text in enumerate(_RIGHT)),
        Rule(60, 300, 280, 380),
        Rule(60, 380, 280, 300),
        Line(60, 398, "Figure 1: two lines that cross.", 9),
        Line(290, 810, "1", 8),
    ],
    [
        Line(60, 40, "Journal of Plain Pages", 8),
        Line(60, 90, "3 Agreement", 12, True),
        *(Line(60, 112 + 14 * row, text) for row, text in enumerate(_RIGHT)),
        Line(290, 810, "2", 8),
    ],
]

FORM: Final[Page] = [
    Line(60, 80, "Library card application", 16, True),
    Line(60, 120, "Name:", 11, True),
    Line(150, 120, "Ada Byron", 11),
    Line(60, 150, "Street:", 11, True),
    Line(150, 150, "7 Piccadilly", 11),
    Line(60, 180, "Born:", 11, True),
    Line(150, 180, "10 December 1815", 11),
    Line(60, 210, "Signature:", 11, True),
    Rule(150, 212, 330, 212),
]

LETTER: Final = (
    "This agreement is made on 3 March 2026",
    "between Northwind Paper Ltd and Marigold Books.",
    "The supplier shall deliver the paper by Friday.",
    "The customer shall pay 177.60 within 30 days.",
)


def draw_scan(lines: Sequence[str], pixels: tuple[int, int] = (827, 1169)) -> bytes:
    """A picture of a typed page with the gray of paper and its grain."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", pixels, 236)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=24)
    for row, text in enumerate(lines):
        pen.text((90, 130 + 44 * row), text, fill=40, font=font)
    grain = np.random.default_rng(7).normal(0, 2.5, (pixels[1], pixels[0]))
    grained = np.clip(np.asarray(page) + grain, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(grained).rotate(0.4, fillcolor=236).save(file, "JPEG", quality=40)
    return file.getvalue()


def flate(body: bytes) -> bytes:
    """A stream in zlib's format, for files that swell."""
    packed = zlib.compress(body, 9)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)


if __name__ == "__main__":
    (HERE / "invoice.pdf").write_bytes(write_pdf([INVOICE]))
    (HERE / "paper.pdf").write_bytes(write_pdf(PAPER))
    (HERE / "form.pdf").write_bytes(write_pdf([FORM]))
    (HERE / "scan.pdf").write_bytes(write_scan(draw_scan(LETTER), (827, 1169)))
