"""Formats of lines that each name the recording they are about: NIST's RTTM and CTM, one file for all.

RTTM (https://github.com/nryant/dscore#rttm) says who speaks when. CTM (https://github.com/usnistgov/SCTK) says when
each word is said; it knows neither speakers nor where an utterance ends, so that all words of a channel are one
utterance when they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from msgspec import UNSET

from goldsmith.errors import GoldsmithError, MalformedError
from goldsmith.modalities._contract import MOST_ANNOTATIONS
from goldsmith.modalities.audio.formats.delivered import DeliveredAudio, Reader, read_delivered, report_losses
from goldsmith.modalities.audio.shapes import MOST_CHANNELS, MOST_WORDS, Region, Utterance
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import read_number
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.text.formats.documents import lines_of

__all__ = ["CTM", "RTTM", "read_ctm", "read_rttm", "write_ctm", "write_rttm"]

_SPACE: Final = re.compile(r"\s+")
_NOTHING: Final = "<NA>"
_DIGITS: Final = 4
_Cells = tuple[str, list[str]]
"""Where a line stands, and what stands in it."""


def write_rttm(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a line a region, whose label is the name of the speaker."""
    del context
    return _write(records, out, _rttm_lines)


def read_rttm(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a recording. Lines that are not about a speaker are counted as lost."""
    return _read(stream, context, _rttm_recording, _rttm_regions)


def write_ctm(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a line a word that has times."""
    del context
    return _write(records, out, _ctm_lines)


def read_ctm(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a recording, with one utterance a channel. Confidences and alternatives are counted as lost."""
    return _read(stream, context, _ctm_recording, _ctm_regions)


def _write(
    records: Iterator[bytes], out: BinaryIO, lines: Callable[[DeliveredAudio, str, LossReport], Iterator[str]]
) -> LossReport:
    report = LossReport()
    for record in records:
        audio = read_delivered(record)
        name = _SPACE.sub("_", audio.file_name.strip()) or "recording"
        report.lose("white space in file names", int(name != audio.file_name))
        written = list(lines(audio, name, report))
        report.lose("recordings of which nothing can be said", int(not written))
        out.write("".join(written).encode())
    return report


def _rttm_lines(audio: DeliveredAudio, name: str, report: LossReport) -> Iterator[str]:
    report_losses(report, audio, keeps={"channels"})
    for region in audio.regions:
        start, length = _times(region.start, region.end, report)
        channel = _channel_number(region)
        yield f"SPEAKER {name} {channel} {start} {length} {_NOTHING} {_NOTHING} {region.label} {_NOTHING} {_NOTHING}\n"


def _ctm_lines(audio: DeliveredAudio, name: str, report: LossReport) -> Iterator[str]:
    report_losses(report, audio, keeps={"transcripts", "words", "channels"})
    spoken: dict[int, list[tuple[str, str]]] = {}
    kept: dict[int, int] = {}
    for region in audio.regions:
        words = (region.words or []) if isinstance(region, Utterance) else []
        report.lose("regions whose words have no times", int(not words))
        channel = _channel_number(region)
        kept[channel] = kept.get(channel, 0) + bool(words)
        for word in words:
            start, length = _times(word.start, word.end, report)
            spoken.setdefault(channel, []).append((f"{word.start:020.6f}", f"{start} {length} {word.text}"))
    report.lose("borders between utterances", sum(count - 1 for count in kept.values() if count))
    report.lose("labels of utterances, and when they start and end", sum(kept.values()))
    for channel, said in sorted(spoken.items()):
        for _, line in sorted(said, key=lambda each: each[0]):
            yield f"{name} {channel} {line}\n"


def _times(start: float, end: float, report: LossReport) -> tuple[str, str]:
    """Start and length, spelled."""
    first, last = round(start, _DIGITS), round(end, _DIGITS)
    report.lose("digits of times", int((first, last) != (start, end)))
    return f"{first:.{_DIGITS}f}", f"{max(last - first, 0):.{_DIGITS}f}"


def _channel_number(region: Region) -> int:
    """Count from 1. A region in all channels is in the first, as these formats have no word for it."""
    return 1 if region.channel is UNSET else region.channel + 1


def _read(
    stream: BinaryIO,
    context: ImportContext,
    recording_of: Callable[[list[str], LossReport], str | None],
    regions_of: Callable[[list[_Cells], Reader], list[dict[str, Any]]],
) -> Iterator[dict[str, Any] | RowError | Loss]:
    report = LossReport()
    reader = Reader(context.ontology, report)
    found: dict[str, list[_Cells]] = {}
    for number, line in lines_of(stream):
        cells = line.split()
        name = recording_of(cells, report) if cells and not line.startswith(";;") else None
        if name is not None:
            found.setdefault(name, []).append((f"Line {number:,}", cells))
    if not found and report.lost:
        raise MalformedError("No line of this file says something about a recording.", code="no_recordings")
    for row, (name, lines) in enumerate(found.items(), start=1):
        try:
            yield reader.row(name, regions_of(lines, reader))
        except UnreadableError as error:
            yield RowError(row=row, error=str(error), field=error.field)
        except GoldsmithError as error:
            yield RowError(row=row, error=error.message, field=error.field)
    yield from report.losses()


def _rttm_recording(cells: list[str], report: LossReport) -> str | None:
    if cells[0] != "SPEAKER" or len(cells) < 2:
        report.lose("lines that are not about a speaker")
        return None
    return cells[1]


def _rttm_regions(lines: list[_Cells], reader: Reader) -> list[dict[str, Any]]:
    if len(lines) > MOST_ANNOTATIONS:
        raise UnreadableError(f"A recording has at most {MOST_ANNOTATIONS:,} regions.", "SPEAKER")
    channels = {cells[2] for _, cells in lines if len(cells) > 2}
    return [_rttm_region(where, cells, channels, reader) for where, cells in lines]


def _rttm_region(where: str, cells: list[str], channels: set[str], reader: Reader) -> dict[str, Any]:
    if len(cells) < 8:
        raise UnreadableError(f"{where} has fewer than eight columns.", where)
    start, length = (read_number(cells[at], where, what) for at, what in ((3, "start"), (4, "duration")))
    channel = _channel(cells[2]) if len(channels) > 1 else None
    return reader.region(start, start + length, cells[7], where=where, channel=channel)


def _ctm_recording(cells: list[str], report: LossReport) -> str | None:
    if "<ALT" in cells[-1] or "<ALT" in cells[min(3, len(cells) - 1)]:
        report.lose("alternatives")
        return None
    return cells[0]


def _ctm_regions(lines: list[_Cells], reader: Reader) -> list[dict[str, Any]]:
    spoken: dict[str, list[tuple[str, float, float]]] = {}
    for where, cells in lines:
        if len(cells) < 5:
            raise UnreadableError(f"{where} is not a recording, a channel, a start, a duration and a word.", where)
        start, length = (read_number(cells[at], where, what) for at, what in ((2, "start"), (3, "duration")))
        reader.report.lose("confidences", int(len(cells) > 5))
        spoken.setdefault(cells[1], []).append((cells[4], start, start + max(length, 0.0)))
    return [_utterance(channel, words, reader, len(spoken) > 1) for channel, words in spoken.items()]


def _utterance(
    channel: str, words: list[tuple[str, float, float]], reader: Reader, has_channels: bool
) -> dict[str, Any]:
    if len(words) > MOST_WORDS:
        raise UnreadableError(f"Channel {channel[:20]} has more than {MOST_WORDS:,} words.", channel[:20])
    words = sorted(words, key=lambda word: word[1])
    return reader.region(
        words[0][1],
        max(end for _, _, end in words),
        reader.usual_label,
        where=f"Channel {channel[:20]}",
        text=" ".join(word for word, _, _ in words),
        channel=_channel(channel) if has_channels else None,
        words=words,
    )


def _channel(said: str) -> int | None:
    """Count from 0 what counts from 1, or is called A, B … by older files."""
    if said.isdecimal() and 1 <= int(said[:3]) <= MOST_CHANNELS:
        return int(said) - 1
    return "ABCDEFGH".find(said) if said and said in "ABCDEFGH" else None


RTTM: Final = Codec(
    name="rttm",
    title="RTTM",
    media_type="text/plain",
    suffix=".rttm",
    read=read_rttm,
    write=write_rttm,
    joins=True,
)

CTM: Final = Codec(
    name="ctm",
    title="CTM",
    media_type="text/plain",
    suffix=".ctm",
    read=read_ctm,
    write=write_ctm,
    joins=True,
)
