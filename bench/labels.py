"""`python -m bench.labels`: milliseconds from a keystroke until the list shows what it finds among 10,000 labels.

Headless Chromium with software rendering; words are typed letter by letter into the search field of the label bar. The
page itself measures: from the key to the animation frame after the list has changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench.paint import ARGUMENTS, CHROMIUM, sign_in
from bench.product import Product, running_product
from bench.shapes import wait_for

LABELS = 10_000
TYPED = ("family 17", "species 7777", "lf 42", "zebra")
WATCH = """() => {
  window.keys = [];
  document.querySelector("[data-row-search]").addEventListener("keydown", () => {
    const began = performance.now();
    addEventListener("input", () => {
      requestAnimationFrame(() => setTimeout(() => keys.push(performance.now() - began)));
    }, { once: true });
  });
}"""


def main() -> None:
    with running_product() as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = sign_in(browser, product)
        page.goto(f"/work/{make_project(product)}/label")
        page.locator("[data-row-search]").wait_for()
        median, p95 = np.percentile(measure_keys(page, TYPED), [50, 95])
        figures = {"median_ms": round(float(median), 1), "p95_ms": round(float(p95), 1)}
        print(json.dumps({"what": "labels", "labels": LABELS, **figures}))
        browser.close()


def make_project(product: Product) -> str:
    labels = [{"name": f"s{n}", "title": f"Life/Family {n // 100}/Species {n}"} for n in range(LABELS)]
    settings = {"name": "Taxonomy", "modality": "text.v1", "ontology": {"labels": labels}}
    project_id: str = product.call("POST", "/projects", settings)["id"]
    product.call("POST", f"/projects/{project_id}/tasks", {"tasks": [{"text": "A fox and an owl."}]})
    return project_id


def measure_keys(page: Page, words_typed: Sequence[str]) -> list[float]:
    """Milliseconds from each key to the frame that shows what it finds."""
    field = page.locator("[data-row-search]")
    page.evaluate(WATCH)
    typed = 0
    for words in words_typed:
        field.fill("")
        for letter in words:
            field.press(letter if letter != " " else "Space")
            typed += 1
            wait_for(page, f"window.keys.length >= {typed}")
    found: list[float] = page.evaluate("window.keys")
    return found


if __name__ == "__main__":
    main()
