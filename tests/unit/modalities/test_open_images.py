"""Open Images archives: ours, other people's, and broken ones."""

import globox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import RowError
from goldsmith.modalities.image.formats.open_images import OPEN_IMAGES

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

HEAD = "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n"


def archive(lines, **others):
    files = {
        "train-annotations-bbox.csv": HEAD + lines,
        "train/a.png": picture(100, 50),
        "train/b.png": picture(10, 10),
    }
    return archive_of({**files, **others})


def test_boxes_are_written_as_open_images_lists_them():
    occluded = {**BOX, "attributes": {"occluded": "yes", "truncated": "no"}}
    body, report = written(OPEN_IMAGES, record(occluded, name="day/1.jpg", unique_id="u"), record(name="2,3.jpg"))
    assert files_of(body) == {
        "annotations-bbox.csv": HEAD.encode() + b"day/1,manual,car,1,0.1,0.6,0.1,0.6,1,0,-1,-1,-1\n",
        "class-descriptions-boxable.csv": b"LabelName,DisplayName\ntraffic_light,Traffic light\ncar,Car\nno,no\n",
        "sizes.csv": b'image,width,height,unique_id\nday/1.jpg,640,480,u\n"2,3.jpg",640,480,\n',
    }
    assert (report.records, report.annotations) == (2, 1)
    assert report.lost == {"ids of annotations": 1}
    first, second = rows_of(OPEN_IMAGES, body)
    assert (first["attachment"], first["unique_id"], second["attachment"]) == ("day/1.jpg", "u", "2,3.jpg")
    assert first["hypothesis"]["annotations"] == [{**BOX, "uuid": "1", "attributes": {"occluded": "yes"}}]


def test_all_that_has_no_place_is_counted():
    described = {**BOX, "attributes": {"plate": "1", "occluded": "partly", "inside": "no"}}
    beside = {**BOX, "left": -400}
    sticking_out = {**BOX, "left": 600}
    links = [{"type": "part", "from": "a", "to": "b"}]
    shapes = (described, beside, sticking_out, {**POLYGON, "attributes": {"plate": "1"}}, LINE, POINT)
    one = record(*shapes, attributes={"weather": "rain"}, links=links)
    _, report = written(OPEN_IMAGES, one, record(BOX, name="2.jpg", size=None))
    assert report.lost == {
        "links between annotations": 1,
        "ids of annotations": 7,
        "attributes of annotations": 3,
        "answers about whole images": 1,
        "shapes beside the image": 1,
        "shapes cut at the edge of the image": 1,
        "polygons": 1,
        "lines": 1,
        "points": 1,
        "images of unknown size": 1,
        "annotations of images of unknown size": 1,
    }


def test_other_peoples_archives_become_hypotheses():
    lines = (
        "b,xclick,/m/0199g,1,0,1,0.5,1,0,1,0,0,0\n"
        "a,activemil,/m/01g317,1,0.25,0.75,0.1,0.2,1,0,-1,0,0\n"
        "b,xclick,/m/0199g,1,0,0.5,0,0.5,0,0,0,0,0\n"
    )
    classes = {"class-descriptions-boxable.csv": "/m/0199g,Traffic light\n/m/x,Other\n"}
    first, second = rows_of(OPEN_IMAGES, archive(lines, **classes))
    assert first["attachment"] == first["unique_id"] == "a.png"
    assert first["hypothesis"]["annotations"] == [
        {
            "uuid": "1",
            "type": "box",
            "label": "_m_01g317",
            "attributes": {"occluded": "yes"},
            "left": 25,
            "top": 5,
            "width": 50,
            "height": 5,
        }
    ]
    assert [(each["label"], each["height"]) for each in second["hypothesis"]["annotations"]] == [
        ("traffic_light", 5),
        ("traffic_light", 5),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a,x,car,1,0,x,0,1", "train-annotations-bbox.csv, line 3: XMax is not a number"),
        ("a,x,car,1,0", "line 3: XMax is not a number"),
        ("a,x,car,1,0,nan,0,1", "XMax is not a finite number"),
        ("a,x,car,1,0,100,0,1", "XMax is not a share"),
        ("a,x,car,1,0.5,0.5,0,1", "above 0"),
        ("a,x,car,1,0,1,0,1,maybe", "IsOccluded is not 1, 0 or -1"),
    ],
)
def test_an_image_with_a_bad_line_is_an_error_of_its_row(line, reason):
    first, second = rows_of(OPEN_IMAGES, archive(f"a,x,car,1,0,1,0,1\n{line}\n"))
    assert isinstance(first, RowError)
    assert first.row == 1
    assert reason in first.error
    assert second["attachment"] == "b.png"


