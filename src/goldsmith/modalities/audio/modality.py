"""audio.v1, as the registry knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goldsmith.modalities._contract import Facts, Modality, Parting
from goldsmith.modalities.audio.agree import align, merge, similarity
from goldsmith.modalities.audio.agree.error_rates import ERROR_RATES
from goldsmith.modalities.audio.checks import check_regions
from goldsmith.modalities.audio.cutting import clip_answer, cut_audio
from goldsmith.modalities.audio.formats.audacity import AUDACITY
from goldsmith.modalities.audio.formats.by_lines import CTM, RTTM
from goldsmith.modalities.audio.formats.elan import ELAN
from goldsmith.modalities.audio.formats.label_studio import LABEL_STUDIO
from goldsmith.modalities.audio.formats.subtitles import SRT, WEBVTT
from goldsmith.modalities.audio.formats.textgrid import TEXTGRID
from goldsmith.modalities.audio.joining import join_audios
from goldsmith.modalities.audio.shapes import SHAPES, AudioContent, show_audio
from goldsmith.modalities.audio.templates import TEMPLATES
from goldsmith.modalities.extras import AUDIO, AUDIO_SPEECH
from goldsmith.modalities.rows import CSV, JSONL

__all__ = ["MODALITY"]

_SOUNDS: Final = frozenset(
    {
        "audio/wav",
        "audio/flac",
        "audio/mpeg",
        "audio/aac",
        "audio/mp4",
        "audio/ogg",
        "audio/webm",
        "audio/x-matroska",
        "audio/aiff",
        "audio/x-caf",
        "audio/basic",
        "audio/amr",
        "audio/x-ms-wma",
    }
)

_MOST_SECONDS_OF_SOUND: Final = 900.0


def _is_long(facts: Facts) -> bool:
    return bool(facts["duration"] > _MOST_SECONDS_OF_SOUND)


MODALITY: Final = Modality(
    name="audio.v1",
    title="Audio",
    description="Mark who speaks and what sounds when, and write down what is said.",
    folder=Path(__file__).parent,
    media_types=_SOUNDS,
    probe="goldsmith.modalities.audio.probe:probe",
    renditions="goldsmith.modalities.audio.renditions:make_renditions",
    takes_long=_is_long,
    shapes=SHAPES,
    content=AudioContent,
    check=check_regions,
    align=align,
    merge=merge,
    similarity=similarity,
    snippet=show_audio,
    templates=TEMPLATES,
    extras=(AUDIO, AUDIO_SPEECH),
    parting=Parting(measure="seconds", counts="milliseconds", cut=cut_audio, clip=clip_answer, join=join_audios),
    error_rates=ERROR_RATES,
    codecs=(JSONL, CSV, WEBVTT, SRT, TEXTGRID, ELAN, RTTM, CTM, AUDACITY, LABEL_STUDIO),
)
