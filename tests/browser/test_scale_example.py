"""The example for Scale's users, run as it is, while somebody labels what it asks in a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from goldsmith.compat.scale import connect

from ..http.test_scale import unreviewed
from ..product import RECEIVERS, Customer, wait_until
from .desk import canvas, expect_item, expect_objects, press

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "scale" / "label_images.py"


def start(customer: Customer, folder: Path, key: str, callback_key: str) -> subprocess.Popen[bytes]:
    environment = {
        "GOLDSMITH_URL": customer.product.url,
        "GOLDSMITH_KEY": key,
        "SCALE_CALLBACK_AUTH": callback_key,
        "PYTHONUNBUFFERED": "1",
    }
    with (folder / "said").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, str(SCRIPT), "--results", str(folder / "results"), "--callback-host", RECEIVERS],
            env={**os.environ, **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        )


def test_the_example_gets_what_is_labeled_in_the_browser(
    sign_in: Callable[..., Page], customer: Customer, tmp_path: Path
) -> None:
    key, callback_key = customer.make_key("operator")["key"], customer.operator.get("/scale")["live_callback_key"]
    script = start(customer, tmp_path, key, callback_key)
    try:
        wait_until(lambda: is_asking(script, tmp_path))
        unreviewed(customer, "Pictures")
        [batch] = connect(key, customer.product.url).get_batches()
        label(sign_in("labeler"), batch.name)
        assert script.wait(60) == 0
    finally:
        script.kill()
    said = (tmp_path / "said").read_text()
    results = {path.name: json.loads(path.read_text()) for path in (tmp_path / "results").iterdir()}
    assert {name: labels(response) for name, response in results.items()} == {
        "cat.jpg.json": ["Animal"],
        "coffee.jpg.json": ["Cup", "Animal"],
        "rocket.jpg.json": [],
    }
    [guess] = results["cat.jpg.json"]["annotations"]
    assert (guess["left"], guess["top"], guess["width"], guess["height"]) == (60, 10, 350, 280)
    assert said.count("genuine") == 4
    assert "FORGED" not in said
    assert f"Callback for batch {batch.name}: genuine" in said


def is_asking(script: subprocess.Popen[bytes], folder: Path) -> bool:
    said = (folder / "said").read_text()
    assert script.poll() is None, said
    return "/work and label 3 tasks" in said


def labels(response: dict[str, Any]) -> list[str]:
    return [each["label"] for each in response["annotations"]]


def label(page: Page, batch: str) -> None:
    """The first guess is right, beside the second something is missing, the third is wrong."""
    expect_picture(page, f"{batch}/cat.jpg")
    press(page, "Shift+Space", "Enter")
    expect_picture(page, f"{batch}/coffee.jpg")
    press(page, "Shift+Space", "b")
    draw_box(page)
    expect_objects(page, 2)
    press(page, "Enter")
    expect_picture(page, f"{batch}/rocket.jpg")
    press(page, "v", "Tab", "Delete")
    expect_objects(page, 0)
    press(page, "Enter")


def expect_picture(page: Page, unique_id: str) -> None:
    expect_item(page, unique_id)
    expect(canvas(page).locator("canvas").first).to_be_visible()
    expect_objects(page, 1)


def draw_box(page: Page) -> None:
    """A small one, somewhere in the middle of the picture."""
    room = canvas(page).bounding_box()
    assert room
    x, y = room["x"] + room["width"] / 2, room["y"] + room["height"] / 2
    page.mouse.move(x - 20, y + 60)
    page.mouse.down()
    page.mouse.move(x + 40, y + 120, steps=5)
    page.mouse.up()
