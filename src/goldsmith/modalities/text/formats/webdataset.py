"""WebDataset shards of texts: `<key>.txt` and beside it `<key>.json` with what was said, as `samples` describes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, LossReport, RowError
from goldsmith.modalities.json_lines import UnreadableError, object_in, rows_of
from goldsmith.modalities.samples import Said, Sample, key_of, read_samples
from goldsmith.modalities.shards import TarWriter
from goldsmith.modalities.text.formats.documents import Document, documents_of, link_of, row_of, span_of
from goldsmith.modalities.text.formats.entity_names import ENTITY_NAMES, entity_names
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["WEBDATASET", "read_webdataset", "write_webdataset"]


def write_webdataset(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write one shard; the keys of the samples count the texts."""
    report = LossReport()
    with TarWriter(out) as shard:
        for document in documents_of(records, report, has_fragments=True):
            report.annotations += len(document.spans)
            key = key_of(document.number)
            shard.add(f"{key}.txt", document.text.encode())
            shard.add(f"{key}.json", msgspec.json.encode({**_said(document), **entity_names(document, context)}))
    return report


def read_webdataset(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError]:
    """Read one task row per sample; its text is `<key>.txt`, or `text` in its JSON."""
    return rows_of(read_samples(stream), partial(_row, Vocabulary(context.ontology)))


def _said(document: Document) -> dict[str, Any]:
    return {
        "annotations": document.spans,
        "links": document.links,
        "global_attributes": document.global_attributes,
        "unique_id": document.unique_id,
    }


def _row(words: Vocabulary, sample: Sample) -> dict[str, Any]:
    said = Said.of(sample, words)
    written = sample.text("txt")
    text = said.members.get("text") if written is None else written
    if not isinstance(text, str):
        raise UnreadableError(f"{sample.key[:200]} has no txt and no text in its json.", "txt")
    spans = [_span(text, span, f"annotations[{place}]") for place, span in enumerate(said.annotations)]
    links = [_link(link, f"links[{place}]") for place, link in enumerate(said.links)]
    row = row_of(words, text, spans, links=links, global_attributes=said.answers, unique_id=said.unique_id)
    metadata = {
        name: value for name, value in said.members.items() if name not in ("text", "label", "labels", ENTITY_NAMES)
    }
    return {**row, "metadata": metadata} if metadata else row


def _span(text: str, span: Any, where: str) -> dict[str, Any]:
    if not isinstance(span, dict):
        raise UnreadableError(f"{where} is not an object.", where)
    offsets = (span.get("start"), span.get("end"), span.get("label"))
    attributes = object_in(span, "attributes")
    more = {"attributes": attributes, "fragments": span.get("fragments")}
    return span_of(text, *offsets, where=where, uuid=str(span.get("uuid") or ""), **more)


def _link(link: Any, where: str) -> dict[str, Any]:
    if not isinstance(link, Mapping):
        raise UnreadableError(f"{where} is not an object.", where)
    return link_of(link.get("from"), link.get("to"), link.get("type"), where=where, uuid=link.get("uuid") or "")


WEBDATASET: Final = Codec(
    name="webdataset",
    title="WebDataset shard",
    media_type="application/x-tar",
    suffix=".tar",
    read=read_webdataset,
    write=write_webdataset,
)
