"""SageMaker Ground Truth's augmented manifests: as its manual shows them, ours, and broken ones."""

import json

import pytest
from hypothesis import given

from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ImportContext, RowError
from goldsmith.modalities.image.formats.sagemaker import SAGEMAKER as OF_IMAGES
from goldsmith.modalities.text.formats.sagemaker import SAGEMAKER as OF_TEXTS
from goldsmith.ontology import Attribute, Choice, Label, Ontology

from . import deliveries, text_documents
from .deliveries import BOX, IMAGE, LINE, POINT, POLYGON, boxes, few, st
from .text_documents import checked, documents, marks, quick, record, span

# As the manual shows the output of labeling jobs.
DETECTED = """{"source-ref": "s3://bucket/a.jpg", "bounding-box-attribute-name": {
"image_size": [{"width": 500, "height": 400, "depth": 3}], "annotations": [
{"class_id": 0, "left": 111, "top": 134, "width": 61, "height": 128},
{"class_id": 5, "left": 161, "top": 250, "width": 30, "height": 30}]}, "bounding-box-attribute-name-metadata": {
"objects": [{"confidence": 0.8}, {"confidence": 0.9}], "class-map": {"0": "Car", "5": "no"},
"type": "groundtruth/object-detection", "human-annotated": "yes", "creation-date": "2018-10-18T22:18:13.527256",
"job-name": "identify-dogs-and-toys"}, "weather": 1, "weather-metadata": {"class-name": "rain", "confidence": 0.3,
"type": "groundtruth/image-classification"}, "mask": "s3://m.png", "mask-metadata": {"type":
"groundtruth/semantic-segmentation"}, "animal": [1, 3], "animal-metadata": {"class-map": {"1": "sunny"},
"type": "groundtruth/image-classification-multilabel"}, "animal2": [], "animal2-metadata": {"failure-reason": "x"}}"""
NAMED = """{"source": "Amazon SageMaker is a service.", "ner": {"annotations": {"entities": [
{"label": "Per", "startOffset": 0, "endOffset": 16}], "labels": [{"label": "Per", "shortDisplayName": "p"}]}},
"ner-metadata": {"job-name": "labeling-job/x", "type": "groundtruth/text-span", "human-annotated": "yes",
"entities": [{"confidence": 0.01}]}, "tone": 1, "tone-metadata": {"class-name": "Positive",
"type": "groundtruth/text-classification"}}"""
TONE = Ontology(
    labels=text_documents.ONTOLOGY.labels,
    attributes=(Attribute("mood", "category", choices=(Choice("pos", "Positive"), Choice("neg"))),),
)


def one_line(body):
    return body.replace("\n", " ").encode()


def test_the_manuals_boxes_and_classes_are_read():
    (row,) = deliveries.rows_of(OF_IMAGES, one_line(DETECTED.replace('"animal": [1, 3]', '"animal": null')))
    assert row["attachment"] == "s3://bucket/a.jpg"
    assert [(mark["label"], mark["left"], mark["height"]) for mark in row["hypothesis"]["annotations"]] == [
        ("car", 111, 128),
        ("no", 161, 30),
    ]
    assert row["hypothesis"]["global_attributes"] == {"weather": "rain"}
    assert row["metadata"]["mask"] == "s3://m.png"


def test_a_class_that_nothing_names_is_an_error_of_its_row():
    (row,) = deliveries.rows_of(OF_IMAGES, one_line(DETECTED))
    assert (row.row, row.field) == (1, "animal")


def test_the_manuals_entities_are_read():
    (row,) = text_documents.rows_of(OF_TEXTS, one_line(NAMED), TONE)
    assert marks(row) == [("per", "Amazon SageMaker")]
    assert row["hypothesis"]["global_attributes"] == {"mood": "pos"}


def test_boxes_and_classes_are_written_as_the_manual_says():
    one = deliveries.record(BOX, POLYGON, LINE, POINT, unique_id="u", attributes={"weather": "rain"})
    more = {**json.loads(one), "probability": 0.75, "machines": ["labeler_1"]}
    body, report = deliveries.written(OF_IMAGES, json.dumps(more).encode(), deliveries.record(size=None))
    said = {"job-name": "labeling-job/x", "human-annotated": "no"}
    first, second = map(json.loads, body.splitlines())
    assert first == {
        "source-ref": "1.jpg",
        "bounding-box": {
            "image_size": [{"width": 640, "height": 480, "depth": 3}],
            "annotations": [{"class_id": 1, "left": 64, "top": 48, "width": 320, "height": 240, "uuid": "b"}],
        },
        "bounding-box-metadata": {
            "objects": [{"confidence": 0.75}],
            "class-map": {"0": "traffic_light", "1": "car", "2": "no"},
            "type": "groundtruth/object-detection",
            **said,
        },
        "weather": 1,
        "weather-metadata": {
            "class-name": "rain",
            "confidence": 0.75,
            "type": "groundtruth/image-classification",
            **said,
        },
        "unique-id": "u",
    }
    assert second["bounding-box"] == {"image_size": [], "annotations": []}
    assert second["bounding-box-metadata"]["human-annotated"] == "yes"
    assert report.lost == {"polygons": 1, "lines": 1, "points": 1}


