"""text.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Modality
from goldsmith.modalities.rows import CSV, JSONL
from goldsmith.modalities.text.agree import align, merge, similarity
from goldsmith.modalities.text.formats.argilla import ARGILLA
from goldsmith.modalities.text.formats.brat import BRAT
from goldsmith.modalities.text.formats.conll import CONLL
from goldsmith.modalities.text.formats.conll2012 import CONLL2012
from goldsmith.modalities.text.formats.conllu import CONLLU
from goldsmith.modalities.text.formats.doccano import DOCCANO
from goldsmith.modalities.text.formats.huggingface import ARROW, HUGGINGFACE, PARQUET
from goldsmith.modalities.text.formats.label_studio import LABEL_STUDIO
from goldsmith.modalities.text.formats.prodigy import PRODIGY
from goldsmith.modalities.text.formats.sagemaker import SAGEMAKER
from goldsmith.modalities.text.formats.spacy_docbin import SPACY_DOCBIN
from goldsmith.modalities.text.formats.webdataset import WEBDATASET
from goldsmith.modalities.text.shapes import Span, TextContent, check_spans, show_text
from goldsmith.modalities.text.templates import TEMPLATES

__all__ = ["MODALITY"]

MODALITY: Final = Modality(
    name="text.v1",
    title="Text",
    description="Classify texts, mark spans with attributes, relate them to each other.",
    folder=Path(__file__).parent,
    media_types=frozenset({"text/plain"}),
    probe="goldsmith.modalities.text.probe:probe",
    shapes=(Span,),
    content=TextContent,
    check=check_spans,
    snippet=show_text,
    align=align,
    merge=merge,
    similarity=similarity,
    templates=TEMPLATES,
    codecs=(
        JSONL,
        CSV,
        CONLL,
        CONLLU,
        CONLL2012,
        DOCCANO,
        PRODIGY,
        BRAT,
        SPACY_DOCBIN,
        HUGGINGFACE,
        ARROW,
        PARQUET,
        SAGEMAKER,
        ARGILLA,
        WEBDATASET,
        LABEL_STUDIO,
    ),
)
