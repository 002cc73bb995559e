"""YOLO archives: ours, other people's, and broken ones."""

import globox
import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.areas import fill
from goldsmith.algorithms.masks import compress
from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, RowError
from goldsmith.modalities.image.formats.class_names import read_class_names
from goldsmith.modalities.image.formats.reshaping import rotated_box_in
from goldsmith.modalities.image.formats.yolo import YOLO, YOLO_OBB, YOLO_POSE, YOLO_SEGMENT
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
    files_of,
    hypotheses_of,
    large_records,
    outlines,
    peak_of_both_directions,
    picture,
    record,
    rows_of,
    shapes_of,
    supervision,
    written,
)

YAML = "names: [person, Traffic light]\n"
SQUARE = {**POLYGON, "vertices": [{"x": 0, "y": 0}, {"x": 64, "y": 48}, {"x": 0, "y": 96}, {"x": -64, "y": 48}]}


def labelled(text, **others):
    """Give the rows of an archive with one labelled image of 100 by 50 pixels."""
    return {"data.yaml": YAML, "images/train/a.png": picture(100, 50), "labels/train/a.txt": text, **others}


def test_boxes_are_written_as_shares_of_the_image():
    body, report = written(
        YOLO, record(BOX, POLYGON, LINE, POINT, name="day/1.jpg", unique_id="u"), record(name="2.jpg")
    )
    assert files_of(body) == {
        "data.yaml": b'# Delivery "x"\n'
        b"# The images are not in this archive: put them beside this file, where images.txt says.\n"
        b"# Everything is one split; divide images.txt to train and to validate on different images.\n"
        b"train: images.txt\n"
        b"val: images.txt\n"
        b"names:\n"
        b'  0: "traffic_light"\n'
        b'  1: "car"\n'
        b'  2: "no"\n',
        "labels/train/day/1.txt": b"1 0.35 0.35 0.5 0.5\n",
        "labels/train/2.txt": b"",
        "images.txt": b"./images/train/day/1.jpg\n./images/train/2.jpg\n",
        "sizes.csv": b"image,width,height,unique_id\nimages/train/day/1.jpg,640,480,u\nimages/train/2.jpg,640,480,\n",
    }
    assert (report.records, report.annotations) == (2, 1)
    assert report.lost == {"ids of annotations": 4, "polygons": 1, "lines": 1, "points": 1}


def test_corners_and_outlines_are_written_as_shares_of_the_image():
    body, report = written(YOLO_OBB, record(BOX, POLYGON, SQUARE))
    corners = b"1 0.1 0.1 0.6 0.1 0.6 0.6 0.1 0.6\n"
    assert files_of(body)["labels/train/1.txt"] == corners + b"0 0 0 0.1 0.1 0 0.2 0 0.1\n"
    assert report.lost == {
        "ids of annotations": 3,
        "boxes that became rotated boxes": 1,
        "polygons without exactly four vertices": 1,
        "shapes cut at the edge of the image": 1,
    }
    body, report = written(YOLO_SEGMENT, record(BOX, POLYGON, LINE))
    assert files_of(body)["labels/train/1.txt"] == corners + b"0 0 0 1 0 0.5 1\n"
    assert report.lost == {"ids of annotations": 3, "boxes that became polygons": 1, "lines": 1}


def test_all_that_has_no_place_is_counted():
    described = {**BOX, "attributes": {"plate": "1", "doors": 2}}
    beside = {**BOX, "left": 700}
    thin = {**BOX, "left": 639.9999}
    links = [{"type": "part", "from": "a", "to": "b"}]
    body, report = written(
        YOLO,
        record(
            described, beside, thin, name="../x/a:b.jpg", unique_id="u", attributes={"weather": "rain"}, links=links
        ),
        record(BOX, name="u.jpg", size=None),
        record(name="https://host/A.jpg?key=1"),
        record(name="a.png"),
        record(name="images/3.png"),
    )
    assert report.lost == {
        "links between annotations": 1,
        "ids of annotations": 4,
        "attributes of annotations": 2,
        "answers about whole images": 1,
        "shapes beside the image": 1,
        "shapes cut at the edge of the image": 1,
        "boxes thinner than a thousandth of a pixel": 1,
        "images of unknown size": 1,
        "annotations of images of unknown size": 1,
        "file names that had to be changed": 4,
    }
    assert [name for name in files_of(body) if name.startswith("labels")] == [
        "labels/train/x/a_b.txt",
        "labels/train/A.txt",
        "labels/train/a-2.txt",
        "labels/train/3.txt",
    ]


