"""LabelMe archives: ours, other people's, and broken ones."""

import base64
import io
import json

import globox
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from goldsmith.algorithms.masks import compress
from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ImportContext, RowError
from goldsmith.modalities.image.formats.cvat_images import CVAT_IMAGES
from goldsmith.modalities.image.formats.labelme import LABELME
from goldsmith.modalities.image.formats.open_images import OPEN_IMAGES
from goldsmith.modalities.image.formats.voc import VOC
from goldsmith.modalities.image.formats.yolo import YOLO
from goldsmith.ontology import Attribute, Choice, Label, Ontology

from .deliveries import (
    BOX,
    IMAGE,
    LINE,
    ONTOLOGY,
    POINT,
    POLYGON,
    READING,
    archive_of,
    boxes,
    few,
    files_of,
    hypotheses_of,
    large_records,
    outlines,
    peak_of_both_directions,
    picture,
    points,
    record,
    rows_of,
    shapes_of,
    written,
)
from .hostile import png

SHORT_LINE = {**LINE, "uuid": "", "vertices": LINE["vertices"][:2]}
DESCRIBED = {**BOX, "attributes": {"colors": ["red", "blue"], "doors": 2, "plate": "x"}}


def shape(kind, *places, **more):
    return {"label": "Car", "points": places, "shape_type": kind, "flags": {}, "group_id": None, **more}


def file(*shapes, path="a.jpg", **more):
    return json.dumps({"version": "5.2.1", "flags": {}, "shapes": shapes, "imagePath": path, "imageData": None, **more})


def in_base64(content):
    return base64.b64encode(content).decode()


def test_all_shapes_are_written_as_labelme_saves_them():
    given_shapes = (DESCRIBED, POLYGON, SHORT_LINE, LINE, POINT)
    one = record(*given_shapes, name="day/1.jpg", unique_id="u", attributes={"weather": "rain"})
    body, report = written(LABELME, one, record(name="2.jpg", size=None))
    first, second = files_of(body).items()
    common = {"group_id": None, "description": "", "flags": {}, "mask": None}
    outline = [[0, 0], [640, 0], [320, 480]]
    assert first[0] == "day/1.json"
    assert json.loads(first[1]) == {
        "version": "5.5.0",
        "flags": {},
        "shapes": [
            {
                "label": "car",
                "points": [[64, 48], [384, 288]],
                "shape_type": "rectangle",
                "attributes": DESCRIBED["attributes"],
                "uuid": "b",
                **common,
            },
            {"label": "traffic_light", "points": outline, "shape_type": "polygon", "uuid": "p", **common},
            {"label": "no", "points": outline[:2], "shape_type": "line", **common},
            {"label": "no", "points": outline, "shape_type": "linestrip", "uuid": "l", **common},
            {"label": "car", "points": [[3.5, 4]], "shape_type": "point", "uuid": "k", **common},
        ],
        "imagePath": "1.jpg",
        "imageData": None,
        "imageHeight": 480,
        "imageWidth": 640,
        "attributes": {"weather": "rain"},
        "unique_id": "u",
    }
    assert second[0] == "2.json"
    assert second[1] == (
        b'{"version":"5.5.0","flags":{},"shapes":[],"imagePath":"2.jpg","imageData":null,"imageHeight":null,'
        b'"imageWidth":null}\n'
    )
    assert (report.records, report.annotations, report.lost) == (2, 5, {})


def test_answers_come_back_whole():
    one = record(DESCRIBED, POLYGON, LINE, POINT, name="day/1.jpg", unique_id="u", attributes={"weather": "rain"})
    body, _ = written(LABELME, one)
    (row,) = rows_of(LABELME, body)
    assert (row["attachment"], row["unique_id"]) == ("day/1.jpg", "u")
    assert row["hypothesis"]["global_attributes"] == {"weather": "rain"}
    assert row["hypothesis"]["annotations"] == [
        {"attributes": {}, **each} for each in (DESCRIBED, POLYGON, LINE, POINT)
    ]
    assert len(read_answer(IMAGE, ONTOLOGY, row["hypothesis"]).annotations) == 4


def test_links_and_changed_names_are_counted():
    links = [{"type": "part", "from": "a", "to": "b"}]
    body, report = written(LABELME, record(name="a.jpg", links=links), record(name="A.png"), record(name="../a?.png"))
    assert report.lost == {"links between annotations": 1, "file names that had to be changed": 2}
    assert list(files_of(body)) == ["a.json", "A-2.json", "a_.json"]


