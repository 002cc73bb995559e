"""Tables of texts as Hugging Face `datasets` reads them: Parquet and Arrow with their features in the schema.

Format: https://huggingface.co/docs/datasets/about_dataset_features. A row has `text`, `spans` and `links` (lists of
objects, offsets in code points, attributes as JSON) and a column for each question; labels and choices are ClassLabel.
Tables of other people have a `text` (or `tokens` with `ner_tags`), and what they say under `label` is a class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import accumulate
from typing import Any, BinaryIO, Final

from goldsmith.modalities import tables
from goldsmith.modalities.codec import ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.delivered_tables import delivered_row, is_delivered
from goldsmith.modalities.features import (
    INTEGER,
    TEXT,
    Answers,
    class_label,
    json_of,
    list_of,
    listed,
    name_classes,
    object_of_json,
    plain_columns,
    read_features,
    schema_of,
)
from goldsmith.modalities.json_lines import UnreadableError, list_in, rows_of
from goldsmith.modalities.text.formats.documents import Document, documents_of, link_of, row_of, span_of
from goldsmith.modalities.text.formats.tokens import spans_of_tags
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology, link_types

__all__ = ["ARROW", "HUGGINGFACE", "PARQUET", "read_table"]

COLUMNS: Final = frozenset({"id", "unique_id", "text", "spans", "links", "tokens", "ner_tags", "tags"})


def write_table(write: tables.Writer, records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one row per text."""
    report = LossReport()
    answers = Answers(context.ontology, COLUMNS)
    schema = schema_of(_features(context.ontology, answers))
    labels = {label.name: place for place, label in enumerate(context.ontology.labels)}
    relations = {relation.name: place for place, relation in enumerate(link_types(context.ontology))}
    rows = (_line(document, labels, relations, answers, report) for document in documents_of(records, report))
    write(schema, tables.batches_of(schema, rows), out)
    return report


def read_table(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per row of a table; columns that are not known here become metadata, without bytes."""
    words, answers = Vocabulary(context.ontology), Answers(context.ontology, COLUMNS)
    with tables.open_table(stream) as table:
        features = read_features(table.schema)
        convert = delivered_row if is_delivered(table.schema) else partial(_row, words, answers, features)
        yield from rows_of(table.rows(plain_columns(table.schema)), convert)


def _features(ontology: Ontology, answers: Answers) -> dict[str, Any]:
    label = class_label(label.name for label in ontology.labels)
    relation = class_label(relation.name for relation in link_types(ontology))
    span = {"id": TEXT, "start": INTEGER, "end": INTEGER, "label": label, "text": TEXT, "attributes": TEXT}
    link = {"id": TEXT, "type": relation, "from": TEXT, "to": TEXT}
    return {
        "id": INTEGER,
        "unique_id": TEXT,
        "text": TEXT,
        "spans": list_of(span),
        "links": list_of(link),
        **answers.features,
    }


def _line(
    document: Document,
    labels: Mapping[str, int],
    relations: Mapping[str, int],
    answers: Answers,
    report: LossReport,
) -> dict[str, Any]:
    report.annotations += len(document.spans)
    spans = [
        {
            "id": span.uuid,
            "start": span.start,
            "end": span.end,
            "label": labels[span.label],
            "text": span.text,
            "attributes": json_of(span.attributes),
        }
        for span in document.spans
    ]
    links = [
        {"id": link.uuid, "type": relations[link.type], "from": link.from_, "to": link.to} for link in document.links
    ]
    return {
        "id": document.number,
        "unique_id": document.unique_id,
        "text": document.text,
        "spans": spans,
        "links": links,
        **answers.write(document.global_attributes),
    }


def _row(words: Vocabulary, answers: Answers, features: Mapping[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    named = {column: name_classes(value, features.get(column)) for column, value in line.items()}
    text, spans = _text_and_tags(named)
    spans += [_span(text, span, place) for place, span in enumerate(listed(named.get("spans"), "spans"))]
    links = [_link(link, f"links[{place}]") for place, link in enumerate(listed(named.get("links"), "links"))]
    said, metadata = answers.read(named)
    name = named.get("unique_id") if named.get("unique_id") is not None else named.get("id")
    row = row_of(words, text, spans, links=links, global_attributes=said, unique_id=None if name is None else str(name))
    return {**row, "metadata": metadata} if metadata else row


def _text_and_tags(line: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Give the text, or that of the tokens joined by a space, with the spans that their tags mark."""
    text = line.get("text")
    if text is not None:
        if not isinstance(text, str):
            raise UnreadableError("There is no text.", "text")
        return text, []
    tokens = list_in(line, "tokens")
    if not tokens or not all(isinstance(token, str) and token for token in tokens):
        raise UnreadableError("There is no text, and no tokens.", "text")
    text = " ".join(tokens)
    starts = [0, *accumulate(len(token) + 1 for token in tokens)]
    tags = list_in(line, "ner_tags") or list_in(line, "tags") or ["O"] * len(tokens)
    if len(tags) != len(tokens) or not all(isinstance(tag, str) for tag in tags):
        raise UnreadableError("The tags are not as many as the tokens, or have no names.", "ner_tags")
    found = spans_of_tags([(1, tag) for tag in tags])
    return text, [span_of(text, starts[a], starts[b] - 1, label, where="ner_tags") for a, b, label in found]


def _span(text: str, span: Mapping[str, Any], place: int) -> dict[str, Any]:
    where = f"spans[{place}]"
    attributes = object_of_json(span.get("attributes"), f"{where}.attributes")
    offsets = (span.get("start"), span.get("end"), span.get("label"))
    return span_of(text, *offsets, where=where, uuid=str(span.get("id") or ""), attributes=attributes)


def _link(link: Mapping[str, Any], where: str) -> dict[str, Any]:
    return link_of(link.get("from"), link.get("to"), link.get("type"), where=where, uuid=link.get("id") or "")


HUGGINGFACE, ARROW, PARQUET = tables.table_codecs(read_table, write_table)
