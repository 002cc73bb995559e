"""Consensus on single cases that a person can check by hand."""

import random

import pytest

from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given, Votes
from goldsmith.modalities.whole import align_whole_answer, exact_match, merge_whole_answer
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation

TEXT, IMAGE = registry.get("text.v1"), registry.get("image.v1")
TAGS = Attribute(name="tags", type="category", allow_multiple=True, choices=(Choice("a"), Choice("b"), Choice("c")))
ASK = Ontology(
    labels=(
        Label(
            name="car", attributes=(Attribute(name="color", type="category", choices=(Choice("red"), Choice("blue"))),)
        ),
        Label(name="bus"),
    ),
    attributes=(
        Attribute(name="mood", type="category", choices=(Choice("good"), Choice("bad"))),
        TAGS,
        Attribute(name="count", type="number"),
        Attribute(name="note", type="text"),
    ),
    relations=(Relation(name="tows", from_=("bus",), to=("car",)), Relation(name="near", directed=False)),
)
WORDS = "The cat sat on the mat"


def box(uuid, label="car", left=0.0, top=0.0, width=10.0, height=10.0, **attributes):
    size = {"left": left, "top": top, "width": width, "height": height}
    return {"uuid": uuid, "type": "box", "label": label, "attributes": attributes, **size}


def span(uuid, start, end, label="car"):
    return {"uuid": uuid, "type": "span", "label": label, "start": start, "end": end, "text": WORDS[start:end]}


def reconcile(*answers, modality=IMAGE, ontology=ASK):
    read = [read_answer(modality, ontology, answer) for answer in answers]
    return reconcile_answers(modality, ontology, [TaskAnswers("t", [Given(*pair) for pair in enumerate(read)])])[0]


def values(*each):
    return reconcile(*({"global_attributes": value} for value in each)).answer.global_attributes


def test_the_majority_of_a_question_wins_and_the_doubt_is_told():
    found = reconcile(*({"global_attributes": {"mood": mood}} for mood in ("good", "bad", "bad")))
    assert found.answer.global_attributes == {"mood": "bad"}
    mood = next(unit for unit in found.units if unit.unit == "mood")
    assert mood.choices == {"good": 0.333333, "bad": 0.583333, "(no answer)": 0.083333}
    assert not found.is_tied


def test_two_against_two_is_a_tie():
    assert reconcile({"global_attributes": {"mood": "good"}}, {"global_attributes": {"mood": "bad"}}).is_tied


def test_a_question_that_most_left_open_stays_open():
    assert values({"mood": "good"}, {}, {}) == {}
    assert values({"note": "x"}, {}, {}) == {}
    assert values({"count": 3}, {}, {}) == {}
    assert values({"tags": ["a"]}, {}, {}) == {}


def test_each_of_several_choices_is_voted_on():
    assert values({"tags": ["a", "b"]}, {"tags": ["b", "a"]}, {"tags": ["c"]}) == {"tags": ["a", "b"]}
    assert values({"tags": ["a"]}, {"tags": ["b"]}, {"tags": ["c"]}) == {"tags": ["a"]}
    assert values({"tags": []}, {"tags": []}, {"tags": ["c"]}) == {"tags": []}


def test_numbers_meet_in_the_middle_and_texts_by_majority():
    assert values({"count": 1}, {"count": 2}, {"count": 50}) == {"count": 2}
    assert values({"note": "x"}, {"note": "y"}, {"note": "y"}) == {"note": "y"}
    assert values({"note": "(no answer)"}, {"note": "(no answer)"}, {"note": "y"}) == {"note": "(no answer)"}


def test_boxes_of_one_object_become_their_median_with_the_majority_label():
    found = reconcile(
        {"annotations": [box("a", left=0, color="red")]},
        {"annotations": [box("b", left=1, color="red"), box("lonely", left=500)]},
        {"annotations": [box("c", "bus", left=2)]},
    )
    (merged,) = found.answer.annotations
    assert (merged.uuid, merged.label, merged.left, merged.width) == ("a", "car", 0.5, 10)
    assert merged.attributes == {"color": "red"}
    assert "object 1: label" in [unit.unit for unit in found.units]


def test_an_object_that_half_of_them_saw_stays_and_is_a_tie():
    found = reconcile({"annotations": [box("a")]}, {"annotations": []})
    assert [each.uuid for each in found.answer.annotations] == ["a"]
    assert found.is_tied


def test_all_seeing_nothing_is_an_answer_with_doubt():
    found = reconcile({}, {}, {})
    assert found.answer.annotations == []
    assert [unit.unit for unit in found.units] == ["anything to mark"]
    assert found.expected_error == pytest.approx(0.125)


def test_equal_marks_under_two_labels_stay_two_objects():
    twice = {"annotations": [box("a", "car"), box("b", "bus")]}
    swapped = {"annotations": [box("c", "bus"), box("d", "car")]}
    found = reconcile(twice, swapped)
    assert [(each.uuid, each.label) for each in found.answer.annotations] == [("a", "car"), ("b", "bus")]


def test_the_same_uuid_for_different_objects_is_made_unique():
    found = reconcile({"annotations": [box("a")]}, {"annotations": [box("a", left=300)]})
    assert len({each.uuid for each in found.answer.annotations}) == 2


def test_links_survive_when_most_who_saw_both_ends_drew_them():
    marks = [box("a", "bus"), box("b", left=100)]
    tows = [{"uuid": "l", "type": "tows", "from": "a", "to": "b"}]
    near = [{"uuid": "n", "type": "near", "from": "b", "to": "a"}]
    found = reconcile(
        {"annotations": marks, "links": tows},
        {"annotations": marks, "links": [*tows, {**near[0], "from": "a", "to": "b"}]},
        {"annotations": marks, "links": near},
        {"annotations": marks[:1]},
    )
    assert [(link.type, link.from_, link.to) for link in found.answer.links] == [("tows", "a", "b"), ("near", "a", "b")]


