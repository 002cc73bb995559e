"""Which kind of sound file this is, by its first bytes: its name and what somebody calls it count for nothing.

FFmpeg is told the kind and never guesses, as some of what it would recognise are scripts that name other files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from goldsmith.errors import InvalidError

__all__ = ["Container", "sniff_container"]

_HEAD: Final = 64
_STARTS: Final = (
    (b"fLaC", "flac", "audio/flac"),
    (b"OggS", "ogg", "audio/ogg"),
    (b"ID3", "mp3", "audio/mpeg"),
    (b"caff", "caf", "audio/x-caf"),
    (b".snd", "au", "audio/basic"),
    (b"#!AMR", "amr", "audio/amr"),
    (b"0&\xb2u\x8ef\xcf\x11", "asf", "audio/x-ms-wma"),
)
_PICTURE_BRANDS: Final = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_LAYER_TWO, _LAYER_THREE, _NO_LAYER = 2, 1, 0


class Container(NamedTuple):
    """The name by which FFmpeg reads it, and its media type."""

    reader: str
    media_type: str


def sniff_container(path: Path) -> Container:
    """Tell the container of a file; InvalidError when it is none that holds sound."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    container = _container_of(head)
    if container is None:
        message = "This is not a recording in WAV, FLAC, MP3, AAC, MP4, Ogg, WebM, AIFF, CAF, AU, AMR or WMA form."
        raise InvalidError(message, code="not_audio")
    return container


def _container_of(head: bytes) -> Container | None:
    if head[:4] in (b"RIFF", b"RF64", b"BW64"):
        return Container("wav", "audio/wav") if head[8:12] == b"WAVE" else None
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return Container("aiff", "audio/aiff")
    if head[4:8] == b"ftyp":
        return None if head[8:12] in _PICTURE_BRANDS else Container("mov", "audio/mp4")
    if head.startswith(b"\x1aE\xdf\xa3"):
        return Container("matroska", "audio/webm" if b"webm" in head else "audio/x-matroska")
    found = next((Container(*each) for start, *each in _STARTS if head.startswith(start)), None)
    return found or _stream_of(head)


def _stream_of(head: bytes) -> Container | None:
    """MPEG audio without any container: by the header of its first frame (ISO 11172-3 2.4.1.3, ISO 13818-7 6.2)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    layer, version, bitrate, rate = head[1] >> 1 & 3, head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if layer == _NO_LAYER and head[1] & 0xF0 == 0xF0 and (head[2] >> 2 & 15) < 13:
        return Container("aac", "audio/aac")
    is_frame = layer in (_LAYER_TWO, _LAYER_THREE) and version != 1 and bitrate not in (0, 15) and rate != 3
    return Container("mp3", "audio/mpeg") if is_frame else None
