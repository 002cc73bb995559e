"""SubRip (SRT) and WebVTT: subtitles, one cue a region, to the millisecond.

Formats: https://www.w3.org/TR/webvtt1/ and https://www.matroska.org/technical/subtitles.html#srt-subtitles.
WebVTT names the speaker in a voice span and the region by the id of its cue; SubRip writes "Speaker 1: …". Cues overlap
freely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, BinaryIO, Final

from goldsmith.modalities.audio.formats.delivered import DeliveredAudio, Reader, report_losses, round_times
from goldsmith.modalities.audio.formats.one_file_each import read_files, write_files
from goldsmith.modalities.audio.formats.saying import one_line, read_saying, say, titles_of
from goldsmith.modalities.audio.shapes import Utterance
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["SRT", "WEBVTT", "read_srt", "read_webvtt", "write_srt", "write_webvtt"]

_TIME: Final = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING: Final = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?\Z")
_VOICE: Final = re.compile(r"\s*<v(?:\.[^\s>]*)?\s+([^>]+)>(.*?)(?:</v>)?\s*\Z", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_NO_CUE: Final = ("NOTE", "STYLE", "REGION")


def write_webvtt(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one .vtt file a recording."""
    return write_files(records, out, context, ".vtt", _spell_webvtt)


def read_webvtt(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a file. Where and how a cue is shown is counted as lost."""
    return read_files(stream, context, ".vtt", _read_webvtt)


def write_srt(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one .srt file a recording."""
    return write_files(records, out, context, ".srt", _spell_srt)


def read_srt(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a file."""
    return read_files(stream, context, ".srt", _read_srt)


def _spell_webvtt(audio: DeliveredAudio, context: ExportContext, report: LossReport) -> str:
    report_losses(report, audio, keeps={"ids", "transcripts"})
    titles = titles_of(context.ontology)
    cues = ["WEBVTT\n"]
    for region, (start, end) in zip(audio.regions, round_times(audio.regions, 3, report), strict=True):
        name = f"{region.uuid}\n" if region.uuid and "-->" not in region.uuid and "\n" not in region.uuid else ""
        report.lose("ids of annotations", int(bool(region.uuid) and not name))
        text = one_line(region.transcript, report) if isinstance(region, Utterance) else ""
        voice = f"<v {titles.get(region.label, region.label)}>{_escape(text)}</v>"
        cues.append(f"{name}{_clock(start, '.')} --> {_clock(end, '.')}\n{voice}\n")
    return "\n".join(cues)


def _spell_srt(audio: DeliveredAudio, context: ExportContext, report: LossReport) -> str:
    report_losses(report, audio, keeps={"transcripts"})
    titles = titles_of(context.ontology)
    times = round_times(audio.regions, 3, report)
    cues = [
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{say(region, titles, report)}\n"
        for number, (region, (start, end)) in enumerate(zip(audio.regions, times, strict=True), start=1)
    ]
    return "\n".join(cues)


def _read_webvtt(text: str, recording: str, reader: Reader) -> dict[str, Any]:
    if not re.match(r"WEBVTT(?:[ \t\n]|\Z)", text):
        raise UnreadableError("A WebVTT file begins with WEBVTT.", "WEBVTT")
    regions = []
    for where, block in _blocks(text):
        if block[0].startswith("WEBVTT") or block[0].split(" ")[0] in _NO_CUE:
            reader.report.lose("styles, regions and notes", int(block[0].split(" ")[0] in _NO_CUE))
            continue
        regions.append(_read_cue(where, block, reader, is_webvtt=True))
    return reader.row(recording, regions)


def _read_srt(text: str, recording: str, reader: Reader) -> dict[str, Any]:
    regions = [_read_cue(where, block, reader, is_webvtt=False) for where, block in _blocks(text)]
    if not regions and text.strip():
        raise UnreadableError("This file holds no subtitle.", recording[:80] or None)
    return reader.row(recording, regions)


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what empty lines part, with the line on which it begins."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield f"Line {number - len(block):,}", block
            block = []


def _read_cue(where: str, block: list[str], reader: Reader, *, is_webvtt: bool) -> dict[str, Any]:
    name = block[0] if "-->" not in block[0] else ""
    timing, *lines = (block[1:] if name else block) or [""]
    found = _TIMING.match(timing)
    if found is None:
        raise UnreadableError(f"{where}: a cue has times such as 00:00:01.000 --> 00:00:02.500.", where)
    start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    said = "\n".join(lines)
    if not is_webvtt:
        label, text = read_saying(_TAG.sub("", said), reader)
        return reader.region(start, end, label, where=where, text=text)
    voice = _VOICE.match(said)
    label, text = (unescape(voice[1].strip()), voice[2]) if voice else (reader.usual_label, said)
    reader.report.lose("cues without a voice, given the usual label", int(voice is None))
    reader.report.lose("styles inside cues", len(_TAG.findall(text)))
    plain = unescape(_TAG.sub("", text)).strip()
    return reader.region(start, end, label, where=where, text=plain, uuid=name.strip())


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return round(whole + int((fraction or "0").ljust(3, "0")) / 1000, 3)


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


WEBVTT: Final = Codec(
    name="webvtt",
    title="WebVTT",
    media_type="application/zip",
    suffix=".zip",
    read=read_webvtt,
    write=write_webvtt,
    joins=True,
)

SRT: Final = Codec(
    name="srt",
    title="SubRip (SRT)",
    media_type="application/zip",
    suffix=".zip",
    read=read_srt,
    write=write_srt,
    joins=True,
)
