"""Training data of other people as tasks: as it is published, and what is broken, hostile or far too large."""

import io
import tracemalloc

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.modalities.codec import ImportContext
from goldsmith.ontology import Comparison, Label, Ontology

from .training_rows import CHAT, ONTOLOGY, TYPES_READ, compared, file_of, ranked, read, record, said_in

STRICT = Ontology(labels=(Label("overall", shapes=("ranking",), comparison=Comparison(allow_ties=False)),))
NOTHING = Ontology()


def checked(row, ontology=ONTOLOGY):
    """Read a task as the import does: its content, and what the file says of it."""
    fields = {name: row[name] for name in ChatContent.__struct_fields__ if name in row}
    content = msgspec.convert(fields, ChatContent)
    return content, read_answer(CHAT, ontology, row["hypothesis"], content=content, complete=False)


def one(name, line, ontology=ONTOLOGY):
    [row], errors, lost = read(name, line, ontology=ontology)
    assert errors == []
    checked(row, ontology)
    return row, lost


def refused(name, line, ontology=ONTOLOGY):
    rows, [error], _ = read(name, line, ontology=ontology)
    assert rows == []
    assert error.error.endswith(".")
    return error.field, error.error


def best_of(row):
    """What the response says that was chosen."""
    messages, [ranking] = said_in(row)
    return messages[ranking["groups"][0][0]]


def test_a_published_conversation_of_hh_is_read():
    start = "\n\nHuman: What noises did dinosaurs make?\n\nAssistant: Nobody knows.\n\nHuman: Right?\n\nAssistant:"
    row, _ = one("anthropic_hh", {"chosen": f"{start} Yes.", "rejected": f"{start} No.\n\nNever."})
    messages, [ranking] = said_in(row)
    assert list(messages) == ["1", "2", "3", "a", "b"]
    assert ranking["after"] == "3"
    assert best_of(row) == "Yes."
    assert sorted(messages[name] for name in "ab") == ["No.\n\nNever.", "Yes."]


def test_conversations_that_part_before_the_last_turn_are_compared_from_there():
    chosen = "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: How long?\n\nAssistant: Long."
    rejected = "\n\nHuman: Hi\n\nAssistant: What?\n\nHuman: Sorry\n\nAssistant: Fine."
    row, _ = one("anthropic_hh", {"chosen": chosen, "rejected": rejected})
    content, answer = checked(row)
    assert answer.annotations[0].after == "1"
    assert best_of(row) == "Hello"
    assert len(content.messages) == 7


def test_conversations_that_share_nothing_are_compared_from_the_start():
    row, _ = one("anthropic_hh", {"chosen": "\n\nHuman: a\n\nAssistant: b", "rejected": "\n\nHuman: c\n\nAssistant: d"})
    assert said_in(row)[1][0]["after"] == ""


def test_an_empty_last_turn_is_a_response():
    row, _ = one("anthropic_hh", {"chosen": "\n\nHuman: a\n\nAssistant: b", "rejected": "\n\nHuman: a\n\nAssistant:"})
    assert best_of(row) == "b"


@pytest.mark.parametrize(
    "line",
    [
        {"prompt": "The sky is", "chosen": " blue.", "rejected": " green."},
        {
            "chosen": [{"role": "user", "content": "The sky is"}, {"role": "assistant", "content": " blue."}],
            "rejected": [{"role": "user", "content": "The sky is"}, {"role": "assistant", "content": " green."}],
        },
        {
            "prompt": "The sky is",
            "chosen": [{"role": "user", "content": "The sky is"}, {"role": "assistant", "content": " blue."}],
            "rejected": [{"role": "user", "content": "The sky is"}, {"role": "assistant", "content": " green."}],
        },
        {
            "prompt": [{"role": "user", "content": "The sky is"}],
            "chosen": [{"role": "assistant", "content": " blue."}],
            "rejected": [{"role": "assistant", "content": " green."}],
        },
    ],
)
def test_preferences_in_all_of_trls_shapes_are_the_same_task(line):
    row, _ = one("trl_preference", {**line, "margin": 2.0, "source": "web", "nested": {"a": 1}})
    assert best_of(row) == " blue."
    assert said_in(row)[1][0]["strength"] == 2
    assert row["messages"][0] == {"id": "1", "parent": "", "role": "user", "content": "The sky is"}
    assert row["metadata"] == {"source": "web"}


