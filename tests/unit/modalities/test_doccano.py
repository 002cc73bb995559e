"""doccano's JSON lines: each form, ours and doccano's own, read by srsly too."""

import json

import pytest
import srsly
from hypothesis import given

from goldsmith.modalities.text.formats.doccano import DOCCANO
from goldsmith.ontology import Attribute, Choice, Ontology

from .text_documents import (
    CLASSES_ONLY,
    SPANS_ONLY,
    checked,
    documents,
    marks,
    only_error,
    peak_memory,
    quick,
    record,
    rows_of,
    span,
    written,
)

# As doccano shows them for import and writes them on export.
SEQUENCE = b'{"id": 7, "text": "EU rejects German call", "label": [[0, 2, "ORG"], [11, 17, "MISC"]], "Comments": []}'
RELATION = b"""{"text": "Google was founded on September 4, 1998, by Larry Page and Sergey Brin.", "entities": [
{"id": 0, "start_offset": 0, "end_offset": 6, "label": "ORG"},
{"id": 1, "start_offset": 22, "end_offset": 39, "label": "DATE"}],
"relations": [{"id": 0, "from_id": 0, "to_id": 1, "type": "foundedAt"}], "source": "encyclopedia"}""".replace(
    b"\n", b""
)
SLOTS = b'{"text": "Find a flight from Memphis", "entities": [[19, 26, "City"]], "cats": ["flight"]}'
CLASSES = b'{"text": "Terrible customer service.", "label": ["negative"]}'
FLIGHTS = Ontology(
    attributes=(
        Attribute("sentiment", "category", choices=(Choice("positive"), Choice("negative"))),
        Attribute("intent", "category", choices=(Choice("flight"), Choice("hotel")), allow_multiple=True),
    )
)


def test_doccanos_own_examples_are_read():
    spans, related, classes = rows_of(DOCCANO, b"\n".join([SEQUENCE, RELATION, b"", CLASSES]) + b"\n", FLIGHTS)
    assert (spans["unique_id"], marks(spans)) == ("7", [("org", "EU"), ("misc", "German")])
    assert "metadata" not in spans
    assert marks(related) == [("org", "Google"), ("date", "September 4, 1998")]
    assert related["hypothesis"]["links"] == [{"uuid": "0", "type": "foundedat", "from": "0", "to": "1"}]
    assert related["metadata"] == {"source": "encyclopedia"}
    assert classes["hypothesis"]["global_attributes"] == {"sentiment": "negative"}


def test_slots_and_intents_are_read():
    (row,) = rows_of(DOCCANO, SLOTS, FLIGHTS)
    assert marks(row) == [("city", "Memphis")]
    assert row["hypothesis"]["global_attributes"] == {"intent": ["flight"]}


def test_what_is_asked_decides_the_form():
    text = "Ada and Bob"
    spans = [span(text, 0, 3, uuid="a"), span(text, 8, 11, uuid="b")]
    link = {"uuid": "l", "type": "works_for", "from": "a", "to": "b"}
    full = record(text, spans, links=[link], unique_id="x", sentiment="mixed", stars=3)
    body, report = written(DOCCANO, full)
    assert json.loads(body) == {
        "id": 1,
        "text": text,
        "entities": [
            {"id": 1, "label": "per", "start_offset": 0, "end_offset": 3},
            {"id": 2, "label": "per", "start_offset": 8, "end_offset": 11},
        ],
        "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "works_for"}],
        "cats": ["sentiment=mixed"],
        "unique_id": "x",
        "global_attributes": {"stars": 3},
    }
    assert report.lost == {"ids of annotations": 2, "ids of links": 1}
    alone, _ = written(DOCCANO, record(text, spans), ontology=SPANS_ONLY)
    assert json.loads(alone)["label"] == [[0, 3, "per"], [8, 11, "per"]]
    classes, _ = written(DOCCANO, record(text, topics=["mixed"]), ontology=CLASSES_ONLY)
    assert json.loads(classes)["label"] == ["topics/mixed"]


