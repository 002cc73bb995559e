"""Taxonomies: which trees are refused, what may be chosen in them, and that ten thousand nodes cost little."""

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import InvalidError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.text.modality import MODALITY as TEXT
from goldsmith.ontology import (
    Attribute,
    Choice,
    Label,
    Ontology,
    check_next_version,
    check_ontology,
    choosable,
    with_retired,
)
from goldsmith.ontology.taxonomy import MOST_LEVELS, in_tree_order, paths_of, spell_paths

GOODS = (
    Choice("goods", "Goods"),
    Choice("phones", "Phones", parent="goods"),
    Choice("smart", "Smartphones", parent="phones"),
    Choice("plain", "Plain phones", parent="phones"),
    Choice("services", "Services"),
)


def asking(*choices: Choice, **settings) -> Ontology:
    return Ontology(attributes=(Attribute("kind", "category", choices=choices, **settings),))


def refusal(ontology: Ontology) -> tuple[str, str | None]:
    with pytest.raises(InvalidError) as caught:
        check_ontology(ontology, ("span",))
    return caught.value.message, caught.value.field


def test_paths_go_from_the_top_down_in_names_and_in_titles():
    assert paths_of(GOODS)["smart"] == ("goods", "phones", "smart")
    assert spell_paths(GOODS)["smart"] == "Goods / Phones / Smartphones"
    assert spell_paths([Choice("bare")]) == {"bare": "bare"}


def test_a_node_may_stand_in_the_list_before_the_one_above_it():
    turned = GOODS[::-1]
    check_ontology(asking(*turned), ())
    assert paths_of(turned) == paths_of(GOODS)
    assert [each.name for each in in_tree_order(turned)] == ["services", "goods", "phones", "plain", "smart"]


@pytest.mark.parametrize(
    ("choices", "says", "field"),
    [
        ([Choice("a", parent="b")], "no choice of this name that a could stand below", "choices[0].parent"),
        ([Choice("a", parent="a")], "The choice a stands below itself", "choices[0].parent"),
        ([Choice("b", parent="a"), Choice("a", parent="b")], "stands below itself", "choices[0].parent"),
        (
            [Choice("top"), Choice("c", parent="b"), Choice("b", parent="a"), Choice("a", parent="b")],
            "The choice c stands below itself",
            "choices[1].parent",
        ),
        ([Choice("a", retired=True), Choice("b", parent="a")], "retire it too, or move it", "choices[1].parent"),
        (
            [Choice("n0"), *(Choice(f"n{n}", parent=f"n{n - 1}") for n in range(1, MOST_LEVELS + 1))],
            "at most 20 levels",
            f"choices[{MOST_LEVELS}].parent",
        ),
    ],
)
def test_what_is_no_tree_is_refused_with_its_place(choices, says, field):
    message, where = refusal(asking(*choices))
    assert says in message
    assert where == f"ontology.attributes[0].{field}"


def test_labels_are_checked_as_choices_are():
    message, field = refusal(Ontology(labels=(Label("car", parent="vehicle"),)))
    assert message == "There is no label of this name that car could stand below."
    assert field == "ontology.labels[0].parent"


def test_an_order_of_choices_is_no_taxonomy():
    question = Attribute("order", "ranking", choices=GOODS)
    _, field = refusal(Ontology(attributes=(question,)))
    assert field == "ontology.attributes[0].choices[1].parent"
    _, field = refusal(Ontology(attributes=(Attribute("note", "text", only_leaves=True),)))
    assert field == "ontology.attributes[0].only_leaves"


def test_as_many_may_be_asked_for_as_can_be_chosen():
    check_ontology(asking(*GOODS, allow_multiple=True, least=3, only_leaves=True), ())
    _, field = refusal(asking(*GOODS, allow_multiple=True, least=4, only_leaves=True))
    assert field == "ontology.attributes[0].least"


def test_a_label_that_has_to_be_given_cannot_only_group_others():
    labels = (Label("good", shapes=("rating",), targets="assistant"), Label("best", parent="good"))
    check_ontology(Ontology(labels=labels), ("rating",))
    with pytest.raises(InvalidError, match="has to be given"):
        check_ontology(Ontology(labels=labels, only_leaves=True), ("rating",))


