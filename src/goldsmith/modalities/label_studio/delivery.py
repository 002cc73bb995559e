"""A delivery as an archive of a labeling config and its tasks, which Label Studio's own importer takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from goldsmith.modalities.archives import ArchiveWriter
from goldsmith.modalities.codec import ExportContext, LossReport
from goldsmith.modalities.label_studio.config_writer import write_config
from goldsmith.modalities.label_studio.layout import layout_of
from goldsmith.modalities.label_studio.result_writer import ResultWriter
from goldsmith.modalities.label_studio.tasks import CONFIG, TASKS
from goldsmith.ontology import Ontology, link_types

__all__ = ["TaskWriter", "write_delivery"]

TaskWriter = Callable[[bytes, ResultWriter, LossReport], tuple[Mapping[str, Any], list[dict[str, Any]]] | None]
"""Reads a record, and counts it: the data of its task and the results; None for one that no task can hold."""


def write_delivery(
    records: Iterator[bytes], out: BinaryIO, context: ExportContext, modality: str, write_task: TaskWriter
) -> LossReport:
    """Write both files. An answer is an annotation that is no ground truth; the id of an item stands in `meta`."""
    report = LossReport()
    layout = layout_of(context.ontology, modality)
    _report_questions(context.ontology, report)
    writer = ResultWriter(layout, report)
    with tempfile.TemporaryFile() as tasks, ArchiveWriter(out) as archive:
        tasks.write(b"[")
        for number, record in enumerate(records, start=1):
            written = write_task(record, writer, report)
            if written is not None:
                tasks.write(b",\n" if tasks.tell() > 1 else b"\n")
                tasks.write(_task(number, record, *written))
        tasks.write(b"\n]\n")
        # A config that asks nothing is refused there and here: where no control can ask, the tasks go alone.
        if layout.controls:
            archive.add(CONFIG, write_config(layout).encode())
        archive.add_file(TASKS, tasks)
    return report


def _task(number: int, record: bytes, data: Mapping[str, Any], results: list[dict[str, Any]]) -> bytes:
    body = msgspec.json.decode(record)
    named = {} if body.get("unique_id") is None else {"unique_id": body["unique_id"]}
    annotation = {"id": number, "result": results, "was_cancelled": False, "ground_truth": False}
    meta = {**(body.get("metadata") or {}), **named}
    return msgspec.json.encode({"id": number, "data": data, "meta": meta, "annotations": [annotation]})


def _report_questions(ontology: Ontology, report: LossReport) -> None:
    """Count what of an ontology a config has no place for."""
    asked = [*ontology.attributes, *(each for label in ontology.labels for each in label.attributes)]
    report.lose("descriptions of questions", sum(bool(each.description) for each in asked))
    limited = sum(bool(each.from_ or each.to) for each in link_types(ontology))
    report.lose("limits to the labels that a relation joins", limited)