def test_entities_are_written_as_the_manual_says():
    body, _ = text_documents.written(OF_TEXTS, record("Ada", [span("Ada", 0, 3)], topics=["mixed"], stars=2))
    line = json.loads(body)
    assert line["entities"]["annotations"]["entities"] == [{"label": "per", "startOffset": 0, "endOffset": 3}]
    assert line["entities-metadata"]["type"] == "groundtruth/text-span"
    assert (line["topics"], line["topics-metadata"]["class-map"]) == ([2], {"2": "mixed"})
    assert line["topics-metadata"]["type"] == "groundtruth/text-classification-multilabel"
    assert line["global-attributes"] == {"stars": 2}


@given(document=documents())
@quick
def test_texts_come_back_but_for_links(document):
    body, report = text_documents.written(OF_TEXTS, record(**document))
    (row,) = text_documents.rows_of(OF_TEXTS, body)
    answer = {**json.loads(record(**document))["answer"], "links": []}
    assert report.lost == ({"links between annotations": 1} if document["links"] else {})
    assert checked(row) == checked({"text": document["text"], "hypothesis": answer})
    assert row.get("unique_id") == document["unique_id"]


@given(shapes=st.lists(boxes, max_size=4))
@few
def test_boxes_come_back(shapes):
    named = [{"uuid": str(number), **shape} for number, shape in enumerate(shapes)]
    body, _ = deliveries.written(OF_IMAGES, deliveries.record(*named, attributes={"weather": "sunny"}))
    (row,) = deliveries.rows_of(OF_IMAGES, body)
    given_answer = {"annotations": named, "global_attributes": {"weather": "sunny"}}
    assert read_answer(IMAGE, deliveries.ONTOLOGY, row["hypothesis"]) == read_answer(
        IMAGE, deliveries.ONTOLOGY, given_answer
    )


def test_questions_named_as_other_members_stand_beside_them():
    choices = (Choice("a"), Choice("b"))
    names = ("source", "entities", "answer-source", "x", "x-metadata")
    questions = tuple(Attribute(name, "category", choices=choices) for name in names)
    ontology = Ontology(labels=(Label("per"),), attributes=questions)
    answers = dict.fromkeys(names, "b")
    body, _ = text_documents.written(OF_TEXTS, record("t", **answers), ontology=ontology)
    (row,) = text_documents.rows_of(OF_TEXTS, body, ontology)
    assert row["hypothesis"]["global_attributes"] == answers


TYPED = '"x-metadata": {"type": "groundtruth/%s", "class-map": {"0": "Car"}}'


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{}", "source-ref"),
        ('{"source-ref": 3}', "source-ref"),
        ('{"source-ref": "a", "x": 3, %s}' % (TYPED % "object-detection"), "x"),
        ('{"source-ref": "a", "x": {"annotations": 3}, %s}' % (TYPED % "object-detection"), "annotations"),
        ('{"source-ref": "a", "x": {"annotations": [3]}, %s}' % (TYPED % "object-detection"), "x.annotations[0]"),
        (
            '{"source-ref": "a", "x": {"annotations": [{"class_id": 1}]}, %s}' % (TYPED % "object-detection"),
            "x.annotations[0].class_id",
        ),
        (
            '{"source-ref": "a", "x": {"annotations": [{"class_id": 0, "left": "w"}]}, %s}'
            % (TYPED % "object-detection"),
            "x.annotations[0].left",
        ),
        ('{"source-ref": "a", "x": 0, %s}' % (TYPED % "image-classification"), "x"),
        ('{"source-ref": "a", "x": {}, %s}' % (TYPED % "image-classification"), "x"),
        ('{"source-ref": "a", "global-attributes": []}', "global-attributes"),
        ("[" * 100_000, None),
    ],
)
def test_a_broken_line_is_an_error_of_its_own(line, field):
    error, after = deliveries.rows_of(OF_IMAGES, line.encode() + b'\n{"source-ref": "b.jpg"}\n')
    assert isinstance(error, RowError)
    assert (error.row, error.field) == (1, field)
    assert after["attachment"] == "b.jpg"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('{"source-ref": "s3://a.txt"}', "source"),
        ('{"source": "ab", "x": {"annotations": 3}, %s}' % (TYPED % "text-span"), "annotations"),
        (
            '{"source": "ab", "x": {"annotations": {"entities": [3]}}, %s}' % (TYPED % "text-span"),
            "x.annotations.entities[0]",
        ),
        (
            '{"source": "ab", "x": {"annotations": {"entities": [{"label": "a", "startOffset": 3}]}}, %s}'
            % (TYPED % "text-span"),
            "x.annotations.entities[0]",
        ),
    ],
)
def test_a_broken_text_is_an_error_of_its_row(line, field):
    (error,) = text_documents.rows_of(OF_TEXTS, line.encode())
    assert (error.row, error.field) == (1, field)


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    peak, read, size = text_documents.peak_memory(OF_TEXTS, 300)
    assert read == 300
    assert size > 2_500_000
    assert peak < 1_400_000


def test_titles_and_names_of_the_context_are_used():
    ontology = Ontology(labels=(Label("auto", "Car"), Label("no")), attributes=deliveries.ONTOLOGY.attributes)
    body = one_line(DETECTED.replace('"animal": [1, 3]', '"animal": null'))
    (row,) = deliveries.rows_of(OF_IMAGES, body, ImportContext(ontology=ontology))
    assert row["hypothesis"]["annotations"][0]["label"] == "auto"
