"""`python -m bench.scans`: how long a scanned document of 500 pages takes: to probe, to draw, to read.

Each page is a page of print with grain of its own at 200 pixels an inch, saved as a JPEG in shades of gray; or, with
`--fax`, without grain and of black and white alone in a TIFF. Seconds of the processor say more than those of the clock
where the machine has other work.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from bench.recognition import FONTS, set_page
from goldsmith.modalities.document.examples.make import A4, assemble
from goldsmith.modalities.document.probe import probe
from goldsmith.modalities.document.renditions import draw_slice
from goldsmith.modalities.document.renditions.progress import Progress
from goldsmith.modalities.document.tiff import add_pages

PIXELS_AN_INCH: Final = 200


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--pages", type=int, default=500)
    asked.add_argument("--fax", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan"
        path.write_bytes(fax(options.pages) if options.fax else scan(options.pages))
        show("file", megabytes=round(path.stat().st_size / 1e6, 1))
        began = time.perf_counter()
        facts = add_pages(path, {"media_type": "image/tiff"}) if options.fax else probe(path)
        show("probe", pages=facts["pages"], seconds=round(time.perf_counter() - began, 2))
        show("renditions", **draw(path, Path(folder)))


def draw(path: Path, folder: Path) -> dict[str, Any]:
    """Seconds of all slices, of which how many are for recognizing words, and what came out."""
    began, worked = time.perf_counter(), time.process_time()
    progress, slices, longest = "", 0, 0.0
    while True:
        started = time.perf_counter()
        said = draw_slice(path, str(folder), progress, "pages", "words")
        longest = max(longest, time.perf_counter() - started)
        if "made" in said:
            break
        progress, slices = said["progress"], slices + 1
    return {
        "slices": slices,
        "seconds": round(time.perf_counter() - began, 1),
        "longest_slice_seconds": round(longest, 1),
        "processor_seconds": round(time.process_time() - worked, 1),
        "of_it_reading": round(Progress.read(progress).reading.seconds, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024,
        "pages_mb": round((folder / "pages").stat().st_size / 1e6, 1),
        "words_mb": round((folder / "words").stat().st_size / 1e6, 1),
        **said["made"]["words"]["facts"],
    }


def scan(count: int) -> bytes:
    """A PDF of worn pages."""
    page = np.asarray(set_page(FONTS[0], PIXELS_AN_INCH), np.float32) * 0.9 + 15
    height, width = page.shape
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    paint = f"q {A4[0]} 0 0 {A4[1]} 0 0 cm /Im Do Q".encode()
    form = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
    for number in range(count):
        grain = np.random.default_rng(number).normal(0, 12, page.shape)
        file = io.BytesIO()
        Image.fromarray((page + grain).clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=50)
        first = len(bodies) + 1
        bodies += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /XObject << /Im %d 0 R >> >> >>" % (*A4, first + 1, first + 2),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(paint), paint),
            b"<< %b /Width %d /Height %d /Length %d >>\nstream\n%b\nendstream"
            % (form, width, height, file.tell(), file.getvalue()),
        ]
    kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(count))
    bodies[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count)
    return assemble(bodies)


def fax(count: int) -> bytes:
    """A TIFF of pages of black and white."""
    page = set_page(FONTS[0], PIXELS_AN_INCH).point(lambda shade: 255 * (shade > 128)).convert("1")
    file = io.BytesIO()
    dpi = (PIXELS_AN_INCH, PIXELS_AN_INCH)
    page.save(file, "TIFF", save_all=True, append_images=[page] * (count - 1), compression="group4", dpi=dpi)
    return file.getvalue()


def show(what: str, **figures: Any) -> None:
    print(json.dumps({"what": what, **figures, "load": round(os.getloadavg()[0], 1)}), flush=True)


if __name__ == "__main__":
    main()
