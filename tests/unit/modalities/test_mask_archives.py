"""Masks in archives: Open Images' pictures of single masks, SageMaker's of classes and of instances."""

import base64
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from goldsmith.algorithms.masks import compress, runs_of
from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ImportContext, RowError
from goldsmith.modalities.image.formats.open_images_masks import OPEN_IMAGES_MASKS
from goldsmith.modalities.image.formats.pictures import png_of
from goldsmith.modalities.image.formats.sagemaker_masks import SAGEMAKER_MASKS
from goldsmith.ontology import Label, Ontology

from .deliveries import BOX, IMAGE, ONTOLOGY, POLYGON, archive_of, files_of, picture, record, rows_of, written

CODECS = [OPEN_IMAGES_MASKS, SAGEMAKER_MASKS]
LOWER = {"uuid": "m", "type": "mask", "label": "car", "left": 10, "top": 20, "width": 4, "height": 3}
LOWER["counts"] = compress(np.array([0, 12]))
UPPER = {**LOWER, "uuid": "u", "label": "no", "left": 12, "z_order": 1}
CITY = ImportContext(ontology=Ontology(labels=(Label(name="buildings", title="Buildings"), Label(name="cat"))))
PLACES = ("type", "label", "left", "top", "width", "height", "counts")


def places(row):
    return [{name: mask[name] for name in PLACES} for mask in row["hypothesis"]["annotations"]]


def errors(codec, files, context=CITY):
    return [(row.row, row.field, row.error) for row in rows_of(codec, archive_of(files), context)]


def test_open_images_lists_a_picture_for_each_mask():
    body, report = written(OPEN_IMAGES_MASKS, record(LOWER, name="day/1.jpg", unique_id="u"), record(name="2.jpg"))
    files = files_of(body)
    assert files["annotations-object-segmentation.csv"].decode() == (
        "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\n"
        "day/1_car_00000001.png,day/1,car,00000001,0.015625,0.021875,0.0416666667,0.0479166667,,\n"
    )
    assert files["sizes.csv"] == b"image,width,height,unique_id\nday/1.jpg,640,480,u\n2.jpg,640,480,\n"
    mask = Image.open(io.BytesIO(files["masks/day/1_car_00000001.png"]))
    assert (mask.mode, mask.size, mask.getbbox()) == ("1", (640, 480), (10, 20, 14, 23))
    assert report.lost == {"ids of annotations": 1}
    first, second = rows_of(OPEN_IMAGES_MASKS, body)
    assert (first["attachment"], first["unique_id"], second["attachment"]) == ("day/1.jpg", "u", "2.jpg")
    assert places(first) == [{name: LOWER[name] for name in PLACES}]
    assert second["hypothesis"]["annotations"] == []


def test_masks_of_open_images_keep_the_pixels_that_they_share():
    (row,) = rows_of(OPEN_IMAGES_MASKS, written(OPEN_IMAGES_MASKS, record(UPPER, LOWER, POLYGON, BOX))[0])
    assert [(mask["label"], mask["width"]) for mask in row["hypothesis"]["annotations"]] == [
        ("no", 4),
        ("car", 4),
        ("traffic_light", 640),
    ]


HEAD = "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\n"
THEIRS = {
    "train-annotations-object-segmentation.csv": HEAD
    + "e88d_m01yrx_e16d.png,e88d,/m/01yrx,e16d,0.1,0.9,0.1,0.9,0.86,0.1 0.2 1;0.3 0.4 0\n",
    "class-descriptions-boxable.csv": "/m/01yrx,Cat\n",
    "train-masks-e/e88d_m01yrx_e16d.png": png_of(np.array([[0, 1], [0, 0]], dtype=np.uint8)),
}


def test_open_images_own_masks_are_read_and_brought_to_the_size_of_the_image():
    (row,) = rows_of(OPEN_IMAGES_MASKS, archive_of(THEIRS), CITY)
    (mask,) = row["hypothesis"]["annotations"]
    assert (row["attachment"], mask["uuid"], mask["label"]) == ("e88d.jpg", "e16d", "cat")
    assert [mask[side] for side in ("left", "top", "width", "height")] == [1, 0, 1, 1]
    with_image = {**THEIRS, "train/e88d.png": picture(6, 4)}
    (row,) = rows_of(OPEN_IMAGES_MASKS, archive_of(with_image), CITY)
    (mask,) = row["hypothesis"]["annotations"]
    assert [mask[side] for side in ("left", "top", "width", "height")] == [3, 0, 3, 2]


