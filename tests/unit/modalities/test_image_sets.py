"""Several pictures in one task: what is refused, how answers are compared, and one entry a picture in files."""

import json

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.masks import compress, runs_of
from goldsmith.errors import InvalidError
from goldsmith.journey.ingest.rows import NewTask, Rejected, read_row
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.comparing import compare_objects
from goldsmith.modalities.image.shapes import ImageContent
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Label, Masks, Ontology, Relation

from .deliveries import ONTOLOGY, few, files_of, record, rows_of, written

IMAGE = registry.get("image.v1")
LABELS = (Label(name="car"), Label(name="sky", is_thing=False))
FREE = Ontology(labels=LABELS, relations=(Relation(name="same"),))
WHOLE = Ontology(labels=LABELS, masks=Masks(may_overlap=False, allow_unlabeled=False))
PAIR = ImageContent(attachments=["a.png", "b.png"], views=["front", "back"])
SIZES = ({"width": 6, "height": 4}, {"width": 60, "height": 40})


def box(left, top, side=10, *, view=None, **more):
    where = {} if view is None else {"view": view}
    return {"type": "box", "label": "car", "left": left, "top": top, "width": side, "height": side, **where, **more}


def mask(width, height, label="car", **more):
    counts = compress(runs_of(np.ones((height, width), dtype=bool)))
    window = {"left": 0, "top": 0, "width": width, "height": height}
    return {"type": "mask", "label": label, **window, "counts": counts, **more}


def check(*marks, ontology=FREE, content=PAIR, sizes=SIZES):
    answer = {"annotations": list(marks)}
    return read_answer(IMAGE, ontology, answer, content=content, facts=sizes[0], other_facts=sizes[1:])


def refused(*marks, **how):
    with pytest.raises(InvalidError) as caught:
        check(*marks, **how)
    return str(caught.value), caught.value.field.removeprefix("answer.")


def task(row):
    return read_row(1, row, IMAGE, FREE)


def test_a_row_of_one_picture_is_stored_as_it_ever_was():
    assert task({"attachment": "a.png"}).content == b'{"attachment":"a.png"}'


def test_a_row_may_name_several_pictures_in_order():
    made = task({"attachments": ["a.png", "b.png"], "views": ["front", "back"]})
    assert isinstance(made, NewTask)
    assert json.loads(made.content) == {"attachments": ["a.png", "b.png"], "views": ["front", "back"]}
    assert made.attachments == (("attachments[0]", "a.png"), ("attachments[1]", "b.png"))
    assert IMAGE.snippet(PAIR) == "a.png + 1"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({}, "Give either attachment or attachments"),
        ({"attachment": "a.png", "attachments": ["b.png"]}, "Give either attachment or attachments"),
        ({"attachments": []}, "must not be empty"),
        ({"attachments": [f"{n}.png" for n in range(65)]}, "At most 64 items"),
        ({"attachments": ["a.png", ""]}, "must not be empty"),
        ({"attachments": ["a.png"], "views": ["a", "b"]}, "as many views as attachments"),
        ({"attachment": "a.png", "views": ["a"]}, "as many views as attachments"),
        ({"attachments": ["a.png", "b.png"], "views": ["x", "x"]}, "a name of its own"),
        ({"attachments": ["a.png", "b.png"], "views": ["x", "y" * 65]}, "At most 64 characters"),
    ],
)
def test_a_row_that_is_no_set_says_why(row, sentence):
    made = task(row)
    assert isinstance(made, Rejected)
    assert sentence in made.error


def test_a_shape_of_the_first_picture_does_not_say_so():
    answer = check(box(0, 0, 5, view=0), box(0, 0, view=1))
    assert b'"view":0' not in msgspec.json.encode(answer)
    assert [each.view or 0 for each in answer.annotations] == [0, 1]


def test_a_view_that_the_task_does_not_show_is_refused():
    assert refused(box(0, 0, view=2)) == ("This task shows 2 pictures, counted from 0.", "annotations[0].view")
    alone = ImageContent(attachment="a.png")
    assert refused(box(0, 0, view=1), content=alone) == ("This task shows one picture.", "annotations[0].view")
    for view in (-1, 64, 1.5, "1", 10**30):
        assert refused(box(0, 0, view=view), content=None)[1] == "annotations[0].view"


def test_each_shape_is_measured_against_its_own_picture():
    check(box(20, 20, view=1))
    assert refused(box(20, 20)) == ("This shape lies outside the image.", "annotations[0]")
    assert refused(mask(60, 40), mask(60, 40, view=1))[1] == "annotations[0]"
    check(mask(6, 4), mask(60, 40, view=1))


