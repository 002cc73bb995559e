"""Argilla records: a JSON array as `dataset.records.to_json` writes it and `from_json` reads it; or a record a line.

Format: https://docs.argilla.io/latest/how_to_guides/import_export/. A record has `fields`, `metadata`, `suggestions`
(one value for each question) and `responses` (a list of values for each question, by user). What was delivered is
nobody's own answer, so it is written as suggestions: classes, words, and the spans under `spans`. Numbers are metadata,
for ratings of Argilla are small whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Final, cast

import msgspec

from goldsmith.modalities.archives import seekable
from goldsmith.modalities.argilla import answers_in
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.json_elements import iterate_array
from goldsmith.modalities.json_lines import UnreadableError, object_in, rows_of, rows_of_json_lines
from goldsmith.modalities.text.formats.documents import Document, documents_of, lose_details, row_of, span_of
from goldsmith.modalities.values import is_choices
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

__all__ = ["ARGILLA", "read_argilla", "write_argilla"]

SPANS: Final = "spans"
AGENT: Final = "goldsmith"


def write_argilla(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one record per text; the id of a record is the unique id of the text, or its number."""
    report = LossReport()
    spans = _name_spans(context.ontology)
    separator = b"["
    for document in documents_of(records, report):
        lose_details(document, report)
        report.annotations += len(document.spans)
        report.lose("links between annotations", len(document.links))
        out.write(separator + msgspec.json.encode(_record(document, spans)))
        separator = b",\n"
    out.write(b"[]\n" if separator == b"[" else b"]\n")
    return report


def read_argilla(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row per record: the first person's response to a question, or else what was suggested.

    Metadata that is called as a question is its answer; other metadata stay metadata.
    """
    report, words = LossReport(), Vocabulary(context.ontology)
    with seekable(stream) as file:
        is_array = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
        file.seek(0)
        convert = partial(_row, words, report)
        records = cast(BinaryIO, file)
        yield from rows_of(iterate_array(records), convert) if is_array else rows_of_json_lines(records, convert)
    yield from report.losses()


def _name_spans(ontology: Ontology) -> str | None:
    """Name the question about spans, if there are any, as no other question is called."""
    if not ontology.labels:
        return None
    name, taken = SPANS, {question.name for question in ontology.attributes}
    while name in taken:
        name += "_"
    return name


def _record(document: Document, spans: str | None) -> dict[str, Any]:
    answers = document.global_attributes
    said: dict[str, Any] = {
        name: value for name, value in answers.items() if isinstance(value, str) or is_choices(value)
    }
    if spans:
        said[spans] = [{"start": span.start, "end": span.end, "label": span.label} for span in document.spans]
    return {
        "id": str(document.number) if document.unique_id is None else document.unique_id,
        "fields": {"text": document.text},
        "metadata": {name: value for name, value in answers.items() if name not in said},
        "suggestions": {name: {"value": value, "score": None, "agent": AGENT} for name, value in said.items()},
        "responses": {},
        "vectors": {},
        "status": "pending",
        "_server_id": None,
    }


def _row(words: Vocabulary, report: LossReport, record: Any) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise UnreadableError("A record is an object.")
    text = _text(object_in(record, "fields"))
    metadata = object_in(record, "metadata")
    answers = {name: value for name, value in metadata.items() if words.is_question(name)}
    spans: list[dict[str, Any]] = []
    for question, value in answers_in(record, report):
        if (
            isinstance(value, list)
            and all(isinstance(each, dict) for each in value)
            and not words.is_question(question)
        ):
            spans += [_span(text, each, f"{question}[{place}]") for place, each in enumerate(value)]
        elif words.is_question(question):
            answers[question] = value
        else:
            answers |= words.classes(value if isinstance(value, list) else [value], field=question)
    unique_id = record.get("id")
    row = row_of(words, text, spans, global_attributes=answers, unique_id=None if unique_id is None else str(unique_id))
    rest = {name: value for name, value in metadata.items() if not words.is_question(name)}
    return {**row, "metadata": rest} if rest else row


def _text(fields: Mapping[str, Any]) -> str:
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    if "text" not in texts and len(texts) != 1:
        raise UnreadableError("A record needs a field text, or a single field that is one.", "fields")
    return texts["text"] if "text" in texts else next(iter(texts.values()))


def _span(text: str, span: Mapping[str, Any], where: str) -> dict[str, Any]:
    return span_of(text, span.get("start"), span.get("end"), span.get("label"), where=where)


ARGILLA: Final = Codec(
    name="argilla",
    title="Argilla records",
    media_type="application/json",
    suffix=".json",
    read=read_argilla,
    write=write_argilla,
)