def test_a_new_version_may_move_a_node_and_change_who_may_be_chosen():
    moved = [
        msgspec.structs.replace(each, parent="services" if each.name == "plain" else each.parent) for each in GOODS
    ]
    check_next_version(asking(*GOODS), asking(*moved, only_leaves=True))


def test_what_a_new_tree_lacks_is_retired_where_it_stood():
    later = with_retired(asking(*GOODS), asking(Choice("smart", "Smart"), Choice("goods", "Goods")))
    check_ontology(later, ())
    check_next_version(asking(*GOODS), later)
    [question] = later.attributes
    assert [each.name for each in question.choices if each.retired] == ["phones", "plain", "services"]


def answer(ontology: Ontology, given: dict, **mode):
    return read_answer(TEXT, ontology, given, content=TEXT.content(text="A phone."), **mode)


def test_only_leaves_are_chosen_where_it_is_asked():
    for name in ("goods", "phones", "smart"):
        answer(asking(*GOODS), {"global_attributes": {"kind": name}})
    leaves = asking(*GOODS, only_leaves=True)
    answer(leaves, {"global_attributes": {"kind": "smart"}})
    with pytest.raises(InvalidError, match="Choices stand below this one; choose one of those") as caught:
        answer(leaves, {"global_attributes": {"kind": "phones"}})
    assert (caught.value.field, caught.value.code) == ("answer.global_attributes.kind", "not_a_leaf")
    answer(leaves, {"global_attributes": {"kind": "phones"}}, allow_retired=True)


def test_only_leaves_are_chosen_among_several():
    leaves = asking(*GOODS, only_leaves=True, allow_multiple=True)
    answer(leaves, {"global_attributes": {"kind": ["smart", "services"]}})
    with pytest.raises(InvalidError) as caught:
        answer(leaves, {"global_attributes": {"kind": ["smart", "goods"]}})
    assert caught.value.field == "answer.global_attributes.kind[1]"


def test_whoever_lost_all_below_it_is_a_leaf_again():
    retired = [msgspec.structs.replace(each, retired=each.parent == "phones") for each in GOODS]
    assert [each.name for each in choosable(retired, only_leaves=True)] == ["phones", "services"]


def test_only_leaf_labels_are_given_where_it_is_asked():
    labels = (Label("vehicle"), Label("car", parent="vehicle"))
    span = {"type": "span", "label": "vehicle", "start": 2, "end": 7, "text": "phone"}
    answer(Ontology(labels=labels), {"annotations": [span]})
    with pytest.raises(InvalidError, match="Labels stand below this one") as caught:
        answer(Ontology(labels=labels, only_leaves=True), {"annotations": [span]})
    assert caught.value.field == "answer.annotations[0].label"
    answer(Ontology(labels=labels, only_leaves=True), {"annotations": [span | {"label": "car"}]})


def climb(parents: list[int], at: int) -> int:
    """How many nodes stand from one up to the top; more than there are where it goes round."""
    steps = 0
    while at >= 0 and steps <= len(parents):
        at, steps = parents[at], steps + 1
    return steps


@given(st.integers(1, 40).flatmap(lambda n: st.lists(st.integers(-1, n - 1), min_size=n, max_size=n)))
def test_a_tree_that_passes_holds_every_node_once_below_its_parent(parents):
    choices = [Choice(f"n{n}", parent="" if p < 0 else f"n{p}") for n, p in enumerate(parents)]
    if max(climb(parents, n) for n in range(len(parents))) > min(MOST_LEVELS, len(parents)):
        assert refusal(asking(*choices))[1].endswith(".parent")
        return
    check_ontology(asking(*choices), ())
    ordered = in_tree_order(choices)
    assert sorted(each.name for each in ordered) == sorted(each.name for each in choices)
    places = {each.name: place for place, each in enumerate(ordered)}
    assert all(places[each.parent] < places[each.name] for each in choices if each.parent)
    assert all(len(path) <= MOST_LEVELS for path in paths_of(choices).values())


def test_ten_thousand_nodes_are_checked_quickly():
    tree = [Choice(f"n{n}", parent=f"n{(n - 1) // 10}" if n else "") for n in range(10_000)]
    chain = [Choice(f"n{n}", parent=f"n{n - 1}" if n else "") for n in range(10_000)]
    started = time.process_time()
    check_ontology(asking(*tree, only_leaves=True), ())
    message, _ = refusal(asking(*chain))
    assert "levels" in message
    assert time.process_time() - started < 2
