"""Widths and heights for formats that hold shares of them: from a list in the archive, or from the images in it."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from posixpath import splitext
from typing import IO, Final, Self

import msgspec

from goldsmith.errors import InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter

__all__ = ["SizeList", "is_image", "measure_image", "read_sizes"]

LIST: Final = "sizes.csv"
COLUMNS: Final = ["image", "width", "height", "unique_id"]
LONGEST_SIDE: Final = 100_000
MOST_LIST_BYTES: Final = 200_000_000

_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"})
_READERS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_NUMBER: Final = re.compile(r"[0-9]{1,6}\Z")


class Size(msgspec.Struct, frozen=True):
    """Pixels of an image as it is shown, after EXIF orientation, and the names it goes by."""

    name: str
    width: int
    height: int
    unique_id: str | None = None


class SizeList:
    """The list being written: it waits in a temporary file until all other files are in the archive."""

    def __enter__(self) -> Self:
        self._file: IO[bytes] = tempfile.TemporaryFile()
        self._write(COLUMNS)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, name: str, size: tuple[int, int], unique_id: str | None) -> None:
        self._write([name, *size, unique_id or ""])

    def write_to(self, archive: ArchiveWriter) -> None:
        archive.add_file(LIST, self._file)

    def _write(self, cells: Sequence[object]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        self._file.write(line.getvalue().encode())


def read_sizes(archive: Archive) -> Iterator[Size]:
    """Read the list, if the archive has one."""
    if LIST not in archive:
        return
    lines = csv.reader(io.StringIO(archive.read_text(LIST, MOST_LIST_BYTES), newline=""), strict=True)
    try:
        if next(lines, None) != COLUMNS:
            raise MalformedError(f"{LIST}, line 1: the columns are {', '.join(COLUMNS)}.", field=LIST)
        for cells in lines:
            yield _size(cells, f"{LIST}, line {lines.line_num}")
    except csv.Error:
        raise MalformedError(f"{LIST}, line {lines.line_num}: this is not CSV.", field=LIST) from None


def _size(cells: list[str], place: str) -> Size:
    if len(cells) != len(COLUMNS) or not all(_NUMBER.match(cell) and int(cell) > 0 for cell in cells[1:3]):
        raise MalformedError(f"{place}: an image's name, width, height and unique id are expected.", field=LIST)
    return Size(cells[0], int(cells[1]), int(cells[2]), cells[3] or None)


def is_image(name: str) -> bool:
    """Tell by its ending whether a file is an image."""
    return splitext(name)[1].lower() in _SUFFIXES


def measure_image(archive: Archive, name: str) -> Size:
    """Read the size of an image from its header, decoding nothing; InvalidError says what is wrong."""
    from PIL import Image, UnidentifiedImageError  # only a reader of archives with images needs it

    from goldsmith.modalities.image.orientation import is_on_its_side, read_orientation

    with archive.open(name) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(file, formats=_READERS) as image:
                width, height = image.size
                is_turned = is_on_its_side(read_orientation(image))
        except UnidentifiedImageError:
            raise InvalidError(f"{name} is not an image, or it is cut short.", field=name) from None
        except (ArithmeticError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError):
            raise InvalidError(f"{name} is damaged.", field=name) from None
        except Image.DecompressionBombError:
            raise InvalidError(f"{name} is too large an image.", field=name) from None
    if not 0 < width <= LONGEST_SIDE or not 0 < height <= LONGEST_SIDE:
        raise InvalidError(f"{name} is too large an image.", field=name)
    return Size(name, height, width) if is_turned else Size(name, width, height)
