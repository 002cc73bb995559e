"""A broken download goes on where it stopped; anything odd gets the whole file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.http.ranges import RangeError, read_range

TAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-3", (0, 4)),
        ("bytes=4-", (4, 10)),
        ("bytes=-4", (6, 10)),
        ("bytes=-40", (0, 10)),
        ("bytes=9-99", (9, 10)),
        (None, None),
        ("bytes=-", None),
        ("bytes=3-1", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-3", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 40 + "-", None),
    ],
)
def test_one_range_is_a_part_and_anything_odd_the_whole(asked: str | None, part: tuple[int, int] | None) -> None:
    assert read_range(asked, None, TAG, 10) == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0", "bytes=10-20"])
def test_a_range_behind_the_end_is_refused(asked: str) -> None:
    with pytest.raises(RangeError) as refusal:
        read_range(asked, None, TAG, 10)
    assert refusal.value.status == 416


def test_a_part_of_another_file_is_never_sent() -> None:
    assert read_range("bytes=4-", TAG, TAG, 10) == (4, 10)
    assert read_range("bytes=4-", '"other"', TAG, 10) is None


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 150))
def test_a_part_lies_within_the_file(first: int, last: int, size: int) -> None:
    try:
        part = read_range(f"bytes={first}-{last}", None, TAG, size)
    except RangeError:
        assert first >= size
    else:
        assert part is None or 0 <= part[0] < part[1] <= size
