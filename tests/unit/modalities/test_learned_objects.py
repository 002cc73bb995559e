"""Boxes, outlines and spans judged by what was learnt of their labelers, as the product does it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.consensus import Fitted
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Answer
from goldsmith.modalities.image.shapes import Box, Point, Polygon, Vertex, bounds
from goldsmith.modalities.learned import Learned, learn
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.text.shapes import Span
from goldsmith.modalities.votes import Given, Votes
from goldsmith.ontology import Label, Ontology

IMAGE, TEXT = registry.get("image.v1"), registry.get("text.v1")
ASK = Ontology(labels=(Label(name="car"),))
MISS = {"Ann": 0.05, "Bob": 0.1, "Cem": 0.15, "Dora": 0.5, "Eve": 0.6}
IN_VAIN = {"Ann": 0.1, "Bob": 0.1, "Cem": 0.1, "Dora": 0.1, "Eve": 3.0}


def answer(*shapes):
    return Answer(annotations=list(shapes))


def box(left, top, width=40.0, height=40.0):
    return Box(uuid=f"{left},{top}", label="car", left=left, top=top, width=width, height=height)


def square(box):
    left, top, right, bottom = bounds(box)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return Polygon(uuid=box.uuid, label="car", vertices=[Vertex(x=x, y=y) for x, y in corners])


def draw_images(n_images, people=3, shape=lambda box: box, seed=0):
    """Four cars an image, far apart: what some people marked in each, and what is there."""
    draw = np.random.default_rng(seed)
    tasks = []
    for image in range(n_images):
        given = []
        for name in draw.permutation(list(MISS))[:people]:
            seen = [200.0 * n for n in range(4) if draw.random() > MISS[name]]
            marks = [box(left + draw.normal(), draw.normal()) for left in seen]
            marks += [box(*draw.uniform(2000, 90000, 2)) for _ in range(draw.poisson(IN_VAIN[name]))]
            given.append(Given(str(name), answer(*map(shape, marks))))
        tasks.append(TaskAnswers(image, given))
    return tasks


def learn_from(tasks, modality=IMAGE):
    """What the background round keeps, and reads again."""
    votes = Votes()
    for task in tasks:
        votes.add(modality.align([given.answer for given in task.answers], ASK), task.answers)
    return {
        lesson.question.key: Learned(Fitted.from_bytes(lesson.fitted.to_bytes()), votes.labelers)
        for lesson in learn(votes)
    }


def f1(tasks, learned):
    found = [each for result in reconcile_answers(IMAGE, ASK, tasks, learned) for each in result.answer.annotations]
    hits = sum(bounds(each)[0] < 1000 for each in found)
    return 2 * hits / (len(found) + 4 * len(tasks))


@pytest.fixture(scope="module")
def learned():
    return learn_from(draw_images(200))


@pytest.mark.parametrize("shape", [lambda box: box, square], ids=["boxes", "outlines"])
@pytest.mark.parametrize("people", [2, 3])
def test_who_overlooks_much_and_who_marks_in_vain_is_known(people, shape):
    tasks = draw_images(150, people, shape, seed=people)
    assert f1(tasks, learn_from(tasks)) > f1(tasks, {}) + 0.03


def test_new_images_are_judged_by_what_was_learnt_of_others(learned):
    tasks = draw_images(100, seed=5)
    assert f1(tasks, learned) > f1(tasks, {}) + 0.03


def test_a_single_mark_is_believed_from_who_marks_little_in_vain(learned):
    def chance(who):
        given = [Given(name, answer(*[box(0.0, 0.0)] * (name == who))) for name in ("Ann", "Dora", "Eve")]
        (found,) = reconcile_answers(IMAGE, ASK, [TaskAnswers(0, given)], learned)
        return next(unit.choices["yes"] for unit in found.units if unit.unit == "object 1: exists")

    assert chance("Eve") < chance("Ann")


def test_a_model_that_marks_much_in_vain_is_not_believed_however_sure_it_says_it_is():
    draw = np.random.default_rng(7)
    tasks = [task._replace(answers=[*task.answers, guess(draw, 5)]) for task in draw_images(150, seed=7)]
    learned = learn_from(tasks)
    people = [Given(name, answer(box(0.0, 0.0))) for name in ("Ann", "Bob")]
    (found,) = reconcile_answers(IMAGE, ASK, [TaskAnswers(0, [*people, guess(draw, 2)])], learned)
    assert [shape.left for shape in found.answer.annotations] == [pytest.approx(0.0)]


def guess(draw, n_marks):
    return Given("model", answer(*[box(*draw.uniform(2000, 90000, 2)) for _ in range(n_marks)]), "model", 0.99)


def test_two_boxes_meet_between_them_though_one_labeler_is_known_better(learned):
    given = [Given("Ann", answer(box(0.0, 0.0))), Given("Dora", answer(box(10.0, 0.0)))]
    (found,) = reconcile_answers(IMAGE, ASK, [TaskAnswers(0, given)], learned)
    assert 3 < found.answer.annotations[0].left < 6


def test_one_labeler_alone_is_believed():
    tasks = [TaskAnswers(n, [Given("Ann", answer(box(0.0, 0.0), box(500.0, 0.0)))]) for n in range(40)]
    for found in reconcile_answers(IMAGE, ASK, tasks, learn_from(tasks)):
        assert len(found.answer.annotations) == 2
        assert not found.is_tied


def test_nobody_marked_anything(learned):
    (found,) = reconcile_answers(IMAGE, ASK, [TaskAnswers(0, [Given(name, answer()) for name in MISS])], learned)
    assert found.answer.annotations == []
    tasks = [TaskAnswers(n, [Given(name, answer()) for name in MISS]) for n in range(30)]
    assert all(not each.answer.annotations for each in reconcile_answers(IMAGE, ASK, tasks, learn_from(tasks)))


def test_marks_on_which_nobody_agrees_are_doubted():
    draw = np.random.default_rng(3)
    tasks = [
        TaskAnswers(n, [Given(name, answer(*[box(*draw.uniform(0, 90000, 2)) for _ in range(3)])) for name in MISS])
        for n in range(40)
    ]
    for found in reconcile_answers(IMAGE, ASK, tasks, learn_from(tasks)):
        exists = [unit.choices["yes"] for unit in found.units if unit.unit.endswith("exists")]
        assert len(exists) == 15
        assert max(exists) < 0.5


def test_five_hundred_boxes_of_three_people_are_all_kept(learned):
    marks = [box(100.0 * (n % 25), 100.0 * (n // 25)) for n in range(500)]
    tasks = [TaskAnswers(0, [Given(name, answer(*marks)) for name in ("Ann", "Bob", "Cem")])]
    assert len(reconcile_answers(IMAGE, ASK, tasks, learned)[0].answer.annotations) == 500


def test_spans_that_one_of_three_careful_readers_missed_are_kept():
    draw = np.random.default_rng(1)
    words = "x" * 400

    def read(miss):
        starts = [start for start in (0, 100, 200, 300) if draw.random() > miss]
        return answer(*[Span(label="car", start=s, end=s + 20, text=words[s : s + 20]) for s in starts])

    tasks = [
        TaskAnswers(n, [Given(name, read(miss)) for name, miss in zip("abc", (0.3, 0.4, 0.6), strict=True)])
        for n in range(60)
    ]
    by_vote, by_fit = (
        sum(len(found.answer.annotations) for found in reconcile_answers(TEXT, ASK, tasks, known))
        for known in ({}, learn_from(tasks, TEXT))
    )
    assert by_vote < by_fit <= 240


NUMBER = st.sampled_from([-1e7, -3.0, 0.0, 1e-6, 1.0, 2.5, 100.0, 1e7])
SIZE = st.sampled_from([1e-9, 1.0, 40.0, 1e7])
BOXES = st.builds(box, NUMBER, NUMBER, SIZE, SIZE)
SHAPES = BOXES | BOXES.map(square) | st.builds(lambda x, y: Point(label="car", x=x, y=y), NUMBER, NUMBER)


@given(st.lists(st.lists(SHAPES, max_size=5), min_size=1, max_size=4), st.booleans())
def test_whatever_is_marked_each_kept_shape_lies_among_those_drawn(learned, drawings, is_learnt):
    names = ("Ann", "Eve", "somebody new", "Bob")
    said = [Given(name, answer(*shapes)) for name, shapes in zip(names, drawings, strict=False)]
    (found,) = reconcile_answers(IMAGE, ASK, [TaskAnswers(0, said)], learned if is_learnt else {})
    drawn = np.array([bounds(shape) for shapes in drawings for shape in shapes]).reshape(-1, 4)
    assert len(found.answer.annotations) <= len(drawn)
    for shape in found.answer.annotations:
        edges = np.array(bounds(shape))
        assert (edges >= drawn.min(axis=0) - 1e-5).all()
        assert (edges <= drawn.max(axis=0) + 1e-5).all()
    for row in found.probabilities:
        assert sum(row) == pytest.approx(1)
        assert min(row) >= 0