def test_a_link_does_not_survive_an_end_that_became_something_else():
    tows = [{"uuid": "l", "type": "tows", "from": "a", "to": "b"}]
    marks = [box("a", "bus"), box("b", left=100)]
    others = [box("a", "car"), box("b", left=100)]
    found = reconcile({"annotations": marks, "links": tows}, {"annotations": others}, {"annotations": others})
    assert [each.label for each in found.answer.annotations] == ["car", "car"]
    assert found.answer.links == []


def test_spans_meet_at_middle_borders_and_keep_their_text():
    found = reconcile(
        {"annotations": [span("a", 0, 7)]},
        {"annotations": [span("b", 4, 7)]},
        {"annotations": [span("c", 4, 11)]},
        modality=TEXT,
    )
    (merged,) = found.answer.annotations
    assert (merged.start, merged.end, merged.text) == (4, 7, "cat")


def test_spans_with_other_labels_are_other_objects():
    found = reconcile(*({"annotations": [span("a", 4, 7, label)]} for label in ("car", "bus", "bus")), modality=TEXT)
    assert [each.label for each in found.answer.annotations] == ["bus"]


def test_points_lines_and_outlines_are_matched_by_place():
    def marks(shift):
        corners = [(100, 100), (200, 100), (200, 200), (100, 200)]
        vertices = [{"x": x + shift, "y": y} for x, y in corners]
        common = {"label": "car", "attributes": {}}
        return {
            "annotations": [
                {"uuid": f"p{shift}", "type": "point", "x": 50 + shift, "y": 50, **common},
                {"uuid": f"l{shift}", "type": "line", "vertices": vertices[:2], **common},
                {"uuid": f"o{shift}", "type": "polygon", "vertices": vertices, **common},
            ]
        }

    found = reconcile(marks(0), marks(2), marks(3))
    point, line, outline = found.answer.annotations
    assert (point.x, point.y) == (52, 50)
    assert line.vertices[0].x == 102
    assert outline.vertices[0].x == 102
    assert IMAGE.similarity(*(read_answer(IMAGE, ASK, marks(shift)) for shift in (0, 3))) > 0.7


def test_answers_without_alignment_are_voted_on_as_a_whole():
    one = read_answer(IMAGE, ASK, {"annotations": [box("a")]})
    same = read_answer(IMAGE, ASK, {"annotations": [box("z")]})
    other = read_answer(IMAGE, ASK, {"annotations": [box("a", left=1)]})
    assert (exact_match(one, same), exact_match(one, other)) == (1, 0)
    alignment = align_whole_answer([other, one, same], ASK)
    assert alignment.vote_choice == [0, 1, 1]
    assert alignment.units[0].is_open
    assert merge_whole_answer(alignment, Chosen()) == one


class Chosen:
    """The second of the different answers was chosen."""

    chosen = (1,)


def test_what_a_machine_leaves_out_is_no_opinion():
    person = read_answer(IMAGE, ASK, {"annotations": [box("a")], "global_attributes": {"mood": "good", "tags": ["a"]}})
    function = read_answer(IMAGE, ASK, {"global_attributes": {"mood": "bad"}})
    votes = Votes()
    votes.add(IMAGE.align([person, function], ASK), [Given("Ann", person), Given("f", function, "function")])
    heard = {question.name or question.kind: said.labeler for question, said in votes.said.items()}
    assert heard["mood"] == [0, 1]
    assert {labeler for name, labelers in heard.items() if name != "mood" for labeler in labelers} == {0}


def test_machines_are_not_counted_where_people_spoke_and_nothing_is_learnt():
    people = [Given(who, read_answer(TEXT, ASK, {"global_attributes": {"mood": "good"}})) for who in "ab"]
    machines = [
        Given(f"m{n}", read_answer(TEXT, ASK, {"global_attributes": {"mood": "bad"}}), "model", 0.9) for n in range(5)
    ]
    (found,) = reconcile_answers(TEXT, ASK, [TaskAnswers("t", people + machines)])
    assert found.answer.global_attributes == {"mood": "good"}


def test_a_task_without_answers_is_refused():
    with pytest.raises(ValueError, match="without answers"):
        reconcile_answers(TEXT, ASK, [TaskAnswers("t", [])])


def test_results_come_in_the_order_of_the_tasks():
    moods = random.Random(1)
    tasks = [
        TaskAnswers(
            number,
            [
                Given(who, read_answer(TEXT, ASK, {"global_attributes": {"mood": moods.choice(["good", "bad"])}}))
                for who in "abc"
            ],
        )
        for number in range(300)
    ]
    found = reconcile_answers(TEXT, ASK, tasks)
    assert [each.task_id for each in found] == list(range(300))


def test_a_crowded_picture_keeps_every_object():
    places = random.Random(2)
    corners = [(places.uniform(0, 4000), places.uniform(0, 4000)) for _ in range(1500)]
    answers = [
        read_answer(IMAGE, ASK, {"annotations": [box(f"{n}", left=x + who, top=y) for n, (x, y) in enumerate(corners)]})
        for who in range(2)
    ]
    (found,) = reconcile_answers(IMAGE, ASK, [TaskAnswers("t", [Given(*pair) for pair in enumerate(answers)])])
    assert len(found.answer.annotations) == 1500
