"""Documents in other tools' files: what others write is read, and what cannot be read is said."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ImportContext, Loss, RowError
from goldsmith.ontology import Label, Ontology, Relation

DOCUMENTS = registry.get("document.v1")
ONTOLOGY = Ontology(
    labels=(Label(name="question"), Label(name="answer"), Label(name="paragraph"), Label(name="table")),
    relations=(Relation(name="answered_by", from_=("question",), to=("answer",)),),
)
FORM = {
    "form": [
        {
            "id": 0,
            "box": [84, 109, 136, 119],
            "text": "COMPOUND",
            "label": "question",
            "linking": [[0, 7]],
            "words": [],
        },
        {"id": 7, "box": [202, 110, 230, 120], "text": "B 12", "label": "answer", "linking": [[0, 7]], "words": []},
        {"id": 9, "box": [10, 10, 20, 20], "text": "x", "label": "answer", "linking": [[9, 0], [9, 4]], "words": []},
    ]
}
PAGE = """<?xml version="1.0"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15">
 <Page imageFilename="0001.jpg" imageWidth="800" imageHeight="600">
  <ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="b"/></OrderedGroup></ReadingOrder>
  <TextRegion id="a" type="paragraph"><Coords points="10,20 110,20 110,60 10,60"/>
   <TextLine id="l"><Coords points="10,20 110,20 110,40 10,40"/>
    <TextEquiv><Unicode>one line</Unicode></TextEquiv></TextLine>
   <TextEquiv><Unicode>one line &amp; another</Unicode></TextEquiv></TextRegion>
  <TextRegion id="b" custom="readingOrder {index:0;} structure {type:answer;}">
   <Coords points="0,0 9,0 4,9"/></TextRegion>
  <TableRegion id="c"><Coords points="200,20 300,20 300,60 200,60"/></TableRegion>
 </Page>
</PcGts>"""


def read(codec, body, name="1.json"):
    said = list(DOCUMENTS.codec(codec).read(io.BytesIO(body), ImportContext(ontology=ONTOLOGY, name=name)))
    return [row for row in said if not isinstance(row, Loss)], {
        row.what: row.count for row in said if isinstance(row, Loss)
    }


def archive(files):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return body.getvalue()


def test_a_form_of_funsd_becomes_blocks_with_links():
    [row], lost = read("funsd", json.dumps(FORM).encode(), "0060308251.json")
    marks = row["hypothesis"]["annotations"]
    assert row["attachment"] == "0060308251"
    assert marks[0]["location"] == {"type": "box", "left": 84, "top": 109, "width": 52, "height": 10}
    assert [(link["type"], link["from"], link["to"]) for link in row["hypothesis"]["links"]] == [
        ("answered_by", marks[0]["uuid"], marks[1]["uuid"])
    ]
    assert lost == {"links that no relation of the project fits": 1, "links to blocks that are not there": 1}


def test_pages_of_one_folder_are_one_document():
    two = archive(
        {f"a.pdf/page-000{number}.json": json.dumps(FORM) for number in (2, 1)} | {"b.json": json.dumps(FORM)}
    )
    first, second = read("funsd", two)[0]
    assert (first["attachment"], second["attachment"]) == ("a.pdf", "b")
    assert {mark["page"] for mark in first["hypothesis"]["annotations"]} == {0, 1}
    assert len({mark["uuid"] for mark in first["hypothesis"]["annotations"]}) == 6


def test_regions_of_page_xml_become_blocks_with_texts_and_an_order():
    [row], _ = read("page_xml", PAGE.encode(), "0001.xml")
    first, second, table = row["hypothesis"]["annotations"]
    assert row["attachment"] == "0001.jpg"
    assert (first["label"], first["text"], first["location"]["type"]) == ("paragraph", "one line & another", "box")
    assert (second["label"], second["order"], len(second["location"]["vertices"])) == ("answer", 1, 3)
    assert (table["type"], table["location"]["width"]) == ("table", 100)


def test_images_of_docs_are_pages_and_other_images_documents():
    categories = [{"id": 3, "name": "paragraph"}]
    images = [
        {"id": 1, "file_name": "x.png", "doc_name": "x.pdf", "page_no": 4},
        {"id": 2, "file_name": "PMC1.jpg"},
    ]
    boxes = [{"id": n, "image_id": n, "category_id": 3, "bbox": [10, 10, 50, 20]} for n in (1, 2)]
    body = json.dumps({"annotations": boxes, "images": images, "categories": categories}).encode()
    first, second = read("coco", body)[0]
    assert [row["attachment"] for row in (first, second)] == ["x.pdf", "PMC1.jpg"]
    assert [row["hypothesis"]["annotations"][0]["page"] for row in (first, second)] == [3, 0]


@pytest.mark.parametrize(
    ("codec", "body", "sentence"),
    [
        ("funsd", b'{"form": {}}', "is not a form"),
        ("funsd", b'{"form": [{"id": 1, "label": "answer", "box": [5, 5, 1, 1]}]}', "left to its right"),
        ("funsd", b'{"form": [7]}', "not a block"),
        ("page_xml", PAGE.replace("10,20 110,20", "10;20 110,20").encode(), "pairs of numbers"),
        ("page_xml", PAGE.replace("0,0 9,0 4,9", "0,0 9,0").encode(), "3 to 1,000 points"),
        ("coco", b'{"images": [{"id": 1, "file_name": "a"}], "annotations": [{"image_id": 1}]}', "as COCO describes"),
    ],
)
def test_what_cannot_be_read_is_an_error_of_its_row(codec, body, sentence):
    [row] = read(codec, body)[0]
    assert isinstance(row, RowError)
    assert sentence in row.error
