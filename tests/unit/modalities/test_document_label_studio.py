"""Label Studio's OCR: configs and exports of its template become documents, and ours are read by its own converter."""

from __future__ import annotations

import io
import json
import zipfile
from xml.etree import ElementTree

import msgspec
import pytest
from label_studio_sdk._extensions.label_studio_tools.core.label_config import parse_config
from label_studio_sdk.converter.funsd import ls_to_funsd_converter

from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.modalities.document.formats.label_studio import read_label_studio, write_label_studio
from goldsmith.modalities.label_studio.config import read_config
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation

# https://labelstud.io/templates/optical_character_recognition, without its colors.
TEMPLATE = """<View>
  <Image name="image" value="$ocr" zoom="true"/>
  <Labels name="label" toName="image"><Label value="Text"/><Label value="Handwriting"/></Labels>
  <Rectangle name="bbox" toName="image" strokeWidth="3"/>
  <Polygon name="poly" toName="image" strokeWidth="3"/>
  <TextArea name="transcription" toName="image" editable="true" perRegion="true" required="true" maxSubmissions="1"
    rows="5" placeholder="Recognized Text" displayMode="region-list"/>
</View>"""
LETTERS = Ontology(
    labels=(
        Label("text", "Text", attributes=(Attribute("hand", "category", choices=(Choice("left"), Choice("right"))),)),
        Label("handwriting", "Handwriting"),
        Label("items", "Items", shapes=("table",)),
    ),
    attributes=(Attribute("rectangle", "category", choices=(Choice("yes"), Choice("no"))),),
    relations=(Relation("answers"),),
)
BESIDE = {"to_name": "image", "original_width": 800, "original_height": 400, "image_rotation": 0}


def region(number, label, text, **geometry):
    """The three results of a region, as an export of the template has them."""
    kind, control = ("polygon", "poly") if "points" in geometry else ("rectangle", "bbox")
    said = [
        (control, kind, {}),
        ("label", "labels", {"labels": [label]}),
        ("transcription", "textarea", {"text": [text]}),
    ]
    return [
        {"id": number, "from_name": name, "type": kind, **BESIDE, "value": {**geometry, **value}}
        for name, kind, value in said
    ]


def read(results, config=None, ontology=LETTERS):
    tasks = json.dumps(
        [{"id": 1, "data": {"ocr": "/data/upload/1/a.png"}, "annotations": [{"id": 1, "result": results}]}]
    )
    body = tasks.encode()
    if config:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("config.xml", config)
            archive.writestr("tasks.json", tasks)
        body = packed.getvalue()
    said = list(read_label_studio(io.BytesIO(body), ImportContext(ontology=ontology)))
    rows = [each for each in said if not isinstance(each, Loss)]
    return rows, {each.what: each.count for each in said if isinstance(each, Loss)}


def record(*annotations, pages=((800, 400),), **answer):
    facts = {"document_pages": [{"width": width, "height": height} for width, height in pages]}
    body = {"annotations": list(annotations), "global_attributes": {}, "links": [], **answer}
    return msgspec.json.encode({"unique_id": "u1", "assets": [{"name": "a.png", "facts": facts}], "answer": body})


def block(uuid, label="text", page=0, **more):
    location = {"type": "box", "left": 80, "top": 40, "width": 160, "height": 20}
    return {"uuid": uuid, "type": "block", "label": label, "page": page, "location": location, **more}


def written(*records):
    out = io.BytesIO()
    report = write_label_studio(iter(records), out, ExportContext(ontology=LETTERS))
    return out.getvalue(), report.lost


def test_the_ocr_template_becomes_a_project_of_documents():
    project = read_config(TEMPLATE)
    assert project.modality == "document.v1"
    assert [(label.name, label.shapes) for label in project.ontology.labels] == [
        ("text", ("block",)),
        ("handwriting", ("block",)),
    ]
    assert project.ontology.attributes == ()
    assert all(label.attributes == () for label in project.ontology.labels)


@pytest.mark.parametrize(
    "changed",
    [
        TEMPLATE.replace("transcription", "comment"),
        TEMPLATE.replace('perRegion="true"', ""),
        TEMPLATE.replace("<Polygon", "<Ellipse").replace('name="poly"', 'name="round"'),
    ],
)
def test_other_pictures_are_still_images(changed):
    assert read_config(changed).modality == "image.v1"


def test_an_export_of_the_template_becomes_blocks_with_their_texts():
    results = [
        *region("r1", "Text", "Dear Mrs Whitcombe", x=10, y=20, width=30, height=5, rotation=0),
        *region("r2", "Handwriting", "two\nlines", points=[[0, 0], [50, 0], [50, 25]]),
    ]
    for config in (None, TEMPLATE):
        [row], lost = read(results, config)
        first, second = row["hypothesis"]["annotations"]
        assert row["attachment"] == "a.png"
        assert first == {
            "uuid": "r1",
            "type": "block",
            "label": "text",
            "attributes": {},
            "page": 0,
            "location": {"type": "box", "left": 80, "top": 80, "width": 240, "height": 20},
            "text": "Dear Mrs Whitcombe",
        }
        assert (second["label"], second["text"]) == ("handwriting", "two\nlines")
        assert second["location"]["vertices"] == [{"x": 0, "y": 0}, {"x": 400, "y": 0}, {"x": 400, "y": 100}]
        assert lost == {}


