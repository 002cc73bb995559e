"""Label Studio for sound: its JSON in; a ZIP of the labeling config and the tasks out, and in again.

Format: https://labelstud.io/tags/audio: regions of `Labels` in seconds, with what is said in a `TextArea` about each
region. Times of single words have no place there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from msgspec import UNSET

from goldsmith.errors import InvalidError
from goldsmith.modalities.audio.formats.delivered import read_delivered, report_losses
from goldsmith.modalities.audio.shapes import MOST_CHANNELS, SHORTEST, Region
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.label_studio.contents import attachment_of, find_content, local_address
from goldsmith.modalities.label_studio.delivery import write_delivery
from goldsmith.modalities.label_studio.layout import Layout
from goldsmith.modalities.label_studio.result_writer import Place, ResultWriter
from goldsmith.modalities.label_studio.results import PlaceReader
from goldsmith.modalities.label_studio.tasks import Task, read_tasks
from goldsmith.modalities.label_studio.values import number_in
from goldsmith.modalities.label_studio.vocabulary import Result

__all__ = ["LABEL_STUDIO", "read_label_studio", "read_place", "write_label_studio"]

USUAL: Final = ("audio", "audio_url", "url")


def write_label_studio(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write the archive. Recordings are not in it: they are named as files of Label Studio's folder of local files."""
    return write_delivery(records, out, context, "audio.v1", _write_task)


def read_label_studio(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a task."""
    return read_tasks(stream, "audio.v1", _read_content, context.ontology)


def read_place(result: Result, shapes: set[str] | None, report: LossReport) -> dict[str, Any] | None:
    """Read the stretch of time of a result; what is said in it comes from another one."""
    value = result["value"]
    if "start" not in value or "end" not in value:
        report.lose("regions that are no stretches of time")
        return None
    start, end = number_in(value, "start"), number_in(value, "end")
    if start < 0 or end < start:
        raise InvalidError("a region starts at 0 seconds or later and ends after it starts.", field="end")
    kind = "region" if shapes is None or "region" in shapes else "utterance"
    return {"type": kind, "start": start, "end": max(end, start + SHORTEST), **_channel(value, report)}


def _channel(value: Any, report: LossReport) -> dict[str, int]:
    """Label Studio writes channel 0 also where it shows all of them as one: it says nothing."""
    channel = value.get("channel")
    if isinstance(channel, int) and not isinstance(channel, bool) and 0 < channel < MOST_CHANNELS:
        return {"channel": channel}
    report.lose("channels that are none", int(channel not in (None, 0)))
    return {}


def _read_content(data: Task, layout: Layout | None, report: LossReport) -> tuple[dict[str, Any], str, PlaceReader]:
    field, address = find_content(data, layout, USUAL)
    return {"attachment": attachment_of(address, report)}, field, read_place


def _write_task(
    record: bytes, writer: ResultWriter, report: LossReport
) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    audio = read_delivered(record)
    keeps = frozenset({"transcripts", "channels", "links", "ids", "unique ids", "answers", "attributes"})
    before = report.annotations
    report_losses(report, audio, keeps=keeps)
    report.annotations = before
    report.lose("the first channel, which stands for all", sum(region.channel == 0 for region in audio.regions))
    placed = [(region, _place(region, audio.duration)) for region in audio.regions]
    return {"audio": local_address(audio.file_name)}, writer.write(placed, audio.attributes, audio.links)


def _place(region: Region, duration: float | None) -> Place:
    channel = 0 if region.channel is UNSET else region.channel
    beside = {"original_length": duration} if duration else {}
    return {"start": region.start, "end": region.end, "channel": channel}, beside


LABEL_STUDIO: Final = Codec(
    name="label_studio",
    title="Label Studio JSON",
    media_type="application/zip",
    suffix=".zip",
    read=read_label_studio,
    write=write_label_studio,
    joins=True,
)
