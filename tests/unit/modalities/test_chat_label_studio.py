"""Label Studio's tasks of conversations: its own package takes ours, we read what it exports."""

import json

import pytest
from label_studio_sdk._extensions.label_studio_tools.core.label_config import parse_config

from .training_rows import ONTOLOGY, QUESTION, compared, file_of, ranked, read, record, said_in, written

COMPARING = """<View><Chat name="chat" value="$messages"/><Text name="one" value="$response_1"/>
<Text name="other" value="$response_2"/><Pairwise name="comparison" toName="one,other"/></View>"""
# As Label Studio exports a comparison of two texts.
EXPORTED = {
    "id": 1,
    "data": {"prompt": "How long is the Nile?", "text1": "6,650 km.", "text2": "Long."},
    "annotations": [
        {"id": 7, "was_cancelled": True, "result": []},
        {
            "id": 8,
            "was_cancelled": False,
            "result": [
                {"id": "x", "from_name": "pw", "to_name": "pw", "type": "pairwise", "value": {"selected": "right"}}
            ],
        },
        {"id": 9, "result": []},
    ],
}


def tasks_of(*records):
    body, lost = file_of("label_studio", *records)
    return json.loads(body), lost


def test_each_two_responses_are_a_task_in_the_order_in_which_they_were_shown():
    tasks, lost = tasks_of(record(compared(*"abc"), ranked("a", "bc", shown=["b", "a", "c"]), unique_id="u"))
    assert [(task["data"]["response_1"], task["data"]["response_2"]) for task in tasks] == [
        ("Long.", "6,650 km."),
        ("Long.", "I do not know."),
        ("6,650 km.", "I do not know."),
    ]
    selected = [[result["value"]["selected"] for result in task["annotations"][0]["result"]] for task in tasks]
    assert selected == [["right"], [], ["left"]]
    assert [task["meta"]["unique_id"] for task in tasks] == ["u", "u#2", "u#3"]
    assert lost["ties"] == 1


def test_label_studio_takes_our_comparisons():
    [task], _ = tasks_of(record(compared(*"ab"), ranked("b", "a")))
    [result] = task["annotations"][0]["result"]
    control = parse_config(COMPARING)[result["from_name"]]
    assert control["type"].lower() == result["type"]
    assert {tag["value"] for tag in control["inputs"]} <= set(task["data"])
    assert result["value"] == {"selected": "right"}


def test_what_was_written_is_added_to_the_chat_and_read_again():
    question = written("q", "And the Rhine?", parent="w", role="user")
    given = record(
        compared(), written("w", "6,650 km."), question, written("v", "1,233 km.", parent="q"), unique_id="u"
    )
    [task], _ = tasks_of(given)
    assert task["data"] == {"messages": [QUESTION]}
    said = [result["value"]["chatmessage"]["content"] for result in task["annotations"][0]["result"]]
    assert said == ["6,650 km.", "And the Rhine?", "1,233 km."]
    [row], errors, _ = read("label_studio", json.dumps([task]).encode())
    assert errors == []
    assert list(said_in(row)[0].values()) == [QUESTION["content"], "6,650 km.", "And the Rhine?"]
    assert [each["content"] for each in said_in(row)[1]] == ["1,233 km."]
    assert row["unique_id"] == "u"


def test_an_exported_comparison_is_read():
    [row], errors, lost = read("label_studio", json.dumps([EXPORTED]).encode())
    assert errors == []
    messages, [ranking] = said_in(row)
    assert [messages[group[0]] for group in ranking["groups"]] == ["Long.", "6,650 km."]
    assert lost == {"annotations of further people": 1}


def test_a_comparison_without_a_prompt_is_read():
    task = {**EXPORTED, "data": {"text1": "a", "text2": "b"}}
    [row], errors, _ = read("label_studio", json.dumps([task]).encode(), ontology=ONTOLOGY)
    assert errors == []
    assert said_in(row)[1][0]["after"] == ""


@pytest.mark.parametrize(
    "change",
    [
        {"data": {}},
        {"data": {"text": ""}},
        {"data": {"messages": [{"author": "x"}]}},
        {"data": 3},
        {"annotations": 3},
        {"annotations": [{"result": [3]}]},
        {"annotations": [{"result": [{"type": "pairwise", "value": {"selected": "both"}}]}]},
        {"annotations": [{"result": [{"type": "pairwise", "value": {"selected": ["left"]}}]}]},
        {"annotations": [{"result": [{"type": "pairwise"}]}]},
        {"annotations": [{"result": [{"type": "chatmessage", "value": {"chatmessage": 3}}]}]},
    ],
)
def test_a_broken_task_is_refused_alone(change):
    rows, [error], _ = read("label_studio", json.dumps([EXPORTED, {**EXPORTED, **change}]).encode())
    assert (len(rows), error.row) == (1, 2)
    assert error.error.endswith(".")