def test_names_stay_names_in_yaml_whatever_they_look_like():
    body, _ = written(YOLO, context=ExportContext(ontology=ONTOLOGY, name='a"\nnames: [x]'))
    assert yaml.safe_load(files_of(body)["data.yaml"])["names"] == {0: "traffic_light", 1: "car", 2: "no"}
    body, _ = written(YOLO, context=ExportContext(ontology=Ontology()))
    assert hypotheses_of(YOLO, body) == {}


def test_other_peoples_archives_become_hypotheses():
    files = {
        "set/data.yml": "path: x\ntrain: images\nnames:\n  0: person  # people\n  1: 'Traffic light'\n",
        "set/train/images/a.png": picture(100, 50),
        "set/train/labels/a.txt": "1 0.5 0.5 0.2 0.2\r\n\r\n0 0 0 1 1\r\n",
        "set/valid/images/b/c.JPG": picture(
            20, 10, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
        ),
        "set/valid/labels/b/c.txt": "0 0.5 0.5 1 1",
        "set/valid/images/none.png": picture(1, 1),
    }
    first, second, third = rows_of(YOLO, archive_of(files))
    assert first == {
        "attachment": "a.png",
        "unique_id": "a.png",
        "hypothesis": {
            "annotations": [
                {
                    "uuid": "1",
                    "type": "box",
                    "label": "traffic_light",
                    "left": 40,
                    "top": 20,
                    "width": 20,
                    "height": 10,
                },
                {"uuid": "3", "type": "box", "label": "person", "left": -50, "top": -25, "width": 100, "height": 50},
            ],
            "global_attributes": {},
        },
    }
    assert second["attachment"] == "b/c.JPG"
    assert (second["hypothesis"]["annotations"][0]["width"], second["hypothesis"]["annotations"][0]["height"]) == (
        10,
        20,
    )
    assert third["hypothesis"]["annotations"] == []


def test_outlines_of_other_people_may_stand_beside_boxes():
    body = archive_of(labelled("0 0 0 1 0 1 1\n0 0.5 0.5 0.1 0.1\n"))
    outline, box = hypotheses_of(YOLO_SEGMENT, body)["a.png"]["annotations"]
    assert outline["vertices"] == [{"x": 0, "y": 0}, {"x": 100, "y": 0}, {"x": 100, "y": 50}]
    assert (box["type"], box["width"]) == ("box", 10)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0 0 0 1", "labels/train/a.txt, line 2: 4 numbers are not a class and the middle"),
        ("0 0 0 1 0 1 1", "line 2: 7 numbers"),
        ("2 0 0 1 1", "line 2: data.yaml names no such class"),
        ("-1 0 0 1 1", "no such class"),
        ("² 0 0 1 1", "no such class"),
        ("0 0 x 1 1", "line 2: number 3 is not a number"),
        ("0 nan 0 1 1", "line 2: number 2 is not a finite number"),
        ("0 0 0 inf 1", "number 4 is not a finite number"),
        ("0 0 0 50 1", "number 4 is not a share between 0 and 1"),
        ("0 0 0 -0.001 1", "above 0"),
    ],
)
def test_an_image_with_a_bad_line_is_an_error_of_its_row(line, reason):
    body = archive_of(labelled(f"0 0.5 0.5 1 1\n{line}\n", **{"images/train/b.png": picture(1, 1)}))
    first, second = rows_of(YOLO, body)
    assert isinstance(first, RowError)
    assert first.row == 1
    assert reason in first.error
    assert second["attachment"] == "b.png"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"images/train/a.png": picture(100, 50)[:20]}, "damaged"),
        ({"images/train/a.png": b"<svg/>"}, "not an image"),
        ({"images/train/a.png": b""}, "not an image"),
        (
            {"images/train/a.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\0\0\0\x7f\0\0\0\x08\0\0\0\0\xb9\0\0\0"},
            "images/train/a.png",
        ),
        ({"labels/train/a.txt": b"\xff\xfe"}, "not UTF-8"),
        ({"labels/train/a.txt": "0 0.5 0.5 1 1 " * 3_000_000}, "swell"),
    ],
)
def test_an_image_that_cannot_be_read_is_an_error_of_its_row(files, reason):
    body = archive_of(labelled("0 0.5 0.5 1 1", **files))
    if reason == "swell":
        with pytest.raises(MalformedError, match=reason):
            rows_of(YOLO, body)
        return
    (row,) = rows_of(YOLO, body)
    assert isinstance(row, RowError)
    assert reason in row.error