CHECKED = Ontology(
    labels=(Label("auto", "Car", attributes=(Attribute("new", "text", "Is new"),)),),
    attributes=(
        Attribute("checked", "category", "Checked", choices=(Choice("yes"), Choice("no"))),
        Attribute("weather", "category", choices=(Choice("sunny", "Sunny"), Choice("rain"))),
    ),
)


def test_other_peoples_files_become_hypotheses():
    flags = {"Checked": True, "Sunny": True}
    turned = shape("rectangle", (30, 5), (10, 25.5), description="red", flags={"Is new": True, "old": False})
    body = archive_of(
        {
            "set/json/a.json": file(turned, path="..\\images\\a.jpg", flags=flags, imageData="A" * 1000),
            "set/b.json": file(shape("polygon", (0, 0), (1, 0), (1, 1)), path="b.jpg"),
            "c.json": file(path="../../../etc/passwd"),
            "d.json": file(path="C:\\pictures\\d.jpg"),
        }
    )
    first, second, third, fourth = rows_of(LABELME, body, ImportContext(ontology=CHECKED))
    assert first == {
        "attachment": "set/images/a.jpg",
        "unique_id": "set/images/a.jpg",
        "hypothesis": {
            "annotations": [
                {
                    "uuid": "1",
                    "label": "auto",
                    "attributes": {"new": "yes", "description": "red"},
                    "type": "box",
                    "left": 10,
                    "top": 5,
                    "width": 20,
                    "height": 20.5,
                }
            ],
            "global_attributes": {"checked": "yes", "weather": "sunny"},
        },
    }
    assert second["attachment"] == "set/b.jpg"
    assert (third["attachment"], fourth["attachment"]) == ("passwd", "d.jpg")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a.json: This cannot be read as JSON"),
        ("[]", "a.json: This must be an object"),
        ("{}", "a.json: "),
        (b"\xff", "a.json: This cannot be read as JSON"),
        ("[" * 100_000, "a.json: "),
        (file(shape("polygon", (0, 0), (1, float("nan")), (1, 1))), "cannot be read as JSON"),
        (file(shape("polygon", (0, 0), (1, "x"), (1, 1))), "a.json: This must be a number"),
        (file(shape("polygon", (0, 0), (1, 1))), "a.json, shape 1: 2 points make no polygon"),
        (file(shape("rectangle", (0, 0), (1, 1), (2, 2))), "3 points make no rectangle"),
        (file(shape("rectangle", (0, 0), (0, 1))), "above 0"),
        (file(shape("circle", (0, 0), (0, 0))), "radius above 0"),
        (file(shape("mask", (0, 0), (0, 1), mask="x")), "not a picture in base64"),
        (file(shape("mask", (0, 0), (0, 1), mask="eA==")), "not a PNG picture"),
        (file(shape("mask", (0, 0), (0, 1), mask=in_base64(picture(2, 2)[:20]))), "the mask is damaged"),
        (file(shape("mask", (0, 0), (0, 1), mask=in_base64(picture(2, 2)))), "at least one pixel"),
        (file(shape("mask", (-1, 0), (0, 1), mask=in_base64(picture(2, 2)))), "whole pixels inside"),
        (file(shape("mask", (0, 0), (0, 1), mask=in_base64(png(9_000, 9_000, b"")))), "64 million pixels"),
        (file(shape("cube", (0, 0), (0, 1))), "'cube' has no shape here"),
        (file(shape("points", (0, 0), (0, 1))), "'points' has no shape here"),
        (file(shape("point", (0, 0), attributes={"a": {"b": "c"}})), "a.json: "),
        (file(path=""), "imagePath names no image"),
        (file(path="\x00"), "NUL"),
    ],
)
def test_an_image_that_cannot_be_read_is_an_error_of_its_row(text, reason):
    first, second = rows_of(LABELME, archive_of({"a.json": text, "b.json": file(path="b.jpg")}))
    assert isinstance(first, RowError)
    assert first.row == 1
    assert reason in first.error
    assert second["attachment"] == "b.jpg"


def test_an_archive_without_json_is_refused():
    with pytest.raises(MalformedError, match="no JSON"):
        rows_of(LABELME, archive_of({"a.txt": "x"}))


@few
@given(st.lists(st.one_of(boxes, outlines("polygon", 3), outlines("line", 2), points), max_size=5))
def test_shapes_come_back(annotations):
    body, report = written(LABELME, record(*annotations))
    assert report.lost == {}
    hypothesis = hypotheses_of(LABELME, body)["1.jpg"]
    for before, after in zip(annotations, shapes_of(hypothesis, "uuid", "attributes"), strict=True):
        assert after == (before if "vertices" in before else pytest.approx(before, abs=1e-5))


