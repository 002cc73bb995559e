"""Whatever complete answers are merged, for every shape and every rule, what comes out is a complete answer."""

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.masks import compress, runs_of
from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.alignment import Posterior
from goldsmith.modalities.answers import check_answer, read_answer
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
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
    check_ontology,
)

IMAGE = registry.get("image.v1")
SIZE = {"width": 8, "height": 6}
RULES = [Masks(*both) for both in itertools.product((True, False), repeat=2)]
CHOICES = (Choice("a"), Choice("b"), Choice("c"))
ATTRIBUTES = (
    Attribute(name="why", type="text", required=True, condition=Condition("kind", ("b",))),
    Attribute(name="kind", type="category", required=True, choices=CHOICES),
    Attribute(name="parts", type="category", allow_multiple=True, choices=CHOICES),
    Attribute(name="which", type="category", required=True, choices=CHOICES, condition=Condition("parts", ("a", "c"))),
    Attribute(name="number", type="number", minimum=0, maximum=5, condition=Condition("kind", ("a", "b"))),
    Attribute(
        name="some",
        type="category",
        allow_multiple=True,
        required=True,
        choices=CHOICES,
        condition=Condition("kind", ("c",)),
    ),
)
BODY = Skeleton(tuple(SkeletonPoint(name, 0.5, 0.5) for name in ("head", "hand", "foot")))
LABELS = (
    Label(name="car", attributes=ATTRIBUTES, skeleton=BODY),
    Label(name="bus", skeleton=Skeleton(BODY.points[:2])),
    Label(name="sky", attributes=ATTRIBUTES[:2], is_thing=False),
    Label(name="road", is_thing=False),
)
quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def ontology_of(rules):
    ontology = Ontology(
        labels=LABELS,
        attributes=ATTRIBUTES,
        masks=rules,
        relations=(Relation("on", from_=("car",)), Relation("by", directed=False)),
    )
    check_ontology(ontology, IMAGE.shape_names)
    return ontology


PLACE = st.fixed_dictionaries({"x": st.integers(0, 8), "y": st.integers(0, 6)})
LENGTH = st.sampled_from([0.1, 2, 3, 5])
ANGLE = st.sampled_from([0, 30, 90, 120, 359, -180])
BESIDE = {"z_order": st.integers(-1, 1), "group": st.sampled_from("ab")}
SIDES = {"left": st.integers(0, 4), "top": st.integers(0, 4), "width": LENGTH, "height": LENGTH}
RING = st.lists(PLACE, min_size=3, max_size=5)


def shape(kind, optional=None, **fields):
    return st.fixed_dictionaries({"type": st.just(kind), **fields}, optional={**BESIDE, **(optional or {})})


@st.composite
def skeletons(draw, label):
    names = [point.name for point in next(each for each in LABELS if each.name == label).skeleton.points]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    seen = st.sampled_from(["visible", "occluded"])
    return {
        "type": "skeleton",
        "keypoints": [{"name": name, **draw(PLACE), "visibility": draw(seen)} for name in chosen],
    }


GEOMETRIES = st.one_of(
    shape("box", **SIDES),
    shape("rotated_box", **SIDES, rotation=ANGLE),
    shape("polygon", vertices=RING, optional={"holes": st.lists(RING, min_size=1, max_size=2)}),
    shape("line", vertices=st.lists(PLACE, min_size=2, max_size=4)),
    shape("point", x=st.integers(0, 8), y=st.integers(0, 6)),
    shape("ellipse", x=st.integers(0, 8), y=st.integers(0, 6), radius_x=LENGTH, radius_y=LENGTH, rotation=ANGLE),
    shape("cuboid", vertices=st.lists(PLACE, min_size=8, max_size=8)),
)


@st.composite
def values(draw, attributes):
    """Complete answers to the questions that are asked."""
    found = {}
    for attribute in sorted(attributes, key=lambda each: each.condition is not None):
        if attribute.is_asked(found) and (attribute.required or draw(st.booleans())):
            found[attribute.name] = draw(value_of(attribute))
    return found


def value_of(attribute):
    if attribute.type == "number":
        return st.integers(0, 5)
    if attribute.type == "text":
        return st.sampled_from(["x", "y", "(no answer)"])
    names = st.sampled_from([choice.name for choice in attribute.choices])
    return st.lists(names, min_size=attribute.required, unique=True) if attribute.allow_multiple else names


