"""`python -m bench.stroke`: milliseconds from letting go of the brush until the mask is committed, and until it shows.

A 12-megapixel picture with 200 masks in headless Chromium with software rendering; stroke after stroke goes across it
and grows one more mask. The page itself measures from the pointer's release: `commit` ends when the answer has changed
and the panel beside the picture with it, `painted` after the animation frame that shows it. `drag` is the time between
two frames while the brush moves.
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
  window.frames = [];
  let [isDown, last] = [false, 0];
  const tick = (now) => {
    if (isDown && last) window.frames.push(now - last);
    last = isDown ? now : 0;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  addEventListener("pointerdown", () => { isDown = true; }, { capture: true });
  let began = 0;
  addEventListener("pointerup", () => { isDown = false; began = performance.now(); }, { capture: true });
  addEventListener("pointerup", () => {
    const commit = performance.now() - began;
    requestAnimationFrame(() => setTimeout(() => strokes.push({ commit, painted: performance.now() - began })));
  });
}"""


def main() -> None:
    with running_product() as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = sign_in(browser, product)
        page.goto(f"/work/{make_project(product)}/label")
        wait_for(page, "performance.getEntriesByName('goldsmith:painted').length > 0")
        page.wait_for_timeout(1500)
        print(json.dumps({"what": "stroke", "masks": MASKS, **strokes(page)}))
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


def strokes(page: Page) -> dict[str, Any]:
    """Each is a wave over most of the picture: median and 95th percentile in milliseconds."""
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
    done, frames = page.evaluate("[window.strokes, window.frames]")
    times = {"commit": [each["commit"] for each in done], "painted": [each["painted"] for each in done], "drag": frames}
    return {what: np.percentile(each, [50, 95]).round(1).tolist() for what, each in times.items()}


if __name__ == "__main__":
    main()
