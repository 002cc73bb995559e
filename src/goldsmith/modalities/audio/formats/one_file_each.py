"""Formats of one text file a recording: a delivery is a ZIP of them, an import one of them or a ZIP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any, BinaryIO, Final

from goldsmith.errors import GoldsmithError, MalformedError
from goldsmith.modalities.archives import ArchiveWriter, open_archive, seekable
from goldsmith.modalities.audio.formats.delivered import DeliveredAudio, Reader, read_delivered
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import FileNames
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["MOST_BYTES", "Speller", "TextReader", "decode_text", "read_files", "write_files"]

MOST_BYTES: Final = 64_000_000

Speller = Callable[[DeliveredAudio, ExportContext, LossReport], str]
TextReader = Callable[[str, str, Reader], dict[str, Any]]
"""Reads (text, name of the recording) into a task row; UnreadableError for what cannot become one."""


def write_files(
    records: Iterator[bytes], out: BinaryIO, context: ExportContext, suffix: str, spell: Speller
) -> LossReport:
    """Write a ZIP of one file a recording, called as the recording with another suffix behind."""
    report = LossReport()
    names = FileNames(report)
    with ArchiveWriter(out) as archive:
        for record in records:
            audio = read_delivered(record)
            archive.add(f"{names.take(audio.file_name)}{suffix}", spell(audio, context, report).encode())
    return report


def read_files(
    stream: BinaryIO, context: ImportContext, suffix: str, read: TextReader
) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a file; one that cannot be read is an error of its own."""
    report = LossReport()
    reader = Reader(context.ontology, report)
    with seekable(stream) as file:
        is_archive = file.read(2) == b"PK"
        file.seek(0)
        if is_archive:
            yield from _read_archive(file, reader, suffix, read)
        else:
            yield _read(_bounded(file, context.name), context.name, 1, reader, suffix, read)
    yield from report.losses()


def decode_text(body: bytes, name: str) -> str:
    """Decode UTF-8, or UTF-16 where a byte order mark says so."""
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"{name or 'This file'} is not UTF-8: byte {error.start:,} does not fit."
        raise UnreadableError(message, name or None) from None
    if "\0" in text:
        raise UnreadableError(f"{name or 'This file'} holds a NUL character.", name or None)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_archive(
    file: IO[bytes], reader: Reader, suffix: str, read: TextReader
) -> Iterator[dict[str, Any] | RowError]:
    with open_archive(file) as archive:
        names = [name for name in archive.names if name.lower().endswith(suffix.lower())]
        if not names:
            raise MalformedError(f"This archive holds no {suffix} file.", field=suffix)
        for row, name in enumerate(names, start=1):
            yield _read(archive.read(name, MOST_BYTES), name, row, reader, suffix, read)


def _bounded(file: IO[bytes], name: str) -> bytes:
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise MalformedError(f"{name or 'This file'} takes more than {MOST_BYTES:,} bytes.", field=name or None)
    return body


def _read(body: bytes, name: str, row: int, reader: Reader, suffix: str, read: TextReader) -> dict[str, Any] | RowError:
    recording = name[: -len(suffix)] if name.lower().endswith(suffix.lower()) else name
    try:
        return read(decode_text(body, name), recording, reader)
    except UnreadableError as error:
        return RowError(row=row, error=str(error), field=error.field)
    except GoldsmithError as error:
        return RowError(row=row, error=error.message, field=error.field)
