"""Pascal VOC archives: ours, other people's, and broken ones."""

import warnings

import globox
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import RowError
from goldsmith.modalities.image.formats.voc import VOC

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
    files_of,
    hypotheses_of,
    large_records,
    peak_of_both_directions,
    picture,
    record,
    rows_of,
    shapes_of,
    written,
)

OURS = b"""<annotation>
<folder>JPEGImages</folder>
<filename>day/1&lt;.jpg</filename>
<source><database>x</database></source>
<size><width>640</width><height>480</height><depth>3</depth></size>
<segmented>0</segmented>
<object>
<name>car</name>
<pose>Unspecified</pose>
<truncated>0</truncated>
<difficult>0</difficult>
<occluded>1</occluded>
<bndbox><xmin>65</xmin><ymin>49</ymin><xmax>384</xmax><ymax>288</ymax></bndbox>
</object>
</annotation>
""".replace(b"&lt;", b"_")

THEIRS = """<annotation>
	<folder>VOC2007</folder>
	<filename>000001.jpg</filename>
	<source><database>The VOC2007 Database</database><image>flickr</image></source>
	<owner><flickrid>x</flickrid></owner>
	<size><width>353</width><height>500</height><depth>3</depth></size>
	<segmented>0</segmented>
	<object>
		<name>Dog</name>
		<pose>Left</pose>
		<truncated>1</truncated>
		<difficult>0</difficult>
		<bndbox><xmin>48</xmin><ymin>240</ymin><xmax>195</xmax><ymax>371</ymax></bndbox>
	</object>
	<object>
		<name>person</name>
		<bndbox><xmin>8.5</xmin><ymin>12</ymin><xmax>352</xmax><ymax>498</ymax></bndbox>
		<part>
			<name>head</name>
			<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>1</xmax><ymax>1</ymax></bndbox>
		</part>
	</object>
</annotation>
"""


def annotation(inside, name="<filename>a.jpg</filename>"):
    return f"<annotation>{name}{inside}</annotation>"


def box(xmin=1, ymin=1, xmax=2, ymax=2, more=""):
    edges = f"<xmin>{xmin}</xmin><ymin>{ymin}</ymin><xmax>{xmax}</xmax><ymax>{ymax}</ymax>"
    return f"<object><name>car</name><bndbox>{edges}</bndbox>{more}</object>"


def test_boxes_are_written_as_the_development_kit_counts_pixels():
    occluded = {**BOX, "attributes": {"occluded": "yes"}}
    body, report = written(VOC, record(occluded, name="day/1<.jpg"), record(name="2.jpg"))
    files = files_of(body)
    assert list(files) == ["Annotations/day/1_.xml", "Annotations/2.xml", "ImageSets/Main/default.txt"]
    assert files["Annotations/day/1_.xml"] == OURS
    assert files["ImageSets/Main/default.txt"] == b"day/1_\n2\n"
    assert (report.records, report.annotations) == (2, 1)
    assert report.lost == {"ids of annotations": 1, "file names that had to be changed": 1}


def test_all_that_has_no_place_is_counted():
    described = {**BOX, "attributes": {"plate": "1", "occluded": "partly", "difficult": "no", "pose": "left"}}
    uneven = {**BOX, "left": 63.6, "width": 0.1}
    beside = {**BOX, "left": -400}
    sticking_out = {**BOX, "left": 600}
    lines = record(described, uneven, beside, sticking_out, POLYGON, LINE, POINT, attributes={"weather": "rain"})
    body, report = written(VOC, lines, record(BOX, name="2.jpg", size=None, unique_id="u"))
    assert report.annotations == 4
    assert report.lost == {
        "ids of annotations": 8,
        "unique ids of images": 1,
        "attributes of annotations": 2,
        "answers about whole images": 1,
        "boxes rounded to whole pixels": 1,
        "shapes beside the image": 1,
        "shapes cut at the edge of the image": 1,
        "polygons": 1,
        "lines": 1,
        "points": 1,
        "images of unknown size": 1,
    }
    first, second = hypotheses_of(VOC, body).values()
    assert [each["left"] for each in first["annotations"]] == [64, 64, 600]
    assert first["annotations"][0]["attributes"] == {"pose": "left"}
    assert first["annotations"][1]["width"] == 1
    assert second["annotations"][0]["width"] == 320


def test_files_of_the_development_kit_become_hypotheses():
    (row,) = rows_of(VOC, archive_of({"VOC2007/Annotations/000001.xml": THEIRS, "VOC2007/JPEGImages/000001.jpg": "x"}))
    assert row["attachment"] == row["unique_id"] == "000001.jpg"
    dog, person, head = row["hypothesis"]["annotations"]
    assert dog == {
        "uuid": "1",
        "type": "box",
        "label": "dog",
        "attributes": {"truncated": "yes", "pose": "left"},
        "left": 47,
        "top": 239,
        "width": 148,
        "height": 132,
    }
    assert (person["left"], person["width"], person["attributes"]) == (7.5, 344.5, {})
    assert (head["uuid"], head["label"], head["left"], head["width"]) == ("2-1", "head", 0, 1)


