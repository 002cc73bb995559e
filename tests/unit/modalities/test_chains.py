"""Chains in answers: one form for each meaning, compared by B³, merged by votes on pairs."""

import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.alignment import Posterior
from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import Label, Ontology, Relation, check_ontology

SAME = Relation("same", directed=False, is_equivalence=True)
ONTOLOGY = Ontology(labels=(Label("mention"),), relations=(SAME, Relation("before")))
TEXT = registry.get("text.v1")
WORDS = "abcdef"


def answer(*links, count=6):
    marks = [
        {"uuid": WORDS[n], "type": "span", "label": "mention", "start": n, "end": n + 1, "text": WORDS[n]}
        for n in range(count)
    ]
    said = [{"type": kind, "from": start, "to": end} for kind, start, end in links]
    return read_answer(TEXT, ONTOLOGY, {"annotations": marks, "links": said})


def same(*pairs, **more):
    return answer(*(("same", *pair) for pair in pairs), **more)


def chains(found):
    return [(link.from_, link.to, link.chain) for link in found.links if link.type == "same"]


def voted(*answers):
    """The merged answer, where the probability of each pair is the share of those who joined it."""
    alignment = TEXT.align(answers, ONTOLOGY)
    yes = [0] * len(alignment.units)
    no = [0] * len(alignment.units)
    for unit, choice in zip(alignment.vote_unit, alignment.vote_choice, strict=True):
        if alignment.units[unit].choices[choice] == "yes":
            yes[unit] += 1
    for unit in alignment.absent_unit:
        no[unit] += 1
    shares = [one / max(1, one + other) for one, other in zip(yes, no, strict=True)]
    chosen = [0 if share > 0.5 else 1 for share in shares]
    beliefs = [[share, 1 - share] for share in shares]
    return TEXT.merge(alignment, Posterior(beliefs, chosen, [False] * len(shares), [1.0] * len(answers)))


def test_a_chain_has_one_form_whatever_was_drawn():
    star = same("ca", "cb", "cd")
    ring = same("ab", "bc", "cd", "da")
    assert chains(star) == chains(ring) == [("a", "b", 1), ("b", "c", 1), ("c", "d", 1)]


def test_chains_are_numbered_and_other_links_are_left_alone():
    found = answer(("same", "a", "b"), ("before", "a", "c"), ("same", "d", "c"))
    assert chains(found) == [("a", "b", 1), ("c", "d", 2)]
    assert [link.type for link in found.links] == ["before", "same", "same"]
    assert len({link.uuid for link in found.links}) == 3


def test_reading_twice_changes_nothing_and_keeps_names():
    once = same("ca", "cb", "ef")
    again = read_answer(TEXT, ONTOLOGY, once)
    assert again == once


@pytest.mark.parametrize(
    "relation",
    [
        Relation("same", is_equivalence=True),
        Relation("same", "", ("mention",), (), directed=False, is_equivalence=True),
    ],
)
def test_an_equivalence_has_no_direction_and_the_same_labels_on_both_sides(relation):
    with pytest.raises(InvalidError):
        check_ontology(Ontology(labels=(Label("mention"),), relations=(relation,)), ["span"])


def test_the_way_a_chain_was_drawn_does_not_count():
    assert TEXT.similarity(same("ab", "bc"), same("ac", "cb")) == 1


def test_a_chain_cut_in_two_is_less_alike_than_one_kept_and_more_than_none():
    whole, cut, none = same("ab", "bc", "cd"), same("ab", "cd"), same()
    assert 1 > TEXT.similarity(whole, cut) > TEXT.similarity(whole, none)
    assert TEXT.similarity(whole, cut) == TEXT.similarity(cut, whole)


def test_most_people_decide_what_is_one_chain():
    merged = voted(same("ab", "bc"), same("ab", "bc"), same("ab", "cd"))
    assert chains(merged) == [("a", "b", 1), ("b", "c", 1)]


def test_a_bridge_of_one_pair_does_not_join_two_chains():
    two, bridged = same("ab", "cd"), same("ab", "bc", "cd")
    merged = voted(two, two, bridged)
    assert chains(merged) == [("a", "b", 1), ("c", "d", 2)]


def test_merging_equal_answers_gives_them_back():
    one = same("ab", "bc", "ef")
    merged = voted(one, one)
    assert merged.links == one.links


def test_a_long_chain_stays_bounded():
    marks = [
        {"uuid": f"m{n}", "type": "span", "label": "mention", "start": n, "end": n + 1, "text": "x"} for n in range(900)
    ]
    links = [{"type": "same", "from": "m0", "to": f"m{n}"} for n in range(1, 900)]
    long = read_answer(TEXT, ONTOLOGY, {"annotations": marks, "links": links})
    alignment = TEXT.align([long, long], ONTOLOGY)
    assert sum(unit.kind == "link" for unit in alignment.units) == 899
