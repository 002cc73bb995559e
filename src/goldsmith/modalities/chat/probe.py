"""Bytes of a file that a message shows → facts: a picture or a text. Runs in a bounded child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.pictures import PICTURES

__all__ = ["MEDIA_TYPES", "probe"]

MEDIA_TYPES: Final = PICTURES | {"text/plain"}


def probe(path: Path) -> dict[str, Any]:
    """Measure a picture that every browser shows, or a UTF-8 text; anything else is refused."""
    from goldsmith.modalities.image import probe as pictures
    from goldsmith.modalities.text import probe as texts

    try:
        facts = pictures.probe(path)
    except InvalidError as refusal:
        if not refusal.code.startswith("not_"):
            raise
        return texts.probe(path)
    if facts["media_type"] not in MEDIA_TYPES or facts.get("renditions"):
        message = "A conversation shows PNG, JPEG, WebP and GIF of at most 40 million pixels. Convert the picture."
        raise InvalidError(message, code="not_shown_here")
    return facts
