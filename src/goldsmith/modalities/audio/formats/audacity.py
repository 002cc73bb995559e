"""Audacity label tracks: a line a region, its start and end in seconds and what it is called, parted by tabs.

Format: https://manual.audacityteam.org/man/importing_and_exporting_labels.html. A delivery is a ZIP of one .txt file a
recording; a label reads "Speaker 1: Good morning.".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from goldsmith.modalities.audio.formats.delivered import DeliveredAudio, Reader, report_losses, round_times
from goldsmith.modalities.audio.formats.one_file_each import read_files, write_files
from goldsmith.modalities.audio.formats.saying import read_saying, say, titles_of
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import read_number
from goldsmith.modalities.json_lines import UnreadableError

__all__ = ["AUDACITY", "read_audacity", "write_audacity"]

_FREQUENCIES: Final = "\\"


def write_audacity(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one .txt file a recording."""
    return write_files(records, out, context, ".txt", _spell)


def read_audacity(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a file. Frequencies of labels are counted as lost; a point becomes a millisecond."""
    return read_files(stream, context, ".txt", _read)


def _spell(audio: DeliveredAudio, context: ExportContext, report: LossReport) -> str:
    report_losses(report, audio, keeps={"transcripts"})
    titles = titles_of(context.ontology)
    times = round_times(audio.regions, 6, report)
    return "".join(
        f"{start:.6f}\t{end:.6f}\t{say(region, titles, report)}\n"
        for region, (start, end) in zip(audio.regions, times, strict=True)
    )


def _read(text: str, recording: str, reader: Reader) -> dict[str, Any]:
    regions = []
    for number, line in enumerate(text.split("\n"), start=1):
        cells = line.split("\t")
        if cells[0] == _FREQUENCIES:
            reader.report.lose("frequencies of labels")
        elif line.strip():
            regions.append(_read_label(f"Line {number:,}", cells, reader))
    return reader.row(recording, regions)


def _read_label(where: str, cells: list[str], reader: Reader) -> dict[str, Any]:
    if len(cells) < 2:
        raise UnreadableError(f"{where} is not a start, an end and a label, parted by tabs.", where)
    start, end = (read_number(cell.replace(",", "."), where, "time") for cell in cells[:2])
    label, text = read_saying(" ".join(cells[2:]).strip(), reader)
    return reader.region(start, end, label, where=where, text=text)


AUDACITY: Final = Codec(
    name="audacity",
    title="Audacity labels",
    media_type="application/zip",
    suffix=".zip",
    read=read_audacity,
    write=write_audacity,
    joins=True,
)
