"""Conversations as they come: given in short, written out, named; and what labelers do not see of them."""

from io import BytesIO

import msgspec
import pytest

from goldsmith.errors import InvalidError
from goldsmith.journey.ingest.rows import read_content
from goldsmith.modalities import registry
from goldsmith.modalities.chat.content import ChatContent, show_chat
from goldsmith.modalities.chat.graph import Graph, steps_of
from goldsmith.modalities.codec import ExportContext
from goldsmith.ontology import Ontology

CHAT = registry.get("chat.v1")


def content(**fields):
    return read_content(fields, CHAT)


def refused(**fields):
    with pytest.raises(InvalidError) as caught:
        content(**fields)
    return caught.value


def places(given):
    return [(message.id, message.parent, message.role, message.content) for message in given.messages]


def test_a_prompt_and_responses_are_written_out_as_messages():
    given = content(system="Be short.", prompt="Hi", responses=["Hello", {"content": "Yo", "source": "m"}])
    assert places(given) == [
        ("1", "", "system", "Be short."),
        ("2", "1", "user", "Hi"),
        ("a", "2", "assistant", "Hello"),
        ("b", "2", "assistant", "Yo"),
    ]
    assert [message.source for message in given.messages] == ["", "", "", "m"]
    assert (given.system, given.prompt, given.responses) == (None, None, [])


def test_what_is_written_out_is_stored_and_read_again_as_it_is():
    given = content(prompt="Hi", responses=["Hello", "Yo"], rubric=[{"criterion": "Is short"}])
    assert msgspec.json.decode(msgspec.json.encode(given), type=ChatContent) == given


def test_responses_follow_the_end_of_messages():
    given = content(messages=[{"role": "user", "content": "Hi"}], responses=["Hello", "Yo"])
    assert places(given)[1:] == [("a", "1", "assistant", "Hello"), ("b", "1", "assistant", "Yo")]


def test_an_empty_prompt_is_a_message_and_an_absent_one_is_no_message():
    assert places(content(prompt="")) == [("1", "", "user", "")]
    assert places(content(system="x")) == [("1", "", "system", "x")]


def test_messages_without_ids_are_counted_and_follow_one_another():
    given = content(messages=[{"role": "user"}, {"role": "assistant"}, {"role": "user"}])
    assert [(message.id, message.parent) for message in given.messages] == [("1", ""), ("2", "1"), ("3", "2")]


def test_a_message_may_name_the_one_it_follows():
    given = content(messages=[{"role": "user"}, {"role": "assistant"}, {"role": "assistant", "parent": "1"}])
    assert [message.parent for message in given.messages] == ["", "1", "1"]


def test_a_conversation_may_begin_with_nothing_and_stays_so():
    given = content(messages=[])
    assert (given.messages, msgspec.to_builtins(given)) == ([], {"messages": []})
    graph = Graph(given.messages)
    assert (graph.branching(), graph.candidates(), show_chat(given)) == ("", [], "0 messages")
    assert content(**msgspec.to_builtins(given)) == given


@pytest.mark.parametrize(
    "codec", [each for each in registry.get("chat.v1").codecs if each.write], ids=lambda each: each.name
)
def test_what_began_with_nothing_leaves_in_every_form(codec):
    said = {"type": "message", "uuid": "u", "label": "turn", "attributes": {}, "parent": "", "role": "user"}
    reply = said | {"uuid": "a", "parent": "u", "role": "assistant", "content": "6,650 km.", "reply": "reply_x"}
    for annotations in ([], [said | {"content": "How long is the Nile?"}, reply]):
        answer = {"annotations": annotations, "global_attributes": {}, "links": []}
        record = {"content": {"messages": []}, "answer": answer, "task_id": "t", "models": {"reply_x": "m"}}
        out = BytesIO()
        codec.write(iter([msgspec.json.encode(record)]), out, ExportContext(ontology=Ontology()))
        if annotations and codec.name in ("jsonl", "openai_chat", "trl_sft", "sharegpt"):
            assert b"6,650 km." in out.getvalue()


def test_letters_that_messages_have_are_not_given_to_responses():
    given = content(messages=[{"id": "a", "role": "user", "content": "Hi"}], responses=["x", "y"])
    assert [message.id for message in given.messages] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Give messages, or a prompt"),
        ({"responses": ["a"]}, "Give the messages, or the prompt"),
        ({"messages": [{"id": "a", "role": "user"}, {"id": "a", "role": "user"}]}, "Two messages have the id a"),
        ({"messages": [{"role": "user", "parent": "9"}]}, "follows 9, which is not before it"),
        (
            {"messages": [{"id": "a", "parent": "b", "role": "user"}, {"id": "b", "parent": "a", "role": "user"}]},
            "follows b, which is not before it",
        ),
        ({"messages": [{"id": "a", "parent": "a", "role": "user"}]}, "follows a, which is not before it"),
        ({"prompt": "Hi", "responses": [{"id": "1", "content": "x"}]}, "Two messages have the id 1"),
        ({"messages": [{"role": "user", "attachments": [0]}]}, "shows a file that the list"),
        ({"prompt": "x", "rubric": [{"id": "c", "criterion": "a"}, {"id": "c", "criterion": "b"}]}, "have the id c"),
        ({"prompt": "x", "rubric": [{"id": "c2", "criterion": "a"}, {"criterion": "b"}]}, "have the id c2"),
    ],
)
def test_a_conversation_that_does_not_hang_together_is_refused(fields, said):
    assert said in refused(**fields).message


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"messages": [{"role": "judge"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 3}]}, "messages[0].content"),
        ({"messages": {}}, "messages"),
        ({"prompt": ["a"]}, "prompt"),
        ({"prompt": "x", "responses": ["a"] * 27}, "responses"),
        ({"messages": [{"role": "user"}] * 2_001}, "messages"),
        ({"prompt": "a" * 1_000_001}, "prompt"),
        ({"prompt": "x", "rubric": [{"criterion": "a", "points": 1e9}]}, "rubric[0].points"),
    ],
)
def test_a_value_of_the_wrong_kind_or_size_is_named(fields, field):
    assert refused(**fields).field == field


