"""Answers about a conversation: what does not fit it, or leaves something unsaid, is refused with its place."""

import msgspec
import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.ontology import Comparison, Label, Ontology, Writing

CHAT = registry.get("chat.v1")
CONTENT = msgspec.convert(
    {
        "prompt": "How long is the Nile?",
        "responses": ["About 6,650 km.\n\nIt ends in Egypt.\n\nIt is old.", "Long 🐊.", "I do not know."],
        "rubric": [{"criterion": "Names a length"}, {"criterion": "Is wrong", "points": -5}],
    },
    ChatContent,
)
FREE = Ontology(labels=(Label("free"),))


def mark(kind, label="free", uuid="", **body):
    return {"type": kind, "label": label, "uuid": uuid, **body}


def ranking(*groups, after="1", **body):
    return mark("ranking", after=after, groups=[list(group) for group in groups], **body)


def written(uuid="w", parent="1", content="6,650 km.", **body):
    return mark("message", uuid=uuid, parent=parent, content=content, **body)


def check(*annotations, ontology=FREE, content=CONTENT, complete=True):
    return read_answer(CHAT, ontology, {"annotations": annotations}, content=content, complete=complete)


def refused(*annotations, **options):
    with pytest.raises(InvalidError) as caught:
        check(*annotations, **options)
    return caught.value.field, caught.value.message


def under(label, *annotations, **options):
    ontology = Ontology(labels=(label,))
    named = [{**annotation, "label": label.name} for annotation in annotations]
    return refused(*named, ontology=ontology, **options)


@pytest.mark.parametrize(
    "annotation",
    [
        mark("rating", message="a"),
        mark("rating", message="1"),
        ranking("a", "bc", shown=["c", "a", "b"]),
        ranking("a", "b", strength=5),
        ranking(all_bad=True),
        ranking("ab", all_bad=True),
        written(),
        written(revises="a"),
        written(parent="", role="system"),
        mark("span", message="b", start=5, end=6, text="🐊"),
        mark("step", message="a", step=2, rating=-1),
        mark("criterion", criterion="Is short", points=-2),
        mark("grade", message="a", criterion="c2", met=False),
    ],
)
def test_what_fits_the_conversation_is_taken(annotation):
    assert len(check(annotation).annotations) == 1


@pytest.mark.parametrize(
    ("annotation", "field", "said"),
    [
        (mark("rating", message="x"), "message", "no such message"),
        (mark("grade", message="x", criterion="c1", met=True), "message", "no such message"),
        (mark("grade", message="a", criterion="c9", met=True), "criterion", "no such criterion"),
        (mark("step", message="a", step=3, rating=1), "step", "no such step"),
        (mark("step", message="x", step=0, rating=1), "message", "no such message"),
        (mark("span", message="x", start=0, end=1, text="L"), "message", "no such message"),
        (mark("span", message="b", start=2, end=2, text=""), "end", "at least one character"),
        (mark("span", message="b", start=3, end=2, text=""), "end", "at least one character"),
        (mark("span", message="b", start=0, end=4, text="Lang"), "text", "not what stands there"),
        (mark("span", message="b", start=0, end=99, text="Long 🐊."), "end", "does not lie in the message"),
        (ranking("a", "b", after="x"), "after", "no such message"),
        (ranking("a", "x"), "groups", "follows the message"),
        (ranking("a", "1"), "groups", "follows the message"),
        (ranking("a", "b", shown=["x"]), "groups", "follows the message"),
        (ranking("a", "ab"), "groups", "ranked twice"),
        (ranking("a"), "groups", "at least two"),
        (ranking(), "groups", "at least two"),
        (ranking("a", "b", "c", strength=1), "", "by how much"),
        (ranking("ab", strength=1), "", "by how much"),
        (written(revises="x"), "revises", "no such message"),
    ],
)
def test_what_does_not_fit_the_conversation_is_refused_with_its_place(annotation, field, said):
    where, message = refused(annotation)
    assert where == f"answer.annotations[0].{field}".rstrip(".")
    assert said in message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (mark("rating", message="a"), mark("rating", message="a")),
        (ranking("a", "b"), ranking("b", "c")),
        (mark("step", message="a", step=0, rating=1), mark("step", message="a", step=0, rating=0)),
        (mark("grade", message="a", criterion="c1", met=True), mark("grade", message="a", criterion="c1", met=False)),
    ],
)
def test_nothing_is_judged_twice_under_one_label(first, second):
    assert "already" in refused(first, second)[1]
    other = Ontology(labels=(Label("free"), Label("other")))
    assert len(check(first, {**second, "label": "other"}, ontology=other).annotations) == 2


def test_written_messages_follow_what_is_there_and_repeat_no_id():
    check(written("w"), written("v", parent="w", role="user"), mark("rating", message="v"))
    for broken in ([written(parent="x")], [written("w"), written("w")], [written("a")], [written("w", parent="w")]):
        field, message = refused(*broken)
        assert field.startswith("answer.annotations")
        assert message.endswith(".")
    field, message = refused(written("v", parent="w"), written("w"))
    assert "not before it" in message


