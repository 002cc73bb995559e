"""Label Studio's tasks: other people's exports, broken ones, and ours, read by its own converter too."""

import io
import json
import tempfile
import tracemalloc
import zipfile

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_studio_sdk.converter import Converter
from label_studio_sdk.converter.brush import decode_rle, encode_rle

from goldsmith.algorithms.masks import compress
from goldsmith.errors import GoldsmithError, InvalidError, MalformedError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats import label_studio as images
from goldsmith.modalities.label_studio.brush import decode_brush, encode_brush
from goldsmith.modalities.label_studio.config import read_config
from goldsmith.modalities.label_studio.config_writer import write_config
from goldsmith.modalities.label_studio.layout import layout_of, live_part
from goldsmith.modalities.label_studio.result_writer import ResultWriter
from goldsmith.modalities.text.formats import label_studio as texts
from goldsmith.modalities.text.shapes import TextContent
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation, Skeleton, SkeletonPoint

NER = """<View><Text name="text" value="$text"/>
<Labels name="ner" toName="text"><Label value="Person Name"/><Label value="City"/></Labels>
<Choices name="mood" toName="text"><Choice value="Very good"/><Choice value="Bad"/></Choices>
<TextArea name="why" toName="text"/>
<Choices name="sure" toName="text" perRegion="true" choice="multiple"><Choice value="Yes"/></Choices>
<Taxonomy name="topic" toName="text"><Choice value="A"><Choice value="B"/></Choice></Taxonomy>
<Relations><Relation value="Lives In"/></Relations></View>"""
BOXES = """<View><Image name="img" value="$photo"/>
<RectangleLabels name="tag" toName="img"><Label value="Car"/></RectangleLabels></View>"""


def knowing(ontology=None):
    return ImportContext(ontology=ontology or Ontology())


def read(module, tasks, config=None, ontology=None):
    body = tasks if isinstance(tasks, bytes) else json.dumps(tasks).encode()
    if config is not None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("config.xml", config)
            packed.writestr("tasks.json", body)
        body = archive.getvalue()
    said = list(module.read_label_studio(io.BytesIO(body), knowing(ontology)))
    return [each for each in said if not isinstance(each, Loss)], {
        each.what: each.count for each in said if isinstance(each, Loss)
    }


def span(start, end, label="City", uuid="r1", **value):
    value = {"start": start, "end": end, "labels": [label], **value}
    return {"id": uuid, "from_name": "ner", "to_name": "text", "type": "labels", "value": value}


def box(**value):
    place = {"x": 10, "y": 20, "width": 30, "height": 40, "rotation": 0, "rectanglelabels": ["Car"], **value}
    beside = {"original_width": 200, "original_height": 100, "image_rotation": 0}
    return {"id": "b", "from_name": "tag", "to_name": "img", "type": "rectanglelabels", **beside, "value": place}


def task(*results, number=1, text="Ada lives in Paris.", **fields):
    return {"id": number, "data": {"text": text}, "annotations": [{"id": 5, "result": list(results)}], **fields}


def picture(*results, **fields):
    return {"id": 1, "data": {"photo": "/data/upload/1/ab-car.jpg"}, "annotations": [{"result": results}], **fields}


def drawn(*results, config=BOXES, ontology=None):
    [row], lost = read(images, [picture(*results)], config, ontology)
    assert isinstance(row, dict), row
    return row["hypothesis"]["annotations"], lost


