"""`python -m bench.taxonomy`: a question whose choices are a tree of 10,000: opening it, a step, a key in the search.

Headless Chromium with software rendering. Opening is from the address until the tree's first rows are there, and beside
it the same with a question of two choices; steps and keys are measured by the page, until the frame that shows them.
"""

from __future__ import annotations

import json
import statistics
from time import perf_counter
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from bench.labels import measure_keys
from bench.paint import ARGUMENTS, CHROMIUM, sign_in
from bench.product import Product, running_product
from bench.shapes import wait_for

BRANCHES, TWIGS, LEAVES = 10, 10, 98
OPENED = 7
TYPED = ("branch 7 twig 7 leaf 42", "leaf 42 branch 3", "twig 9 9", "zebra")
STEPS = ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "End", "Home")
WATCH_STEPS = """() => {
  window.steps = [];
  document.querySelector("[data-row-search]").addEventListener("keydown", () => {
    const began = performance.now();
    requestAnimationFrame(() => setTimeout(() => steps.push(performance.now() - began)));
  });
}"""


def main() -> None:
    with running_product() as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = sign_in(browser, product)
        few, many = make_project(product, two_choices()), make_project(product, ten_thousand())
        figures = {
            "open_two_choices": time_to_open(page, few, "[data-question]"),
            "open_tree": time_to_open(page, many, "[role=treeitem]"),
            "step": measure_steps(page),
            "key": measure_keys(page, TYPED),
        }
        print(
            json.dumps(
                {
                    "what": "taxonomy",
                    "nodes": len(ten_thousand()),
                    **{name: spell(found) for name, found in figures.items()},
                }
            )
        )
        browser.close()


def spell(milliseconds: list[float]) -> str:
    return f"median {statistics.median(milliseconds):.0f} ms, p95 {np.percentile(milliseconds, 95):.0f} ms"


def two_choices() -> list[dict[str, Any]]:
    return [{"name": name} for name in ("yes", "no")]


def ten_thousand() -> list[dict[str, Any]]:
    """Three levels: 10, each with 10 below it, each with 98 below that."""
    nodes = [{"name": f"b{b}", "title": f"Branch {b}"} for b in range(BRANCHES)]
    for b in range(BRANCHES):
        for t in range(TWIGS):
            nodes.append({"name": f"b{b}t{t}", "title": f"Twig {t}", "parent": f"b{b}"})
            below = f"b{b}t{t}"
            nodes += [{"name": f"{below}l{n}", "title": f"Leaf {n}", "parent": below} for n in range(LEAVES)]
    return nodes


def make_project(product: Product, choices: list[dict[str, Any]]) -> str:
    question = {"name": "kind", "title": "What?", "type": "category", "only_leaves": True, "choices": choices}
    # With one short question alone the page would be the fast lane.
    remark = {"name": "remark", "title": "Why?", "type": "text"}
    settings = {
        "name": f"{len(choices)} choices",
        "modality": "text.v1",
        "ontology": {"attributes": [question, remark]},
    }
    project_id: str = product.call("POST", "/projects", settings)["id"]
    product.call("POST", f"/projects/{project_id}/tasks", {"tasks": [{"text": "A fox and an owl."}]})
    return project_id


def time_to_open(page: Page, project: str, seen: str) -> list[float]:
    """Milliseconds, each time anew; the first, which fills the browser's cache, does not count."""
    taken = []
    for _ in range(OPENED + 1):
        page.goto("/")
        began = perf_counter()
        page.goto(f"/work/{project}/label")
        page.locator(seen).first.wait_for()
        taken.append(1000 * (perf_counter() - began))
    return taken[1:]


def measure_steps(page: Page) -> list[float]:
    page.evaluate(WATCH_STEPS)
    field = page.locator("[data-row-search]")
    steps = STEPS * 5
    for number, key in enumerate(steps, start=1):
        field.press(key)
        wait_for(page, f"window.steps.length >= {number}")
    found: list[float] = page.evaluate("window.steps")
    return found


if __name__ == "__main__":
    main()
