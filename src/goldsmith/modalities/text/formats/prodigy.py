"""Prodigy: JSON lines of texts with tokens, spans, relations and choices.

Format: https://prodi.gy/docs/api-interfaces. Offsets are code points; `token_end` is the last token of a span. Tokens
are cut as `tokens` describes, so every span starts and ends with one; spans may overlap. Answers with choices are
`options` and `accept`. Prodigy keeps properties that it does not know, so ids, attributes and
fragments stand in spans and relations, and `unique_id`, `global_attributes` (words and
numbers) and the names of linked entities in the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO, Final

import msgspec
from msgspec import UNSET

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError, list_in, object_in, rows_of_json_lines
from goldsmith.modalities.text.formats.classes import class_titles, classes_of
from goldsmith.modalities.text.formats.documents import Document, documents_of, link_of, row_of, span_of
from goldsmith.modalities.text.formats.entity_names import ENTITY_NAMES, entity_names
from goldsmith.modalities.text.formats.tokens import SpacedToken, spaced_tokens_of
from goldsmith.modalities.text.shapes import Span
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["PRODIGY", "read_prodigy", "write_prodigy"]

_OURS: Final = frozenset(
    {"text", "tokens", "spans", "relations", "label", "options", "accept", "answer", "meta", "unique_id"}
    | {"global_attributes", ENTITY_NAMES}
)


def write_prodigy(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one accepted task per text."""
    report = LossReport()
    options = [{"id": name, "text": title} for name, title in class_titles(context.ontology).items()]
    for document in documents_of(records, report, has_fragments=True):
        report.annotations += len(document.spans)
        classes, others = classes_of(document.global_attributes, context.ontology)
        line = {"text": document.text, **(_tokens_and_spans(document) if context.ontology.labels else {})}
        if options:
            line |= {"options": options, "accept": classes}
        if document.unique_id is not None:
            line["unique_id"] = document.unique_id
        if others:
            line["global_attributes"] = others
        line |= entity_names(document, context)
        out.write(msgspec.json.encode({**line, "answer": "accept"}) + b"\n")
    return report


