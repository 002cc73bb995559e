"""The light half: the decorator, the item, loading a file, asking."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith import label_function
from goldsmith.errors import InvalidError
from goldsmith.functions import Item
from goldsmith.functions.load import find_constants, load_functions
from goldsmith.functions.voting import cast_votes, make_answer

TASK = {"id": "task_1", "unique_id": "7", "content": {"text": "hi"}, "metadata": {"tags": ["a", {"b": 1}]}}
HEAD = "from goldsmith import label_function\n"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=8,
)


def test_an_item_shows_content_metadata_and_ids() -> None:
    item = Item(TASK, ["text", "attachment"])
    assert (item.text, item.attachment, item.unique_id, item.id) == ("hi", None, "7", "task_1")
    assert item.metadata["tags"][1]["b"] == 1


def test_an_item_cannot_be_changed() -> None:
    item = Item(TASK)
    for change in (
        lambda: setattr(item, "text", "x"),
        lambda: delattr(item, "text"),
        lambda: item.metadata.update(x=1),
        lambda: item.metadata["tags"].append(1),
        lambda: item.metadata["tags"][1].pop("b"),
    ):
        with pytest.raises(AttributeError):
            change()


def test_a_field_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match="an item has no 'txet'; it has id, metadata, text, unique_id"):
        _ = Item(TASK).txet


def test_a_labeling_function_is_still_the_function() -> None:
    @label_function(attribute="mood", confidence=0.5)
    def short(item: Item) -> str | None:
        """Short texts are good."""
        return "good" if len(item.text) < 3 else None

    assert (short(Item(TASK)), short.name, short.attribute, short.confidence) == ("good", "short", "mood", 0.5)
    assert short.__doc__ == "Short texts are good."


def test_functions_made_in_a_loop_are_found() -> None:
    source = HEAD + "for word in ('a', 'b'):\n    label_function(name=f'has_{word}')(lambda item, word=word: word)\n"
    assert [each.name for each in load_functions(source)] == ["has_a", "has_b"]


def test_a_later_function_does_not_hide_an_earlier_one_of_its_name() -> None:
    twice = "@label_function\ndef a(item): ...\n"
    with pytest.raises(InvalidError, match="Line 4: a is there already, in line 2"):
        load_functions(HEAD + twice + twice)


def test_constants_are_found_with_their_lines_and_not_those_of_functions_inside() -> None:
    source = """
@label_function
def a(item):
    def inner():
        return "no"
    for each in item.text:
        if each:
            return "one" if inner() else ("two" if each else None)
    try:
        return "three"
    except ValueError:
        return item.text
"""
    assert find_constants(source) == {2: [(8, "one"), (8, "two"), (10, "three")], 4: [(5, "no")]}


@given(st.text())
def test_any_text_is_a_file_of_functions_or_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidError, match=r"\.$|\)$"):
        load_functions(f"{text!r}")
    with contextlib.suppress(InvalidError):
        find_constants(text)


@given(JSON)
def test_whatever_a_function_returns_is_a_vote_an_abstention_or_an_error(value: Any) -> None:
    voter = label_function(name="voter")(lambda _: value)
    [outcome] = cast_votes([voter], [Item(TASK)]).outcomes
    assert len(outcome.items) + outcome.errors == (0 if value is None else 1)
    assert outcome.stopped is None


def test_a_list_is_the_same_vote_in_any_order_and_equal_votes_are_kept_once() -> None:
    given_lists = iter([["b", "a"], ("a", "b"), {"a", "b"}])
    voter = label_function(name="voter")(lambda _: next(given_lists))
    ballot = cast_votes([voter], [Item(TASK)] * 3)
    assert ballot.values == ['["a", "b"]']
    assert ballot.outcomes[0].values == [0, 0, 0]


def test_a_whole_answer_stays_as_it_is() -> None:
    assert make_answer({"links": []}, "mood") == {"links": []}
    assert make_answer("good", "mood") == {"annotations": [], "global_attributes": {"mood": "good"}}


def test_importing_goldsmith_loads_nothing_of_it() -> None:
    script = "import sys, goldsmith; sys.exit('goldsmith.functions' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
