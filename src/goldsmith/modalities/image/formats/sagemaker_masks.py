"""SageMaker Ground Truth's segmentation in one ZIP: an augmented manifest, and a picture of classes for each image.

Formats: https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html, "Semantic segmentation job output" (a
picture of which `internal-color-map` says what its numbers are; 0 is the background), and
https://docs.aws.amazon.com/sagemaker/latest/dg/sms-ui-template-crowd-instance-segmentation.html (the instances with
their colors, and a picture of these colors in base64). We write both in one line; where there are instances they are
read, else each class is one mask. Ids and attributes stand in the instances. Shapes with an area are painted, those
below first.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from posixpath import basename, splitext
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import msgspec

from goldsmith.errors import InvalidError, MalformedError
from goldsmith.modalities.archives import Archive, ArchiveWriter, open_archive
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.ground_truth import UNIQUE_ID, Label, Questions, metadata_of, part_line
from goldsmith.modalities.image.formats.delivered import (
    AnyShape,
    Delivered,
    FileNames,
    read_delivered,
    report_losses,
    task_row,
)
from goldsmith.modalities.image.formats.pictures import png_of, read_colors, read_numbers, voc_palette
from goldsmith.modalities.image.formats.segments import paint_segments, read_segments
from goldsmith.modalities.json_lines import list_in, object_in, rows_of_json_lines
from goldsmith.modalities.vocabulary import Vocabulary

if TYPE_CHECKING:
    from goldsmith.modalities.image.formats.segments import Numbers

__all__ = ["SAGEMAKER_MASKS", "read_sagemaker_masks", "write_sagemaker_masks"]

MANIFEST: Final = "output.manifest"
FOLDER: Final = "annotations"
CLASSES: Final = "segmentation-ref"
INSTANCES: Final = "instances"
SEMANTIC: Final = "semantic-segmentation"
CUSTOM: Final = "custom"
COLOR_MAP: Final = "internal-color-map"
BACKGROUND: Final = "BACKGROUND"
MOST_CLASSES: Final = 255
MOST_INSTANCES: Final = 20_000
KEEPS: Final = ("keeps_ids", "keeps_unique_ids", "keeps_attributes", "keeps_global_attributes")
SPREAD: Final = 0x9E3779
"""Odd, so that its multiples are all colors once: those of neighbouring numbers look different."""
STEP: Final = 256
_HEX_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")


def write_sagemaker_masks(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one archive, a line an image; labels beyond the 255th have no number of their own."""
    report = LossReport()
    questions = Questions(context.ontology, "image", [CLASSES, INSTANCES])
    names = FileNames(report, meant=frozenset({FOLDER}))
    numbers = {label.name: number for number, label in enumerate(context.ontology.labels[:MOST_CLASSES], start=1)}
    with ArchiveWriter(out) as archive, tempfile.TemporaryFile() as lines:
        for record in records:
            image = read_delivered(record)
            report.records += 1
            report_losses(
                report,
                image,
                keeps_ids=True,
                keeps_unique_ids=True,
                keeps_attributes=True,
                keeps_global_attributes=True,
            )
            file = f"{FOLDER}/{splitext(names.take(image.file_name))[0]}.png"
            line = {"source-ref": image.file_name, **_write_masks(image, file, numbers, archive, context.name, report)}
            line |= questions.write(
                image.attributes, context.name, confidence=image.probability, is_by_machines=image.is_by_machines
            )
            if image.unique_id is not None:
                line[UNIQUE_ID] = image.unique_id
            lines.write(msgspec.json.encode(line) + b"\n")
        archive.add_file(MANIFEST, lines)
    return report