def test_where_a_response_stands_says_nothing_of_what_was_chosen():
    rows, _, _ = read("trl_preference", *({"prompt": "x", "chosen": f"a{n}", "rejected": f"b{n}"} for n in range(200)))
    first = sum(row["hypothesis"]["annotations"][0]["groups"][0] == ["a"] for row in rows)
    assert 60 < first < 140


def test_a_project_without_room_for_it_loses_what_was_said_and_keeps_the_task():
    battle = {
        "model_a": "one",
        "model_b": "two",
        "winner": "tie (bothbad)",
        "conversation_a": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a"}],
        "conversation_b": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "b"}],
    }
    row, lost = one("arena", battle, STRICT)
    assert said_in(row)[1] == []
    assert lost == {"ties, which the project does not have": 1}
    assert one("arena", battle, NOTHING)[1] == {"rankings, for which the project has no label": 1}
    row, lost = one("arena", {**battle, "winner": "both_bad"})
    assert said_in(row)[1][0]["all_bad"] is True
    assert [message.get("source") for message in row["messages"]] == [None, "one", "two"]


def test_a_published_step_of_prm800k_is_read():
    line = {
        "labeler": "340d", "timestamp": "2022-12-21T07:55:51", "generation": 9, "is_quality_control_question": False,
        "question": {
            "problem": "How many?",
            "ground_truth_answer": "14",
            "pre_generated_steps": ["One.", "Two.", "Three."],
        },
        "label": {
            "steps": [
                {
                    "completions": [{"text": "One.", "rating": 0, "flagged": None}, {"text": "Uno.", "rating": 1}],
                    "human_completion": None,
                    "chosen_completion": 0,
                },
                {"completions": None, "human_completion": {"text": "Zwei."}, "chosen_completion": None},
                {"completions": [{"text": "Bad.", "rating": -1, "flagged": None}], "chosen_completion": None},
            ],
            "total_time": 100,
            "finish_reason": "found_error",
        },
    }  # fmt: skip
    row, lost = one("prm800k", line)
    assert row["messages"][1]["steps"] == ["One.", "Zwei.", "Bad."]
    assert [mark["rating"] for mark in said_in(row)[1]] == [0, 1, -1]
    assert row["reference"] == "14"
    assert lost == {"completions that the solution did not go on with": 1}


def test_published_ratings_of_ultrafeedback_are_read():
    annotations = {"helpfulness": {"Rating": "4", "Rationale": "Good."}, "honesty": {"Rating": "N/A"}}
    completion = {"model": "m", "response": "Long.", "annotations": annotations}
    row, _ = one("ultrafeedback", {"source": "s", "instruction": "How?", "models": ["m"], "completions": [completion]})
    assert said_in(row)[1][0]["attributes"] == {"helpfulness": 4.0}


def test_openais_parts_and_roles_are_read():
    bytes_of_one = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    parts = [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {"url": "x.png"}}, bytes_of_one]
    messages = [{"role": "developer", "content": "Be short."}, {"role": "user", "content": parts}]
    messages.append({"role": "assistant", "content": "Hello", "weight": 1})
    row, lost = one("openai_chat", {"messages": messages})
    assert [message["role"] for message in row["messages"]] == ["system", "user"]
    assert row["messages"][1]["content"] == "Hi"
    assert (row["attachments"], row["messages"][1]["attachments"]) == (["x.png"], [0])
    assert lost == {"parts of messages that are no text": 1, "weights of messages": 1}


