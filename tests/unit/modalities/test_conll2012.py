"""CoNLL-2012: the coreference column of its paper, ours, and broken files."""

import io

import pytest

from goldsmith.modalities.codec import ExportContext, ImportContext, RowError
from goldsmith.modalities.text.formats.conll2012 import CONLL2012
from goldsmith.ontology import Label, Ontology, Relation

from .text_documents import record, span

ONTOLOGY = Ontology(
    labels=(Label("mention"),), relations=(Relation("same", directed=False, is_equivalence=True), Relation("before"))
)
TEXT = "Ann met her friend\nShe left"
PUBLISHED = """#begin document (bn/abc/00/abc_0001); part 001
bn/abc/00/abc_0001 1 0 Vandenberg NNP (TOP(S(NP(NP* - - - - (PERSON) (8|(0)
bn/abc/00/abc_0001 1 1 and CC * - - - - * -
bn/abc/00/abc_0001 1 2 Rayburn NNP *) - - - - (PERSON) (23)|8)
bn/abc/00/abc_0001 1 3 are VBP (VP* be 01 1 - * -
bn/abc/00/abc_0001 1 4 heroes NNS (NP*) - - - - * -

bn/abc/00/abc_0001 1 0 They PRP (TOP(S(NP*) - - - - * (8)

#end document
"""


def read(body, ontology=ONTOLOGY):
    return list(CONLL2012.read(io.BytesIO(body.encode()), ImportContext(ontology=ontology)))


def write(*records, ontology=ONTOLOGY):
    out = io.BytesIO()
    return CONLL2012.write(iter(records), out, ExportContext(ontology=ontology)), out.getvalue().decode()


def mentions(row):
    return [each["text"] for each in row["hypothesis"]["annotations"]]


def links(row):
    texts = {each["uuid"]: each["text"] for each in row["hypothesis"]["annotations"]}
    return [(texts[each["from"]], texts[each["to"]]) for each in row["hypothesis"]["links"]]


def test_the_papers_own_lines_are_read():
    [row] = read(PUBLISHED)
    assert row["unique_id"] == "bn/abc/00/abc_0001-1"
    assert row["text"] == "Vandenberg and Rayburn are heroes\nThey"
    assert sorted(mentions(row)) == ["Rayburn", "They", "Vandenberg", "Vandenberg and Rayburn"]
    assert links(row) == [("Vandenberg and Rayburn", "They")]


def test_chains_are_written_nested_and_alone():
    spans = [span(TEXT, 0, 3, "mention", "a"), span(TEXT, 8, 11, "mention", "b"), span(TEXT, 8, 18, "mention", "c")]
    spans.append(span(TEXT, 19, 22, "mention", "d"))
    said = [("a", "b"), ("b", "d")]
    joined = [{"uuid": f"l{n}", "type": "same", "from": start, "to": end} for n, (start, end) in enumerate(said)]
    report, body = write(record(TEXT, spans, links=joined, unique_id="a b"))
    lines = body.splitlines()
    assert lines[0] == "#begin document (a b); part 000"
    assert [line.split()[-1] for line in lines[1:-1] if line] == ["(0)", "-", "(1|(0)", "1)", "(0)", "-"]
    assert lines[1].split()[:4] == ["a_b", "0", "0", "Ann"]
    assert report.lost == {"ids of annotations": 4, "ids of links": 2}
    [row] = read(body)
    assert (row["text"], row["unique_id"]) == (TEXT, "a b")
    assert links(row) == [("Ann", "her"), ("her", "She")]


def test_what_the_format_cannot_hold_is_reported():
    spans = [span(TEXT, 0, 4, "mention"), span(TEXT, 19, 22, "mention", x="y")]
    report, _ = write(record(TEXT.replace(" ", "  ", 1), [], mood="good"), record(TEXT, spans))
    assert report.lost["spans with white space at their edges"] == 1
    assert report.lost["attributes of annotations"] == 1
    assert report.lost["answers about whole texts"] == 1
    assert report.lost["texts whose white space is not kept"] == 1


@pytest.mark.parametrize(
    ("chains", "reason"),
    [("0", "is no chain"), ("(x)", "is no chain"), ("3)", "did not begin"), ("(3", "ends within")],
)
def test_a_broken_part_is_refused_alone(chains, reason):
    body = PUBLISHED.replace("heroes NNS (NP*) - - - - * -", f"heroes NNS (NP*) - - - - * {chains}") + PUBLISHED
    first, second = read(body)
    assert isinstance(first, RowError)
    assert reason in first.error
    assert mentions(second)


def test_too_few_columns_and_a_project_without_labels_are_told():
    [row] = read("a b\n")
    assert "fewer than five columns" in row.error
    [refused] = read(PUBLISHED, Ontology())
    assert "no label to mark mentions" in refused.error