def test_an_export_becomes_rows_with_hypotheses():
    relation = {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "right", "labels": ["Lives In"]}
    sure = {"id": "r1", "from_name": "sure", "type": "choices", "value": {"start": 0, "end": 3, "choices": ["Yes"]}}
    whole = [
        {"id": "c", "from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["Very good"]}},
        {"id": "d", "from_name": "why", "to_name": "text", "type": "textarea", "value": {"text": ["one", "two"]}},
        {
            "id": "e",
            "from_name": "topic",
            "to_name": "text",
            "type": "taxonomy",
            "value": {"taxonomy": [["A", "B"], ["A"]]},
        },
    ]
    first = span(0, 3, "Person Name", text="Ada")
    [row], lost = read(texts, [task(first, sure, span(13, 18, uuid="r2"), relation, *whole, meta={"k": 1})], NER)
    assert row == {
        "text": "Ada lives in Paris.",
        "unique_id": "1",
        "metadata": {"k": 1},
        "hypothesis": {
            "annotations": [
                {"uuid": "r1", "label": "person_name", "attributes": {"sure": ["yes"]}, "type": "span"}
                | {"start": 0, "end": 3, "text": "Ada"},
                {
                    "uuid": "r2",
                    "label": "city",
                    "attributes": {},
                    "type": "span",
                    "start": 13,
                    "end": 18,
                    "text": "Paris",
                },
            ],
            "global_attributes": {"mood": "very_good", "why": "one\ntwo", "topic": ["a_b", "a"]},
            "links": [{"type": "lives_in", "from": "r1", "to": "r2"}],
        },
    }
    assert lost == {"texts of several parts, now lines of one": 1}
    ontology = read_config(NER).ontology
    read_answer(registry.get("text.v1"), ontology, row["hypothesis"], content=TextContent(text=row["text"]))


def test_without_a_config_names_come_from_the_ontology_or_from_spelling():
    ontology = Ontology(labels=(Label("person", "Person Name"),), attributes=(Attribute("mood", "text"),))
    tasks = [task(span(0, 3, "Person Name"))]
    [known], _ = read(texts, tasks, ontology=ontology)
    [spelled], _ = read(texts, tasks)
    assert known["hypothesis"]["annotations"][0]["label"] == "person"
    assert spelled["hypothesis"]["annotations"][0]["label"] == "person_name"


def annotation(label, **fields):
    return {"result": [span(0, 3, label)], **fields}


def test_choices_inside_choices_are_found_by_their_paths():
    config = (
        '<View><Text name="text" value="$text"/><Choices name="c" toName="text" choice="multiple">{}</Choices></View>'
    )
    nested = '<Choice value="A"><Choice value="B" alias="b"/></Choice><Choice value="C"/>'
    given = {"id": "c", "from_name": "c", "type": "choices", "value": {"choices": [["A", "b"], ["C"]]}}
    [row], lost = read(texts, [task(given)], config.format(nested))
    assert (row["hypothesis"]["global_attributes"], lost) == ({"c": ["b", "c"]}, {})


def test_ground_truth_is_expected_and_the_newest_annotation_a_hypothesis():
    old, new = annotation("City", created_at="2024-01-01"), annotation("Person Name", created_at="2024-01-02")
    truth = annotation("City", ground_truth=True, created_at="2023-01-01", completed_by=3)
    canceled = annotation("City", was_cancelled=True, created_at="2025-01-01")
    guess = {"result": [span(0, 3, "City")], "model_version": "m"}
    tasks = [
        {"data": {"text": "Ada"}, "annotations": [new, old, canceled], "predictions": [guess], "drafts": [{}]},
        {"data": {"text": "Ada"}, "annotations": [new, truth]},
        {"data": {"text": "Ada"}, "annotations": [canceled], "predictions": [guess]},
        {"data": {"text": "Ada"}},
    ]
    rows, lost = read(texts, tasks, NER)
    given = [
        {name: row[name]["annotations"][0]["label"] for name in ("hypothesis", "expected") if name in row}
        for row in rows
    ]
    assert given == [{"hypothesis": "person_name"}, {"expected": "city"}, {"hypothesis": "city"}, {}]
    assert lost == {
        "annotations beside the one that is taken": 2,
        "canceled annotations": 2,
        "predictions beside annotations": 1,
        "drafts": 1,
        "who annotated and how long it took": 1,
    }


@pytest.mark.parametrize(("start", "end"), [(3, 8), (5, 10)])
def test_offsets_are_code_points_or_the_code_units_of_older_editors(start, end):
    [row], lost = read(texts, [task(span(start, end, text="Paris"), text="👩🏽 Paris 🎉")], NER)
    assert (row["hypothesis"]["annotations"][0]["start"], row["hypothesis"]["annotations"][0]["text"]) == (3, "Paris")
    assert lost == {}


def test_a_span_across_lines_is_known_by_its_text():
    [row], lost = read(texts, [task(span(2, 7, text="a\\nb\\n🎉"), text="🎉 a\nb\n🎉")], NER)
    assert row["hypothesis"]["annotations"][0]["text"] == "a\nb\n🎉"
    assert lost == {}


def test_a_span_without_its_text_counts_code_points_and_one_of_another_text_is_told():
    rows, lost = read(texts, [task(span(2, 3), text="🎉 ab"), task(span(0, 3, text="Eve"))], NER)
    assert [row["hypothesis"]["annotations"][0]["text"] for row in rows] == ["a", "Ada"]
    assert lost == {"spans that repeat another text": 1}


def test_hypertext_comes_as_text_and_its_spans_are_lost():
    config = NER.replace("<Text ", "<HyperText ")
    result = span(
        "/p[1]/text()[1]", "/p[1]/text()[1]", startOffset=0, endOffset=3, globalOffsets={"start": 0, "end": 3}
    )
    [row], lost = read(texts, [task(result, text="<p>Ada &amp; <b>Eve</b></p>")], config)
    assert (row["text"], row["hypothesis"]["annotations"]) == ("Ada & Eve", [])
    assert lost == {"markup of texts": 1, "spans in HTML": 1}


def test_a_text_behind_an_address_becomes_an_attachment():
    config = NER.replace("<Text ", '<Text valueType="url" ')
    [row], lost = read(texts, [task(span(0, 3), text="https://example.com/a.txt")], config)
    assert (row["attachment"], "text" in row) == ("https://example.com/a.txt", False)
    assert lost == {"spans of texts that are files of their own": 1}


def test_boxes_are_percents_of_the_image():
    [found], lost = drawn(box())
    assert found == {"uuid": "b", "label": "car", "attributes": {}, "type": "box"} | {
        "left": 20,
        "top": 20,
        "width": 60,
        "height": 40,
    }
    assert lost == {}


def test_a_turned_box_is_turned_around_its_middle_or_becomes_what_its_label_may_be():
    turned = box(rotation=90, x=50, y=50, width=10, height=10)
    [around], lost = drawn(turned)
    assert (around["left"], around["top"], around["width"], around["height"]) == (90, 50, 10, 20)
    assert lost == {"turned boxes, now upright boxes around them": 1}
    turning = BOXES.replace('toName="img">', 'toName="img" canRotate="true">')
    [rotated], lost = drawn(turned, config=turning)
    place = {"type": "rotated_box", "left": 85, "top": 55, "width": 20, "height": 10, "rotation": 90}
    assert {name: rotated[name] for name in place} == place
    assert drawn(box(), config=turning)[0][0]["type"] == "rotated_box"
    assert lost == {}
    with_polygons = '<PolygonLabels name="p" toName="img"><Label value="Car"/></PolygonLabels></View>'
    [outline], lost = drawn(turned, config=BOXES.replace("</View>", with_polygons))
    assert outline["vertices"] == [{"x": 100, "y": 50}, {"x": 100, "y": 70}, {"x": 90, "y": 70}, {"x": 90, "y": 50}]
    assert lost == {"turned boxes, now polygons": 1}


def test_all_shapes_are_read():
    def result(uuid, kind, **value):
        named = {"id": uuid, "from_name": uuid, "type": kind, "original_width": 200, "original_height": 100}
        return {**named, "value": {**value, kind: ["Car"]}}

    dot = np.zeros((100, 200), dtype=np.uint8)
    dot[30:32, 40:43] = 255
    path = [{"id": "1", "x": 0, "y": 0}, {"id": "2", "x": 10, "y": 10, "isBezier": True}, {"id": "3", "x": 0, "y": 50}]
    results = [
        result("p", "polygonlabels", points=[[0, 0], [50, 0], [50, 50]], closed=True),
        result("k", "keypointlabels", x=50, y=10, width=0.4),
        result("v", "vectorlabels", vertices=path, closed=False),
        result("w", "vectorlabels", vertices=path, closed=True),
        result("e", "ellipselabels", x=1, y=1, radiusX=2, radiusY=3),
        result("m", "brushlabels", format="rle", rle=encode_rle(np.repeat(dot.ravel(), 4))),
        result("d", "bitmasklabels", imageDataURL="data:image/png;base64,"),
        result("z", "rectanglelabels", x=1, y=1, width=0, height=3),
        {**result("u", "rectangle", x=1, y=1, width=2, height=3), "value": {"x": 1, "y": 1, "width": 2, "height": 3}},
    ]
    [row], lost = read(images, [picture(*results)])
    found = {each["uuid"]: each for each in row["hypothesis"]["annotations"]}
    assert {uuid: each["type"] for uuid, each in found.items()} == {
        "p": "polygon",
        "k": "point",
        "v": "line",
        "w": "polygon",
        "e": "ellipse",
        "m": "mask",
    }
    ellipse, mask = found["e"], found["m"]
    assert (ellipse["x"], ellipse["radius_x"], ellipse["radius_y"]) == (2, 4, 3)
    assert (mask["left"], mask["top"], mask["width"], mask["height"], mask["counts"]) == (40, 30, 3, 2, "06")
    assert found["p"]["vertices"][2] == {"x": 100, "y": 50}
    assert (found["k"]["x"], found["k"]["y"]) == (100, 10)
    assert lost == {
        "curves, now straight lines": 2,
        "bitmasks": 1,
        "boxes without width or height": 1,
        "regions without a label": 1,
    }


def test_labels_beside_a_shape_belong_to_it():
    config = BOXES.replace("RectangleLabels", "Labels").replace("</View>", '<Rectangle name="r" toName="img"/></View>')
    shape, label = box(), box()
    shape |= {"from_name": "r", "type": "rectangle"}
    label |= {"type": "labels"}
    label["value"] = {**label["value"], "labels": ["Car"]}
    del shape["value"]["rectanglelabels"], label["value"]["rectanglelabels"]
    [found], _ = drawn(shape, label, config=config)
    assert (found["type"], found["label"]) == ("box", "car")


def test_a_region_of_several_labels_becomes_an_annotation_each():
    found, lost = drawn(box(rectanglelabels=["Car", "Bus"]))
    assert [(each["uuid"], each["label"]) for each in found] == [("b", "car"), ("b-2", "bus")]
    assert lost == {"regions of several labels, now an annotation each": 1}


@pytest.mark.parametrize(
    ("address", "name", "lost"),
    [
        ("/data/upload/3/1f-a%20b.jpg", "1f-a b.jpg", 0),
        ("/data/local-files/?d=some/dir/a%20b.jpg", "a b.jpg", 0),
        ("https://example.com/a.jpg?x=1", "https://example.com/a.jpg?x=1", 0),
        ("s3://bucket/some/a.jpg", "a.jpg", 1),
        ("a 100%.jpg", "a 100%.jpg", 0),
    ],
)
def test_images_are_found_by_the_names_of_their_files(address, name, lost):
    [row], losses = read(images, [{"id": 1, "data": {"photo": address}}], BOXES)
    assert row["attachment"] == name
    assert losses.get("addresses in storages, of which the names of files stay", 0) == lost


def test_the_field_to_label_is_found_without_a_config():
    [one, other, neither], _ = read(
        texts, [{"data": {"review": "a"}}, {"data": {"text": "b", "x": "c"}}, {"data": {"x": "1", "y": "2"}}]
    )
    assert one["text"] == "a"
    assert (other["text"], other["metadata"]) == ("b", {"x": "c"})
    assert (neither.row, neither.field) == (3, "data.text")


def broken(**fields):
    return {**box(), **fields}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (3, None),
        ({"data": "x"}, "data"),
        ({"id": 1, "data": {"photo": 3}}, "data.photo"),
        ({"data": {"photo": "a"}, "annotations": {}}, "annotations"),
        ({"data": {"photo": "a"}, "annotations": [3]}, "annotations[0]"),
        ({"data": {"photo": "a"}, "annotations": [{"result": 3}]}, "annotations[0].result"),
        ({"data": {"photo": "a"}, "annotations": [{"result": [3]}]}, "annotations[0].result[0]"),
        (picture({"type": "choices"}), "annotations[0].result[0].value"),
        (picture(broken(original_width=0)), "annotations[0].result.value.original_width"),
        (picture(box(x="left")), "annotations[0].result.value.x"),
        (picture(box(points=3)), "annotations[0].result.value.points"),
        (picture(box(points=[[1]])), "annotations[0].result.value.points"),
    ],
)
def test_a_task_that_cannot_be_read_is_an_error_of_its_row(given, field):
    [good, bad], _ = read(images, [picture(box()), given], BOXES)
    assert isinstance(good, dict)
    assert isinstance(bad, RowError)
    assert (bad.row, bad.field) == (2, field)
    assert bad.error.startswith("Task 2: ")