def read_prodigy(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per line; a rejected or ignored text comes without hypothesis.

    A relation joins the spans that it repeats, or else those that its tokens lie in. `meta` and properties that are
    not known here become metadata; Prodigy's own hashes and session names, which begin with an underscore, do not.
    """
    return rows_of_json_lines(stream, partial(_row, Vocabulary(context.ontology)))


def _tokens_and_spans(document: Document) -> dict[str, Any]:
    tokens = spaced_tokens_of(document.text, document.spans)
    first = {token.start: number for number, token in enumerate(tokens)}
    last = {token.end: number for number, token in enumerate(tokens)}
    places = [
        {
            "start": span.start,
            "end": span.end,
            "token_start": first[span.start],
            "token_end": last[span.end],
            "label": span.label,
        }
        for span in document.spans
    ]
    by_uuid = {span.uuid: place for span, place in zip(document.spans, places, strict=True)}
    spans = [
        {**place, "uuid": span.uuid, "attributes": span.attributes, **_gaps(span)}
        for span, place in zip(document.spans, places, strict=True)
    ]
    relations = [
        {
            "head": by_uuid[link.from_]["token_end"],
            "child": by_uuid[link.to]["token_end"],
            "head_span": {**by_uuid[link.from_], "uuid": link.from_},
            "child_span": {**by_uuid[link.to], "uuid": link.to},
            "label": link.type,
            "uuid": link.uuid,
        }
        for link in document.links
    ]
    return {"tokens": _shown_tokens(document.text, tokens), "spans": spans, "relations": relations}


def _gaps(span: Span) -> dict[str, Any]:
    return {} if span.fragments is UNSET else {"fragments": span.fragments}


def _shown_tokens(text: str, tokens: Sequence[SpacedToken]) -> list[dict[str, Any]]:
    return [
        {"text": text[start:end], "start": start, "end": end, "id": number, "ws": has_space}
        for number, (start, end, has_space) in enumerate(tokens)
    ]


def _row(words: Vocabulary, line: dict[str, Any]) -> dict[str, Any]:
    text = line.get("text")
    if not isinstance(text, str):
        raise UnreadableError("There is no text.", "text")
    unique_id = None if line.get("unique_id") is None else str(line["unique_id"])
    answer = line.get("answer", "accept")
    if answer not in ("accept", "reject", "ignore"):
        raise UnreadableError("An answer is accept, reject or ignore.", "answer")
    is_accepted = answer == "accept"
    row = _accepted(words, text, line, unique_id) if is_accepted else row_of(words, text, unique_id=unique_id)
    others = {name: value for name, value in line.items() if name not in _OURS and not name.startswith("_")}
    metadata = {**others, **object_in(line, "meta")}
    return {**row, "metadata": metadata} if metadata else row


def _accepted(words: Vocabulary, text: str, line: Mapping[str, Any], unique_id: str | None) -> dict[str, Any]:
    spans = [_span(text, span, place) for place, span in enumerate(list_in(line, "spans"))]
    ends = _Ends(line, spans)
    links = [_link(relation, f"relations[{place}]", ends) for place, relation in enumerate(list_in(line, "relations"))]
    label = [] if line.get("label") is None else [line["label"]]
    classes = words.classes([*_chosen(words, line), *label], field="accept" if "accept" in line else "label")
    answers = {**object_in(line, "global_attributes"), **classes}
    return row_of(words, text, spans, links=links, global_attributes=answers, unique_id=unique_id)


def _chosen(words: Vocabulary, line: Mapping[str, Any]) -> Iterable[str]:
    """Yield what was accepted: the text of an option where a question has such a choice, or else its id."""
    options = [option for option in list_in(line, "options") if isinstance(option, dict)]
    texts = {str(option.get("id")): str(option.get("text")) for option in options}
    for accepted in map(str, list_in(line, "accept")):
        text = texts.get(accepted, accepted)
        is_ours = "=" in accepted or "/" in accepted
        yield text if words.is_class(text) and not is_ours else accepted


def _span(text: str, span: Any, place: int) -> dict[str, Any]:
    where = f"spans[{place}]"
    if not isinstance(span, dict):
        raise UnreadableError(f"{where} is not an object.", where)
    offsets = (span.get("start"), span.get("end"), span.get("label"))
    uuid = str(span.get("uuid") or f"span-{place + 1}")
    more = {"attributes": object_in(span, "attributes"), "fragments": span.get("fragments")}
    return span_of(text, *offsets, where=where, uuid=uuid, **more)


def _link(relation: Any, where: str, ends: _Ends) -> dict[str, Any]:
    if not isinstance(relation, dict):
        raise UnreadableError(f"{where} is not an object.", where)
    head, child = ends.find(relation, "head", where), ends.find(relation, "child", where)
    return link_of(head, child, relation.get("label"), where=where, uuid=relation.get("uuid", ""))


class _Ends:
    """Finds the spans that relations join: by their id, their place, or their first or last token."""

    def __init__(self, line: Mapping[str, Any], spans: Sequence[Mapping[str, Any]]) -> None:
        self._uuids = {span["uuid"] for span in spans}
        self._by_place: dict[Any, str] = {(span["start"], span["end"], span["label"]): span["uuid"] for span in spans}
        raw = list_in(line, "spans")
        tokens = ("token_start", "token_end")
        named = [(given.get(token), span["uuid"]) for token in tokens for given, span in zip(raw, spans, strict=True)]
        self._by_token: dict[int, str] = {token: uuid for token, uuid in named if isinstance(token, int)}

    def find(self, relation: Mapping[str, Any], end: str, where: str) -> str:
        repeated = object_in(relation, f"{end}_span")
        uuid = repeated.get("uuid")
        if isinstance(uuid, str) and uuid in self._uuids:
            return uuid
        token = relation.get(end)
        place = (repeated.get("start"), repeated.get("end"), str(repeated.get("label")))
        found = self._by_place.get(place) if _are_numbers(*place[:2]) else None
        if found is None and not repeated and isinstance(token, int):
            found = self._by_token.get(token)
        if found is None:
            raise UnreadableError(f"{where} joins something that is no span of the text.", f"{where}.{end}")
        return found


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(value, int) for value in values)


PRODIGY: Final = Codec(
    name="prodigy",
    title="Prodigy JSON lines",
    media_type="application/x-ndjson",
    suffix=".jsonl",
    read=read_prodigy,
    write=write_prodigy,
)