@st.composite
def masks(draw, rules):
    """Masks that keep the rules: every pixel is given to one of a few, or to none where that is allowed."""
    owners = (
        np.array(draw(st.lists(st.integers(0, 4), min_size=12, max_size=12))).reshape(3, 4).repeat(2, 0).repeat(2, 1)
    )
    labels = [draw(st.sampled_from(["car", "bus"])), "car", "sky", "road"]
    marks = []
    for number, label in enumerate(labels):
        pixels = owners == number
        if number == 0 and not rules.allow_unlabeled:
            pixels |= owners == 4
        if rules.may_overlap and draw(st.booleans()):
            pixels[:2, :2] = True
        if pixels.any():
            window = {"left": 0, "top": 0, **SIZE, "counts": compress(runs_of(pixels))}
            marks.append({"type": "mask", "label": label, **window})
    return marks


@st.composite
def answers(draw, rules):
    ontology = ontology_of(rules)
    marks = draw(masks(rules))
    for _ in range(draw(st.integers(0, 3))):
        label = draw(st.sampled_from([each.name for each in LABELS]))
        is_jointed = label in {"car", "bus"} and draw(st.booleans())
        marks.append({**draw(skeletons(label) if is_jointed else GEOMETRIES), "label": label})
    attributes = {label.name: label.attributes for label in LABELS}
    for number, mark in enumerate(marks):
        mark.update(uuid=str(number), attributes=draw(values(attributes[mark["label"]])))
    links = [
        {"type": kind, "from": marks[0]["uuid"], "to": marks[-1]["uuid"]}
        for kind in ("on", "by")
        if len(marks) > 1 and (kind == "by" or marks[0]["label"] == "car") and draw(st.booleans())
    ]
    body = {"annotations": marks, "global_attributes": draw(values(ATTRIBUTES)), "links": links}
    try:
        return read_answer(IMAGE, ontology, body, facts=SIZE)
    except InvalidError as refusal:
        assume("outside the image" not in refusal.message)  # a box that was turned out of it
        raise


@pytest.mark.parametrize("rules", RULES, ids=str)
@given(data=st.data())
@quick
def test_merging_complete_answers_gives_a_complete_answer(rules, data):
    given = data.draw(st.lists(answers(rules), min_size=1, max_size=4))
    ontology = ontology_of(rules)
    (found,) = reconcile_answers(IMAGE, ontology, [TaskAnswers("t", [Given(*each) for each in enumerate(given)])])
    check_answer(IMAGE, ontology, found.answer, facts=SIZE)
    assert read_answer(IMAGE, ontology, found.answer, facts=SIZE) == found.answer


@st.composite
def beliefs(draw, alignment, n_labelers):
    """Any belief in what somebody said, as an engine that knows its labelers may come to: the majority may lose."""
    votes = {unit: [] for unit in range(len(alignment.units))}
    for unit, choice in zip(alignment.vote_unit, alignment.vote_choice, strict=True):
        votes[unit].append(choice)
    for unit in alignment.absent_unit:
        votes[unit].append(1)
    chosen = [draw(st.sampled_from(votes[unit])) for unit in votes]
    return Posterior(
        probabilities=[np.full(len(unit.choices) + unit.is_open, 0.5) for unit in alignment.units],
        chosen=chosen,
        is_tied=[False] * len(chosen),
        weights=draw(st.lists(st.sampled_from([0.001, 0.5, 0.7, 1.0]), min_size=n_labelers, max_size=n_labelers)),
    )


@pytest.mark.parametrize("rules", RULES, ids=str)
@given(data=st.data())
@quick
def test_whatever_is_believed_of_what_was_said_gives_a_complete_answer(rules, data):
    given = data.draw(st.lists(answers(rules), min_size=1, max_size=4))
    ontology = ontology_of(rules)
    alignment = IMAGE.align(given, ontology)
    found = IMAGE.merge(alignment, data.draw(beliefs(alignment, len(given))))
    check_answer(IMAGE, ontology, found, facts=SIZE)


@pytest.mark.parametrize("rules", RULES, ids=str)
@given(data=st.data())
@quick
def test_answers_are_like_themselves_and_as_like_one_way_as_the_other(rules, data):
    one, other = data.draw(answers(rules)), data.draw(answers(rules))
    assert IMAGE.similarity(one, one) == 1
    assert IMAGE.similarity(one, other) == IMAGE.similarity(other, one)
    assert 0 <= IMAGE.similarity(one, other) <= 1
