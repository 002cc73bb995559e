"""The ontology editor makes trees: by keys, by buttons, on a phone, and of ten thousand choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from ..product import Customer
from .access import find_faults, overflow
from .browsing import SHOTS, Visit, hire
from .test_taxonomy import ten_thousand

GOODS = ("Goods", "Phones", "Smartphones", "Services")


def open_editor(sign_in: Callable[..., Page], customer: Customer, choices: Any, **options: Any) -> tuple[Page, str]:
    """An operator's page with the settings of a project that asks one question; and the project."""
    question = {"name": "kind", "title": "What is it?", "type": "category", "choices": choices}
    project = customer.make_project(ontology={"attributes": [question]})
    page = sign_in("operator", **options)
    page.goto(f"/projects/{project}/settings")
    page.get_by_placeholder("Choice").first.wait_for()
    return page, project


def named(*titles: str) -> list[dict[str, str]]:
    return [{"name": title.lower(), "title": title} for title in titles]


def title_of(page: Page, title: str) -> Any:
    return page.get_by_placeholder("Choice").and_(page.locator(f'[value="{title}"]'))


def save(page: Page, version: int = 2) -> None:
    page.get_by_role("button", name=f"Save as version {version}").first.click()
    expect(page.get_by_role("button", name=f"Save as version {version + 1}")).to_be_disabled()


def question_of(customer: Customer, project: str) -> Any:
    [question] = customer.operator.get(f"/projects/{project}/ontology")["ontology"]["attributes"]
    return question


def parents_in(question: Any) -> dict[str, str]:
    return {choice["name"]: choice["parent"] for choice in question["choices"]}


def test_a_tree_is_made_by_keys(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, project = open_editor(sign_in, customer, named(*GOODS))
    title_of(page, "Phones").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(title_of(page, "Phones")).to_be_focused()
    for _ in range(2):
        title_of(page, "Smartphones").focus()
        page.keyboard.press("Alt+ArrowRight")
    title_of(page, "Services").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(title_of(page, "Services")).to_be_focused()
    page.get_by_label("Only the lowest can be chosen").check()
    assert find_faults(page, {}) == []
    page.screenshot(path=SHOTS / "ontology-tree.png", full_page=True)
    save(page)
    question = question_of(customer, project)
    assert parents_in(question) == {"goods": "", "phones": "goods", "smartphones": "phones", "services": ""}
    assert question["choices"][0]["name"] == "services"
    assert question["only_leaves"] is True
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("?")
    expect(page.get_by_text("Below the one before")).to_be_visible()


def test_buttons_nest_on_a_phone_and_retiring_takes_all_below_along(
    sign_in: Callable[..., Page], customer: Customer
) -> None:
    page, project = open_editor(sign_in, customer, named(*GOODS), viewport={"width": 390, "height": 844})
    page.get_by_role("button", name="Put Phones below the one before").click()
    page.get_by_role("button", name="Put Smartphones below the one before").click()
    page.get_by_role("button", name="Put Smartphones below the one before").click()
    page.get_by_role("button", name="Take Smartphones out, one level up").click()
    assert overflow(page) == []
    assert find_faults(page, {}) == []
    title_of(page, "Goods").scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "ontology-tree-phone.png")
    save(page)
    assert parents_in(question_of(customer, project))["smartphones"] == "goods"
    page.get_by_role("button", name="Retire with the 2 below it").click()
    page.get_by_role("button", name="Put Services below the one before").click()
    page.get_by_role("button", name="Save as version 3").click()
    expect(page.get_by_text("It stands below one that is retired")).to_be_visible()
    page.get_by_role("button", name="Take Services out, one level up").click()
    save(page, 3)
    retired = [choice["name"] for choice in question_of(customer, project)["choices"] if choice["retired"]]
    assert retired == ["goods", "phones", "smartphones"]


