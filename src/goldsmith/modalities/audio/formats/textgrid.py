"""Praat TextGrid: interval tiers, in the long text form; read in the long and the short one.

Format: https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html. A tier is a label. The intervals of a tier
do not overlap, so regions that do lie on further tiers of the same name. Words with times are on a tier "… - words", as
the Montreal Forced Aligner writes them. Where nothing is said a region repeats the name of its tier, as an empty
interval is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, BinaryIO, Final, NamedTuple

from goldsmith.modalities.audio.formats.delivered import DeliveredAudio, Reader, report_losses
from goldsmith.modalities.audio.formats.one_file_each import read_files, write_files
from goldsmith.modalities.audio.formats.saying import one_line, titles_of
from goldsmith.modalities.audio.shapes import Region, Utterance
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["TEXTGRID", "read_textgrid", "write_textgrid"]

WORDS: Final = " - words"
PHONES: Final = " - phones"
_TOKEN: Final = re.compile(r'"((?:[^"]|"")*)"|(?<![\w\[.])(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w\]])|(<exists>)')


class _Interval(NamedTuple):
    start: float
    end: float
    text: str


def write_textgrid(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one .TextGrid file a recording."""
    return write_files(records, out, context, ".TextGrid", _spell)


def read_textgrid(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a file. Points and phones are counted as lost."""
    return read_files(stream, context, ".TextGrid", _read)


def _spell(audio: DeliveredAudio, context: ExportContext, report: LossReport) -> str:
    report_losses(report, audio, keeps={"transcripts", "words"})
    tiers = list(_tiers(audio, titles_of(context.ontology), report))
    head = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0 ", f"xmax = {audio.length!r} "]
    lines = [*head, "tiers? <exists> ", f"size = {len(tiers)} ", "item []: "]
    for number, (name, intervals) in enumerate(tiers, start=1):
        filled = list(_filled(intervals, audio.length))
        lines += [f"    item [{number}]:", '        class = "IntervalTier" ', f"        name = {_quote(name)} "]
        lines += ["        xmin = 0 ", f"        xmax = {audio.length!r} ", f"        intervals: size = {len(filled)} "]
        for place, (start, end, text) in enumerate(filled, start=1):
            lines += [f"        intervals [{place}]:", f"            xmin = {start!r} ", f"            xmax = {end!r} "]
            lines.append(f"            text = {_quote(text)} ")
    return "\n".join([*lines, ""])


def _tiers(
    audio: DeliveredAudio, titles: dict[str, str], report: LossReport
) -> Iterator[tuple[str, Sequence[_Interval]]]:
    lanes: dict[str, list[list[Region]]] = {}
    for region in audio.regions:
        tier = lanes.setdefault(region.label, [])
        lane = next((each for each in tier if each[-1].end <= region.start), None)
        if lane is None:
            tier.append([region])
        else:
            lane.append(region)
    for label, tier in lanes.items():
        title = titles.get(label, label)
        for lane in tier:
            yield title, [_Interval(each.start, each.end, _text(each, title, report)) for each in lane]
            words = list(_words(lane, report))
            if words:
                yield f"{title}{WORDS}", words


def _text(region: Region, title: str, report: LossReport) -> str:
    text = one_line(region.transcript, report) if isinstance(region, Utterance) else ""
    report.lose("transcripts that are the name of their tier", int(text == title))
    return text or title


def _words(lane: Sequence[Region], report: LossReport) -> Iterator[_Interval]:
    """The words of a lane, where they have a length and do not overlap."""
    for region in lane:
        words = (region.words or []) if isinstance(region, Utterance) else []
        if any(word.start >= word.end for word in words) or any(
            after.start < before.end for before, after in pairwise(words)
        ):
            report.lose("times of words", len(words))
        else:
            yield from (_Interval(word.start, word.end, word.text) for word in words)


def _filled(intervals: Iterable[_Interval], end: float) -> Iterator[_Interval]:
    """Praat's tiers have no gaps: what lies between is an interval without text."""
    reached = 0.0
    for interval in intervals:
        if interval.start > reached:
            yield _Interval(reached, interval.start, "")
        yield interval
        reached = interval.end
    if reached < end:
        yield _Interval(reached, end, "")


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _read(text: str, recording: str, reader: Reader) -> dict[str, Any]:
    tiers = list(_parse(text, reader))
    spoken: dict[str, list[_Interval]] = {name.removesuffix(WORDS): [] for name, _ in tiers if name.endswith(WORDS)}
    for name, intervals in tiers:
        if name.endswith(WORDS):
            spoken[name.removesuffix(WORDS)] += intervals
    regions = []
    for name, intervals in tiers:
        if name.endswith((WORDS, PHONES)):
            reader.report.lose("phones", len(intervals) if name.endswith(PHONES) else 0)
            continue
        label = name if reader.knows(name) or not _is_of_words(name) else reader.usual_label
        words = spoken.get(name, [])
        regions += [_region(interval, name, label, words, reader) for interval in intervals]
    return reader.row(recording, regions)


def _is_of_words(name: str) -> bool:
    """Tiers of the usual names say what was said, not who said it."""
    return name.strip().lower() in ("", "transcript", "transcription", "utterance", "utterances", "text", "sentence")


def _region(interval: _Interval, tier: str, label: str, words: Sequence[_Interval], reader: Reader) -> dict[str, Any]:
    text = "" if interval.text == tier else interval.text
    own = [
        (word.text, word.start, word.end)
        for word in words
        if interval.start <= (word.start + word.end) / 2 < interval.end
    ]
    where = f"Tier {tier[:40]!r} at {interval.start:g} s"
    return reader.region(interval.start, interval.end, label, where=where, text=text, words=own)


def _parse(text: str, reader: Reader) -> Iterator[tuple[str, list[_Interval]]]:
    """Walk through strings and numbers alone: what else stands in the long form only explains them."""
    tokens = _Tokens(text)
    if tokens.string() != "ooTextFile" or tokens.string() != "TextGrid":
        raise UnreadableError("This is not a TextGrid in Praat's text form.", "ooTextFile")
    tokens.number()
    tokens.number()
    for _ in range(tokens.count() if tokens.has_tiers() else 0):
        kind, name = tokens.string(), tokens.string().strip()
        tokens.number()
        tokens.number()
        count = tokens.count()
        if kind == "TextTier":
            reader.report.lose("points", count)
            for _ in range(count):
                tokens.number()
                tokens.string()
            continue
        intervals = [_Interval(tokens.number(), tokens.number(), tokens.string().strip()) for _ in range(count)]
        yield name, [interval for interval in intervals if interval.text]


class _Tokens:
    """The strings, numbers and flags of a file, one after the other."""

    def __init__(self, text: str) -> None:
        self._found = _TOKEN.finditer(text)

    def string(self) -> str:
        found = self._next()
        if found[1] is None:
            raise self._refused("a text")
        return found[1].replace('""', '"')

    def number(self) -> float:
        found = self._next()
        if found[2] is None:
            raise self._refused("a number")
        return float(found[2])

    def count(self) -> int:
        number = self.number()
        if not (number.is_integer() and 0 <= number <= 1_000_000):
            raise self._refused("a count")
        return int(number)

    def has_tiers(self) -> bool:
        return self._next()[3] is not None

    def _next(self) -> re.Match[str]:
        found = next(self._found, None)
        if found is None:
            raise UnreadableError("This TextGrid is cut short.", "TextGrid")
        return found

    def _refused(self, wanted: str) -> UnreadableError:
        return UnreadableError(f"This TextGrid is damaged: {wanted} is missing somewhere.", "TextGrid")


TEXTGRID: Final = Codec(
    name="textgrid",
    title="Praat TextGrid",
    media_type="application/zip",
    suffix=".zip",
    read=read_textgrid,
    write=write_textgrid,
    joins=True,
)
