"""COCO files: ours, other people's, and broken ones."""

import io
import json
import tempfile
import tracemalloc

import msgspec
import pycocotools.coco
import pycocotools.mask
import pytest
from PIL import Image

from goldsmith.errors import MalformedError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, RowError
from goldsmith.modalities.image.formats.coco import read_coco, write_coco
from goldsmith.modalities.json_elements import iterate_elements
from goldsmith.ontology import Label, Ontology, Skeleton, SkeletonPoint

from .deliveries import supervision

IMAGE = registry.get("image.v1")
ONTOLOGY = Ontology(labels=(Label(name="traffic_light"), Label(name="car", shapes=("box", "polygon", "point"))))
POSES = Ontology(
    labels=(
        Label(name="car"),
        Label(
            name="person",
            skeleton=Skeleton(
                points=(
                    SkeletonPoint("nose", 0.5, 0),
                    SkeletonPoint("left_eye", 0.6, 0, title="Left eye"),
                    SkeletonPoint("tail", 0, 1),
                ),
                edges=(("nose", "left_eye"),),
            ),
        ),
    )
)
READING = ImportContext(ontology=ONTOLOGY)
SQUARE = [{"x": 0, "y": 0}, {"x": 4, "y": 0}, {"x": 4, "y": 3}]
ANSWER = {
    "annotations": [
        {"uuid": "a", "type": "box", "label": "car", "left": 0.1, "top": 0.2, "width": 0.3, "height": 4},
        {"uuid": "b", "type": "polygon", "label": "car", "vertices": SQUARE},
        {"uuid": "c", "type": "line", "label": "traffic_light", "vertices": SQUARE},
        {"uuid": "d", "type": "point", "label": "car", "x": 3, "y": 4},
    ]
}


def record(answer, number=1):
    asset = {"name": f"{number}.jpg", "sha256": "ab", "facts": {"width": 640, "height": 480}}
    body = {"task_id": "t", "unique_id": f"u{number}", "content": {}, "answer": answer, "assets": [asset]}
    return msgspec.json.encode(body)


def written(*records):
    out = io.BytesIO()
    report = write_coco(iter(records), out, ExportContext(ontology=ONTOLOGY, name="x"))
    return json.loads(out.getvalue()), report


def rows_of(body):
    return list(read_coco(io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode()), READING))


def test_boxes_outlines_and_points_are_written_as_coco_asks():
    coco, report = written(record(ANSWER))
    assert report.lost == {"lines": 1}
    assert [category["name"] for category in coco["categories"]] == ["traffic_light", "car"]
    assert coco["images"][0] | {"attributes": {}} == {
        "id": 1,
        "file_name": "1.jpg",
        "width": 640,
        "height": 480,
        "attributes": {},
        "unique_id": "u1",
        "sha256": "ab",
    }
    box, outline, point = coco["annotations"]
    assert (box["bbox"], box["segmentation"], box["category_id"]) == ([0.1, 0.2, 0.3, 4.0], [], 2)
    assert box["area"] == pytest.approx(1.2)
    assert (outline["segmentation"], outline["area"], outline["bbox"]) == ([[0, 0, 4, 0, 4, 3]], 6, [0, 0, 4, 3])
    assert (point["keypoints"], point["num_keypoints"]) == ([3, 4, 2], 1)
    assert [each["id"] for each in coco["annotations"]] == [1, 2, 3]
    assert all(each["iscrowd"] == 0 and each["image_id"] == 1 for each in coco["annotations"])


def test_an_empty_delivery_is_a_valid_file():
    coco, report = written()
    assert (coco["images"], coco["annotations"], report.records) == ([], [], 0)


