"""What belongs to the customer and to oneself: people, keys, webhooks, buckets, the palette, appearance, password."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from ..product import Caller, Customer
from .browsing import Person, Visit, hire

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def page(sign_in: Callable[..., Page]) -> Page:
    return sign_in("admin")


def read_secret(page: Page, title: str) -> str:
    """What the dialog shows once; closing it takes it away for good."""
    dialog = page.get_by_role("dialog", name=title)
    secret = dialog.get_by_role("code").inner_text()
    assert secret
    dialog.get_by_role("button", name="I have stored it").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text(secret)).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert secret not in page.content()
    return secret


def test_a_new_person_signs_in_with_the_password_shown_once(page: Page, visit: Callable[..., Visit]) -> None:
    email = f"{uuid4().hex}@example.net"
    page.goto("/settings/members")
    page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_label("Name").fill("Grace Hopper")
    dialog.get_by_role("button", name="Add a person").click()
    password = read_secret(page, "Password for Grace Hopper")
    expect(page.get_by_role("row", name="Grace Hopper")).to_contain_text(email)
    entered = visit().sign_in(Person("Grace Hopper", email, password))
    expect(entered.get_by_role("heading", name="Work")).to_be_visible()


def test_a_key_is_shown_once_and_works_until_it_is_revoked(page: Page, customer: Customer) -> None:
    page.goto("/settings/keys")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Nightly import")
    page.get_by_role("dialog").get_by_role("button", name="Make a key").click()
    program = Caller(customer.product, read_secret(page, "Your new key"))
    assert program.get("/projects")["items"] == []
    row = page.get_by_role("row", name="Nightly import")
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("revoked")
    program.get("/projects", expect=401)


def test_a_webhook_secret_is_shown_once(page: Page) -> None:
    page.goto("/settings/webhooks")
    page.get_by_role("button", name="Add a webhook").click()
    page.get_by_role("dialog").get_by_label("Address").fill("https://example.org/hooks")
    page.get_by_role("dialog").get_by_role("button", name="Add a webhook").click()
    assert read_secret(page, "Signing secret").startswith("whsec_")
    expect(page.get_by_text("https://example.org/hooks")).to_be_visible()


def test_a_bucket_is_registered_checked_and_removed_and_its_secret_is_gone(page: Page, customer: Customer) -> None:
    page.goto("/settings/buckets")
    page.get_by_role("button", name="Add a bucket").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Bucket").fill("photos")
    form.get_by_label("Folder").fill("2026")
    form.get_by_label("Endpoint").fill("http://127.0.0.1:9")
    form.get_by_label("Access key id").fill("AKIAEXAMPLE")
    form.get_by_role("textbox", name="Secret access key").fill("only-for-tests")
    form.get_by_role("button", name="Add a bucket").click()
    expect(page.get_by_text("s3://photos/2026/")).to_be_visible()
    assert "only-for-tests" not in page.content()
    page.get_by_role("button", name="Check").click()
    checking = page.get_by_role("dialog")
    checking.get_by_label("Name of an object").fill("2026/cat.jpg")
    checking.get_by_role("button", name="Check").click()
    expect(checking.get_by_role("status")).to_contain_text("neither public nor on the list of allowed addresses")
    checking.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No buckets yet")).to_be_visible()
    assert customer.value("select count(*) from bucket where credentials is not null") == 0


def test_a_file_that_is_no_key_file_is_told_so(visit: Callable[..., Visit], customer: Customer) -> None:
    entered = visit()
    entered.complaints.excuse("/api/v1/buckets")
    page = entered.sign_in(hire(customer, "operator"))
    page.goto("/settings/buckets")
    page.get_by_role("button", name="Add a bucket").click()
    form = page.get_by_role("dialog")
    form.get_by_role("combobox", name="Where it is").click()
    page.get_by_role("option", name="Google Cloud Storage").click()
    form.get_by_label("Bucket").fill("photos")
    with page.expect_file_chooser() as chooser:
        form.get_by_role("button", name="Key file").click()
    chooser.value.set_files({"name": "key.json", "mimeType": "application/json", "buffer": b"no JSON"})
    form.get_by_role("button", name="Add a bucket").click()
    expect(form.get_by_role("alert")).to_contain_text("client_email and private_key")


def test_the_palette_finds_pages_projects_and_tasks(page: Page, customer: Customer) -> None:
    project = customer.make_project(name="Galaxies")
    customer.add_tasks(project, 1, unique_id="andromeda-31")
    page.goto(f"/projects/{project}")
    expect(page.get_by_role("heading", name="Galaxies")).to_be_visible()
    for typed, found, address in (
        ("deliv", "Deliveries", f"/projects/{project}/deliveries"),
        ("andromeda-31", "andromeda-31", "/tasks/"),
        ("galax", "Galaxies", f"/projects/{project}"),
    ):
        find(page, typed)
        expect(page.get_by_role("dialog").get_by_text(found)).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, address=address: address in url)  # type: ignore[misc]


def find(page: Page, words: str) -> None:
    """Type into the command palette."""
    expect(page.get_by_role("main")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_placeholder("Find a page, project, task or command").fill(words)


def test_light_and_dark_are_chosen_and_remembered(page: Page) -> None:
    page.goto("/me")
    dark = page.evaluate(BACKGROUND)
    page.get_by_text("Light", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
    assert page.evaluate(BACKGROUND) != dark
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
    find(page, "dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert page.evaluate(BACKGROUND) == dark


def test_a_wrong_password_is_refused_and_a_changed_one_works(visit: Callable[..., Visit], customer: Customer) -> None:
    person, entered = hire(customer, "labeler"), visit()
    entered.complaints.excuse("/api/v1/session")
    page = entered.page
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Work")).to_be_visible()
    page.goto("/me")
    page.get_by_label("Current password").fill(person.password)
    page.get_by_label("New password").fill("a better password than that")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password was changed.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Goldsmith")).to_be_visible()
    visit().sign_in(Person(person.name, person.email, "a better password than that"))


def test_labelers_see_work_and_themselves_and_nothing_else(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project()
    page = sign_in("labeler")
    pages = page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(pages).to_have_text(["Work", "Me"])
    for address in (f"/projects/{project}/tasks", "/settings/members"):
        page.goto(address)
        expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_a_budget_and_a_deadline_are_set_in_the_form_and_kept(sign_in: Callable[..., Page], customer: Customer) -> None:
    project = customer.make_project(labeling="adaptive", contract={"most_answers": 900})
    page = sign_in("operator")
    page.goto(f"/projects/{project}/settings")
    expect(page.get_by_label("Budget")).to_have_value("900")
    page.get_by_label("Budget").fill("800")
    deadline = page.get_by_label("Deadline")
    deadline.fill("2090-06-01T18:00")
    page.get_by_role("button", name="Save quality").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(deadline).to_have_value("2090-06-01T18:00")
    contract = customer.operator.get(f"/projects/{project}")["contract"]
    assert contract["deadline"].startswith("2090-06-01")
    assert contract["most_answers"] == 800
    page.get_by_text("Let the engine stop where it is sure enough").click()
    expect(deadline).to_have_count(0)