@pytest.mark.parametrize("place", [(-1, 2), (3, 3), (4, 99), (1.5, 2), (True, 2)])
def test_a_span_outside_of_the_text_is_an_error_of_its_row(place):
    [row], _ = read(texts, [task(span(*place))], NER)
    assert isinstance(row, RowError)
    assert "region r1" in row.error


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "line 1"),
        (b"{}", "line 1"),
        (b'[\n{"data": {"text": "a"}},\n{"data"', "line 3"),
        (b'[\n\n{"data": NaN}]', "line 3"),
        (b"\xff", "line 1"),
        (b"PK\x03\x04", "ZIP"),
        (b'[{"text": "a", "id": 1, "mood": "x", "annotator": 1, "lead_time": 3}]', "JSON-MIN"),
        (b"[" * 100_000, "line 1"),
    ],
)
def test_what_is_no_list_of_tasks_is_refused(body, sentence):
    with pytest.raises(MalformedError, match=sentence):
        read(texts, body)


def test_an_archive_is_refused_whose_config_is_missing_or_about_something_else():
    with pytest.raises(InvalidError, match=r"image\.v1"):
        read(texts, [], BOXES)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("other.json", "[]")
    with pytest.raises(MalformedError, match=r"tasks\.json"):
        read(texts, packed.getvalue())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 500)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "value", "from_name", "labels", "start", "end", "text", "x", "y", "width", "height"]
            )
            | st.sampled_from(["points", "vertices", "choices", "taxonomy", "from_id", "rotation", "original_width"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=4))