def test_other_peoples_files_become_hypotheses():
    body = {
        "annotations": [
            {"id": 7, "image_id": 3, "category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": [], "iscrowd": 0},
            {"id": 8, "image_id": 3, "category_id": 1, "segmentation": [[0, 0, 1, 0, 1, 1], [5, 5, 6, 5, 6, 6]]},
        ],
        "info": {"nested": [1, {"a": "]}"}]},
        "images": [{"id": 3, "file_name": "a.jpg"}, {"id": 4, "file_name": "b.jpg"}],
        "categories": [{"id": 1, "name": "Traffic light"}],
    }
    first, second = rows_of(body)
    assert first["attachment"] == first["unique_id"] == "a.jpg"
    assert [(each["uuid"], each["type"]) for each in first["hypothesis"]["annotations"]] == [
        ("7", "box"),
        ("8-1", "polygon"),
        ("8-2", "polygon"),
    ]
    assert len(read_answer(IMAGE, ONTOLOGY, first["hypothesis"]).annotations) == 3
    assert second["hypothesis"]["annotations"] == []


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ({"segmentation": {"counts": "abc", "size": [1, 1]}, "iscrowd": 1}, "run lengths"),
        ({"segmentation": {"counts": [1, -1, 1], "size": [1, 1]}}, "run lengths"),
        ({"segmentation": {"counts": [1], "size": [1, 1]}}, "no pixel"),
        ({"segmentation": {"counts": [[1]], "size": [1, 1]}}, "run lengths"),
        ({"segmentation": {"counts": "1é", "size": [1, 1]}}, "run lengths"),
        ({"segmentation": {"counts": [0, 10**30], "size": [1, 1]}}, "run lengths"),
        ({"segmentation": {"counts": [0, 10**12], "size": [10**6, 10**6]}}, "pixels"),
        ({"segmentation": {"counts": [0, 1], "size": [1]}}, "COCO"),
        ({"segmentation": {"size": [1, 1]}}, "COCO"),
        ({"keypoints": [1, 1, 2, 2, 2, 2], "num_keypoints": 2, "bbox": [0, 0, 1, 1]}, "as many keypoints"),
        ({"keypoints": [1, 1], "num_keypoints": 1}, "COCO"),
        ({"bbox": [1, 2, 3]}, "COCO"),
        ({"segmentation": [[1, 2, 3]]}, "COCO"),
        ({"category_id": 99, "bbox": [0, 0, 1, 1]}, "COCO"),
        ({"segmentation": 3}, "COCO"),
    ],
)
def test_an_image_with_an_unreadable_annotation_is_an_error_of_its_row(annotation, reason):
    good = {"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "b.jpg"}
    categories = [{"id": 1, "name": "car"}]
    annotations = [{"image_id": 2, "category_id": 1, **annotation}]
    first, second = rows_of({"images": good, "annotations": annotations, "categories": categories})
    assert isinstance(first, dict)
    assert isinstance(second, RowError)
    assert second.row == 2
    assert reason in second.error


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"images": [',
        b'{"images": [{}',
        b'{"images": [NaN]}',
        b'{"a" 1}',
        b'{"images": [{},]}',
        b'{"a": 1,}',
        b"\xff",
    ],
)
def test_what_is_not_coco_is_refused(body):
    with pytest.raises(MalformedError):
        rows_of(body)


def test_elements_come_whole_however_the_file_is_cut():
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 3))

    body = '{"a": [1, {"b": "é]}"}, [2]], "c": 12345, "d": []}'.encode()
    assert list(iterate_elements(Slow(body))) == [("a", 1), ("a", {"b": "é]}"}), ("a", [2])]


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    def records():
        described = {**ANSWER["annotations"][0], "attributes": {"note": "x" * 20_000}}
        for number in range(500):
            yield record({"annotations": [described]}, number)

    tracemalloc.start()
    with tempfile.TemporaryFile() as out:
        write_coco(records(), out, ExportContext(ontology=ONTOLOGY))
        size = out.tell()
        out.seek(0)
        count = sum(1 for _ in read_coco(out, READING))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 500
    assert size > 10_000_000
    assert peak < 5_000_000


def test_pycocotools_reads_what_we_write(tmp_path):
    path = tmp_path / "coco.json"
    out = io.BytesIO()
    write_coco(iter([record(ANSWER, 1), record({"annotations": []}, 2)]), out, ExportContext(ontology=ONTOLOGY))
    path.write_bytes(out.getvalue())
    found = pycocotools.coco.COCO(str(path))
    assert [category["name"] for category in found.loadCats(found.getCatIds())] == ["traffic_light", "car"]
    assert [image["file_name"] for image in found.loadImgs(found.getImgIds())] == ["1.jpg", "2.jpg"]
    box, outline, point = found.loadAnns(found.getAnnIds(imgIds=[1]))
    assert box["bbox"] == [0.1, 0.2, 0.3, 4]
    assert pycocotools.mask.area(found.annToRLE(outline)) == pytest.approx(outline["area"], abs=3)
    assert point["keypoints"] == [3, 4, 2]
    assert found.getAnnIds(imgIds=[2]) == []


def ring(*places):
    return [{"x": x, "y": y} for x, y in places]


FRAME = {
    "uuid": "f",
    "type": "polygon",
    "label": "car",
    "vertices": ring((10, 10), (30, 10), (30, 30), (10, 30)),
    "holes": [ring((15, 15), (25, 15), (25, 25), (15, 25))],
}
BAR = {"uuid": "m", "type": "mask", "label": "car", "left": 3, "top": 2, "width": 3, "height": 3, "counts": "414"}
JOINTS = [{"name": "left_eye", "x": 4, "y": 5, "visibility": "occluded"}, {"name": "nose", "x": 2, "y": 9}]
PERSON = {"uuid": "p", "type": "skeleton", "label": "person", "keypoints": JOINTS, "z_order": 3, "group": "g"}
ELLIPSE = {"uuid": "e", "type": "ellipse", "label": "car", "x": 50, "y": 40, "radius_x": 20, "radius_y": 10}
TURNED = {**ANSWER["annotations"][0], "type": "rotated_box", "uuid": "r", "rotation": 30}


def back_and_forth(*annotations):
    out = io.BytesIO()
    report = write_coco(iter([record({"annotations": annotations})]), out, ExportContext(ontology=POSES, name="x"))
    (row,) = read_coco(io.BytesIO(out.getvalue()), ImportContext(ontology=POSES))
    assert read_answer(IMAGE, POSES, row["hypothesis"])
    return json.loads(out.getvalue()), row["hypothesis"]["annotations"], report


