"""Trees of labels and choices as text: read and written over HTTP, put and shown by the SDK and the shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldsmith.client import Goldsmith
from goldsmith.client.types import TaxonomyNode

from ..product import Customer
from .test_client import Shell

FOOD = "Food\n\tFruit\n\t\tApple\nTools\n"


@pytest.fixture
def client(customer: Customer) -> Iterator[Goldsmith]:
    with Goldsmith(customer.product.url, customer.operator.key) as made:
        yield made


@pytest.fixture
def shell(customer: Customer, tmp_path: Path) -> Shell:
    return Shell(customer, tmp_path)


def make_project(customer: Customer) -> str:
    question = {"name": "kind", "type": "category", "choices": [{"name": "pear", "title": "Pear"}]}
    label = {"name": "thing", "title": "Thing", "color": "#ff0000", "attributes": [question]}
    made: str = customer.make_project(ontology={"labels": [label], "attributes": [question]})
    return made


def places(entries: Any) -> list[tuple[str, str, bool]]:
    return [(each["name"], each["parent"], each["retired"]) for each in entries]


def test_a_text_says_what_it_would_become(customer: Customer, client: Goldsmith) -> None:
    read = client.taxonomies.read(FOOD, [TaxonomyNode(name="f1", title="Food")])
    assert read.form == "indented"
    assert [(node.name, node.title, node.parent) for node in read.nodes] == [
        ("f1", "Food", ""),
        ("fruit", "Fruit", "f1"),
        ("apple", "Apple", "fruit"),
        ("tools", "Tools", ""),
    ]
    assert client.taxonomies.write(read.nodes, "paths") == "Food\nFood > Fruit\nFood > Fruit > Apple\nTools\n"


@pytest.mark.parametrize(
    ("path", "body", "field", "words"),
    [
        ("read", {"text": "title,parent\nA,B"}, "text", "Line 2: There is no class 'B'"),
        ("read", {"text": "A", "known": [{"name": "a", "parent": "b"}]}, "known[0].parent", "no class of this name"),
        ("read", {"text": "A", "known": [{"name": "a"}, {"name": "a"}]}, "known[1].name", "twice"),
        ("write", {"nodes": [{"name": "a", "parent": "a"}]}, "nodes[0].parent", "below itself"),
        ("write", {"nodes": [{"name": "a", "title": "x > y"}], "form": "paths"}, "form", "take a table"),
    ],
)
def test_what_is_no_tree_is_refused(customer: Customer, path: str, body: Any, field: str, words: str) -> None:
    answer = customer.operator.ask("POST", f"/taxonomies/{path}", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    assert words in answer.json()["error"]


def test_a_question_gets_its_tree_and_keeps_old_names(customer: Customer, client: Goldsmith) -> None:
    project = make_project(customer)
    made = client.taxonomies.put(project, FOOD + "\tPear", "kind", only_leaves=True)
    [question] = made.ontology["attributes"]
    assert question["only_leaves"] is True
    assert places(question["choices"]) == [
        ("food", "", False),
        ("fruit", "food", False),
        ("apple", "fruit", False),
        ("tools", "", False),
        ("tools_pear", "tools", False),
        ("pear", "", True),
    ]
    again = client.taxonomies.put(project, "Food\n\tFruit", "kind")
    [question] = again.ontology["attributes"]
    assert [name for name, _, retired in places(question["choices"]) if not retired] == ["food", "fruit"]
    assert client.taxonomies.get(project, "kind", "indented") == "Food\n\tFruit\n"
    back = client.taxonomies.put(project, FOOD, "kind")
    assert (
        places(back.ontology["attributes"][0]["choices"])[:3] == places(made.ontology["attributes"][0]["choices"])[:3]
    )


def test_labels_of_a_tree_keep_what_else_they_say(shell: Shell, customer: Customer, tmp_path: Path) -> None:
    project = make_project(customer)
    table = tmp_path / "things.csv"
    # It stands elsewhere now, so its name has to say that it is the same.
    table.write_text("name,title,parent\nall,All,\nthing,Thing,all\nthing_1,Other,\n")
    shell("taxonomies", "put", project, str(table), "--only-leaves")
    ontology = customer.operator.get(f"/projects/{project}/ontology")["ontology"]
    thing = next(label for label in ontology["labels"] if label["name"] == "thing")
    assert (thing["color"], thing["parent"], len(thing["attributes"])) == ("#ff0000", "all", 1)
    assert ontology["only_leaves"] is True
    shown = shell("taxonomies", "show", project, "--as", "indented")
    assert shown["text"] == "All\n\tThing\nOther\n"
    own = shell("taxonomies", "show", project, "--question", "thing/kind")
    assert own["text"] == "name,title,parent,retired\npear,Pear,,\n"


@pytest.mark.parametrize("question", ["none", "thing/none", "nothing/kind"])
def test_a_question_that_is_not_there_is_named(customer: Customer, shell: Shell, question: str) -> None:
    project = make_project(customer)
    refused = shell("taxonomies", "show", project, "--question", question, code=1)
    assert question in refused["error"]


def test_a_file_that_is_no_text_is_refused(shell: Shell, customer: Customer, tmp_path: Path) -> None:
    file = tmp_path / "things.csv"
    file.write_bytes(b"\xff\xfe\x00A")
    refused = shell("taxonomies", "put", make_project(customer), str(file), "--question", "kind", code=1)
    assert "is not UTF-8 text" in refused["error"]
