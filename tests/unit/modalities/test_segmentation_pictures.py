"""Pictures of segments: VOC's and DAVIS's with a palette, COCO's of colors; ours, other people's, broken ones."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from goldsmith.algorithms.areas import fill
from goldsmith.algorithms.masks import compress, decompress, paint
from goldsmith.errors import InvalidError, MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.modalities.image.formats.coco_panoptic import COCO_PANOPTIC
from goldsmith.modalities.image.formats.indexed import DAVIS, VOC_SEGMENTATION
from goldsmith.modalities.image.formats.pictures import png_of, read_numbers, voc_palette
from goldsmith.ontology import Label, Ontology

from .deliveries import BOX, IMAGE, ONTOLOGY, POLYGON, archive_of, files_of, record, rows_of, written
from .hostile import png

LOWER = {"uuid": "m", "type": "mask", "label": "car", "left": 10, "top": 20, "width": 4, "height": 3}
LOWER["counts"] = compress(np.array([0, 12]))
UPPER = {**LOWER, "uuid": "u", "label": "no", "left": 12, "z_order": 1}
SMALL = Ontology(labels=(Label(name="sky", is_thing=False), Label(name="car", color="#ff0080")))
CODECS = [VOC_SEGMENTATION, DAVIS, COCO_PANOPTIC]


def pixels_of(mask, size=(480, 640)):
    whole = np.zeros(size, dtype=bool)
    window = paint(decompress(mask["counts"]), mask["width"], mask["height"])
    whole[mask["top"] : mask["top"] + mask["height"], mask["left"] : mask["left"] + mask["width"]] = window
    return whole


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_the_uppermost_shape_has_the_pixel_and_the_rest_is_counted(codec):
    body, report = written(codec, record(UPPER, LOWER, BOX, POLYGON, unique_id="u"))
    (row,) = rows_of(codec, body)
    assert (row["unique_id"], row["attachment"]) == ("u", "1.jpg")
    outline, lower, upper = sorted(row["hypothesis"]["annotations"], key=lambda each: (each["left"], each["top"]))
    assert (lower["label"], upper["label"], outline["label"]) == ("car", "no", "traffic_light")
    assert (lower["width"], upper["width"], upper["left"]) == (2, 4, 12)
    triangle = fill([np.array([[0.0, 0.0], [640.0, 0.0], [320.0, 480.0]])], 640, 480)
    assert pixels_of(outline).sum() == (triangle & ~pixels_of(UPPER)).sum()
    assert len(read_answer(IMAGE, ONTOLOGY, row["hypothesis"]).annotations) == 3
    assert {name: report.lost.get(name) for name in ("boxes", "polygons, now pixels")} == {
        "boxes": 1,
        "polygons, now pixels": 1,
    }
    assert report.lost["shapes that others cover in part or wholly"] == 2
    assert report.lost["places in the pile of shapes"] == 1


def test_voc_has_its_colors_a_picture_of_classes_and_one_of_objects():
    files = files_of(written(VOC_SEGMENTATION, record(LOWER, UPPER, name="day/1.jpg"))[0])
    assert files["ImageSets/Segmentation/default.txt"] == b"day/1\n"
    assert b"car:0,128,0::\n" in files["labelmap.txt"]
    classes = Image.open(io.BytesIO(files["SegmentationClass/day/1.png"]))
    assert (classes.mode, classes.getpixel((10, 20)), classes.getpixel((12, 20))) == ("P", 2, 3)
    assert classes.convert("RGB").getpixel((12, 20)) == (128, 128, 0)
    objects = Image.open(io.BytesIO(files["SegmentationObject/day/1.png"]))
    assert [objects.getpixel(place) for place in ((10, 20), (12, 20), (0, 0))] == [1, 2, 0]


def numbered(*rows):
    return np.array(rows, dtype=np.uint8)


def test_vocs_own_files_have_void_and_no_list():
    classes = png_of(numbered([0, 15, 255], [7, 7, 255]), voc_palette())
    objects = png_of(numbered([0, 1, 255], [2, 3, 255]), voc_palette())
    files = {"VOC2012/SegmentationClass/a.png": classes, "VOC2012/SegmentationObject/a.png": objects}
    names = Ontology(labels=(Label(name="person"), Label(name="car")))
    (row,) = rows_of(VOC_SEGMENTATION, archive_of(files), ImportContext(ontology=names))
    found = [(each["label"], each["left"], each["top"]) for each in row["hypothesis"]["annotations"]]
    assert (row["attachment"], found) == ("a.jpg", [("person", 1, 0), ("car", 0, 1), ("car", 1, 1)])
    del files["VOC2012/SegmentationObject/a.png"]
    (row,) = rows_of(VOC_SEGMENTATION, archive_of(files), ImportContext(ontology=names))
    assert [each["label"] for each in row["hypothesis"]["annotations"]] == ["car", "person"]


def test_davis_of_others_needs_a_project_of_one_label():
    body = archive_of({"DAVIS/Annotations/480p/bear/00000.png": png_of(numbered([0, 1, 2]), voc_palette())})
    (error,) = rows_of(DAVIS, body)
    assert "exactly one label" in error.error
    (row,) = rows_of(DAVIS, body, ImportContext(ontology=Ontology(labels=(Label(name="bear"),))))
    assert row["attachment"] == "480p/bear/00000.jpg"
    assert [each["label"] for each in row["hypothesis"]["annotations"]] == ["bear", "bear"]


def test_panoptic_segments_say_what_they_are_and_where():
    context = ExportContext(ontology=SMALL, name="x")
    sky = {**LOWER, "label": "sky"}
    files = files_of(written(COCO_PANOPTIC, record(sky, {**UPPER, "label": "car"}), context=context)[0])
    body = json.loads(files["panoptic.json"])
    assert [(each["name"], each["isthing"], each["color"]) for each in body["categories"]] == [
        ("sky", 0, [128, 128, 128]),
        ("car", 1, [255, 0, 128]),
    ]
    (annotation,) = body["annotations"]
    assert annotation["file_name"] == "1.png"
    first, second = annotation["segments_info"]
    assert (first["category_id"], first["area"], first["bbox"]) == (1, 6, [10, 20, 2, 3])
    assert (second["category_id"], second["area"], second["bbox"], second["uuid"]) == (2, 12, [12, 20, 4, 3], "u")
    picture = Image.open(io.BytesIO(files["panoptic/1.png"]))
    assert (picture.mode, picture.getpixel((12, 20)), picture.getpixel((0, 0))) == ("RGB", (2, 0, 0), (0, 0, 0))


def test_ids_of_segments_are_three_bytes():
    colors = np.zeros((2, 3, 3), dtype=np.uint8)
    colors[0, :2] = (1, 2, 3)
    colors[1, 2] = (9, 0, 0)
    number = 1 + 2 * 256 + 3 * 65536
    body = {
        "images": [{"id": 5, "file_name": "a.jpg"}, {"id": 6, "file_name": "b.jpg"}],
        "categories": [{"id": 3, "name": "Car"}],
        "annotations": [
            {
                "image_id": 5,
                "file_name": "a.png",
                "segments_info": [
                    {"id": number, "category_id": 3, "iscrowd": 1},
                    {"id": 77, "category_id": 3},
                ],
            }
        ],
    }
    archive = archive_of({"a/panoptic.json": json.dumps(body), "a/x/a.png": png_of(colors)})
    first, second, *losses = rows_of(COCO_PANOPTIC, archive)
    (mask,) = first["hypothesis"]["annotations"]
    assert (mask["label"], mask["width"], mask["height"]) == ("car", 2, 1)
    assert second["hypothesis"]["annotations"] == []
    assert {loss.what: loss.count for loss in losses if isinstance(loss, Loss)} == {
        "segments of no pixels": 1,
        "pixels' ids that are no segment": 1,
        "marks of crowds": 1,
    }


def test_more_objects_than_a_byte_counts_are_lost():
    dots = [{**LOWER, "uuid": str(n), "left": 2 * n, "width": 1, "height": 1, "counts": "01"} for n in range(300)]
    body, report = written(VOC_SEGMENTATION, record(*dots))
    (row,) = rows_of(VOC_SEGMENTATION, body)
    assert len(row["hypothesis"]["annotations"]) == 254
    assert report.lost["annotations beyond the first 254 of an image"] == 46


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_images_of_unknown_size_are_counted(codec):
    _, report = written(codec, record(LOWER, size=None))
    assert report.lost["images of unknown size"] == 1
    assert report.lost["annotations of images that cannot be painted"] == 1


GOOD = png_of(numbered([0, 1]), voc_palette())


@pytest.mark.parametrize(
    ("codec", "files", "reason"),
    [
        (VOC_SEGMENTATION, {"SegmentationClass/a.png": b"x"}, "not a PNG"),
        (VOC_SEGMENTATION, {"SegmentationClass/a.png": GOOD[:60]}, "damaged"),
        (VOC_SEGMENTATION, {"SegmentationClass/a.png": png(9_000, 9_000, b"")}, "64 million"),
        (VOC_SEGMENTATION, {"SegmentationClass/a.png": png(20_000, 20_000, b"")}, "million pixels"),
        (VOC_SEGMENTATION, {"SegmentationClass/a.png": png_of(np.ones((1, 1, 3), np.uint8))}, "one number"),
        (VOC_SEGMENTATION, {"SegmentationClass/a.png": GOOD, "labelmap.txt": "car:9,9,9::"}, "names no class"),
        (
            VOC_SEGMENTATION,
            {"SegmentationClass/a.png": GOOD, "SegmentationObject/a.png": png_of(numbered([1]))},
            "another size",
        ),
        (DAVIS, {"Annotations/a.png": GOOD[:60]}, "damaged"),
        (COCO_PANOPTIC, {"p.json": '{"images": [{"id": 1}]}'}, "as COCO describes"),
        (
            COCO_PANOPTIC,
            {
                "p.json": '{"images": [{"id": 1, "file_name": "a"}], "annotations": '
                '[{"image_id": 1, "file_name": "a.png", "segments_info": [{"id": 1}]}]}'
            },
            "not in this archive",
        ),
    ],
)
def test_a_picture_that_cannot_be_read_is_an_error_of_its_row(codec, files, reason):
    (error,) = rows_of(codec, archive_of(files))
    assert isinstance(error, RowError)
    assert reason in error.error


@pytest.mark.parametrize(
    ("codec", "files", "reason"),
    [
        (VOC_SEGMENTATION, {"a.txt": ""}, "holds no SegmentationClass"),
        (VOC_SEGMENTATION, {"labelmap.txt": "car", "SegmentationClass/a.png": GOOD}, "line 1"),
        (DAVIS, {"a.txt": ""}, "holds no Annotations"),
        (COCO_PANOPTIC, {"a.txt": ""}, "one JSON file"),
    ],
)
def test_an_archive_of_something_else_is_refused(codec, files, reason):
    with pytest.raises(MalformedError, match=reason):
        rows_of(codec, archive_of(files))


def test_texts_beside_the_pixels_come_back():
    picture = read_numbers(io.BytesIO(png_of(numbered([1, 2]), voc_palette(), {"labels": '["a"]'})), "x")
    assert (picture.numbers.tolist(), picture.texts["labels"]) == ([[1, 2]], '["a"]')
    with pytest.raises(InvalidError, match="x is not a PNG"):
        read_numbers(io.BytesIO(b""), "x")
