"""Prodigy's JSON lines: ours, Prodigy's own examples, spaCy's view of the tokens, and broken lines."""

import json

import pytest
import spacy
import srsly
from hypothesis import given
from spacy.tokens import Doc

from goldsmith.modalities.text.formats.prodigy import PRODIGY
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

# As Prodigy's documentation shows its interfaces' tasks.
ENTITIES = """{"text": "First look at the new MacBook Pro", "spans": [
{"start": 22, "end": 33, "label": "PRODUCT", "token_start": 5, "token_end": 6}], "tokens": [
{"text": "First", "start": 0, "end": 5, "id": 0}], "meta": {"source": "news"}, "_task_hash": 5, "answer": "accept"}"""
RELATIONS = """{"text": "Ada met Bob", "spans": [
{"start": 0, "end": 3, "token_start": 0, "token_end": 0, "label": "PER"},
{"start": 8, "end": 11, "token_start": 2, "token_end": 2, "label": "PER"}], "relations": [
{"head": 0, "child": 2, "label": "MET", "color": "#c5bdf4",
"head_span": {"start": 0, "end": 3, "token_start": 0, "token_end": 0, "label": "PER"},
"child_span": {"start": 8, "end": 11, "token_start": 2, "token_end": 2, "label": "PER"}},
{"head": 2, "child": 0, "label": "KNOWS"}], "answer": "accept"}"""
CHOICE = """{"text": "Pick what you like.", "options": [{"id": "A", "text": "First"}, {"id": "B", "text": "Second"}],
"accept": ["A", "B"], "answer": "accept"}"""
BINARY = '{"text": "Uber lost the deal", "label": "BUSINESS", "answer": "%s"}'


ASKED = Ontology(
    attributes=(
        Attribute("ranks", "category", choices=(Choice("1", "First"), Choice("2", "Second")), allow_multiple=True),
        Attribute("section", "category", choices=(Choice("b", "BUSINESS"), Choice("business", "Sport"))),
    )
)


def one_row(body):
    (row,) = rows_of(PRODIGY, body.replace("\n", "").encode(), ASKED)
    return row


def test_prodigys_own_examples_are_read():
    entities = one_row(ENTITIES)
    assert marks(entities) == [("product", "MacBook Pro")]
    assert entities["metadata"] == {"source": "news"}
    assert [(link["type"], link["from"], link["to"]) for link in one_row(RELATIONS)["hypothesis"]["links"]] == [
        ("met", "span-1", "span-2"),
        ("knows", "span-2", "span-1"),
    ]
    assert one_row(CHOICE)["hypothesis"]["global_attributes"] == {"ranks": ["1", "2"]}
    assert one_row(BINARY % "accept")["hypothesis"]["global_attributes"] == {"section": "b"}


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_a_text_that_was_not_accepted_comes_without_its_answer(answer):
    assert one_row(BINARY % answer)["hypothesis"]["global_attributes"] == {}


def test_tokens_and_spans_are_written():
    text = "a  b."
    body, report = written(PRODIGY, record(text, [span(text, 1, 4, uuid="u", note="x")], unique_id="i", stars=3))
    line = json.loads(body)
    assert line.pop("tokens") == [
        {"text": "a", "start": 0, "end": 1, "id": 0, "ws": False},
        {"text": "  ", "start": 1, "end": 3, "id": 1, "ws": False},
        {"text": "b", "start": 3, "end": 4, "id": 2, "ws": False},
        {"text": ".", "start": 4, "end": 5, "id": 3, "ws": False},
    ]
    assert [option["id"] for option in line.pop("options")][:2] == ["sentiment=positive", "sentiment=negative"]
    assert line == {
        "text": text,
        "spans": [
            {
                "start": 1,
                "end": 4,
                "token_start": 1,
                "token_end": 2,
                "label": "per",
                "uuid": "u",
                "attributes": {"note": "x"},
            }
        ],
        "relations": [],
        "accept": [],
        "unique_id": "i",
        "global_attributes": {"stars": 3},
        "answer": "accept",
    }
    assert not report.lost


def test_a_project_of_classes_needs_no_tokens():
    body, _ = written(PRODIGY, record("a", sentiment="mixed"), ontology=CLASSES_ONLY)
    assert json.loads(body).keys() == {"text", "options", "accept", "answer"}
    assert json.loads(body)["accept"] == ["sentiment=mixed"]
    bare, _ = written(PRODIGY, record("a"), ontology=SPANS_ONLY)
    assert "options" not in json.loads(bare)


@given(document=documents())
@quick
def test_a_round_trip_keeps_everything(document):
    body, report = written(PRODIGY, record(**document))
    (row,) = rows_of(PRODIGY, body)
    assert row["text"] == document["text"]
    assert row.get("unique_id") == document["unique_id"]
    assert checked(row) == checked(
        {
            "text": document["text"],
            "hypothesis": {
                "annotations": document["annotations"],
                "links": document["links"],
                "global_attributes": {
                    name: document[name] for name in ("sentiment", "topics", "stars", "remark") if name in document
                },
            },
        }
    )
    assert not report.lost


@given(document=documents())
@quick
def test_spacy_puts_our_tokens_together_and_finds_the_spans(document):
    body, _ = written(PRODIGY, record(**document))
    line = srsly.json_loads(body)
    words, spaces = ([token[name] for token in line["tokens"]] for name in ("text", "ws"))
    doc = Doc(spacy.blank("xx").vocab, words=words, spaces=spaces)
    assert doc.text == document["text"]
    for each in line["spans"]:
        found = doc.char_span(each["start"], each["end"])
        assert (found.start, found.end - 1) == (each["token_start"], each["token_end"])


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('{"image": "a.jpg"}', "text"),
        ('{"text": ""}', "text"),
        ('{"text": "ab", "answer": "maybe"}', "answer"),
        ('{"text": "ab", "answer": []}', "answer"),
        ('{"text": "ab", "spans": {}}', "spans"),
        ('{"text": "ab", "spans": [1]}', "spans[0]"),
        ('{"text": "ab", "spans": [{"start": 0, "end": 9, "label": "X"}]}', "spans[0]"),
        ('{"text": "ab", "spans": [{"start": 0, "end": 1}]}', "spans[0]"),
        ('{"text": "ab", "relations": [1]}', "relations[0]"),
        ('{"text": "ab", "relations": [{"head": 0, "child": 1, "label": "X"}]}', "relations[0].head"),
        ('{"text": "ab", "relations": [{"head_span": {"start": [], "end": {}}}]}', "relations[0].head"),
        ('{"text": "ab", "meta": 3}', "meta"),
        ('{"text": "ab", "accept": 3}', "accept"),
        ('{"text": "ab", "label": 3}', "label"),
        ('{"text": 1e999}', "[...]"),
        ('{"text": NaN}', None),
    ],
)
def test_a_broken_line_is_an_error_of_its_own(line, field):
    rows = rows_of(PRODIGY, b'\xef\xbb\xbf{"text": "a"}\n' + line.encode() + b'\n{"text": "b"}\n')
    error = only_error(rows)
    assert (error.row, error.field) == (2, field)
    assert error.error.endswith(".")
    assert [row["text"] for row in (rows[0], rows[2])] == ["a", "b"]


def test_a_line_that_is_too_long_is_an_error_of_its_own():
    first, second = rows_of(PRODIGY, b'{"text": "' + b"a" * 20_000_000 + b'"}\n{"text": "b"}\n')
    assert "16,000,000" in first.error
    assert second["text"] == "b"


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    peak, read, size = peak_memory(PRODIGY, 40)
    assert read == 40
    assert size > 4_000_000
    assert peak < 2_500_000
