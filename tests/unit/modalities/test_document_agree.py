"""Answers about documents, compared and merged: texts by word, tables by cell, the reading order by pairs."""

from __future__ import annotations

import msgspec
import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Label, Ontology

DOCUMENTS = registry.get("document.v1")
ONTOLOGY = Ontology(labels=(Label(name="text"), Label(name="title"), Label(name="items")))
FACTS = {"document_pages": [{"width": 600, "height": 800}, {"width": 600, "height": 800}]}


def box(left=100, top=100, width=200, height=50):
    return {"type": "box", "left": left, "top": top, "width": width, "height": height}


def block(uuid="a", text="", *, page=0, label="text", order=None, **place):
    mark = {"uuid": uuid, "type": "block", "label": label, "page": page, "location": box(**place), "text": text}
    return {**mark, **({"order": order} if order else {})}


def table(uuid="t", rows=(150,), columns=(200,), cells=(), **place):
    place = box(**{"height": 100, **place})
    shape = {"uuid": uuid, "type": "table", "label": "items", "page": 0, "location": place}
    return {**shape, "rows": list(rows), "columns": list(columns), "cells": list(cells)}


def span(uuid, *stretches, text=""):
    boxes = [{"page": page, "left": left, "top": top, "width": 100, "height": 10} for page, left, top in stretches]
    return {"uuid": uuid, "type": "span", "label": "text", "stretches": boxes, "text": text}


def read(*marks, complete=True):
    return read_answer(DOCUMENTS, ONTOLOGY, {"annotations": list(marks)}, facts=FACTS, complete=complete)


def merged(*answers):
    given = [Given(name, read(*marks)) for name, marks in zip("abcde", answers, strict=False)]
    return reconcile_answers(DOCUMENTS, ONTOLOGY, [TaskAnswers("task", given)])[0].answer.annotations


def alike(one, other):
    return DOCUMENTS.similarity(read(*one), read(*other))


def test_blocks_are_matched_by_place_and_their_words_voted_on():
    [found] = merged(
        [block("a", "the total due")], [block("b", "the totl due", left=104)], [block("c", "the total due")]
    )
    assert (found.text, found.location.left) == ("the total due", 100)


def test_the_same_place_on_another_page_is_another_thing():
    assert alike([block()], [block(page=1)]) == 0
    assert len(merged([block(), block("b", page=1)], [block(), block("b", page=1)])) == 2


def test_a_text_that_differs_makes_blocks_less_alike():
    assert alike([block(text="one two three four")], [block(text="one two three five")]) == pytest.approx(0.75)


def test_passages_are_alike_by_the_area_that_they_share():
    one, other = span("a", (0, 100, 100), (0, 100, 120)), span("b", (0, 100, 100))
    assert alike([one], [other]) == pytest.approx(0.5)
    assert alike([span("a", (0, 100, 700), (1, 100, 20))], [span("b", (0, 100, 700), (1, 100, 20))]) == 1
    [found] = merged([one], [one], [other])
    assert len(found.stretches) == 2


def test_tables_are_compared_cell_by_cell_where_the_cells_lie():
    cells = [{"row": 0, "column": 0, "text": "Item"}, {"row": 1, "column": 1, "text": "4.50"}]
    assert alike([table(cells=cells)], [table(cells=cells)]) == 1
    other = [cells[0], {**cells[1], "text": "9.99"}]
    assert alike([table(cells=cells)], [table(cells=other)]) == pytest.approx(0.75)
    # A line that one of them missed costs the cells on both sides of it, not all cells after it.
    missed = alike([table(rows=(125, 150, 175))], [table(rows=(150, 175))])
    assert 0.5 < missed < 0.9


def test_the_grid_that_most_drew_stands_and_its_cells_are_voted_on():
    said = [{"row": 0, "column": 0, "is_header": True, "text": "Item"}]
    wrong = [{"row": 0, "column": 0, "text": "Itm"}]
    [found] = merged(
        [table(cells=said)], [table(rows=(148,), cells=said)], [table(rows=(150,), cells=wrong)], [table(rows=())]
    )
    assert found.rows == [150]
    assert [(cell.is_header, cell.text) for cell in found.cells] == [(True, "Item")]


def test_the_reading_order_is_that_of_most_pairs():
    def page(first, second, third):
        orders = {name: number for number, name in enumerate((first, second, third), start=1)}
        return [block(name, name, top=100 * (place + 1), order=orders[name]) for place, name in enumerate("xyz")]

    found = merged(page("x", "y", "z"), page("x", "z", "y"), page("x", "y", "z"))
    assert [mark.text for mark in sorted(found, key=lambda mark: mark.order)] == ["x", "y", "z"]


def test_what_most_leave_out_of_the_order_stands_outside():
    read_by_one = [block("a", "x", order=1), block("b", "header", top=20, order=2)]
    not_read = [block("a", "x", order=1), block("b", "header", top=20)]
    found = {mark.text: mark.order for mark in merged(read_by_one, not_read, not_read)}
    assert found == {"x": 1, "header": msgspec.UNSET}


def test_another_order_makes_answers_less_alike():
    def page(*orders):
        return [block(f"m{n}", top=100 * (n + 1), order=order) for n, order in enumerate(orders)]

    assert alike(page(1, 2, 3), page(1, 2, 3)) == 1
    assert alike(page(1, 2, 3), page(10, 20, 30)) == 1
    assert alike(page(1, 2, 3), page(3, 2, 1)) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("mark", "field"),
    [
        (block(page=2), "page"),
        (block(left=450), "location"),
        (table(rows=(90,)), "rows"),
        (table(columns=(250, 200)), "columns"),
        (table(cells=[{"row": 2, "column": 0}]), "cells[0]"),
        (table(cells=[{"row": 0, "column": 0, "row_span": 2}, {"row": 1, "column": 0}]), "cells[1]"),
        (span("s", (0, 100, 100), (5, 0, 0)), "stretches[1].page"),
    ],
)
def test_what_does_not_fit_the_document_is_refused(mark, field):
    with pytest.raises(InvalidError) as caught:
        read(mark)
    assert caught.value.field == f"answer.annotations[0].{field}"


def test_two_things_cannot_have_one_number_but_a_number_may_be_missing():
    with pytest.raises(InvalidError, match="number 2 to read"):
        read(block("a", order=2), block("b", top=300, order=2))
    read(block("a", order=2), block("b", top=300, order=2), complete=False)
    read(block("a", order=2), block("b", top=300, order=7), block("c", page=1, order=2))
