"""`python -m bench.waiting`: how long small files wait to be shown while a PDF of 500 pages is drawn.

A picture, a PDF of one page and a TIFF, which comes as tiles, are uploaded again and again: first with nothing else to
do, then while the long PDF is on its way. `--to-the-end` waits until that one is ready, too.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Final

import numpy as np
from PIL import Image

from bench.product import Product, running_product
from goldsmith.modalities.document.examples.make import Line, write_pdf

PAGES: Final = 500
TIMES: Final = 5
PATIENCE: Final = 1_200.0


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--to-the-end", action="store_true")
    asked.add_argument("--patience", type=float, default=PATIENCE)
    options = asked.parse_args()
    with running_product() as product:
        show("alone", waits(product, 1, options.patience))
        began = time.monotonic()
        long = upload(product, "long.pdf", print_pages(PAGES, 0))
        time.sleep(5)  # by then it is being drawn
        show("beside a PDF of 500 pages", waits(product, 2, options.patience))
        if options.to_the_end:
            wait_for(product, long, options.patience)
            show("the PDF itself", {"seconds": round(time.monotonic() - began, 1)})


def waits(product: Product, seed: int, patience: float) -> dict[str, float]:
    """Median and longest seconds from the upload of each kind until it can be shown."""
    makers: dict[str, Callable[[int], bytes]] = {"picture.png": picture, "page.pdf": page, "tiled.tif": tiff}
    figures: dict[str, float] = {}
    for name, make in makers.items():
        seconds = []
        for number in range(TIMES):
            began = time.monotonic()
            asset = upload(product, name, make(seed * 1_000 + number))
            wait_for(product, asset, began + patience - time.monotonic())
            seconds.append(time.monotonic() - began)
            if seconds[-1] > patience:
                break
        figures |= {f"{name} median": round(statistics.median(seconds), 2), f"{name} longest": round(max(seconds), 2)}
    return figures


def upload(product: Product, name: str, content: bytes) -> str:
    return str(product.call("POST", f"/assets?name={name}", content)["id"])


def wait_for(product: Product, asset_id: str, seconds: float) -> None:
    """Until it can be shown, or so many seconds have passed."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and product.call("GET", f"/assets/{asset_id}")["status"] == "pending":
        time.sleep(0.05)


def print_pages(count: int, seed: int) -> bytes:
    """Pages of 784 words each, as a book has them."""
    draw = np.random.default_rng(seed)
    words = ["".join(chr(97 + letter) for letter in draw.integers(0, 26, draw.integers(2, 9))) for _ in range(2_000)]
    return write_pdf([[_line(row, draw.choice(words, 14)) for row in range(56)] for _ in range(count)])


def _line(row: int, words: np.ndarray[tuple[int], np.dtype[np.str_]]) -> Line:
    return Line(50, 50 + row * 13.5, " ".join(words), 9)


def page(seed: int) -> bytes:
    return print_pages(1, seed)


def picture(seed: int) -> bytes:
    return _saved(seed, "PNG")


def tiff(seed: int) -> bytes:
    return _saved(seed, "TIFF")


def _saved(seed: int, form: str) -> bytes:
    drawn = np.random.default_rng(seed).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(drawn).resize((640, 480), Image.Resampling.BICUBIC).save(written, form)
    return written.getvalue()


def show(what: str, figures: dict[str, float]) -> None:
    print(json.dumps({"what": what, **figures, "load": round(os.getloadavg()[0], 1)}), flush=True)


if __name__ == "__main__":
    main()
