"""Spans with gaps: what is one, who means the same, what becomes of them in the middle and in other formats."""

import msgspec
import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.text.agree import combine, near
from goldsmith.modalities.text.formats.documents import documents_of
from goldsmith.modalities.text.shapes import Fragment, Span, TextContent

from .text_documents import ONTOLOGY, TEXT, record, rows_of, span, written

SENTENCE = "left and right ventricle"
LEFT, RIGHT = [(0, 4), (15, 24)], [(9, 24)]


def marked(parts, label="per", text=SENTENCE):
    start, end = parts[0][0], parts[-1][1]
    fragments = [{"start": first, "end": last} for first, last in parts]
    return {**span(text, start, end, label), **({"fragments": fragments} if len(parts) > 1 else {})}


def shape(parts):
    return msgspec.convert(marked(parts), Span)


def read(annotation):
    answer = {"annotations": [annotation]}
    return read_answer(TEXT, ONTOLOGY, answer, content=TextContent(text=SENTENCE)).annotations[0]


def test_a_span_without_gaps_is_what_it_was():
    plain = read(marked(RIGHT))
    assert plain.parts == [(9, 24)]
    assert "fragments" not in msgspec.to_builtins(plain)


def test_a_span_with_a_gap_keeps_its_fragments():
    given = read(marked(LEFT))
    assert given.fragments == (Fragment(0, 4), Fragment(15, 24))
    assert given.text == SENTENCE


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([(0, 4), (5, 8)], "More than white space"),
        ([(0, 8), (4, 24)], "share no character"),
        ([(0, 4), (4, 24)], "More than white space"),
        ([(0, 4), (20, 15), (15, 24)], "at least one character"),
    ],
)
def test_fragments_that_make_no_sense_are_refused(parts, reason):
    with pytest.raises(InvalidError, match=reason) as caught:
        read(marked(parts))
    assert caught.value.field == "answer.annotations[0].fragments"


@pytest.mark.parametrize("fragments", [[{"start": 0, "end": 4}], [{"start": 1, "end": 4}, {"start": 15, "end": 24}]])
def test_fragments_span_exactly_from_start_to_end(fragments):
    with pytest.raises(InvalidError):
        read({**marked(LEFT), "fragments": fragments})


def test_only_the_characters_of_fragments_count_as_shared():
    ((_, _, overlap),) = near([shape(LEFT)], [shape([(0, 24)])])
    assert overlap == pytest.approx(13 / 24)
    assert list(near([shape([(0, 4), (22, 24)])], [shape([(5, 14)])])) == []


def test_the_middle_keeps_a_gap_that_most_leave():
    drawn = [shape(LEFT), shape(LEFT), shape([(0, 24)])]
    assert combine(drawn, [1, 1, 1]).parts == LEFT
    assert combine(drawn, [1, 1, 3]).parts == [(0, 24)]


def test_the_middle_has_no_gap_of_white_space():
    drawn = [shape([(0, 3), (5, 14)]), shape([(0, 4), (6, 14)]), shape([(0, 14)])]
    assert combine(drawn, [1, 1, 1]).parts == [(0, 14)]


def test_the_middle_may_have_more_gaps_than_anybody_left():
    drawn = [shape([(0, 4), (9, 14)]), shape([(9, 11), (15, 24)]), shape([(15, 16), (20, 24)])]
    assert combine(drawn, [1, 1.2, 1]).parts == [(9, 11), (15, 16), (20, 24)]


def test_where_no_character_has_a_majority_the_heaviest_span_stands():
    drawn = [shape([(0, 4), (9, 14)]), shape([(0, 4)]), shape([(9, 14)])]
    assert combine(drawn, [0, 1, 1]).parts == [(0, 4)]


def test_who_merges_equals_gets_the_same():
    assert combine([shape(LEFT)] * 3, [1, 2, 3]) == shape(LEFT)


@pytest.mark.parametrize(
    "codec", [each for each in registry.get("text.v1").codecs if each.write], ids=lambda each: each.name
)
def test_every_format_keeps_gaps_or_reports_them(codec):
    body, report = written(codec, record(SENTENCE, [marked(LEFT)]))
    if "gaps inside spans" in report.lost:
        assert report.lost["gaps inside spans"] == 1
        return
    if codec.read is None:
        assert b"fragments" in body
        return
    rows = [row for row in rows_of(codec, body) if isinstance(row, dict)]
    assert rows[0]["hypothesis"]["annotations"][0]["fragments"] == marked(LEFT)["fragments"]


def test_a_format_without_fragments_sees_one_piece():
    report = LossReport()
    (document,) = documents_of(iter([record(SENTENCE, [marked(LEFT)])]), report)
    assert document.spans[0].parts == [(0, 24)]
    assert report.lost == {"gaps inside spans": 1}