def test_whatever_results_say_is_a_row_or_an_error_of_ours(results):
    for module, data in ((texts, {"text": "Ada 🎉"}), (images, {"image": "a.jpg"})):
        try:
            rows, _ = read(module, [{"id": 1, "data": data, "annotations": [{"result": results}]}])
        except GoldsmithError:
            continue
        assert len(rows) == 1


MAKE = Attribute("make", "category", "Make", (Choice("bmw", "BMW"), Choice("vw", "VW")))
IMAGE_ONTOLOGY = Ontology(
    labels=(
        Label("car", "Car", attributes=(MAKE, Attribute("text", "text"))),
        Label("lane", "Lane mark", shapes=("line", "polygon")),
    ),
    attributes=(
        Attribute("make", "category", "Seen", (Choice("a"), Choice("b")), allow_multiple=True),
        Attribute("n", "number"),
    ),
    relations=(Relation("on", "Stands on"), Relation("near", directed=False)),
)
PIXELS = st.integers(0, 640).map(float)
LENGTHS = st.integers(1, 100).map(float)
VERTICES = st.lists(st.fixed_dictionaries({"x": PIXELS, "y": PIXELS}), min_size=3, max_size=5)
CAR = {"label": "car", "attributes": {"make": "vw", "text": "B 12"}}
SHAPES = st.one_of(
    st.fixed_dictionaries({"left": PIXELS, "top": PIXELS, "width": LENGTHS, "height": LENGTHS}).map(
        lambda place: {"type": "box", **CAR, **place}
    ),
    VERTICES.map(lambda vertices: {"type": "polygon", "label": "lane", "attributes": {}, "vertices": vertices}),
    VERTICES.map(lambda vertices: {"type": "line", **CAR, "vertices": vertices}),
    st.fixed_dictionaries({"x": PIXELS, "y": PIXELS}).map(lambda place: {"type": "point", **CAR, **place}),
)