def test_labels_without_their_image_are_an_error_of_their_row():
    (row,) = rows_of(YOLO, archive_of({"data.yaml": YAML, "labels/train/a.txt": "0 0.5 0.5 1 1"}))
    assert row == RowError(
        row=1,
        error="labels/train/a.txt: its image is not in this archive, and shares of an unknown size mean nothing.",
        field="labels/train/a.txt",
    )


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"data.yaml": YAML, "other.yaml": YAML},
        {"data.yaml": "nc: 2"},
        {"data.yaml": "names: !!python/object:os.system x"},
        {"data.yaml": "names: *x"},
        {"data.yaml": "names: [a, [b]]"},
        {"data.yaml": "names: [a"},
        {"data.yaml": "names: [a b, "},
        {"data.yaml": "names:\n  0: a\n  0: b"},
        {"data.yaml": "names:\n  0: a\n  x: b"},
        {"data.yaml": 'names: ["\\x41"]'},
        {"data.yaml": b"names: [\xff]"},
        {"data.yaml": YAML, "sizes.csv": "a,b\n"},
        {"data.yaml": YAML, "sizes.csv": "image,width,height,unique_id\nimages/a.png,0,1,\n"},
        {"data.yaml": YAML, "sizes.csv": "image,width,height,unique_id\nimages/a.png,1e9,1,\n"},
        {"data.yaml": YAML, "sizes.csv": 'image,width,height,unique_id\n"images/a.png,1,1,\n'},
    ],
)
def test_an_archive_that_cannot_be_read_as_a_whole_is_refused(files):
    with pytest.raises(MalformedError):
        rows_of(YOLO, archive_of(files))


@pytest.mark.parametrize(
    "text",
    [
        "names: [a, 'it''s', \"c d\"]  # three",
        "nc: 3\nnames:\n- a\n- 'it''s'\n\n- c d\nother: x",
        "names:\n  0: a\n  1: it's   # so\n  2: c d\nval: y",
        "names: {0: a, 1: 'it''s', 2: c d}",
        "names: [\n  'a',\n  \"it's\",\n  'c d',\n]\n",
    ],
)
def test_names_are_read_as_people_write_them(text):
    assert read_class_names(text, "data.yaml") == {0: "a", 1: "it's", 2: "c d"}
    assert [*yaml.safe_load(text)["names"]] in (["a", "it's", "c d"], [0, 1, 2])


@given(st.text(alphabet="names:[]{}'\"-0a \n#,\\!&*", max_size=40))
def test_names_of_any_text_are_read_or_refused(text):
    try:
        names = read_class_names("names:" + text, "data.yaml")
    except MalformedError:
        return
    assert all(isinstance(name, str) for name in names.values())


@few
@given(st.lists(boxes, max_size=4))
def test_boxes_come_back(annotations):
    body, _ = written(YOLO, record(*annotations, name="a/1.jpg"))
    hypothesis = hypotheses_of(YOLO, body)["a/1.jpg"]
    assert len(read_answer(IMAGE, ONTOLOGY, hypothesis).annotations) == len(annotations)
    for before, after in zip(annotations, shapes_of(hypothesis, "uuid"), strict=True):
        assert after == pytest.approx(before, abs=1e-4)


def is_uneven(polygon):
    """Whether it is no rectangle: four corners of one are those of a turned box, which comes back as one."""
    corners = [(each["x"], each["y"]) for each in polygon["vertices"]]
    return len(corners) != 4 or rotated_box_in(corners) is None


@pytest.mark.parametrize(("codec", "most"), [(YOLO_OBB, 4), (YOLO_SEGMENT, 9)])
def test_outlines_come_back(codec, most):
    @few
    @given(st.lists(outlines("polygon", 4, most).filter(is_uneven), max_size=4))
    def check(annotations):
        body, _ = written(codec, record(*annotations))
        hypothesis = hypotheses_of(codec, body)["1.jpg"]
        for before, after in zip(annotations, shapes_of(hypothesis, "uuid"), strict=True):
            assert (after["type"], after["label"]) == (before["type"], before["label"])
            assert [list(each.values()) for each in after["vertices"]] == [
                pytest.approx(list(each.values()), abs=1e-4) for each in before["vertices"]
            ]

    check()


@pytest.mark.memory
def test_both_directions_take_little_memory():
    outline = [{"x": (number * 7919) % 640 + 1 / 3, "y": (number * 104_729) % 480 / 7} for number in range(500)]
    records = large_records(200, [{**POLYGON, "vertices": outline}])
    count, size, peak = peak_of_both_directions(YOLO_SEGMENT, records)
    assert count == 200
    assert size > 500_000
    assert peak < 4_000_000


