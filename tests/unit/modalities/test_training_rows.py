"""Training data out of conversations: the rules by which rows are made, and what each form leaves out."""

import datasets
import pytest

from .training_rows import (
    ANSWERS,
    ONTOLOGY,
    QUESTION,
    UNASKED,
    compared,
    file_of,
    judged,
    lines_of,
    mark,
    ranked,
    rated,
    read,
    record,
    said_in,
    trl_type,
    written,
)

STEPS = {"id": "a", "parent": "1", "role": "assistant", "content": "17·20 = 340.\n\n17·4 = 64.\n\nTogether 404."}
SUM = {"messages": [{"id": "1", "parent": "", "role": "user", "content": "17·24?"}, STEPS], "reference": "408"}
TOOLS = [{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}]


def assistant(content):
    return {"role": "assistant", "content": content}


def pairs(*records, ontology=ONTOLOGY):
    rows, lost = lines_of("trl_preference", *records, ontology=ontology)
    said = [(row["chosen"][0]["content"], row["rejected"][0]["content"], row.get("margin")) for row in rows]
    return said, lost


def test_a_ranking_gives_every_pair_of_different_groups():
    said, _ = pairs(record(compared(*"abc"), ranked("b", "a", "c")))
    assert said == [
        (ANSWERS["b"], ANSWERS["a"], 1.0),
        (ANSWERS["b"], ANSWERS["c"], 2.0),
        (ANSWERS["a"], ANSWERS["c"], 1.0),
    ]


def test_ties_are_counted_and_no_pairs():
    said, lost = pairs(record(compared(*"abc"), ranked("ab", "c")))
    assert [pair[:2] for pair in said] == [(ANSWERS["a"], ANSWERS["c"]), (ANSWERS["b"], ANSWERS["c"])]
    assert lost["ties"] == 1


def test_margins_are_strengths_and_are_there_where_strengths_are_asked_for():
    assert pairs(record(compared(*"ab"), ranked("a", "b", strength=3)))[0][0][2] == 3.0
    said, lost = pairs(record(compared(*"ab"), ranked("a", "b", strength=3)), ontology=UNASKED)
    assert said[0][2] is None
    assert lost["strengths of preferences"] == 1


def test_a_better_version_is_chosen_over_what_it_revises():
    said, _ = pairs(record(compared(*"ab"), written("w", "6,650 km long.", label="rewrite", revises="b")))
    assert said == [("6,650 km long.", "Long.", 1.0)]


def test_of_several_rankings_those_under_the_first_label_are_pairs():
    other = {**ranked("b", "a"), "label": "safety", "uuid": "t"}
    said, lost = pairs(record(compared(*"ab"), other, ranked("a", "b")))
    assert [pair[:2] for pair in said] == [(ANSWERS["a"], ANSWERS["b"])]
    assert lost["rankings under further labels"] == 1


def test_responses_of_several_turns_are_whole():
    content = compared(*"ab")
    content["messages"] += [
        {"id": "2", "parent": "a", "role": "user", "content": "Sure?"},
        {"id": "3", "parent": "2", "role": "assistant", "content": "Yes."},
    ]
    [row], _ = lines_of("trl_preference", record(content, ranked("a", "b")))
    assert [message["content"] for message in row["chosen"]] == ["6,650 km.", "Sure?", "Yes."]
    assert [message["content"] for message in row["rejected"]] == ["Long."]


def test_good_and_bad_responses_by_ranking_writing_and_rating():
    def labels(*annotations):
        rows, lost = lines_of("trl_kto", record(compared(*"abc"), *annotations))
        return {row["completion"][0]["content"]: row["label"] for row in rows}, lost

    found, lost = labels(ranked("b", "a", "c"))
    assert found == {"Long.": True, "I do not know.": False}
    assert lost["responses of which a ranking does not say whether they are good"] == 1
    assert set(labels(ranked("abc", all_bad=True))[0].values()) == {False}
    assert labels(ranked("abc"))[0] == {}
    found, lost = labels(rated("a", helpfulness=4, correctness=4), rated("b", helpfulness=0), rated("c", helpfulness=2))
    assert found == {"6,650 km.": True, "Long.": False}
    assert lost["ratings that are neither good nor bad"] == 1
    assert labels(written("w", "Very long."), ranked("a", "b"))[0]["Very long."] is True


def test_lines_to_learn_from_end_with_what_was_written():
    rows, _ = lines_of("trl_sft", record(compared(), written("w", "6,650 km.")))
    assert rows == [{"messages": [QUESTION, assistant("6,650 km.")]}]
    assert lines_of("trl_sft", record(compared("a"), ranked(all_bad=True)))[0] == []