@few
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), min_size=1, max_size=4))
def test_images_of_any_name_come_back_each_with_one_of_its_own(names):
    for codec in (LABELME, YOLO, VOC, OPEN_IMAGES, CVAT_IMAGES):
        body, _ = written(codec, *(record(BOX, name=name) for name in names))
        rows = list(codec.read(io.BytesIO(body), READING))
        assert [row["hypothesis"]["annotations"][0]["width"] for row in rows] == [320] * len(names)
        assert codec is CVAT_IMAGES or len({row["attachment"] for row in rows}) == len(names)


@pytest.mark.memory
def test_both_directions_take_little_memory():
    described = {**BOX, "attributes": {"plate": "x" * 20_000}}
    count, _, peak = peak_of_both_directions(LABELME, large_records(500, [described]))
    assert count == 500
    assert peak < 4_000_000


def test_globox_reads_what_we_write_and_we_read_what_it_writes(tmp_path):
    body, _ = written(LABELME, record(BOX), record(name="2.jpg"))
    for name, content in files_of(body).items():
        (tmp_path / name).write_bytes(content)
    found = globox.AnnotationSet.from_labelme(tmp_path)
    (box,) = found["1.jpg"].boxes
    assert (box.label, box.ltrb, found["1.jpg"].image_size) == ("car", (64, 48, 384, 288), (640, 480))
    found.save_labelme(tmp_path / "theirs")
    theirs = {path.name: path.read_bytes() for path in (tmp_path / "theirs").iterdir()}
    (after,) = shapes_of(hypotheses_of(LABELME, archive_of(theirs))["1.jpg"], "uuid", "attributes")
    assert after == {"type": "box", "label": "car", "left": 64, "top": 48, "width": 320, "height": 240}


EDGES = ("left", "top", "width", "height", "rotation")
TURNED = {**BOX, "type": "rotated_box", "rotation": 30.5, "group": "7", "attributes": {}}
CIRCLE = {"uuid": "c", "type": "ellipse", "label": "car", "x": 9, "y": 8, "radius_x": 5, "radius_y": 5, "rotation": 0}
BAR = {"uuid": "m", "type": "mask", "label": "no", "left": 10, "top": 20, "width": 3, "height": 2, "z_order": -1}
BAR["counts"] = compress(np.array([1, 2, 2, 1]))


def test_rotated_boxes_circles_and_masks_come_back_as_they_were():
    body, report = written(LABELME, record(TURNED, CIRCLE, BAR))
    turned, circle, mask = hypotheses_of(LABELME, body)["1.jpg"]["annotations"]
    assert turned == {name: pytest.approx(value) if name in EDGES else value for name, value in TURNED.items()}
    assert (circle, mask) == ({**CIRCLE, "attributes": {}}, {**BAR, "attributes": {}})
    assert report.lost == {}
    shapes = json.loads(files_of(body)["1.json"])["shapes"]
    assert [each["shape_type"] for each in shapes] == ["oriented_rectangle", "circle", "mask"]
    assert (shapes[0]["group_id"], shapes[2]["points"]) == (1, [[10, 20], [12, 21]])
    painted = np.asarray(Image.open(io.BytesIO(base64.b64decode(shapes[2]["mask"])))) > 0
    assert painted.astype(int).tolist() == [[0, 1, 0], [1, 0, 1]]


def test_what_labelme_cannot_draw_becomes_an_outline_or_is_counted():
    hole = [{"x": 300, "y": 100}, {"x": 340, "y": 100}, {"x": 320, "y": 200}]
    cuboid = {"uuid": "q", "type": "cuboid", "label": "car", "vertices": [{"x": n, "y": n} for n in range(8)]}
    body, report = written(LABELME, record({**POLYGON, "holes": [hole]}, {**CIRCLE, "radius_y": 9}, cuboid))
    assert [each["type"] for each in hypotheses_of(LABELME, body)["1.jpg"]["annotations"]] == ["polygon", "polygon"]
    assert report.lost == {
        "polygons with holes, now outlines with seams": 1,
        "ellipses, now polygons": 1,
        "cuboids": 1,
    }


def test_groups_of_other_people_are_read():
    grouped = file(shape("point", (0, 0), group_id=4))
    (row,) = rows_of(LABELME, archive_of({"a.json": grouped}))
    assert row["hypothesis"]["annotations"][0]["group"] == "4"
