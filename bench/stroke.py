"""`python -m bench.stroke`: milliseconds from letting go of the brush to the first frame that shows the mask committed.

A 12-megapixel picture with 200 masks in headless Chromium with software rendering; stroke after stroke goes across it
and grows one more mask. The page itself measures: from the pointer's release, through the change of the answer and all
that draws it, to the animation frame after which nothing is left to do.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench.paint import ARGUMENTS, CHROMIUM, sign_in
from bench.product import Product, running_product
from bench.shapes import HEIGHT, WIDTH, picture, wait_for
from goldsmith.algorithms.masks import compress, runs_of

MASKS, STROKES, STEPS = 200, 30, 24
SIDE = 120
ONTOLOGY = {"labels": [{"name": "cell", "title": "Cell", "shapes": ["mask"]}]}
WATCH = """() => {
  window.strokes = [];
  addEventListener("pointerup", ({ timeStamp }) => {
    requestAnimationFrame(() => setTimeout(() => strokes.push(performance.now() - timeStamp)));
  }, { capture: true });
}"""


def main() -> None:
    with running_product() as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = sign_in(browser, product)
        page.goto(f"/work/{make_project(product)}/label")
        wait_for(page, "performance.getEntriesByName('goldsmith:painted').length > 0")
        page.wait_for_timeout(1500)
        times = strokes(page)
        median, p95 = np.percentile(times, [50, 95]).round(1).tolist()
        print(json.dumps({"what": "stroke", "strokes": len(times), "median_ms": median, "p95_ms": p95}))
        browser.close()


def make_project(product: Product) -> str:
    asset = product.call("POST", "/assets?name=cells.jpg", picture(), {"Content-Type": "image/jpeg"})
    settings = {"name": "Cells", "modality": "image.v1", "ontology": ONTOLOGY}
    project_id: str = product.call("POST", "/projects", settings)["id"]
    task = {"attachment": asset["id"], "hypothesis": {"annotations": [disc(number) for number in range(MASKS)]}}
    product.call("POST", f"/projects/{project_id}/tasks", {"tasks": [task]})
    return project_id


def disc(number: int) -> dict[str, Any]:
    rows, columns = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    left, top = number % 20 * (WIDTH // 20), number // 20 * (HEIGHT // 10)
    window = {"left": left, "top": top, "width": SIDE, "height": SIDE}
    counts = compress(runs_of(np.hypot(rows, columns) <= SIDE / 2))
    return {"uuid": f"cell-{number}", "label": "cell", "type": "mask", **window, "counts": counts}


def strokes(page: Page) -> list[float]:
    """Each is a wave over most of the picture."""
    page.keyboard.press("m")
    page.keyboard.press("n")
    page.evaluate(WATCH)
    for stroke in range(STROKES):
        height = 200 + 16 * stroke
        page.mouse.move(300, height)
        page.mouse.down()
        for step in range(STEPS):
            page.mouse.move(300 + 25 * step, height + 40 * math.sin(step / 3))
        page.mouse.up()
        wait_for(page, f"window.strokes.length > {stroke}")
    times: list[float] = page.evaluate("window.strokes")
    return times


if __name__ == "__main__":
    main()
