"""Answers about conversations, put together: rankings pair by pair, verdicts one by one, writing from one labeler."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.chat.agree.rankings import agreement
from goldsmith.modalities.chat.content import ChatContent
from goldsmith.modalities.chat.shapes import Ranking
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Attribute, Comparison, Label, Ontology

CHAT = registry.get("chat.v1")
CONTENT = msgspec.convert(
    {
        "prompt": "How long is the Nile?",
        "responses": ["One.\n\nTwo.\n\nThree.", "Long.", "I do not know."],
        "rubric": [{"criterion": "Names a length"}, {"criterion": "Is wrong", "points": -5}],
    },
    ChatContent,
)
ONTOLOGY = Ontology(
    labels=(
        Label("overall", shapes=("ranking",), comparison=Comparison(strengths=3, allow_all_bad=True)),
        Label("quality", shapes=("rating",), attributes=(Attribute("score", "number"),)),
        Label("step", shapes=("step",)),
        Label("grade", shapes=("grade",)),
        Label("own", shapes=("message",)),
        Label("line", shapes=("criterion",)),
    )
)


def read(*annotations, content=CONTENT):
    return read_answer(CHAT, ONTOLOGY, {"annotations": annotations}, content=content, complete=False)


def ranked(*groups, uuid="r", after="1", **body):
    groups = [list(group) if isinstance(group, str) else group for group in groups]
    return {"type": "ranking", "uuid": uuid, "label": "overall", "after": after, "groups": groups, **body}


def mark(kind, label, uuid, **body):
    return {"type": kind, "label": label, "uuid": uuid, **body}


def written(uuid, content, parent="1", **body):
    return mark("message", "own", uuid, content=content, parent=parent, **body)


def merged(*answers, content=CONTENT):
    """Put answers together; what comes out is an answer that the project would take."""
    named = [Given(*pair) for pair in zip("abcdefgh", answers, strict=False)]
    found = reconcile_answers(CHAT, ONTOLOGY, [TaskAnswers("task", named)])[0].answer
    again = read_answer(CHAT, ONTOLOGY, msgspec.json.encode(found), content=content, complete=False)
    assert again == found
    return found


def groups_of(*rankings):
    [ranking] = merged(*(read(each) for each in rankings)).annotations
    return ranking.groups


def test_a_ranking_of_most_is_the_ranking():
    assert groups_of(ranked("a", "b", "c"), ranked("a", "b", "c"), ranked("c", "b", "a")) == [["a"], ["b"], ["c"]]


def test_each_pair_is_decided_for_itself():
    """Nobody gave this order whole, but two of three gave each of its pairs."""
    assert groups_of(ranked("a", "b", "c"), ranked("b", "a", "c"), ranked("a", "c", "b")) == [["a"], ["b"], ["c"]]


def test_a_tie_of_most_is_a_tie():
    assert groups_of(ranked("ab", "c"), ranked("ab", "c"), ranked("b", "a", "c")) == [["a", "b"], ["c"]]
    assert groups_of(ranked("abc"), ranked("abc")) == [["a", "b", "c"]]


def test_a_circle_is_put_in_some_order_and_always_the_same():
    circle = [ranked("a", "b", "c"), ranked("b", "c", "a"), ranked("c", "a", "b")]
    found = groups_of(*circle)
    assert sorted(message for group in found for message in group) == ["a", "b", "c"]
    assert found == groups_of(*circle)


def test_rankings_of_some_are_put_together_to_one_of_all():
    assert groups_of(ranked("a", "b"), ranked("b", "c"), ranked("a", "c")) == [["a"], ["b"], ["c"]]


def test_all_bad_is_decided_by_most():
    bad = [read(ranked(all_bad=True)), read(ranked("a", "b", all_bad=True)), read(ranked("a", "b"))]
    [ranking] = merged(*bad).annotations
    assert (ranking.groups, ranking.all_bad) == ([["a"], ["b"]], True)
    [ranking] = merged(bad[0], bad[2], bad[2]).annotations
    assert (ranking.groups, ranking.all_bad) == ([["a"], ["b"]], False)
    [ranking] = merged(bad[0], bad[0]).annotations
    assert (ranking.groups, ranking.all_bad) == ([], True)


def test_the_strength_is_that_of_those_who_ordered_so():
    def strength(*answers):
        [ranking] = merged(*map(read, answers)).annotations
        return ranking.strength

    two = (ranked("a", "b", strength=1), ranked("a", "b", strength=3), ranked("a", "b", strength=3))
    assert strength(*two) == 3
    assert strength(two[0], two[0], ranked("b", "a", strength=3)) == 1
    assert strength(ranked("ab"), ranked("ab"), two[1]) == 0


def test_messages_whose_ids_have_spaces_are_ranked_too():
    messages = [
        {"id": "the question", "role": "user", "parent": ""},
        {"id": "model one", "role": "assistant", "parent": "the question"},
        {"id": "model two", "role": "assistant", "parent": "the question"},
    ]
    content = msgspec.convert({"messages": messages}, ChatContent)
    given = read(ranked(["model two"], ["model one"], after="the question"), content=content)
    [ranking] = merged(given, given, content=content).annotations
    assert ranking.groups == [["model two"], ["model one"]]


def test_steps_and_grades_are_decided_by_most():
    def verdict(rating, *, met):
        step = mark("step", "step", "s", message="a", step=1, rating=rating)
        return read(step, mark("grade", "grade", "g", message="b", criterion="c1", met=met))

    step, grade = merged(verdict(1, met=True), verdict(-1, met=False), verdict(-1, met=False)).annotations
    assert (step.message, step.step, step.rating) == ("a", 1, -1)
    assert (grade.message, grade.criterion, grade.met) == ("b", "c1", False)


def test_verdicts_on_different_steps_stay_apart():
    def verdict(step):
        return read(mark("step", "step", "s", message="a", step=step, rating=1))

    assert [each.step for each in merged(*map(verdict, (0, 0, 1))).annotations] == [0]


def test_ratings_of_one_message_are_put_together():
    def rated(score):
        return read(mark("rating", "quality", "q", message="a", attributes={"score": score}))

    [rating] = merged(rated(2), rated(2), rated(5)).annotations
    assert rating.attributes == {"score": 2}


def test_what_is_written_is_taken_from_one_labeler_as_a_whole():
    one = read(written("w", "It is long."), written("v", "How long?", parent="w", role="user"))
    other = read(written("w", "6,650 km."))
    found = merged(one, one, other).annotations
    assert [each.content for each in found] == ["It is long.", "How long?"]
    assert found[1].parent == found[0].uuid


def test_judgements_are_everybodys_beside_one_labelers_writing():
    one = read(written("w", "It is long."), ranked("a", "b"))
    other = read(ranked("b", "a"), written("x", "6,650 km."))
    found = merged(one, other, read(ranked("b", "a"), written("x", "6,650 km."))).annotations
    assert [getattr(each, "groups", None) or each.content for each in found] == [[["b"], ["a"]], "6,650 km."]


def test_a_ranking_of_what_somebody_wrote_stands_with_the_writing():
    """Replies that follow a given message are ranked after it: only their author's answer has them."""

    def talked(first, second, *order):
        return read(written(first, "Yes."), written(second, "No."), ranked(*([each] for each in order)))

    found = merged(talked("u", "v", "u", "v"), talked("x", "y", "y", "x"), talked("p", "q", "p", "q")).annotations
    own = {each.uuid for each in found if each.label == "own"}
    [ranking] = [each for each in found if each.label == "overall"]
    assert len(own) == 2
    assert {message for group in ranking.groups for message in group} == own


