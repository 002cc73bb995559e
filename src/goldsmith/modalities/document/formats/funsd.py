"""FUNSD: forms as blocks with a text, a label, and links from questions to answers; one JSON file a page.

Source: G. Jaume and others, FUNSD: A Dataset for Form Understanding in Noisy Scanned Documents, ICDAR-OST (2019),
https://guillaumejaume.github.io/FUNSD/. Links have no names there: they get the relation of the project that fits.
Ids and attributes are written under names of our own, which other readers ignore.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Final

import msgspec

from goldsmith.modalities._contract import Link
from goldsmith.modalities.codec import Codec, ExportContext, ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.document.formats.delivered import DeliveredDocument, Reader, report_losses
from goldsmith.modalities.document.formats.one_file_a_page import PageRead, read_pages, write_pages
from goldsmith.modalities.document.shapes import bounds
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.ontology import Ontology, link_types

__all__ = ["FUNSD"]

_KEPT: Final = frozenset({"texts", "attributes", "links", "ids", "unique ids", "cells", "order"})


class _Page(msgspec.Struct):
    """One file; `unique_id` is ours."""

    form: list[Any]
    unique_id: str | None = None


def write_funsd(records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    """Write a ZIP of one JSON file a page."""
    del context
    return write_pages(records, out, ".json", _spell, _tell)


def read_funsd(stream: BinaryIO, context: ImportContext) -> Iterator[dict[str, Any] | RowError | Loss]:
    """Read one task row a document; the words of a block are not kept apart from its text."""
    return read_pages(stream, context, ".json", _read)


def _tell(report: LossReport, document: DeliveredDocument) -> None:
    report_losses(report, document, keeps=_KEPT)
    blocks = [block for page in range(len(document.pages)) for block in document.blocks_on(page)]
    report.annotations += len(blocks)
    report.lose("links between annotations", len(document.answer.links) - len(document.links_within_pages()))
    relations = {link.type for link in document.answer.links}
    report.lose("names of relations", len(document.links_within_pages()) if len(relations) > 1 else 0)
    report.lose("ids and attributes of links", sum(bool(link.uuid) for link in document.links_within_pages()))


def _spell(document: DeliveredDocument, page: int, report: LossReport) -> bytes:
    del report
    blocks = document.blocks_on(page)
    numbers = {block.uuid: number for number, block in enumerate(blocks)}
    links = [link for link in document.links_within_pages() if link.from_ in numbers]
    form = [
        {
            "id": number,
            "label": block.label,
            "text": block.text,
            "box": (box := _edges(block)),
            "words": [{"text": word, "box": box} for word in block.text.split()],
            "linking": [[numbers[link.from_], numbers[link.to]] for link in links if block.uuid in _ends(link)],
            "uuid": block.uuid,
            **({"attributes": block.attributes} if block.attributes else {}),
            **({"order": block.order} if block.order else {}),
        }
        for number, block in enumerate(blocks)
    ]
    head = {"unique_id": document.unique_id} if document.unique_id else {}
    return msgspec.json.format(msgspec.json.encode({**head, "form": form}), indent=1)


def _edges(block: Any) -> list[float]:
    return [round(edge, 4) for edge in bounds(block.location)]


def _ends(link: Link) -> tuple[str, str]:
    return link.from_, link.to


def _read(body: bytes, name: str, page: int, reader: Reader) -> PageRead:
    try:
        said = msgspec.convert(msgspec.json.decode(body), _Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UnreadableError(f"{name or 'This file'} is not a form as FUNSD has it.", "form") from None
    marks, uuids = [], {}
    for place, each in enumerate(said.form):
        where = f"{name} form[{place}]"
        mark = _mark(each, page, where, reader)
        uuids[each.get("id")] = mark["uuid"] = mark["uuid"] or f"{page + 1}-{each.get('id', place)}"[:64]
        marks.append(mark)
    links = _links(said.form, uuids, {mark["uuid"]: mark["label"] for mark in marks}, reader)
    return PageRead(annotations=marks, links=links, unique_id=said.unique_id)


def _mark(each: Any, page: int, where: str, reader: Reader) -> dict[str, Any]:
    if not isinstance(each, dict) or not isinstance(each.get("id", 0), int | str):
        raise UnreadableError(f"{where} is not a block with an id, a label, a text and a box.", where)
    box, text, label = each.get("box"), each.get("text") or "", each.get("label")
    if not (isinstance(box, list) and len(box) == 4 and isinstance(text, str) and isinstance(label, str)):
        raise UnreadableError(f"{where} is not a block with a label, a text and a box.", where)
    order, attributes, uuid = each.get("order"), each.get("attributes"), each.get("uuid")
    return reader.block(
        page,
        reader.box(*box, where=where),
        label,
        where=where,
        text=text,
        uuid=uuid if isinstance(uuid, str) else "",
        order=order if isinstance(order, int) else None,
        attributes=attributes if isinstance(attributes, dict) else None,
    )


def _links(
    form: Sequence[Mapping[str, Any]], uuids: Mapping[Any, str], labels: Mapping[str, str], reader: Reader
) -> list[dict[str, Any]]:
    """Each pair once, as both of its ends tell of it."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in form:
        for pair in each.get("linking") or ():
            is_pair = isinstance(pair, list) and len(pair) == 2 and all(isinstance(end, int | str) for end in pair)
            ends = [uuids.get(end) for end in pair] if is_pair else []
            start, end = ends if len(ends) == 2 else (None, None)
            if start is None or end is None or start == end:
                reader.report.lose("links to blocks that are not there")
                continue
            name = _relation(reader.ontology, labels[start], labels[end])
            if name is None:
                reader.report.lose("links that no relation of the project fits")
            else:
                found.setdefault((start, end), {"type": name, "from": start, "to": end})
    return list(found.values())


def _relation(ontology: Ontology, start: str, end: str) -> str | None:
    fitting = (
        each.name
        for each in link_types(ontology)
        if not each.retired and (not each.from_ or start in each.from_) and (not each.to or end in each.to)
    )
    return next(fitting, None)


FUNSD: Final = Codec(
    name="funsd",
    title="FUNSD (forms)",
    media_type="application/zip",
    suffix=".zip",
    read=read_funsd,
    write=write_funsd,
)