@given(document=documents())
@quick
def test_a_round_trip_keeps_all_but_ids_and_attributes(document):
    body, report = written(DOCCANO, record(**document))
    (row,) = rows_of(DOCCANO, body)
    answer = checked(row)
    assert row["text"] == document["text"]
    assert row["unique_id"] == (document["unique_id"] or "1")
    place = [(mark["label"], mark["start"], mark["end"]) for mark in document["annotations"]]
    assert [(mark.label, mark.start, mark.end) for mark in answer.annotations] == place
    assert [(link.type, link.from_, link.to) for link in answer.links] == [
        ("works_for", "1", "2") for _ in document["links"]
    ]
    assert answer.global_attributes == {
        name: document[name] for name in ("sentiment", "topics", "stars", "remark") if name in document
    }
    lost = {"ids of annotations": len(place), "ids of links": len(document["links"])}
    lost["attributes of annotations"] = sum(len(mark["attributes"]) for mark in document["annotations"])
    assert report.lost == {what: count for what, count in lost.items() if count}


def test_srsly_reads_our_lines_and_we_read_its(tmp_path):
    body, _ = written(DOCCANO, record("é 人", [span("é 人", 2, 3)]), record("b", sentiment="mixed"))
    path = tmp_path / "a.jsonl"
    path.write_bytes(body)
    lines = list(srsly.read_jsonl(path))
    assert [line["text"] for line in lines] == ["é 人", "b"]
    srsly.write_jsonl(path, lines)
    assert rows_of(DOCCANO, path.read_bytes()) == rows_of(DOCCANO, body)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{}", "text"),
        ('{"text": ""}', "text"),
        ('{"text": 3}', "text"),
        ('{"text": "ab", "label": 3}', "label"),
        ('{"text": "ab", "label": [[0, 1]]}', "label[0]"),
        ('{"text": "ab", "label": [[0, 3, "X"]]}', "label[0]"),
        ('{"text": "ab", "label": [[-1, 1, "X"]]}', "label[0]"),
        ('{"text": "ab", "label": [[1, 1, "X"]]}', "label[0]"),
        ('{"text": "ab", "label": [[0.0, 1, "X"]]}', "label[0]"),
        ('{"text": "ab", "label": [[false, true, "X"]]}', "label[0]"),
        ('{"text": "ab", "label": [[0, 1, null]]}', "label[0]"),
        ('{"text": "ab", "label": [3]}', "label[0]"),
        ('{"text": "ab", "label": ["..."]}', "label"),
        ('{"text": "ab", "cats": [1]}', "cats"),
        ('{"text": "ab", "cats": ["a=b", "a=c"]}', "cats"),
        ('{"text": "ab", "cats": ["a=b", "a/c"]}', "cats"),
        ('{"text": "ab", "entities": [3]}', "entities[0]"),
        ('{"text": "ab", "relations": [{"id": 1}]}', "relations[0]"),
        ('{"text": "ab", "relations": [{"from_id": 1, "to_id": 2, "type": "x"}]}', "links"),
        ('{"text": "ab", "relations": [{"from_id": 1, "to_id": 2, "type": 1}]}', "relations[0]"),
        ('{"text": "ab", "global_attributes": []}', "global_attributes"),
        (json.dumps({"text": "a" * 900_000, "label": [[0, 899_999, "X"]] * 10}), "text"),
        (json.dumps({"text": "ab", "label": ["a"] * 20_001}), "label"),
        ('{"text": NaN}', None),
        ("[" * 100_000, None),
        ('{"text": "a\\u0000"}', None),
    ],
)
def test_a_broken_line_is_an_error_of_its_own(line, field):
    rows = rows_of(DOCCANO, b'{"text": "a"}\n' + line.encode() + b'\n{"text": "b"}\n')
    error = only_error(rows)
    assert (error.row, error.field) == (2, field)
    assert error.error.endswith(".")
    assert [row["text"] for row in (rows[0], rows[2])] == ["a", "b"]


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    peak, read, size = peak_memory(DOCCANO, 300)
    assert read == 300
    assert size > 2_500_000
    assert peak < 1_400_000