def test_thousands_of_turns_are_read():
    given = content(messages=[{"role": "user", "content": "x"}] * 2_000)
    assert len(Graph(given.messages).path("2000")) == 2_000


def test_columns_of_responses_are_gathered():
    given = content(prompt="Hi", response_a="Hello", response_c="Yo", source_a="m", source_c="n")
    assert places(given)[1:] == [("a", "1", "assistant", "Hello"), ("c", "1", "assistant", "Yo")]
    assert [message.source for message in given.messages] == ["", "m", "n"]


def test_a_source_without_its_response_and_two_kinds_of_responses_are_refused():
    assert refused(prompt="Hi", response_a="x", source_b="m").message
    assert refused(prompt="Hi", response_a="x", responses=["y"]).field == "response_a"


def test_labelers_are_not_told_who_wrote_a_message():
    given = content(prompt="Hi", responses=[{"content": "Yo", "source": "model-one"}], reference="Hello")
    shown = CHAT.conceal(given)
    assert "model-one" not in msgspec.json.encode(shown).decode()
    assert places(shown) == places(given)
    assert shown.reference == "Hello"
    assert given.messages[-1].source == "model-one"


def test_the_last_question_stands_for_a_conversation_in_lists():
    assert CHAT.snippet(content(prompt="How\n long?", responses=["x"])) == "How long?"
    assert CHAT.snippet(content(messages=[{"role": "assistant", "content": "Hello"}])) == "Hello"
    assert CHAT.snippet(content(messages=[{"role": "user"}])) == "1 message"
    assert len(CHAT.snippet(content(prompt="word " * 1_000))) <= 120


def test_what_is_compared_are_the_last_alternates():
    tree = [
        {"id": "1", "parent": "", "role": "user"},
        {"id": "a", "parent": "1", "role": "assistant"},
        {"id": "b", "parent": "1", "role": "assistant"},
        {"id": "2", "parent": "a", "role": "user"},
        {"id": "c", "parent": "2", "role": "assistant"},
        {"id": "d", "parent": "2", "role": "assistant"},
    ]
    graph = Graph(content(messages=tree).messages)
    assert graph.branching() == "2"
    assert [message.id for message in graph.candidates()] == ["c", "d"]
    assert [message.id for message in graph.path("d")] == ["1", "a", "2", "d"]
    assert [message.id for message in graph.alternates("a")] == ["a", "b"]
    assert [message.id for message in graph.targets("user")] == ["1", "2"]
    assert len(graph.targets("every")) == 6


def test_where_nothing_branches_the_end_is_judged():
    assert [each.id for each in Graph(content(prompt="Hi", responses=["x"]).messages).candidates()] == ["a"]
    assert Graph(content(prompt="Hi").messages).candidates() == []


def test_steps_are_those_given_or_paragraphs():
    message = {"role": "assistant", "content": "One.\n\nTwo.\n \n\nThree.\n"}
    [given] = content(messages=[message]).messages
    assert steps_of(given) == ["One.", "Two.", "Three."]
    [cut] = content(messages=[{**message, "steps": ["a", "b"]}]).messages
    assert steps_of(cut) == ["a", "b"]


def test_planted_responses_are_named_and_hidden_from_labelers():
    planted = [{"quality": "good", "content": "Yes", "source": "m"}, {"quality": "bad", "content": "No"}]
    given = content(prompt="Hi", responses=["Hello"], planted=planted)
    assert [(each.id, each.quality) for each in given.planted] == [("planted-1", "good"), ("planted-2", "bad")]
    assert CHAT.conceal(given).planted == []
    assert [each.is_good for each in CHAT.rubrics.planted(given)] == [True, False]
    assert CHAT.rubrics.prompt(given) == "user: Hi"
    assert [message.id for message in Graph(given.messages).candidates()] == ["a"]


def test_planted_responses_may_stand_in_columns():
    row = {"prompt": "Hi", "planted_good": "Yes", "planted_bad": "No", "planted_bad_2": "Never", "planted_bad_3": ""}
    given = msgspec.convert(CHAT.spell_out(row), ChatContent)
    assert [(each.quality, each.content) for each in given.planted] == [
        ("good", "Yes"),
        ("bad", "No"),
        ("bad", "Never"),
    ]


def test_planted_responses_that_contradict_are_refused():
    assert "taken" in refused(prompt="Hi", planted=[{"id": "1", "quality": "good", "content": "x"}]).message
    with pytest.raises(InvalidError, match="list or as columns"):
        CHAT.spell_out({"prompt": "Hi", "planted": [], "planted_good": "Yes"})
