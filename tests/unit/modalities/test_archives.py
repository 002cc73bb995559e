"""Archives from outside: each attack is refused with a sentence, before anything of it is unpacked."""

import io
import struct
import zipfile

import pytest

from goldsmith.errors import MalformedError
from goldsmith.modalities.archives import ArchiveWriter, Limits, open_archive

from .deliveries import Pipe, archive_of

LIMITS = Limits()


def opened(body, limits=LIMITS):
    with open_archive(io.BytesIO(body), limits) as archive:
        return {name: archive.read(name, 1_000_000) for name in archive.names}


def named(name, body=b"x", **fields):
    out = io.BytesIO()
    entry = zipfile.ZipInfo(name)
    for field, value in fields.items():
        setattr(entry, field, value)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a ZIP"),
        (b"PK\x05\x06" + bytes(10), "not a ZIP"),
        (archive_of({"a": "b" * 1000})[:-30], "not a ZIP"),
        (archive_of({"a": "b"}).replace(b"PK\x01\x02", b"PK\x01\x00"), "not a ZIP"),
        (named("Q").replace(b"Q", b"\0"), "leads out"),
        (named("../a"), "leads out"),
        (named("/etc/passwd"), "leads out"),
        (named("a//b"), "leads out"),
        (named("C:/a"), "leads out"),
        (named("a\\..\\b"), "leads out"),
        (named("a\nb"), "leads out"),
        (named("link", external_attr=0o120777 << 16), "link"),
        (named("a", compress_type=zipfile.ZIP_LZMA), "packed in a way"),
        (archive_of({"a": bytes(3_000_000)}), "swell"),
        (archive_of({"a": "b"}).replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1"), "encrypted"),
    ],
)
def test_hostile_and_broken_archives_are_refused(body, reason):
    with pytest.raises(MalformedError) as refusal:
        opened(body)
    assert reason in refusal.value.message


def test_a_file_that_is_there_twice_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "2")
    with pytest.raises(MalformedError, match="twice"):
        opened(out.getvalue())


def test_files_and_bytes_are_limited():
    body = archive_of({"a": "1", "b": "2"})
    with pytest.raises(MalformedError, match="more than 1 files"):
        opened(body, Limits(files=1))
    with pytest.raises(MalformedError, match="more than 1 bytes"):
        opened(body, Limits(unpacked_bytes=1))
    with pytest.raises(MalformedError, match="a takes more than 0 bytes"), open_archive(io.BytesIO(body)) as archive:
        archive.read("a", 0)


def test_a_directory_beyond_memory_is_refused_before_it_is_read():
    body = archive_of({"a": "1"})
    end = body.rindex(b"PK\x05\x06")
    huge = body[: end + 12] + struct.pack("<I", 2_000_000_000) + body[end + 16 :]
    with pytest.raises(MalformedError, match="too many files"):
        opened(huge)
    long_end = b"PK\x06\x06" + bytes(36) + struct.pack("<Q", 2_000_000_000) + bytes(8)
    with pytest.raises(MalformedError, match="too many files"):
        opened(body[:end] + long_end + b"PK\x06\x07" + bytes(16) + body[end:])


def test_files_that_overlap_are_refused():
    one = archive_of({"a": bytes(range(256)) * 40})
    start, end = one.index(b"PK\x01\x02"), one.rindex(b"PK\x05\x06")
    entry = one[start:end]
    entries = b"".join(entry.replace(b"a", name) for name in (b"a", b"b", b"c"))
    directory = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 3, 3, len(entries), start, 0)
    with pytest.raises(MalformedError, match="overlap"):
        opened(one[:start] + entries + directory)


def test_a_damaged_file_harms_no_other():
    body = bytearray(named("a", b"hello")[:])
    body[body.index(b"hello")] ^= 1
    with open_archive(io.BytesIO(bytes(body))) as archive:
        with pytest.raises(MalformedError, match="a is damaged"):
            archive.read("a", 10)
        with pytest.raises(MalformedError, match="a is damaged"), archive.open("a") as file:
            file.read()


def test_text_that_is_not_utf_8_is_refused():
    with (
        open_archive(io.BytesIO(archive_of({"a": b"\xff\xfe"}))) as archive,
        pytest.raises(MalformedError, match="a is not UTF-8"),
    ):
        archive.read_text("a", 10)


def test_what_macos_adds_and_folders_are_left_out():
    assert opened(archive_of({"__MACOSX/a": "1", "b/.DS_Store": "2", "b/": "", "b/c": "3"})) == {"b/c": b"3"}


def test_the_same_files_make_the_same_archive_wherever_it_goes():
    bodies = []
    for out in (io.BytesIO(), Pipe()):
        with ArchiveWriter(out) as archive:
            archive.add("a", b"1")
            archive.add_file("b/c", io.BytesIO(b"2" * 100_000))
        bodies.append(out.written.getvalue() if isinstance(out, Pipe) else out.getvalue())
    assert bodies[0] == bodies[1]
    assert opened(bodies[0]) == {"a": b"1", "b/c": b"2" * 100_000}