def test_a_broken_mask_of_open_images_is_an_error_of_its_image():
    lines = HEAD + "gone.png,a,/m/01yrx,,,,,,,\ncut.png,b,/m/01yrx,,,,,,,\nfine.png,c,/m/01yrx,,,,,,,\n"
    lines += "color.png,d,/m/01yrx,,,,,,,\n"
    files = {"a.csv": lines, "class-descriptions.csv": "/m/01yrx,Cat\n", "m/cut.png": b"\x89PNG\r\n\x1a\n"}
    files["m/fine.png"] = png_of(np.ones((2, 2), dtype=np.uint8))
    files["m/color.png"] = png_of(np.ones((2, 2, 3), dtype=np.uint8))
    found = rows_of(OPEN_IMAGES_MASKS, archive_of(files), CITY)
    refused = {row.row: (row.field, row.error) for row in found if isinstance(row, RowError)}
    assert {number: field for number, (field, _) in refused.items()} == {
        1: "MaskPath",
        2: "m/cut.png",
        4: "m/color.png",
    }
    assert "line 2" in refused[1][1]
    assert "one number for each pixel" in refused[4][1]


@pytest.mark.parametrize(
    ("codec", "files"),
    [
        (OPEN_IMAGES_MASKS, {"a.txt": "x"}),
        (OPEN_IMAGES_MASKS, {"a.csv": "MaskPath,ImageID\n"}),
        (OPEN_IMAGES_MASKS, {"a.csv": HEAD + ",a,cat\n"}),
        (OPEN_IMAGES_MASKS, {"a.csv": HEAD + '"a\n'}),
        (OPEN_IMAGES_MASKS, {"a.csv": HEAD.encode() + b"\xff,a,cat\n"}),
        (SAGEMAKER_MASKS, {"a.png": "x"}),
        (SAGEMAKER_MASKS, {"a.manifest": "{}", "b.manifest": "{}"}),
    ],
)
def test_an_archive_that_is_none_is_refused_as_a_whole(codec, files):
    with pytest.raises(MalformedError):
        rows_of(codec, archive_of(files), CITY)


def manifest_line(body):
    return json.loads(files_of(body)["output.manifest"])


def test_sagemaker_has_a_picture_of_classes_and_one_of_instances():
    one = record(UPPER, LOWER, name="day/1.jpg", unique_id="u", attributes={"weather": "rain"})
    body, report = written(SAGEMAKER_MASKS, one)
    line = manifest_line(body)
    by_people = {"job-name": "labeling-job/x", "human-annotated": "yes"}
    assert line["source-ref"] == "day/1.jpg"
    assert line["segmentation-ref"] == "annotations/day/1.png"
    assert line["segmentation-ref-metadata"] == {
        "internal-color-map": {
            "0": {"class-name": "BACKGROUND", "hex-color": "#000000"},
            "2": {"class-name": "car", "hex-color": "#008000"},
            "3": {"class-name": "no", "hex-color": "#808000"},
        },
        "type": "groundtruth/semantic-segmentation",
        **by_people,
    }
    assert line["instances-metadata"] == {"type": "groundtruth/custom", **by_people}
    assert line["instances"]["inputImageProperties"] == {"height": 480, "width": 640}
    colors = {each["label"]: each["color"] for each in line["instances"]["instances"]}
    assert colors == {"car": "#9e3779", "no": "#3c6ef2"}
    content = base64.b64decode(line["instances"]["labeledImage"]["pngImageData"])
    shown = Image.open(io.BytesIO(content))
    assert [shown.getpixel(place) for place in ((10, 20), (12, 20), (0, 0))] == [
        (0x9E, 0x37, 0x79),
        (0x3C, 0x6E, 0xF2),
        (0, 0, 0),
    ]
    classes = Image.open(io.BytesIO(files_of(body)["annotations/day/1.png"]))
    assert (classes.mode, classes.getpixel((10, 20)), classes.getpixel((12, 20))) == ("P", 2, 3)
    assert report.lost == {"shapes that others cover in part or wholly": 1, "places in the pile of shapes": 1}
    (row,) = rows_of(SAGEMAKER_MASKS, body)
    assert (row["attachment"], row["unique_id"]) == ("day/1.jpg", "u")
    assert row["hypothesis"]["global_attributes"] == {"weather": "rain"}
    found = {mask["uuid"]: (mask["label"], mask["left"], mask["width"]) for mask in row["hypothesis"]["annotations"]}
    assert found == {"m": ("car", 10, 2), "u": ("no", 12, 4)}


# As the manual shows the output of a semantic segmentation job.
CITY_LINE = {
    "source-ref": "s3://bucket/example_city_image.png",
    "city-streets-ref": "s3://bucket/annotations/0_2019.png",
    "city-streets-ref-metadata": {
        "internal-color-map": {
            "0": {"class-name": "BACKGROUND", "confidence": 0.9, "hex-color": "#ffffff"},
            "1": {"class-name": "buildings", "confidence": 0.9, "hex-color": "#2acf59"},
        },
        "type": "groundtruth/semantic-segmentation",
        "human-annotated": "yes",
        "creation-date": "2018-10-18T22:18:13.527256",
        "job-name": "labeling-job/city-streets-ref",
    },
    "camera": 7,
}
CITY_PICTURE = png_of(np.array([[0, 1, 1]], dtype=np.uint8), bytes([255] * 3 + [42, 207, 89]))


