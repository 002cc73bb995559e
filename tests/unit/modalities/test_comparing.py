"""Answers beside each other, thing by thing."""

from goldsmith.modalities import registry
from goldsmith.modalities._contract import Answer
from goldsmith.modalities.comparing import compare_objects
from goldsmith.modalities.image.shapes import Box
from goldsmith.ontology import Label, Ontology

IMAGE = registry.get("image.v1")
ONTOLOGY = Ontology(labels=(Label(name="car"), Label(name="van")))


def box(uuid, left, label="car"):
    return Box(uuid=uuid, label=label, left=left, top=0, width=100, height=100)


def answer(*boxes):
    return Answer(annotations=list(boxes))


def seen(*answers):
    objects = compare_objects(IMAGE, ONTOLOGY, answers)
    return [({(number, shape.uuid) for number, shape in each.marks}, round(each.agreement, 3)) for each in objects]


def test_marks_of_the_same_thing_stand_together_and_the_least_agreed_upon_comes_first():
    everybody = [answer(box(f"a{n}", 0), *([box("b", 500)] if n == 1 else [])) for n in range(3)]
    assert seen(*everybody) == [({(1, "b")}, 0.0), ({(0, "a0"), (1, "a1"), (2, "a2")}, 1.0)]


def test_agreement_falls_with_place_and_label_and_with_those_who_left_it_out():
    [(_, shifted)] = seen(answer(box("a", 0)), answer(box("b", 50)))
    assert shifted == round(50 / 150, 3)
    [(members, other_label)] = seen(answer(box("a", 0)), answer(box("b", 0, "van")))
    assert members == {(0, "a"), (1, "b")}
    assert other_label == 0.0
    [(_, two_of_three)] = seen(answer(box("a", 0)), answer(box("b", 0)), answer())
    assert two_of_three == round(1 / 3, 3)


def test_one_answer_agrees_with_itself_and_none_has_no_objects():
    assert seen(answer(box("a", 0))) == [({(0, "a")}, 1.0)]
    assert seen() == []
    assert seen(answer(), answer()) == []


def test_the_answer_that_stands_is_matched_and_is_no_witness():
    kept = answer(box("kept", 1), box("alone", 900))
    found = compare_objects(IMAGE, ONTOLOGY, [answer(box("a", 0)), answer(box("b", 0), box("c", 500))], kept)
    named = [([shape.uuid for _, shape in each.marks], each.agreement) for each in found]
    assert named == [(["c"], 0.0), (["a", "b"], 1.0)]
    assert [each.standing and each.standing.uuid for each in found] == [None, "kept"]
