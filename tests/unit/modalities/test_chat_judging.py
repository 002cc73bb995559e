"""What a judge sees of a conversation, and what rankings say of pairs."""

from __future__ import annotations

import msgspec

from goldsmith.modalities._contract import Answer
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.modalities.chat.judging import JUDGING
from goldsmith.modalities.chat.shapes import Ranking
from goldsmith.modalities.pairings import Chances, Pairing, Verdict
from goldsmith.ontology import Comparison, Label, Ontology

BEST = Ontology(labels=(Label("best", "Best", shapes=("ranking",), description="The most useful one."),))
CONTENT = msgspec.convert(
    {
        "messages": [
            {"id": "1", "role": "user", "content": "Weather?"},
            {
                "id": "a",
                "parent": "1",
                "role": "assistant",
                "content": "",
                "source": "anvil",
                "tool_calls": [{"id": "c", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}],
            },
            {"id": "a2", "parent": "a", "role": "tool", "content": "rain"},
            {"id": "a3", "parent": "a2", "role": "assistant", "content": "It rains.", "source": "anvil"},
            {"id": "b", "parent": "1", "role": "assistant", "content": "No idea.", "source": "bellows"},
        ]
    },
    ChatContent,
)


def test_a_judge_sees_all_of_both_and_no_source() -> None:
    shown = JUDGING.show(CONTENT, Pairing("best", "b", "a"))
    conversation, _, responses = shown.partition("<response_A>")
    first, _, second = responses.partition("<response_B>")
    assert "user: Weather?" in conversation
    assert "No idea." in first
    assert all(each in second for each in ('[calls weather({"city": "Oslo"})]', "tool: rain", "assistant: It rains."))
    assert "anvil" not in shown
    assert "bellows" not in shown


def test_every_two_alternates_are_a_pair_under_each_label_that_ranks() -> None:
    two = Ontology(
        labels=(*BEST.labels, Label("clear", shapes=("ranking",)), Label("old", shapes=("ranking",), retired=True))
    )
    assert JUDGING.pairings(CONTENT, two) == [Pairing("best", "a", "b"), Pairing("clear", "a", "b")]
    assert JUDGING.is_asked(two)
    assert not JUDGING.is_asked(Ontology(labels=(Label("bad", shapes=("span",)),)))
    assert JUDGING.criterion(BEST, "best") == "Best\nThe most useful one."


def test_ties_are_an_answer_unless_the_label_says_no() -> None:
    strict = Ontology(labels=(Label("best", shapes=("ranking",), comparison=Comparison(allow_ties=False)),))
    assert JUDGING.may_tie(BEST, "best")
    assert not JUDGING.may_tie(strict, "best")


def test_verdicts_are_as_the_labeler_saw_them() -> None:
    ranking = Ranking(label="best", after="1", groups=[["b"], ["a", "c"]], shown=["c", "b", "a"])
    assert list(JUDGING.verdicts(Answer(annotations=[ranking]))) == [
        Verdict(Pairing("best", "c", "b"), "right"),
        Verdict(Pairing("best", "c", "a"), "tie"),
        Verdict(Pairing("best", "b", "a"), "left"),
    ]


def test_beliefs_in_a_circle_become_one_order() -> None:
    sure = {("a", "b"): Chances(0.8, 0.1, 0.1), ("b", "c"): Chances(0.7, 0.2, 0.1), ("a", "c"): Chances(0.4, 0.6, 0.0)}
    answer = JUDGING.answer(CONTENT, {Pairing("best", *pair): chances for pair, chances in sure.items()})
    [ranking] = answer.annotations
    assert (ranking.label, ranking.after, ranking.groups) == ("best", "1", [["a"], ["b"], ["c"]])