def test_ten_thousand_choices_are_edited_in_a_list_that_scrolls(
    sign_in: Callable[..., Page], customer: Customer
) -> None:
    page, project = open_editor(sign_in, customer, ten_thousand(), color_scheme="dark")
    rows = page.get_by_role("region", name="Choices of What is it?")
    assert find_faults(page, {}) == []
    rows.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "ontology-tree-many-dark.png")
    rows.evaluate("rows => rows.scrollTo(0, rows.scrollHeight)")
    last = rows.get_by_placeholder("Choice").last
    expect(last).to_have_value("Leaf 97")
    last.fill("The last leaf")
    last.press("Alt+ArrowUp")
    expect(title_of(page, "The last leaf")).to_be_focused()
    save(page)
    titles = [choice["title"] for choice in question_of(customer, project)["choices"]]
    assert titles[-2:] == ["The last leaf", "Leaf 96"]


def test_a_tree_is_pasted_looked_at_taken_and_downloaded(visit: Callable[..., Visit], customer: Customer) -> None:
    opened = visit()
    opened.complaints.excuse("/taxonomies/read")  # the browser logs the 422 of a text that is no tree
    page, project = open_editor(lambda role: opened.sign_in(hire(customer, role)), customer, named("Goods", "Gone"))
    page.get_by_role("button", name="Paste or load").last.click()
    window = page.get_by_role("dialog", name="What is it? from text")
    text = window.get_by_role("textbox", name="Text")
    expect(text).to_be_focused()
    text.fill("title,parent\nGoods,\nPhones,Gods")
    window.get_by_role("button", name="Read it").click()
    expect(window.get_by_role("alert")).to_contain_text("Line 3: There is no class 'Gods' that it could stand below.")
    text.fill("Goods\n  Phones\n    Smartphones\nServices")
    window.get_by_role("button", name="Read it").click()
    expect(window.get_by_text("4 classes. 3 of them are new. 1 that is there now is left out")).to_be_visible()
    assert find_faults(page, {}) == []
    page.screenshot(path=SHOTS / "ontology-tree-pasted.png")
    window.get_by_role("button", name="Take these").click()
    expect(title_of(page, "Smartphones")).to_be_visible()
    save(page)
    question = question_of(customer, project)
    expected = {"goods": "", "phones": "goods", "smartphones": "phones", "services": "", "gone": ""}
    assert parents_in(question) == expected
    assert [choice["name"] for choice in question["choices"] if choice["retired"]] == ["gone"]
    page.get_by_role("button", name="Download: What is it?").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Table with a column for each level").click()
    assert download.value.suggested_filename == "What is it_.csv"
    assert download.value.path().read_text().splitlines()[1:3] == ["Goods,,,goods", "Goods,Phones,,phones"]


def test_a_file_of_labels_is_read_on_a_phone(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, project = open_editor(sign_in, customer, named("Goods"), viewport={"width": 390, "height": 844})
    page.get_by_role("button", name="Paste or load").first.click()
    window = page.get_by_role("dialog", name="Labels from text")
    file = {"name": "things.tsv", "mimeType": "text/tab-separated-values", "buffer": b"\xff\xfe"}
    window.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(window.get_by_role("alert")).to_contain_text("This file is not UTF-8 text")
    things = b"name\ttitle\tparent\nthing\tThing\t\ncar\tCar\tthing\n"
    window.locator("input[type=file]").set_input_files(file | {"buffer": things})  # type: ignore[arg-type]
    expect(window.get_by_text("2 classes. 2 of them are new.")).to_be_visible()
    assert overflow(page) == []
    page.screenshot(path=SHOTS / "ontology-tree-pasted-phone.png")
    window.get_by_role("button", name="Take these").click()
    save(page)
    labels = customer.operator.get(f"/projects/{project}/ontology")["ontology"]["labels"]
    assert [(label["name"], label["parent"]) for label in labels] == [("thing", ""), ("car", "thing")]
