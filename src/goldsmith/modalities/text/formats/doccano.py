"""doccano: JSON lines of texts with spans, relations and classes.

Format: https://doccano.github.io/doccano/ and its examples for import. What a project asks decides the form, as a
doccano project has one: `label: [[start, end, name], ...]` for spans alone, `entities` and `relations` where relations
are asked, `entities` and `cats` where spans and classes are, `label: [class, ...]` for classes alone. Offsets are code
points. Other fields of a line are metadata in doccano, which it keeps: `unique_id`, in `global_attributes` answers in
words and numbers, in `linked_entities` the entries that spans stand for, and in `entity_names` what entries are called.
Other attributes and ids of annotations have no place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError, list_in, object_in, rows_of_json_lines
from goldsmith.modalities.text.formats.classes import asks_classes, classes_of
from goldsmith.modalities.text.formats.documents import Document, documents_of, link_of, lose_details, row_of, span_of
from goldsmith.modalities.text.formats.entity_names import ENTITY_NAMES, entity_names
from goldsmith.modalities.text.formats.linked_entities import LINKED_ENTITIES, LinkedEntities, answer_entities
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology, link_types

__all__ = ["DOCCANO", "read_doccano", "write_doccano"]

_OURS: Final = frozenset(
    {"id", "text", "label", "labels", "entities", "relations", "cats", "unique_id", "global_attributes"}
    | {LINKED_ENTITIES, ENTITY_NAMES}
)


def write_doccano(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one line per text; ids count texts, annotations and links from 1."""
    report = LossReport()
    entities = LinkedEntities(context)
    for document in documents_of(records, report):
        lose_details(document, report, kept=entities.count(document.spans))
        classes, others = classes_of(document.global_attributes, context.ontology)
        line = {"id": document.number, "text": document.text, **_form(document, classes, context.ontology, report)}
        if document.unique_id is not None:
            line["unique_id"] = document.unique_id
        if others:
            line["global_attributes"] = others
        line |= _linked(document, entities) | entity_names(document, context)
        out.write(msgspec.json.encode(line) + b"\n")
    return report


def read_doccano(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per line in any of these forms; fields that doccano does not know become metadata."""
    return rows_of_json_lines(stream, partial(_row, Vocabulary(context.ontology)))


def _form(document: Document, classes: list[str], ontology: Ontology, report: LossReport) -> dict[str, Any]:
    first = report.annotations + 1
    report.annotations += len(document.spans)
    if not ontology.labels:
        return {"label": classes}
    if not link_types(ontology) and not asks_classes(ontology):
        return {"label": [[span.start, span.end, span.label] for span in document.spans]}
    form: dict[str, Any] = {
        "entities": [
            {"id": number, "label": span.label, "start_offset": span.start, "end_offset": span.end}
            for number, span in enumerate(document.spans, start=first)
        ]
    }
    if link_types(ontology):
        numbers = {span.uuid: number for number, span in enumerate(document.spans, start=first)}
        report.lose("ids of links", sum(bool(link.uuid) for link in document.links))
        form["relations"] = [
            {"id": number, "from_id": numbers[link.from_], "to_id": numbers[link.to], "type": link.type}
            for number, link in enumerate(document.links, start=1)
        ]
    return {**form, "cats": classes} if asks_classes(ontology) else form


def _linked(document: Document, entities: LinkedEntities) -> dict[str, Any]:
    linked = [
        {"start": span.start, "end": span.end, "label": span.label, "entity": entry_id}
        for span in document.spans
        if (entry_id := entities.id_of(span))
    ]
    return {LINKED_ENTITIES: linked} if linked else {}


def _row(words: Vocabulary, line: dict[str, Any]) -> dict[str, Any]:
    text = line.get("text")
    if not isinstance(text, str):
        raise UnreadableError("There is no text.", "text")
    field = "labels" if "labels" in line else "label"
    labels = [line[field]] if isinstance(line.get(field), str) else list_in(line, field)
    classes = [label for label in labels if isinstance(label, str)]
    triples = [label for label in labels if not isinstance(label, str)]
    spans = [_span_of_triple(text, triple, f"{field}[{place}]") for place, triple in enumerate(triples)]
    entities = list_in(line, "entities")
    spans += [_span_of_entity(text, entity, f"entities[{place}]") for place, entity in enumerate(entities)]
    linked, unplaced = _place_entities(spans, list_in(line, LINKED_ENTITIES))
    unasked = answer_entities(words, linked).get(LINKED_ENTITIES, [])
    relations = list_in(line, "relations")
    row = row_of(
        words,
        text,
        spans,
        links=[_link(relation, f"relations[{place}]") for place, relation in enumerate(relations)],
        global_attributes={
            **object_in(line, "global_attributes"),
            **words.classes([*classes, *list_in(line, "cats")], field="cats" if "cats" in line else field),
        },
        unique_id=_name_of(line),
    )
    others = {name: value for name, value in line.items() if name not in _OURS} | {LINKED_ENTITIES: unplaced + unasked}
    metadata = {name: value for name, value in others.items() if value not in ([], {}, None)}
    return {**row, "metadata": metadata} if metadata else row


def _place_entities(
    spans: list[dict[str, Any]], said: list[Any]
) -> tuple[list[tuple[dict[str, Any], str]], list[dict[str, Any]]]:
    """Join entries with the spans at their places, each span with one; what was moved in doccano finds none."""
    waiting: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for span in spans:
        waiting.setdefault(_place(span), []).append(span)
    linked, unplaced = [], []
    for number, each in enumerate(said):
        where = f"{LINKED_ENTITIES}[{number}]"
        if not isinstance(each, dict) or not isinstance(each.get("entity"), str):
            raise UnreadableError(f"{where} does not say which entity.", where)
        here = waiting.get(_place(each))
        if here:
            linked.append((here.pop(0), each["entity"]))
        else:
            unplaced.append(each)
    return linked, unplaced


def _place(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(said.get(name)) for name in ("start", "end", "label"))


def _name_of(line: Mapping[str, Any]) -> str | None:
    name = line.get("unique_id", line.get("id"))
    return None if name is None else str(name)


def _span_of_triple(text: str, triple: Any, where: str) -> dict[str, Any]:
    if not isinstance(triple, list) or len(triple) != 3:
        raise UnreadableError(f"{where} is neither a class nor a start, an end and a name.", where)
    return span_of(text, *triple, where=where)


def _span_of_entity(text: str, entity: Any, where: str) -> dict[str, Any]:
    if isinstance(entity, list):
        return _span_of_triple(text, entity, where)
    if not isinstance(entity, dict):
        raise UnreadableError(f"{where} is not an object.", where)
    place = (entity.get("start_offset"), entity.get("end_offset"), entity.get("label"))
    return span_of(text, *place, where=where, uuid=str(entity.get("id", "")))


def _link(relation: Any, where: str) -> dict[str, Any]:
    if not isinstance(relation, dict) or not {"from_id", "to_id", "type"} <= relation.keys():
        raise UnreadableError(f"{where} has no from_id, to_id and type.", where)
    return link_of(relation["from_id"], relation["to_id"], relation["type"], where=where, uuid=relation.get("id", ""))


DOCCANO: Final = Codec(
    name="doccano",
    title="doccano JSON lines",
    media_type="application/x-ndjson",
    suffix=".jsonl",
    read=read_doccano,
    write=write_doccano,
)
