"""Knowledge bases over HTTP: loaded from files, searched by a few letters, named by answers."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from uuid import uuid4

import pytest

from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id
from goldsmith.knowledge.loading import load_entries
from goldsmith.ports.jobs import Job

from ..product import Customer, wait_until
from .test_deliveries import take

PLACES = [
    {"id": "Q90", "name": "Paris", "aliases": ["Paname"], "description": "capital of France", "popularity": 300},
    {"id": "Q830149", "name": "Paris", "description": "city in Texas", "popularity": 40},
    {"id": "Q167646", "name": "Paris", "description": "prince of Troy", "type": "person", "popularity": 70},
    {"id": "Q3", "name": "São Tomé and Príncipe", "description": "island country"},
    {"id": "Q4", "name": "Bois de Paris"},
    {"id": "Q5", "name": "Barack Obama", "type": "person"},
]


def load(customer: Customer, base: str, rows: list[dict[str, Any]] | bytes, **query: str) -> Any:
    """Load entries and wait for the end."""
    content = rows if isinstance(rows, bytes) else "".join(json.dumps(row) + "\n" for row in rows).encode()
    asked = "&".join(f"{name}={value}" for name, value in {"name": "x", "format": "jsonl", **query}.items())
    answer = customer.operator.ask("POST", f"/knowledge-bases/{base}/loads?{asked}", content=content)
    assert answer.status_code == 202, answer.text
    address = f"/knowledge-bases/{base}/loads/{answer.json()['id']}"
    wait_until(lambda: customer.operator.get(address)["status"] != "running")
    return customer.operator.get(address)


@pytest.fixture
def places(customer: Customer) -> str:
    name = f"places-{uuid4().hex[:12]}"
    customer.operator.post("/knowledge-bases", {"name": name, "title": "Places"}, 201)
    done = load(customer, name, PLACES)
    assert (done["status"], done["added"], done["rejected"]) == ("done", len(PLACES), 0)
    return name


def found(customer: Customer, base: str, query: str, **more: Any) -> list[str]:
    asked = customer.caller("labeler").ask("GET", f"/knowledge-bases/{base}/search", params={"query": query, **more})
    assert asked.status_code == 200, asked.text
    return [each["id"] for each in asked.json()["items"]]


def test_the_same_name_comes_first_and_the_popular_before_others(customer: Customer, places: str) -> None:
    assert found(customer, places, "paris") == ["Q90", "Q167646", "Q830149", "Q4"]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("PANA", "Q90"),
        ("sao tome", "Q3"),
        ("São-Tomé", "Q3"),
        ("principe", "Q3"),
        ("Príncipe and Tomé", "Q3"),
        ("President Obama", "Q5"),
        ("Obama, Barack", "Q5"),
        ("Q830149", "Q830149"),
    ],
)
def test_a_name_is_found_by_its_letters_and_words(customer: Customer, places: str, query: str, best: str) -> None:
    assert found(customer, places, query)[0] == best


def test_nothing_is_found_where_nothing_fits(customer: Customer, places: str) -> None:
    assert found(customer, places, "Wolkenkuckucksheim") == found(customer, places, "…!") == []
    assert len(found(customer, places, "paris", limit=2)) == 2


def test_a_load_adds_and_changes_and_bad_rows_are_rejected_alone(customer: Customer, places: str) -> None:
    rows = [
        {"id": "Q90", "name": "Lutetia", "description": "as the Romans called it"},
        {"id": "Q3", "name": "São Tomé and Príncipe", "description": "island country"},
        {"id": "NIL", "name": "nothing"},
        {"id": "Q6"},
        {"id": "Q7", "name": "…"},
        {"id": "Q8", "name": "Rome", "size": 3},
        {"id": "Q9", "name": "Athens"},
    ]
    done = load(customer, places, rows)
    assert (done["added"], done["changed"], done["rejected"], done["rows_read"]) == (1, 1, 4, 7)
    assert [(each["row"], each["field"]) for each in done["rejects"]] == [(3, "id"), (4, None), (5, "name"), (6, None)]
    assert found(customer, places, "lutetia") == ["Q90"]
    assert "Q90" not in found(customer, places, "paname")
    assert customer.operator.get(f"/knowledge-bases/{places}")["entries"] == len(PLACES) + 1


def test_csv_is_read_too(customer: Customer, places: str) -> None:
    done = load(customer, places, b"id,name,aliases,popularity\nQ10,Roma,Rome|Urbs,9\n", format="csv")
    assert done["added"] == 1
    assert found(customer, places, "urbs") == ["Q10"]


def test_a_file_of_the_whole_retires_what_it_leaves_out(customer: Customer, places: str) -> None:
    done = load(customer, places, PLACES[:1], is_whole="true")
    assert (done["added"], done["changed"], done["retired"]) == (0, 0, len(PLACES) - 1)
    assert found(customer, places, "paris") == ["Q90"]
    assert found(customer, places, "Q5") == []
    [kept] = customer.operator.get(f"/knowledge-bases/{places}/entries?id=Q5")["items"]
    assert (kept["name"], kept["retired"]) == ("Barack Obama", True)
    back = load(customer, places, PLACES)
    assert (back["changed"], customer.operator.get(f"/knowledge-bases/{places}")["entries"]) == (5, len(PLACES))
    assert found(customer, places, "obama") == ["Q5"]


def test_a_file_that_cannot_be_read_fails_with_a_sentence(customer: Customer, places: str) -> None:
    done = load(customer, places, b'"id,name\n', format="csv")
    assert done["status"] == "failed"
    assert "header" in done["error"]


def test_entries_are_listed_page_by_page(customer: Customer, places: str) -> None:
    first = customer.operator.get(f"/knowledge-bases/{places}/entries?limit=4")
    rest = customer.operator.get(f"/knowledge-bases/{places}/entries?limit=4&cursor={first['next']}")
    assert [each["id"] for page in (first, rest) for each in page["items"]] == sorted(each["id"] for each in PLACES)
    assert rest["next"] is None
    wrong = customer.operator.ask("GET", f"/knowledge-bases/{places}/entries?cursor=%FF")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_cursor")


def test_names_are_unique_and_well_formed(customer: Customer, places: str) -> None:
    again = customer.operator.ask("POST", "/knowledge-bases", json={"name": places})
    assert (again.status_code, again.json()["code"]) == (409, "knowledge_base_exists")
    assert customer.operator.ask("POST", "/knowledge-bases", json={"name": "Places!"}).status_code == 422


def test_only_operators_make_and_load(customer: Customer, places: str) -> None:
    labeler = customer.caller("labeler")
    assert labeler.ask("POST", "/knowledge-bases", json={"name": "x"}).status_code == 403
    sent = labeler.ask("POST", f"/knowledge-bases/{places}/loads?name=x&format=csv", content=b"id,name\n1,x\n")
    assert sent.status_code == 403


def asking(base: str) -> dict[str, Any]:
    entity = {"name": "entity", "title": "Which?", "type": "entity", "knowledge_base": base, "required": True}
    return {"labels": [{"name": "place", "title": "Place", "attributes": [entity]}]}


def mention(entity: str) -> dict[str, Any]:
    span = {"type": "span", "label": "place", "start": 0, "end": 4, "text": "Text", "attributes": {"entity": entity}}
    return {"annotations": [span], "global_attributes": {}, "links": []}


def test_an_answer_names_an_entry_that_exists_or_nil(customer: Customer, places: str) -> None:
    project = customer.make_project(answers_needed=1, ontology=asking(places))
    customer.add_tasks(project, 2)
    labeler = customer.caller("labeler")
    for entity in ("Q90", "NIL"):
        claim = labeler.claim(project)
        fenced = {"generation": claim["generation"]}
        address = f"/assignments/{claim['assignment_id']}/submit"
        wrong = labeler.ask("POST", address, json={**fenced, "answer": mention("Q77")})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "no_such_entry")
        assert wrong.json()["field"] == "answer.annotations[0].attributes.entity"
        assert labeler.ask("POST", address, json={**fenced, "answer": mention(entity)}).status_code == 200


def test_a_row_whose_answer_names_no_entry_is_rejected_alone(customer: Customer, places: str) -> None:
    project = customer.make_project(answers_needed=1, ontology=asking(places))
    rows = [{"text": "Text", "hypothesis": mention(entity)} for entity in ("Q90", "Q77")]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    assert made["created"] == 1
    assert made["rejected"][0]["field"] == "hypothesis.annotations[0].attributes.entity"


def test_a_knowledge_base_that_is_not_there_yet_leaves_nil(customer: Customer) -> None:
    project = customer.make_project(answers_needed=1, ontology=asking("nowhere"))
    customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    address, fenced = f"/assignments/{claim['assignment_id']}/submit", {"generation": claim["generation"]}
    assert labeler.ask("POST", address, json={**fenced, "answer": mention("Q90")}).status_code == 422
    assert labeler.ask("POST", address, json={**fenced, "answer": mention("NIL")}).status_code == 200


def test_most_people_decide_which_entry_is_meant(customer: Customer, places: str) -> None:
    project = customer.make_project(answers_needed=3, ontology=asking(places))
    [task] = customer.add_tasks(project, 1)
    for entity in ("Q90", "Q830149", "Q90"):
        labeler = customer.caller("labeler")
        claim = labeler.claim(project)
        body = {"generation": claim["generation"], "answer": mention(entity)}
        assert labeler.ask("POST", f"/assignments/{claim['assignment_id']}/submit", json=body).status_code == 200
    customer.wait_for_stage(task, "done")
    consensus = next(each for each in customer.task(task)["annotations"] if each["kind"] == "consensus")
    assert [span["attributes"] for span in consensus["answer"]["annotations"]] == [{"entity": "Q90"}]


def test_exports_name_the_entry_beside_its_id(customer: Customer, places: str) -> None:
    project = customer.make_project(answers_needed=1, ontology=asking(places))
    [task] = customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    body = {"generation": claim["generation"], "answer": mention("Q3")}
    assert labeler.ask("POST", f"/assignments/{claim['assignment_id']}/submit", json=body).status_code == 200
    customer.wait_for_stage(task, "done")
    delivery = customer.deliver(project)["id"]
    customer.operator.post(f"/deliveries/{delivery}/files", {"format": "brat"}, expect=202)
    wait_until(lambda: "brat" in [file["format"] for file in customer.operator.get(f"/deliveries/{delivery}")["files"]])
    file = take(customer.operator, {"id": delivery}, "brat").content
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        [name] = [each for each in archive.namelist() if each.endswith(".ann")]
        lines = archive.read(name).decode().splitlines()
    assert f"N1\tReference T1 {places}:Q3\tSão Tomé and Príncipe" in lines


@pytest.mark.parametrize(
    "address",
    [
        "{base}/search?query=%00",
        "{base}/search?query=a%00b",
        "{base}/search?query=%ED%A0%80",
        "{base}/entries?id=%00",
        "{base}/entries?cursor=AA==",
        "x%00y/entries",
        "x%00y/search?query=a",
    ],
)
def test_odd_characters_are_found_nowhere_and_break_nothing(customer: Customer, places: str, address: str) -> None:
    answer = customer.operator.ask("GET", f"/knowledge-bases/{address.format(base=places)}")
    assert answer.status_code in (200, 400, 404), answer.text
    assert answer.json().get("items", []) == []


async def test_a_load_that_was_cut_off_goes_on_where_it_stood(
    customer: Customer, places: str, foundry: Foundry
) -> None:
    rows = [{"id": f"N{number}", "name": f"Number {number}"} for number in range(5)]
    done = load(customer, places, rows)
    load_id, customer_id = parse_id("load", done["id"]), parse_id("customer", customer.id)
    second_row = sum(len(json.dumps(row)) + 1 for row in rows[:2])
    sql = "update knowledge_base_load set status = 'running', bytes_read = $1, rows_read = 2 where id = $2"
    async with foundry.db.transaction(customer_id) as tx:
        await tx.connection.execute(sql, second_row, load_id)
    await load_entries(foundry, Job(customer_id, load_id))
    again = customer.operator.get(f"/knowledge-bases/{places}/loads/{done['id']}")
    assert (again["status"], again["rows_read"], again["added"], again["changed"]) == ("done", 5, 5, 0)
    assert customer.operator.get(f"/knowledge-bases/{places}")["entries"] == len(PLACES) + 5
