"""Listening to a recording: when somebody speaks, and what is said, as a file beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.modalities.audio.speech.pieces import Stretch, plan_pieces, read_pieces
from goldsmith.modalities.audio.speech.recognition import LANGUAGE, Heard, Recognizer, find_model
from goldsmith.modalities.audio.speech.utterances import group_words
from goldsmith.modalities.audio.speech.voices import find_voices

__all__ = ["Speech", "listen", "write_speech"]

MOST_WORDS: Final = 200_000


class Speech(msgspec.Struct):
    """What was heard. `unheard` tells from which second on nothing was, and why; empty where all was heard."""

    voice: list[Stretch]
    words: list[Heard] = []
    unheard: dict[str, Any] = {}


def listen(path: Path, voice: Sequence[Stretch], duration: float, until: float) -> Speech:
    """Search a recording for voices and recognize what they say, until `until` on the monotonic clock.

    `voice` is when somebody may speak by a simpler search; it stands where this one does not come to. What stays
    unheard does so because the extra is `not_installed`, there was `no_time`, or the recognizer `failed`: the recording
    itself is as good as without.
    """
    speech = Speech(list(voice))
    model = find_model()
    if model is None:
        _miss(speech, voice[0][0] if voice else None, "not_installed")
        return speech
    try:
        found, searched = find_voices(path, until)
        speech.voice = [*found, *((start, end) for start, end in voice if start >= searched)]
        if spans := plan_pieces(speech.voice, duration):
            _recognize(Recognizer(model), path, spans, speech, until)
    except (ImportError, MemoryError, RuntimeError):
        _miss(speech, speech.words[-1].end if speech.words else 0.0, "failed")
    return speech


def _recognize(recognizer: Recognizer, path: Path, spans: Sequence[Stretch], speech: Speech, until: float) -> None:
    for piece in read_pieces(path, spans):
        if time.monotonic() >= until or len(speech.words) >= MOST_WORDS:
            return _miss(speech, piece.start, "no_time")
        speech.words += recognizer.hear(piece)
    return None


def write_speech(speech: Speech, target: Path) -> dict[str, Any]:
    """Write what is said as JSON, a list `utterances`; tell of the file."""
    utterances = group_words(speech.words, speech.voice)
    target.write_bytes(msgspec.json.encode({"language": LANGUAGE, "utterances": utterances}))
    facts = {"language": LANGUAGE, "utterances": len(utterances), "words": len(speech.words), **speech.unheard}
    return {"file": target.name, "media_type": "application/json", "facts": facts}


def _miss(speech: Speech, start: float | None, reason: str) -> None:
    if start is not None:
        speech.unheard = {"unheard_from": round(start, 3), "unheard_because": reason}
