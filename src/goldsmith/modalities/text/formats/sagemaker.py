"""SageMaker Ground Truth: augmented manifests of texts, with classes and named entities.

Format: https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html (text classification, multi-label text
classification, named entity recognition). Offsets are code points and ends lie behind the last one. Ids and attributes
stand in the entities, `unique-id` and `global-attributes` (words and numbers) in the line; other readers pass them by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.ground_truth import UNIQUE_ID, Label, Questions, metadata_of, part_line
from goldsmith.modalities.json_lines import UnreadableError, list_in, object_in, rows_of_json_lines
from goldsmith.modalities.text.formats.documents import Document, documents_of, row_of, span_of
from goldsmith.modalities.text.shapes import Span
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["SAGEMAKER", "read_sagemaker", "write_sagemaker"]

ENTITIES: Final = "entities"
TEXT_SPAN: Final = "text-span"


def write_sagemaker(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one line per text."""
    report = LossReport()
    questions = Questions(context.ontology, "text", [ENTITIES])
    for document in documents_of(records, report):
        report.annotations += len(document.spans)
        report.lose("links between annotations", len(document.links))
        line = {"source": document.text, **(_entities(document, context) if context.ontology.labels else {})}
        line |= questions.write(
            document.global_attributes,
            context.name,
            confidence=document.probability,
            is_by_machines=document.is_by_machines,
        )
        if document.unique_id is not None:
            line[UNIQUE_ID] = document.unique_id
        out.write(msgspec.json.encode(line) + b"\n")
    return report


def read_sagemaker(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per line; labels of other types, and all else that a line holds, become metadata."""
    words, questions = Vocabulary(context.ontology), Questions(context.ontology, "text", [ENTITIES])
    return rows_of_json_lines(stream, partial(_row, words, questions))


def _entities(document: Document, context: ExportContext) -> dict[str, Any]:
    labels = [{"label": label.name} for label in context.ontology.labels]
    sure = {} if document.probability is None else {"confidence": document.probability}
    more = {"entities": [sure for _ in document.spans]}
    return {
        ENTITIES: {"annotations": {"entities": [_entity(span) for span in document.spans], "labels": labels}},
        f"{ENTITIES}-metadata": metadata_of(TEXT_SPAN, context.name, is_by_machines=document.is_by_machines, **more),
    }


def _entity(span: Span) -> dict[str, Any]:
    more = {"uuid": span.uuid, "attributes": span.attributes}
    place = {"label": span.label, "startOffset": span.start, "endOffset": span.end}
    return {**place, **{name: value for name, value in more.items() if value}}


def _row(words: Vocabulary, questions: Questions, line: dict[str, Any]) -> dict[str, Any]:
    text = line.get("source")
    if not isinstance(text, str):
        raise UnreadableError("There is no text in source; texts that are files of their own are not read.", "source")
    labels, rest = part_line(line, [TEXT_SPAN, *questions.kinds])
    spans = [span for label in labels if label.kind == TEXT_SPAN for span in _spans(text, label)]
    unique_id = line.get(UNIQUE_ID)
    row = row_of(
        words,
        text,
        spans,
        global_attributes=questions.read(labels, line),
        unique_id=None if unique_id is None else str(unique_id),
    )
    return {**row, "metadata": rest} if rest else row


def _spans(text: str, label: Label) -> Iterator[dict[str, Any]]:
    value: Mapping[str, Any] = {"annotations": label.value}
    found = object_in(object_in(value, "annotations"), "annotations")
    for place, entity in enumerate(list_in(found, "entities")):
        where = f"{label.attribute}.annotations.entities[{place}]"
        if not isinstance(entity, dict):
            raise UnreadableError(f"{where} is not an object.", where)
        offsets = (entity.get("startOffset"), entity.get("endOffset"), entity.get("label"))
        attributes = object_in(entity, "attributes")
        yield span_of(text, *offsets, where=where, uuid=str(entity.get("uuid") or ""), attributes=attributes)


SAGEMAKER: Final = Codec(
    name="sagemaker",
    title="SageMaker Ground Truth",
    media_type="application/x-ndjson",
    suffix=".manifest",
    read=read_sagemaker,
    write=write_sagemaker,
)
