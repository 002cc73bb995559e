"""Argilla's records: its own package reads ours, we read what it writes."""

import json

import pytest
from hypothesis import given

from goldsmith.errors import MalformedError
from goldsmith.modalities.codec import Loss, RowError
from goldsmith.modalities.text.formats.argilla import ARGILLA
from goldsmith.ontology import Attribute, Choice, Label, Ontology

from .text_documents import checked, documents, marks, peak_memory, quick, record, rows_of, span, written

# As Argilla's documentation shows an exported record.
PUBLISHED = """[{"id": "7", "fields": {"prompt": "Who is Ada Lovelace?"}, "metadata": {"source": "web", "stars": 4},
"suggestions": {"category": {"value": "Positive", "score": 0.9, "agent": "gpt"},
"topics": {"value": ["mixed"], "score": [0.5], "agent": null},
"entities": {"value": [{"start": 7, "end": 19, "label": "PER", "score": 0.5}], "score": null, "agent": "m"}},
"responses": {"category": [{"value": "negative", "user_id": "d7f3a8de-0f4c-4a2b-8d9a-5b1f0c0a7c11"},
{"value": "positive", "user_id": "d7f3a8de-0f4c-4a2b-8d9a-5b1f0c0a7c12"}]}, "vectors": {}, "status": "completed",
"_server_id": null}]"""
ASKED = Ontology(
    labels=(Label("per"),),
    attributes=(
        Attribute("tone", "category", choices=(Choice("positive", "Positive"), Choice("negative"))),
        Attribute("topics", "category", choices=(Choice("mixed"),), allow_multiple=True),
        Attribute("stars", "number"),
    ),
)


def test_a_published_record_is_read():
    row, lost = rows_of(ARGILLA, PUBLISHED.encode(), ASKED)
    assert (row["text"], row["unique_id"], row["metadata"]) == ("Who is Ada Lovelace?", "7", {"source": "web"})
    assert marks(row) == [("per", "Ada Lovelace")]
    assert row["hypothesis"]["global_attributes"] == {"tone": "negative", "topics": ["mixed"], "stars": 4}
    assert lost == Loss("responses of further people", 1)


def test_records_in_lines_are_read_too():
    lines = b"\n".join(b'{"fields": {"text": "%b"}}' % text for text in (b"a", b"b"))
    assert [row["text"] for row in rows_of(ARGILLA, lines, ASKED)] == ["a", "b"]


def test_suggestions_are_written():
    body, report = written(ARGILLA, record("Ada", [span("Ada", 0, 3, uuid="u", note="x")], stars=3, topics=["mixed"]))
    assert json.loads(body) == [
        {
            "id": "1",
            "fields": {"text": "Ada"},
            "metadata": {"stars": 3},
            "suggestions": {
                "topics": {"value": ["mixed"], "score": None, "agent": "goldsmith"},
                "spans": {
                    "value": [{"start": 0, "end": 3, "label": "per"}],
                    "score": None,
                    "agent": "goldsmith",
                },
            },
            "responses": {},
            "vectors": {},
            "status": "pending",
            "_server_id": None,
        }
    ]
    assert report.lost == {"ids of annotations": 1, "attributes of annotations": 1}
    assert written(ARGILLA)[0] == b"[]\n"
    assert rows_of(ARGILLA, b"[]\n") == []


@given(document=documents())
@quick
def test_a_round_trip_keeps_spans_and_answers(document):
    body, _ = written(ARGILLA, record(**document))
    (row,) = rows_of(ARGILLA, body)
    answer = json.loads(record(**document))["answer"]
    plain = [{**mark, "uuid": "", "attributes": {}} for mark in answer["annotations"]]
    assert checked(row) == checked(
        {"text": document["text"], "hypothesis": {**answer, "annotations": plain, "links": []}}
    )
    assert row["unique_id"] == (document["unique_id"] or "1")


@pytest.mark.filterwarnings("ignore")
def test_argilla_reads_what_we_write_and_we_read_what_it_writes(tmp_path):
    from argilla.records._io import JsonIO

    one = record(
        "Ada met Bob", [span("Ada met Bob", 0, 3)], unique_id="a/1", sentiment="mixed", topics=["mixed"], stars=2
    )
    body, _ = written(ARGILLA, one, record("b"))
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    ours.write_bytes(body)
    records = JsonIO._records_from_json(ours)
    assert [found.id for found in records] == ["a/1", "2"]
    assert records[0].fields["text"] == "Ada met Bob"
    assert records[0].suggestions["sentiment"].value == "mixed"
    assert records[0].suggestions["spans"].value == [{"start": 0, "end": 3, "label": "per"}]
    JsonIO.to_json(records, theirs)
    assert rows_of(ARGILLA, theirs.read_bytes()) == rows_of(ARGILLA, body)


def test_spans_do_not_take_a_questions_name():
    ontology = Ontology(labels=(Label("per"),), attributes=(Attribute("spans", "text"),))
    body, _ = written(ARGILLA, record("Ada", [span("Ada", 0, 3)], spans="none"), ontology=ontology)
    (row,) = rows_of(ARGILLA, body, ontology)
    assert marks(row) == [("per", "Ada")]
    assert row["hypothesis"]["global_attributes"] == {"spans": "none"}


@pytest.mark.parametrize(
    ("given_record", "field"),
    [
        ("3", None),
        ("{}", "fields"),
        ('{"fields": []}', "fields"),
        ('{"fields": {"a": "x", "b": "y"}}', "fields"),
        ('{"fields": {"a": "x"}, "metadata": 3}', "metadata"),
        ('{"fields": {"a": "x"}, "suggestions": {"q": 3}}', "q"),
        ('{"fields": {"a": "x"}, "suggestions": {"q": {"value": "snow"}}}', "q"),
        ('{"fields": {"a": "x"}, "responses": {"q": 3}}', "q"),
        ('{"fields": {"a": "x"}, "responses": {"q": [3]}}', "q"),
        ('{"fields": {"a": "x"}, "responses": {"q": [{"value": [{"start": 0, "end": 2}]}]}}', "q[0]"),
    ],
)
def test_a_broken_record_is_an_error_of_its_own(given_record, field):
    error, after = rows_of(ARGILLA, f'[{given_record}, {{"fields": {{"text": "b"}}}}]'.encode())
    assert isinstance(error, RowError)
    assert (error.row, error.field) == (1, field)
    assert after["text"] == "b"


@pytest.mark.parametrize("body", [b"[", b"[{}", b"[1,]", b"[NaN]", b"[" * 100_000])
def test_what_is_no_array_is_refused(body):
    with pytest.raises(MalformedError):
        rows_of(ARGILLA, body)


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    peak, read, size = peak_memory(ARGILLA, 300)
    assert read == 300
    assert size > 2_500_000
    assert peak < 3_000_000
