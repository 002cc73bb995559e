"""chat.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Modality
from goldsmith.modalities.chat.additions import pictures_in, quoted_replies
from goldsmith.modalities.chat.agree import align, merge, similarity
from goldsmith.modalities.chat.authored import authored_in
from goldsmith.modalities.chat.checks import check_conversation
from goldsmith.modalities.chat.columns import responses_of_columns
from goldsmith.modalities.chat.content import ChatContent, conceal_hidden, show_chat
from goldsmith.modalities.chat.formats.alpaca import ALPACA
from goldsmith.modalities.chat.formats.anthropic_hh import ANTHROPIC_HH
from goldsmith.modalities.chat.formats.arena import ARENA
from goldsmith.modalities.chat.formats.argilla import ARGILLA
from goldsmith.modalities.chat.formats.healthbench import HEALTHBENCH
from goldsmith.modalities.chat.formats.helpsteer2 import HELPSTEER2
from goldsmith.modalities.chat.formats.helpsteer3 import HELPSTEER3
from goldsmith.modalities.chat.formats.label_studio import LABEL_STUDIO
from goldsmith.modalities.chat.formats.openai_chat import OPENAI_CHAT
from goldsmith.modalities.chat.formats.openai_dpo import OPENAI_DPO
from goldsmith.modalities.chat.formats.prm800k import PRM800K
from goldsmith.modalities.chat.formats.sharegpt import SHAREGPT
from goldsmith.modalities.chat.formats.trl_kto import TRL_KTO, TRL_KTO_PARQUET
from goldsmith.modalities.chat.formats.trl_preference import TRL_PREFERENCE, TRL_PREFERENCE_PARQUET
from goldsmith.modalities.chat.formats.trl_prompts import TRL_PROMPTS, TRL_PROMPTS_PARQUET
from goldsmith.modalities.chat.formats.trl_sft import TRL_SFT, TRL_SFT_PARQUET
from goldsmith.modalities.chat.formats.trl_stepwise import TRL_STEPWISE, TRL_STEPWISE_PARQUET
from goldsmith.modalities.chat.formats.ultrafeedback import ULTRAFEEDBACK
from goldsmith.modalities.chat.formats.ultrafeedback_binarized import ULTRAFEEDBACK_BINARIZED
from goldsmith.modalities.chat.grading import GRADING
from goldsmith.modalities.chat.judging import JUDGING
from goldsmith.modalities.chat.planted import RUBRICS
from goldsmith.modalities.chat.preferences import compared_in, preferences_of
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
    conceal=conceal_hidden,
    quotes=quoted_replies,
    pictures=pictures_in,
    preferences=preferences_of,
    compared=compared_in,
    judging=JUDGING,
    grading=GRADING,
    rubrics=RUBRICS,
    authored=authored_in,
    snippet=show_chat,
    spell_out=responses_of_columns,
    align=align,
    merge=merge,
    similarity=similarity,
    templates=TEMPLATES,
    codecs=(
        JSONL,
        CSV,
        TRL_SFT,
        TRL_SFT_PARQUET,
        TRL_PREFERENCE,
        TRL_PREFERENCE_PARQUET,
        TRL_KTO,
        TRL_KTO_PARQUET,
        TRL_PROMPTS,
        TRL_PROMPTS_PARQUET,
        TRL_STEPWISE,
        TRL_STEPWISE_PARQUET,
        OPENAI_CHAT,
        OPENAI_DPO,
        SHAREGPT,
        ALPACA,
        ANTHROPIC_HH,
        HELPSTEER2,
        HELPSTEER3,
        ULTRAFEEDBACK,
        ULTRAFEEDBACK_BINARIZED,
        PRM800K,
        HEALTHBENCH,
        ARENA,
        ARGILLA,
        LABEL_STUDIO,
    ),
)
