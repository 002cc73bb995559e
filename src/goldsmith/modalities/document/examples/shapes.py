"""Random marks for the contract's tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

__all__ = ["arrange", "make_shape"]

SAID = ("the total due", "The total, due", "the total", "a page is read", "")


def make_shape(random: Random, example: Mapping[str, Any]) -> dict[str, Any]:
    """Draw a random mark on the example's pages; the coarse grid makes near and equal ones likely."""
    kind = random.choice(("block", "block", "span", "table", "page"))
    page = random.randrange(len(example["facts"]["document_pages"]))
    if kind == "page":
        return {"type": kind, "page": page}
    box = _box(random, example["facts"]["document_pages"][page])
    if kind == "span":
        return {"type": kind, "stretches": _stretches(random, page, box), "text": random.choice(SAID)}
    if kind == "table":
        return {"type": kind, "page": page, "location": {"type": "box", **box}, **_grid(random, box)}
    place = {"type": "box", **box} if random.random() < 0.7 else {"type": "polygon", "vertices": _corners(box)}
    return {"type": kind, "page": page, "location": place, "text": random.choice(SAID)}


def arrange(
    random: Random, example: Mapping[str, Any], ontology: Any, annotations: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Number some of what lies on each page, in an order by chance."""
    del example, ontology
    pages: dict[int, list[dict[str, Any]]] = {}
    for mark in annotations:
        if mark["type"] in {"block", "table"} and random.random() < 0.6:
            pages.setdefault(mark["page"], []).append(mark)
    for marks in pages.values():
        random.shuffle(marks)
    orders = {id(mark): number for marks in pages.values() for number, mark in enumerate(marks, start=1)}
    return [{**mark, "order": orders[id(mark)]} if id(mark) in orders else mark for mark in annotations]


def _box(random: Random, size: Mapping[str, float]) -> dict[str, float]:
    left, top = (random.choice((0, 0.25, 0.5)) * size[side] for side in ("width", "height"))
    shift = random.choice((0, 0, 1.5))
    wide, high = size["width"] / 4, size["height"] / 8
    return {"left": left + shift, "top": top, "width": wide - shift, "height": high}


def _corners(box: Mapping[str, float]) -> list[dict[str, float]]:
    left, top, right, bottom = box["left"], box["top"], box["left"] + box["width"], box["top"] + box["height"]
    return [{"x": x, "y": y} for x, y in ((left, top), (right, top), (right, bottom), (left, bottom - 3))]


def _stretches(random: Random, page: int, box: Mapping[str, float]) -> list[dict[str, float]]:
    height = box["height"] / 4
    return [
        {"page": page, **box, "top": box["top"] + line * height * 1.2, "height": height}
        for line in range(random.choice((1, 1, 3)))
    ]


def _grid(random: Random, box: Mapping[str, float]) -> dict[str, Any]:
    rows, columns = random.randrange(3), random.randrange(3)
    found: dict[str, Any] = {
        "rows": [box["top"] + box["height"] * (n + 1) / (rows + 1) for n in range(rows)],
        "columns": [box["left"] + box["width"] * (n + 1) / (columns + 1) for n in range(columns)],
    }
    cells = [{"row": 0, "column": 0, "is_header": True, "text": random.choice(SAID)}]
    if columns and random.random() < 0.5:
        cells[0]["column_span"] = 2
    if rows:
        cells.append({"row": 1, "column": columns, "text": random.choice(SAID)})
    return {**found, "cells": cells}
