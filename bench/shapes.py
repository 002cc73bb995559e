"""`python -m bench.shapes`: frames a second while somebody pans, zooms and draws on a picture full of shapes.

A 12-megapixel picture with as many pre-labels as asked for, half boxes and half polygons of eight corners, in headless
Chromium with software rendering. Frame times are those of the browser's own animation frames while real mouse events
come in. `--annotorious FOLDER` shows the same picture with the same shapes in Annotorious on OpenSeadragon, whose
packages lie in FOLDER/node_modules, with the same gestures. First of all, how soon a picture of 12 megapixels with 200
shapes is painted after the one before was submitted.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.paint import ARGUMENTS, CHROMIUM, measure, sign_in
from bench.product import Product, running_product

WIDTH, HEIGHT = 4000, 3000
SIDE = 24
STEPS = 60
SHAPES_OPENED, PICTURES_OPENED = 200, 14
LOOKING_MS = 1_500
ONTOLOGY = {"labels": [{"name": "cell", "title": "Cell", "shapes": ["box", "polygon"]}]}
RECORD = """() => {
  const frames = [];
  let isOn = true;
  const tick = (now) => { frames.push(now); if (isOn) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  window.stopFrames = () => { isOn = false; return frames; };
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapes", type=int, nargs="*", default=[200, 1_000, 10_000])
    parser.add_argument("--no-open", dest="open", action="store_false")
    parser.add_argument("--annotorious", type=Path, help="a folder with node_modules")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if asked.open:
            print(json.dumps({"what": "open", "shapes": SHAPES_OPENED, **open_crowded(browser)}), flush=True)
        for count in asked.shapes:
            shapes = make_shapes(count)
            if asked.annotorious:
                with annotorious_page(browser, asked.annotorious, shapes) as page:
                    show("annotorious", count, gestures(page, "left"))
            with goldsmith_page(browser, shapes) as page:
                opened = page.evaluate("performance.getEntriesByName('goldsmith:painted').at(-1)?.startTime")
                show("goldsmith", count, {**gestures(page, "middle"), "open_ms": round(opened or 0)})
        browser.close()


def show(what: str, count: int, figures: dict[str, Any]) -> None:
    print(json.dumps({"what": what, "shapes": count, **figures}), flush=True)


def make_shapes(count: int) -> list[list[tuple[float, float]]]:
    """Outlines in pixels: a box has four corners, a polygon eight; spread over the whole picture."""
    random = np.random.default_rng(7)
    middles = random.uniform((SIDE, SIDE), (WIDTH - SIDE, HEIGHT - SIDE), (count, 2))
    return [box(x, y) if number % 2 else octagon(x, y) for number, (x, y) in enumerate(middles.tolist())]


def box(x: float, y: float) -> list[tuple[float, float]]:
    half = SIDE / 2
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def octagon(x: float, y: float) -> list[tuple[float, float]]:
    turns = [math.tau * corner / 8 for corner in range(8)]
    return [(x + SIDE / 2 * math.cos(turn), y + SIDE / 2 * math.sin(turn)) for turn in turns]


def open_crowded(browser: Browser) -> dict[str, float]:
    """From the submit key to the next picture on screen, as in `bench.paint`."""
    with running_product() as product:
        page = sign_in(browser, product)
        rows = [crowded_row(product, number) for number in range(PICTURES_OPENED)]
        return measure(product, page, "image.v1", rows, ONTOLOGY, LOOKING_MS)


def crowded_row(product: Product, number: int) -> dict[str, Any]:
    kind = {"Content-Type": "image/jpeg"}
    asset = product.call("POST", f"/assets?name=cells-{number}.jpg", picture(number), kind)
    return {"attachment": asset["id"], "hypothesis": prelabels(make_shapes(SHAPES_OPENED))}


def prelabels(shapes: list[list[tuple[float, float]]]) -> dict[str, Any]:
    return {"annotations": [as_annotation(number, shape) for number, shape in enumerate(shapes)]}


def picture(seed: int = 1) -> bytes:
    noise = np.random.default_rng(seed).integers(60, 200, (HEIGHT // 10, WIDTH // 10, 3), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(noise.repeat(10, 0).repeat(10, 1)).save(written, "JPEG", quality=85)
    return written.getvalue()


@contextmanager
def goldsmith_page(browser: Browser, shapes: list[list[tuple[float, float]]]) -> Iterator[Page]:
    with running_product() as product:
        page = sign_in(browser, product)
        page.goto(f"/work/{make_project(product, shapes)}/label")
        wait_for(page, "performance.getEntriesByName('goldsmith:painted').length > 0")
        page.wait_for_timeout(1500)
        yield page
        page.close()


def wait_for(page: Page, expression: str) -> None:
    """Ask until it is true; Playwright's own way needs `eval`, which our pages forbid."""
    deadline = time.monotonic() + 120
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise TimeoutError(expression)
        page.wait_for_timeout(50)


def make_project(product: Product, shapes: list[list[tuple[float, float]]]) -> str:
    asset = product.call("POST", "/assets?name=cells.jpg", picture(), {"Content-Type": "image/jpeg"})
    settings = {"name": "Cells", "modality": "image.v1", "ontology": ONTOLOGY}
    project_id: str = product.call("POST", "/projects", settings)["id"]
    task = {"attachment": asset["id"], "hypothesis": prelabels(shapes)}
    product.call("POST", f"/projects/{project_id}/tasks", {"tasks": [task]})
    return project_id


def as_annotation(number: int, corners: list[tuple[float, float]]) -> dict[str, Any]:
    common = {"uuid": f"cell-{number}", "label": "cell"}
    if len(corners) == 4:
        (left, top), (right, bottom) = corners[0], corners[2]
        return {**common, "type": "box", "left": left, "top": top, "width": right - left, "height": bottom - top}
    return {**common, "type": "polygon", "vertices": [{"x": x, "y": y} for x, y in corners]}


@contextmanager
def annotorious_page(browser: Browser, packages: Path, shapes: list[list[tuple[float, float]]]) -> Iterator[Page]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "node_modules").symlink_to((packages / "node_modules").resolve())
        (folder / "picture.jpg").write_bytes(picture())
        (folder / "shapes.json").write_text(json.dumps(shapes))
        (folder / "index.html").write_text(ANNOTORIOUS)
        with serving(folder) as url:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(url)
            wait_for(page, "window.isReady === true")
            page.wait_for_timeout(1500)
            yield page
            page.close()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the base class's)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


ANNOTORIOUS = """<!doctype html>
<link rel="stylesheet" href="node_modules/@annotorious/openseadragon/dist/annotorious-openseadragon.css">
<style>html, body, #viewer { margin: 0; height: 100%; }</style><div id="viewer"></div>
<script src="node_modules/openseadragon/build/openseadragon/openseadragon.min.js"></script>
<script src="node_modules/@annotorious/openseadragon/dist/annotorious-openseadragon.js"></script>
<script>
const viewer = OpenSeadragon({ id: "viewer", showNavigationControl: false, gestureSettingsMouse: { clickToZoom: false },
  tileSources: { type: "image", url: "picture.jpg" } });
const annotator = AnnotoriousOSD.createOSDAnnotator(viewer);
const around = (points) => ({
  minX: Math.min(...points.map(([x]) => x)), minY: Math.min(...points.map(([, y]) => y)),
  maxX: Math.max(...points.map(([x]) => x)), maxY: Math.max(...points.map(([, y]) => y)) });
viewer.addHandler("open", async () => {
  const shapes = await (await fetch("shapes.json")).json();
  annotator.setAnnotations(shapes.map((points, number) => ({ id: `cell-${number}`, bodies: [], target: {
    annotation: `cell-${number}`,
    selector: { type: "POLYGON", geometry: { bounds: around(points), points } } } })));
  window.isReady = true;
});
</script>"""


def gestures(page: Page, panning: Any) -> dict[str, Any]:
    """Pan, zoom in and out, and move over the shapes, each with the mouse; frames as the browser drew them."""
    return {
        "pan": frames_while(page, partial(pan, page, panning)),
        "zoom": frames_while(page, partial(zoom, page)),
        "hover": frames_while(page, partial(travel, page)),
    }


def pan(page: Page, button: Any) -> None:
    page.mouse.move(700, 450)
    page.mouse.down(button=button)
    for step in range(STEPS):
        page.mouse.move(700 + 300 * math.sin(step / 8), 450 + 200 * math.cos(step / 8))
    page.mouse.up(button=button)


def zoom(page: Page) -> None:
    page.mouse.move(700, 450)
    for step in range(STEPS):
        page.mouse.wheel(0, -120 if step < STEPS / 2 else 120)


def travel(page: Page) -> None:
    for step in range(STEPS):
        page.mouse.move(300 + 12 * step, 300 + 4 * step)


def frames_while(page: Page, act: Callable[[], None]) -> dict[str, float]:
    page.evaluate(RECORD)
    act()
    page.wait_for_timeout(300)
    times = np.diff(page.evaluate("window.stopFrames()"))
    median, p95 = np.percentile(times, [50, 95])
    return {
        "fps": round(1000 * len(times) / float(times.sum()), 1),
        "median_ms": round(float(median), 1),
        "p95_ms": round(float(p95), 1),
        "worst_ms": round(float(times.max()), 1),
    }


if __name__ == "__main__":
    main()
