"""How answers were written is kept by lengths and times; what a model had said before, a person looks at."""

from __future__ import annotations

from typing import Any

import pytest

from ..product import Caller, Customer
from .talking import let_talk, practice_models
from .talking import talk as talk_to_models
from .test_chat import template

MODEL = (
    "Gold looks yellow because its innermost electrons move so fast that relativity draws the outer shells closer, "
    "which lets the metal absorb blue light and reflect the rest."
)
OWN = (
    "The color of this metal comes from heavy nuclei: fast electrons shift what light is taken in, so that blue is "
    "lost and a warm tone remains for whoever looks at a ring."
)
TRACE = {
    "field": "demonstration",
    "pastes": [{"at_seconds": 4.5, "characters": 120}],
    "revisions": [{"at_seconds": 1.0, "characters": 12}, {"at_seconds": 4.5, "characters": 132}],
    "away_seconds": 30.0,
}


def writing_project(customer: Customer, **settings: Any) -> str:
    project = customer.make_project(modality="chat.v1", ontology=template("demonstration"), **settings)
    messages = [
        {"id": "1", "role": "user", "content": "Why is gold yellow?"},
        {"id": "a", "parent": "1", "role": "assistant", "content": MODEL, "source": "model-one"},
    ]
    rows = [{"messages": messages, "unique_id": name} for name in ("one", "two")]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    customer.wait_for_counts(project, label=2)
    return project


def write(labeler: Caller, project: str, text: str, **more: Any) -> str:
    """Submit this as the response; the task's id."""
    claim = labeler.claim(project)
    written = {"uuid": "w", "type": "message", "label": "demonstration", "parent": "1", "content": text}
    body = {"generation": claim["generation"], "answer": {"annotations": [written]}, "seconds": 2.0, **more}
    labeler.post(f"/assignments/{claim['assignment_id']}/submit", body)
    task_id: str = claim["task"]["id"]
    return task_id


def test_how_an_answer_was_written_is_kept_with_it(customer: Customer) -> None:
    project = writing_project(customer)
    task = write(customer.caller("labeler"), project, OWN, writing=[TRACE])
    [kept] = customer.operator.get(f"/tasks/{task}/writing")["items"]
    assert kept["traces"] == [TRACE]
    assert (kept["similarity"], kept["similar_to"]) == (0.0, None)
    assert customer.caller("reviewer").get(f"/tasks/{task}/writing")["items"] == [kept]


def test_labelers_do_not_read_how_others_write(customer: Customer) -> None:
    project = writing_project(customer)
    task = write(customer.caller("labeler"), project, OWN, writing=[TRACE])
    assert customer.caller("labeler").ask("GET", f"/tasks/{task}/writing").status_code == 403


def test_what_a_model_had_said_is_looked_at_and_never_refused(customer: Customer) -> None:
    project = writing_project(customer, similar_above=0.5)
    labeler = customer.caller("labeler")
    copied = write(labeler, project, f"{MODEL} That is all.")
    own = write(labeler, project, OWN)
    assert customer.wait_for_stage(own, "done")["status"] == "completed"
    looked_at = customer.wait_for_stage(copied, "review")
    assert looked_at["status"] == "pending"
    [kept] = customer.operator.get(f"/tasks/{copied}/writing")["items"]
    assert kept["similarity"] > 0.8
    assert (kept["similar_uuid"], kept["similar_to"]) == ("w", "a")
    [event] = customer.rows(
        "select body from event where kind = 'task.sent_to_review' and task_id = "
        "(select task_id from writing_evidence where similarity > 0.5)"
    )
    assert "had been said by a model" in event["body"]["reason"]


def test_without_a_threshold_nobody_is_sent_to_look(customer: Customer) -> None:
    project = writing_project(customer)
    copied = write(customer.caller("labeler"), project, MODEL)
    assert customer.wait_for_stage(copied, "done")["status"] == "completed"
    [kept] = customer.operator.get(f"/tasks/{copied}/writing")["items"]
    assert kept["similarity"] == 1.0


def test_replies_that_models_gave_for_the_task_count_too(customer: Customer) -> None:
    ontology = template("conversation")
    ontology["labels"] += template("demonstration")["labels"]
    project = customer.make_project(modality="chat.v1", ontology=ontology)
    let_talk(customer, project, practice_models(customer, project, "verbose"), replies_per_turn=1)
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"system": "Be kind."}]}, 201)
    customer.wait_for_counts(project, label=1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    [reply] = talk_to_models(labeler, claim, "Why is gold yellow?")["items"]
    asked = {"uuid": "u", "type": "message", "label": "turn", "parent": "1", "role": "user", "content": "Why?"}
    own = {"uuid": "w", "type": "message", "label": "demonstration", "parent": "u", "content": reply["content"]}
    labeler.submit(claim, answer={"annotations": [asked, own]})
    [kept] = customer.operator.get(f"/tasks/{claim['task']['id']}/writing")["items"]
    assert (kept["similarity"], kept["similar_to"]) == (1.0, reply["reply_id"])


@pytest.mark.parametrize(
    "trace",
    [
        {"field": "f", "text": "what was typed"},
        {"field": "f", "pastes": [{"at_seconds": 1, "characters": 3, "content": "abc"}]},
        {"field": "f", "pastes": [{"at_seconds": -1, "characters": 3}]},
        {"field": "f", "revisions": [{"at_seconds": 1, "characters": 3}] * 501},
        {"field": "", "away_seconds": 1},
    ],
)
def test_there_is_no_room_for_words(customer: Customer, trace: Any) -> None:
    project = writing_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    body = {"generation": claim["generation"], "answer": {"annotations": []}, "writing": [trace]}
    said = labeler.ask("POST", f"/assignments/{claim['assignment_id']}/submit", json=body)
    assert said.status_code == 400, said.text
    assert said.json()["field"].startswith("writing")


@pytest.mark.parametrize("share", [0, -1, 1.5])
def test_a_threshold_is_a_share(customer: Customer, share: float) -> None:
    project = writing_project(customer)
    said = customer.operator.ask("PATCH", f"/projects/{project}", json={"similar_above": share})
    assert (said.status_code, said.json()["field"]) == (422, "similar_above")
    assert customer.operator.patch(f"/projects/{project}", {"similar_above": 0.25})["similar_above"] == 0.25
    assert customer.operator.patch(f"/projects/{project}", {"similar_above": None})["similar_above"] is None


def test_of_a_better_version_only_what_is_new_is_compared(customer: Customer) -> None:
    ontology = template("preference-rewrite")
    ontology["labels"] = ontology["labels"][1:]
    project = customer.make_project(modality="chat.v1", ontology=ontology, similar_above=0.5)
    responses = [OWN, MODEL]
    customer.operator.post(
        f"/projects/{project}/tasks", {"tasks": [{"prompt": "Why?", "responses": responses}] * 2}, 201
    )
    customer.wait_for_counts(project, label=2)
    labeler = customer.caller("labeler")
    found = []
    for text in (f"{OWN} It is so.", f"{OWN} {MODEL}"):
        claim = labeler.claim(project)
        better = {"uuid": "w", "type": "message", "label": "rewrite", "parent": "1", "content": text, "revises": "a"}
        labeler.submit(claim, answer={"annotations": [better]})
        kept = customer.operator.get(f"/tasks/{claim['task']['id']}/writing")["items"]
        found.append([(each["similarity"] > 0.8, each["similar_to"]) for each in kept])
    assert found == [[], [(True, "b")]]
