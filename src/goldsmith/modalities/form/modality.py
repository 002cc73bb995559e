"""form.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Modality
from goldsmith.modalities.audio.modality import MODALITY as AUDIO
from goldsmith.modalities.document.modality import MODALITY as DOCUMENT
from goldsmith.modalities.form.agree import align, merge, similarity
from goldsmith.modalities.form.content import FormContent, content_of_columns, show_form
from goldsmith.modalities.form.shapes import check_form
from goldsmith.modalities.form.templates import TEMPLATES
from goldsmith.modalities.image.modality import MODALITY as IMAGE
from goldsmith.modalities.rows import CSV, JSONL
from goldsmith.modalities.text.modality import MODALITY as TEXT
from goldsmith.modalities.video.modality import MODALITY as VIDEO

__all__ = ["MODALITY"]

_SHOWN: Final = (TEXT, IMAGE, AUDIO, VIDEO, DOCUMENT)

MODALITY: Final = Modality(
    name="form.v1",
    title="Form",
    description="Fill in a form about texts, pictures, PDFs, recordings, videos, web pages, or nothing at all.",
    folder=Path(__file__).parent,
    also_takes=frozenset().union(*(each.media_types for each in _SHOWN)),
    shapes=(),
    content=FormContent,
    attachments=("files",),
    check=check_form,
    snippet=show_form,
    spell_out=content_of_columns,
    align=align,
    merge=merge,
    similarity=similarity,
    templates=TEMPLATES,
    extras=tuple(extra for each in _SHOWN for extra in each.extras),
    codecs=(JSONL, CSV),
)
