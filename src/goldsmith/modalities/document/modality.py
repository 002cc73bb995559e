"""document.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Modality
from goldsmith.modalities.document.agree import align, merge, similarity
from goldsmith.modalities.document.checks import check_document
from goldsmith.modalities.document.formats.alto import ALTO
from goldsmith.modalities.document.formats.coco import COCO
from goldsmith.modalities.document.formats.funsd import FUNSD
from goldsmith.modalities.document.formats.hocr import HOCR
from goldsmith.modalities.document.formats.label_studio import LABEL_STUDIO
from goldsmith.modalities.document.formats.page_xml import PAGE_XML
from goldsmith.modalities.document.pages import tell_unfit
from goldsmith.modalities.document.shapes import SHAPES, DocumentContent, show_document
from goldsmith.modalities.document.templates import TEMPLATES
from goldsmith.modalities.extras import DOCUMENTS, DOCUMENTS_OCR
from goldsmith.modalities.rows import CSV, JSONL

__all__ = ["MODALITY"]

MODALITY: Final = Modality(
    name="document.v1",
    title="Documents",
    description="Mark what stands where on the pages of a PDF or a scan, and write down what it says.",
    folder=Path(__file__).parent,
    media_types=frozenset({"application/pdf"}),
    also_takes=frozenset({"image/png", "image/jpeg", "image/webp", "image/tiff"}),
    probe="goldsmith.modalities.document.probe:probe",
    adds="goldsmith.modalities.document.tiff:add_pages",
    added_renditions=frozenset({"pages", "words"}),
    unfit=tell_unfit,
    slices="goldsmith.modalities.document.renditions:draw_slice",
    shapes=SHAPES,
    content=DocumentContent,
    check=check_document,
    align=align,
    merge=merge,
    similarity=similarity,
    snippet=show_document,
    templates=TEMPLATES,
    extras=(DOCUMENTS, DOCUMENTS_OCR),
    codecs=(JSONL, CSV, FUNSD, PAGE_XML, ALTO, HOCR, COCO, LABEL_STUDIO),
)
