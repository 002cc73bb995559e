"""CVAT for images: ours, other people's, and broken ones."""

import globox
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.masks import compress
from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, RowError
from goldsmith.modalities.image.formats.cvat_images import CVAT_IMAGES
from goldsmith.ontology import Label, Ontology, Skeleton, SkeletonPoint

from .deliveries import (
    BOX,
    IMAGE,
    LINE,
    ONTOLOGY,
    POINT,
    POLYGON,
    archive_of,
    boxes,
    few,
    hypotheses_of,
    large_records,
    outlines,
    peak_of_both_directions,
    points,
    record,
    rows_of,
    shapes_of,
    written,
)

OURS = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
<version>1.1</version>
<meta>
<task>
<name>x</name>
<mode>annotation</mode>
<labels>
<label><name>traffic_light</name><color>#1c7ed6</color><type>any</type><attributes></attributes></label>
<label><name>car</name><type>any</type><attributes>\
<attribute><name>occluded</name><mutable>False</mutable><input_type>select</input_type>\
<default_value></default_value><values>yes
no</values></attribute>\
<attribute><name>doors</name><mutable>False</mutable><input_type>number</input_type>\
<default_value></default_value><values></values></attribute>\
<attribute><name>plate</name><mutable>False</mutable><input_type>text</input_type>\
<default_value></default_value><values></values></attribute>\
<attribute><name>colors</name><mutable>False</mutable><input_type>text</input_type>\
<default_value></default_value><values>red
blue</values></attribute></attributes></label>
<label><name>no</name><type>any</type><attributes></attributes></label>
<label><name>whole_image</name><type>tag</type><attributes>\
<attribute><name>weather</name><mutable>False</mutable><input_type>select</input_type>\
<default_value></default_value><values>sunny
rain</values></attribute></attributes></label>
</labels>
</task>
</meta>
<image id="0" name="day/&lt;1&gt;.jpg" width="640" height="480">
<box label="car" source="manual" occluded="1" xtl="64" ytl="48" xbr="384" ybr="288" z_order="0">
<attribute name="occluded">yes</attribute>
<attribute name="doors">2.5</attribute>
<attribute name="plate">&quot;1&amp;2&quot;&#10;</attribute>
</box>
<polygon label="traffic_light" source="manual" occluded="0" points="0,0;640,0;320,480" z_order="0">
</polygon>
<polyline label="no" source="manual" occluded="0" points="0,0;640,0;320,480" z_order="0">
</polyline>
<points label="car" source="manual" occluded="0" points="3.5,4" z_order="0">
</points>
<tag label="whole_image" source="manual">
<attribute name="weather">rain</attribute>
</tag>
</image>
</annotations>
"""
ATTRIBUTES = {"occluded": "yes", "doors": 2.5, "plate": '"1&2"\n'}

THEIRS = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <job><id>1</id><labels><label><name>Traffic Light</name><attributes><attribute>
      <name>lamps</name><mutable>False</mutable><input_type>number</input_type><default_value>3</default_value>
      <values>1&#10;9&#10;1</values></attribute></attributes></label></labels></job>
    <dumped>2020-01-01 00:00:00.000000+00:00</dumped>
  </meta>
  <image id="7" name="a.png" width="100" height="50">
    <box label="Traffic Light" source="manual" occluded="1" xtl="1.50" ytl="2.00" xbr="3.25" ybr="4.00" z_order="0"
      rotation="0.0" group_id="1">
      <attribute name="lamps">3</attribute>
    </box>
  </image>
  <image id="8" name="b.png" width="100" height="50">
  </image>
</annotations>
"""


WINDOW = 'left="0" top="0" width="2" height="2"'


def image(inside, name='name="a.png"'):
    return f"<annotations><version>1.1</version><image {name}>{inside}</image><image name='b.png'/></annotations>"


