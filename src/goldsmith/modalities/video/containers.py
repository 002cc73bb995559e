"""Which kind of video file this is, by its first bytes: its name and what somebody calls it count for nothing.

FFmpeg is told the kind and never guesses, as some of what it would recognise are scripts that name other files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from goldsmith.errors import InvalidError

__all__ = ["Container", "sniff_container"]

_HEAD: Final = 4096
_PACKET: Final = 188
_STILL_BRANDS: Final = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_MOVIE_ATOMS: Final = (b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_UNKNOWN_SIZE: Final = (1 << 56) - 1


class Container(NamedTuple):
    """The name by which FFmpeg reads it, its media type, and whether browsers can be expected to take it apart."""

    reader: str
    media_type: str
    is_playable: bool = False


def sniff_container(path: Path) -> Container:
    """Tell the container of a file; InvalidError when it is no video that is known here, or ends too early."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    container = _container_of(head)
    if container is None:
        message = "This is not a video in MP4, MOV, WebM, Matroska, AVI, MPEG, Ogg, Flash or Windows Media form."
        raise InvalidError(message, code="not_a_video")
    if container.reader == "matroska" and path.stat().st_size < _end_of_segment(head):
        raise InvalidError("This video is cut short: its file ends before the end that it names.", code="damaged_video")
    return container


def _container_of(head: bytes) -> Container | None:
    if head[4:8] == b"ftyp":
        return None if head[8:12] in _STILL_BRANDS else _movie("video/quicktime" if head[8:12] == b"qt  " else "")
    if head[4:8] in _MOVIE_ATOMS:
        return _movie("video/quicktime")
    if head.startswith(b"\x1aE\xdf\xa3"):
        return Container("matroska", "video/webm" if b"webm" in head[:80] else "video/x-matroska", is_playable=True)
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return Container("avi", "video/x-msvideo")
    if head[:1] == b"G" and head[_PACKET : _PACKET + 1] == b"G":
        return Container("mpegts", "video/mp2t")
    starts = (
        (b"\0\0\1\xba", Container("mpeg", "video/mpeg")),
        (b"OggS", Container("ogg", "video/ogg")),
        (b"FLV\1", Container("flv", "video/x-flv")),
        (b"0&\xb2u\x8ef\xcf\x11", Container("asf", "video/x-ms-wmv")),
    )
    return next((container for start, container in starts if head.startswith(start)), None)


def _movie(media_type: str) -> Container:
    return Container("mov", media_type or "video/mp4", is_playable=True)


def _end_of_segment(head: bytes) -> int:
    """Return where the segment of a Matroska file ends by its own words (RFC 8794, RFC 9559); 0 where it says none."""
    size, after = _variable_integer(head, 4)
    start = after + size
    if head[start : start + 4] != b"\x18S\x80g":
        return 0
    size, after = _variable_integer(head, start + 4)
    return 0 if size == _UNKNOWN_SIZE >> (8 - (after - start - 4)) * 7 else after + size


def _variable_integer(head: bytes, place: int) -> tuple[int, int]:
    """Read an EBML integer, and say where it ends."""
    first = head[place] if place < len(head) else 0
    length = 9 - first.bit_length() if first else 8
    value = int.from_bytes(head[place : place + length], "big") & ((1 << 7 * length) - 1)
    return value, place + length
