"""`python -m bench.text`: a text of 1 MB with 5,000 pre-labeled spans in headless Chromium with software rendering.

Until it is on screen; frames while it scrolls from end to end; from the key of a label until the span is in the answer
and painted, at the start and in the middle; the same for one line of 1 MB without a break. `--megabytes 5` tries
a text of the largest size.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench.paint import ARGUMENTS, CHROMIUM, sign_in
from bench.product import Product, running_product
from bench.shapes import wait_for

SPANS, MARKS, SCROLL_MS = 5_000, 20, 4_000
WORDS = ("the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "while", "nobody", "in", "particular")
ONTOLOGY = {"labels": [{"name": "person", "title": "Person"}, {"name": "place", "title": "Place"}]}
WATCH = """() => {
  window.marks = [];
  addEventListener("keydown", ({ key }) => {
    if (key !== "2") return;
    const began = performance.now();
    queueMicrotask(() => requestAnimationFrame(() => setTimeout(() => marks.push(performance.now() - began))));
  }, { capture: true });
}"""
SCROLL = """(duration) => new Promise((resolve) => {
  const page = document.querySelector("[data-editor-canvas]");
  const frames = [];
  const began = performance.now();
  let last = began;
  const step = (now) => {
    frames.push(now - last);
    last = now;
    page.scrollTop = (page.scrollHeight - page.clientHeight) * Math.min(1, (now - began) / duration);
    if (now - began < duration) requestAnimationFrame(step); else resolve(frames.slice(2));
  };
  requestAnimationFrame(step);
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1)
    characters = round(parser.parse_args().megabytes * 1_000_000)
    with running_product() as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = sign_in(browser, product)
        for kind, line_words in (("paragraphs", 80), ("one line", characters)):
            text = write(characters, line_words)
            print(
                json.dumps(
                    {"what": "text", "kind": kind, "characters": len(text), **measure(product, page, kind, text)}
                )
            )
        browser.close()


def write(characters: int, line_words: int) -> str:
    """So many characters of words in lines of so many words."""
    chance = np.random.default_rng(7)
    words = chance.choice(WORDS, characters // 4)
    lines = [" ".join(words[at : at + line_words]) for at in range(0, len(words), line_words)]
    return "\n".join(lines)[:characters]


def spans_over(text: str) -> list[dict[str, Any]]:
    """Every so many characters a word or a few; some overlap the one before."""
    step = len(text) // SPANS
    spans = []
    for number in range(SPANS):
        start = text.index(" ", number * step) + 1
        end = min(start + 4 + number % 37, len(text))
        common = {"uuid": f"span-{number}", "type": "span", "label": ("person", "place")[number % 2], "attributes": {}}
        spans.append({**common, "start": start, "end": end, "text": text[start:end]})
    return spans


def measure(product: Product, page: Page, kind: str, text: str) -> dict[str, Any]:
    project = product.call("POST", "/projects", {"name": kind, "modality": "text.v1", "ontology": ONTOLOGY})["id"]
    task = {"text": text, "hypothesis": {"annotations": spans_over(text)}}
    product.call("POST", f"/projects/{project}/tasks", {"tasks": [task]})
    page.goto(f"/work/{project}/label")
    wait_for(page, "performance.getEntriesByName('goldsmith:painted').length > 0")
    opened = page.evaluate("performance.getEntriesByName('goldsmith:painted')[0].startTime")
    page.wait_for_timeout(3000)
    frames = np.array(page.evaluate(SCROLL, SCROLL_MS))
    page.evaluate(WATCH)
    return {
        "painted_ms": round(opened),
        "nodes": page.evaluate("document.querySelectorAll('[data-editor-canvas] *').length"),
        **figures("frame", frames),
        **figures("span_at_end", mark(page, "Control+End", "Control+Shift+ArrowLeft")),
        **figures("span_at_start", mark(page, "Control+Home", "Control+Shift+ArrowRight")),
    }


def mark(page: Page, *keys: str) -> Any:
    """Milliseconds from a label's key to the frame that shows the span, each time on another word."""
    page.evaluate("window.marks = []")
    page.keyboard.press(keys[0])
    for done in range(MARKS):
        page.keyboard.press(keys[1])
        page.wait_for_timeout(30)
        page.keyboard.press("2")
        wait_for(page, f"window.marks.length > {done}")
        page.keyboard.press("Escape")
    return page.evaluate("window.marks")


def figures(name: str, milliseconds: Any) -> dict[str, float]:
    median, p95 = np.percentile(milliseconds, [50, 95])
    return {f"{name}_ms": round(float(median), 1), f"{name}_p95_ms": round(float(p95), 1)}


if __name__ == "__main__":
    main()
