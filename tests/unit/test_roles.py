"""Roles of events in an ontology: what is refused, that names stay, and what they are beside relations."""

import pytest

from goldsmith.errors import InvalidError
from goldsmith.ontology import (
    Label,
    Ontology,
    Relation,
    Role,
    check_next_version,
    check_ontology,
    link_types,
    role_of,
    with_retired,
)

PERSON, PLACE = Label("person"), Label("place")
NEAR = Relation("near", from_=("person",), to=("place",))


def attack(*roles):
    return Ontology(labels=(Label("attack", roles=roles), PERSON, PLACE), relations=(NEAR,))


def refused_field(ontology):
    with pytest.raises(InvalidError) as caught:
        check_ontology(ontology, ["span"])
    return caught.value.field


@pytest.mark.parametrize(
    ("roles", "field"),
    [
        ((Role("Attacker"),), "ontology.labels[0].roles[0].name"),
        ((Role("a"), Role("a")), "ontology.labels[0].roles[1].name"),
        ((Role("near"),), "ontology.labels[0].roles[0].name"),
        ((Role("a", labels=("nobody",)),), "ontology.labels[0].roles[0].labels[0]"),
        ((Role("a", labels=("place", "place")),), "ontology.labels[0].roles[0].labels[1]"),
        ((Role("a", title="\0"),), "ontology.labels[0].roles[0].title"),
        ((Role("a", least=-1),), "ontology.labels[0].roles[0].least"),
        ((Role("a", most=0),), "ontology.labels[0].roles[0].most"),
        ((Role("a", least=3, most=2),), "ontology.labels[0].roles[0].most"),
        (tuple(Role(f"r{n}") for n in range(101)), "ontology.labels[0].roles"),
    ],
)
def test_roles_that_cannot_be_filled_are_refused_by_field(roles, field):
    assert refused_field(attack(*roles)) == field


def test_an_event_may_fill_a_role_of_its_own_label():
    check_ontology(attack(Role("cause", labels=("attack",), least=0, most=1)), ["span"])


def test_a_role_is_retired_and_never_lost():
    old, new = attack(Role("target"), Role("tool")), attack(Role("target", "Goal"))
    with pytest.raises(InvalidError) as caught:
        check_next_version(old, new)
    assert caught.value.field == "ontology.labels[0].roles"
    kept = with_retired(old, new)
    check_next_version(old, kept)
    assert kept.labels[0].roles == (Role("target", "Goal"), Role("tool", retired=True))


def test_a_relation_never_takes_the_name_of_a_retired_role():
    labels = (Label("attack", roles=(Role("near", retired=True),)), PERSON, PLACE)
    assert refused_field(Ontology(labels=labels, relations=(NEAR,))) == "ontology.labels[0].roles[0].name"


def test_roles_of_one_name_are_one_type_of_link():
    meet = Label("meet", roles=(Role("place", labels=("place",)), Role("who")))
    both = Label("attack", roles=(Role("place", "Place", labels=("person",), retired=True),))
    ontology = Ontology(labels=(meet, both, PERSON, PLACE), relations=(NEAR,))
    assert link_types(ontology) == (
        NEAR,
        Relation("place", "Place", ("meet", "attack"), ("place", "person")),
        Relation("who", "", ("meet",), ()),
    )
    assert role_of(ontology, "attack", "place") == both.roles[0]
    assert role_of(ontology, "person", "place") is None
