"""`python -m bench.seek`: milliseconds from the key to the frame on screen, at random places of a video.

A film of 1080p in H.264 with B-frames is opened in the editor in headless Chromium, and somebody jumps to frame after
frame by its number. The page itself measures: from the Enter key to the first animation frame after the editor shows
the new frame. `--group` sets how many frames lie between two key frames: what comes before has to be decoded first.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, Page, sync_playwright

from bench import speed
from bench.paint import ARGUMENTS, CHROMIUM, sign_in
from bench.product import Product, running_product

WIDTH, HEIGHT, RATE = 1920, 1080, 25
ONTOLOGY = {"labels": [{"name": "car", "title": "Car", "shapes": ["box"]}]}
WATCH = """(frame) => {
  const footer = document.querySelector("footer");
  let began = 0;
  window.sought = new Promise((resolve) => {
    const look = () => {
      if (!footer.textContent.includes(`frame ${frame} of`)) return;
      watcher.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - began));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(footer, { subtree: true, childList: true, characterData: true });
    const note = ({ key, timeStamp }) => { if (key === "Enter") began = timeStamp; };
    addEventListener("keydown", note, { capture: true });
  });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--group", type=int, nargs="*", default=[25, 50, 250])
    parser.add_argument("--jumps", type=int, default=30)
    chosen = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for group in chosen.group:
            with running_product() as product:
                figures = measure(browser, product, shoot(chosen.seconds * RATE, group), chosen.jumps)
            print(json.dumps({"what": "seek", "group": group, **figures, "loop": speed.measure()}), flush=True)
        browser.close()


def shoot(frames: int, group: int) -> bytes:
    """Soft noise that drifts, so that every frame tells something new."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as output:
        options = {"bf": "2", "g": str(group), "preset": "veryfast", "sc_threshold": "0"}
        stream = output.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in drifting(frames):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="gray")))
        output.mux(stream.encode())
    return written.getvalue()


def drifting(frames: int) -> Iterator[npt.NDArray[np.uint8]]:
    coarse = np.random.default_rng(1).integers(0, 255, (HEIGHT // 8, WIDTH // 8), dtype=np.uint8)
    ground = coarse.repeat(8, 0).repeat(8, 1)
    for number in range(frames):
        yield np.roll(ground, (number, 3 * number), (0, 1))


def measure(browser: Browser, product: Product, film: bytes, jumps: int) -> dict[str, Any]:
    page = sign_in(browser, product)
    asset = product.call("POST", "/assets?name=film.mp4", film, {"Content-Type": "video/mp4"})
    settings = {"name": "Film", "modality": "video.v1", "ontology": ONTOLOGY}
    project = product.call("POST", "/projects", settings)["id"]
    product.call("POST", f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}]})
    while product.call("GET", f"/projects/{project}")["counts"].get("label", 0) < 1:
        page.wait_for_timeout(200)
    page.goto(f"/work/{project}/label")
    page.get_by_text("frame 0 of").wait_for()
    page.wait_for_timeout(1_000)
    chance = np.random.default_rng(3)
    last = product.call("GET", f"/assets/{asset['id']}")["facts"]["frame_count"] - 1
    times = [seek(page, int(frame)) for frame in chance.integers(1, last, jumps)]
    median, p95 = np.percentile(times, [50, 95])
    page.close()
    return {
        "jumps": jumps,
        "median_ms": round(float(median)),
        "p95_ms": round(float(p95)),
        "worst_ms": round(max(times)),
    }


def seek(page: Page, frame: int) -> float:
    page.evaluate(WATCH, frame)
    page.keyboard.press("Control+j")
    page.keyboard.type(str(frame))
    page.keyboard.press("Enter")
    milliseconds: float = page.evaluate("window.sought")
    return milliseconds


if __name__ == "__main__":
    main()
