"""chat.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Modality
from goldsmith.modalities.chat.agree import align, merge, similarity
from goldsmith.modalities.chat.checks import check_conversation, quoted_replies
from goldsmith.modalities.chat.content import ChatContent, conceal_sources, show_chat
from goldsmith.modalities.chat.probe import MEDIA_TYPES
from goldsmith.modalities.chat.shapes import Grade, Line, Ranking, Rating, Span, Step, Written
from goldsmith.modalities.chat.templates import TEMPLATES
from goldsmith.modalities.rows import CSV, JSONL

__all__ = ["MODALITY"]

MODALITY: Final = Modality(
    name="chat.v1",
    title="Conversation",
    description="Compare, rate, grade and correct what language models say; write what they should have said.",
    folder=Path(__file__).parent,
    media_types=MEDIA_TYPES,
    probe="goldsmith.modalities.chat.probe:probe",
    shapes=(Rating, Ranking, Written, Span, Step, Line, Grade),
    content=ChatContent,
    attachments=("attachments",),
    check=check_conversation,
    conceal=conceal_sources,
    quotes=quoted_replies,
    snippet=show_chat,
    align=align,
    merge=merge,
    similarity=similarity,
    templates=TEMPLATES,
    codecs=(JSONL, CSV),
)
