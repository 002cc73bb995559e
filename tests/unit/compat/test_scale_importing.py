"""A task of theirs as the request that makes it here."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldsmith.compat.scale.importing import bodies
from goldsmith.compat.scale.importing.places import Batch, Place
from goldsmith.compat.scale.importing.walk import LONGEST_QUERY, _in_queries


def task(**more: Any) -> dict[str, Any]:
    return {"task_id": "t", "type": "imageannotation", "status": "pending", "params": {}, **more}


@pytest.mark.parametrize(
    ("shown", "own"),
    [("Mine.\n\nBelow.", "Mine."), ("Below.", ""), ("Mine.", "Mine."), ("Mine.\n\nOlder. Below.", "Mine."), ("", "")],
)
def test_a_projects_instruction_comes_off_its_tasks(shown: str, own: str) -> None:
    body = bodies.body_of(task(instruction=shown), ["", "Below.", "Older. Below."])
    assert body.get("instruction", "") == own


def test_a_finished_task_does_not_call_back_again() -> None:
    address = {"callback_url": "https://example.com/"}
    assert bodies.body_of(task(**address), [])["callback_url"] == "https://example.com/"
    assert "callback_url" not in bodies.body_of(task(**address, status="completed"), [])


def test_what_belongs_to_the_task_is_not_taken_from_its_params() -> None:
    params = {"attachment": "https://example.com/x", "project": "theirs", "task_type": "x", "unique_id": "theirs"}
    body = bodies.body_of(task(params=params), [])
    assert body == {"attachment": "https://example.com/x", "unique_id": "scale:t"}


def test_every_file_of_a_task_is_found_once_and_replaced_wherever_it_stands() -> None:
    params = {
        "attachment": "scaledata://a",
        "attachments": ["scaledata://a", {"type": "image", "content": "https://example.com/b"}, "plain words"],
        "text": "scaledata://not-a-file",
    }
    assert bodies.references(params) == ["scaledata://a", "https://example.com/b"]
    carried = bodies.replaced(params, {"scaledata://a": "scaledata://ours"})
    assert carried["attachments"][0] == carried["attachment"] == "scaledata://ours"
    assert carried["text"] == "scaledata://not-a-file"


def test_an_address_that_somebody_wrote_is_no_result_file() -> None:
    response = {"annotations": {"url": "https://example.com/frames.json", "site": ["https://example.com"]}}
    assert bodies.result_addresses(task(response=response)) == {
        "annotations.url": "https://example.com/frames.json",
        "annotations.site.0": "https://example.com",
    }
    assert bodies.result_addresses(task(response=response, type="textcollection")) == {}


@pytest.mark.parametrize(
    ("there", "here", "expected"),
    [
        ("completed", "staging", "b"),
        ("staging", "staging", "b"),
        ("in_progress", "staging", "P / b (finished at Scale)"),
        ("completed", "in_progress", "P / b (finished at Scale)"),
        (None, None, "P / b (finished at Scale)"),
    ],
)
def test_finished_tasks_go_where_nothing_becomes_work(there: str | None, here: str | None, expected: str) -> None:
    batches = {"b": Batch(there, here)} if there and here else {}
    place = Place("P", "P", None, [], batches)
    assert place.batch_of(task(status="completed", batch="b")) == expected
    assert place.batch_of(task(batch="b")) == ("b" if batches else None)
    assert len(bodies.batch_for_finished("x" * 300, "y" * 300)) <= 200


@given(some.lists(some.text(min_size=1, max_size=200), max_size=120))
def test_questions_for_known_tasks_are_short_and_name_all(unique_ids: list[str]) -> None:
    queries = list(_in_queries(unique_ids))
    assert [each for query in queries for each in query] == unique_ids
    assert all(len(query) == 1 or sum(map(len, query)) <= LONGEST_QUERY for query in queries)