def city(line=None, **files):
    return {"output.manifest": json.dumps(line or CITY_LINE) + "\n", "annotations/0_2019.png": CITY_PICTURE, **files}


def test_the_manuals_segmentation_is_read():
    (row,) = rows_of(SAGEMAKER_MASKS, archive_of(city()), CITY)
    (mask,) = row["hypothesis"]["annotations"]
    assert (row["attachment"], row["metadata"]) == ("s3://bucket/example_city_image.png", {"camera": 7})
    assert [mask[name] for name in ("uuid", "label", "left", "top", "width", "height")] == [
        "1",
        "buildings",
        1,
        0,
        2,
        1,
    ]


def test_what_the_workers_page_for_instances_gives_is_read():
    colors = np.array([[[0, 0, 0, 0], [31, 119, 180, 255], [44, 160, 44, 255]]], dtype=np.uint8)
    content = base64.b64encode(png_of(colors)).decode()
    said = {
        "inputImageProperties": {"height": 1, "width": 3},
        "instances": [{"color": "#1f77b4", "label": "Cat"}, {"color": "#2ca02c", "label": "Cat"}],
        "labeledImage": {"pngImageData": content},
    }
    line = {"source-ref": "a.png", "cats": said, "cats-metadata": {"type": "groundtruth/custom"}}
    (row,) = rows_of(SAGEMAKER_MASKS, archive_of(city(line)), CITY)
    assert [(mask["label"], mask["left"]) for mask in row["hypothesis"]["annotations"]] == [("cat", 1), ("cat", 2)]
    assert "metadata" not in row


def instances(**change):
    content = base64.b64encode(png_of(np.full((1, 1, 3), 9, dtype=np.uint8))).decode()
    body = {"instances": [{"color": "#090909", "label": "cat"}], "labeledImage": {"pngImageData": content}}
    return {"source-ref": "a.png", "cats": {**body, **change}}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({**CITY_LINE, "source-ref": 7}, "names no picture"),
        ({**CITY_LINE, "city-streets-ref": "gone.png"}, "not in this archive"),
        ({**CITY_LINE, "city-streets-ref-metadata": {"type": "groundtruth/semantic-segmentation"}}, "does not name"),
        (instances(instances=[]), "of no instance"),
        (instances(instances=[{"color": "red", "label": "cat"}]), "no color"),
        (instances(instances=[{"color": "#090909"}]), "has a label"),
        (instances(instances=7), "not a list"),
        (instances(labeledImage={"pngImageData": "?"}), "not base64"),
        (instances(labeledImage={"pngImageData": 7}), "not a PNG"),
        (instances(labeledImage={"pngImageData": base64.b64encode(b"x" * 99).decode()}), "not a PNG"),
    ],
)
def test_a_line_that_makes_no_sense_is_an_error_of_its_row(line, message):
    [(row, _, error)] = errors(SAGEMAKER_MASKS, city(line))
    assert (row, message in error) == (1, True), error


@st.composite
def disjoint_masks(draw):
    """Masks in columns of their own, of any pixels."""
    shapes = []
    for number in range(draw(st.integers(0, 5))):
        rows = draw(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=4))
        pixels = np.array(rows)
        pixels[0, 0] = pixels[-1, -1] = True
        window = {"left": 4 * number, "top": draw(st.integers(0, 9)), "width": 3, "height": len(rows)}
        label = draw(st.sampled_from(["car", "no"]))
        shapes.append({"type": "mask", "label": label, **window, "counts": compress(runs_of(pixels))})
    return shapes


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
@settings(max_examples=25)
@given(disjoint_masks())
def test_any_masks_that_share_no_pixel_come_back(codec, masks):
    body, report = written(codec, record(*masks, size=(32, 16)))
    (row,) = rows_of(codec, body)
    back = sorted(places(row), key=lambda mask: mask["left"])
    assert back == masks
    assert report.annotations == len(read_answer(IMAGE, ONTOLOGY, row["hypothesis"]).annotations) == len(masks)


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_images_of_one_name_in_different_folders_keep_their_masks(codec):
    higher = {**LOWER, "top": 5}
    body, _ = written(codec, record(LOWER, name="day/1.jpg"), record(higher, name="night/1.jpg"))
    rows = rows_of(codec, body)
    assert [(row["attachment"], places(row)[0]["top"]) for row in rows] == [("day/1.jpg", 20), ("night/1.jpg", 5)]


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_images_of_unknown_size_are_counted(codec):
    _, report = written(codec, record(LOWER, size=None))
    assert report.lost["images of unknown size"] == 1
    assert report.lost["annotations of images that cannot be painted"] == 1