def test_boxes_without_their_image_are_an_error_of_their_row():
    *_, last = rows_of(OPEN_IMAGES, archive("c,x,car,1,0,1,0,1\n"))
    assert last == RowError(
        row=3,
        error="c: this image is not in the archive, and shares of an unknown size mean nothing.",
        field="ImageID",
    )


def test_an_image_that_cannot_be_measured_is_an_error_of_its_row():
    first, second = rows_of(OPEN_IMAGES, archive("", **{"train/a.png": "<svg/>"}))
    assert "train/a.png is not an image" in first.error
    assert second["attachment"] == "b.png"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.png": "x"}, "no CSV file with"),
        ({"a.csv": ""}, "no CSV file with"),
        ({"a.csv": "ImageID,LabelName\n"}, "no CSV file with"),
        ({"a.csv": HEAD + ",x,car,1,0,1,0,1\n"}, "a.csv, line 2: ImageID is missing"),
        ({"a.csv": HEAD + '"a\n'}, "a.csv, line 2: this is not CSV"),
        ({"a.csv": HEAD.encode() + b"\xff\n"}, "a.csv is not UTF-8"),
        ({"a.csv": HEAD + "a" * 20_000}, "a line is longer than"),
        ({"a.csv": HEAD, "class-descriptions.csv": 'a,"b\n'}, "class-descriptions.csv, line 1: this is not CSV"),
    ],
)
def test_an_archive_that_cannot_be_read_as_a_whole_is_refused(files, reason):
    with pytest.raises(MalformedError) as refusal:
        rows_of(OPEN_IMAGES, archive_of(files))
    assert reason in refusal.value.message


@few
@given(st.lists(boxes, max_size=4))
def test_boxes_come_back(annotations):
    body, _ = written(OPEN_IMAGES, record(*annotations, name="a/1.jpg"))
    hypothesis = hypotheses_of(OPEN_IMAGES, body)["a/1.jpg"]
    assert len(read_answer(IMAGE, ONTOLOGY, hypothesis).annotations) == len(annotations)
    for before, after in zip(annotations, shapes_of(hypothesis, "uuid", "attributes"), strict=True):
        assert after == pytest.approx(before, abs=2e-4)


@pytest.mark.memory
def test_both_directions_take_little_memory():
    records = large_records(100, [{**BOX, "left": number / 7} for number in range(100)])
    count, _, peak = peak_of_both_directions(OPEN_IMAGES, records)
    assert count == 100
    assert peak < 4_000_000


def test_globox_reads_what_we_write_and_we_read_what_it_writes(tmp_path):
    body, _ = written(OPEN_IMAGES, record(BOX, name="1.png"))
    path = tmp_path / "annotations-bbox.csv"
    path.write_bytes(files_of(body)[path.name])
    (tmp_path / "1").write_bytes(picture(640, 480))  # it takes the ImageID for the name of the file
    found = globox.AnnotationSet.from_openimage(path, image_folder=tmp_path)
    (box,) = found["1"].boxes
    assert (box.label, box.ltrb) == ("car", (64, 48, 384, 288))
    found.save_openimage(path)
    theirs = {"boxes.csv": path.read_bytes(), "1.png": picture(640, 480)}
    (after,) = shapes_of(hypotheses_of(OPEN_IMAGES, archive_of(theirs))["1.png"], "uuid", "attributes")
    assert after == {"type": "box", "label": "car", "left": 64, "top": 48, "width": 320, "height": 240}
