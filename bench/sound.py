"""`python -m bench.sound`: a recording of hours, from its bytes to the screen.

A WAV of `--hours` at 44.1 kHz in stereo is measured and its peaks, spectrum and thumbnail are made, as the worker does
it. Then it goes through a real product: a labeler opens the item with `--regions` regions in headless Chromium, zooms
in and scrolls. The page itself measures: from the navigation to the first frame that shows the waveform, and the frames
it shows while the wheel turns.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
import wave
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from bench import speed
from bench.paint import ARGUMENTS, CHROMIUM, sign_in
from bench.product import Product, running_product
from goldsmith.modalities.audio.probe import probe
from goldsmith.modalities.audio.renditions import make_renditions

RATE, CHANNELS = 44_100, 2
SPEAKERS = [
    {"name": f"speaker_{number}", "title": f"Speaker {number}", "shapes": ["utterance"]} for number in range(1, 9)
]
WHEELS = 240
FRAMES = """() => {
  window.frames = [];
  const look = (now) => { window.frames.push(now); requestAnimationFrame(look); };
  requestAnimationFrame(look);
}"""
INTERVALS = "window.frames.slice(1).map((each, at) => each - window.frames[at])"
SHOWN = "() => document.querySelector('footer')?.textContent.includes('in sight')"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--regions", type=int, default=2_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goldsmith-sound-") as name, sync_playwright() as playwright:
        path = Path(name) / "long.wav"
        write_recording(path, chosen.hours)
        print(json.dumps({"what": "sound", **make(path, Path(name)), "loop": speed.measure()}), flush=True)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with running_product() as product:
            print(json.dumps({"what": "sound on screen", **show(browser, product, path, chosen.regions)}), flush=True)
        browser.close()


def write_recording(path: Path, hours: float) -> None:
    """A minute of noise that swells and fades, over and over."""
    samples = np.random.default_rng(1).standard_normal((RATE * 60, CHANNELS)) * 0.1
    swell = np.abs(np.sin(np.arange(RATE * 60) / RATE * 1.3))[:, None]
    minute = (np.clip(samples * swell, -1, 1) * 32_767).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(CHANNELS)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for _ in range(round(hours * 60)):
            file.writeframes(minute)


def make(path: Path, folder: Path) -> dict[str, Any]:
    """Seconds to measure the file and to make what is shown of it, and the most memory that took."""
    began = time.perf_counter()
    facts = probe(path)
    probed = time.perf_counter()
    made = make_renditions(path, str(folder), *facts["renditions"])
    done = time.perf_counter()
    sizes = {kind: round((folder / each["file"]).stat().st_size / 1e6, 1) for kind, each in made.items()}
    return {
        "hours": round(facts["duration"] / 3600, 2),
        "file_mb": round(path.stat().st_size / 1e6),
        "probe_seconds": round(probed - began, 2),
        "renditions_seconds": round(done - probed, 1),
        "made_mb": sizes,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def show(browser: Browser, product: Product, path: Path, regions: int) -> dict[str, Any]:
    """Milliseconds to open the item, and the frames shown while it is scrolled and zoomed."""
    page = sign_in(browser, product)
    add_task(product, path, regions)
    open_work(page)
    opened = [open_work(page) for _ in range(3)]
    box = page.locator("[data-editor-canvas]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 150)
    page.keyboard.press("Shift+z")
    for _ in range(9):
        page.keyboard.press("+")
    page.evaluate(FRAMES)
    for number in range(WHEELS):
        page.mouse.wheel(0, 60 if number % 60 < 50 else -60)
        page.wait_for_timeout(12)
    intervals = np.array(page.evaluate(INTERVALS))
    return {
        "regions": regions,
        "open_ms": [round(each) for each in opened],
        "frames_a_second": round(1000 / float(intervals.mean()), 1),
        "slowest_frame_ms": round(float(np.percentile(intervals, 99)), 1),
    }


def open_work(page: Page) -> float:
    """From the navigation to the first frame with the waveform in it."""
    page.goto("/work", wait_until="commit")
    page.wait_for_function(SHOWN)
    found: float = page.evaluate("new Promise((done) => requestAnimationFrame(() => done(performance.now())))")
    return found


def add_task(product: Product, path: Path, regions: int) -> None:
    ontology = {"labels": SPEAKERS}
    settings = {"name": "sound", "modality": "audio.v1", "ontology": ontology, "review_percent": 0, "audit_percent": 0}
    project = product.call("POST", "/projects", settings)
    kind = {"Content-Type": "audio/wav"}
    asset = product.call("POST", "/assets?name=long.wav", path.read_bytes(), kind)
    while (state := product.call("GET", f"/assets/{asset['id']}"))["status"] == "pending":
        time.sleep(0.5)
    assert state["status"] == "ready", state
    step = state["facts"]["duration"] / regions
    marks = [
        {
            "type": "utterance",
            "label": SPEAKERS[number % len(SPEAKERS)]["name"],
            "start": round(number * step, 3),
            "end": round((number + 1.2) * step, 3) if number < regions - 1 else round((number + 0.9) * step, 3),
            "transcript": f"What is said in region {number}.",
        }
        for number in range(regions)
    ]
    rows = [{"attachment": asset["id"], "hypothesis": {"annotations": marks}}]
    product.call("POST", f"/projects/{project['id']}/tasks", {"tasks": rows})
    time.sleep(2)


if __name__ == "__main__":
    main()
