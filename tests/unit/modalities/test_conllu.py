"""CoNLL-U: ours, Universal Dependencies' own example, the conllu package, and broken files."""

import conllu
import pytest
from hypothesis import given

from goldsmith.errors import MalformedError
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.text.formats.conllu import CONLLU
from goldsmith.modalities.text.formats.tokens import flatten
from goldsmith.modalities.text.shapes import Span

from .text_documents import checked, documents, marks, only_error, peak_memory, quick, record, rows_of, span, written

# From the description of the format: a sentence with multiword tokens, and an empty node in another.
PUBLISHED = """# newdoc id = weather
# sent_id = 1
1-2\tvámonos\t_\t_\t_\t_\t_\t_\t_\t_
1\tvamos\tir\t_\t_\t_\t_\t_\t_\t_
2\tnos\tnosotros\t_\t_\t_\t_\t_\t_\t_
3-4\tal\t_\t_\t_\t_\t_\t_\t_\t_
3\ta\ta\t_\t_\t_\t_\t_\t_\t_
4\tel\tel\t_\t_\t_\t_\t_\t_\t_
5\tmar\tmar\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|ner=S-PLACE
6\t.\t.\tPUNCT\t_\t_\t_\t_\t_\t_

# newpar
# sent_id = 2
# text = Sue likes coffee and Bill tea
1\tSue\tSue\t_\t_\t_\t_\t_\t_\tNER=B-PER
2\tlikes\tlike\t_\t_\t_\t_\t_\t_\t_
3\tcoffee\tcoffee\t_\t_\t_\t_\t_\t_\t_
4\tand\tand\t_\t_\t_\t_\t_\t_\t_
5\tBill\tBill\t_\t_\t_\t_\t_\t_\tNER=B-PER
5.1\tlikes\tlike\t_\t_\t_\t_\t_\t_\t_
6\ttea\ttea\t_\t_\t_\t_\t_\t_\t_
"""


def test_the_published_examples_are_read():
    (row,) = rows_of(CONLLU, PUBLISHED.encode())
    assert row["text"] == "vámonos al mar.\nSue likes coffee and Bill tea"
    assert marks(row) == [("place", "mar"), ("per", "Sue"), ("per", "Bill")]
    assert row["unique_id"] == "weather"


def test_a_document_is_written_with_its_white_space():
    text = " Ada  met\nBob. "
    body, report = written(CONLLU, record(text, [span(text, 1, 4), span(text, 10, 13)], unique_id="a 1", stars=3))
    empty = "\t_" * 7
    assert body.decode() == (
        '# newdoc id = a 1\n# global_attributes = {"stars":3}\n# sent_id = 1-1\n# text = Ada met\n'
        f"1\tAda{empty}\tNER=B-per|SpacesAfter=\\s\\s|SpacesBefore=\\s\n2\tmet{empty}\tSpacesAfter=\\n\n\n"
        "# sent_id = 1-2\n# text = Bob.\n"
        f"1\tBob{empty}\tNER=B-per|SpaceAfter=No\n2\t.{empty}\tSpacesAfter=\\s\n\n"
    )
    assert not report.lost


@given(document=documents())
@quick
def test_a_round_trip_keeps_text_classes_and_flat_spans(document):
    body, report = written(CONLLU, record(**document))
    if document["text"].isspace():
        assert body == b""
        assert report.lost["texts of white space only"] == 1
        return
    (row,) = rows_of(CONLLU, body)
    answer = checked(row)
    spans = [Span(**{name: part for name, part in mark.items() if name != "type"}) for mark in document["annotations"]]
    kept = flatten(document["text"], spans, LossReport())
    assert row["text"] == document["text"]
    assert row.get("unique_id", "1-1") == (document["unique_id"] or "1-1")
    assert [(mark.label, mark.start, mark.end) for mark in answer.annotations] == [
        (mark.label, mark.start, mark.end) for mark in kept
    ]
    classes = {"sentiment", "topics", "stars", "remark"} & document.keys()
    assert answer.global_attributes == {name: document[name] for name in classes}
    assert report.lost.get("links between annotations", 0) == len(document["links"])


@given(document=documents())
@quick
def test_the_conllu_package_reads_what_we_write(document):
    body, _ = written(CONLLU, record(**document))
    sentences = conllu.parse(body.decode())
    for sentence in sentences:
        shown = "".join(token["form"] + " " * ((token["misc"] or {}).get("SpaceAfter") != "No") for token in sentence)
        assert shown.rstrip() == sentence.metadata["text"].rstrip()
    tagged = sum((token["misc"] or {}).get("NER", "").startswith("B-") for sent in sentences for token in sent)
    assert tagged == sum(len(row["hypothesis"]["annotations"]) for row in rows_of(CONLLU, body))


def test_we_read_what_the_conllu_package_writes():
    body = "".join(sentence.serialize() for sentence in conllu.parse(PUBLISHED))
    assert rows_of(CONLLU, body.encode()) == rows_of(CONLLU, PUBLISHED.encode())


def test_without_documents_each_sentence_is_a_task():
    line = "1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n"
    rows = rows_of(CONLLU, f"# sent_id = x\n{line}\n\n{line}".encode())
    assert [(row["text"], row.get("unique_id")) for row in rows] == [("a", "x"), ("a", None)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1\ta", "Line 2 is not a word"),
        ("x\ta\t_\t_\t_\t_\t_\t_\t_\t_", "Line 2 is not a word"),
        ("1\t\t_\t_\t_\t_\t_\t_\t_\t_", "Line 2 is not a word"),
        ("9999999999\ta\t_\t_\t_\t_\t_\t_\t_\t_", "Line 2 is not a word"),
        ("1\ta\t_\t_\t_\t_\t_\t_\t_\tNER=PER", "Line 2 has the tag 'PER'"),
        ("# global_attributes = [NaN]\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_", "global_attributes"),
        ("# nothing", "no text"),
    ],
)
def test_a_broken_document_is_an_error_of_its_own(line, reason):
    rows = rows_of(CONLLU, f"# newdoc\n{line}\n\n# newdoc\n1\tb\t_\t_\t_\t_\t_\t_\t_\t_\n".encode())
    error = only_error(rows)
    assert error.row == 1
    assert reason in error.error
    assert rows[1]["text"] == "b"


def test_a_document_that_is_too_long_is_an_error_of_its_own():
    sentence = ("1\t" + "a" * 900_000 + "\t_" * 8 + "\n\n") * 50
    first, second = rows_of(CONLLU, f"# newdoc\n{sentence}# newdoc\n1\tb\t_\t_\t_\t_\t_\t_\t_\t_\n".encode())
    assert "40,000,000" in first.error
    assert second["text"] == "b"


def test_a_sentence_without_end_is_refused():
    with pytest.raises(MalformedError, match="too long"):
        rows_of(CONLLU, ("# " + "a" * 900_000 + "\n").encode() * 20)


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    peak, read, size = peak_memory(CONLLU, 100)
    assert read == 100
    assert size > 4_000_000
    assert peak < 1_400_000
