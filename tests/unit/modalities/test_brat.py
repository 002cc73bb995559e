"""brat standoff: its documentation's example, ours, and broken files."""

import io
import zipfile

import msgspec
import pytest
from hypothesis import given

from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext
from goldsmith.modalities.text.formats.brat import BRAT
from goldsmith.ontology import Attribute, Label, Ontology, Relation, Role

from .text_documents import TEXT as TEXT_MODALITY
from .text_documents import checked, documents, marks, only_error, peak_memory, quick, record, rows_of, span, written

TEXT = "Sony and Ericsson founded a joint venture.\nSony announced it.\n"
PUBLISHED = """T1\tOrganization 0 4\tSony
T2\tMERGE-ORG 28 41\tjoint venture
T3\tOrganization 9 17\tEricsson
E1\tMERGE-ORG:T2 Org1:T1 Org2:T3
T4\tOrganization 43 47\tSony
R1\tOrigin Arg1:T3 Arg2:T4
*\tEquiv T1 T4
A1\tNegation E1
A2\tConfidence T1 L1
M1\tOld T3
N1\tReference T1 Wikipedia:534366\tSony
#1\tAnnotatorNotes T1\tthis annotation is suspect
"""


def archive_of(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name.replace("_", "."), body)
    return out.getvalue()


def files_of(body):
    archive = zipfile.ZipFile(io.BytesIO(body))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_kinds_of_lines_that_brat_describes_are_read():
    (row,) = rows_of(BRAT, archive_of(a_txt=TEXT, a_ann=PUBLISHED))
    assert row["unique_id"] == "a"
    assert marks(row) == [
        ("organization", "Sony"),
        ("merge-org", "joint venture"),
        ("organization", "Ericsson"),
        ("organization", "Sony"),
    ]
    assert [(link["uuid"], link["type"], link["from"], link["to"]) for link in row["hypothesis"]["links"]] == [
        ("R1", "origin", "T3", "T4"),
        ("", "equiv", "T1", "T4"),
        ("E1-1", "org1", "T2", "T1"),
        ("E1-2", "org2", "T2", "T3"),
    ]
    attributes = [mark["attributes"] for mark in row["hypothesis"]["annotations"]]
    assert attributes == [{"Confidence": "L1"}, {"Negation": "true"}, {"Old": "true"}, {}]
    assert row["metadata"]["brat"] == [
        "#1\tAnnotatorNotes T1\tthis annotation is suspect",
        "N1\tReference T1 Wikipedia:534366\tSony",
    ]


def test_spans_links_and_attributes_are_written():
    spans = [span(TEXT, 28, 47, "loc", "x"), span(TEXT, 0, 4, "per", "y", mention="name", note="a b")]
    link = {"uuid": "l", "type": "works_for", "from": "y", "to": "x"}
    body, report = written(
        BRAT, record(TEXT, spans, links=[link], unique_id="doc-1", stars=3), record("b", unique_id="/")
    )
    files = files_of(body)
    assert list(files) == ["annotation.conf", "doc-1.txt", "doc-1.ann", "text-00000002.txt", "text-00000002.ann"]
    assert files["doc-1.txt"] == TEXT
    assert files["doc-1.ann"] == (
        "T1\tloc 28 42;43 47\tjoint venture. Sony\n"
        "T2\tper 0 4\tSony\nA1\tmention T2 name\nR1\tworks_for Arg1:T2 Arg2:T1\n"
    )
    assert files["annotation.conf"] == (
        "[entities]\nper\norg-unit\nloc\n[relations]\nworks_for Arg1:<ENTITY>, Arg2:<ENTITY>\n"
        "same-as Arg1:<ENTITY>, Arg2:<ENTITY>\n[events]\n[attributes]\nmention Arg:<ENTITY>, Value:name|title\n"
    )
    assert report.lost == {
        "answers about whole texts": 1,
        "ids of annotations": 2,
        "ids of links": 1,
        "attributes that are no single word": 1,
        "unique ids": 1,
    }


