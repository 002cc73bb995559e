"""Ontologies: what is refused, with which path, and what a new version may change."""

import msgspec
import pytest

from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.ontology import (
    Attribute,
    Choice,
    Condition,
    Label,
    Masks,
    Ontology,
    Relation,
    Skeleton,
    SkeletonPoint,
    check_next_version,
    check_ontology,
    read_ontology,
    with_retired,
)

SHAPES = ("box", "polygon", "skeleton")
COLOR = Attribute(name="color", type="category", choices=(Choice("red"), Choice("blue")))
GOOD = Ontology(
    labels=(Label(name="car", title="Car", color="#1c7ed6", shapes=("box",), attributes=(COLOR,)), Label(name="road")),
    attributes=(Attribute(name="weather", type="text"),),
    relations=(Relation(name="on", from_=("car",), to=("road",)),),
)


BODY = Skeleton(
    points=(
        SkeletonPoint("nose", 0.5, 0),
        SkeletonPoint("left_eye", 0.6, 0.1, mirror="right_eye"),
        SkeletonPoint("right_eye", 0.4, 0.1, mirror="left_eye"),
    ),
    edges=(("nose", "left_eye"), ("nose", "right_eye")),
)
MAN = Ontology(labels=(Label(name="man", shapes=("skeleton",), skeleton=BODY),))


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
        ({"labels": [{"name": f"l{n}"} for n in range(10_001)]}, "ontology.labels"),
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


def skeleton(points=({"name": "a", "x": 0, "y": 1}, {"name": "b", "x": 1, "y": 0}), **more):
    return {"labels": [{"name": "man", "skeleton": {"points": list(points), **more}}]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"labels": [{"name": "man", "shapes": ["box", "skeleton"]}]}, "ontology.labels[0].skeleton"),
        (skeleton(points=()), "ontology.labels[0].skeleton.points"),
        (skeleton(points=[{"name": "a", "x": 0}]), "ontology.labels[0].skeleton.points[0]"),
        (skeleton(points=[{"name": "A", "x": 0, "y": 0}]), "ontology.labels[0].skeleton.points[0].name"),
        (skeleton(points=[{"name": "a", "x": 0, "y": 0}] * 2), "ontology.labels[0].skeleton.points[1].name"),
        (skeleton(points=[{"name": "a", "x": 1.1, "y": 0}]), "ontology.labels[0].skeleton.points[0]"),
        (skeleton(points=[{"name": "a", "x": 0, "y": -0.1}]), "ontology.labels[0].skeleton.points[0]"),
        (
            skeleton(points=[{"name": "a", "x": 0, "y": 0, "title": "x" * 301}]),
            "ontology.labels[0].skeleton.points[0].title",
        ),
        (
            skeleton(points=[{"name": "a", "x": 0, "y": 0, "mirror": "b"}]),
            "ontology.labels[0].skeleton.points[0].mirror[0]",
        ),
        (
            skeleton(points=[{"name": f"k{n}", "x": 0, "y": 0} for n in range(1001)]),
            "ontology.labels[0].skeleton.points",
        ),
        (skeleton(edges=[["a", "c"]]), "ontology.labels[0].skeleton.edges[0][1]"),
        (skeleton(edges=[["a", "a"]]), "ontology.labels[0].skeleton.edges[0][1]"),
        (skeleton(edges=[["a", "b"], ["a", "b"]]), "ontology.labels[0].skeleton.edges"),
        (skeleton(edges=[["a"]]), "ontology.labels[0].skeleton.edges[0]"),
    ],
)
def test_a_bad_skeleton_is_refused_with_its_path(body, field):
    assert refused_field(body) == field


def test_a_good_skeleton_is_read():
    assert read_ontology(msgspec.to_builtins(MAN), SHAPES) == MAN
    read_ontology(skeleton(edges=[["a", "b"]]), SHAPES)


def conditional(condition, **more):
    choices = [{"name": "yes"}, {"name": "no"}]
    return {
        "attributes": [
            {"name": "late", "type": "text", "condition": condition, **more},
            {"name": "first", "type": "category", "choices": choices},
            {"name": "note", "type": "text"},
            {"name": "score", "type": "number"},
            {
                "name": "second",
                "type": "category",
                "choices": choices,
                "condition": {"attribute": "first", "choices": ["yes"]},
            },
        ]
    }


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        ({"attribute": "first", "choices": []}, "choices"),
        ({"attribute": "first", "choices": ["maybe"]}, "choices[0]"),
        ({"attribute": "first", "choices": ["yes", "yes"]}, "choices[1]"),
        ({"attribute": "other", "choices": ["yes"]}, "attribute"),
        ({"attribute": "note", "choices": ["yes"]}, "attribute"),
        ({"attribute": "late", "choices": ["yes"]}, "attribute"),
        ({"attribute": "note", "at_least": 3}, "attribute"),
        ({"attribute": "first", "choices": ["yes"], "is_answered": True}, "choices"),
        ({"attribute": "score", "at_least": 3, "at_most": 2}, "at_least"),
        ({"all": [{"attribute": "first", "choices": ["maybe"]}]}, "all[0].choices[0]"),
        ({"any": [{"attribute": "other", "is_answered": True}]}, "any[0].attribute"),
    ],
)
def test_a_bad_condition_is_refused_with_its_path(condition, field):
    assert refused_field(conditional(condition)) == f"ontology.attributes[0].condition.{field}"


