"""What all formats of documents share: a delivered record with its pages and marks, task rows, and what was lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import Any

import msgspec

from goldsmith.modalities._contract import MOST_ANNOTATIONS, Answer, Link, answer_decoder
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.document.pages import Page, pages_of
from goldsmith.modalities.document.shapes import (
    MOST_CHARACTERS,
    MOST_PAGES,
    SHAPES,
    Block,
    Located,
    PageMark,
    PolygonLocation,
    Span,
    Table,
)
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

__all__ = ["DeliveredDocument", "Reader", "read_delivered", "report_losses"]


class DeliveredDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a delivery; `pages` are as many as are known, at least up to the last that has a mark."""

    file_name: str
    unique_id: str | None
    pages: list[Page]
    answer: Answer[Any]

    def blocks_on(self, page: int) -> list[Block]:
        return [each for each in self.answer.annotations if isinstance(each, Block) and each.page == page]

    def tables_on(self, page: int) -> list[Table]:
        return [each for each in self.answer.annotations if isinstance(each, Table) and each.page == page]

    def links_within_pages(self) -> list[Link]:
        """Those between two blocks of one page."""
        places = {each.uuid: each.page for each in self.answer.annotations if isinstance(each, Block)}
        return [
            link for link in self.answer.links if link.from_ in places and places[link.from_] == places.get(link.to, -1)
        ]


def read_delivered(record: bytes) -> DeliveredDocument:
    """Decode a record; its first asset is the document."""
    body = msgspec.json.decode(record)
    content: Mapping[str, Any] = body.get("content") or {}
    asset: Mapping[str, Any] = next(iter(body.get("assets") or ()), {})
    answer: Answer[Any] = answer_decoder(SHAPES).decode(msgspec.json.encode(body["answer"]))
    pages = pages_of(asset.get("facts")) or []
    last = max((_last_page(each) for each in answer.annotations), default=0)
    return DeliveredDocument(
        file_name=asset.get("name") or content.get("attachment") or "",
        unique_id=body.get("unique_id"),
        pages=[*pages, *[Page(0, 0)] * (last + 1 - len(pages))],
        answer=answer,
    )


def report_losses(report: LossReport, document: DeliveredDocument, *, keeps: Collection[str] = ()) -> None:
    """Count what a format has no place for, but for what it `keeps`."""
    marks = document.answer.annotations
    located = [each for each in marks if isinstance(each, Located)]
    blocks = [each for each in marks if isinstance(each, Block)]
    tables = [each for each in marks if isinstance(each, Table)]
    losses = {
        "spans": ("passages of words", sum(isinstance(each, Span) for each in marks)),
        "page marks": ("marks of whole pages", sum(isinstance(each, PageMark) for each in marks)),
        "tables": ("tables", len(tables)),
        "cells": ("rows, columns and cells of tables", sum(bool(t.rows or t.columns or t.cells) for t in tables)),
        "outlines": ("outlines, as boxes", sum(isinstance(each.location, PolygonLocation) for each in blocks)),
        "texts": ("texts of blocks", sum(bool(each.text) for each in blocks)),
        "order": ("numbers of the reading order", sum(bool(each.order) for each in located)),
        "attributes": ("attributes of annotations", sum(len(each.attributes) for each in marks)),
        "answers": ("answers about whole documents", len(document.answer.global_attributes)),
        "links": ("links between annotations", len(document.answer.links)),
        "ids": ("ids of annotations", sum(bool(each.uuid) for each in marks)),
        "unique ids": ("unique ids", int(document.unique_id not in (None, document.file_name))),
    }
    for kind, (what, count) in losses.items():
        if kind not in keeps:
            report.lose(what, count)
    report.records += 1


class Reader:
    """Makes annotations and rows of what a file says, in the words of a project."""

    def __init__(self, ontology: Ontology, report: LossReport) -> None:
        self.words = Vocabulary(ontology)
        self.ontology = ontology
        self.report = report

    def block(
        self,
        page: int,
        location: Mapping[str, Any],
        label: str,
        *,
        where: str,
        text: str = "",
        uuid: str = "",
        order: int | None = None,
        attributes: Mapping[str, Any] | None = None,
        is_table: bool = False,
    ) -> dict[str, Any]:
        """Make an annotation; what is said to be a table becomes one where the label allows it."""
        if not 0 <= page < MOST_PAGES:
            raise UnreadableError(f"{where}: pages count from 0 to {MOST_PAGES - 1:,}.", where)
        if len(text) > MOST_CHARACTERS:
            raise UnreadableError(f"{where}: a text has at most {MOST_CHARACTERS:,} characters.", where)
        name = self.words.label(label)
        if not name:
            raise UnreadableError(f"{where} has no label that could be a name.", where)
        found: dict[str, Any] = {"uuid": uuid[:64], "label": name, "attributes": dict(attributes or {}), "page": page}
        if order is not None:
            found["order"] = order
        if (is_table and self.words.takes(name, "table")) or not self.words.takes(name, "block"):
            self.report.lose("texts of tables", int(bool(text)))
            return {**found, "type": "table", "location": _as_box(location)}
        return {**found, "type": "block", "location": dict(location), **({"text": text} if text else {})}

    def box(self, left: Any, top: Any, right: Any, bottom: Any, *, where: str) -> dict[str, Any]:
        """A place from its edges; UnreadableError where these are no box."""
        edges = (left, top, right, bottom)
        if not all(isinstance(edge, int | float) and isfinite(edge) for edge in edges):
            raise UnreadableError(f"{where}: a box is four numbers.", where)
        if not (0 <= left < right <= 1e6 and 0 <= top < bottom <= 1e6):
            raise UnreadableError(f"{where}: a box goes from its left to its right and from its top down.", where)
        width, height = round(right - left, 4), round(bottom - top, 4)
        return {"type": "box", "left": left, "top": top, "width": width, "height": height}

    def polygon(self, corners: Sequence[tuple[float, float]], *, where: str) -> dict[str, Any]:
        """A place from its corners; UnreadableError where these are no outline."""
        if not 3 <= len(corners) <= 1_000:
            raise UnreadableError(f"{where}: a region has 3 to 1,000 points.", where)
        if not all(isfinite(side) and 0 <= side <= 1e6 for corner in corners for side in corner):
            raise UnreadableError(f"{where}: the points of a region lie on its page.", where)
        return {"type": "polygon", "vertices": [{"x": x, "y": y} for x, y in corners]}

    def row(
        self, file_name: str, annotations: Sequence[Mapping[str, Any]], *, unique_id: str | None = None, **more: Any
    ) -> dict[str, Any]:
        """Make a task row whose hypothesis is what the file says."""
        if len(annotations) > MOST_ANNOTATIONS:
            raise UnreadableError(f"A document has at most {MOST_ANNOTATIONS:,} annotations.", file_name[:80])
        if not file_name:
            raise UnreadableError("This file does not say which document it is about.", "attachment")
        hypothesis = {"annotations": list(annotations), **more}
        return {"attachment": file_name, "unique_id": unique_id or file_name, "hypothesis": hypothesis}


def _last_page(shape: Any) -> int:
    return max(each.page for each in shape.stretches) if isinstance(shape, Span) else int(shape.page)


def _as_box(location: Mapping[str, Any]) -> dict[str, Any]:
    if location["type"] == "box":
        return dict(location)
    xs, ys = [each["x"] for each in location["vertices"]], [each["y"] for each in location["vertices"]]
    return {
        "type": "box",
        "left": min(xs),
        "top": min(ys),
        "width": max(max(xs) - min(xs), 0.01),
        "height": max(max(ys) - min(ys), 0.01),
    }
