"""Formats of many files: one ZIP, written as a stream and read with suspicion.

The bytes of an archive depend on its members alone: dates are fixed. `zipfile` keeps a few hundred bytes for each
member, everything else goes through in pieces.
"""

from __future__ import annotations

import io
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from goldsmith.errors import MalformedError

__all__ = ["create_archive", "open_archive", "read_member", "write_member"]

MOST_MEMBERS: Final = 1_000_000
MOST_BYTES: Final = 200_000_000_000
MOST_RATIO: Final = 500
"""How many times its size a member may swell; text compresses 3 to 20 times."""
SMALL_BYTES: Final = 1_000_000
"""A member up to this size may swell as it likes."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@contextmanager
def create_archive(out: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Begin an archive on a stream that can only go forward."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        yield archive


def write_member(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = (stat.S_IFREG | 0o644) << 16
    archive.writestr(member, content)


@contextmanager
def open_archive(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open an archive, by way of a temporary file where the stream cannot be read twice.

    Raises MalformedError for what is no ZIP, and for one that a person would not have made: names that lead out of it,
    links, encrypted, repeated or overlapping members, too many or too large ones, or those that swell beyond measure.
    """
    with tempfile.TemporaryFile() as waiting:
        source = stream
        if not stream.seekable():
            shutil.copyfileobj(stream, waiting)
            source = waiting
        try:
            archive = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise MalformedError("This is not a ZIP archive, or it is cut short.", code="bad_zip") from error
        with archive:
            _check(archive.infolist(), source.seek(0, io.SEEK_END))
            yield archive


def read_member(archive: zipfile.ZipFile, name: str, at_most: int) -> bytes:
    """Read a whole member of at most so many bytes; MalformedError names one that is broken or larger."""
    try:
        with archive.open(name) as member:
            content = member.read(at_most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise MalformedError(f"{name} in the archive is broken.", code="bad_zip") from error
    if len(content) > at_most:
        raise MalformedError(f"{name} in the archive has more than {at_most:,} bytes.", code="too_large")
    return content


def _check(members: list[zipfile.ZipInfo], size: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise MalformedError(f"An archive has at most {MOST_MEMBERS:,} members.", code="too_large")
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise MalformedError(f"An archive holds at most {MOST_BYTES:,} bytes.", code="too_large")
    if sum(member.compress_size for member in members) > size:
        raise MalformedError("The members of this archive overlap.", code="bad_zip")
    if len({member.filename for member in members}) < len(members):
        raise MalformedError("A name is there twice in this archive.", code="bad_zip")
    for member in members:
        if reason := _objection(member):
            raise MalformedError(f"{member.filename[:200]!r} in the archive {reason}.", code="bad_zip")


def _objection(member: zipfile.ZipInfo) -> str | None:
    name = member.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        return "has a name that leads out of it"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link"
    if member.flag_bits & 1:
        return "is encrypted"
    if member.file_size > max(SMALL_BYTES, MOST_RATIO * member.compress_size):
        return "swells beyond measure"
    return None
