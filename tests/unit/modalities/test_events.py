"""Events: triggers whose roles are filled by links, checked, compared once the triggers match, and merged."""

import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.alignment import Posterior
from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import Label, Ontology, Relation, Role

ATTACK = Label(
    "attack",
    roles=(
        Role("attacker", "Attacker", labels=("person",), least=1, most=1),
        Role("target", labels=("person", "meet")),
        Role("tool", retired=True),
    ),
)
MEET = Label("meet", roles=(Role("target", labels=("person",)),))
ONTOLOGY = Ontology(labels=(ATTACK, MEET, Label("person")), relations=(Relation("knows"),))
TEXT = registry.get("text.v1")
LABELS = {"A": "attack", "M": "meet"}


def answer(*links, marks="Aabcd", complete=True, **more):
    """Capital letters are triggers, small ones people; each stands at its letter's place in the alphabet."""
    spans = [
        {
            "uuid": mark,
            "type": "span",
            "label": LABELS.get(mark, "person"),
            "start": ord(mark) - 60,
            "end": ord(mark) - 59,
            "text": mark,
        }
        for mark in marks
    ]
    said = [{"type": kind, "from": start, "to": end} for kind, start, end in links]
    return read_answer(TEXT, ONTOLOGY, {"annotations": spans, "links": said}, complete=complete, **more)


def drawn(found):
    return {(link.type, link.from_, link.to) for link in found.links}


def merged(*answers, ontology=ONTOLOGY):
    """The merged answer, where the probability of each unit is the share of those who said yes."""
    alignment = TEXT.align(answers, ontology)
    yes, no = [0] * len(alignment.units), [0] * len(alignment.units)
    for unit, choice in zip(alignment.vote_unit, alignment.vote_choice, strict=True):
        (yes if alignment.units[unit].choices[choice] == "yes" else no)[unit] += 1
    for unit in alignment.absent_unit:
        no[unit] += 1
    shares = [one / max(1, one + other) for one, other in zip(yes, no, strict=True)]
    chosen = [0 if share > 0.5 else 1 for share in shares]
    beliefs = [[share, 1 - share] for share in shares]
    return TEXT.merge(alignment, Posterior(beliefs, chosen, [False] * len(shares), [1.0] * len(answers)))


