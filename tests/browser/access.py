"""Whether everybody can use a page: what axe-core says of it, and whether it fits its window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text()
GRAVE = {"serious", "critical"}


def find_faults(page: Page, rules: dict[str, Any] | None = None) -> list[str]:
    """What axe-core finds grave, each with the first elements it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("(rules) => axe.run(document, { resultTypes: ['violations'], ...rules })", rules or {})
    return [
        f"{each['id']}: {each['help']} | {node['html'][:160]} | {node['failureSummary'][:200]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"][:2]
    ]


def overflow(page: Page) -> list[str]:
    """Elements that make the page scroll sideways."""
    wide: list[str] = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('main')]
            .filter((each) => each.scrollWidth > each.clientWidth + 1)
            .map((each) => `${each.tagName} ${each.scrollWidth} > ${each.clientWidth}`)"""
    )
    return wide
