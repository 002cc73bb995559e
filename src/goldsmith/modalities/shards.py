"""Tar files read and written as a stream: the same bytes each time; read with all of it bounded, and nothing unpacked.

Format: POSIX.1-2001 (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, ustar and pax).
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Final, NamedTuple, Self, cast

from goldsmith.errors import MalformedError

__all__ = ["Member", "TarWriter", "read_members"]

ORDINARY: Final = 0o644
MOST_HEADER_BYTES: Final = 64_000
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HEADERS: Final = frozenset({tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME})
_KINDS: Final = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE, *_HEADERS})
_BROKEN: Final = (
    tarfile.TarError,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


class Member(NamedTuple):
    """A file in a tar file. Its body is None where it was not asked for."""

    name: str
    size: int
    body: bytes | None


class TarWriter:
    """A tar file being written to a stream that cannot seek: no times, no owners."""

    def __init__(self, out: BinaryIO) -> None:
        self._tar = tarfile.open(  # noqa: SIM115  (closed by __exit__)
            fileobj=cast(IO[bytes], _Sink(out)), mode="w|", format=tarfile.PAX_FORMAT
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._tar.close()

    def add(self, name: str, body: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(body), ORDINARY
        self._tar.addfile(entry, io.BytesIO(body))


def read_members(stream: IO[bytes], limits: dict[str, int]) -> Iterator[Member]:
    """Yield the files in the order of the tar file; links, devices and names that lead out of it are a MalformedError.

    `limits` says of which endings (in small letters, from the first point on or the last) a body is read, and how large
    it may be.
    """
    with _refusing_broken():
        opened = tarfile.open(fileobj=stream, mode="r|", tarinfo=_BoundedHeader)  # noqa: SIM115  (closed below)
    with opened as tar:
        while (entry := _next(tar)) is not None:
            if entry.isdir():
                continue
            if not _is_plain_name(entry.name):
                raise _refuse("A file of this tar file has a name that leads out of it.")
            if entry.issparse():
                raise _refuse(f"{entry.name} is a sparse file; write it as a plain one.")
            yield Member(entry.name, entry.size, _read(tar, entry, limits))


def _next(tar: tarfile.TarFile) -> tarfile.TarInfo | None:
    with _refusing_broken():
        entry = tar.next()
        tar.members = []  # type: ignore[attr-defined]  # else every header of a large shard would stay in memory
        return entry


def _read(tar: tarfile.TarFile, entry: tarfile.TarInfo, limits: dict[str, int]) -> bytes | None:
    most = limits.get(entry.name.rsplit("/", 1)[-1].lower().rpartition(".")[2])
    if most is None:
        return None
    if entry.size > most:
        raise _refuse(f"{entry.name} takes more than {most:,} bytes.")
    with _refusing_broken():
        file = tar.extractfile(entry)
        body = file.read() if file else b""
    if len(body) != entry.size:
        raise _refuse("This tar file is cut short.")
    return body


class _BoundedHeader(tarfile.TarInfo):
    """A header whose further headers fit into memory, of a kind that is read here."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        header = super().frombuf(buf, encoding, errors)
        if header.type not in _KINDS:
            raise _refuse("This tar file holds a link or a device; plain files are taken.")
        if header.size < 0 or (header.type in _HEADERS and header.size > MOST_HEADER_BYTES):
            raise _refuse("A header of this tar file is too long.")
        return header


@contextmanager
def _refusing_broken() -> Iterator[None]:
    try:
        yield
    except _BROKEN:
        raise _refuse("This is not a tar file, or it is damaged or cut short; unpack a compressed one first.") from None


def _is_plain_name(name: str) -> bool:
    if not name or name.startswith("/") or "\\" in name or _CONTROL.search(name):
        return False
    return all(part not in ("", "..") for part in name.removeprefix("./").split("/"))


def _refuse(message: str) -> MalformedError:
    return MalformedError(message, code="bad_archive")


class _Sink:
    """A stream that can only be written."""

    def __init__(self, out: BinaryIO) -> None:
        self.write = out.write
