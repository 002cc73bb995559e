"""A project whose labelers talk to models, and what they say there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx

from ..product import Caller, Customer
from ..talk_server import TalkServer
from .moods import add_model

PERSONALITIES = ("plain", "terse", "verbose", "wrong")
MILLION = 1_000_000


def practice_models(customer: Customer, project: str, *personalities: str, **settings: Any) -> list[str]:
    """Ids of practice models, one for each personality."""
    return [
        add_model(
            customer,
            project,
            kind="practice",
            name=f"{personality} {number}",
            settings={"personality": personality, "seed": number, **settings},
        )["id"]
        for number, personality in enumerate(personalities or PERSONALITIES)
    ]


def models_of(customer: Customer, project: str, server: TalkServer, *manners: str, **settings: Any) -> list[str]:
    """Ids of models elsewhere, one for each manner."""
    given = {"url": server.url, "attempts": 2, "seconds": 4, **settings}
    return [
        add_model(
            customer, project, kind="chat", name=manner, key="sk-secret-key", settings={**given, "model": manner}
        )["id"]
        for manner in manners
    ]


def let_talk(customer: Customer, project: str, models: Sequence[str], **settings: Any) -> Any:
    count = min(len(models), 8)
    return customer.operator.put(
        f"/projects/{project}/talk", {"models": list(models), "replies_per_turn": count, **settings}
    )


def talking_project(customer: Customer, tasks: int = 1, **settings: Any) -> str:
    """A project with tasks whose labelers talk to four practice models."""
    project = customer.make_project(lease_seconds=600)
    customer.add_tasks(project, tasks)
    let_talk(customer, project, practice_models(customer, project), **settings)
    return project


def turn(claim: Any, said: str = "Hello there", key: str | None = None, **more: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": said}]
    return {"generation": claim["generation"], "turn_key": key or uuid4().hex, "messages": messages, **more}


def talk(labeler: Caller, claim: Any, said: str = "Hello there", expect: int = 200, **more: Any) -> Any:
    """One turn and its replies."""
    return labeler.post(f"/assignments/{claim['assignment_id']}/replies", turn(claim, said, **more), expect)


def listen(labeler: Caller, claim: Any, said: str = "Hello there", **more: Any) -> list[tuple[str, Any]]:
    """The events of one turn as they come."""
    path = f"/api/v1/assignments/{claim['assignment_id']}/replies/stream"
    body = turn(claim, said, **more)
    with labeler.product.http.stream("POST", path, json=body, headers=labeler.headers) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(_events(answer))


def _events(answer: httpx.Response) -> Any:
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
