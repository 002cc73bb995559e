"""Error rates by labeler and pair, and how sure they are."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from goldsmith.algorithms.rate_intervals import interval_of_rate
from goldsmith.modalities import registry
from goldsmith.modalities.audio.templates import TEMPLATES
from goldsmith.quality.error_rates import find_error_rates

AUDIO = registry.get("audio.v1")
TRANSCRIPT = next(each.ontology for each in TEMPLATES if each.name == "transcript")


def row(task: int, labeler: str, text: str, accepted: str, kind: str = "person") -> dict[str, Any]:
    answer, standing = (json.dumps({"global_attributes": {"transcript": said}}) for said in (text, accepted))
    return {"task_id": task, "labeler_id": labeler, "kind": kind, "answer": answer, "accepted": standing}


def test_labelers_are_held_against_what_was_accepted_and_against_each_other() -> None:
    rows = [
        row(2, "anna", "a b c d", "a b c d"),
        row(2, "bert", "a x c", "a b c d"),
        row(1, "anna", "e f", "e f g"),
        row(1, "bert", "e f g", "e f g"),
    ]
    [found] = find_error_rates(AUDIO, TRANSCRIPT, rows)
    assert (found.measure, found.unit, found.tasks) == ("word_error_rate", "words", 2)
    anna, bert = found.labelers
    assert (anna.labeler_id, anna.accepted.errors, anna.accepted.rate) == (
        "anna",
        {"substitutions": 0, "deletions": 1, "insertions": 0},
        round(1 / 7, 4),
    )
    assert bert.accepted.errors == {"substitutions": 1, "deletions": 1, "insertions": 0}
    assert bert.people is not None
    assert (bert.people.reference, bert.people.rate) == (6, 0.5)
    [pair] = found.pairs
    assert (pair.reference_id, pair.labeler_id, pair.rate.rate) == ("anna", "bert", 0.5)
    assert (pair.rate.low, pair.rate.high) == (None, None)  # two tasks do not tell how tasks differ


def test_from_ten_tasks_on_a_rate_has_an_interval() -> None:
    rows = [row(task, "anna", "a x" if task % 2 else "a b", "a b") for task in range(20)]
    [found] = find_error_rates(AUDIO, TRANSCRIPT, rows)
    rate = found.labelers[0].accepted
    assert rate.rate == 0.25
    assert rate.low is not None
    assert rate.high is not None
    assert 0.1 < rate.low < 0.25 < rate.high < 0.4


def test_a_machine_is_held_against_people_and_nobody_against_it() -> None:
    rows = [row(1, "anna", "a b", "a b"), row(1, "model", "a", "a b", kind="model")]
    [found] = find_error_rates(AUDIO, TRANSCRIPT, rows)
    assert [(pair.reference_id, pair.labeler_id) for pair in found.pairs] == [("anna", "model")]
    by_name = {each.labeler_id: each for each in found.labelers}
    assert by_name["anna"].people is None
    assert by_name["model"].accepted.rate == 0.5
    assert (by_name["model"].accepted.low, by_name["model"].accepted.tasks) == (None, 1)


def test_nothing_is_measured_where_nothing_was_said_or_asked() -> None:
    assert find_error_rates(AUDIO, TRANSCRIPT, []) == []
    assert find_error_rates(AUDIO, TRANSCRIPT, [row(1, "anna", "", "")]) == []
    assert find_error_rates(registry.get("form.v1"), TRANSCRIPT, []) == []


def test_the_interval_holds_the_rate_as_often_as_it_says() -> None:
    draw = np.random.default_rng(7)
    held = 0
    for seed in range(200):
        sizes = draw.integers(5, 50, 40)
        errors = draw.binomial(sizes, draw.beta(2, 8, 40))
        low, high = interval_of_rate(errors, sizes, seed) or (1, 0)
        held += low <= 0.2 <= high
    assert 0.9 <= held / 200 <= 0.99


def test_a_rate_of_few_items_or_of_nothing_has_no_interval() -> None:
    assert interval_of_rate([1] * 9, [10] * 9) is None
    assert interval_of_rate([1] * 10, [0] * 10) is None
