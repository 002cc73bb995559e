"""A question whose choices are a taxonomy: walked, searched and answered by keyboard, by mouse and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from ..product import Customer
from .access import find_faults, overflow
from .browsing import PHONE, SHOTS
from .desk import add_in_order, canvas, expect_done, expect_item, only_response, press

BRANCHES, TWIGS, LEAVES = 10, 10, 100


def ten_thousand() -> list[dict[str, Any]]:
    """A tree of three levels: 10, each with 10 below it, each with 98 or 99 below that, 9,990 in all."""
    nodes = [{"name": f"b{b}", "title": f"Branch {b}"} for b in range(BRANCHES)]
    nodes += [
        {"name": f"b{b}t{t}", "title": f"Twig {t}", "parent": f"b{b}"} for b in range(BRANCHES) for t in range(TWIGS)
    ]
    return nodes + [
        {"name": f"b{b}t{t}l{leaf}", "title": f"Leaf {leaf}", "parent": f"b{b}t{t}"}
        for b in range(BRANCHES)
        for t in range(TWIGS)
        for leaf in range(LEAVES - 2)
    ]


def open_desk(sign_in: Callable[..., Page], customer: Customer, **settings: Any) -> tuple[Page, str]:
    question = {"name": "kind", "title": "What?", "type": "category", "choices": ten_thousand(), **settings}
    project = customer.make_project(ontology={"attributes": [question]})
    [task] = add_in_order(customer, project, [{"text": "A leaf.", "unique_id": "text-0"}])
    page = sign_in("labeler")
    expect_item(page, "text-0")
    return page, task


def test_a_leaf_among_ten_thousand_is_reached_by_arrows_alone(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, task = open_desk(sign_in, customer, only_leaves=True, required=True)
    rows = page.get_by_role("tree", name="What?").get_by_role("treeitem")
    expect(rows).to_have_count(BRANCHES)
    press(page, "/", "ArrowDown", "ArrowRight")
    expect(page.get_by_role("treeitem", name="Branch 1")).to_have_attribute("aria-expanded", "true")
    press(page, "ArrowRight", "Enter")
    expect(page.get_by_role("treeitem", name="Twig 0")).to_have_attribute("aria-expanded", "true")
    press(page, "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(rows).to_have_count(BRANCHES)
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Enter", "Enter")
    assert only_response(customer, task)["global_attributes"] == {"kind": "b1t0l0"}


def test_a_path_is_searched_and_shown_where_it_stands(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, task = open_desk(sign_in, customer, only_leaves=True)
    assert find_faults(page, {}) == []
    press(page, "/")
    page.keyboard.type("branch 7 b7t3l42")
    found = page.get_by_role("listbox", name="What?").get_by_role("option")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Branch 7 › Twig 3")
    assert find_faults(page, {}) == []
    press(page, "Enter")
    expect(page.get_by_role("treeitem", name="Leaf 42")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    assert only_response(customer, task)["global_attributes"] == {"kind": "b7t3l42"}


def test_several_nodes_are_chosen_one_after_another(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, task = open_desk(sign_in, customer, allow_multiple=True)
    press(page, "/", "Enter", "ArrowDown", "Enter")
    expect(page.get_by_role("combobox", name="Search in What?")).to_be_focused()
    press(page, "Escape", "Enter")
    assert only_response(customer, task)["global_attributes"] == {"kind": ["b0", "b1"]}


def test_a_tree_is_opened_by_touch_on_a_phone(sign_in: Callable[..., Page], customer: Customer) -> None:
    page, _ = open_desk(sign_in, customer, only_leaves=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("treeitem", name="Branch 2").click()
    page.get_by_role("treeitem", name="Twig 0").click()
    page.get_by_role("treeitem", name="Leaf 1", exact=True).click()
    expect(page.get_by_role("treeitem", name="Leaf 1", exact=True)).to_have_attribute("aria-selected", "true")
    assert overflow(page) == []


PRODUCTS = (
    ("A loaf of rye", "bakery bread", "bread"),
    ("Apples, 1 kg", "fresh fr", "fresh_fruit"),
    ("Gouda, sliced", "cheese", "cheese"),
    ("Espresso beans", "coffee", "coffee_and_tea"),
    ("Linen shirt", "cloth shirts bl", "shirts_and_blouses"),
    ("Raincoat", "jack", "jackets_and_coats"),
    ("Jeans", "trou", "trousers"),
    ("Hiking boots", "boots", "boots"),
    ("Leather belt", "belts", "belts"),
    ("Oak table", "furn tab", "tables"),
    ("Frying pan", "kit cook", "cookware"),
    ("Bath towel", "towels", "towels"),
    ("Desk lamp", "lamps", "lamps"),
    ("Laptop, 14 inches", "laptops", "laptops"),
    ("USB-C cable", "cables", "chargers_and_cables"),
    ("Headphones", "headph", "headphones"),
    ("A crime novel", "books media books", "books"),
    ("Chess set", "board", "board_games"),
    ("Tent for two", "camp", "camping"),
    ("Tulip bulbs", "plants", "plants_and_seeds"),
)


def test_twenty_products_are_categorized_by_keyboard_alone(sign_in: Callable[..., Page], customer: Customer) -> None:
    text = next(each for each in customer.operator.get("/modalities")["items"] if each["name"] == "text.v1")
    [template] = [each for each in text["templates"] if each["name"] == "product-categories"]
    project = customer.make_project(ontology=template["ontology"])
    items = [{"text": title, "unique_id": f"text-{number}"} for number, (title, _, _) in enumerate(PRODUCTS)]
    tasks = add_in_order(customer, project, items)
    page = sign_in("labeler")
    search = page.get_by_role("combobox", name="Search in Which category?")
    typed = {title: words for title, words, _ in PRODUCTS}
    for done in range(len(PRODUCTS)):
        expect_done(page, done)
        expect(search).to_have_value("")
        press(page, "/")
        expect(search).to_be_focused()
        page.keyboard.type(typed[canvas(page).inner_text().strip()])
        if done == len(PRODUCTS) // 2:
            page.screenshot(path=SHOTS / "taxonomy-products.png")
        press(page, "Enter", "Enter")
    answers = [only_response(customer, task)["global_attributes"]["category"] for task in tasks]
    assert answers == [name for _, _, name in PRODUCTS]


def test_a_tree_about_a_response_is_searched_in_the_conversation(
    sign_in: Callable[..., Page], customer: Customer
) -> None:
    choices = [{"name": "fault", "title": "Fault"}, {"name": "maths", "title": "Arithmetic", "parent": "fault"}]
    kind = {"name": "kind", "title": "Which fault?", "type": "category", "only_leaves": True, "choices": choices}
    label = {"name": "rate", "title": "Rate", "shapes": ["rating"], "targets": "candidates", "attributes": [kind]}
    project = customer.make_project(modality="chat.v1", ontology={"labels": [label]})
    row = {"prompt": "What is 3 + 4?", "responses": ["Eight."], "unique_id": "talk-0"}
    [task] = add_in_order(customer, project, [row])
    page = sign_in("labeler")
    expect_item(page, "talk-0")
    press(page, "I")
    expect(canvas(page).get_by_role("combobox", name="Search in Which fault?")).to_be_focused()
    assert find_faults(page, {}) == []
    page.keyboard.type("arith")
    press(page, "Enter", "Enter")
    [rating] = only_response(customer, task)["annotations"]
    assert rating["attributes"] == {"kind": "maths"}


def test_a_choice_is_named_by_its_path_where_answers_are_compared(
    sign_in: Callable[..., Page], customer: Customer
) -> None:
    page, task = open_desk(sign_in, customer, only_leaves=True)
    press(page, "/")
    page.keyboard.type("branch 7 b7t3l42")
    expect(page.get_by_role("listbox", name="What?").get_by_role("option")).to_have_count(1)
    press(page, "Enter")
    expect(page.get_by_role("treeitem", name="Leaf 42")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    assert only_response(customer, task)["global_attributes"] == {"kind": "b7t3l42"}
    seeing = sign_in("member")
    seeing.goto(f"/tasks/{task}")
    answers = seeing.get_by_role("region", name="Answers")
    expect(answers).to_contain_text("What?: Branch 7 › Twig 3 › Leaf 42")
    seeing.screenshot(path=SHOTS / "taxonomy-task.png")
    seeing.set_viewport_size(PHONE)
    assert overflow(seeing) == []
    seeing.screenshot(path=SHOTS / "taxonomy-task-phone.png")