def image_record(answer, number=1):
    asset = {"name": f"{number}.jpg", "facts": {"width": 640, "height": 481}}
    body = {"task_id": "t", "unique_id": f"u{number}", "content": {}, "answer": answer, "assets": [asset]}
    return msgspec.json.encode(body)


def text_record(text, answer, number=1):
    return msgspec.json.encode({"unique_id": f"u{number}", "content": {"text": text}, "answer": answer})


def written(module, ontology, *records):
    out = io.BytesIO()
    report = module.write_label_studio(iter(records), out, ExportContext(ontology=ontology))
    return out.getvalue(), report


@given(st.lists(SHAPES, max_size=4), st.booleans())
def test_answers_about_images_come_back(shapes, with_config):
    annotations = [{"uuid": f"r{number}", **shape} for number, shape in enumerate(shapes)]
    links = [{"uuid": "", "type": kind, "from": "r0", "to": "r1", "attributes": {}} for kind in ("on", "near")]
    answer = {
        "annotations": annotations,
        "global_attributes": {"make": ["b", "a"], "n": 2.5},
        "links": links if len(annotations) > 1 else [],
    }
    body, report = written(images, IMAGE_ONTOLOGY, image_record(answer))
    if not with_config:
        body = zipfile.ZipFile(io.BytesIO(body)).read("tasks.json")
    [row] = images.read_label_studio(io.BytesIO(body), knowing(IMAGE_ONTOLOGY))
    found = read_answer(registry.get("image.v1"), IMAGE_ONTOLOGY, row["hypothesis"])
    for link in found.links:
        link.uuid = ""
    assert report.lost == {}
    assert (row["attachment"], row["unique_id"]) == ("1.jpg", "u1")
    assert msgspec.to_builtins(found) == answer


TEXT_ONTOLOGY = Ontology(
    labels=(Label("a", "First"), Label("b")), attributes=(Attribute("why", "text", "Why?", required=True),)
)


