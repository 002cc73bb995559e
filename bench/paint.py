"""`python -m bench.paint`: milliseconds from the submit key to the next item on screen, in a real browser.

A labeler pauses to think before each answer, as people do; the next item is fetched meanwhile. The figure is what the
page itself measures: from the key to the first frame that shows the next item.
"""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.product import ONTOLOGY, Product, running_product

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
TEXTS, IMAGES = 30, 20
PICTURE = (1920, 1080)
THINKING_MS = 600
MEASURES = "performance.getEntriesByName('goldsmith:submit-to-painted').map((each) => each.duration)"


def main() -> None:
    with running_product() as product, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = sign_in(browser, product)
        for modality, rows in (("text.v1", texts()), ("image.v1", pictures(product))):
            print(json.dumps({"what": "paint", "modality": modality, **measure(product, page, modality, rows)}))
        browser.close()


def texts() -> list[dict[str, Any]]:
    return [{"text": f"Text number {number}. " + "All is well that ends well. " * 30} for number in range(TEXTS + 2)]


def pictures(product: Product) -> list[dict[str, Any]]:
    """Noise in full HD: nothing in it can be decoded early."""
    noise = np.random.default_rng(1)
    return [{"attachment": upload(product, noise, number)} for number in range(IMAGES + 2)]


def upload(product: Product, noise: np.random.Generator, number: int) -> str:
    width, height = PICTURE
    pixels = noise.integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "JPEG", quality=90)
    kind = {"Content-Type": "image/jpeg"}
    made = product.call("POST", f"/assets?name=picture-{number}.jpg", written.getvalue(), kind)
    asset_id: str = made["id"]
    return asset_id


def sign_in(browser: Browser, product: Product) -> Page:
    """A labeler, through the form."""
    person = {"email": "labeler@example.org", "name": "Labeler", "role": "labeler"}
    known = product.call("POST", "/members", person)
    page = browser.new_page(base_url=product.url, viewport={"width": 1440, "height": 900})
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(known["one_time_password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Work").wait_for()
    return page


def measure(
    product: Product,
    page: Page,
    modality: str,
    rows: list[dict[str, Any]],
    ontology: dict[str, Any] = ONTOLOGY,
    thinking_ms: int = THINKING_MS,
) -> dict[str, float]:
    """Answer all but the last two items."""
    settings = {"name": modality, "modality": modality, "ontology": ontology, "review_percent": 0, "audit_percent": 0}
    project = product.call("POST", "/projects", settings)["id"]
    product.call("POST", f"/projects/{project}/tasks", {"tasks": rows})
    page.goto(f"/work/{project}/label")
    for done in range(len(rows) - 2):
        page.locator("[data-editor-canvas]").wait_for()
        page.wait_for_timeout(thinking_ms)
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        while len(durations := page.evaluate(MEASURES)) <= done:
            page.wait_for_timeout(20)
    median, p95 = np.percentile(durations, [50, 95])
    return {"items": len(durations), "median_ms": round(float(median), 1), "p95_ms": round(float(p95), 1)}


if __name__ == "__main__":
    main()
