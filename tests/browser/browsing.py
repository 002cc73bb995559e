"""People in front of a browser: who they are, the page they look at, and what it complained about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from ..product import Customer

SHOTS = Path(__file__).parent / "shots"
WAIT_MS = 30_000
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
expect.set_options(timeout=WAIT_MS)


@dataclass(frozen=True)
class Person:
    """Somebody with an address and a password, and a role at one customer."""

    name: str
    email: str
    password: str


def hire(customer: Customer, role: str, name: str | None = None) -> Person:
    """A new person of this role; the password is the one that an admin passes on."""
    email = f"{uuid4().hex[:12]}@example.org"
    name = name or f"{role.title()} {email[:4]}"
    made = customer.root.post("/members", {"email": email, "name": name, "role": role}, expect=201)
    return Person(name, email, made["one_time_password"])


@dataclass
class Complaints:
    """What pages wrote to the console as errors, without those a test provokes."""

    heard: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.heard.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"{message.text} ({message.location.get('url', '')})")

    def excuse(self, part: str) -> None:
        """This test provokes errors that contain these words."""
        self.excused.append(part)

    @property
    def unexcused(self) -> list[str]:
        return [each for each in self.heard if not any(part in each for part in self.excused)]


class Visit:
    """One browser context: nothing of another visit is in it."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        settings = {"viewport": DESKTOP, "color_scheme": "dark", "locale": "en-GB", "reduced_motion": "reduce"}
        self.context: BrowserContext = browser.new_context(base_url=url, **{**settings, **options})
        self.context.set_default_timeout(WAIT_MS)
        self.complaints = Complaints()
        self.page = self.open()

    def open(self, address: str | None = None) -> Page:
        """A new tab."""
        page = self.context.new_page()
        self.complaints.listen(page)
        if address is not None:
            page.goto(address)
        return page

    def sign_in(self, person: Person) -> Page:
        """Through the form, as everybody does."""
        page = self.page
        self.complaints.excuse("/api/v1/session")  # the browser logs the 401 that says: nobody is signed in
        page.goto("/sign-in")
        page.get_by_label("E-mail").fill(person.email)
        page.get_by_label("Password", exact=True).fill(person.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        return page


@contextmanager
def visiting(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:
    """A visit that must end without errors in the console."""
    visit = Visit(browser, url, **options)
    try:
        yield visit
    finally:
        visit.context.close()
    assert not visit.complaints.unexcused, "\n".join(visit.complaints.unexcused)


def drop_file(target: Locator, name: str, content: str, media_type: str = "application/x-ndjson") -> None:
    """Drop one file on an element, as a hand would."""
    carried = target.page.evaluate_handle(
        """([name, content, type]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([content], name, { type }));
            return carried;
        }""",
        [name, content, media_type],
    )
    for kind in ("dragover", "drop"):
        target.dispatch_event(kind, {"dataTransfer": carried})