def unpacked(tmp_path, body, **pictures):
    for name, content in {
        **files_of(body),
        **{f"images/train/{name}.png": each for name, each in pictures.items()},
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.mark.parametrize(("codec", "is_obb"), [(YOLO, False), (YOLO_SEGMENT, False), (YOLO_OBB, True)])
def test_supervision_reads_what_we_write(tmp_path, codec, is_obb):
    body, _ = written(codec, record(BOX, SQUARE, name="1.png"), record(name="2.png"))
    unpacked(tmp_path, body, **{"1": picture(640, 480), "2": picture(640, 480)})
    found = supervision().DetectionDataset.from_yolo(
        images_directory_path=str(tmp_path / "images/train"),
        annotations_directory_path=str(tmp_path / "labels/train"),
        data_yaml_path=str(tmp_path / "data.yaml"),
        is_obb=is_obb,
    )
    assert found.classes == ["traffic_light", "car", "no"]
    detections = {path.rsplit("/", 1)[-1]: each for path, each in found.annotations.items()}
    assert len(detections["2.png"]) == 0
    np.testing.assert_allclose(detections["1.png"].xyxy[0], [64, 48, 384, 288], atol=1.01)
    assert detections["1.png"].class_id.tolist() == ([1] if codec is YOLO else [1, 0])


def test_globox_reads_what_we_write_and_we_read_what_it_writes(tmp_path):
    body, _ = written(YOLO, record(BOX, name="1.png"))
    unpacked(tmp_path, body, **{"1": picture(640, 480)})
    found = globox.AnnotationSet.from_yolo_v5(
        tmp_path / "labels/train", image_folder=tmp_path / "images/train", image_extension=".png"
    )
    (box,) = found["1.png"].boxes
    assert (box.label, box.ltrb) == ("1", (64, 48, 384, 288))
    found.save_yolo_v5(tmp_path / "theirs", label_to_id={"1": 1})
    theirs = (tmp_path / "theirs/1.txt").read_bytes()
    files = {"data.yaml": YAML, "images/1.png": picture(640, 480), "labels/1.txt": theirs}
    (after,) = shapes_of(hypotheses_of(YOLO, archive_of(files))["1.png"], "uuid")
    assert after == {"type": "box", "label": "traffic_light", "left": 64, "top": 48, "width": 320, "height": 240}


TURNED = {**BOX, "type": "rotated_box", "width": 100.0, "height": 60.0, "rotation": 30.0}
FRAME = {
    **POLYGON,
    "vertices": [{"x": x, "y": y} for x, y in ((10, 10), (50, 10), (50, 50), (10, 50))],
    "holes": [[{"x": x, "y": y} for x, y in ((20, 20), (40, 20), (40, 40), (20, 40))]],
}
BLOCK = {"uuid": "m", "type": "mask", "label": "car", "left": 64, "top": 48, "width": 64, "height": 48}
BLOCK["counts"] = compress(np.array([0, 64 * 48]))
EYES = Skeleton(
    points=(
        SkeletonPoint("nose", 0.5, 0.5),
        SkeletonPoint("left_eye", 0.6, 0.4, mirror="right_eye"),
        SkeletonPoint("right_eye", 0.4, 0.4, mirror="left_eye"),
    )
)
POSES = Ontology(
    labels=(Label(name="cat", skeleton=Skeleton(points=EYES.points[:1])), Label(name="owl", skeleton=EYES))
)
OWL = {
    "uuid": "o",
    "type": "skeleton",
    "label": "owl",
    "keypoints": [
        {"name": "right_eye", "x": 64, "y": 96, "visibility": "occluded"},
        {"name": "nose", "x": 128, "y": 48, "visibility": "visible"},
    ],
}
CAT = {**OWL, "label": "cat", "keypoints": OWL["keypoints"][1:]}


def test_rotated_boxes_come_back_by_their_exact_corners():
    body, report = written(YOLO_OBB, record(TURNED))
    (back,) = hypotheses_of(YOLO_OBB, body)["1.jpg"]["annotations"]
    assert {name: pytest.approx(value, abs=1e-3) for name, value in back.items() if isinstance(value, float)} == {
        name: TURNED[name] for name in ("left", "top", "width", "height", "rotation")
    }
    assert (back["type"], report.lost) == ("rotated_box", {"ids of annotations": 1})


def test_a_rotated_box_is_cut_at_the_edge_and_then_is_four_corners():
    body, report = written(YOLO_OBB, record({**TURNED, "left": 580}))
    (back,) = hypotheses_of(YOLO_OBB, body)["1.jpg"]["annotations"]
    assert back["type"] == "polygon"
    assert max(vertex["x"] for vertex in back["vertices"]) == 640
    assert report.lost["shapes cut at the edge of the image"] == 1


def test_masks_and_holes_become_outlines_of_the_same_area():
    body, report = written(YOLO_SEGMENT, record(BLOCK, FRAME, TURNED))
    block, frame, turned = hypotheses_of(YOLO_SEGMENT, body)["1.jpg"]["annotations"]
    assert area_of(block) == pytest.approx(64 * 48)
    assert area_of(frame) == pytest.approx(40 * 40 - 20 * 20)
    assert area_of(turned) == pytest.approx(TURNED["width"] * TURNED["height"], rel=0.01)
    assert report.lost == {
        "ids of annotations": 3,
        "masks, now polygons": 1,
        "polygons with holes, now outlines with seams": 1,
        "rotated boxes, now polygons": 1,
    }


def area_of(polygon):
    return fill([np.array([(vertex["x"], vertex["y"]) for vertex in polygon["vertices"]])], 640, 480).sum()


def test_poses_are_boxes_and_keypoints_with_room_for_the_most():
    body, report = written(YOLO_POSE, record(OWL, CAT, BOX), context=ExportContext(ontology=POSES, name="x"))
    files = files_of(body)
    assert b"kpt_shape: [3, 3]\n" in files["data.yaml"]
    assert b"flip_idx" not in files["data.yaml"]
    owl, cat = files["labels/train/1.txt"].decode().splitlines()
    assert owl == "1 0.15 0.15 0.1 0.1 0.2 0.1 2 0 0 0 0.1 0.2 1"
    assert cat == "0 0.2 0.1 0 0 0.2 0.1 2 0 0 0 0 0 0"
    assert report.lost == {"ids of annotations": 3, "boxes": 1}
    (row,) = rows_of(YOLO_POSE, body, ImportContext(ontology=POSES))
    back, other = row["hypothesis"]["annotations"]
    assert sorted(back["keypoints"], key=lambda each: each["x"]) == OWL["keypoints"]
    assert other["keypoints"] == CAT["keypoints"]


def test_mirrors_are_told_where_all_classes_agree():
    alone = ExportContext(ontology=Ontology(labels=POSES.labels[1:]), name="x")
    assert b"flip_idx: [0, 2, 1]\n" in files_of(written(YOLO_POSE, record(OWL), context=alone)[0])["data.yaml"]


def pose(line, yaml="kpt_shape: [3, 3]\nnames: [cat, owl]"):
    return archive_of({"data.yaml": yaml, "images/a.png": picture(640, 480), "labels/a.txt": line})


def test_other_peoples_poses_have_boxes_that_say_more():
    reading = ImportContext(ontology=POSES)
    body = pose("1 0.5 0.5 1 1 0.5 0.5 2 0 0 0 0 0 0\n1 0.5 0.5 0.2 0.2 0 0 0 0 0 0 0 0 0")
    row, told = rows_of(YOLO_POSE, body, reading)
    skeleton, box = row["hypothesis"]["annotations"]
    assert (skeleton["keypoints"][0]["x"], box["type"]) == (320, "box")
    assert (told.what, told.count) == ("boxes around skeletons", 1)
    two = pose("1 0.5 0.5 0 0 0.5 0.5 0 0 0 0", "kpt_shape: [3, 2]\nnames: [cat, owl]")
    (row,) = rows_of(YOLO_POSE, two, reading)
    assert [each["name"] for each in row["hypothesis"]["annotations"][0]["keypoints"]] == ["nose"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0 0.5 0.5 1 1 0.5 0.5 2 0.5 0.5 2 0 0 0", "no skeleton with so many"),
        ("1 0.5 0.5 1 1 0.5 0.5", "numbers are not"),
        ("1 0.5 0.5 1 1 0.5 0.5 x", "visibility is not a number"),
        ("1 0.5 0.5 0 0 0 0 0", "above 0"),
        ("1 0.5 0.5 1 1 7 0.5 2", "share"),
    ],
)
def test_a_pose_that_cannot_be_read_is_an_error_of_its_image(line, reason):
    (error,) = rows_of(YOLO_POSE, pose(line), ImportContext(ontology=POSES))
    assert reason in error.error


def test_poses_need_to_say_how_many_keypoints_there_are():
    with pytest.raises(MalformedError, match="kpt_shape"):
        rows_of(YOLO_POSE, pose("", "names: [cat, owl]"))