def test_a_turned_rectangle_becomes_its_outline_and_one_over_the_edge_ends_there():
    turned = region("r1", "Text", "a", x=50, y=50, width=10, height=10, rotation=90)
    over = region("r2", "Text", "b", x=90, y=90, width=20, height=20, rotation=0)
    [row], _ = read([*turned, *over])
    first, second = (mark["location"] for mark in row["hypothesis"]["annotations"])
    corners = [(400, 200), (400, 280), (360, 280), (360, 200)]
    assert [(each["x"], each["y"]) for each in first["vertices"]] == corners
    assert second == {"type": "box", "left": 720, "top": 360, "width": 80, "height": 40}


def test_what_no_document_holds_is_counted():
    ellipse = {"x": 5, "y": 5, "radiusX": 3, "radiusY": 2, "rotation": 0, "ellipselabels": ["Text"]}
    brush = {"format": "rle", "rle": [1], "brushlabels": ["Text"]}
    results = [
        {"id": "e", "from_name": "l", "type": "ellipselabels", **BESIDE, "value": ellipse},
        {"id": "b", "from_name": "l", "type": "brushlabels", **BESIDE, "value": brush},
        *[{**each, "item_index": 1} for each in region("p", "Text", "t", x=1, y=1, width=1, height=1)],
        *region("q", "Text", "t", points=[[0, 0], [1, 1]]),
        *region("z", "Text", "t", x=1, y=1, width=0, height=1),
        *region("u", "Text", "", x=1, y=1, width=1, height=1),
    ]
    [row], lost = read(results)
    assert [mark["uuid"] for mark in row["hypothesis"]["annotations"]] == ["u"]
    assert lost == {
        "regions that are neither rectangles nor polygons": 2,
        "regions on pages after the first": 1,
        "polygons of fewer than 3 or more than 1,000 corners": 1,
        "boxes without width or height": 1,
    }


@pytest.mark.parametrize(
    ("geometry", "beside", "sentence"),
    [
        ({"x": 1, "y": 1, "width": "3", "height": 1}, {}, "width is not a number"),
        ({"x": 1, "y": 1, "width": 3, "height": 1}, {"original_width": 0}, "original_width and original_height"),
        ({"x": 110, "y": 1, "width": 3, "height": 1}, {}, "a rectangle lies on its picture"),
        ({"points": [[0, 0], [1], [1, 1]]}, {}, "a pair of numbers"),
        ({"points": "0,0"}, {}, "points is not a list"),
    ],
)
def test_a_place_that_is_none_is_refused_with_its_task(geometry, beside, sentence):
    [row], _ = read([{**each, **beside} for each in region("r", "Text", "t", **geometry)])
    assert isinstance(row, RowError)
    assert sentence in row.error
    assert "Task 1" in row.error


def test_what_is_written_comes_back():
    outline = {"type": "polygon", "vertices": [{"x": 0, "y": 0}, {"x": 80, "y": 0}, {"x": 80, "y": 40}]}
    table = {**block("t", "items"), "type": "table"}
    answer = {
        "annotations": [
            block("a", text="Dear\nMrs", attributes={"hand": "left"}),
            block("b", "handwriting", location=outline, text="x", attributes={}),
            {**table, "attributes": {}},
        ],
        "global_attributes": {"rectangle": "yes"},
        "links": [{"type": "answers", "from": "a", "to": "b"}],
    }
    body, lost = written(record(*answer["annotations"], **{key: answer[key] for key in ("global_attributes", "links")}))
    assert lost == {}
    [row] = read_label_studio(io.BytesIO(body), ImportContext(ontology=LETTERS))
    assert row["unique_id"] == "u1"
    assert row["hypothesis"] == answer


def test_what_one_picture_cannot_hold_is_counted():
    span = {
        "uuid": "s",
        "type": "span",
        "label": "text",
        "stretches": [{"page": 0, "left": 1, "top": 1, "width": 1, "height": 1}],
    }
    page = {"uuid": "p", "type": "page", "label": "text", "page": 0}
    _, lost = written(
        record(block("a", order=1), block("b", page=1), span, page, pages=((800, 400), (800, 400))),
        record(block("c"), pages=()),
    )
    assert lost == {
        "passages of words": 1,
        "marks of whole pages": 1,
        "numbers of the reading order": 1,
        "pages after the first": 1,
        "annotations on pages after the first, or on pages of unknown size": 2,
    }


def test_label_studio_understands_our_config_and_its_converter_reads_our_blocks(tmp_path):
    body, _ = written(record(block("a", text="Dear Mrs Whitcombe"), block("b", "handwriting", text="1989")))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
    config = (tmp_path / "config.xml").read_text()
    assert parse_config(config)["block"]["labels"] == ["Text", "Handwriting"]
    names = [tag.get("name") for tag in ElementTree.fromstring(config).iter() if tag.get("name")]
    assert len(names) == len(set(names))
    assert {"rectangle", "polygon", "transcription"} <= set(names)
    ls_to_funsd_converter(str(tmp_path / "tasks.json"), str(tmp_path / "funsd"), data_key="image")
    [page] = (tmp_path / "funsd").iterdir()
    found = json.loads(page.read_text())["form"]
    assert [(each["label"], each["text"]) for each in found] == [
        ("Text", "Dear Mrs Whitcombe"),
        ("Handwriting", "1989"),
    ]
    assert found[0]["box"] == pytest.approx([80, 240, 40, 60])
