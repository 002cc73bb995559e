"""WebDataset shards of images: `<key>.json` with what was said, as `samples` describes it, and the picture's file name.

Pictures are not part of what we write: the JSON says `file_name`, so that a loader finds them elsewhere. Of other
people's shards a picture is known by its name, `<key>.jpg`, and comes as a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.image.formats.delivered import Delivered, read_delivered, report_losses, task_row
from goldsmith.modalities.image.formats.huggingface import NAMES_ONLY
from goldsmith.modalities.image.formats.sizes import is_image
from goldsmith.modalities.json_lines import rows_of
from goldsmith.modalities.samples import Said, Sample, key_of, read_samples
from goldsmith.modalities.shards import TarWriter
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["WEBDATASET", "read_webdataset", "write_webdataset"]

_OURS: Final = frozenset({"file_name", "width", "height", "label", "labels"})


def write_webdataset(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one shard; the keys of the samples count the images."""
    del context
    report = LossReport()
    with TarWriter(out) as shard:
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report.annotations += len(image.shapes)
            report_losses(
                report,
                image,
                keeps_ids=True,
                keeps_unique_ids=True,
                keeps_attributes=True,
                keeps_global_attributes=True,
                keeps_z_order=True,
                keeps_groups=True,
            )
            shard.add(f"{key_of(report.records)}.json", msgspec.json.encode(_said(image)))
    report.lose(NAMES_ONLY, report.records)
    return report


def read_webdataset(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per sample; pictures in the shard are counted as lost, as they come as files."""
    report = LossReport()
    yield from rows_of(read_samples(stream), partial(_row, Vocabulary(context.ontology), report))
    yield from report.losses()


def _said(image: Delivered) -> dict[str, Any]:
    width, height = image.size or (None, None)
    return {
        "file_name": image.file_name,
        "width": width,
        "height": height,
        "annotations": image.shapes,
        "global_attributes": image.attributes,
        "unique_id": image.unique_id,
    }


def _row(words: Vocabulary, report: LossReport, sample: Sample) -> dict[str, Any]:
    pictures = [member.name for member in sample.files.values() if is_image(member.name)]
    report.lose("pictures inside the shard, which come as files", len(pictures))
    said = Said.of(sample, words)
    name = said.members.get("file_name") or next(iter(pictures), None)
    if not isinstance(name, str):
        raise InvalidError(f"{sample.key[:200]} has no picture and no file_name in its json.", field="file_name")
    annotations = [_annotation(each, f"annotations[{place}]") for place, each in enumerate(said.annotations)]
    row = task_row(words, name, annotations, attributes=said.answers, unique_id=said.unique_id)
    metadata = {member: value for member, value in said.members.items() if member not in _OURS}
    return {**row, "metadata": metadata} if metadata else row


def _annotation(each: Any, where: str) -> dict[str, Any]:
    if not isinstance(each, dict) or not isinstance(each.get("label"), str):
        raise InvalidError(f"{where} has no label.", field=where)
    if not isinstance(each.get("attributes"), dict | None):
        raise InvalidError(f"{where}.attributes is not an object.", field=f"{where}.attributes")
    return {**each, "attributes": each.get("attributes") or {}}


WEBDATASET: Final = Codec(
    name="webdataset",
    title="WebDataset shard",
    media_type="application/x-tar",
    suffix=".tar",
    read=read_webdataset,
    write=write_webdataset,
)