def read_sagemaker_masks(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per line of the manifest; what else a line holds becomes metadata."""
    words, questions = Vocabulary(context.ontology), Questions(context.ontology, "image", [CLASSES, INSTANCES])
    with open_archive(stream) as archive:
        manifests = [name for name in archive.names if name.endswith((".manifest", ".jsonl"))]
        if len(manifests) != 1:
            raise MalformedError("This archive needs one manifest, as in output.manifest.", field=MANIFEST)
        pictures = {basename(name): name for name in archive.names if name.endswith(".png")}
        with archive.open(manifests[0]) as lines:
            yield from rows_of_json_lines(cast("BinaryIO", lines), partial(_row, words, questions, archive, pictures))


def _write_masks(
    image: Delivered, file: str, numbers: Mapping[str, int], archive: ArchiveWriter, job: str, report: LossReport
) -> dict[str, Any]:
    painted = paint_segments(image, MOST_INSTANCES, report)
    if painted is None:
        return {}
    picture, shapes = painted
    report.lose("labels beyond the first 255", sum(shape.label not in numbers for shape in shapes))
    archive.add(file, png_of(_classes(picture, shapes, numbers), voc_palette()))
    sure = {} if image.probability is None else {"confidence": image.probability}
    shown = dict.fromkeys(shape.label for shape in shapes if shape.label in numbers)
    meant = [(0, BACKGROUND), *((numbers[label], label) for label in shown)]
    colors = {str(number): {"class-name": name, "hex-color": _voc_color(number), **sure} for number, name in meant}
    by_machines = image.is_by_machines
    return {
        CLASSES: file,
        f"{CLASSES}-metadata": metadata_of(SEMANTIC, job, is_by_machines=by_machines, **{COLOR_MAP: colors}),
        INSTANCES: _instances(picture, shapes),
        f"{INSTANCES}-metadata": metadata_of(CUSTOM, job, is_by_machines=by_machines),
    }


def _classes(picture: Numbers, shapes: Sequence[AnyShape], numbers: Mapping[str, int]) -> Any:
    import numpy as np

    return np.array([0, *(numbers.get(shape.label, 0) for shape in shapes)], dtype=np.uint8)[picture]


def _instances(picture: Numbers, shapes: Sequence[AnyShape]) -> dict[str, Any]:
    """Describe what the workers' page would have given: only what is seen, each in a color of its own."""
    import numpy as np

    seen = np.flatnonzero(np.bincount(picture.ravel(), minlength=len(shapes) + 1)[1:]).tolist()
    codes = (np.arange(len(shapes) + 1, dtype=np.int64) * SPREAD % STEP**3).astype(np.int32)
    table = np.stack([codes // STEP**2, codes // STEP % STEP, codes % STEP], axis=1).astype(np.uint8)
    instances = [
        {"color": f"#{int(codes[place + 1]):06x}", "label": shapes[place].label, **_beside(shapes[place])}
        for place in seen
    ]
    content = base64.b64encode(png_of(table[picture])).decode()
    return {
        "inputImageProperties": {"height": picture.shape[0], "width": picture.shape[1]},
        "instances": instances,
        "labeledImage": {"pngImageData": content},
    }


def _beside(shape: AnyShape) -> dict[str, Any]:
    said = {"uuid": shape.uuid, "attributes": shape.attributes}
    return {name: value for name, value in said.items() if value}


def _voc_color(number: int) -> str:
    return f"#{voc_palette()[3 * number : 3 * number + 3].hex()}"


def _row(
    words: Vocabulary, questions: Questions, archive: Archive, pictures: Mapping[str, str], line: dict[str, Any]
) -> dict[str, Any]:
    name = line.get("source-ref")
    if not isinstance(name, str) or not name:
        raise InvalidError("source-ref names no picture.", field="source-ref")
    labels, rest = part_line(line, [SEMANTIC, *questions.kinds])
    instances = {field: value for field, value in rest.items() if _is_instances(value)}
    rest = {field: value for field, value in rest.items() if field.removesuffix("-metadata") not in instances}
    semantic = [label for label in labels if label.kind == SEMANTIC]
    masks = [mask for field, value in instances.items() for mask in _read_instances(value, field)]
    if not instances:
        masks = [mask for label in semantic for mask in _read_classes(archive, pictures, label)]
    numbered = [{**mask, "uuid": mask["uuid"] or str(number)} for number, mask in enumerate(masks, start=1)]
    unique_id = line.get(UNIQUE_ID)
    row = task_row(
        words,
        name,
        numbered,
        attributes=questions.read(labels, line),
        unique_id=None if unique_id is None else str(unique_id),
    )
    return {**row, "metadata": rest} if rest else row


def _is_instances(value: Any) -> bool:
    return isinstance(value, dict) and "instances" in value and "labeledImage" in value


def _read_instances(value: dict[str, Any], field: str) -> Iterator[dict[str, Any]]:
    content = object_in(value, "labeledImage").get("pngImageData")
    colors = _decode_picture(content, f"{field}.labeledImage.pngImageData")
    named = {_color(each, f"{field}.instances[{n}]"): each for n, each in enumerate(list_in(value, "instances"))}
    masks = dict(read_segments(colors))
    if strange := masks.keys() - named.keys():
        message = f"{field}: the picture holds the color #{min(strange):06x}, which is that of no instance."
        raise InvalidError(message, field=field)
    for color, said in named.items():
        label = said.get("label")
        if not isinstance(label, str) or not label:
            raise InvalidError(f"{field}: an instance has a label.", field=field)
        if color in masks:
            beside = {"uuid": str(said.get("uuid") or ""), "attributes": object_in(said, "attributes")}
            yield {"label": label, **beside, **masks[color]}


def _decode_picture(content: Any, field: str) -> Numbers:
    """Read a picture of colors as one number a pixel; black is nothing."""
    import numpy as np

    try:
        body = base64.b64decode(content if isinstance(content, str) else "", validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError(f"{field} is not base64.", field=field) from None
    return read_colors(io.BytesIO(body), field) @ np.array([STEP**2, STEP, 1], dtype=np.int32)


def _color(instance: Any, field: str) -> int:
    text = instance.get("color") if isinstance(instance, dict) else None
    if not isinstance(text, str) or not _HEX_COLOR.match(text):
        raise InvalidError(f"{field} has no color as in #1f77b4.", field=field)
    return int(text[1:], 16)


def _read_classes(archive: Archive, pictures: Mapping[str, str], label: Label) -> Iterator[dict[str, Any]]:
    named = str(label.value)
    found = named if named in archive else pictures.get(basename(named))
    if found is None:
        raise InvalidError(f"{named[:200]!a} is not in this archive.", field=label.attribute)
    with archive.open(found) as file:
        picture = read_numbers(file, found).numbers
    meant = object_in(label.metadata, COLOR_MAP)
    for number, mask in read_segments(picture):
        said = meant.get(str(number))
        name = said.get("class-name") if isinstance(said, dict) else None
        if not isinstance(name, str):
            message = f"{found} holds the number {number}, which {COLOR_MAP} does not name."
            raise InvalidError(message, field=label.attribute)
        if name != BACKGROUND:
            yield {"uuid": "", "label": name, **mask}


SAGEMAKER_MASKS: Final = Codec(
    name="sagemaker_masks",
    title="SageMaker Ground Truth masks",
    media_type="application/zip",
    suffix=".zip",
    read=read_sagemaker_masks,
    write=write_sagemaker_masks,
)
