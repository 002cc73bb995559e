"""A project that asks for the mood of texts, people who know it, and models that answer before them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id
from goldsmith.journey.prelabel.chat import ask_through
from goldsmith.journey.prelabel.runs import Run
from goldsmith.journey.prelabel.service import SQL as PRELABEL_SQL
from goldsmith.ports.models import Chat, ChatReply
from goldsmith.projects.service import access_project

from ..model_server import ModelServer
from ..product import Customer, wait_until

WORDS = {"good": "lovely wonderful warm sunny splendid", "bad": "awful broken cold rainy terrible"}
MOOD: dict[str, Any] = {
    "attributes": [
        {"name": "mood", "type": "category", "required": True, "choices": [{"name": "good"}, {"name": "bad"}]}
    ]
}


def sentence(mood: str, number: int) -> str:
    """A text that says which mood it has, and something else."""
    words = WORDS[mood].split()
    return f"Note {number}: a {words[number % 5]} and {words[(number // 5) % 5]} day by the harbour."


def add_texts(customer: Customer, project: str, count: int, first: int = 0) -> dict[str, str]:
    """Tasks of both moods in turn, numbered from `first`; id: mood."""
    moods = [("good", "bad")[number % 2] for number in range(first, first + count)]
    rows = [{"text": sentence(mood, number), "unique_id": uuid4().hex} for number, mood in enumerate(moods, first)]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, expect=201)
    return dict(zip([item["id"] for item in made["items"]], moods, strict=True))


def answer_some(customer: Customer, project: str, truth: dict[str, str], count: int) -> list[str]:
    """A person answers so many tasks rightly; which."""
    labeler, done = customer.caller("labeler"), []
    for _ in range(count):
        claim = labeler.claim(project)
        labeler.submit(claim, answer={"global_attributes": {"mood": truth[claim["task"]["id"]]}})
        done.append(claim["task"]["id"])
    return done


def opinions(customer: Customer, model: Any) -> dict[str, tuple[str, float | None]]:
    """What a model says now; task: (mood, confidence)."""
    sql = """select task_id, answer -> 'global_attributes' ->> 'mood' as mood, confidence from annotation
        where labeler_id = $1 and kind = 'hypothesis' order by id"""
    rows = customer.rows(sql, parse_id("labeler", model["labeler_id"]))
    return {str(row["task_id"]): (row["mood"], row["confidence"]) for row in rows}


def written(customer: Customer, model: Any) -> int:
    sql = "select count(*) from annotation where labeler_id = $1"
    return int(customer.value(sql, parse_id("labeler", model["labeler_id"])))


def add_model(customer: Customer, project: str, expect: int = 201, **fields: Any) -> Any:
    return customer.operator.post(f"/projects/{project}/models", fields, expect)


def wait_for_run(customer: Customer, model_id: str) -> Any:
    """The model, once it does not run any more."""
    return wait_until(lambda: ended(customer, model_id), 60)


def ended(customer: Customer, model_id: str) -> Any:
    model = customer.operator.get(f"/models/{model_id}")
    return model if model["status"] != "running" else None


def with_opinions(customer: Customer, model_id: str, count: int) -> Any:
    model = ended(customer, model_id)
    return model if model and model["opinions"] >= count else None


def run(customer: Customer, model_id: str) -> Any:
    customer.operator.post(f"/models/{model_id}/run", expect=202)
    return wait_for_run(customer, model_id)


def chat_settings(server: ModelServer, **more: Any) -> dict[str, Any]:
    return {"url": server.url + "/v1", "model": "judge-1", "attempts": 3, "seconds": 5, **more}


async def a_run(foundry: Foundry, customer: Customer, tasks: int, **settings: Any) -> Run:
    """A run of a chat model whose job nobody has: it belongs to the test."""
    project = customer.make_project(ontology=MOOD)
    add_texts(customer, project, tasks)
    given = {"url": "https://models.example/v1", "model": "m", "at_once": 1, **settings}
    model = add_model(customer, project, kind="chat", settings=given)
    return await the_run(foundry, customer, model["id"])


async def the_run(foundry: Foundry, customer: Customer, model_id: str) -> Run:
    async with foundry.db.transaction(parse_id("customer", customer.id)) as tx:
        await tx.connection.execute("update model set status = 'running' where id = $1", parse_id("model", model_id))
        model = await tx.row(PRELABEL_SQL.model, id=parse_id("model", model_id))
        return Run(foundry, model, await access_project(tx, model["project_id"]))


def good(count: int) -> list[str | ChatReply | Exception]:
    return ['{"mood": "good"}'] * count


async def ask(run: Run, chat: Chat) -> str | None:
    return await ask_through(run, chat)
