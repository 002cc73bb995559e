"""Formats of one file a page: a delivery is a ZIP with a folder for each document, an import such a ZIP or one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, Any, BinaryIO, Final

import msgspec

from goldsmith.errors import GoldsmithError, MalformedError
from goldsmith.modalities.archives import ArchiveWriter, open_archive, seekable
from goldsmith.modalities.codec import ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.document.formats.delivered import DeliveredDocument, Reader, read_delivered
from goldsmith.modalities.image.formats.delivered import FileNames
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["PageRead", "read_pages", "write_pages"]

MOST_BYTES: Final = 64_000_000
_PAGE: Final = re.compile(r"(?P<document>.+)/page-(?P<number>\d{4})\.\w+$")

PageSpeller = Callable[[DeliveredDocument, int, LossReport], bytes]


class PageRead(msgspec.Struct, kw_only=True):
    """What one file says: the marks of its page, links between them, and what document it is a page of."""

    annotations: list[dict[str, Any]]
    links: list[dict[str, Any]] = []
    file_name: str = ""
    unique_id: str | None = None


PageReader = Callable[[bytes, str, int, Reader], PageRead]
"""Reads (bytes, name of the file, number of the page) of one page; UnreadableError for what cannot be read."""


def write_pages(
    records: Iterator[bytes], out: BinaryIO, suffix: str, spell: PageSpeller, tell: Callable[..., None]
) -> LossReport:
    """Write a ZIP of one file a page; `tell` counts what is lost of each document."""
    report = LossReport()
    names = FileNames(report)
    with ArchiveWriter(out) as archive:
        for record in records:
            document = read_delivered(record)
            tell(report, document)
            folder = names.take(document.file_name)
            for page in range(len(document.pages)):
                archive.add(f"{folder}/page-{page + 1:04}{suffix}", spell(document, page, report))
    return report


def read_pages(
    stream: BinaryIO, context: ImportContext, suffix: str, read: PageReader
) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a document: its pages lie in a folder of its name. Other files are documents of one page."""
    report = LossReport()
    reader = Reader(context.ontology, report)
    with seekable(stream) as file:
        is_archive = file.read(2) == b"PK"
        file.seek(0)
        if is_archive:
            yield from _read_archive(file, reader, suffix, read)
        else:
            body = file.read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                raise MalformedError(f"{context.name or 'This file'} takes more than {MOST_BYTES:,} bytes.")
            yield _row(1, _stem(context.name, suffix), [(0, lambda: body, context.name)], reader, read)
    yield from report.losses()


def _read_archive(
    file: IO[bytes], reader: Reader, suffix: str, read: PageReader
) -> Iterator[dict[str, Any] | RowError]:
    with open_archive(file) as archive:
        documents: dict[str, list[tuple[int, Callable[[], bytes], str]]] = {}
        for name in archive.names:
            if name.lower().endswith(suffix):
                found = _PAGE.match(name)
                document = found["document"] if found else _stem(name, suffix)
                number = int(found["number"]) - 1 if found else 0
                opened = (number, lambda name=name: archive.read(name, MOST_BYTES), name)
                documents.setdefault(document, []).append(opened)
        if not documents:
            raise MalformedError(f"This archive holds no {suffix} file.", field=suffix)
        for row, (document, pages) in enumerate(documents.items(), start=1):
            yield _row(row, document, pages, reader, read)


def _row(
    row: int, document: str, pages: list[tuple[int, Callable[[], bytes], str]], reader: Reader, read: PageReader
) -> dict[str, Any] | RowError:
    try:
        said = [read(body(), name, number, reader) for number, body, name in sorted(pages, key=lambda page: page[0])]
        annotations = [mark for page in said for mark in page.annotations]
        links = [link for page in said for link in page.links]
        file_name = next((page.file_name for page in said if page.file_name), document)
        unique_id = next((page.unique_id for page in said if page.unique_id), None)
        return reader.row(file_name, annotations, unique_id=unique_id, links=links)
    except UnreadableError as error:
        return RowError(row=row, error=str(error), field=error.field)
    except GoldsmithError as error:
        return RowError(row=row, error=error.message, field=error.field)


def _stem(name: str, suffix: str) -> str:
    return name[: -len(suffix)] if name.lower().endswith(suffix) else name
