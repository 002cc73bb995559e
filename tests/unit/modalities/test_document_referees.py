"""Our files of documents, read by readers that are not ours."""

from __future__ import annotations

import io
import zipfile

import msgspec
from lxml import etree, html
from pycocotools.coco import COCO

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext
from goldsmith.ontology import Label, Ontology

DOCUMENTS = registry.get("document.v1")
ONTOLOGY = Ontology(labels=(Label("title", "Title"), Label("paragraph")))
BOXES = {"a": (60, 40, 200, 20), "b": (60, 80, 400, 120)}
SAID = {"a": "Invoice & more", "b": "first line\nsecond <line>"}


def written(name):
    blocks = [
        {"uuid": uuid, "type": "block", "label": label, "page": 0, "text": SAID[uuid]}
        | {"location": {"type": "box", **dict(zip(("left", "top", "width", "height"), BOXES[uuid], strict=True))}}
        for uuid, label in (("a", "title"), ("b", "paragraph"))
    ]
    asset = {"name": "a.pdf", "facts": {"document_pages": [{"width": 595, "height": 842}]}}
    answer = {"annotations": blocks, "global_attributes": {}, "links": []}
    record = msgspec.json.encode({"unique_id": "a.pdf", "assets": [asset], "answer": answer})
    out = io.BytesIO()
    DOCUMENTS.codec(name).write(iter([record]), out, ExportContext(ontology=ONTOLOGY))
    return out.getvalue()


def page_of(name):
    with zipfile.ZipFile(io.BytesIO(written(name))) as archive:
        return archive.read(next(each for each in archive.namelist() if not each.endswith("/")))


def test_pycocotools_finds_our_boxes_and_labels(tmp_path):
    path = tmp_path / "coco.json"
    path.write_bytes(written("coco"))
    coco = COCO(str(path))
    names = {each["id"]: each["name"] for each in coco.loadCats(coco.getCatIds())}
    [image] = coco.loadImgs(coco.getImgIds())
    found = {names[each["category_id"]]: each for each in coco.loadAnns(coco.getAnnIds(imgIds=[image["id"]]))}
    assert (image["width"], image["height"]) == (595, 842)
    assert {name: tuple(each["bbox"]) for name, each in found.items()} == {"title": BOXES["a"], "paragraph": BOXES["b"]}
    assert found["title"]["area"] == 4_000


def test_a_reader_of_html_finds_the_areas_of_our_hocr():
    page = html.fromstring(page_of("hocr"))
    [sheet] = page.find_class("ocr_page")
    assert "bbox 0 0 1785 2526" in sheet.get("title")  # pixels are whole there: three a point
    text = " ".join(sheet.text_content().split())
    assert "Invoice & more" in text
    assert "second <line>" in text


def test_a_reader_of_xml_finds_the_regions_of_our_page_xml_and_alto():
    page = etree.fromstring(page_of("page_xml"))
    space = {"p": etree.QName(page).namespace}
    assert space["p"].startswith("http://schema.primaresearch.org/PAGE/gts/pagecontent/")
    said = page.xpath("//p:TextRegion/p:TextEquiv/p:Unicode/text()", namespaces=space)
    assert said == [SAID["a"], SAID["b"]]
    points = page.xpath("//p:TextRegion[1]/p:Coords/@points", namespaces=space)[0]
    corners = {tuple(int(side) / 3 for side in each.split(",")) for each in points.split()}
    assert corners == {(60, 40), (260, 40), (260, 60), (60, 60)}
    alto = etree.fromstring(page_of("alto"))
    space = {"a": etree.QName(alto).namespace}
    assert space["a"].startswith("http://www.loc.gov/standards/alto/")
    block = alto.xpath("//a:TextBlock", namespaces=space)[0]
    assert [float(block.get(each)) for each in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == list(BOXES["a"])
    assert alto.xpath("//a:TextBlock[1]//a:String/@CONTENT", namespaces=space)[:1] != []
