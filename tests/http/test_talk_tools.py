"""Tools in a conversation with models: defined by the task or the project, called by models, answered by labelers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ..product import Caller, Customer
from ..talk_server import TalkServer
from .talking import let_talk, models_of, practice_models, talk
from .test_chat import talk as conversation
from .test_deliveries import take_when_written

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Today's weather",
        "parameters": {"type": "object", "properties": {"place": {"type": "string"}, "days": {"type": "integer"}}},
    },
}
NONE_YET = "No tool was called that this is the result of."


@pytest.fixture
def talkers() -> Iterator[TalkServer]:
    made = TalkServer()
    yield made
    made.close()


def talking(customer: Customer, *personalities: str, tools: Any = (WEATHER,), **settings: Any) -> tuple[Caller, Any]:
    project = conversation(customer, "conversation", prompt="Be kind.", **({"tools": list(tools)} if tools else {}))
    let_talk(customer, project, practice_models(customer, project, *(personalities or ("plain",))), **settings)
    labeler = customer.caller("labeler")
    return labeler, labeler.claim(project)


def called(labeler: Caller, claim: Any, said: str = "Please use get_weather for Lisbon") -> tuple[Any, Any]:
    """The reply that calls a tool, and its call."""
    [reply] = talk(labeler, claim, said)["items"]
    [call] = reply["tool_calls"]
    return reply, call


def messages_with(reply: Any, *results: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {"role": "user", "content": "Please use get_weather for Lisbon"}
    calling = {"role": "assistant", "content": reply["content"], "tool_calls": reply["tool_calls"]}
    return [asked, calling, *results]


def result(call: Any, content: str = "21 degrees") -> dict[str, Any]:
    return {"role": "tool", "content": content, "tool_call_id": call["id"]}


def written(uuid: str, parent: str, role: str, content: str, **more: Any) -> dict[str, Any]:
    base = {"type": "message", "label": "turn", "attributes": {}, "revises": "", "reply": ""}
    return {**base, "uuid": uuid, "parent": parent, "role": role, "content": content, **more}


def test_a_tool_is_called_answered_and_spoken_of_and_goes_out_as_openais_form(customer: Customer) -> None:
    labeler, claim = talking(customer)
    reply, call = called(labeler, claim)
    assert (reply["content"], reply["finish_reason"]) == ("", "tool_calls")
    assert json.loads(call["function"]["arguments"]) == {"place": "get_weather, Lisbon", "days": 3}
    [after] = talk(labeler, claim, messages=messages_with(reply, result(call)))["items"]
    assert after["content"].startswith("The tool gave back: 21 degrees")

    answer = [
        written("u", "1", "user", "Please use get_weather for Lisbon"),
        written("a", "u", "assistant", "", reply=reply["reply_id"], tool_calls=reply["tool_calls"]),
        written("t", "a", "tool", "21 degrees", tool_call_id=call["id"]),
        written("b", "t", "assistant", after["content"], reply=after["reply_id"]),
    ]
    labeler.submit(claim, answer={"annotations": answer})
    project = claim["project_id"]
    customer.wait_for_counts(project, done=1)
    delivery = customer.deliver(project)
    customer.operator.post(f"/deliveries/{delivery['id']}/files", {"format": "openai_chat"}, expect=202)
    [row] = [
        json.loads(line) for line in take_when_written(customer.operator, delivery, "openai_chat").text.splitlines()
    ]
    assert [each["role"] for each in row["messages"]] == ["user", "user", "assistant", "tool", "assistant"]
    assert row["messages"][2]["tool_calls"] == [call]
    assert (row["messages"][3]["tool_call_id"], row["tools"]) == (call["id"], [WEATHER])


def test_what_a_model_called_cannot_be_changed_afterwards(customer: Customer) -> None:
    labeler, claim = talking(customer)
    reply, call = called(labeler, claim)
    said = written("u", "1", "user", "Please use get_weather for Lisbon")
    forged = [{**call, "function": {"name": "get_weather", "arguments": "{}"}}]
    for calls in (forged, []):
        mark = written("a", "u", "assistant", "", reply=reply["reply_id"], tool_calls=calls)
        refusal = labeler.submit(claim, answer={"annotations": [said, mark]}, expect=422)
        assert refusal["code"] == "reply_changed"


def test_results_belong_to_calls(customer: Customer) -> None:
    labeler, claim = talking(customer)
    reply, call = called(labeler, claim)
    said = written("u", "1", "user", "Please use get_weather for Lisbon")
    mark = written("a", "u", "assistant", "", reply=reply["reply_id"], tool_calls=reply["tool_calls"])
    good = written("t", "a", "tool", "21", tool_call_id=call["id"])
    again = written("t2", "t", "tool", "22", tool_call_id=call["id"])
    for extra, error in (
        ([{**good, "tool_call_id": "other"}], NONE_YET),
        ([good, again], NONE_YET),
        ([{**good, "parent": "u"}], NONE_YET),
        ([{**good, "tool_call_id": ""}], "The result of a tool names the call that it belongs to."),
        ([{**said, "uuid": "x", "parent": "a", "tool_calls": [call]}], "Tools are called by models, not by labelers."),
    ):
        refusal = labeler.submit(claim, answer={"annotations": [said, mark, *extra]}, expect=422)
        assert refusal["error"] == error


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (("call",), "messages"),
        (("call", "user"), "messages[2]"),
        (("call", "result", "result"), "messages[3].tool_call_id"),
        (("result",), "messages[1].tool_call_id"),
        (("user-calls",), "messages[1].tool_calls"),
    ],
)
def test_calls_and_results_come_in_order(customer: Customer, order: tuple[str, ...], field: str) -> None:
    labeler, claim = talking(customer)
    reply, call = called(labeler, claim)
    asked, calling = messages_with(reply)
    parts = {
        "call": calling,
        "user": {"role": "user", "content": "And?"},
        "result": result(call),
        "user-calls": {"role": "user", "content": "x", "tool_calls": [call]},
    }
    messages = [asked, *(parts[each] for each in order)]
    assert talk(labeler, claim, messages=messages, expect=422)["field"] == field


def test_a_project_defines_tools_for_tasks_that_have_none(customer: Customer) -> None:
    labeler, claim = talking(customer, tools=())
    assert talk(labeler, claim, "get_weather")["items"][0]["tool_calls"] == []
    project = claim["project_id"]
    changed = customer.operator.get(f"/projects/{project}/talk")["settings"] | {"tools": [WEATHER]}
    saved = customer.operator.put(f"/projects/{project}/talk", changed)
    assert saved["settings"]["tools"] == [WEATHER]
    assert labeler.get(f"/projects/{project}/talk/offer")["tools"] == [WEATHER]
    assert talk(labeler, claim, "get_weather")["items"][0]["tool_calls"]
    bad = {**changed, "tools": [{"function": {"name": "no spaces here"}}]}
    assert customer.operator.ask("PUT", f"/projects/{project}/talk", json=bad).status_code == 400


def test_broken_arguments_are_shown_as_they_are_and_sent_as_json(customer: Customer, talkers: TalkServer) -> None:
    project = conversation(customer, "conversation", prompt="Be kind.", tools=[WEATHER])
    let_talk(customer, project, models_of(customer, project, talkers, "broken-tools"))
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    [reply] = talk(labeler, claim)["items"]
    functions = [each["function"] for each in reply["tool_calls"]]
    assert [(each["name"], each["arguments"]) for each in functions] == [
        ("look_up", '{"word": "go'),
        ("weigh", '{"of": "gold"}'),
    ]
    results = [result(call) for call in reply["tool_calls"]]
    [after] = talk(labeler, claim, messages=messages_with(reply, *results))["items"]
    assert after["content"] == "broken-tools heard: 21 degrees"
    assert talkers.asked[0]["tools"] == [WEATHER]
    sent = talkers.asked[1]["messages"][1]["tool_calls"]
    assert [json.loads(each["function"]["arguments"]) for each in sent] == [
        {"unreadable": '{"word": "go'},
        {"of": "gold"},
    ]
    assert [each["id"] for each in sent] == [each["tool_call_id"] for each in talkers.asked[1]["messages"][2:]]


def test_the_practice_model_can_break_its_calls_too(customer: Customer) -> None:
    labeler, claim = talking(customer, "wrong")
    _, call = called(labeler, claim)
    with pytest.raises(json.JSONDecodeError):
        json.loads(call["function"]["arguments"])
