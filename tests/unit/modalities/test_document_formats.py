"""Documents in other tools' files: what others write is read, and what cannot be read is said."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ImportContext, Loss, RowError
from goldsmith.modalities.document.renditions.recognition import find_model
from goldsmith.ontology import Label, Ontology, Relation

from .scans import LETTER, picture_of

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


ALTO = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#">
 <Description><MeasurementUnit>inch1200</MeasurementUnit>
  <sourceImageInformation><fileName>0007.tif</fileName></sourceImageInformation></Description>
 <Tags><LayoutTag ID="t" LABEL="answer"/></Tags>
 <ReadingOrder><OrderedGroup ID="g"><ElementRef ID="e" REF="b"/></OrderedGroup></ReadingOrder>
 <Layout><Page ID="p"><PrintSpace><ComposedBlock ID="c" HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9">
  <TextBlock ID="b" HPOS="1200" VPOS="600" WIDTH="2400" HEIGHT="1200" TAGREFS="t">
   <Shape><Polygon POINTS="1200,600 3600,600 3600 1800"/></Shape>
   <TextLine><Shape><Polygon POINTS="0,0 1,1 2,2"/></Shape>
    <String CONTENT="agree" WC="0.4"/><HYP CONTENT="-"/></TextLine>
   <TextLine><String CONTENT="ment"/><SP/><String CONTENT="&amp;c."/></TextLine></TextBlock></ComposedBlock>
  <ComposedBlock ID="d" TYPE="table" HPOS="0" VPOS="0" WIDTH="1200" HEIGHT="1200"/>
 </PrintSpace></Page></Layout>
</alto>"""
HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><body>
 <div class="ocr_page" id="page_1" title='image "letter; 1.png"; bbox 0 0 800 600; ppageno 0'>
  <div class="ocr_carea" title="bbox 10 20 110 60"><p class="ocr_par">
   <span class="ocr_line" title="bbox 10 20 110 40"><span class="ocrx_word" title="bbox 1 1 2 2; x_wconf 90">one</span>
    <span class="ocrx_word"><strong>line</strong></span></span>
   <span class="ocr_line"><span class="ocrx_word">&amp; another</span></span></p></div>
 </div>
 <div class="ocr_page" title='bbox 0 0 800 600'>
  <div class="ocr_table" title="bbox 0 0 50 60"></div><div class="ocr_photo" title="bbox 5 5 9 9; order 2"></div>
 </div>
</body></html>"""


def test_blocks_of_alto_become_points_with_their_texts_tags_and_order():
    [row], _ = read("alto", ALTO.encode(), "0007.xml")
    block, table = row["hypothesis"]["annotations"]
    assert row["attachment"] == "0007.tif"
    assert (block["label"], block["order"], block["text"]) == ("answer", 1, "agree-\nment &c.")
    assert block["location"]["vertices"] == [{"x": 72, "y": 36}, {"x": 216, "y": 36}, {"x": 216, "y": 108}]
    assert (table["type"], table["location"]["width"]) == ("table", 72)


def test_regions_of_hocr_become_blocks_page_by_page():
    [row], _ = read("hocr", HOCR.encode(), "letter.hocr")
    text, table, photo = row["hypothesis"]["annotations"]
    assert row["attachment"] == "letter; 1.png"
    assert (text["page"], text["text"]) == (0, "one line\n& another")
    assert text["location"] == {"type": "box", "left": 10, "top": 20, "width": 100, "height": 40}
    assert (table["page"], table["type"]) == (1, "table")
    assert (photo["page"], photo["order"], photo["label"]) == (1, 2, "picture")


def test_hocr_without_areas_gives_its_paragraphs_or_its_lines():
    paragraphs = HOCR.replace("ocr_carea", "x").replace('class="ocr_par"', 'class="ocr_par" title="bbox 1 2 3 4"')
    lines = paragraphs.replace("ocr_par", "x").replace('"ocr_line">', '"ocr_line" title="bbox 1 2 3 4">')
    for body, count in ((paragraphs, 1), (lines, 2)):
        [row], _ = read("hocr", body.encode(), "letter.hocr")
        assert len([mark for mark in row["hypothesis"]["annotations"] if mark["page"] == 0]) == count


def test_what_tesseract_writes_as_hocr_is_read():
    import tesserocr

    model = find_model()
    with tesserocr.PyTessBaseAPI(path=str(model), lang="eng") as engine:
        engine.SetImage(picture_of(LETTER))
        page = engine.GetHOCRText(0)
    body = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{page}</body></html>'
    [row], _ = read("hocr", body.encode(), "letter.hocr")
    texts = [mark["text"] for mark in row["hypothesis"]["annotations"]]
    assert "\n".join(texts) == "\n".join(LETTER)


@pytest.mark.parametrize(
    ("codec", "body", "sentence"),
    [
        ("alto", ALTO.replace('VPOS="600"', 'VPOS="six"'), "in numbers"),
        ("alto", ALTO.replace("3600,600 3600 1800", ""), "3 to 1,000 points"),
        ("alto", ALTO.replace("1200,600 3600", "-1,nan 3600"), "lie on its page"),
        ("alto", "<!DOCTYPE a [<!ENTITY b 'c'>]><alto/>", "document type"),
        ("alto", "<alto>", "not well-formed"),
        ("hocr", "<html/>", "no ocr_page"),
        ("hocr", "<!DOCTYPE a [<!ENTITY b 'c'>]><html/>", "document type"),
        ("hocr", "<html><br></html>", "not well-formed"),
        ("hocr", HOCR.replace("bbox 10 20 110 60", "bbox 10 20"), "four numbers"),
        ("hocr", HOCR.replace("bbox 10 20 110 60", "bbox 110 20 10 60"), "left to its right"),
        ("hocr", "<a>" * 100 + "</a>" * 100, "holds too much"),
    ],
)
def test_what_is_no_alto_or_hocr_is_an_error_of_its_row(codec, body, sentence):
    [row] = read(codec, body.encode(), "1.xml" if codec == "alto" else "1.hocr")[0]
    assert isinstance(row, RowError)
    assert sentence in row.error