def test_a_judgement_called_as_somebody_elses_message_is_given_another_name():
    long = "x" * 60 + "+"
    one = read(written(long, "It is long."))
    other = read(written("w", "It is long."), mark("rating", "quality", long, message="a", attributes={"score": 1}))
    found = merged(one, other, other).annotations
    assert len({each.uuid for each in found}) == len(found) == 2


def test_lines_of_a_rubric_are_of_one_labeler():
    one = read(
        mark("criterion", "line", "k", criterion="Is short", points=2), mark("criterion", "line", "l", criterion="x")
    )
    found = merged(one, one, read(mark("criterion", "line", "k", criterion="Is long"))).annotations
    assert [each.criterion for each in found] == ["Is short", "x"]


def test_rankings_agree_as_far_as_their_pairs_do():
    def rank(*groups, **body):
        return Ranking(label="overall", after="1", groups=[list(group) for group in groups], **body)

    assert agreement(rank("a", "b", "c"), rank("a", "b", "c")) == 1
    assert agreement(rank("a", "b", "c"), rank("a", "c", "b")) == pytest.approx(2 / 3)
    assert agreement(rank("a", "b"), rank("b", "a")) == 0
    assert agreement(rank("ab"), rank("a", "b")) == 0
    assert agreement(rank("a", "b"), rank("b", "c")) == 0
    assert agreement(rank(all_bad=True), rank(all_bad=True)) == 1
    assert agreement(rank("a", "b", all_bad=True), rank("a", "b")) == pytest.approx(1 / 2)


def test_written_texts_are_alike_by_the_words_they_share():
    def alike(one, other):
        return CHAT.similarity(read(written("w", one)), read(written("x", other)))

    assert alike("the Nile is long", "the Nile is long") == 1
    assert alike("the Nile is long", "the Nile is short") == pytest.approx(3 / 4)
    assert alike("yes", "no") == 0


orders = st.permutations("abc").flatmap(
    lambda order: st.lists(st.booleans(), min_size=2, max_size=2).map(
        lambda breaks: [
            list(group)
            for group in "".join(
                letter + ("|" if place < 2 and breaks[place] else "") for place, letter in enumerate(order)
            ).split("|")
        ]
    )
)


@given(one=orders, other=orders)
@settings(max_examples=50, deadline=None)
def test_agreement_is_symmetric_and_whole_only_for_the_same_order(one, other):
    first, second = (Ranking(label="overall", after="1", groups=groups) for groups in (one, other))
    assert agreement(first, second) == agreement(second, first)
    assert 0 <= agreement(first, second) <= 1
    assert (agreement(first, second) == 1) == (first.groups == second.groups)


@given(answers=st.lists(orders, min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_any_rankings_give_a_ranking_of_all(answers):
    found = groups_of(*(ranked(*groups) for groups in answers))
    assert sorted(message for group in found for message in group) == ["a", "b", "c"]