def test_a_rule_against_ties_and_against_calling_all_bad():
    strict = Label("r", shapes=("ranking",), comparison=Comparison(allow_ties=False))
    assert "Decide" in under(strict, ranking("ab"))[1]
    assert "no answer here" in under(strict, ranking("a", "b", all_bad=True))[1]


def test_strengths_are_those_that_the_project_asks_for():
    three = Label("r", shapes=("ranking",), comparison=Comparison(strengths=3))
    assert under(three, ranking("a", "b", strength=4)) == (
        "answer.annotations[0].strength",
        "There are 3 strengths here.",
    )
    none = Label("r", shapes=("ranking",), comparison=Comparison())
    assert under(none, ranking("a", "b", strength=1))[0] == "answer.annotations[0].strength"


def test_rules_for_what_is_written():
    asked = Label("m", shapes=("message",), writing=Writing(role="user", least=5, most=8))
    assert under(asked, written(role="assistant"))[0] == "answer.annotations[0].role"
    assert "5 to 8 characters" in under(asked, written(role="user", content="abcd"))[1]
    assert "5 to 8 characters" in under(asked, written(role="user", content="abcdefghi"))[1]
    better = Label("m", shapes=("message",), writing=Writing(is_revision=True))
    assert under(better, written())[0] == "answer.annotations[0].revises"


def test_a_models_reply_is_not_held_to_the_rules_for_what_labelers_write():
    asked = Label("m", shapes=("message",), writing=Writing(role="user", least=20))
    turn = {**written(role="user", content="x" * 20), "label": "m"}
    reply = {**written("v", parent="w", content="No.", reply="reply_1"), "label": "m"}
    assert len(check(turn, reply, ontology=Ontology(labels=(asked,))).annotations) == 2


def test_a_labeler_writes_as_often_as_is_asked():
    asked = Label("m", shapes=("message",), writing=Writing(turns=2))
    three = [written(uuid, parent=parent) for uuid, parent in (("u", "1"), ("v", "u"), ("w", "v"))]
    assert under(asked, *three) == ("answer.annotations[2]", "At most 2 messages are written here.")


def test_every_target_is_judged_before_an_answer_is_complete():
    rated = Label("q", "Quality", shapes=("rating",), targets="candidates")
    given = [mark("rating", message=message) for message in "ab"]
    assert under(rated, *given) == ("answer", "Quality: the message c is not judged yet.")
    assert "annotations" not in under(rated)[0]


def test_every_criterion_is_graded_and_steps_up_to_the_first_bad_one():
    graded = Label("g", shapes=("grade",), targets="candidates")
    given = [mark("grade", message=message, criterion="c1", met=True) for message in "abc"]
    assert "is not judged yet" in under(graded, *given)[1]
    stepped = Ontology(labels=(Label("s", shapes=("step",), targets="candidates"),))
    others = [mark("step", "s", message=message, step=0, rating=1) for message in "bc"]
    good, bad = (mark("step", "s", message="a", step=step, rating=rating) for step, rating in ((0, 1), (1, -1)))
    assert "the message a" in refused(good, *others, ontology=stepped)[1]
    assert len(check(good, bad, *others, ontology=stepped).annotations) == 4


def test_an_answer_that_ranks_or_writes_nothing_is_not_complete():
    assert "Rank" in under(Label("r", "Overall", shapes=("ranking",)))[1]
    assert "written" in under(Label("m", "Response", shapes=("message",), writing=Writing()))[1]


def test_where_there_is_nothing_to_compare_no_ranking_is_asked_for():
    alone = msgspec.convert({"prompt": "Hi", "responses": ["Hello"]}, ChatContent)
    ontology = Ontology(labels=(Label("r", shapes=("ranking",)),))
    assert check(ontology=ontology, content=alone).annotations == []


def test_retired_labels_and_drafts_ask_for_nothing():
    assert check(ontology=Ontology(labels=(Label("r", shapes=("ranking",), retired=True),))).annotations == []
    assert check(ontology=Ontology(labels=(Label("r", shapes=("ranking",)),)), complete=False).annotations == []


def test_without_a_conversation_nothing_is_checked_against_it():
    assert len(check(mark("rating", message="x"), content=None).annotations) == 1


def test_turns_are_counted_along_each_line_of_a_conversation():
    asked = Label("m", shapes=("message",), writing=Writing(role="user", turns=2))
    ontology = Ontology(labels=(asked,))

    def said(uuid, parent, **body):
        return {**written(uuid, parent, **body), "label": "m", "role": "assistant" if "reply" in body else "user"}

    replied = said("r", "u", reply="reply_x")
    line = [said("u", "1"), replied, said("v", "r"), said("w", "1"), said("x", "r"), said("y", "w")]
    assert len(check(*line, ontology=ontology, complete=False).annotations) == 6
    assert "At most 2" in refused(*line, said("z", "v"), ontology=ontology, complete=False)[1]
