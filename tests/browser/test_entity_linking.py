"""Entities: a mention is looked for in a knowledge base, by keys alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from ..product import Customer, wait_until
from .access import find_faults
from .desk import add_in_order, canvas, expect_item, only_response, press

TEXT = "Paris gave the apple to Aphrodite."
PLACES = [
    {"id": "Q90", "name": "Paris", "aliases": ["Paname"], "description": "capital of France", "popularity": 300},
    {"id": "Q167646", "name": "Paris", "description": "prince of Troy", "type": "person", "popularity": 70},
    {"id": "Q35500", "name": "Aphrodite", "description": "goddess of love", "type": "deity"},
]


def load(customer: Customer, base: str) -> None:
    customer.operator.post("/knowledge-bases", {"name": base, "title": "Myths"}, 201)
    content = "".join(json.dumps(each) + "\n" for each in PLACES).encode()
    address = f"/knowledge-bases/{base}/loads"
    made = customer.operator.ask("POST", address, content=content).json()["id"]
    wait_until(lambda: customer.operator.get(f"{address}/{made}")["status"] == "done")


@pytest.fixture
def linking(customer: Customer) -> dict[str, Any]:
    """An ontology that asks for an entity of each name."""
    base = f"myths-{uuid4().hex[:8]}"
    load(customer, base)
    entity = {"name": "entity", "title": "Who is it?", "type": "entity", "knowledge_base": base, "required": True}
    return {"labels": [{"name": "name", "title": "Name", "shapes": ["span"], "attributes": [entity]}]}


@pytest.fixture
def open_desk(sign_in: Callable[..., Page], customer: Customer, linking: dict[str, Any]) -> tuple[Page, list[str]]:
    project = customer.make_project(ontology=linking)
    tasks = add_in_order(customer, project, [{"text": TEXT, "unique_id": "text-0"}])
    page = sign_in("labeler")
    expect_item(page, "text-0")
    return page, tasks


def test_a_mention_is_linked_by_keys_alone(open_desk: tuple[Page, list[str]], customer: Customer) -> None:
    page, [task] = open_desk
    press(page, "Control+Home", "Control+Shift+ArrowRight", "1", "Alt+k")
    field = page.get_by_role("combobox", name="Search in Who is it?")
    expect(field).to_be_focused()
    expect(field).to_have_value("Paris")
    expect(page.get_by_role("option", name="prince of Troy")).to_be_visible()
    press(page, "ArrowDown")
    expect(page.get_by_role("option", name="prince of Troy")).to_have_attribute("aria-selected", "true")
    assert find_faults(page) == []
    press(page, "Enter")
    expect(canvas(page)).to_be_focused()
    expect(page.get_by_role("group", name="Who is it?").get_by_text("prince of Troy")).to_be_visible()
    press(page, "Escape", "Control+End", "ArrowLeft", "Control+Shift+ArrowLeft", "1", "Alt+k")
    expect(page.get_by_role("option", name="goddess of love")).to_be_visible()
    press(page, "ArrowUp", "Enter")
    expect(page.get_by_role("group", name="Who is it?").get_by_text("Not in the knowledge base")).to_be_visible()
    press(page, "Enter")
    answer = only_response(customer, task)
    linked = {each["text"]: each["attributes"]["entity"] for each in answer["annotations"]}
    assert linked == {"Paris": "Q167646", "Aphrodite": "NIL"}


def test_a_required_entity_is_asked_for_before_submitting(open_desk: tuple[Page, list[str]]) -> None:
    page, _ = open_desk
    press(page, "Control+Home", "Control+Shift+ArrowRight", "1", "Enter")
    expect(page.get_by_text("Who is it? · required")).to_be_visible()


def test_an_operator_loads_and_searches_a_knowledge_base(
    sign_in: Callable[..., Page], customer: Customer, tmp_path: Any
) -> None:
    file = tmp_path / "myths.csv"
    file.write_text("id,name,description\nQ1,Achilles,hero of the Trojan War\nQ2,,\n")
    page = sign_in("operator")
    page.goto(urljoin(page.url, "/settings/knowledge"))
    page.get_by_role("button", name="New knowledge base").click()
    page.get_by_label("Title").fill("Greek myths")
    expect(page.get_by_label("Name")).to_have_value("greek_myths")
    page.get_by_role("dialog").get_by_role("button", name="New knowledge base").click()
    page.get_by_role("button", name="Load a file").click()
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("dialog").get_by_role("button", name="Load a file").click()
    expect(page.get_by_text("1 added, 0 changed, 0 retired, 1 rejected")).to_be_visible()
    expect(page.get_by_text("1 entry")).to_be_visible()
    page.get_by_placeholder("Search Greek myths").fill("achil")
    expect(page.get_by_text("hero of the Trojan War")).to_be_visible()
    assert find_faults(page) == []
