"""`python -m bench.lane`: items a minute in the fast lane, in a real browser, and how long the next item takes to show.

Texts with a yes-or-no question, one in three with a pre-label. A key is pressed as soon as the next item is on screen:
nobody reads so fast, so this is the product's own share. `--reading` adds a pause for each item, as people need.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench.paint import ARGUMENTS, CHROMIUM, MEASURES, sign_in
from bench.product import ANSWER, ONTOLOGY, Product, running_product

ITEMS = 200
KEYS = ("a", "x", "1", "2")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reading", type=int, default=0, help="milliseconds between an item and its key")
    reading_ms = parser.parse_args().reading
    with running_product() as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = sign_in(browser, product)
        print(json.dumps({"what": "lane", **measure(product, page, reading_ms)}))
        browser.close()


def rows() -> list[dict[str, Any]]:
    text = "All is well that ends well. " * 8
    return [
        {"text": f"Text number {number}. {text}", **({"hypothesis": ANSWER} if number % 3 == 0 else {})}
        for number in range(ITEMS + 2)
    ]


def measure(product: Product, page: Page, reading_ms: int) -> dict[str, float]:
    """Answer all but the last two items with the keys of the fast lane."""
    settings = {"name": "Lane", "modality": "text.v1", "ontology": ONTOLOGY, "review_percent": 0, "audit_percent": 0}
    project = product.call("POST", "/projects", settings)["id"]
    product.call("POST", f"/projects/{project}/tasks", {"tasks": rows()})
    page.goto(f"/work/{project}/label")
    page.locator("[data-lane] [data-editor-canvas]").wait_for()
    began = time.perf_counter()
    for done in range(ITEMS):
        page.wait_for_timeout(reading_ms)
        page.keyboard.press(KEYS[done % len(KEYS)])
        while len(page.evaluate(MEASURES)) <= done:
            page.wait_for_timeout(2)
    minutes = (time.perf_counter() - began) / 60
    median, p95 = np.percentile(page.evaluate(MEASURES), [50, 95])
    return {
        "items": ITEMS,
        "items_a_minute": round(ITEMS / minutes),
        "median_ms": round(float(median), 1),
        "p95_ms": round(float(p95), 1),
    }


if __name__ == "__main__":
    main()
