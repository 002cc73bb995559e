"""Bytes of a PDF → facts. Every other kind of attachment is looked at by the modality whose kind it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from goldsmith.errors import InvalidError

__all__ = ["PDF", "probe"]

PDF: Final = "application/pdf"
MOST_BYTES: Final = 200_000_000
_HEAD_BYTES: Final = 1024
_TAIL_BYTES: Final = 2048


def probe(path: Path) -> dict[str, Any]:
    """Tell a PDF by how it begins and ends (ISO 32000-2, 7.5); what is in it is not read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read()
    if b"%PDF-" not in head:
        raise InvalidError("This is not a PDF.", code="not_pdf")
    if size > MOST_BYTES:
        raise InvalidError(f"A PDF has at most {MOST_BYTES:,} bytes.", code="too_large")
    if b"%%EOF" not in tail:
        raise InvalidError("This PDF is cut short: its end is missing. Save it again and send that.", code="cut_short")
    return {"media_type": PDF}