@pytest.mark.parametrize(
    ("links", "field"),
    [
        ([("attacker", "a", "b")], "answer.links[0].type"),
        ([("attacker", "M", "b")], "answer.links[0].type"),
        ([("attacker", "A", "M")], "answer.links[0].to"),
        ([("attacker", "A", "nobody")], "answer.links[0].to"),
        ([("attacker", "nobody", "A")], "answer.links[0].type"),
        ([("tool", "A", "a")], "answer.links[0].type"),
        ([("target", "A", "A")], "answer.links[0].to"),
        ([("attacker", "A", "a"), ("attacker", "A", "a")], "answer.links[1]"),
        ([], "answer.annotations[0]"),
        ([("attacker", "A", "a"), ("attacker", "A", "b")], "answer.annotations[0]"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_by_field(links, field):
    with pytest.raises(InvalidError) as caught:
        answer(*links, marks="AMab")
    assert caught.value.field == field


def test_what_a_role_lacks_is_said_by_its_title():
    with pytest.raises(InvalidError, match="0 of at least 1 arguments in the role Attacker"):
        answer()


def test_a_draft_may_lack_arguments_and_old_answers_keep_retired_roles():
    assert answer(complete=False).links == []
    assert drawn(answer(("tool", "A", "a"), ("attacker", "A", "a"), allow_retired=True)) == {
        ("tool", "A", "a"),
        ("attacker", "A", "a"),
    }


def test_an_event_fills_a_role_of_another():
    nested = answer(("attacker", "A", "a"), ("target", "A", "M"), ("target", "M", "a"), marks="AMa")
    assert ("target", "A", "M") in drawn(nested)


def test_a_wrong_argument_makes_events_less_alike_but_not_unlike():
    one = answer(("attacker", "A", "a"), ("target", "A", "b"))
    same = answer(("target", "A", "b"), ("attacker", "A", "a"))
    other_role = answer(("attacker", "A", "b"), ("target", "A", "a"))
    other_argument = answer(("attacker", "A", "a"), ("target", "A", "c"))
    assert TEXT.similarity(one, one) == TEXT.similarity(one, same) == 1
    assert 1 > TEXT.similarity(one, other_argument) > TEXT.similarity(one, other_role) > 0
    assert TEXT.similarity(one, other_argument) == TEXT.similarity(other_argument, one)


def test_arguments_of_a_trigger_that_the_other_lacks_count_as_missing():
    one, without = answer(("attacker", "A", "a")), answer(marks="abcd")
    assert TEXT.similarity(one, without) == pytest.approx(8 / 10)


def test_each_argument_is_asked_about_in_the_scope_of_its_event():
    answers = [answer(("attacker", "A", "a"), ("target", "A", "b"), ("target", "M", "a"), marks="AMab")]
    links = [unit for unit in TEXT.align(answers, ONTOLOGY).units if unit.kind == "link"]
    assert {(unit.scope, unit.name) for unit in links} == {
        ("attack", "attacker"),
        ("attack", "target"),
        ("meet", "target"),
    }


def test_whoever_marked_no_trigger_does_not_vote_on_its_arguments():
    said, silent = answer(("attacker", "A", "a")), answer(marks="ab")
    alignment = TEXT.align([said, said, silent], ONTOLOGY)
    (unit,) = (number for number, unit in enumerate(alignment.units) if unit.kind == "link")
    assert unit not in alignment.absent_unit


def test_most_people_decide_about_each_argument():
    one = answer(("attacker", "A", "a"), ("target", "A", "b"))
    two = answer(("attacker", "A", "a"), ("target", "A", "c"))
    three = answer(("attacker", "A", "b"), ("target", "A", "c"), ("target", "A", "d"))
    assert drawn(merged(one, two, three)) == {("attacker", "A", "a"), ("target", "A", "c")}


def test_merging_equal_answers_gives_them_back():
    one = answer(("attacker", "A", "a"), ("target", "A", "b"), ("knows", "a", "b"))
    again = merged(one, one)
    assert again == one


def test_a_merged_event_has_no_more_arguments_than_fit():
    alignment = TEXT.align([answer(("attacker", "A", "a")), answer(("attacker", "A", "b"))], ONTOLOGY)
    beliefs = [[0.9, 0.1] for _ in alignment.units]
    later = next(n for n, unit in enumerate(alignment.units) if unit.kind == "link" and unit.ends == (0, 2))
    beliefs[later] = [0.95, 0.05]
    posterior = Posterior(beliefs, [0] * len(beliefs), [False] * len(beliefs), [1.0, 1.0])
    assert drawn(TEXT.merge(alignment, posterior)) == {("attacker", "A", "b")}


def test_a_merged_event_keeps_the_likeliest_of_arguments_that_it_must_have():
    one, two = answer(("attacker", "A", "a"), ("target", "A", "c")), answer(("attacker", "A", "b"))
    assert drawn(merged(one, one, two, two, answer(("attacker", "A", "d")))) == {("attacker", "A", "a")}


def test_an_event_that_must_have_an_argument_and_can_have_none_is_not_made():
    kept = answer(("attacker", "A", "a"), marks="Aa")
    silent = answer(marks="A", complete=False)
    found = merged(kept, silent, silent)
    assert [shape.label for shape in found.annotations] == []
    assert found.links == []


def test_an_event_that_must_have_one_that_is_not_made_is_not_made_either():
    plan = Label("plan", roles=(Role("deed", labels=("attack",), least=1),))
    ontology = Ontology(labels=(*ONTOLOGY.labels, plan))
    spans = [
        {"uuid": mark, "type": "span", "label": label, "start": place, "end": place + 1, "text": mark}
        for place, (mark, label) in enumerate({"P": "plan", "A": "attack", "a": "person"}.items())
    ]
    links = [{"type": "deed", "from": "P", "to": "A"}, {"type": "attacker", "from": "A", "to": "a"}]
    whole = read_answer(TEXT, ontology, {"annotations": spans, "links": links})
    bare = read_answer(TEXT, ontology, {"annotations": spans[:2], "links": links[:1]}, complete=False)
    found = merged(whole, bare, bare, ontology=ontology)
    assert (found.annotations, found.links) == ([], [])