@given(st.text(min_size=1, max_size=20).filter(lambda text: "\0" not in text and text.isprintable()), st.data())
def test_spans_of_any_text_come_back(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    given_span = {"uuid": "s", "type": "span", "label": "a", "attributes": {}, "start": start, "end": end}
    answer = {"annotations": [{**given_span, "text": text[start:end]}], "global_attributes": {"why": text}}
    body, report = written(texts, TEXT_ONTOLOGY, text_record(text, answer))
    [row] = texts.read_label_studio(io.BytesIO(body), knowing())
    assert report.lost == {}
    assert row["text"] == text
    assert row["hypothesis"] == {**answer, "links": []}


def test_what_a_config_cannot_hold_is_counted():
    relation = Relation("on", from_=("a",))
    ontology = Ontology(
        labels=(Label("a"),), attributes=(Attribute("q", "text", description="d"),), relations=(relation,)
    )
    missing = {"annotations": [], "global_attributes": {"gone": "x"}}
    _, report = written(texts, ontology, text_record("x", missing), msgspec.json.encode({"content": {}, "answer": {}}))
    assert report.records == 2
    assert report.lost == {
        "descriptions of questions": 1,
        "limits to the labels that a relation joins": 1,
        "answers to questions that are not in the ontology": 1,
        "texts that are files of their own": 1,
    }


def test_shapes_on_an_image_of_unknown_size_are_counted_with_their_links():
    boxes = [{"uuid": each, "type": "box", **CAR, "left": 1, "top": 1, "width": 1, "height": 1} for each in "ab"]
    link = {"uuid": "l", "type": "on", "from": "a", "to": "b", "attributes": {}}
    answer = {"annotations": boxes, "links": [link], "global_attributes": {"n": 1}}
    body, report = written(
        images, IMAGE_ONTOLOGY, msgspec.json.encode({"assets": [{"name": "a.jpg"}], "answer": answer})
    )
    [row] = images.read_label_studio(io.BytesIO(body), knowing(IMAGE_ONTOLOGY))
    assert row["hypothesis"] == {"annotations": [], "global_attributes": {"n": 1}, "links": []}
    assert report.lost == {"shapes on images of unknown size": 2, "links of annotations that are left out": 1}


def convert(tmp_path, body, form, **options):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
    converter = Converter((tmp_path / "config.xml").read_text(), str(tmp_path), download_resources=False)
    assert form in converter.supported_formats
    converter.convert(str(tmp_path / "tasks.json"), str(tmp_path / "out"), form, is_dir=False, **options)
    return tmp_path / "out"


def test_label_studios_own_converter_reads_our_boxes(tmp_path):
    ontology = Ontology(labels=(Label("car", "Car", shapes=("box", "polygon")), Label("dog", shapes=("box",))))
    shapes = [
        {"uuid": "a", "type": "box", "label": "dog", "left": 64, "top": 48, "width": 32, "height": 16},
        {
            "uuid": "b",
            "type": "polygon",
            "label": "car",
            "vertices": [{"x": 0, "y": 0}, {"x": 64, "y": 0}, {"x": 64, "y": 32}],
        },
    ]
    body, _ = written(images, ontology, image_record({"annotations": shapes}), image_record({"annotations": []}, 2))
    coco = json.loads((convert(tmp_path, body, "COCO") / "result.json").read_text())
    names = {category["id"]: category["name"] for category in coco["categories"]}
    found = {names[each["category_id"]]: each for each in coco["annotations"]}
    assert found["dog"]["bbox"] == pytest.approx([64, 48, 32, 16])
    assert found["Car"]["segmentation"][0] == pytest.approx([0, 0, 64, 0, 64, 32])
    assert len(coco["images"]) == 2


def test_label_studios_own_converter_reads_our_spans_also_behind_an_emoji(tmp_path):
    text = "🎉 Ada lives in Paris"
    spans = [
        {"uuid": "a", "type": "span", "label": "a", "start": 2, "end": 5, "text": "Ada"},
        {"uuid": "b", "type": "span", "label": "b", "start": 15, "end": 20, "text": "Paris"},
    ]
    body, _ = written(
        texts, TEXT_ONTOLOGY, text_record(text, {"annotations": spans, "global_attributes": {"why": "!"}})
    )
    lines = (convert(tmp_path, body, "CONLL2003") / "result.conll").read_text().splitlines()
    tags = {line.split(" ")[0]: line.split(" ")[-1] for line in lines[1:] if line}
    assert tags == {"🎉": "O", "Ada": "B-a", "lives": "O", "in": "O", "Paris": "B-b"}


def test_label_studios_own_converter_reads_our_answers(tmp_path):
    mood = Attribute("mood", "category", "Mood", (Choice("good", "Quite good"), Choice("bad")))
    ontology = Ontology(attributes=(mood, Attribute("why", "text")))
    answer = {"global_attributes": {"mood": "good", "why": "sun"}}
    body, _ = written(texts, ontology, text_record("x", answer))
    [record] = json.loads((convert(tmp_path, body, "JSON_MIN") / "result.json").read_text())
    assert (record["text"], record["Mood"], record["why"]) == ("x", "good", "sun")


@pytest.mark.memory
def test_a_hundred_thousand_tasks_take_constant_memory():
    def records():
        for number in range(100_000):
            yield text_record("Ada lives in Paris. " * 5, {"global_attributes": {"why": "x"}}, number)

    tracemalloc.start()
    with tempfile.TemporaryFile() as out:
        texts.write_label_studio(records(), out, ExportContext(ontology=TEXT_ONTOLOGY))
        out.seek(0)
        count = sum(1 for _ in texts.read_label_studio(out, knowing()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100_000
    assert peak < 10_000_000


MARKED = Ontology(labels=(Label(name="car"), Label(name="owl", skeleton=Skeleton((SkeletonPoint("nose", 0, 0),)))))
COUNTS = compress(np.array([1, 2, 2, 1]))
SHAPED = [
    {"type": "rotated_box", "left": 30, "top": 40, "width": 100, "height": 50, "rotation": -30.5},
    {"type": "ellipse", "x": 30, "y": 40, "radius_x": 20, "radius_y": 10, "rotation": 12.25},
    {"type": "mask", "left": 10, "top": 20, "width": 3, "height": 2, "counts": COUNTS},
]


def delivery_of(*shapes):
    given = [{"uuid": str(number), "label": "car", "attributes": {}, **each} for number, each in enumerate(shapes)]
    record = {
        "task_id": "t",
        "content": {"attachment": "a.jpg"},
        "answer": {"annotations": given},
        "assets": [{"name": "a.jpg", "facts": {"width": 640, "height": 480}}],
    }
    out = io.BytesIO()
    written = images.write_label_studio(
        iter([msgspec.json.encode(record)]), out, ExportContext(ontology=MARKED, name="x")
    )
    return given, out.getvalue(), written.lost


def test_turned_boxes_ellipses_and_brushes_come_back_as_they_were():
    given, body, lost = delivery_of(*SHAPED)
    (row,) = images.read_label_studio(io.BytesIO(body), knowing(MARKED))
    assert row["hypothesis"]["annotations"] == given
    assert len(read_answer(registry.get("image.v1"), MARKED, row["hypothesis"]).annotations) == 3
    assert lost == {}


def test_label_studios_own_decoder_reads_our_brush():
    _, body, _ = delivery_of(SHAPED[2])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (task_of_ours,) = json.loads(archive.read("tasks.json"))
        config = archive.read("config.xml").decode()
    (result,) = task_of_ours["annotations"][0]["result"]
    assert (result["type"], result["value"]["brushlabels"], result["value"]["format"]) == (
        "brushlabels",
        ["car"],
        "rle",
    )
    pixels = decode_rle(result["value"]["rle"]).reshape(480, 640, 4)
    assert pixels[20:22, 10:13, 3].tolist() == [[0, 255, 0], [255, 0, 255]]
    assert pixels.sum() == 3 * 4 * 255
    assert '<RectangleLabels name="rotated_box" toName="image" canRotate="true">' in config


def test_shapes_that_label_studio_has_not_are_counted():
    cuboid = {"type": "cuboid", "vertices": [{"x": n, "y": n * n} for n in range(8)]}
    skeleton = {"type": "skeleton", "label": "owl", "keypoints": [{"name": "nose", "x": 1, "y": 2}]}
    corners = [{"x": 10, "y": 10}, {"x": 90, "y": 10}, {"x": 10, "y": 90}]
    hole = [{"x": 20, "y": 20}, {"x": 30, "y": 20}, {"x": 20, "y": 30}]
    _, _, lost = delivery_of(cuboid, skeleton, {"type": "polygon", "vertices": corners, "holes": [hole]})
    assert lost == {"cuboids": 1, "skeletons": 1, "polygons with holes, now outlines with seams": 1}


@given(st.data(), st.integers(1, 9), st.integers(1, 9))
def test_brushes_agree_with_label_studios_own(data, width, height):
    some = data.draw(st.lists(st.booleans(), min_size=width * height, max_size=width * height))
    pixels = np.array(some).reshape(height, width)
    theirs = encode_rle(np.repeat(pixels.ravel().astype(np.uint8) * 255, 4))
    assert (decode_brush(theirs, width, height) == pixels).all()
    assert (decode_rle(encode_brush(pixels)).reshape(height, width, 4)[:, :, 3] > 0).tolist() == pixels.tolist()


def test_values_one_by_one_are_read_too():
    head = f"{8:032b}{7:05b}" + "".join(f"{size - 1:04b}" for size in (3, 4, 8, 16))
    bits = head + "000" + f"{7:03b}" + "".join(f"{value:08b}" for value in (9, 9, 9, 1, 9, 9, 9, 0))
    body = list(int(bits + "0" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8), "big"))
    assert decode_brush(body, 2, 1).tolist() == [[True, False]]


@pytest.mark.parametrize("rle", [None, [], [1, 2], ["a"], [300], [-1], encode_brush(np.ones((2, 2), dtype=bool))[:-1]])
def test_a_broken_brush_is_refused(rle):
    with pytest.raises(InvalidError, match="brush mask"):
        decode_brush(rle, 2, 2)


def test_a_brush_of_another_image_or_a_large_one_is_an_error_of_its_task():
    small = encode_brush(np.ones((2, 2), dtype=bool))
    value = {"format": "rle", "rle": small, "brushlabels": ["Car"]}
    for width in (3, 1e6, 2.5):
        result = {"id": "m", "from_name": "b", "type": "brushlabels", "value": value}
        [row], _ = read(images, [picture({**result, "original_width": width, "original_height": 2e5})])
        assert isinstance(row, RowError)


TREE = Ontology(
    attributes=(
        Attribute(
            "kind",
            "category",
            "Kind",
            choices=(
                Choice("apple", "Apple", parent="fruit"),
                Choice("food", "Food"),
                Choice("fruit", "Fruit / fresh", parent="food"),
                Choice("old", "Old", retired=True),
                Choice("tools"),
                Choice("other", "Apple", parent="tools"),
            ),
            allow_multiple=True,
            only_leaves=True,
        ),
    )
)


def test_a_tree_goes_there_and_back_with_its_answers():
    config = write_config(layout_of(live_part(TREE), "text.v1"))
    assert config.splitlines()[2:-1] == [
        '  <Taxonomy name="Kind" toName="text" leafsOnly="true">',
        '    <Choice value="Food" alias="food">',
        '      <Choice value="Fruit / fresh" alias="fruit">',
        '        <Choice value="Apple" alias="apple"/>',
        "      </Choice>",
        "    </Choice>",
        '    <Choice value="tools">',
        '      <Choice value="Apple" alias="other"/>',
        "    </Choice>",
        "  </Taxonomy>",
    ]
    [again] = read_config(config).ontology.attributes
    places = {(choice.name, choice.parent, choice.title or choice.name) for choice in again.choices}
    [asked] = live_part(TREE).attributes
    assert places == {(choice.name, choice.parent, choice.title or choice.name) for choice in asked.choices}
    assert (again.only_leaves, again.allow_multiple) == (True, True)
    writer = ResultWriter(layout_of(live_part(TREE), "text.v1"), LossReport())
    [result] = writer.write([], {"kind": ["apple", "other"]}, [])
    assert (result["type"], result["value"]) == (
        "taxonomy",
        {"taxonomy": [["food", "fruit", "apple"], ["tools", "other"]]},
    )
    [row], lost = read(texts, [task(result)], config)
    assert (row["hypothesis"]["global_attributes"], lost) == ({"kind": ["apple", "other"]}, {})


def test_paths_that_the_taxonomy_lacks_or_that_stop_before_a_leaf_are_counted():
    config = write_config(layout_of(live_part(TREE), "text.v1"))
    paths = [["food", "fruit", "apple"], ["food", "fruit"], ["food", "bread"], ["fruit"]]
    given = {"id": "c", "from_name": "kind", "type": "taxonomy", "value": {"taxonomy": paths}}
    [row], lost = read(texts, [task(given)], config)
    assert row["hypothesis"]["global_attributes"] == {"kind": ["apple"]}
    assert lost == {"paths that are not in the taxonomy": 2, "taxonomy answers that stop before a leaf": 1}
