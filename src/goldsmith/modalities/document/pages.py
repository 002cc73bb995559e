"""The pages of a document as its facts tell them: those of a PDF, or the one page that a picture is."""

from __future__ import annotations

from typing import NamedTuple

from goldsmith.modalities._contract import Facts

__all__ = ["Page", "pages_of", "tell_unfit"]


class Page(NamedTuple):
    """How large a page is as it is displayed: in points in a PDF, in pixels in a picture."""

    width: float
    height: float


def pages_of(facts: Facts | None) -> list[Page] | None:
    """The pages in order; None where nothing is known of the file."""
    if not facts:
        return None
    if "document_pages" in facts:
        return [Page(float(each["width"]), float(each["height"])) for each in facts["document_pages"]]
    if "width" in facts and "height" in facts:
        return [Page(float(facts["width"]), float(facts["height"]))]
    return None


def tell_unfit(facts: Facts) -> str | None:
    """Why a file that this modality takes is no document: a TIFF may be anything."""
    if facts["media_type"] == "image/tiff" and "document_pages" not in facts:
        return str(facts.get("no_document", "This TIFF was looked at as an image alone. Upload it again."))
    return None