def test_an_alpaca_array_with_inputs_is_read():
    body = b'[{"instruction": "Translate.", "input": "Hallo", "output": "Hello"}]'
    [row], errors, _ = read("alpaca", body)
    assert errors == []
    assert row["messages"][0]["content"] == "Translate.\n\nHallo"
    assert row["hypothesis"]["annotations"][0]["content"] == "Hello"


@pytest.mark.parametrize("name", TYPES_READ)
def test_tables_of_a_form_are_read_as_its_lines_are(name):
    table, sink = pa.Table.from_pylist([TYPES_READ[name]]), io.BytesIO()
    pq.write_table(table, sink)
    arrow = io.BytesIO()
    with pa.ipc.new_stream(arrow, table.schema) as writer:
        writer.write_table(table)
    [row], _, _ = read(name, TYPES_READ[name])
    checked(row)
    for body in (sink.getvalue(), arrow.getvalue(), msgspec.json.encode([TYPES_READ[name]])):
        assert read(name, body)[0] == [row]


def messages(*contents):
    return [{"role": "user", "content": content} for content in contents]


@pytest.mark.parametrize(
    ("name", "line", "field"),
    [
        ("trl_sft", {}, "messages"),
        ("trl_sft", {"messages": None}, "messages"),
        ("trl_sft", {"messages": []}, "messages"),
        ("trl_sft", {"messages": [3]}, "messages[0]"),
        ("trl_sft", {"messages": [{"role": "judge", "content": ""}]}, "messages[0].role"),
        ("trl_sft", {"messages": [{"role": ["user"], "content": ""}]}, "messages[0].role"),
        ("trl_sft", {"messages": [{"role": "user", "content": 3}]}, "messages[0].content"),
        ("trl_sft", {"messages": [{"role": "user", "content": [3]}]}, "messages[0].content"),
        ("trl_sft", {"messages": [{"role": "user", "content": "", "name": 3}]}, "name"),
        ("trl_sft", {"messages": [{"role": "assistant", "tool_calls": [{}]}]}, "messages[0].tool_calls[0]"),
        ("trl_sft", {"messages": messages("a"), "tools": "{"}, "tools"),
        ("trl_sft", {"messages": messages("a"), "tools": [3]}, "tools"),
        ("trl_sft", {"messages": messages(*["a"] * 2_001)}, "messages"),
        ("trl_preference", {"chosen": "a"}, "rejected"),
        ("trl_preference", {"prompt": "x", "chosen": "a", "rejected": "a"}, "rejected"),
        ("trl_preference", {"prompt": "x", "chosen": "a", "rejected": 3}, "rejected"),
        ("trl_preference", {"prompt": "x", "chosen": "a", "rejected": "b", "margin": "c"}, "margin"),
        ("trl_kto", {"prompt": "a", "completion": "b"}, "label"),
        ("trl_kto", {"prompt": "a", "completion": "b", "label": 1}, "label"),
        ("trl_kto", {"prompt": "a", "label": True}, "completion"),
        ("trl_prompts", {}, "prompt"),
        ("trl_stepwise", {"prompt": "a", "completions": [], "labels": []}, "completions"),
        ("trl_stepwise", {"prompt": "a", "completions": ["b"], "labels": []}, "labels"),
        ("trl_stepwise", {"prompt": 3, "completions": ["b"], "labels": [True]}, "prompt"),
        ("openai_chat", {}, "messages"),
        ("openai_dpo", {"input": []}, "input"),
        ("openai_dpo", {"input": {"messages": messages("a")}, "preferred_output": "b"}, "non_preferred_output"),
        ("sharegpt", {"conversations": []}, "conversations"),
        ("sharegpt", {"conversations": [{"from": "nobody", "value": ""}]}, "conversations[0].from"),
        ("sharegpt", {"conversations": [{"from": "function_call", "value": "{"}]}, "conversations[0]"),
        ("sharegpt", {"conversations": [{"from": "human", "value": 3}]}, "value"),
        ("alpaca", {"output": "a"}, "instruction"),
        ("alpaca", {"instruction": "a", "history": [["b"]]}, "history[0]"),
        ("anthropic_hh", {"chosen": "a", "rejected": "b"}, "chosen"),
        ("anthropic_hh", {"chosen": "\n\nHuman: a", "rejected": "\n\nHuman: a"}, "rejected"),
        ("helpsteer2", {"prompt": "a", "response": 3}, "response"),
        ("helpsteer2", {"prompt": "a", "response": "b", "helpfulness": "4"}, "helpfulness"),
        ("helpsteer3", {"overall_preference": 4}, "overall_preference"),
        ("helpsteer3", {"context": [], "overall_preference": 0}, "context"),
        ("ultrafeedback", {"instruction": "a", "completions": [3]}, "completions"),
        ("ultrafeedback", {"instruction": "a", "completions": [{"response": "a"}] * 27}, None),
        ("ultrafeedback_binarized", {"chosen": "a", "rejected": "b", "score_chosen": "c"}, "score_chosen"),
        ("prm800k", {"question": {"problem": "a"}, "label": {"steps": [{"completions": []}]}}, "label.steps[0]"),
        ("prm800k", {"question": {}, "label": {"steps": []}}, "label.steps"),
        ("healthbench", {"prompt": messages("a"), "rubrics": [{"points": 1}]}, "rubrics[0]"),
        ("healthbench", {"prompt": messages("a"), "rubrics": [{"criterion": "b", "points": "c"}]}, "rubrics[0].points"),
        ("arena", {"winner": "nobody"}, "winner"),
        ("arena", {"winner": ["model_a"]}, "winner"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_field(name, line, field):
    assert refused(name, line)[0] == field


@pytest.mark.parametrize("name", TYPES_READ)
@pytest.mark.parametrize(
    "line",
    [b"[3]", b"3", b'"a"', b"{", b'{"prompt": "a\\u0000"}', b'{"prompt": "\\ud800"}', b"\xff", b"[" * 100_000, b"null"],
)
def test_what_is_no_row_is_refused_and_the_next_is_read(name, line):
    whole = msgspec.json.encode(TYPES_READ[name])
    rows, errors, _ = read(name, whole, line, whole)
    assert [error.row for error in errors] == [2]
    assert errors[0].error.endswith(".")
    assert len(rows) == 2


def test_a_line_of_fifty_megabytes_is_refused_alone():
    long = b'{"prompt": "' + b"a" * 50_000_000 + b'"}'
    lines = io.BytesIO(b'{"prompt": "a"}\n' + long + b'\n{"prompt": "b"}\n')
    del long
    tracemalloc.start()
    first, error, last = CHAT.codec("trl_prompts").read(lines, ImportContext(ontology=ONTOLOGY))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (error.row, first["messages"][0]["content"], last["messages"][0]["content"]) == (2, "a", "b")
    assert peak < 60_000_000


def test_hundreds_of_turns_are_read_and_part_where_they_part():
    turns = [{"role": ("user", "assistant")[n % 2], "content": str(n)} for n in range(900)]
    chosen, rejected = ([*turns, {"role": "assistant", "content": content}] for content in "xy")
    row, _ = one("trl_preference", {"chosen": chosen, "rejected": rejected})
    assert len(row["messages"]) == 902


def test_a_round_trip_of_pairs_keeps_who_is_better():
    for name in ("trl_preference", "openai_dpo", "anthropic_hh", "helpsteer3", "arena", "ultrafeedback_binarized"):
        body, _ = file_of(name, record(compared(*"ab"), ranked("b", "a", strength=2)))
        [row], errors, _ = read(name, body)
        assert errors == []
        assert best_of(row) == "Long."