def test_a_hypothesis_is_checked_against_the_number_of_pictures_before_anybody_measured_them():
    made = task({"attachments": ["a.png"], "hypothesis": {"annotations": [box(0, 0, view=3)]}})
    assert (made.field, made.error) == ("hypothesis.annotations[0].view", "This task shows one picture.")


def test_masks_overlap_only_within_a_picture_and_every_picture_is_covered():
    check(mask(6, 4), mask(60, 40, view=1), ontology=WHOLE)
    check(mask(6, 4, "sky"), mask(60, 40, "sky", view=1), ontology=WHOLE)
    message, field = refused(mask(6, 4), ontology=WHOLE)
    assert (message, field) == (
        "2,400 pixels have no label yet, and every pixel needs one here.",
        "annotations",
    )
    twice = refused(mask(6, 4), mask(60, 40, view=1), mask(6, 4, view=1), ontology=WHOLE)
    assert twice[1] == "annotations[2]"
    again = refused(mask(6, 4), mask(60, 40, "sky", view=1), mask(1, 1, "sky", view=1), ontology=WHOLE)
    assert again[0] == "sky is no thing that is counted: all its pixels are one mask."


def similar(one, other, ontology=FREE):
    wide = tuple({"width": 100, "height": 100} for _ in range(64))
    content = ImageContent(attachments=["x"] * 64)
    first, second = (
        read_answer(IMAGE, ontology, {"annotations": each}, content=content, facts=wide[0], other_facts=wide[1:])
        for each in (one, other)
    )
    return IMAGE.similarity(first, second), first, second


def test_equal_shapes_in_different_pictures_are_no_match():
    assert similar([box(0, 0)], [box(0, 0, view=1)])[0] == 0
    assert similar([box(0, 0), box(0, 0, view=1)], [box(0, 0, view=1), box(0, 0)])[0] == 1
    _, first, second = similar([box(0, 0)], [box(0, 0, view=1)])
    assert [len(each.marks) for each in compare_objects(IMAGE, FREE, [first, second])] == [1, 1]


def test_stuff_is_one_object_in_each_picture():
    ours = [mask(60, 40, "sky"), mask(60, 40, "sky", view=1)]
    score, first, second = similar(ours, ours)
    assert score == 1
    assert [len(each.marks) for each in compare_objects(IMAGE, FREE, [first, second])] == [2, 2]


boxes = st.builds(
    lambda left, top, view: box(left, top, view=view), st.integers(0, 60), st.integers(0, 60), st.integers(0, 3)
)
masks = st.builds(
    lambda width, height, view: mask(width, height, view=view),
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 3),
)
answers = st.lists(st.lists(boxes | masks, max_size=5), min_size=2, max_size=3)


def merged(marked, ontology):
    given_answers = [similar(each, [])[1] for each in marked]
    given_by = [Given(str(number), each) for number, each in enumerate(given_answers)]
    return given_answers, reconcile_answers(IMAGE, ontology, [TaskAnswers("t", given_by)])[0].answer


def renamed(marked, views):
    return [[{**each, "view": views[each["view"]]} for each in answer] for answer in marked]


def by_view(answer):
    """The shapes of each view, with nothing of their names or order."""
    shapes = [msgspec.structs.replace(each, uuid="", view=msgspec.UNSET) for each in answer.annotations]
    pairs = zip(answer.annotations, shapes, strict=True)
    return sorted((each.view or 0, msgspec.json.encode(shape)) for each, shape in pairs)


@few
@given(answers, st.permutations(range(4)))
def test_shuffling_the_pictures_changes_nothing_else(marked, views):
    apart = Ontology(labels=LABELS, masks=Masks(may_overlap=False))
    before, kept = merged(marked, apart)
    after, kept_after = merged(renamed(marked, views), apart)
    assert IMAGE.similarity(before[0], before[1]) == pytest.approx(IMAGE.similarity(after[0], after[1]), abs=1e-12)
    assert sorted((views[view], shape) for view, shape in by_view(kept)) == by_view(kept_after)


LINKED = ({"uuid": "l", "type": "same", "from": "b", "to": "c"}, {"uuid": "m", "type": "same", "from": "c", "to": "d"})
MARKS = (
    box(64, 48, 32, uuid="b", group="g"),
    box(8, 16, 24, view=1, uuid="c", group="g"),
    box(40, 16, 8, view=1, uuid="d", group="h"),
)


