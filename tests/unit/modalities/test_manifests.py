"""Manifests: every row arrives once, bad rows say why, and reading goes on from any row after a cut."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import InvalidError
from goldsmith.modalities.manifests import (
    MOST_ROW_BYTES,
    Place,
    open_manifest,
    read_manifest,
    read_manifest_async,
)

BOM = b"\xef\xbb\xbf"


def rows_of(file_format, body, size=7):
    return list(read_manifest(file_format, [body[at : at + size] for at in range(0, len(body), size)]))


def errors_of(file_format, body, size=1 << 16):
    return [(row.row, row.error.error) for row in rows_of(file_format, body, size) if row.error]


def test_json_lines_arrive_in_order_with_their_line_numbers():
    rows = rows_of("jsonl", BOM + b'{"text": "a"}\r\n\n  \n{"text": "\xc3\xa9"}')
    assert [(row.row, row.content) for row in rows] == [(1, {"text": "a"}), (4, {"text": "é"})]


@pytest.mark.parametrize(
    "line",
    [
        *(b"{", b"[1]", b'"a"', b'{"a": NaN}', b'{"a": 1e999}', b'{"a": "\xff"}', b'{"a": "\\u0000"}'),
        *(b'{"a": "\\ud800"}', b'{"a":' * 5000, b'{"a": "' + b"x" * MOST_ROW_BYTES + b'"}'),
        *(b"\xff\xfe{\x00}\x00", b'{"a": 1} {"b": 2}'),
    ],
)
def test_a_bad_line_says_why_and_harms_no_other(line):
    rows = rows_of("jsonl", b'{"a": 1}\n' + line + b'\n{"a": 2}\n', size=100_000)
    assert [row.row for row in rows] == [1, 2, 3]
    assert [row.content for row in rows] == [{"a": 1}, None, {"a": 2}]
    assert rows[1].error.row == 2
    assert rows[1].error.error.endswith(".")


def test_csv_cells_fill_the_row_and_empty_cells_are_absent():
    body = (
        BOM + b"unique_id,text,priority,metadata.site,expected.mood,metadata\r\n"
        b'a,"one, ""two""\nthree",7,north,good,"{""n"": 1}"\r\n'
        b"b,5\xc2\xb0 on a 3.5 inch disk,,,,\r\n"
        b"\r\n"
        b'c,"",high,,,'
    )
    rows = rows_of("csv", body)
    assert [row.row for row in rows] == [2, 3, 5]
    assert rows[0].content == {
        "unique_id": "a",
        "text": 'one, "two"\nthree',
        "priority": 7,
        "metadata": {"site": "north", "n": 1},
        "expected": {"global_attributes": {"mood": "good"}},
    }
    assert rows[1].content == {"unique_id": "b", "text": "5° on a 3.5 inch disk"}
    assert rows[2].content == {"unique_id": "c", "priority": "high"}


def test_a_quotation_mark_inside_a_cell_opens_nothing():
    rows = rows_of("csv", b'text,n\nthe 5" disk,1\nsay "hi",2\n')
    assert [row.content["text"] for row in rows] == ['the 5" disk', 'say "hi"']


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"a", "1 cells"),
        (b"a,b,c", "3 cells"),
        (b"\xff,b", "not UTF-8"),
        (b"\0,b", "NUL"),
        (b'"a"b,c', "not CSV"),
        (b"x" * (MOST_ROW_BYTES + 1) + b",b", "at most 1,000,000 bytes"),
    ],
)
def test_a_bad_csv_row_says_why_and_harms_no_other(row, reason):
    rows = rows_of("csv", b"text,n\na,1\n" + row + b"\nb,2\n", size=100_000)
    assert [each.row for each in rows] == [2, 3, 4]
    assert reason in rows[1].error.error
    assert rows[2].content == {"text": "b", "n": "2"}


def test_a_quotation_mark_that_is_never_closed_is_an_error_and_bounded():
    assert errors_of("csv", b'text\n"a\nb\n') == [(2, "A quotation mark in this row is never closed.")]
    chunks = iter([b'text\n"', *[b"a" * 9_999 + b"\n"] * 1000])
    tracemalloc.start()
    rows = [row for row in read_manifest("csv", chunks) if row.error]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows[0].error.error.startswith("A row takes at most")
    assert peak < 30_000_000


def test_a_line_without_end_is_bounded():
    reader = open_manifest("jsonl")
    for _ in range(40):
        assert reader.feed(b"x" * 500_000) == []
        assert reader.place == Place()
    (row,) = reader.feed(b'\n{"a"')
    assert row.error.error.startswith("A row takes at most")
    assert reader.feed(b": 1}\n")[0].content == {"a": 1}


@pytest.mark.parametrize(
    "header", [b"a,a\n", b"a,\n", b"\xff\n", b'"a', b"x" * 1_000_001 + b"\n", b",".join([b"c"] * 1001) + b"\n"]
)
def test_a_header_that_names_nothing_or_twice_refuses_the_file(header):
    with pytest.raises(InvalidError):
        list(read_manifest("csv", [header, b"1,2\n"]))


def test_an_unknown_format_is_refused():
    with pytest.raises(InvalidError):
        open_manifest("xlsx")


def test_contradicting_columns_are_an_error_of_their_row():
    body = b'expected,expected.mood\n"{""global_attributes"": 3}",good\n'
    (row,) = rows_of("csv", body)
    assert row.error.field == "expected.mood"


LINES = st.lists(
    st.sampled_from([b'{"a": 1}', b"", b"{", b'{"text": "\xe2\x82\xac"}', b"[]", b'{"b": "x\\ny"}']), max_size=8
)
RECORDS = st.lists(st.sampled_from([b"1,2", b"", b'"x\ny",2', b'"",2', b"1", b'"a""b","\r\n"']), max_size=8)


@given(LINES, RECORDS, st.integers(1, 9), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_reading_goes_on_after_any_row_as_if_never_cut(lines, records, size, line_break, ends):
    for file_format, body in (("jsonl", lines), ("csv", [b"p,q", *records])):
        whole = line_break.join(body) + (line_break if ends else b"")
        rows = rows_of(file_format, whole, size)
        assert rows == rows_of(file_format, whole, 10_000)
        for count, row in enumerate(rows, start=1):
            reader = open_manifest(file_format)
            reader.feed(b"p,q\n" if file_format == "csv" else b"")
            place = reader.place_after(row)
            assert list(read_manifest(file_format, [whole[place.offset :]], place)) == rows[count:]


async def test_an_async_stream_gives_the_same_rows():
    async def chunks():
        for _ in range(3):
            yield b'{"a": 1}\n{"a"'
            yield b": 2}\n"

    rows = [row async for part in read_manifest_async("jsonl", chunks()) for row in part]
    assert [row.content["a"] for row in rows] == [1, 2] * 3
    assert [row.row for row in rows] == [1, 2, 3, 4, 5, 6]
