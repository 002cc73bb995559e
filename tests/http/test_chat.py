"""Conversations on their way: added in short, shown without who wrote them, compared by several people, delivered."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from goldsmith.modalities import registry

from ..product import Caller, Customer
from .files import looked_at, png, upload
from .talking import let_talk, practice_models
from .talking import talk as talk_to_models
from .test_deliveries import take, take_when_written

RESPONSES = [
    {"content": "It is 5.", "source": "model-one"},
    {"content": "Seven.", "source": "model-two"},
    {"content": "I would rather not say.", "source": "model-three"},
]


def template(name: str) -> Any:
    return next(msgspec.to_builtins(each.ontology) for each in registry.get("chat.v1").templates if each.name == name)


def talk(customer: Customer, name: str, **row: Any) -> str:
    """A project from a template with one conversation."""
    settings = {"answers_needed": row.pop("answers_needed", 1)}
    project = customer.make_project(modality="chat.v1", ontology=template(name), **settings)
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"unique_id": "t", **row}]}, 201)
    assert made["created"] == 1, made
    customer.wait_for_counts(project, label=1)
    return project


def ranking(*groups: list[str], **more: Any) -> dict[str, Any]:
    return {"annotations": [{"type": "ranking", "label": "overall", "after": "1", "groups": list(groups), **more}]}


def refused(labeler: Caller, claim: Any, answer: Any) -> tuple[str, str]:
    said = labeler.submit(claim, answer=answer, expect=422)
    return said["field"], said["error"]


def records(customer: Customer, project: str) -> list[Any]:
    delivery = customer.deliver(project)
    return [json.loads(line) for line in take(customer.operator, delivery, "jsonl").text.splitlines()]


def test_rankings_of_several_people_are_reconciled_pair_by_pair(customer: Customer) -> None:
    project = talk(customer, "preference", prompt="3 and 4?", responses=RESPONSES, answers_needed=3)
    for groups in ([["a"], ["c"], ["b"]], [["a"], ["b"], ["c"]], [["c"], ["a"], ["b"]]):
        labeler = customer.caller("labeler")
        claim = labeler.claim(project)
        shown = claim["task"]["content"]["messages"]
        assert [each["id"] for each in shown] == ["1", "a", "b", "c"]
        assert not any("source" in each for each in shown), "who wrote it would tell them what to think of it"
        labeler.submit(claim, answer=ranking(*groups))
    customer.wait_for_counts(project, done=1)
    [record] = records(customer, project)
    assert record["answer"]["annotations"][0]["groups"] == [["a"], ["c"], ["b"]]
    assert [each.get("source") for each in record["content"]["messages"]] == [
        None,
        "model-one",
        "model-two",
        "model-three",
    ]


def test_who_wrote_what_is_hidden_wherever_labelers_and_reviewers_look(customer: Customer) -> None:
    project = talk(customer, "preference", prompt="3 and 4?", responses=RESPONSES)
    labeler = customer.caller("labeler")
    labeler.claim(project)
    mine = labeler.get("/assignments/mine")
    assert mine["items"]
    assert "model-one" not in json.dumps(mine)


def test_an_answer_that_does_not_fit_its_conversation_is_refused_by_name(customer: Customer) -> None:
    project = talk(customer, "preference", prompt="3 and 4?", responses=RESPONSES)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    for answer, field, words in (
        ({}, "answer", "Rank the responses"),
        (ranking(["a"], ["z"]), "answer.annotations[0].groups", "does not"),
        (ranking(["a"], ["a", "b"]), "answer.annotations[0].groups", "twice"),
        (ranking(["a"], ["b"], strength=5), "answer.annotations[0].strength", "3 strengths"),
        (ranking(["a"]), "answer.annotations[0].groups", "at least two"),
    ):
        at, said = refused(labeler, claim, answer)
        assert at == field
        assert words in said
    labeler.submit(claim, answer=ranking(["b"], ["a", "c"], strength=3))


def test_what_is_written_is_kept_whole_with_what_was_judged_beside_it(customer: Customer) -> None:
    project = talk(customer, "preference-rewrite", prompt="3 and 4?", responses=RESPONSES[:2])
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    better = {"type": "message", "label": "rewrite", "parent": "1", "content": "It is five 🎉.", "revises": "a"}
    answer = ranking(["a"], ["b"])
    at, said = refused(labeler, claim, answer)
    assert (at, "Better version" in said) == ("answer", True)
    labeler.submit(claim, answer={"annotations": [*answer["annotations"], better]})
    customer.wait_for_counts(project, done=1)
    [record] = records(customer, project)
    kinds = {each["type"]: each for each in record["answer"]["annotations"]}
    assert (kinds["message"]["content"], kinds["message"]["revises"]) == ("It is five 🎉.", "a")
    assert kinds["ranking"]["groups"] == [["a"], ["b"]]


def test_a_message_shows_its_picture(customer: Customer) -> None:
    asset = looked_at(customer, upload(customer, png(8, 6), "chart.png")["id"])["id"]
    messages = [{"role": "user", "content": "What is this?", "attachments": [0]}]
    project = talk(customer, "demonstration", messages=messages, attachments=[asset])
    claim = customer.caller("labeler").claim(project)
    assert [each["id"] for each in claim["assets"]] == [asset]
    assert claim["assets"][0]["url"]


def test_labelers_begin_a_conversation_themselves(customer: Customer) -> None:
    project = talk(customer, "conversation", messages=[])
    let_talk(customer, project, practice_models(customer, project, "plain"))
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert claim["task"]["content"]["messages"] == []
    [reply] = talk_to_models(labeler, claim, "Why is gold yellow?")["items"]
    base = {"type": "message", "label": "turn", "attributes": {}, "revises": ""}
    said = base | {"uuid": "u", "parent": "", "role": "user", "content": "Why is gold yellow?"}
    given = {"uuid": "a", "parent": "u", "role": "assistant", "content": reply["content"], "reply": reply["reply_id"]}
    labeler.submit(claim, answer={"annotations": [said, base | given]})
    customer.wait_for_counts(project, done=1)
    [record] = records(customer, project)
    assert [each["uuid"] for each in record["answer"]["annotations"]] == ["u", "a"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "Give messages or a prompt"),
        ({"responses": ["a"]}, "that the responses answer"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "role"),
        ({"messages": [{"id": "a", "parent": "b", "role": "user"}]}, "not before it"),
        ({"messages": [{"id": "a", "parent": "a", "role": "user"}]}, "not before it"),
        ({"messages": [{"id": "a", "role": "user"}, {"id": "a", "role": "user"}]}, "Two messages"),
        ({"prompt": "x", "messages": [{"role": "user", "attachments": [0]}]}, "shows a file"),
        ({"prompt": "x", "rubric": [{"id": "c", "criterion": "x"}, {"id": "c", "criterion": "y"}]}, "Two criteria"),
        ({"prompt": "x" * 1_000_001}, "prompt"),
        ({"prompt": "x\0"}, "NUL"),
        ({"messages": [{"role": "user", "content": "x\0"}]}, "NUL character. messages[0].content"),
        ({"prompt": "x", "tools": [{"name": "\0"}]}, "NUL character. tools[0].name"),
        ({"messages": [{"role": "user", "content": "x"}] * 2_001}, "2000"),
        ({"prompt": "x", "owner": 1}, "owner"),
    ],
)
def test_a_conversation_that_cannot_be_is_rejected_with_its_reason(
    customer: Customer, row: dict[str, Any], words: str
) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("demonstration"))
    body = json.dumps({"tasks": [row, {"prompt": "A good one."}]}).encode()
    said = customer.operator.ask("POST", f"/projects/{project}/tasks", content=body)
    assert said.status_code == 201, said.text
    assert said.json()["created"] == 1
    [rejected] = said.json()["rejected"]
    assert words in f"{rejected['error']} {rejected['field']}".replace(",", "")


def test_a_body_that_is_not_utf8_is_refused_in_a_sentence(customer: Customer) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("demonstration"))
    for text, words in ((b"\xff\xfe", "UTF-8"), (b"\\ud800", "half a character"), (b"a\\ud800b", "half a character")):
        body = b'{"tasks": [{"prompt": "' + text + b'"}]}'
        said = customer.operator.ask("POST", f"/projects/{project}/tasks", content=body)
        assert said.status_code == 400
        assert words in said.json()["error"]


def test_models_that_were_talked_to_are_named_in_what_leaves(customer: Customer) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("conversation"))
    let_talk(customer, project, practice_models(customer, project, "terse", "verbose"))
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"system": "Be kind."}]}, 201)
    customer.wait_for_counts(project, label=1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    talk_to_models(labeler, claim, "This is said, and not kept.")
    replies = talk_to_models(labeler, claim, "Why is gold yellow?")["items"]
    asked = {"uuid": "u", "type": "message", "label": "turn", "parent": "1", "role": "user", "content": "Why?"}
    quoted = [
        {"uuid": each["reply_id"], "type": "message", "label": "turn", "parent": "u"}
        | {"content": each["content"], "reply": each["reply_id"]}
        for each in replies
    ]
    ids = [each["reply_id"] for each in replies]
    order = {"type": "ranking", "label": "overall", "after": "u", "groups": [[ids[1]], [ids[0]]]}
    labeler.submit(claim, answer={"annotations": [asked, *quoted, order]})
    customer.wait_for_counts(project, done=1)
    delivery = customer.deliver(project)
    [record] = [json.loads(line) for line in take(customer.operator, delivery, "jsonl").text.splitlines()]
    assert set(record["models"]) == set(ids)
    assert set(record["models"].values()) == {"terse 0", "verbose 1"}
    battle = json.loads(take_when_written(customer.operator, delivery, "arena").text)
    winner = battle[battle["winner"]]
    assert winner == record["models"][ids[1]]
    assert {battle["model_a"], battle["model_b"]} == {"terse 0", "verbose 1"}