@given(document=documents())
@quick
def test_a_round_trip_keeps_all_but_what_is_reported(document):
    body, report = written(BRAT, record(**document))
    (row,) = rows_of(BRAT, body)
    answer = checked(row)
    assert row["text"] == document["text"]
    kept = []
    for mark in document["annotations"]:
        inner = mark["text"].strip("\n")
        if inner:
            start = mark["start"] + mark["text"].index(inner)
            words = {name: value for name, value in mark["attributes"].items() if " " not in value}
            kept.append((mark["label"], start, start + len(inner), words))
    assert [(mark.label, mark.start, mark.end, mark.attributes) for mark in answer.annotations] == kept
    lost = sum(count for what, count in report.lost.items() if what == "spans of line breaks only")
    assert len(kept) + lost == len(document["annotations"])
    assert len(answer.links) + report.lost.get("links of such spans", 0) == len(document["links"])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("T1\tLabel 9 17;0 4\tEricsson Sony", "order of the text"),
        ("T1\tLabel 3 0;43 47\tSony", "before its start"),
        ("T1\tLabel 0 4\tAcme", "not what stands there"),
        ("T1\tLabel 0 999\tSony", "does not lie in the text"),
        ("T1\tLabel 4 0\tSony", "does not lie in the text"),
        ("T1\tLabel -1 4\tSony", "not as brat"),
        ("T1", "not as brat"),
        ("R1\tOrigin Arg1:T1 Arg2:T2", "no span"),
        ("R1\tOrigin T1", "not as brat"),
        ("E1\tMerge:T1", "not as brat"),
        ("E1", "not as brat"),
        ("*\tEquiv T1 T2", "no span"),
        ("A1", "not as brat"),
        ("what is this", "not as brat"),
        ("T1\tX 0 4\tSony\nT1\tX 0 4\tSony", "not as brat"),
        ("T1\tX 0 4\tSony\nA1\tC T1 a\nA2\tC T1 b", "another value"),
        ("T1\tX 0 4\tSony\nE1\tX:T1 Org:E9", "no span"),
        (b"\xff", "not UTF-8"),
        ("\0", "NUL"),
    ],
)
def test_a_broken_text_is_an_error_of_its_own(line, reason):
    rows = rows_of(BRAT, archive_of(a_txt=TEXT, a_ann=line, b_txt="b"))
    error = only_error(rows)
    assert error.row == 1
    assert reason in error.error
    assert "a.ann" in error.error
    assert rows[1]["text"] == "b"


def test_spans_with_gaps_come_back_and_line_breaks_are_none():
    text = "left and\nright ventricle"
    gaps = [{"start": 0, "end": 4}, {"start": 15, "end": 24}]
    marked = [
        {**span(text, 0, 24, uuid="a"), "fragments": gaps},
        {**span(text, 5, 24, uuid="b"), "fragments": [{"start": 5, "end": 14}, {"start": 16, "end": 24}]},
    ]
    body, report = written(BRAT, record(text, marked))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        lines = archive.read("text-00000001.ann").decode().split("\n")
    assert lines[0] == "T1\tper 0 4;15 24\tleft ventricle"
    assert lines[1] == "T2\tper 5 8;9 14;16 24\tand right entricle"
    back = checked(*rows_of(BRAT, body)).annotations
    assert [each.parts for each in back] == [[(0, 4), (15, 24)], [(5, 14), (16, 24)]]
    assert set(report.lost) == {"ids of annotations"}


def test_spans_that_cover_a_long_text_again_and_again_are_refused():
    lines = "".join(f"T{number}\tX {number} 900000\n" for number in range(1, 20))
    (row,) = rows_of(BRAT, archive_of(a_txt="ab" * 450_000, a_ann=lines))
    assert "cover at most" in row.error


def test_what_is_no_archive_is_refused():
    with pytest.raises(MalformedError):
        rows_of(BRAT, b"T1")


@pytest.mark.memory
def test_both_directions_take_little_memory_beside_the_directory():
    peak, read, size = peak_memory(BRAT, 150)
    assert read == 150
    assert size > 200_000
    assert peak < 1_400_000


MYTHS = Ontology(labels=(Label("god", attributes=(Attribute("entity", "entity", knowledge_base="myths"),)),))


def test_an_entity_is_a_normalization_with_its_name():
    text = "Zeus saw Leda."
    gods = [span(text, 0, 4, "god", "a", entity="Q34201"), span(text, 9, 13, "god", "b", entity="NIL")]
    out = io.BytesIO()
    context = ExportContext(ontology=MYTHS, entities={"myths": {"Q34201": "Zeus, father\nof gods"}})
    report = BRAT.write(iter([record(text, gods, unique_id="a")]), out, context)
    lines = files_of(out.getvalue())["a.ann"].splitlines()
    assert lines[1] == "N1\tReference T1 myths:Q34201\tZeus, father of gods"
    assert lines[3] == "N2\tReference T2 myths:NIL\tNIL"
    assert "attributes that are no single word" not in report.lost
    [row] = BRAT.read(io.BytesIO(out.getvalue()), ImportContext(ontology=MYTHS))
    assert [each["attributes"] for each in row["hypothesis"]["annotations"]] == [
        {"entity": "Q34201"},
        {"entity": "NIL"},
    ]


def test_a_chain_is_one_equivalence():
    text = "Ann she her Bob"
    same = Relation("same", directed=False, is_equivalence=True)
    ontology = Ontology(labels=(Label("who"),), relations=(same,))
    spans = [span(text, at, at + 3, "who", f"m{at}") for at in (0, 4, 8, 12)]
    links = [{"uuid": f"l{n}", "type": "same", "from": "m0", "to": end} for n, end in enumerate(["m4", "m8"])]
    answer = read_answer(TEXT_MODALITY, ontology, {"annotations": spans, "links": links})
    body, _ = written(BRAT, record(text, spans, links=msgspec.to_builtins(answer.links)), ontology=ontology)
    lines = files_of(body)["text-00000001.ann"].splitlines()
    assert lines[-1] == "*\tsame T1 T2 T3"
    assert "same Arg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive" in files_of(body)["annotation.conf"]
    [row] = BRAT.read(io.BytesIO(body), ImportContext(ontology=ontology))
    again = read_answer(TEXT_MODALITY, ontology, row["hypothesis"])
    assert [(link.from_, link.to, link.chain) for link in again.links] == [("T1", "T2", 1), ("T2", "T3", 1)]


