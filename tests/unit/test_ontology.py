"""Ontologies: what is refused, with which path, and what a new version may change."""

import msgspec
import pytest

from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.ontology import (
    Attribute,
    Choice,
    Label,
    Ontology,
    Relation,
    check_next_version,
    check_ontology,
    read_ontology,
)

SHAPES = ("box", "polygon")
COLOR = Attribute(name="color", type="category", choices=(Choice("red"), Choice("blue")))
GOOD = Ontology(
    labels=(Label(name="car", title="Car", color="#1c7ed6", shapes=("box",), attributes=(COLOR,)), Label(name="road")),
    attributes=(Attribute(name="weather", type="text"),),
    relations=(Relation(name="on", from_=("car",), to=("road",)),),
)


def refused_field(body):
    with pytest.raises(GoldsmithError) as caught:
        read_ontology(body, SHAPES)
    assert caught.value.status < 500
    return caught.value.field


def test_an_ontology_reads_back_as_it_was_written():
    assert read_ontology(msgspec.json.encode(GOOD), SHAPES) == GOOD
    assert read_ontology(msgspec.to_builtins(GOOD), SHAPES) == GOOD
    assert b'"from":["car"]' in msgspec.json.encode(GOOD)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ontology"),
        ({"labels": [{"name": "Car"}]}, "ontology.labels[0].name"),
        ({"labels": [{"name": "car\n"}]}, "ontology.labels[0].name"),
        ({"labels": [{"name": "c" * 65}]}, "ontology.labels[0].name"),
        ({"labels": [{"name": "a"}, {"name": "b"}, {"name": "a"}]}, "ontology.labels[2].name"),
        ({"labels": [{"name": "a", "title": 3}]}, "ontology.labels[0].title"),
        ({"labels": [{"name": "a", "title": "x" * 301}]}, "ontology.labels[0].title"),
        ({"labels": [{"name": "a", "title": "x\0"}]}, "ontology"),
        ({"labels": [{"name": "a", "title": "\ud800"}]}, "ontology"),
        ({"labels": [{"name": "a", "color": "red"}]}, "ontology.labels[0].color"),
        ({"labels": [{"name": "a", "color": "#12345g"}]}, "ontology.labels[0].color"),
        ({"labels": [{"name": "a", "shapes": ["box", "span"]}]}, "ontology.labels[0].shapes[1]"),
        ({"labels": [{"name": "a", "shapes": ["box", "box"]}]}, "ontology.labels[0].shapes[1]"),
        ({"labels": [{"name": "a", "owner": "me"}]}, "ontology.labels[0]"),
        ({"labels": [{"name": f"l{n}"} for n in range(2001)]}, "ontology.labels"),
        ({"attributes": [{"name": "q", "type": "color"}]}, "ontology.attributes[0].type"),
        ({"attributes": [{"name": "q", "type": "category"}]}, "ontology.attributes[0].choices"),
        (
            {"attributes": [{"name": "q", "type": "text", "choices": [{"name": "a"}]}]},
            "ontology.attributes[0].choices",
        ),
        (
            {"attributes": [{"name": "q", "type": "category", "choices": [{"name": "a"}, {"name": "a"}]}]},
            "ontology.attributes[0].choices[1].name",
        ),
        (
            {"attributes": [{"name": "q", "type": "number", "minimum": 2, "maximum": 1}]},
            "ontology.attributes[0].minimum",
        ),
        ({"attributes": [{"name": "q", "type": "text", "minimum": 2}]}, "ontology.attributes[0].minimum"),
        ({"labels": [{"name": "a"}], "relations": [{"name": "r", "to": ["b"]}]}, "ontology.relations[0].to[0]"),
        (b'{"labels": [', "ontology"),
        (b"[" * 100_000, "ontology"),
        (b'{"attributes":[{"name":"q","type":"number","minimum":NaN}]}', "ontology"),
        (b'{"attributes":[{"name":"q","type":"number","minimum":1e999}]}', "ontology.attributes[0].minimum"),
    ],
)
def test_a_bad_ontology_is_refused_with_its_path(body, field):
    assert refused_field(body) == field


def test_a_new_version_may_rename_titles_retire_reorder_and_add():
    car, road = GOOD.labels
    later = Ontology(
        labels=(
            Label(name="truck"),
            msgspec.structs.replace(road, title="Street", retired=True),
            msgspec.structs.replace(car, attributes=(msgspec.structs.replace(COLOR, required=True),)),
        ),
        attributes=GOOD.attributes,
        relations=GOOD.relations,
    )
    check_ontology(later, SHAPES)
    check_next_version(GOOD, later)


@pytest.mark.parametrize(
    ("labels", "attributes", "relations", "field"),
    [
        (GOOD.labels[:1], GOOD.attributes, GOOD.relations, "ontology.labels"),
        ((Label(name="road"), Label(name="car")), GOOD.attributes, GOOD.relations, "ontology.labels[1].attributes"),
        (GOOD.labels, (Attribute(name="weather", type="number"),), GOOD.relations, "ontology.attributes[0].type"),
        (GOOD.labels, GOOD.attributes, (Relation(name="on", directed=False),), "ontology.relations[0].directed"),
        (GOOD.labels, GOOD.attributes, (), "ontology.relations"),
    ],
)
def test_a_new_version_that_loses_or_bends_a_name_is_refused(labels, attributes, relations, field):
    with pytest.raises(InvalidError) as caught:
        check_next_version(GOOD, Ontology(labels=labels, attributes=attributes, relations=relations))
    assert caught.value.field == field


def test_a_new_version_keeps_choices_and_their_number():
    fewer = Attribute(name="color", type="category", choices=(Choice("red"),))
    many = msgspec.structs.replace(COLOR, allow_multiple=True)
    for attribute, field in ((fewer, "choices"), (many, "allow_multiple")):
        new = Ontology(labels=GOOD.labels, attributes=(attribute,))
        with pytest.raises(InvalidError) as caught:
            check_next_version(Ontology(labels=GOOD.labels, attributes=(COLOR,)), new)
        assert caught.value.field == f"ontology.attributes[0].{field}"
