"""A third modality's editor on screen: its folder is found by the web build, and nothing else was touched."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from ..conftest import Own, open_folder
from ..toy_modality import make_pulse, numbers_file
from .browsing import hire, visiting
from .desk import canvas, expect_objects, only_response, press

WEB = Path(__file__).parents[2] / "web"


@pytest.fixture
def place() -> Iterator[Path]:
    folder = open_folder()
    yield folder
    shutil.rmtree(folder)


def build_web(modality: Path, into: Path) -> Path:
    """The web app as `npm run build` makes it where the environment names one more modality."""
    command = ["npx", "vite", "build", "--outDir", str(into), "--logLevel", "error"]
    environment = {**os.environ, "GOLDSMITH_EXTRA_MODALITIES": str(modality)}
    subprocess.run(command, cwd=WEB, env=environment, check=True, timeout=100)
    return into


def serve_from(built: Path, page: Page) -> None:
    """Show this build instead of the checkout's; the API stays the product's own."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = built / path.lstrip("/")
        if path.startswith("/api/"):
            route.continue_()
        else:
            route.fulfill(path=file if file.is_file() else built / "index.html")

    page.route("**/*", answer)


def test_a_new_modality_has_its_editor_on_screen(start_own: Callable[..., Own], browser: Browser, place: Path) -> None:
    modality = make_pulse(place)
    own = start_own(GOLDSMITH_EXTRA_MODALITIES=str(modality), GOLDSMITH_API_WORKERS="1")
    customer = own.found_customer()
    with visiting(browser, own.url) as visit:
        serve_from(build_web(modality, place / "dist"), visit.page)
        page = visit.sign_in(hire(customer, "admin"))
        create_project(page)
        steps = FilePayload(name="steps.json", mimeType="application/x-pulse+json", buffer=numbers_file())
        page.locator("input[type=file]").set_input_files(steps)
        expect(page.get_by_text("1 task was added.")).to_be_visible()
        page.get_by_role("link", name="To the project").click()
        page.get_by_role("link", name="Label", exact=True).click()
        expect(canvas(page).get_by_role("button", name="400")).to_be_visible()
        press(page, *["ArrowRight"] * 3, "Enter")
        expect_objects(page, 1)
        expect(canvas(page).get_by_role("button", name="400")).to_have_attribute("aria-pressed", "true")
        press(page, "3", "Control+Enter")
        expect(page.get_by_role("heading", name="All done here")).to_be_visible()
        [project] = customer.operator.get("/projects")["items"]
        [task] = customer.operator.get(f"/projects/{project['id']}/tasks")["items"]
        customer.wait_for_stage(task["id"], "done")
        page.goto(f"/tasks/{task['id']}")
        marked = page.get_by_role("region", name="Answers").get_by_role("button", name="400")
        expect(marked).to_have_attribute("aria-pressed", "true")
    answer = only_response(customer, task["id"])
    assert [each["index"] for each in answer["annotations"]] == [3]
    assert answer["global_attributes"] == {"quality": "bad"}


def create_project(page: Page) -> None:
    page.get_by_role("link", name="New project").click()
    page.get_by_role("button", name="Pulse").click()
    page.get_by_role("button", name="Outliers").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Project name").fill("Heartbeats")
    page.get_by_label("Review share").fill("0")
    page.get_by_label("Audit share").fill("0")
    page.get_by_role("button", name="Create project").click()
