"""References name one object, literally, or are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.buckets.references import Reference, check_prefix, covers, is_reference, parse_reference
from goldsmith.buckets.service import NewBucket, bucket_of, check_new
from goldsmith.errors import InvalidError


@pytest.mark.parametrize(
    "key",
    [
        "cat.jpg",
        "a/b c/cat.jpg",
        "Fotos/Küche 猫.jpg",
        "a%2Fb",
        "100%",
        "a?b#c",
        "a//b",
        "/a",
        "...",
        "a/..b",
        "~x*(1)'",
    ],
)
def test_a_key_is_taken_literally(key: str) -> None:
    assert parse_reference(f"s3://photos/{key}") == Reference("s3", "photos", key)
    assert str(parse_reference(f"s3://photos/{key}")) == f"s3://photos/{key}"


@pytest.mark.parametrize(
    "text",
    [
        *("s3://", "s3://photos", "s3://photos/", "s3:///cat.jpg", "s3://photos/folder/"),
        *("s3://photos/../secret", "s3://photos/a/../b", "s3://photos/./a", "s3://photos/a/..", "s3://../cat.jpg"),
        *("s3://photos/a/%2e%2E/b", "s3://photos/a/..%2Fb", "s3://photos/%2e/a"),
        *("s3://photos/a\x00b", "s3://photos/a\nb", "s3://photos/\ud800", "s3://photos/" + "x" * 1025),
        *("s3://user@evil.example/cat.jpg", "s3://photos:80/cat.jpg", "s3://a..b/cat.jpg", "s3://ab/cat.jpg"),
        *("s3://pho tos/cat.jpg", "s3://photos?x=/cat.jpg", "s3://phötos/cat.jpg", "s3://" + "x" * 223 + "/cat.jpg"),
    ],
)
def test_what_names_no_object_or_is_read_differently_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        parse_reference(text, field="attachment")
    assert refusal.value.field == "attachment"


def test_only_buckets_of_three_clouds_are_references() -> None:
    assert [text for text in ("s3://a", "gs://a", "az://a") if not is_reference(text)] == []
    others = ("https://s3.example/a", "S3://a/b", "s3:/a", "s3", "file:///etc/passwd", "ftp://a/b", "xs3://a/b")
    assert [text for text in others if is_reference(text)] == []


def test_a_prefix_is_a_folder() -> None:
    assert (check_prefix(""), check_prefix("a"), check_prefix("a/b/")) == ("", "a/", "a/b/")
    assert covers("a/", "a/b.jpg")
    assert covers("", "b.jpg")
    assert not covers("a/", "ab.jpg")
    assert not covers("a/", "a")
    for prefix in ("../", "a/../b", ".", "a\n"):
        with pytest.raises(InvalidError):
            check_prefix(prefix)


@given(st.text(max_size=40))
def test_any_text_is_a_reference_to_what_it_says_or_is_refused(key: str) -> None:
    try:
        assert str(parse_reference(f"gs://photos/{key}")) == f"gs://photos/{key}"
    except InvalidError:
        return


def registered(prefix: str, number: int, name: str = "photos", provider: str = "s3") -> dict[str, object]:
    return {"provider": provider, "name": name, "prefix": prefix, "id": number}


def test_the_first_bucket_that_covers_the_key_opens_it() -> None:
    deep, wide = registered("a/b/", 1), registered("", 2)
    assert bucket_of(Reference("s3", "photos", "a/b/c.jpg"), [deep, wide]) is deep
    assert bucket_of(Reference("s3", "photos", "a/c.jpg"), [deep, wide]) is wide


@pytest.mark.parametrize(
    ("buckets", "told"),
    [
        ([], "s3://photos is not registered"),
        ([registered("", 1, name="photos2")], "s3://photos is not registered"),
        ([registered("", 1, provider="gs")], "s3://photos is not registered"),
        ([registered("b/", 1)], "only another folder is registered"),
    ],
)
def test_a_key_that_no_bucket_covers_is_refused_with_what_to_do(buckets: list[object], told: str) -> None:
    with pytest.raises(InvalidError, match=told):
        bucket_of(Reference("s3", "photos", "a.jpg"), buckets)


def test_a_bucket_is_kept_in_one_form() -> None:
    new = check_new(NewBucket("s3", "photos", "2026", None, "HTTPS://S3.Example.com:443/".lower()))
    assert new == NewBucket("s3", "photos", "2026/", None, "https://s3.example.com")
    assert check_new(NewBucket("s3", "photos", "", None, "http://10.0.0.1:9000")).endpoint == "http://10.0.0.1:9000"
    assert check_new(NewBucket("gs", "photos", "", None, None)).endpoint is None


@pytest.mark.parametrize(
    ("bucket", "field"),
    [
        (NewBucket("s3", "photos", "", None, None), "region"),
        (NewBucket("s3", "photos", "", "eu/../x", None), "region"),
        (NewBucket("gs", "photos", "", "eu", None), "region"),
        (NewBucket("s3", "../x", "", "eu", None), "name"),
        (NewBucket("s3", "photos", "..", "eu", None), "prefix"),
        *(
            (NewBucket("s3", "photos", "", None, endpoint), "endpoint")
            for endpoint in (
                "s3.example.com",
                "ftp://s3.example.com",
                "https://user:pw@s3.example.com",
                "https://s3.example.com/path",
                "https://s3.example.com?x=1",
                "https://s3.example.com#x",
                "https://s3.example.com:99999",
                "https://s3.example.com\n",
                "https://",
            )
        ),
    ],
)
def test_a_bucket_that_cannot_be_used_is_refused(bucket: NewBucket, field: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        check_new(bucket)
    assert refusal.value.field == field
