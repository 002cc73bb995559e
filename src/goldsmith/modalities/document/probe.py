"""Bytes of a PDF → facts. Runs in a bounded child process; nothing in the file runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from goldsmith.modalities.document.reading import open_pdf, page_sizes

__all__ = ["probe"]

PAGES_LOOKED_AT: Final = 10
"""Pages that are searched for text: whether a document has any is mostly seen on its first."""


def probe(path: Path) -> dict[str, Any]:
    """Read how many pages there are, how large each is, and whether there is text to select; refuse what is no PDF."""
    with open_pdf(path) as document:
        sizes = page_sizes(document)
        return {
            "media_type": "application/pdf",
            "pages": len(sizes),
            "document_pages": [{"width": width, "height": height} for width, height in sizes],
            "has_text": any(_has_text(document[number]) for number in range(min(len(sizes), PAGES_LOOKED_AT))),
            "renditions": ["pages", "words"],
        }


def _has_text(page: Any) -> bool:
    text = page.get_textpage()
    try:
        return bool(text.get_text_range(0, min(text.count_chars(), 1_000)).strip())
    finally:
        text.close()
        page.close()