def test_an_image_is_in_the_folder_of_its_annotations():
    body = archive_of({"Annotations/day/1.xml": annotation(""), "b.xml": annotation("")})
    assert [row["attachment"] for row in rows_of(VOC, body)] == ["day/a.jpg", "a.jpg"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "line 1: this is not well-formed"),
        ("<annotation>\n<a>", "line 2: this is not well-formed"),
        ("<image/>", "the outermost element is not annotation"),
        (annotation("", name=""), "a.xml: filename is missing"),
        (annotation(box() + box(xmin="x")), "a.xml, object 2: xmin is not a number"),
        (annotation(box(ymax="")), "object 1: ymax is not a number"),
        (annotation(box(xmax="nan")), "xmax is not a finite number"),
        (annotation(box(xmax="1e999")), "xmax is not a finite number"),
        (annotation(box(xmax=0)), "comes before the first"),
        (annotation("<object><name>car</name></object>"), "bndbox is missing"),
        (annotation("<object/>"), "name is missing"),
        (annotation(box(more="<polygon/>")), "'polygon' has no place"),
        (annotation(box(more="<difficult>maybe</difficult>")), "difficult is neither"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><annotation>&x;</annotation>', "declares a document type"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotation/>', "declares a document type"),
        (b'<?xml version="1.0" encoding="shift-jis"?><annotation/>', "encoding"),
        (b'<?xml version="1.0" encoding="utf-8"?><annotation>\xff</annotation>', "not well-formed"),
        ("<annotation>" + "<a>" * 40 + "</a>" * 40 + "</annotation>", "holds too much"),
    ],
)
def test_an_image_that_cannot_be_read_is_an_error_of_its_row(text, reason):
    first, second = rows_of(VOC, archive_of({"Annotations/a.xml": text, "Annotations/b.xml": annotation(box())}))
    assert isinstance(first, RowError)
    assert first.row == 1
    assert reason in first.error
    assert second["attachment"] == "a.jpg"


def test_an_archive_without_annotations_is_refused():
    with pytest.raises(MalformedError, match="no Annotations"):
        rows_of(VOC, archive_of({"a.txt": "x"}))


@few
@given(st.lists(boxes, max_size=4))
def test_boxes_come_back_to_the_pixel(annotations):
    body, report = written(VOC, record(*annotations))
    hypothesis = hypotheses_of(VOC, body)["1.jpg"]
    assert len(read_answer(IMAGE, ONTOLOGY, hypothesis).annotations) == len(annotations)
    is_rounded = "boxes rounded to whole pixels" in report.lost
    for before, after in zip(annotations, shapes_of(hypothesis, "uuid", "attributes"), strict=True):
        assert after == pytest.approx(before, abs=1.01 if is_rounded else 0)


@pytest.mark.memory
def test_both_directions_take_little_memory():
    records = large_records(200, [{**BOX, "left": number} for number in range(100)])
    count, size, peak = peak_of_both_directions(VOC, records)
    assert count == 200
    assert size > 100_000
    assert peak < 4_000_000


def unpacked(tmp_path, body):
    for name, content in {**files_of(body), "JPEGImages/1.png": picture(640, 480)}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_supervision_and_globox_read_what_we_write(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that OpenCV, which it can do without, is not installed
        import supervision
    body, _ = written(VOC, record(BOX, name="1.png"))
    unpacked(tmp_path, body)
    found = supervision.DetectionDataset.from_pascal_voc(
        images_directory_path=str(tmp_path / "JPEGImages"), annotations_directory_path=str(tmp_path / "Annotations")
    )
    (detections,) = found.annotations.values()
    assert found.classes == ["car"]
    np.testing.assert_array_equal(detections.xyxy, [[64, 48, 384, 288]])
    (theirs,) = globox.AnnotationSet.from_pascal_voc(tmp_path / "Annotations")["1.png"].boxes
    assert (theirs.label, theirs.ltrb) == ("car", (65, 49, 384, 288))


def test_we_read_what_supervision_writes(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import supervision
    body, _ = written(VOC, record(BOX, name="1.png"))
    unpacked(tmp_path, body)
    found = supervision.DetectionDataset.from_pascal_voc(
        images_directory_path=str(tmp_path / "JPEGImages"), annotations_directory_path=str(tmp_path / "Annotations")
    )
    found.as_pascal_voc(annotations_directory_path=str(tmp_path / "theirs"))
    theirs = (tmp_path / "theirs/1.xml").read_bytes()
    (after,) = shapes_of(hypotheses_of(VOC, archive_of({"Annotations/1.xml": theirs}))["1.png"], "uuid", "attributes")
    assert after == {"type": "box", "label": "car", "left": 64, "top": 48, "width": 320, "height": 240}
