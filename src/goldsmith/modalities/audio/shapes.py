"""What can be marked in a recording: stretches of time on tiers, with or without what is said in them.

A tier is a label of the ontology: a speaker, a kind of event. Times are seconds from the first sample, as floats.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.modalities._contract import Shape
from goldsmith.modalities.parts import Part

__all__ = [
    "MOST_CHANNELS",
    "MOST_CHARACTERS",
    "MOST_SECONDS",
    "MOST_WORDS",
    "SHAPES",
    "SHORTEST",
    "AudioContent",
    "Region",
    "Utterance",
    "Word",
    "show_audio",
]

MOST_SECONDS: Final = 24 * 3600
SHORTEST: Final = 0.001
"""The least length of a region, in seconds."""
MOST_CHANNELS: Final = 8
MOST_CHARACTERS: Final = 100_000
MOST_WORDS: Final = 20_000

Seconds = Annotated[float, msgspec.Meta(ge=0, le=MOST_SECONDS)]
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class Region(Shape, tag="region", omit_defaults=True):
    """A stretch of time, `start` up to `end`; regions may overlap. `channel` counts from 0, all channels without it."""

    start: Seconds
    end: Seconds
    channel: Annotated[int, msgspec.Meta(ge=0, lt=MOST_CHANNELS)] | UnsetType = UNSET


class Word(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A word with its times; `text` as the transcript spells it, without white space."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^\S+$")]
    start: Seconds
    end: Seconds


class Utterance(Region, tag="utterance", omit_defaults=True):
    """A region in which somebody speaks, with what is said. `words`, where given, are those of the transcript."""

    transcript: Annotated[str, msgspec.Meta(max_length=MOST_CHARACTERS)] = ""
    words: Annotated[list[Word], msgspec.Meta(min_length=1, max_length=MOST_WORDS)] | UnsetType = UNSET


class AudioContent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A recording: an https address, an asset id, or a name uploaded beside the manifest.

    `part` is there where a task is about some of its time; it counts milliseconds, as in the whole recording.
    """

    attachment: Address
    part: Part | None = None


SHAPES: Final = (Region, Utterance)


def show_audio(content: AudioContent) -> str:
    """Show the name of the file, and which of its parts it is about."""
    name = content.attachment.rsplit("/", 1)[-1][:120]
    return name if content.part is None else f"{name} (part {content.part.number} of {content.part.count})"