def set_record(*annotations, links=(), views=("front", "back"), unique_id="car-7", attributes=None):
    body = msgspec.json.decode(record(*annotations, unique_id=unique_id, links=links, attributes=attributes))
    names = [f"{view}.jpg" for view in views]
    body["content"] = {"attachments": names, "views": list(views)}
    sizes = [(640, 480), (320, 240)]
    body["assets"] = [
        {"name": name, "sha256": "ab", "facts": {"width": width, "height": height}}
        for name, (width, height) in zip(names, sizes, strict=False)
    ]
    return msgspec.json.encode(body)


SPLIT = [codec for codec in IMAGE.codecs if codec.write and codec.name != "jsonl"]
OF_MASKS = {"open_images_masks", "sagemaker_masks"}
WITHOUT_BOXES = {"coco_panoptic", "voc_segmentation", "davis", "yolo_pose"} | OF_MASKS
"""Formats of masks and of keypoints."""


@pytest.mark.parametrize("codec", SPLIT, ids=lambda codec: codec.name)
def test_every_format_has_an_entry_for_each_picture(codec):
    body, report = written(codec, set_record(*MARKS, links=LINKED))
    assert report.records == 1
    assert report.lost["sets of pictures, one entry for each picture"] == 1
    assert report.lost["links between pictures"] == 1
    assert report.lost["groups across pictures"] == 1
    if codec.read and codec.name not in WITHOUT_BOXES:
        rows = rows_of(codec, body)
        found = {row["attachment"].removesuffix(".jpg"): row["hypothesis"]["annotations"] for row in rows}
        assert [len(found[name]) for name in ("front", "back")] == [1, 2]
        for shape in found["back"]:
            assert "view" not in shape
            assert read_answer(IMAGE, ONTOLOGY, {"annotations": [shape]}, facts={"width": 320, "height": 240})


@pytest.mark.parametrize("codec", [codec for codec in SPLIT if codec.name in OF_MASKS], ids=lambda codec: codec.name)
def test_masks_of_a_set_stand_with_their_own_pictures(codec):
    body, report = written(codec, set_record(mask(6, 4, uuid="b"), mask(9, 3, view=1, uuid="c")))
    assert report.records == 1
    found = {}
    for row in rows_of(codec, body):
        found[row["attachment"].removesuffix(".jpg")] = [
            (shape["width"], shape["height"]) for shape in row["hypothesis"]["annotations"]
        ]
    assert found == {"front": [(6, 4)], "back": [(9, 3)]}


@pytest.mark.parametrize("codec", SPLIT, ids=lambda codec: codec.name)
def test_a_single_picture_is_written_as_if_there_were_no_sets(codec):
    alone = record(box(64, 48, uuid="b"))
    one = msgspec.json.encode({**msgspec.json.decode(alone), "content": {"attachments": ["1.jpg"]}})
    body, report = written(codec, alone)
    assert written(codec, one) == (body, report)
    assert not [what for what in report.lost if "pictures" in what and "names" not in what]


def test_coco_has_an_image_for_each_view_with_its_own_size():
    coco = IMAGE.codec("coco")
    body, report = written(coco, record(box(0, 0, uuid="a"), name="x.jpg"), set_record(*MARKS))
    said = json.loads(body) if body.startswith(b"{") else json.loads(next(iter(files_of(body).values())))
    assert [(each["file_name"], each["width"]) for each in said["images"]] == [
        ("x.jpg", 640),
        ("front.jpg", 640),
        ("back.jpg", 320),
    ]
    places = {each["id"]: place for place, each in enumerate(said["images"])}
    assert sorted(places[each["image_id"]] for each in said["annotations"]) == [0, 1, 2, 2]
    assert report.records == 2
    rows = rows_of(coco, body)
    assert [row["unique_id"] for row in rows] == ["x.jpg", "car-7/front", "car-7/back"]


def test_an_answer_about_the_set_stands_with_each_picture():
    body, _ = written(IMAGE.codec("webdataset"), set_record(*MARKS, attributes={"weather": "rain"}))
    rows = rows_of(IMAGE.codec("webdataset"), body)
    assert [row["hypothesis"]["global_attributes"] for row in rows] == [{"weather": "rain"}] * 2


def test_json_lines_bring_a_set_back_whole():
    body, report = written(IMAGE.codec("jsonl"), set_record(*MARKS, links=LINKED))
    [row] = rows_of(IMAGE.codec("jsonl"), body)
    assert report.lost == {}
    assert row["attachments"] == ["front.jpg", "back.jpg"]
    assert [each.get("view", 0) for each in row["hypothesis"]["annotations"]] == [0, 1, 1]
    assert isinstance(task(row), NewTask)