def test_masks_are_run_lengths_of_the_whole_image_as_pycocotools_reads_them():
    coco, (back,), report = back_and_forth(BAR)
    (mask,) = coco["annotations"]
    assert (mask["bbox"], mask["area"], mask["iscrowd"]) == ([4, 3, 1, 1], 1, 0)
    assert pycocotools.mask.toBbox(mask["segmentation"]).tolist() == mask["bbox"]
    assert pycocotools.mask.area(mask["segmentation"]) == mask["area"]
    place = {"left": 4, "top": 3, "width": 1, "height": 1, "counts": "01"}
    assert back == {**BAR, **place, "attributes": {}}
    assert report.lost == {}


def test_a_polygon_with_holes_is_written_as_its_pixels():
    coco, (back,), report = back_and_forth(FRAME)
    assert coco["annotations"][0]["area"] == 20 * 20 - 10 * 10
    assert pycocotools.mask.area(coco["annotations"][0]["segmentation"]) == 300
    assert (back["type"], back["left"], back["width"]) == ("mask", 10, 20)
    assert report.lost == {"polygons, now pixels": 1}


def test_skeletons_are_keypoints_of_their_category():
    coco, (back,), report = back_and_forth(PERSON)
    (person,) = coco["annotations"]
    assert coco["categories"][1]["keypoints"] == ["nose", "left_eye", "tail"]
    assert coco["categories"][1]["skeleton"] == [[1, 2]]
    assert (person["keypoints"], person["num_keypoints"]) == ([2, 9, 2, 4, 5, 1, 0, 0, 0], 2)
    assert [(each["name"], each["visibility"]) for each in back["keypoints"]] == [
        ("nose", "visible"),
        ("left_eye", "occluded"),
    ]
    assert (back["z_order"], back["group"], report.lost) == (3, "g", {})


def test_ellipses_and_rotated_boxes_become_polygons_and_it_is_told():
    cuboid = {"uuid": "c", "type": "cuboid", "label": "car", "vertices": ring(*[(n, n * n) for n in range(8)])}
    coco, back, report = back_and_forth(ELLIPSE, TURNED, cuboid)
    assert [each["type"] for each in back] == ["polygon", "polygon"]
    assert coco["annotations"][0]["area"] == pytest.approx(3.1416 * 20 * 10, rel=0.02)
    assert coco["annotations"][1]["area"] == pytest.approx(0.3 * 4)
    assert report.lost == {"ellipses, now polygons": 1, "rotated boxes, now polygons": 1, "cuboids": 1}


def test_a_person_of_coco_is_a_skeleton_and_an_area_of_one_group():
    body = {
        "images": [{"id": 1, "file_name": "a.jpg"}],
        "categories": [{"id": 1, "name": "person", "keypoints": ["nose", "Left eye"]}],
        "annotations": [
            {
                "id": 9,
                "image_id": 1,
                "category_id": 1,
                "iscrowd": 1,
                "keypoints": [1, 2, 2, 3, 4, 1],
                "num_keypoints": 2,
                "segmentation": {"size": [2, 3], "counts": [0, 2, 4]},
                "bbox": [0, 0, 1, 2],
            }
        ],
    }
    row, crowd = read_coco(io.BytesIO(json.dumps(body).encode()), ImportContext(ontology=POSES))
    skeleton, mask = row["hypothesis"]["annotations"]
    assert [each["name"] for each in skeleton["keypoints"]] == ["nose", "left_eye"]
    assert (mask["type"], mask["width"], mask["height"], mask["counts"]) == ("mask", 1, 2, "02")
    assert skeleton["group"] == mask["group"] == "9"
    assert crowd.what == "marks of crowds"
    assert read_answer(IMAGE, POSES, row["hypothesis"])
    (person,) = (msgspec.structs.replace(label, shapes=("skeleton",)) for label in POSES.labels[1:])
    only = ImportContext(ontology=Ontology(labels=(person,)))
    row, *told = read_coco(io.BytesIO(json.dumps(body).encode()), only)
    assert [each["type"] for each in row["hypothesis"]["annotations"]] == ["skeleton"]
    assert {loss.what: loss.count for loss in told}["areas beside keypoints"] == 1


def test_supervision_reads_our_masks_holes_and_outlines(tmp_path):
    ellipse = {**ELLIPSE, "x": 100}
    out = io.BytesIO()
    given = [record({"annotations": [BAR, FRAME, ellipse]})]
    write_coco(iter(given), out, ExportContext(ontology=POSES, name="x"))
    body = json.loads(out.getvalue())
    (tmp_path / "coco.json").write_bytes(out.getvalue())
    Image.new("RGB", (640, 480)).save(tmp_path / body["images"][0]["file_name"])
    found = supervision().DetectionDataset.from_coco(str(tmp_path), str(tmp_path / "coco.json"), force_masks=True)
    ((_, _, marks),) = list(found)
    assert marks.mask.sum(axis=(1, 2)).tolist()[:2] == [1, 300]
    assert marks.mask[2].sum() == pytest.approx(3.1416 * 20 * 10, rel=0.1)
