"""Brush masks: bytes in which runs of equal numbers and numbers one by one take turns, four numbers (RGBA) a pixel.

Format: https://github.com/thi-ng/umbrella/blob/develop/packages/rle-pack/src/index.ts, as Label Studio keeps it. The
head says how many numbers there are (32 bits), how many bits a number has (5) and the four sizes of a length (4 each).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from goldsmith.errors import InvalidError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.bool_]

__all__ = ["decode_brush", "encode_brush"]

CHANNELS: Final = 4
WORD_BITS: Final = 8
SIZES: Final = (3, 4, 8, 16)
SET: Final = 255


def encode_brush(pixels: Pixels) -> list[int]:
    """Write a whole image of pixels, shape (height, width), as bytes.

    >>> import numpy as np
    >>> decode_brush(encode_brush(np.array([[True, False]])), 2, 1).tolist()
    [[True, False]]
    """
    head = f"{pixels.size * CHANNELS:032b}{WORD_BITS - 1:05b}" + "".join(f"{size - 1:04b}" for size in SIZES)
    bits = head + "".join(_encode_runs(pixels))
    bits += "0" * (-len(bits) % 8)
    return list(int(bits, 2).to_bytes(len(bits) // 8, "big"))


def decode_brush(rle: Any, width: int, height: int) -> Pixels:
    """Read the pixels that are not transparent, shape (height, width). InvalidError for bytes that are no such mask."""
    import numpy as np

    try:
        bits = _Bits(bytes(rle) if isinstance(rle, list) else b"")
        count, word_bits = bits.read(32), bits.read(5) + 1
        sizes = [bits.read(4) + 1 for _ in range(4)]
        if count != width * height * CHANNELS or word_bits != WORD_BITS:
            raise InvalidError("the brush mask is not one of this image.", field="rle")
        alpha = np.zeros(width * height, dtype=np.bool_)
        for start, end, values in _blocks(bits, count, sizes):
            first, last = start // CHANNELS, end // CHANNELS
            if len(values) == 1:
                alpha[first:last] = values[0] > 0
            else:
                own = np.frombuffer(values, dtype=np.uint8)[first * CHANNELS + CHANNELS - 1 - start :: CHANNELS]
                alpha[first:last] = own[: last - first] > 0
    except (EOFError, TypeError, ValueError, OverflowError):
        raise InvalidError("the brush mask is cut short or broken.", field="rle") from None
    return alpha.reshape(height, width)


class _Bits:
    """Reads numbers of any count of bits, the highest first."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def read(self, count: int) -> int:
        end = self._at + count
        if end > 8 * len(self._body):
            raise EOFError
        whole = int.from_bytes(self._body[self._at // 8 : -(-end // 8)], "big")
        self._at = end
        return whole >> (-end % 8) & ((1 << count) - 1)


def _blocks(bits: _Bits, count: int, sizes: Sequence[int]) -> Iterator[tuple[int, int, bytes]]:
    """Yield where each block begins and ends, and its numbers: one, where it is a run."""
    start = 0
    while start < count:
        is_run = bits.read(1)
        end = start + 1 + bits.read(sizes[bits.read(2)])
        values = 1 if is_run else end - start
        yield start, min(end, count), bits.read(WORD_BITS * values).to_bytes(values, "big")
        start = end


def _encode_runs(pixels: Pixels) -> Iterator[str]:
    from goldsmith.algorithms.masks import runs_of

    longest = 1 << SIZES[-1]
    for number, run in enumerate(runs_of(pixels.T).tolist()):
        left = run * CHANNELS
        while left:
            length = min(left, longest)
            place = next(place for place, size in enumerate(SIZES) if length <= 1 << size)
            yield f"1{place:02b}{length - 1:0{SIZES[place]}b}{SET * (number % 2):08b}"
            left -= length
