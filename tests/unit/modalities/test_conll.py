"""CoNLL-2003: ours, other people's, spaCy's reading of it, and broken files."""

import pytest
from hypothesis import given
from spacy.training.converters import conll_ner_to_docs

from goldsmith.errors import MalformedError
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.text.formats.conll import CONLL
from goldsmith.modalities.text.formats.tokens import flatten
from goldsmith.modalities.text.shapes import MOST_CHARACTERS, Span

from .text_documents import (
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

# The example of the shared task's description.
PUBLISHED = b"""-DOCSTART- -X- -X- O

U.N. NNP I-NP I-ORG
official NN I-NP O
Ekeus NNP I-NP I-PER
heads VBZ I-VP O
for IN I-PP O
Baghdad NNP I-NP I-LOC
. . O O
"""


def test_the_published_example_is_read():
    (row,) = rows_of(CONLL, PUBLISHED)
    assert row["text"] == "U.N. official Ekeus heads for Baghdad ."
    assert marks(row) == [("org", "U.N."), ("per", "Ekeus"), ("loc", "Baghdad")]


def test_spans_become_tags_of_tokens():
    text = "Ada Lovelace met\nBob."
    body, report = written(CONLL, record(text, [span(text, 17, 20), span(text, 0, 12, "org-unit", "u")], unique_id="a"))
    assert body.decode() == (
        "-DOCSTART- -X- O O\n\n"
        "Ada -X- O B-org-unit\nLovelace -X- O I-org-unit\nmet -X- O O\n\nBob -X- O B-per\n. -X- O O\n\n"
    )
    assert report.lost == {"ids of annotations": 1, "unique ids": 1, "texts whose white space is not kept": 1}
    assert (report.records, report.annotations) == (1, 2)


def test_a_span_within_a_word_cuts_it():
    text = "Nordsee"
    body, report = written(CONLL, record(text, [span(text, 0, 4, "loc"), span(text, 4, 7, "loc")]))
    assert body.decode().split("\n")[2:4] == ["Nord -X- O B-loc", "see -X- O B-loc"]
    assert report.lost == {"texts whose white space is not kept": 1}


def test_of_overlapping_spans_the_longest_stays_and_the_others_are_counted():
    text = "a b c d"
    spans = [span(text, 0, 3), span(text, 2, 7, "loc"), span(text, 4, 5), span(text, 1, 2), span(text, 0, 2, "loc")]
    body, report = written(CONLL, record(text, spans))
    assert marks(rows_of(CONLL, body)[0]) == [("loc", "a"), ("loc", "b c d")]
    assert report.lost == {
        "spans that overlap longer ones": 2,
        "spans of white space only": 1,
        "white space at the edges of spans": 1,
    }


@pytest.mark.parametrize(
    "tags",
    [
        "I-PER I-PER B-PER O I-LOC",
        "B-PER I-PER B-PER O B-LOC",
        "B-PER E-PER S-PER O S-LOC",
        "B-PER L-PER U-PER O U-LOC",
    ],
)
def test_every_usual_way_of_tagging_is_read(tags):
    lines = "".join(f"w{number}\t{tag}\n" for number, tag in enumerate(tags.split()))
    (row,) = rows_of(CONLL, lines.encode())
    assert marks(row) == [("per", "w0 w1"), ("per", "w2"), ("loc", "w4")]


def test_without_document_starts_each_sentence_is_a_task():
    rows = rows_of(CONLL, b"\xef\xbb\xbfa O\r\nb B-X\r\n\r\n\r\nc\xc2\xa0d\tO\n")
    assert [row["text"] for row in rows] == ["a b", "c\xa0d"]


@given(document=documents())
@quick
def test_a_round_trip_keeps_all_but_what_is_reported(document):
    body, report = written(CONLL, record(**document))
    if not document["text"].strip():
        assert body == b""
        assert report.lost["texts of white space only"] == 1
        return
    (row,) = rows_of(CONLL, body)
    answer = checked(row)
    kept = flatten(document["text"], [Span(**without_type(mark)) for mark in document["annotations"]], LossReport())
    bare = [(mark.label, "".join(mark.text.split())) for mark in kept]
    assert [(mark.label, "".join(mark.text.split())) for mark in answer.annotations] == bare
    assert "".join(row["text"].split()) == "".join(document["text"].split())
    lost = sum(count for what, count in report.lost.items() if what.startswith("spans"))
    assert len(bare) + lost == len(document["annotations"])
    assert ("texts whose white space is not kept" in report.lost) == (row["text"] != document["text"])


def without_type(mark):
    return {name: value for name, value in mark.items() if name != "type"}


@given(document=documents())
@quick
def test_spacy_reads_the_same_entities(document):
    text = document["text"].replace("\r", "") + "x"
    body, _ = written(CONLL, record(text, document["annotations"]), record("Bob is here.", [span("Bob", 0, 3)]))
    ours = [marks(row) for row in rows_of(CONLL, body)]
    docs = list(conll_ner_to_docs(body.decode(), no_print=True))
    theirs = [[(entity.label_, [word.text for word in entity]) for entity in doc.ents] for doc in docs]
    assert theirs == [[(label, words.split()) for label, words in each] for each in ours]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("alone", "Line 4 is not a token and its tag"),
        ("\tO", "Line 4 is not a token"),
        ("a X-PER", "Line 4 has the tag 'X-PER'"),
        ("a B", "Line 4 has the tag 'B'"),
        ("a B-", "Line 4 has the tag"),
        ("a B-...", "Line 4 has no label"),
    ],
)
def test_a_broken_document_is_an_error_of_its_own(line, reason):
    rows = rows_of(CONLL, f"-DOCSTART- O\n\na O\n{line}\n\n-DOCSTART- O\n\nb O\n".encode())
    error = only_error(rows)
    assert error.row == 1
    assert reason in error.error
    assert rows[1]["text"] == "b"


def test_a_document_beyond_the_longest_text_is_an_error_of_its_own():
    long = (b"a" * 900_000 + b" O\n") * (MOST_CHARACTERS // 900_000 + 1)
    first, second = rows_of(CONLL, b"-DOCSTART- O\n\n" + long + b"\n-DOCSTART- O\n\nb O\n")
    assert "5,000,000" in first.error
    assert second["text"] == "b"


@pytest.mark.parametrize("body", [b"a O\n\xff O\n", b"a O\nb\0 O\n", b"a O\n" + b"a" * 1_000_001])
def test_what_is_not_a_text_is_refused_with_its_line(body):
    with pytest.raises(MalformedError, match="Line 2"):
        rows_of(CONLL, body)


def test_a_text_in_a_file_of_its_own_is_counted():
    body = b'{"content": {"attachment": "a.txt"}, "answer": {"annotations": [%s]}}'
    mark = b'{"type": "span", "label": "per", "start": 0, "end": 1, "text": "a"}'
    _, report = written(CONLL, body % mark)
    assert report.lost == {"texts that are files of their own": 1, "spans of such texts": 1}
    assert report.records == 1


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    peak, read, size = peak_memory(CONLL, 100)
    assert read == 100
    assert size > 1_500_000
    assert peak < 1_400_000