def test_an_id_with_white_space_is_reported_as_lost():
    text = "Zeus"
    body, report = written(BRAT, record(text, [span(text, 0, 4, "god", entity="Q 1")]), ontology=MYTHS)
    assert report.lost["attributes that are no single word"] == 1
    assert "N1" not in files_of(body)["text-00000001.ann"]


EVENTS = Ontology(
    labels=(
        Label(
            "merge",
            "MERGE-ORG",
            attributes=(Attribute(name="certain", type="text"),),
            roles=(
                Role("org", "Org", labels=("organization",), least=1),
                Role("cause", most=1, labels=("announce", "merge")),
            ),
        ),
        Label("announce", roles=(Role("by", least=1, most=2), Role("what", labels=("merge",), least=1, most=1))),
        Label("organization"),
    ),
    relations=(Relation("rival"),),
)


def event_spans():
    return [
        span(TEXT, 28, 41, "merge", "m", certain="yes"),
        span(TEXT, 0, 4, "organization", "s"),
        span(TEXT, 9, 17, "organization", "e"),
        span(TEXT, 48, 57, "announce", "a"),
    ]


def event_links():
    said = [("org", "m", "s"), ("by", "a", "s"), ("rival", "s", "e"), ("org", "m", "e"), ("what", "a", "m")]
    return [{"uuid": "", "type": kind, "from": start, "to": end} for kind, start, end in said]


def test_events_are_written_as_events():
    body, report = written(BRAT, record(TEXT, event_spans(), links=event_links(), unique_id="a"), ontology=EVENTS)
    files = files_of(body)
    assert files["a.ann"] == (
        "T1\tmerge 28 41\tjoint venture\nA1\tcertain E1 yes\n"
        "T2\torganization 0 4\tSony\nT3\torganization 9 17\tEricsson\nT4\tannounce 48 57\tannounced\n"
        "E1\tmerge:T1 org:T2 org2:T3\nE2\tannounce:T4 by:T2 what:E1\nR1\trival Arg1:T2 Arg2:T3\n"
    )
    assert files["annotation.conf"] == (
        "[entities]\norganization\n[relations]\nrival Arg1:<ENTITY>, Arg2:<ENTITY>\n"
        "[events]\nmerge org+:organization, cause?:announce|merge\n"
        "announce by{1-2}:<ANY>, what:merge\n[attributes]\n"
    )
    assert report.lost == {"ids of annotations": 4}


def test_events_come_back():
    body, _ = written(BRAT, record(TEXT, event_spans(), links=event_links()), ontology=EVENTS)
    (row,) = rows_of(BRAT, body, ontology=EVENTS)
    answer = read_answer(TEXT_MODALITY, EVENTS, row["hypothesis"])
    words = {each.uuid: each.text for each in answer.annotations}
    assert sorted((words[link.from_], link.type, words[link.to]) for link in answer.links) == [
        ("Sony", "rival", "Ericsson"),
        ("announced", "by", "Sony"),
        ("announced", "what", "joint venture"),
        ("joint venture", "org", "Ericsson"),
        ("joint venture", "org", "Sony"),
    ]
    assert [each.attributes for each in answer.annotations] == [{"certain": "yes"}, {}, {}, {}]


def test_events_of_other_people_fill_the_roles_of_ours():
    said = "".join(f"{line}\n" for line in PUBLISHED.splitlines() if line[0] in "TE")
    (row,) = rows_of(BRAT, archive_of(a_txt=TEXT, a_ann=said), ontology=EVENTS)
    answer = read_answer(TEXT_MODALITY, EVENTS, row["hypothesis"])
    assert [(link.type, link.from_, link.to) for link in answer.links] == [("org", "T2", "T1"), ("org", "T2", "T3")]


def test_two_events_of_one_trigger_stay_two():
    said = "T1\tmerge 28 41\nT2\torganization 0 4\nE1\tmerge:T1 org:T2\nE2\tmerge:T1 org:T2\nA1\tcertain E2 no\n"
    (row,) = rows_of(BRAT, archive_of(a_txt=TEXT, a_ann=said), ontology=EVENTS)
    answer = read_answer(TEXT_MODALITY, EVENTS, row["hypothesis"])
    assert [(each.uuid, each.start, each.attributes) for each in answer.annotations] == [
        ("T1", 28, {}),
        ("T2", 0, {}),
        ("E2", 28, {"certain": "no"}),
    ]
    assert [(link.type, link.from_, link.to) for link in answer.links] == [("org", "T1", "T2"), ("org", "E2", "T2")]


def test_many_events_of_one_trigger_stay_bounded():
    events = "".join(f"E{number}\tmerge:T1\n" for number in range(3000))
    error = only_error(rows_of(BRAT, archive_of(a_txt="x" * 40_000, a_ann=f"T1\tmerge 0 40000\n{events}")))
    assert "cover at most" in error.error
