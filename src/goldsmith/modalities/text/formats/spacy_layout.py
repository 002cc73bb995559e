"""The layout of spaCy's DocBin, version 0.1: a MessagePack map, compressed with zlib, unpacked within bounds.

Format: https://spacy.io/api/docbin.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Annotated, Any, BinaryIO, Final

import msgspec

from goldsmith.errors import MalformedError
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["CHUNK_BYTES", "UnpackedBin", "groups_in", "unpack", "whole"]

MOST_UNPACKED_BYTES: Final = 500_000_000
LITTLE_BYTES: Final = 1_000_000
MOST_RATIO: Final = 200
CHUNK_BYTES: Final = 1 << 18
_Documents: Final = msgspec.Meta(max_length=2_000_000)


class UnpackedBin(msgspec.Struct):
    """The map that a DocBin is."""

    attrs: Annotated[list[int], msgspec.Meta(min_length=1, max_length=500)]
    tokens: bytes
    spaces: bytes
    lengths: bytes
    strings: Annotated[list[str], msgspec.Meta(max_length=5_000_000)]
    cats: Annotated[list[dict[str, float]], _Documents]
    flags: Annotated[list[dict[str, Any]], _Documents] = []
    span_groups: Annotated[list[bytes], _Documents] = []
    user_data: Annotated[list[bytes | None], _Documents] = []


class _Group(msgspec.Struct):
    spans: list[bytes]


def unpack(stream: BinaryIO) -> UnpackedBin:
    """Read the map; MalformedError for what is none, or would take too much memory."""
    unpacking = zlib.decompressobj()
    unpacked, packed = bytearray(), 0
    try:
        while (chunk := stream.read(CHUNK_BYTES)) and not unpacking.eof:
            packed += len(chunk)
            most = min(MOST_UNPACKED_BYTES, LITTLE_BYTES + MOST_RATIO * packed)
            unpacked += unpacking.decompress(chunk, most - len(unpacked) + 1)
            if len(unpacked) > most:
                message = f"A DocBin has at most {most:,} bytes when {packed:,} of it are unpacked."
                raise MalformedError(message, code="too_large")
    except zlib.error:
        raise MalformedError("This is not a DocBin: zlib cannot unpack it.", code="bad_docbin") from None
    if not unpacking.eof:
        raise MalformedError("This DocBin is cut short.", code="bad_docbin")
    try:
        return msgspec.msgpack.decode(unpacked, type=UnpackedBin)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(f"This is not a DocBin: {error}.", code="bad_docbin") from None


def whole(array: bytes, size: int) -> bytes:
    """Give an array back whose entries take `size` bytes each; MalformedError where one is cut."""
    if len(array) % size:
        raise MalformedError("An array of this DocBin is cut short.", code="bad_docbin")
    return array


def groups_in(body: bytes) -> Sequence[_Group]:
    """Read span groups as spaCy wrote them before version 3.3 (a list) and since (a map from groups to their names)."""
    if not body:
        return []
    try:
        groups = msgspec.msgpack.decode(body, type=list[bytes] | dict[bytes, list[str]])
        return [msgspec.msgpack.decode(group, type=_Group) for group in groups]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UnreadableError("The span groups of this document cannot be read.", "span_groups") from None
