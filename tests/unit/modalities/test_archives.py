"""Archives that nobody would make by hand are refused, whole."""

import io
import stat
import struct
import zipfile

import pytest

from goldsmith.errors import MalformedError
from goldsmith.modalities.archives import create_archive, open_archive, read_member, write_member


def archive_of(*names, content=b"x", change=lambda member: None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            change(member)
            archive.writestr(member, content)
    return out.getvalue()


def opened(body, stream=io.BytesIO):
    with open_archive(stream(body)) as archive:
        return {name: read_member(archive, name, 10) for name in archive.namelist()}


class Pipe(io.BytesIO):
    def seekable(self):
        return False


def test_what_is_written_is_read_and_always_the_same():
    def make():
        out = io.BytesIO()
        with create_archive(out) as archive:
            write_member(archive, "a/b.txt", b"x")
        return out.getvalue()

    assert make() == make()
    assert opened(make()) == opened(make(), Pipe) == {"a/b.txt": b"x"}


def link(member):
    member.external_attr = (stat.S_IFLNK | 0o777) << 16


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a ZIP"),
        (b"PK\x03\x04", "not a ZIP"),
        (archive_of("a", "b")[:-30], "not a ZIP"),
        (archive_of("/etc/passwd"), "leads out"),
        (archive_of("a/../../b"), "leads out"),
        (archive_of("..\\b"), "leads out"),
        (archive_of("c:b"), "leads out"),
        (archive_of("a", change=link), "is a link"),
        (archive_of("bomb", content=bytes(50_000_000)), "swells"),
        (archive_of("a", content=b"x" * 11), "more than 10 bytes"),
        (archive_of("a", "b").replace(b"\x01\x02b", b"\x01\x02a"), ""),
    ],
)
def test_hostile_archives_are_refused(body, reason):
    if not reason:
        body = body.replace(b"b", b"a")
        reason = "twice"
    with pytest.raises(MalformedError, match=reason):
        opened(body)


def test_an_encrypted_member_is_refused():
    body = bytearray(archive_of("a"))
    at = body.index(b"PK\x01\x02")
    struct.pack_into("<H", body, at + 8, 1)
    with pytest.raises(MalformedError, match="encrypted"):
        opened(bytes(body))


def test_overlapping_members_are_refused():
    body = bytearray(archive_of("a"))
    struct.pack_into("<II", body, body.index(b"PK\x01\x02") + 20, 900_000, 900_000)
    with pytest.raises(MalformedError, match="overlap"):
        opened(bytes(body))


def test_a_member_that_says_too_little_of_its_size_is_broken():
    body = bytearray(archive_of("a", content=b"xyzxyz"))
    struct.pack_into("<I", body, body.index(b"PK\x01\x02") + 24, 2)
    with pytest.raises(MalformedError, match="a in the archive is broken"):
        opened(bytes(body))
