"""Sets of pictures in formats that know single pictures only: one entry for each picture of a set.

What holds a set together is counted as lost; an answer about the whole set stands with each of its pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO

import msgspec

from goldsmith.modalities.codec import Codec, ExportContext, LossReport

__all__ = ["one_entry_a_picture", "pictures_of"]

Write = Callable[[Iterator[bytes], BinaryIO, ExportContext], LossReport]


def one_entry_a_picture(codec: Codec) -> Codec:
    """The same format, whose writer is never shown a set."""
    return msgspec.structs.replace(codec, write=partial(_write, codec.write)) if codec.write else codec


def pictures_of(record: bytes, lost: LossReport) -> Iterator[bytes]:
    """A delivered record as one for each picture; that of a single picture as it is, to the byte."""
    body = msgspec.json.decode(record) if b'"attachments"' in record else {}
    names: Sequence[str] = (body.get("content") or {}).get("attachments") or ()
    if not names:
        yield record
        return
    views = _by_view(body["answer"].get("annotations") or (), len(names))
    lost.lose("sets of pictures, one entry for each picture", int(len(names) > 1))
    _lose_ties(body["answer"].get("links") or (), views, lost)
    for view in range(len(names)):
        yield msgspec.json.encode(_picture(body, view, views[view]))


def _write(write: Write, records: Iterator[bytes], out: BinaryIO, context: ExportContext) -> LossReport:
    lost = LossReport()
    report = write(_split(records, lost), out, context)
    report.records = lost.records
    report.add(lost)
    return report


def _split(records: Iterator[bytes], lost: LossReport) -> Iterator[bytes]:
    for record in records:
        lost.records += 1
        yield from pictures_of(record, lost)


def _by_view(annotations: Sequence[Mapping[str, Any]], count: int) -> list[list[Mapping[str, Any]]]:
    views: list[list[Mapping[str, Any]]] = [[] for _ in range(count)]
    for shape in annotations:
        views[shape.get("view", 0)].append({name: value for name, value in shape.items() if name != "view"})
    return views


def _lose_ties(
    links: Sequence[Mapping[str, Any]], views: Sequence[Sequence[Mapping[str, Any]]], lost: LossReport
) -> None:
    """Count what joined objects of different pictures."""
    place = {shape["uuid"]: view for view, shapes in enumerate(views) for shape in shapes}
    lost.lose("links between pictures", sum(1 for link in links if place[link["from"]] != place[link["to"]]))
    seen = [{shape["group"] for shape in shapes if "group" in shape} for shapes in views]
    joined = {group for groups in seen for group in groups if sum(group in other for other in seen) > 1}
    lost.lose("groups across pictures", len(joined))


def _picture(body: Mapping[str, Any], view: int, shapes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The record as if this picture were a task of its own."""
    content, uuids = body["content"], {shape["uuid"] for shape in shapes}
    links = [link for link in body["answer"].get("links") or () if {link["from"], link["to"]} <= uuids]
    return {
        **body,
        "unique_id": _unique_id(body.get("unique_id"), content, view),
        "content": {"attachment": content["attachments"][view]},
        "assets": list(body.get("assets") or ())[view : view + 1],
        "answer": {**body["answer"], "annotations": shapes, "links": links},
    }


def _unique_id(unique_id: str | None, content: Mapping[str, Any], view: int) -> str | None:
    """That of the set, then what the picture is called in it, or its number from 1."""
    if unique_id is None or len(content["attachments"]) == 1:
        return unique_id
    return f"{unique_id}/{content['views'][view] if content.get('views') else view + 1}"