def talk(*rankings):
    """Two turns with two models; the second question goes on from the first reply."""
    return record(
        compared(),
        written("x", "6,650 km.", reply="1"),
        written("y", "Long.", reply="2"),
        written("q", "And the Rhine?", parent="x", role="user"),
        written("u", "1,233 km.", parent="q", reply="3"),
        written("v", "Shorter.", parent="q", reply="4"),
        *rankings,
    )


def test_in_a_conversation_with_models_the_best_reply_ends_the_line():
    rows, lost = lines_of("trl_sft", talk(ranked("x", "y"), {**ranked("v", "u", after="q"), "uuid": "t"}))
    assert [message["content"] for message in rows[0]["messages"]] == [
        QUESTION["content"],
        "6,650 km.",
        "And the Rhine?",
        "Shorter.",
    ]
    assert len(rows) == 1
    assert lost["messages that lead to no answer"] == 2


def test_each_branch_of_a_conversation_with_models_is_a_line():
    again = written("p", "And the Danube?", parent="x", role="user")
    reply = written("w", "2,850 km.", parent="p", reply="5")
    rows, _ = lines_of("trl_sft", talk(ranked("x", "y"), {**ranked("v", "u", after="q"), "uuid": "t"}, again, reply))
    assert [[message["content"] for message in row["messages"]][2:] for row in rows] == [
        ["And the Rhine?", "Shorter."],
        ["And the Danube?", "2,850 km."],
    ]


@pytest.mark.parametrize("undecided", [[], [ranked("uv", after="q")], [ranked("u", "v", after="q", all_bad=True)]])
def test_a_line_of_which_no_reply_was_best_is_not_learnt_from(undecided):
    rows, lost = lines_of("trl_sft", talk(*undecided))
    assert rows == []
    assert lost["messages that lead to no answer"] == 5


def test_a_prompt_of_several_turns_is_all_before_the_last_replies():
    [row], lost = lines_of("trl_prompts", talk(ranked("x", "y")))
    assert [message["content"] for message in row["prompt"]] == [QUESTION["content"], "6,650 km.", "And the Rhine?"]
    assert lost["messages after the prompt"] == 3


def test_a_prompt_that_a_labeler_wrote_is_a_prompt():
    prompt = written("w", "Plan a walk of two hours.", parent="", label="prompt", role="user")
    [row], lost = lines_of("trl_prompts", record({"messages": []}, prompt))
    assert row["prompt"] == [{"role": "user", "content": "Plan a walk of two hours."}]
    assert "messages that labelers wrote" not in lost


def test_a_question_that_nobody_answered_is_left_off():
    question = written("q", "Sure?", parent="w", role="user")
    [row], lost = lines_of("trl_sft", record(compared(), written("w", "6,650 km."), question))
    assert row["messages"][-1] == assistant("6,650 km.")
    assert lost["messages that lead to no answer"] == 1


def test_given_messages_of_the_assistant_weigh_nothing_for_openai():
    content = compared("a", tools=TOOLS)
    content["messages"].append({"id": "2", "parent": "a", "role": "user", "content": "Sure?"})
    [row], _ = lines_of("openai_chat", record(content, written("w", "Yes.", parent="2")))
    assert [message.get("weight") for message in row["messages"]] == [None, 0, None, None]
    assert (row["tools"], row["parallel_tool_calls"]) == (TOOLS, False)


def test_an_openai_preference_is_one_message_each():
    [row], lost = lines_of("openai_dpo", record(compared(*"ab"), ranked("a", "b", strength=2)))
    assert row == {
        "input": {"messages": [QUESTION]},
        "preferred_output": [assistant("6,650 km.")],
        "non_preferred_output": [assistant("Long.")],
    }
    assert lost["margins of pairs"] == 1


def test_tool_calls_are_written_and_read():
    call = {"id": "c1", "type": "function", "function": {"name": "look_up", "arguments": '{"river":"Nile"}'}}
    messages = [
        {"id": "1", "parent": "", **QUESTION},
        {"id": "2", "parent": "1", "role": "assistant", "content": "", "tool_calls": [call]},
        {"id": "3", "parent": "2", "role": "tool", "content": "6650", "tool_call_id": "c1"},
    ]
    given = record({"messages": messages, "tools": TOOLS}, written("w", "6,650 km.", parent="3"))
    for name in ("trl_sft", "openai_chat", "trl_sft_parquet", "sharegpt"):
        [row], errors, _ = read_file(name, given)
        assert errors == []
        assert row["tools"] == TOOLS
        assert [message["role"] for message in row["messages"]] == ["user", "assistant", "tool"]
        assert row["messages"][1]["tool_calls"][0]["function"] == call["function"]
        assert row["hypothesis"]["annotations"][0]["content"] == "6,650 km."


