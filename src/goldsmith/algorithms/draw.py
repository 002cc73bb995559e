"""Draw single things at random, each by its name alone: whoever asks again, anywhere, is told the same."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["is_drawn"]


def is_drawn(key: bytes, share: float, seed: bytes = b"") -> bool:
    """Whether what is named by `key` is among the `share` of all that is drawn; a larger share holds the smaller.

    Draws with different seeds (64 bytes at most) have nothing to do with each other.

    >>> sum(is_drawn(bytes([high, low]), 0.02) for high in range(40) for low in range(250))
    178
    """
    return int.from_bytes(blake2b(key, key=seed, digest_size=8).digest()) / 2**64 < share