def test_all_shapes_and_answers_are_written_as_cvat_asks():
    described = {**BOX, "attributes": ATTRIBUTES}
    one = record(described, POLYGON, LINE, POINT, name="day/<1>.jpg", attributes={"weather": "rain"})
    body, report = written(CVAT_IMAGES, one)
    assert body.decode() == OURS
    assert (report.records, report.annotations) == (1, 4)
    assert report.lost == {"ids of annotations": 4}


def test_answers_come_back():
    described = {**BOX, "attributes": ATTRIBUTES}
    body, _ = written(CVAT_IMAGES, record(described, POLYGON, LINE, POINT, attributes={"weather": "rain"}))
    hypothesis = hypotheses_of(CVAT_IMAGES, body)["1.jpg"]
    assert len(read_answer(IMAGE, ONTOLOGY, hypothesis).annotations) == 4
    assert hypothesis["global_attributes"] == {"weather": "rain"}
    assert hypothesis["annotations"] == [
        {**each, "uuid": str(number), "attributes": each.get("attributes", {})}
        for number, each in enumerate([described, POLYGON, LINE, POINT], start=1)
    ]


def test_all_that_has_no_place_is_counted():
    described = {**POINT, "attributes": {"colors": ["red", "blue"], "plate": "a\x00\x1b"}}
    links = [{"type": "part", "from": "a", "to": "b"}]
    body, report = written(CVAT_IMAGES, record(described, size=None, unique_id="u", links=links))
    assert report.lost == {
        "links between annotations": 1,
        "ids of annotations": 1,
        "unique ids of images": 1,
        "images of unknown size": 1,
        "answers of several choices, now joined by commas": 1,
        "characters that XML cannot hold": 2,
    }
    (after,) = hypotheses_of(CVAT_IMAGES, body)["1.jpg"]["annotations"]
    assert after["attributes"] == {"colors": "red,blue", "plate": "a\ufffd\ufffd"}


def test_a_label_that_is_named_like_our_tag_leaves_no_place_for_answers():
    ontology = Ontology(labels=(Label(name="whole_image"),), attributes=ONTOLOGY.attributes)
    one = record(attributes={"weather": "rain"})
    body, report = written(CVAT_IMAGES, one, context=ExportContext(ontology=ontology))
    assert report.lost == {"answers about whole images": 1}
    assert hypotheses_of(CVAT_IMAGES, body)["1.jpg"]["global_attributes"] == {}


