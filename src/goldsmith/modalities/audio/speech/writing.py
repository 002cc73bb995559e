"""What was heard in a recording, as a file beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.modalities.audio.speech.pieces import Stretch, plan_pieces, read_pieces
from goldsmith.modalities.audio.speech.recognition import LANGUAGE, Heard, Recognizer, find_model
from goldsmith.modalities.audio.speech.utterances import group_words

__all__ = ["write_speech"]

MOST_WORDS: Final = 200_000


def write_speech(path: Path, target: Path, voice: Sequence[Stretch], duration: float, until: float) -> dict[str, Any]:
    """Recognize what is said in the stretches `voice` and write it as JSON, a list `utterances`; tell of the file.

    It ends at `until` on the monotonic clock. Where not all is heard, `unheard_from` says from which second on, and
    `unheard_because` whether the extra is `not_installed`, there was `no_time`, or the recognizer `failed`: the
    recording itself is as good as without.
    """
    words: list[Heard] = []
    unheard = _hear(path, plan_pieces(voice, duration), until, words)
    utterances = group_words(words, voice)
    target.write_bytes(msgspec.json.encode({"language": LANGUAGE, "utterances": utterances}))
    facts = {"language": LANGUAGE, "utterances": len(utterances), "words": len(words), **unheard}
    return {"file": target.name, "media_type": "application/json", "facts": facts}


def _hear(path: Path, spans: Sequence[Stretch], until: float, words: list[Heard]) -> dict[str, Any]:
    """Add the words of all spans; tell from when on nothing was heard, and why."""
    if not spans:
        return {}
    at, model = spans[0][0], find_model()
    if model is None:
        return _unheard(at, "not_installed")
    try:
        recognizer = Recognizer(model)
        for piece in read_pieces(path, spans):
            at = piece.start
            if time.monotonic() >= until or len(words) >= MOST_WORDS:
                return _unheard(at, "no_time")
            words += recognizer.hear(piece)
    except (ImportError, MemoryError, RuntimeError):
        return _unheard(at, "failed")
    return {}


def _unheard(start: float, reason: str) -> dict[str, Any]:
    return {"unheard_from": round(start, 3), "unheard_because": reason}
