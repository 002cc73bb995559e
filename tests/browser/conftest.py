"""One browser for each test process; a fresh context for each visit; a picture of what a failed test saw."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ..product import Customer, Product
from .browsing import ARGUMENTS, SHOTS, Visit, hire, visiting

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, product: Product, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Open visits; each is closed at the end and must have left no error in the console."""
    visits: list[Visit] = []
    with ExitStack() as opened:

        def open_visit(**options: Any) -> Visit:
            visits.append(opened.enter_context(visiting(browser, product.url, **options)))
            return visits[-1]

        yield open_visit
        if request.node.stash.get(FAILED, False):
            for number, each in enumerate(visits):
                each.page.screenshot(path=SHOTS / "failed" / f"{request.node.name}-{number}.png")


@pytest.fixture
def sign_in(visit: Callable[..., Visit], customer: Customer) -> Callable[..., Page]:
    """A page signed in as somebody new of this role at the test's customer."""

    def enter(role: str, **options: Any) -> Page:
        return visit(**options).sign_in(hire(customer, role))

    return enter
