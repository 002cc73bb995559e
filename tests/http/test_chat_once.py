"""One collection of preferences and rewrites, read by everybody.

TRL's forms by `datasets`, Scale's by their client, OpenAI's by the rules they publish: the `openai` package checks the
older prompt and completion form alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
import pytest

from goldsmith.compat.scale import connect

from ..product import Customer
from .test_chat import template
from .test_deliveries import take_when_written

QUESTIONS = {
    "gold": ("Why is gold yellow?", ["It is paint.", "Its electrons are fast 🎉."]),
    "silver": ("Why is silver grey?", ["Nobody knows.", "It reflects all colors alike."]),
}
BETTER = {
    "gold": "Its electrons are so fast that it absorbs blue light.",
    "silver": "It reflects all colors nearly alike.",
}
MESSAGE = {"role": datasets.Value("string"), "content": datasets.Value("string")}


@pytest.fixture
def collection(customer: Customer) -> tuple[str, Any]:
    """A project and its delivery: two conversations, each compared and improved by three people."""
    project = customer.make_project(
        modality="chat.v1", ontology=template("preference-rewrite"), answers_needed=3, name="Once"
    )
    rows = [
        {"unique_id": name, "system": "Be short.", "prompt": prompt, "responses": responses}
        for name, (prompt, responses) in QUESTIONS.items()
    ]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    customer.wait_for_counts(project, label=2)
    for groups in ([["b"], ["a"]], [["b"], ["a"]], [["a", "b"]]):
        labeler = customer.caller("labeler")
        while claim := labeler.claim(project):
            labeler.submit(claim, answer=_answer(claim, groups))
    customer.wait_for_counts(project, done=2)
    return project, customer.deliver(project, "once")


def _answer(claim: Any, groups: list[list[str]]) -> dict[str, Any]:
    name = _name_of(claim["task"]["content"]["messages"][1]["content"])
    ranking = {"type": "ranking", "label": "overall", "after": "2", "groups": groups, "strength": len(groups) - 1}
    written = {"type": "message", "label": "rewrite", "parent": "2", "content": BETTER[name], "revises": "b"}
    return {"annotations": [ranking, written]}


def _name_of(prompt: str) -> str:
    return next(name for name, (asked, _) in QUESTIONS.items() if asked == prompt)


def exported(customer: Customer, delivery: Any, form: str, folder: Path) -> Path:
    path = folder / f"{form}.jsonl"
    path.write_bytes(take_when_written(customer.operator, delivery, form).content)
    return path


def read_by_datasets(customer: Customer, delivery: Any, form: str, folder: Path) -> datasets.Dataset:
    path = exported(customer, delivery, form, folder)
    return datasets.load_dataset("json", data_files=str(path), cache_dir=str(folder / "cache"), split="train")


def lines_of(customer: Customer, delivery: Any, form: str, folder: Path) -> list[Any]:
    return [json.loads(line) for line in exported(customer, delivery, form, folder).read_text().splitlines()]


def prompt_of(name: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": "Be short."}, {"role": "user", "content": QUESTIONS[name][0]}]


def check_openai_messages(messages: Any) -> None:
    """OpenAI's rules for fine-tuning: known roles and keys, texts, weights of the assistant's messages, one to learn.

    Source: https://platform.openai.com/docs/guides/supervised-fine-tuning and the cookbook's validator.
    """
    assert messages
    for message in messages:
        assert set(message) <= {"role", "content", "name", "tool_calls", "tool_call_id", "weight"}
        assert message["role"] in {"system", "user", "assistant", "tool"}
        assert isinstance(message["content"], str)
        assert message["content"]
        assert message.get("weight", 1) in {0, 1}
        assert "weight" not in message or message["role"] == "assistant"
    assert any(message["role"] == "assistant" and message.get("weight", 1) == 1 for message in messages)
    assert messages[-1]["role"] == "assistant"


def test_trl_reads_pairs_as_conversational_preferences(
    customer: Customer, collection: tuple[str, Any], tmp_path: Path
) -> None:
    pairs = read_by_datasets(customer, collection[1], "trl_preference", tmp_path)
    side = datasets.List(MESSAGE)
    assert pairs.features == {"prompt": side, "chosen": side, "rejected": side, "margin": datasets.Value("float64")}
    assert pairs.num_rows == 4
    said = {(row["prompt"][1]["content"], row["chosen"][0]["content"], row["rejected"][0]["content"]) for row in pairs}
    assert said == {
        pair
        for name, (prompt, (worse, better)) in QUESTIONS.items()
        for pair in ((prompt, better, worse), (prompt, BETTER[name], better))
    }
    assert all(row["prompt"] == prompt_of(_name_of(row["prompt"][1]["content"])) for row in pairs)
    assert all(message["role"] == "assistant" for row in pairs for message in row["chosen"] + row["rejected"])


def test_trl_reads_what_was_written_as_conversations(
    customer: Customer, collection: tuple[str, Any], tmp_path: Path
) -> None:
    learnt = read_by_datasets(customer, collection[1], "trl_sft", tmp_path)
    assert learnt.features["messages"] == datasets.List(MESSAGE)
    assert sorted(row["messages"][-1]["content"] for row in learnt) == sorted(BETTER.values())
    assert all([each["role"] for each in row["messages"]] == ["system", "user", "assistant"] for row in learnt)


def test_openai_takes_both_for_fine_tuning(customer: Customer, collection: tuple[str, Any], tmp_path: Path) -> None:
    chats = lines_of(customer, collection[1], "openai_chat", tmp_path)
    assert sorted(line["messages"][-1]["content"] for line in chats) == sorted(BETTER.values())
    for line in chats:
        assert set(line) <= {"messages", "tools", "parallel_tool_calls"}
        check_openai_messages(line["messages"])
    pairs = lines_of(customer, collection[1], "openai_dpo", tmp_path)
    assert len(pairs) == 4
    for line in pairs:
        assert set(line) == {"input", "preferred_output", "non_preferred_output"}
        assert line["input"]["messages"][-1]["role"] == "user"
        for output in (line["preferred_output"], line["non_preferred_output"]):
            [message] = output
            assert message["role"] == "assistant"
            check_openai_messages([*line["input"]["messages"], message])
        assert line["preferred_output"] != line["non_preferred_output"]


def test_scales_client_reads_the_same_collection(customer: Customer, collection: tuple[str, Any]) -> None:
    client = connect(customer.make_key("operator")["key"], customer.product.url)
    docs = client.v2.get_delivery(delivery_name="once", opts=["submissions"]).tasks
    assert len(docs) == 2
    for task in docs:
        [thread] = task.threads
        [turn] = thread.turns
        asked = turn.messages[1].content.text
        name = _name_of(asked)
        assert [each.content.text for each in turn.messages] == ["Be short.", asked, *QUESTIONS[name][1], BETTER[name]]
        order = {each.actual_instance.key: each.actual_instance.value for each in turn.annotations}
        assert order["overall"] == [["b"], ["a"]]
        [revised] = [each.actual_instance for each in turn.messages[4].annotations]
        assert (revised.key, revised.value) == ("rewrite.revises", "b")
        assert len({each.contributor_id for each in thread.submissions}) == 3
