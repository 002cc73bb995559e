"""Formats of many files in one ZIP archive: written as a stream, the same bytes each time; read with all of it bounded.

Nothing of an archive that comes from outside is ever unpacked onto a disk: its files are read by name, one at a time.
Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import io
import re
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import IO, BinaryIO, Final, Self, cast

import msgspec

from goldsmith.errors import MalformedError

__all__ = ["Archive", "ArchiveWriter", "Limits", "open_archive", "seekable"]

LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
ORDINARY_FILE: Final = (stat.S_IFREG | 0o644) << 16
UNIX: Final = 3
IS_ENCRYPTED: Final = 1
LITTLE_BYTES: Final = 1_000_000
MOST_DIRECTORY_BYTES: Final = 64_000_000

_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_LONGEST_COMMENT: Final = 65_535
_LOCATOR_BYTES: Final = 20
_LONG_END: Final = b"PK\x06\x06"
_LONG_END_BYTES: Final = 56
_SAID_ELSEWHERE: Final = 0xFFFFFFFF
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much an archive may hold: files, bytes once unpacked, and unpacked bytes for each packed one."""

    files: int = 500_000
    unpacked_bytes: int = 200_000_000_000
    ratio: int = 200


class ArchiveWriter:
    """A ZIP archive being written to a stream that cannot seek. The directory takes some hundred bytes a file."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(cast(BinaryIO, _Sink(out)), "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def add(self, name: str, body: bytes) -> None:
        self._zip.writestr(_entry(name), body)

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Add all of a file, however large."""
        entry = _entry(name)
        entry.file_size = file.seek(0, io.SEEK_END)
        file.seek(0)
        with self._zip.open(entry, "w") as member:
            shutil.copyfileobj(file, member)


class Archive:
    """The files of an archive that passed its checks. Directories and what macOS adds of its own are left out."""

    def __init__(self, opened: zipfile.ZipFile, limits: Limits) -> None:
        self._zip = opened
        entries = opened.infolist()
        if len(entries) > limits.files:
            raise _refuse(f"This archive holds more than {limits.files:,} files.")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if not entry.filename.endswith("/") and not _is_of_macos(entry.filename):
                self._admit(entry, limits)
        self._check_bytes(limits)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> list[str]:
        """The names of the files, in the order of the archive."""
        return list(self._entries)

    def read(self, name: str, at_most: int) -> bytes:
        """Read a whole file of at most so many bytes."""
        if self._entries[name].file_size > at_most:
            raise _refuse(f"{name} takes more than {at_most:,} bytes.", name)
        try:
            return self._zip.read(self._entries[name])
        except _BROKEN:
            raise _refuse(f"{name} is damaged.", name) from None

    def read_text(self, name: str, at_most: int) -> str:
        """Read a whole file of at most so many bytes as UTF-8."""
        try:
            return self.read(name, at_most).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _refuse(f"{name} is not UTF-8 text.", name) from None

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file of any size; what is broken about it becomes a MalformedError, also while it is being read."""
        try:
            with self._zip.open(self._entries[name]) as member:
                yield member
        except _BROKEN:
            raise _refuse(f"{name} is damaged.", name) from None

    def _admit(self, entry: zipfile.ZipInfo, limits: Limits) -> None:
        name = entry.filename
        if not _is_plain_name(name):
            raise _refuse("A file of this archive has a name that leads out of it.", name)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _refuse(f"{name} is a link; archives of plain files are taken.", name)
        if entry.flag_bits & IS_ENCRYPTED:
            raise _refuse(f"{name} is encrypted.", name)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refuse(f"{name} is packed in a way that is not read here; store or deflate it.", name)
        if entry.file_size > max(LITTLE_BYTES, limits.ratio * entry.compress_size):
            raise _refuse(f"{name} would swell to more than {limits.ratio} times its size.", name)
        if name in self._entries:
            raise _refuse(f"{name} is in this archive twice.", name)
        self._entries[name] = entry

    def _check_bytes(self, limits: Limits) -> None:
        entries = self._entries.values()
        if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
            raise _refuse(f"This archive holds more than {limits.unpacked_bytes:,} bytes.")
        if sum(entry.compress_size for entry in entries) > self._zip.start_dir:
            raise _refuse("Files of this archive overlap each other.")


@contextmanager
def open_archive(stream: IO[bytes], limits: Limits = Limits()) -> Iterator[Archive]:  # noqa: B008  (frozen)
    """Open an archive and check it as a whole; MalformedError says what is wrong. A stream is spooled first."""
    with seekable(stream) as file:
        _check_directory(file)
        try:
            opened = zipfile.ZipFile(file)
        except _BROKEN:
            raise _refuse("This is not a ZIP archive, or it is damaged or cut short.") from None
        with opened:
            yield Archive(opened, limits)


def seekable(stream: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    """Give a stream as a file that can be read from any place: itself, or a copy in a temporary file."""
    return nullcontext(stream) if stream.seekable() else _spool(stream)


@contextmanager
def _spool(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file)
        file.seek(0)
        yield file


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a directory that would not fit into memory, before anything reads it."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT - _LONG_END_BYTES - _LOCATOR_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise _refuse("This is not a ZIP archive, or it is damaged or cut short.")
    if max(_directory_bytes(tail, at)) > MOST_DIRECTORY_BYTES:
        raise _refuse("This archive lists too many files.")


def _directory_bytes(tail: bytes, at: int) -> Iterator[int]:
    """Yield what the end of the archive says about the size of its directory, in the old way and in that of ZIP64."""
    said = int.from_bytes(tail[at + 12 : at + 16], "little")
    long_end = at - _LOCATOR_BYTES - _LONG_END_BYTES
    if long_end < 0 or not tail.startswith(_LONG_END, long_end):
        yield said
        return
    yield 0 if said == _SAID_ELSEWHERE else said
    yield int.from_bytes(tail[long_end + 40 : long_end + 48], "little")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system, entry.external_attr = UNIX, ORDINARY_FILE
    return entry


def _is_plain_name(name: str) -> bool:
    if not name or name.startswith("/") or "\\" in name or _CONTROL.search(name) or _DRIVE.match(name):
        return False
    return all(part not in ("", ".", "..") for part in name.split("/"))


def _is_of_macos(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] == ".DS_Store"


def _refuse(message: str, name: str | None = None) -> MalformedError:
    return MalformedError(message, code="bad_archive", field=name if name and name.isprintable() else None)


class _Sink:
    """A stream that can only be written: so archives are the same bytes, whether it could seek or not."""

    def __init__(self, out: BinaryIO) -> None:
        self.write = out.write
        self.flush = out.flush
