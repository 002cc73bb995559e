"""spaCy's DocBin: spaCy reads ours, we read spaCy's, and broken files are refused."""

import zlib

import msgspec
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.strings import hash_string
from spacy.symbols import IDS
from spacy.tokens import DocBin, Span

from goldsmith.errors import MalformedError
from goldsmith.modalities.text.formats.spacy_docbin import SPACY_DOCBIN
from goldsmith.modalities.text.formats.spacy_strings import SYMBOLS, murmur_hash, string_id
from goldsmith.ontology import Attribute, Choice, Ontology

from .text_documents import checked, documents, marks, only_error, peak_memory, quick, record, rows_of, span, written

STRINGS = spacy.blank("xx").vocab.strings
ORDER = ["positive", "negative", "mixed"]
CATS = ["sentiment=positive", "sentiment=negative", "sentiment=mixed"]
CATS += [name.replace("sentiment=", "topics/") for name in CATS]


def read_by_spacy(body):
    return list(DocBin().from_bytes(body).get_docs(spacy.blank("xx").vocab))


def test_symbols_are_spacys_own():
    assert SYMBOLS == IDS


@given(text=st.text(min_size=1, max_size=40))
@quick
def test_numbers_of_strings_are_spacys_own(text):
    assert murmur_hash(text.encode()) == hash_string(text)
    assert string_id(text) == STRINGS[text]


@given(document=documents())
@quick
def test_spacy_reads_what_we_write(document):
    body, _ = written(SPACY_DOCBIN, record(**document))
    (doc,) = read_by_spacy(body)
    assert doc.text == document["text"]
    groups = [(each.label_, each.start_char, each.end_char) for each in doc.spans.get("sc", [])]
    assert groups == [(mark["label"], mark["start"], mark["end"]) for mark in document["annotations"]]
    entities = {(entity.label_, entity.start_char, entity.end_char) for entity in doc.ents}
    assert entities <= set(groups)
    assert all(entity.text == entity.text.strip() for entity in doc.ents)
    chosen = [f"sentiment={document.get('sentiment')}", *(f"topics/{each}" for each in document.get("topics", []))]
    assert doc.cats == {name: float(name in chosen) for name in CATS}
    assert doc.user_data.get("unique_id") == document["unique_id"]


@given(document=documents())
@quick
def test_a_round_trip_keeps_all_but_links_details_and_doubles(document):
    body, report = written(SPACY_DOCBIN, record(**document))
    assert body == written(SPACY_DOCBIN, record(**document))[0]
    (row,) = rows_of(SPACY_DOCBIN, body)
    answer = checked(row)
    assert (row["text"], row.get("unique_id")) == (document["text"], document["unique_id"])
    kept = list(dict.fromkeys((mark["label"], mark["start"], mark["end"]) for mark in document["annotations"]))
    assert [(mark.label, mark.start, mark.end) for mark in answer.annotations] == kept
    in_order = {"topics": sorted(document["topics"], key=ORDER.index)} if "topics" in document else {}
    assert answer.global_attributes == {
        name: {**document, **in_order}[name] for name in ("sentiment", "topics", "stars", "remark") if name in document
    }
    assert report.lost == {
        what: count
        for what, count in {
            "attributes of annotations": sum(len(mark["attributes"]) for mark in document["annotations"]),
            "ids of annotations": len(document["annotations"]),
            "links between annotations": len(document["links"]),
            "spans that repeat another": len(document["annotations"]) - len(kept),
        }.items()
        if count
    }


TONE = Ontology(attributes=(Attribute("tone", "category", choices=(Choice("positive"), Choice("negative"))),))


def test_we_read_what_spacy_writes():
    nlp = spacy.blank("en")
    first, second = nlp("Ada  lives in New York. number ORG _"), nlp("")
    first.ents = [Span(first, 0, 1, "PERSON"), Span(first, 4, 6, "GPE")]
    first.spans["sc"] = [Span(first, 4, 6, "GPE"), Span(first, 3, 6, "Place phrase", span_id="s1")]
    first.cats = {"POSITIVE": 0.9, "NEGATIVE": 0.1}
    first.user_data["other"] = (1, 2)
    first.user_data["._.", "kept by an extension", None, None] = 3
    body = DocBin(docs=[first, second], store_user_data=True).to_bytes()
    row, empty = rows_of(SPACY_DOCBIN, body, TONE)
    assert row["text"] == first.text
    assert marks(row) == [("gpe", "New York"), ("place_phrase", "in New York"), ("person", "Ada")]
    assert [mark["uuid"] for mark in row["hypothesis"]["annotations"]] == ["", "s1", ""]
    assert row["hypothesis"]["global_attributes"] == {"tone": "positive"}
    assert empty.error == "There is no text."


def test_words_with_unknown_spaces_are_parted_by_a_space():
    doc = spacy.tokens.Doc(spacy.blank("xx").vocab, words=["a", "b"])
    assert rows_of(SPACY_DOCBIN, DocBin(docs=[doc]).to_bytes())[0]["text"] == "a b"


def changed(**parts):
    body, _ = written(SPACY_DOCBIN, record("ab", [span("ab", 0, 1)]), record("c"))
    return zlib.compress(msgspec.msgpack.encode({**msgspec.msgpack.decode(zlib.decompress(body)), **parts}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        changed()[:-5],
        zlib.compress(b""),
        zlib.compress(b"\x91" * 10_000),
        changed(attrs=[]),
        changed(attrs=[77, 78, 79]),
        changed(tokens=b"1"),
        changed(lengths=b"1"),
        changed(lengths=b"\xff" * 8),
        changed(lengths=b"\x01\0\0\0"),
        changed(spaces=b""),
        changed(cats=[[]]),
        zlib.compress(bytes(510_000_000), 1),
    ],
)
def test_what_is_no_docbin_is_refused(body):
    with pytest.raises(MalformedError):
        rows_of(SPACY_DOCBIN, body)


@pytest.mark.parametrize(
    "parts",
    [
        {"strings": ["c"]},
        {"span_groups": [b"\x93", b""]},
        {"span_groups": [msgspec.msgpack.encode([msgspec.msgpack.encode({"spans": [b"1"]})]), b""]},
        {"span_groups": [msgspec.msgpack.encode([msgspec.msgpack.encode({"spans": [b"\0" * 40]})]), b""]},
        {"cats": [{"...": 1.0}, {}]},
        {"user_data": [b"\xc1", None]},
        {"user_data": [msgspec.msgpack.encode({"unique_id": 3}), None]},
    ],
)
def test_a_broken_document_is_an_error_of_its_own(parts):
    rows = rows_of(SPACY_DOCBIN, changed(**parts))
    error = only_error(rows)
    assert (error.row, rows[1]["text"]) == (1, "c")
    assert error.error.endswith(".")


def test_an_empty_delivery_is_an_empty_docbin():
    body, _ = written(SPACY_DOCBIN)
    assert rows_of(SPACY_DOCBIN, body) == []
    assert read_by_spacy(body) == []


@pytest.mark.memory
def test_writing_takes_constant_memory():
    peak, _, size = peak_memory(SPACY_DOCBIN, 60, reads=False)
    assert size > 10_000
    assert peak < 2_000_000
