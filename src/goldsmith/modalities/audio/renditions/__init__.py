"""What is made of a recording so that people can see and hear it: its peaks, its spectrum, a copy that browsers play.

All of that comes from one pass over the samples, with little in memory at once. A second pass, where the operator
installed what it takes, hears what is said.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.audio.containers import sniff_container
from goldsmith.modalities.audio.probe import probe
from goldsmith.modalities.audio.reading import DAMAGED, decode_blocks, describe_time, open_audio
from goldsmith.modalities.audio.renditions.peaks import PeaksWriter
from goldsmith.modalities.audio.renditions.playable import PlayableWriter
from goldsmith.modalities.audio.renditions.spectrum import MOST_PROPOSED, SpectrumWriter
from goldsmith.modalities.audio.renditions.thumbnail import draw_thumbnail
from goldsmith.modalities.audio.speech.listening import listen, write_speech

__all__ = ["make_renditions"]

SECONDS: Final = 700.0
"""What is said is recognized until so long after the beginning; the rest stays unheard."""
_SHORT_SECONDS: Final = 1.0


def make_renditions(path: Path, folder: str, *kinds: str) -> dict[str, dict[str, Any]]:
    """Write what is wanted of `peaks`, `spectrum`, `playable` and `speech`, and a thumbnail; tell of each by its kind.

    `speech` needs `spectrum`, which says when somebody may speak.
    InvalidError where much less can be decoded than the file said: whoever listens would label another recording.
    """
    began, target = time.monotonic(), Path(folder)
    made = _draw(path, target, kinds)
    if "speech" in kinds:
        seen, duration = made["spectrum"]["facts"], made["peaks"]["facts"]["duration"]
        speech = listen(path, seen["voice"], duration, began + SECONDS)
        seen["voice"] = speech.voice[:MOST_PROPOSED]
        made["speech"] = write_speech(speech, target / "speech")
    return made


def _draw(path: Path, target: Path, kinds: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What one pass over the samples makes; little of it is left in memory."""
    facts = probe(path)
    with open_audio(path, sniff_container(path)) as recording, ExitStack() as stack:
        shape = (recording.rate, recording.channels)
        peaks = stack.enter_context(PeaksWriter(target / "peaks", *shape))
        makers: dict[str, Any] = {"peaks": peaks}
        if "spectrum" in kinds:
            makers["spectrum"] = SpectrumWriter(target / "spectrum", recording.rate, facts["duration"])
        if "playable" in kinds:
            makers["playable"] = stack.enter_context(PlayableWriter(target / "playable", *shape))
        for block in decode_blocks(recording):
            for maker in makers.values():
                maker.take(block)
        made = {kind: maker.finish() for kind, maker in makers.items()}
    _check_length(made["peaks"]["facts"]["duration"], facts["duration"])
    return {**made, "thumbnail": draw_thumbnail(peaks.summary, target / "thumbnail")}


def _check_length(decoded: float, said: float) -> None:
    if said - decoded > max(_SHORT_SECONDS, said / 100):
        message = (
            f"This recording is damaged: only {describe_time(decoded)} of its {describe_time(said)} can be decoded."
        )
        raise InvalidError(message, code=DAMAGED)