def read_file(name, *records):
    return read(name, file_of(name, *records)[0])


def test_steps_are_written_up_to_the_first_that_nobody_judged():
    [row], lost = lines_of("trl_stepwise", record(SUM, *judged(1, 0)))
    assert row == {"prompt": "17·24?", "completions": ["17·20 = 340.", "17·4 = 64."], "labels": [True, False]}
    assert lost["verdicts that a step is neutral, now wrong"] == 1
    assert lost["steps that were not judged"] == 1
    [row], _ = lines_of("prm800k", record(SUM, *judged(1, -1)))
    assert row["label"]["finish_reason"] == "found_error"
    assert [step["chosen_completion"] for step in row["label"]["steps"]] == [0, None]
    assert row["question"]["ground_truth_answer"] == "408"
    assert lines_of("prm800k", record(SUM, *judged(1, 0, 1)))[0][0]["label"]["finish_reason"] == "solution"


def test_helpsteer_ratings_go_from_0_to_4():
    [row], lost = lines_of("helpsteer2", record(compared("a"), rated("a", helpfulness=3, correctness=5, faults="rude")))
    assert row == {
        "prompt": QUESTION["content"],
        "response": "6,650 km.",
        "helpfulness": 3,
        "correctness": 4,
        "coherence": None,
        "complexity": None,
        "verbosity": None,
    }
    assert lost["ratings on further axes"] == 1
    [back], _, _ = read("helpsteer2", row)
    assert said_in(back)[1][0]["attributes"] == {"helpfulness": 3, "correctness": 5}


def test_prompts_of_several_turns_are_helpsteers():
    line = {"prompt": "Hi\n<extra_id_1>Assistant\nHello\n<extra_id_1>User\nHow long?", "response": "6,650 km."}
    [row], _, _ = read("helpsteer2", {**line, "helpfulness": 1})
    assert [message["content"] for message in row["messages"]] == ["Hi", "Hello", "How long?", "6,650 km."]
    content = {"messages": row["messages"]}
    [again], _ = lines_of("helpsteer2", record(content, rated("a", helpfulness=1)))
    assert (again["prompt"], again["response"]) == (line["prompt"], line["response"])


def test_a_preference_keeps_the_places_in_which_responses_were_shown():
    def preference(*groups, **body):
        [row], _ = lines_of("helpsteer3", record(compared(*"ab"), ranked(*groups, **body)))
        return row["response1"], row["overall_preference"]

    assert preference("a", "b", strength=3, shown=["b", "a"]) == ("Long.", 3)
    assert preference("a", "b", strength=1, shown=["a", "b"]) == ("6,650 km.", -1)
    assert preference("a", "b") == ("6,650 km.", -2)
    assert preference("ab") == ("6,650 km.", 0)


def test_battles_have_ties_and_both_bad():
    def winners(*groups, **body):
        rows, _ = lines_of("arena", record(compared(*"ab"), ranked(*groups, **body)))
        return [(row["model_a"], row["model_b"], row["winner"]) for row in rows]

    assert winners("a", "b") == [("model-a", "model-b", "model_a")]
    assert winners("a", "b", shown=["b", "a"]) == [("model-b", "model-a", "model_b")]
    assert winners("ab") == [("model-a", "model-b", "tie")]
    assert winners("ab", all_bad=True) == [("model-a", "model-b", "tie (bothbad)")]
    assert winners(all_bad=True) == [("model-a", "model-b", "tie (bothbad)")]


def test_battles_of_one_conversation_have_names_of_their_own():
    rows, _ = lines_of("arena", record(compared(*"abc"), ranked("a", "b", "c"), unique_id="item"))
    assert [row["question_id"] for row in rows] == ["item", "item#2", "item#3"]


def test_the_binarized_form_takes_the_best_against_the_worst():
    given = record(compared(*"abc"), ranked("b", "a", "c"), rated("b", helpfulness=4, correctness=5))
    [row], lost = lines_of("ultrafeedback_binarized", given)
    assert row["chosen"] == row["messages"] == [QUESTION, assistant("Long.")]
    assert row["rejected"] == [QUESTION, assistant("I do not know.")]
    assert (row["score_chosen"], row["score_rejected"]) == (4.5, None)
    assert lost["responses between the best and the worst"] == 1