@pytest.mark.parametrize("body", [THEIRS.encode(), archive_of({"annotations.xml": THEIRS, "images/a.png": "x"})])
def test_other_peoples_files_become_hypotheses(body):
    first, second = rows_of(CVAT_IMAGES, body)
    assert first["attachment"] == first["unique_id"] == "a.png"
    assert first["hypothesis"]["annotations"] == [
        {
            "uuid": "1",
            "label": "traffic_light",
            "attributes": {"lamps": 3, "occluded": "yes"},
            "group": "1",
            "type": "box",
            "left": 1.5,
            "top": 2,
            "width": 1.75,
            "height": 2,
        }
    ]
    assert second["hypothesis"]["annotations"] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (image("", name=""), "An image has no name"),
        (image('<box label="a" xtl="1" ytl="1" xbr="2"/>'), "a.png, annotation 1: ybr is not a number"),
        (image('<box label="a" xtl="1" ytl="1" xbr="2" ybr="nan"/>'), "ybr is not a finite number"),
        (image('<box label="a" xtl="1" ytl="1" xbr="1" ybr="2"/>'), "above 0"),
        (image('<polygon label="a" points=""/>'), "points are pairs"),
        (image('<polygon label="a" points="1,2;3"/>'), "points are pairs"),
        (image('<polygon label="a" points="1,x;3,4;5,6"/>'), "y is not a number"),
        (image('<points label="a" points="1,2;3,4"/>'), "points of several places"),
        (image('<mask label="a" rle="1"/>'), "left is not a number"),
        (image(f'<mask label="a" rle="1" {WINDOW}/>'), "does not fill its window"),
        (image(f'<mask label="a" rle="1,x" {WINDOW}/>'), "numbers with commas"),
        (image(f'<mask label="a" rle="4" {WINDOW}/>'), "at least one pixel"),
        (image(f'<mask label="a" rle="0,4" {WINDOW.replace("2", "1e6")}/>'), "million pixels"),
        (image(f'<mask label="a" rle="0,4" {WINDOW.replace("2", "2.5")}/>'), "whole pixels"),
        (image('<skeleton label="a"><points label="b" points="1,2;3,4"/></skeleton>'), "points of several places"),
        (image('<ellipse label="a" cx="1" cy="1" rx="0" ry="1"/>'), "radii of an ellipse"),
        (image('<cuboid label="a"/>'), "xtl1 is not a number"),
        (image('<points label="a" points="1,2" group_id="x"/>'), "whole numbers"),
        (image('<cube label="a"/>'), "'cube' has no shape here"),
        (image('<tag label="foggy"/>'), "'foggy' in tag is no choice of any question"),
    ],
)
def test_an_image_with_an_unreadable_annotation_is_an_error_of_its_row(text, reason):
    first, second = rows_of(CVAT_IMAGES, text.encode())
    assert isinstance(first, RowError)
    assert first.row == 1
    assert reason in first.error
    assert second["attachment"] == "b.png"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "line 1: this is not well-formed"),
        (OURS[:-20].encode(), "line 34: this is not well-formed"),
        (b"<annotation/>", "the outermost element is not annotations"),
        (b"<annotations><track/></annotations>", "CVAT for video"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><annotations>&x;</annotations>', "declares a document type"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><annotations/>', "declares a document type"),
        (OURS.encode("utf-16-le"), "not well-formed"),
        (archive_of({"a.xml": OURS}), "needs one annotations.xml"),
        (archive_of({"annotations.xml": OURS, "b/annotations.xml": OURS}), "needs one annotations.xml"),
        (b'<annotations a="' + b" " * 33_000_000, "one element holds too much"),
        (b"<annotations><image>" + b"<b/>" * 1_000_001, "one element holds too much"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused(body, reason):
    with pytest.raises(MalformedError) as refusal:
        rows_of(CVAT_IMAGES, body)
    assert reason in refusal.value.message


@few
@given(st.lists(st.one_of(boxes, outlines("polygon", 3), outlines("line", 2), points), max_size=5))
def test_shapes_come_back(annotations):
    body, _ = written(CVAT_IMAGES, record(*annotations))
    hypothesis = hypotheses_of(CVAT_IMAGES, body)["1.jpg"]
    for before, after in zip(annotations, shapes_of(hypothesis, "uuid", "attributes"), strict=True):
        if "vertices" in before:
            assert (after["type"], after["label"]) == (before["type"], before["label"])
            assert after["vertices"] == [pytest.approx(each, abs=2e-6) for each in before["vertices"]]
        else:
            assert after == pytest.approx(before, abs=2e-6)


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    described = {**BOX, "attributes": {"plate": "x" * 20_000}}
    count, size, peak = peak_of_both_directions(CVAT_IMAGES, large_records(500, [described]))
    assert count == 500
    assert size > 10_000_000
    assert peak < 5_000_000


def test_globox_reads_what_we_write_and_we_read_what_it_writes(tmp_path):
    body, _ = written(CVAT_IMAGES, record(BOX), record(name="2.jpg"))
    path = tmp_path / "annotations.xml"
    path.write_bytes(body)
    found = globox.AnnotationSet.from_cvat(path)
    (box,) = found["1.jpg"].boxes
    assert (box.label, box.ltrb, found["1.jpg"].image_size) == ("car", (64, 48, 384, 288), (640, 480))
    assert found["2.jpg"].boxes == []
    found.save_cvat(path)
    (after,) = shapes_of(hypotheses_of(CVAT_IMAGES, path.read_bytes())["1.jpg"], "uuid", "attributes")
    assert after == {"type": "box", "label": "car", "left": 64, "top": 48, "width": 320, "height": 240}


JOINTS = Skeleton(points=(SkeletonPoint("nose", 0.5, 0), SkeletonPoint("left_eye", 0.6, 0, title="Left eye")))
SHAPES = Ontology(labels=(Label(name="owl", shapes=("skeleton",), skeleton=JOINTS), Label(name="car")))
TURNED = {**BOX, "uuid": "1", "type": "rotated_box", "rotation": 30.5, "attributes": {}}
BLOCK = [(0, 0), (4, 0), (4, 3), (0, 3), (6, 1), (9, 1), (9, 5), (6, 5)]
ALL = [
    TURNED,
    {"type": "ellipse", "x": 30, "y": 40, "radius_x": 20, "radius_y": 10, "rotation": 330, "z_order": -2},
    {"type": "cuboid", "vertices": [{"x": x, "y": y} for x, y in BLOCK], "group": "1"},
    {"type": "mask", "left": 10, "top": 20, "width": 3, "height": 2, "counts": compress(np.array([1, 2, 2, 1]))},
    {
        "type": "skeleton",
        "label": "owl",
        "keypoints": [
            {"name": "left_eye", "x": 5, "y": 6, "visibility": "occluded"},
            {"name": "nose", "x": 7.5, "y": 8, "visibility": "visible"},
        ],
        "group": "1",
    },
]


def test_every_shape_comes_back_as_it_was():
    given = [{"label": "car", "attributes": {}, **each, "uuid": str(n)} for n, each in enumerate(ALL, start=1)]
    body, report = written(CVAT_IMAGES, record(*given), context=ExportContext(ontology=SHAPES, name="x"))
    (row,) = rows_of(CVAT_IMAGES, body, ImportContext(ontology=SHAPES))
    assert row["hypothesis"]["annotations"] == given
    assert len(read_answer(IMAGE, SHAPES, row["hypothesis"]).annotations) == 5
    assert report.lost == {"ids of annotations": 5}
    text = body.decode()
    assert '<mask label="car" source="manual" occluded="0" rle="1, 1, 1, 1, 1, 1" left="10" top="20"' in text
    assert "<name>nose</name><type>points</type><attributes></attributes><parent>owl</parent>" in text
    assert 'xtr1="4" ytr1="0" xbr1="4" ybr1="3" xbl1="0" ybl1="3" xtr2="6" ytr2="1" xtl2="9"' in text
    assert 'z_order="-2"' in text


def test_holes_become_seams_and_what_is_not_turned_a_box():
    hole = [{"x": 300, "y": 100}, {"x": 340, "y": 100}, {"x": 320, "y": 200}]
    body, report = written(
        CVAT_IMAGES, record({**POLYGON, "holes": [hole]}, {**TURNED, "rotation": 0, "group": "left"})
    )
    seamed, box = hypotheses_of(CVAT_IMAGES, body)["1.jpg"]["annotations"]
    assert (len(seamed["vertices"]), box["type"]) == (3 + 3 + 2, "box")
    assert report.lost == {
        "ids of annotations": 2,
        "polygons with holes, now outlines with seams": 1,
        "rotated boxes without a turn, now boxes": 1,
        "names of groups": 1,
    }


def test_points_of_a_skeleton_outside_the_image_are_left_out():
    joints = '<points label="Left eye" outside="0" points="1,2"/><points label="nose" outside="1" points="0,0"/>'
    text = image(f'<skeleton label="owl">{joints}</skeleton>')
    first, _ = rows_of(CVAT_IMAGES, text.encode(), ImportContext(ontology=SHAPES))
    (skeleton,) = first["hypothesis"]["annotations"]
    assert [each["name"] for each in skeleton["keypoints"]] == ["left_eye"]
