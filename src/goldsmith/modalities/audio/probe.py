"""Bytes of a recording → facts. Runs in a bounded child process.

Its length is counted from its packets, never believed: headers of MP3 files say what they like. Of plain samples (WAV,
AIFF) it follows from the bytes that are there. A few packets are decoded, to prove that they can be.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.audio.containers import Container, sniff_container
from goldsmith.modalities.audio.lengths import measure_seconds
from goldsmith.modalities.audio.reading import DAMAGED, Recording, open_audio
from goldsmith.modalities.audio.shapes import MOST_SECONDS, SHORTEST

__all__ = ["probe"]

MOST_TRIED: Final = 50
"""Packets that may be decoded to find a first sample."""
_PLAYABLE: Final = {
    "wav": ("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_f32le"),
    "flac": ("flac",),
}
"""What every browser plays and seeks in to the sample. MP3 is sought by guessing, so it is not among them."""
_PLAYABLE_RATES: Final = range(8_000, 96_001)


def probe(path: Path) -> dict[str, Any]:
    """Read type, length, rate and channels; refuse what is not a whole recording that can be decoded."""
    container = sniff_container(path)
    with open_audio(path, container) as recording:
        seconds = measure_seconds(path, container, recording)
        _check_length(seconds)
        codec = recording.stream.codec_context.codec.canonical_name
        facts = {
            "media_type": container.media_type,
            "duration": round(seconds, 6),
            "sample_rate": recording.rate,
            "channels": recording.channels,
            "codec": codec,
        }
    with open_audio(path, container) as recording:
        _decode_a_little(recording)
        return {**facts, **_renditions(_obstacle(container, codec, recording))}


def _check_length(seconds: float) -> None:
    if seconds < SHORTEST:
        raise InvalidError("This recording is empty: it holds no sound.", code="empty_audio")
    if seconds > MOST_SECONDS:
        raise InvalidError(f"A recording lasts at most {MOST_SECONDS // 3600} hours.", code="too_long")


def _decode_a_little(recording: Recording) -> None:
    import av

    for number, packet in enumerate(recording.container.demux(recording.stream)):
        try:
            if packet.decode():
                return
        except av.error.InvalidDataError:
            pass
        if number > MOST_TRIED:
            break
    raise InvalidError("This recording is damaged: its sound cannot be decoded.", code=DAMAGED)


def _renditions(reason: str | None) -> dict[str, Any]:
    """Peaks are always needed; where browsers cannot play it, or not to the millisecond, a copy too, and why."""
    wanted = ["peaks", "spectrum", "speech"]
    if reason is None:
        return {"needs_transcoding": False, "renditions": wanted}
    return {"needs_transcoding": True, "transcoding_reason": reason, "renditions": [*wanted, "playable"]}


def _obstacle(container: Container, codec: str, recording: Recording) -> str | None:
    if container.media_type == "audio/mpeg":
        return "Browsers seek in MP3 by guessing, so that what is heard is not what is shown."
    if container.reader not in _PLAYABLE:
        return f"Browsers do not play {container.media_type} everywhere, or do not seek in it exactly."
    if codec not in _PLAYABLE[container.reader]:
        return f"Browsers do not decode {codec} everywhere."
    if recording.rate not in _PLAYABLE_RATES:
        return f"Browsers do not play {recording.rate:,} samples a second everywhere."
    return None