def test_all_ratings_of_a_prompt_are_one_row_of_ultrafeedback():
    [row], _ = lines_of("ultrafeedback", record(compared(*"ab"), rated("a", helpfulness=3, reason="Right.")))
    assert row["models"] == ["model-a", "model-b"]
    assert row["completions"][0]["annotations"] == {"helpfulness": {"Rating": "3", "Rationale": "Right."}}
    assert [each["overall_score"] for each in row["completions"]] == [3.0, None]


def test_a_rubric_is_written_with_its_ideal_answer():
    rubric = [{"id": "c1", "criterion": "Is wrong", "points": -5, "tags": ["accuracy"]}]
    [row], _ = lines_of(
        "healthbench", record(compared("a", rubric=rubric), written("w", "6,650 km long."), unique_id="h")
    )
    assert row["rubrics"] == [{"criterion": "Is wrong", "points": -5.0, "tags": ["accuracy"]}]
    assert row["ideal_completions_data"]["ideal_completion"] == "6,650 km long."
    assert (row["prompt"], row["prompt_id"]) == ([QUESTION], "h")


def test_transcripts_are_of_people_and_assistants():
    [row], _ = lines_of("anthropic_hh", record(compared(*"ab"), ranked("a", "b")))
    start = "\n\nHuman: How long is the Nile?\n\nAssistant: "
    assert row == {"chosen": f"{start}6,650 km.", "rejected": f"{start}Long."}


def test_an_instruction_has_a_system_and_a_history():
    system = {"id": "0", "parent": "", "role": "system", "content": "Be short."}
    content = {"messages": [system, *compared("a")["messages"]]}
    content["messages"][1]["parent"] = "0"
    content["messages"].append({"id": "2", "parent": "a", "role": "user", "content": "Sure?"})
    [row], _ = lines_of("alpaca", record(content, written("w", "Yes.", parent="2")))
    history = [[QUESTION["content"], "6,650 km."]]
    assert row == {"instruction": "Sure?", "input": "", "output": "Yes.", "system": "Be short.", "history": history}
    [back], _, _ = read("alpaca", row)
    assert [message["content"] for message in back["messages"]] == ["Be short.", *history[0], "Sure?"]


def test_what_a_form_has_no_room_for_is_counted():
    answers = [
        ranked("a", "b", shown=["a", "b"]),
        rated("a", helpfulness=1),
        mark("span", "s", message="a", start=0, end=1),
    ]
    answers[2]["text"] = "6"
    _, lost = lines_of("trl_preference", record(compared(*"ab"), *answers, unique_id="u", language="en"))
    assert lost == {
        "ratings": 1,
        "marked passages": 1,
        "ids of annotations": 2,
        "attributes of annotations": 1,
        "answers about the conversation": 1,
        "unique ids": 1,
        "names of models": 2,
        "orders in which responses were shown": 1,
    }


FULL = record(
    compared(*"abc"),
    ranked("a", "b", "c"),
    rated("a", helpfulness=4),
    written("w", "6,650 km long.", label="rewrite", revises="a"),
    unique_id="u",
)
TYPES = {
    "trl_sft": "language modeling",
    "trl_preference": "preference",
    "trl_kto": "unpaired preference",
    "trl_prompts": "prompt-only",
    "trl_stepwise": "stepwise supervision",
}


@pytest.mark.parametrize("name", TYPES)
def test_rows_are_of_the_types_that_trl_takes(name):
    rows, _ = lines_of(name, FULL, record(SUM, *judged(1, -1)))
    assert rows
    assert {trl_type(row) for row in rows} == {TYPES[name]}


@pytest.mark.parametrize("name", TYPES)
def test_datasets_reads_lines_and_tables_alike(name, tmp_path):
    given = [FULL, record(SUM, *judged(1, -1))]
    rows, _ = lines_of(name, *given)
    loaded = {}
    for kind, form in (("json", name), ("parquet", f"{name}_parquet")):
        path = tmp_path / f"rows.{kind}"
        path.write_bytes(file_of(form, *given)[0])
        found = datasets.load_dataset(kind, data_files=str(path), cache_dir=str(tmp_path / kind), split="train")
        loaded[kind] = [without_none(row) for row in found]
    assert loaded["json"] == loaded["parquet"] == rows


def without_none(value):
    if isinstance(value, dict):
        return {name: without_none(each) for name, each in value.items() if each is not None}
    return [without_none(each) for each in value] if isinstance(value, list) else value


def test_the_same_answers_give_the_same_bytes():
    for name in TYPES:
        assert file_of(f"{name}_parquet", FULL) == file_of(f"{name}_parquet", FULL)
