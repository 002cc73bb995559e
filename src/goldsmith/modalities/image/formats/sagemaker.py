"""SageMaker Ground Truth: augmented manifests of images, with classes and boxes.

Format: https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html (image classification, multi-label image
classification, bounding box). `source-ref` is the file name, as the pictures lie elsewhere. Ids and attributes stand in
the boxes, `unique-id` and `global-attributes` (words and numbers) in the line; other readers pass them by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.ground_truth import UNIQUE_ID, Label, Questions, class_map, class_of, metadata_of, part_line
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    Delivered,
    lose_shape,
    read_delivered,
    read_number,
    report_losses,
    task_row,
)
from goldsmith.modalities.image.shapes import Box
from goldsmith.modalities.json_lines import list_in, object_in, rows_of_json_lines
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["SAGEMAKER", "read_sagemaker", "write_sagemaker"]

BOXES: Final = "bounding-box"
DETECTION: Final = "object-detection"
CHANNELS: Final = {"L": 1, "1": 1, "RGBA": 4, "CMYK": 4}
_EDGES: Final = ("left", "top", "width", "height")


def write_sagemaker(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one line per image."""
    report = LossReport()
    questions = Questions(context.ontology, "image", [BOXES])
    labels = [label.name for label in context.ontology.labels]
    for record in records:
        image = read_delivered(record)
        report.records += 1
        report_losses(
            report, image, keeps_ids=True, keeps_unique_ids=True, keeps_attributes=True, keeps_global_attributes=True
        )
        line = {"source-ref": image.file_name, **(_boxes(image, labels, context, report) if labels else {})}
        line |= questions.write(
            image.attributes, context.name, confidence=image.probability, is_by_machines=image.is_by_machines
        )
        if image.unique_id is not None:
            line[UNIQUE_ID] = image.unique_id
        out.write(msgspec.json.encode(line) + b"\n")
    return report


def read_sagemaker(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per line; labels of other types, and all else that a line holds, become metadata."""
    words, questions = Vocabulary(context.ontology), Questions(context.ontology, "image", [BOXES])
    return rows_of_json_lines(stream, partial(_row, words, questions))


def _boxes(image: Delivered, labels: list[str], context: ExportContext, report: LossReport) -> dict[str, Any]:
    boxes = [shape for shape in image.shapes if _is_box(shape, report)]
    report.annotations += len(boxes)
    sure = {} if image.probability is None else {"confidence": image.probability}
    more = {"objects": [sure for _ in boxes], "class-map": class_map(labels)}
    annotations = [_annotation(box, labels) for box in boxes if isinstance(box, Box)]
    return {
        BOXES: {"image_size": _size(image), "annotations": annotations},
        f"{BOXES}-metadata": metadata_of(DETECTION, context.name, is_by_machines=image.is_by_machines, **more),
    }


def _is_box(shape: AnyShape, report: LossReport) -> bool:
    if isinstance(shape, Box):
        return True
    lose_shape(shape, report)
    return False


def _size(image: Delivered) -> list[dict[str, int]]:
    if image.size is None:
        return []
    width, height = image.size
    return [{"width": width, "height": height, "depth": CHANNELS.get(image.mode, 3)}]


def _annotation(box: Box, labels: list[str]) -> dict[str, Any]:
    more = {"uuid": box.uuid, "attributes": box.attributes}
    place = {edge: getattr(box, edge) for edge in _EDGES}
    return {"class_id": labels.index(box.label), **place, **{name: value for name, value in more.items() if value}}


def _row(words: Vocabulary, questions: Questions, line: dict[str, Any]) -> dict[str, Any]:
    name = line.get("source-ref")
    if not isinstance(name, str) or not name:
        raise InvalidError("source-ref names no picture.", field="source-ref")
    labels, rest = part_line(line, [DETECTION, *questions.kinds])
    boxes = [box for label in labels if label.kind == DETECTION for box in _read_boxes(label)]
    numbered = [{**box, "uuid": box["uuid"] or str(number)} for number, box in enumerate(boxes, start=1)]
    unique_id = line.get(UNIQUE_ID)
    row = task_row(
        words,
        name,
        numbered,
        attributes=questions.read(labels, line),
        unique_id=None if unique_id is None else str(unique_id),
    )
    return {**row, "metadata": rest} if rest else row


def _read_boxes(label: Label) -> Iterator[dict[str, Any]]:
    value: Mapping[str, Any] = {label.attribute: label.value}
    for place, box in enumerate(list_in(object_in(value, label.attribute), "annotations")):
        where = f"{label.attribute}.annotations[{place}]"
        if not isinstance(box, dict):
            raise InvalidError(f"{where} is not an object.", field=where)
        yield {
            "uuid": str(box.get("uuid") or ""),
            "type": "box",
            "label": class_of(label, box.get("class_id"), f"{where}.class_id"),
            "attributes": object_in(box, "attributes"),
            **{edge: read_number(box.get(edge), where, f"{where}.{edge}") for edge in _EDGES},
        }


SAGEMAKER: Final = Codec(
    name="sagemaker",
    title="SageMaker Ground Truth",
    media_type="application/x-ndjson",
    suffix=".manifest",
    read=read_sagemaker,
    write=write_sagemaker,
)
