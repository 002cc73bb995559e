"""References to objects in buckets: `s3://bucket/key`, `gs://bucket/key`, `az://container/key`. No I/O.

The key is taken literally, as the clouds' own tools take it: `%2F`, `?` and `#` are characters of the name.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

from goldsmith.errors import InvalidError

SCHEMES: Final = ("s3", "gs", "az")
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){1,220}[A-Za-z0-9]")
_LONGEST_KEY: Final = 1_024
"""Bytes in UTF-8, in S3 and Google Cloud Storage alike."""


class Reference(NamedTuple):
    """Where an object lies."""

    provider: str
    bucket: str
    key: str

    def __str__(self) -> str:
        return f"{self.provider}://{self.bucket}/{self.key}"


def is_reference(text: str) -> bool:
    """Tell whether this is written like a reference to an object in a bucket.

    >>> is_reference("s3://photos/cat.jpg"), is_reference("https://example.com/cat.jpg")
    (True, False)
    """
    return text.partition("://")[0] in SCHEMES and "://" in text


def parse_reference(text: str, *, field: str | None = None) -> Reference:
    """Read a reference. Raises InvalidError for one that some server could read differently than we do.

    >>> parse_reference("s3://photos/2026/cat 1.jpg")
    Reference(provider='s3', bucket='photos', key='2026/cat 1.jpg')
    """
    provider, _, rest = text.partition("://")
    bucket, _, key = rest.partition("/")
    return Reference(provider, check_bucket_name(bucket, field=field), check_key(key, field=field))


def check_bucket_name(name: str, *, field: str | None = None) -> str:
    if not _NAME.fullmatch(name):
        raise InvalidError("A bucket's name has 3 to 222 letters, digits, dots, dashes and underscores.", field=field)
    return name


def check_key(key: str, *, field: str | None = None) -> str:
    """Refuse a key that names no object, or that a web address cannot carry as it is."""
    if not key or key.endswith("/"):
        raise InvalidError(
            "This names no object in the bucket: give its whole name, as in s3://bucket/folder/cat.jpg.", field=field
        )
    _check_path(key, field)
    return key


def check_prefix(prefix: str, *, field: str | None = None) -> str:
    """A folder of a bucket, ending in a slash; empty for all of it.

    >>> check_prefix("2026/photos"), check_prefix("")
    ('2026/photos/', '')
    """
    if not prefix:
        return ""
    _check_path(prefix, field)
    return prefix if prefix.endswith("/") else prefix + "/"


def covers(prefix: str, key: str) -> bool:
    """Tell whether a key lies below a prefix.

    >>> covers("photos/", "photos/cat.jpg"), covers("photos/", "photos-of-others/cat.jpg")
    (True, False)
    """
    return key.startswith(prefix)


def _check_path(path: str, field: str | None) -> None:
    # Some servers decode once more than they should: a name must not climb out of its folder then either.
    if not {".", ".."}.isdisjoint([*path.split("/"), *unquote(path).split("/")]):
        raise InvalidError("An object's name cannot have . or .. between slashes.", field=field)
    if len(path.encode("utf-8", "surrogatepass")) > _LONGEST_KEY:
        raise InvalidError(f"An object's name has at most {_LONGEST_KEY:,} bytes.", field=field)
    if any(character < " " or character == "\x7f" or "\ud800" <= character <= "\udfff" for character in path):
        raise InvalidError("An object's name cannot hold control characters.", field=field)
