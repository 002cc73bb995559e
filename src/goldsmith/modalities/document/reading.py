"""Opening a PDF with pdfium, which is an extra that the operator installs.

Nothing in a file runs: this pdfium is built without JavaScript, and forms, actions, links and embedded files are never
opened. Pages are only measured, read and drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.document.pages import Page
from goldsmith.modalities.document.shapes import MOST_PAGES
from goldsmith.modalities.extras import DOCUMENTS

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

__all__ = ["DAMAGED", "is_pdf", "open_pdf", "page_sizes"]

DAMAGED: Final = "damaged_document"
LONGEST_SIDE: Final = 20_000
"""Points: pages may be no longer, which is seven meters."""
SHORTEST_SIDE: Final = 3
_HEADER_WITHIN: Final = 1024
"""Bytes before which a PDF says that it is one (PDF Reference 1.7, appendix H, note 13)."""


@contextmanager
def open_pdf(path: Path) -> Iterator[PdfDocument]:
    """Open a PDF; InvalidError for what is none, is locked with a password, or is damaged."""
    _check_header(path)
    try:
        import pypdfium2
    except ImportError:
        message = f"PDF files are read with pdfium, which is not installed here. {DOCUMENTS.way}"
        raise InvalidError(message, code="no_document_reader") from None
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from None
    try:
        yield document
    except pypdfium2.PdfiumError:
        raise InvalidError("This document is damaged: a page of it cannot be read.", code=DAMAGED) from None
    finally:
        document.close()


def page_sizes(document: PdfDocument) -> list[Page]:
    """The sizes of all pages in points, turned as they are displayed."""
    count = len(document)
    if count < 1:
        raise InvalidError("This document has no pages.", code="empty_document")
    if count > MOST_PAGES:
        message = f"A document has at most {MOST_PAGES:,} pages; this one says {count:,}. Cut it into parts."
        raise InvalidError(message, code="too_long")
    return [_checked(number, *document.get_page_size(number)) for number in range(count)]


def _checked(number: int, width: float, height: float) -> Page:
    if not (SHORTEST_SIDE <= width <= LONGEST_SIDE and SHORTEST_SIDE <= height <= LONGEST_SIDE):
        message = (
            f"Page {number + 1} says that it is {width:,.0f} by {height:,.0f} points large; "
            f"{SHORTEST_SIDE} to {LONGEST_SIDE:,} a side are taken."
        )
        raise InvalidError(message, code="absurd_page")
    return Page(round(width, 2), round(height, 2))


def is_pdf(path: Path) -> bool:
    """Whether a file says that it is one."""
    with path.open("rb") as file:
        return b"%PDF-" in file.read(_HEADER_WITHIN)


def _check_header(path: Path) -> None:
    if not is_pdf(path):
        raise InvalidError("This is not a PDF document.", code="not_a_document")


def _refusal(error: Any) -> InvalidError:
    import pypdfium2.raw as pdfium

    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        message = "This document is locked with a password. Unlock it, then upload it again."
        return InvalidError(message, code="locked_document")
    if error.err_code == pdfium.FPDF_ERR_SECURITY:
        return InvalidError("This document is locked in a way that is not known here.", code="locked_document")
    return InvalidError("This document is damaged or cut short.", code=DAMAGED)