def test_a_question_cannot_be_its_own_condition():
    body = conditional({"attribute": "first", "choices": ["yes"]})
    body["attributes"][1]["condition"] = {"attribute": "first", "choices": ["yes"]}
    assert refused_field(body) == "ontology.attributes[1].condition"


@pytest.mark.parametrize(
    "condition",
    [
        {"attribute": "second", "choices": ["yes"]},
        {"attribute": "score", "at_most": 2},
        {"attribute": "note", "is_answered": False},
        {"all": [{"attribute": "first", "choices": ["yes"]}, {"any": [{"attribute": "score", "at_least": 1}]}]},
    ],
)
def test_conditions_may_stand_on_each_other_and_test_what_fits(condition):
    read_ontology(conditional(condition), SHAPES)


def test_conditions_in_a_circle_are_refused():
    body = conditional({"attribute": "second", "choices": ["yes"]})
    body["attributes"][1]["condition"] = {"any": [{"attribute": "late", "is_answered": True}]}
    assert refused_field(body) == "ontology.attributes[0].condition"


@pytest.mark.parametrize("kind", ["all", "any"])
def test_conditions_stand_together_in_few_levels(kind):
    condition = {"attribute": "first", "choices": ["yes"]}
    for _ in range(3):
        condition = {kind: [condition]}
    assert refused_field(conditional(condition)).startswith("ontology.attributes[0].condition")
    mixed = {"all": [{"attribute": "score", "at_least": 1}], "any": [{"attribute": "score", "at_least": 1}]}
    assert refused_field(conditional(mixed)) == "ontology.attributes[0].condition"


def test_a_condition_of_a_label_is_beside_it():
    attributes = conditional({"attribute": "first", "choices": ["yes"]})["attributes"]
    read_ontology({"labels": [{"name": "car", "attributes": attributes}]}, SHAPES)
    body = {"labels": [{"name": "car", "attributes": attributes[:1]}], "attributes": attributes[1:2]}
    assert refused_field(body) == "ontology.labels[0].attributes[0].condition.attribute"


@pytest.mark.parametrize(
    ("values", "is_asked"),
    [
        ({}, False),
        ({"first": "no"}, False),
        ({"first": "yes"}, True),
        ({"first": ["no", "yes"]}, True),
        ({"first": []}, False),
    ],
)
def test_a_question_is_asked_when_its_condition_is_met(values, is_asked):
    assert Attribute(name="a", type="text", condition=Condition("first", ("yes",))).is_asked(values) == is_asked
    assert Attribute(name="a", type="text").is_asked(values)


def test_rules_of_masks_are_read_and_may_change_from_version_to_version():
    strict = Ontology(labels=GOOD.labels, masks=Masks(may_overlap=False, allow_unlabeled=False))
    body = msgspec.to_builtins(strict)
    assert read_ontology(body, SHAPES) == strict
    assert read_ontology({"labels": body["labels"]}, SHAPES).masks == Masks(may_overlap=True, allow_unlabeled=True)
    assert refused_field({**body, "masks": {"may_overlap": "no"}}) == "ontology.masks.may_overlap"
    assert refused_field({**body, "masks": {"cover": True}}) == "ontology.masks"
    loose = Ontology(labels=GOOD.labels)
    check_next_version(strict, loose)
    assert with_retired(strict, loose).masks == loose.masks


def test_a_new_version_keeps_keypoints_and_may_add_some():
    def version(body):
        return Ontology(labels=(msgspec.structs.replace(MAN.labels[0], skeleton=body),))

    more = Skeleton((SkeletonPoint("tail", 1, 1), *BODY.points[::-1]), edges=(("tail", "nose"),))
    check_next_version(MAN, version(more))
    for fewer in (Skeleton(BODY.points[:2]), None):
        with pytest.raises(InvalidError) as caught:
            check_next_version(MAN, version(fewer))
        assert caught.value.field == "ontology.labels[0].skeleton.points"
