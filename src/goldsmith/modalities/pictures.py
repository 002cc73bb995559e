"""Pictures that messages show, to labelers and to models."""

from __future__ import annotations

from typing import Final

__all__ = ["MOST_PICTURE_BYTES", "PICTURES"]

PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What every browser shows and models take."""
MOST_PICTURE_BYTES: Final = 4_000_000
