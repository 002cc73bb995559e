"""Adaptive labeling asks in waves: the most valuable first, and nothing more until something was learnt from them."""

from __future__ import annotations

import pytest

from goldsmith.journey.reconcile.adaptive import SMALLEST_WAVE, hold_back, size_of_wave
from goldsmith.journey.reconcile.service import Verdict
from goldsmith.modalities.reconcile import Reconciled

RESULT = Reconciled("task", None, [], 0.0, is_tied=False, estimator="")


def verdict(decision: str, urgency: int = 0) -> Verdict:
    return Verdict(None, RESULT, decision, "", "label", urgency)


def test_the_most_valuable_are_asked_and_the_others_wait() -> None:
    verdicts = [verdict("ask", urgency) for urgency in (5, 900, 30, 30)]
    assert hold_back(verdicts, 2) == 2
    assert [each.decision for each in verdicts] == ["wait", "ask", "ask", "wait"]
    assert verdicts[0].stage == "reconcile"


def test_what_is_accepted_takes_no_room() -> None:
    verdicts = [verdict("accept"), verdict("ask"), verdict("accept"), verdict("escalate")]
    assert hold_back(verdicts, 5) == 1
    assert [each.decision for each in verdicts] == ["accept", "ask", "accept", "escalate"]


def test_nobody_is_asked_without_room() -> None:
    verdicts = [verdict("ask"), verdict("ask")]
    assert hold_back(verdicts, 0) == 0
    assert [each.decision for each in verdicts] == ["wait", "wait"]


@pytest.mark.parametrize(
    ("nothing_open", "is_behind", "annotations", "expected"),
    [
        (True, True, 1_000, 250),
        (True, False, 1_000, 250),
        (False, True, 1_000, 250),
        (False, False, 1_000, 0),
        (True, True, 10, SMALLEST_WAVE),
    ],
)
def test_a_wave_that_is_still_open_is_learnt_from_first(
    nothing_open: bool, is_behind: bool, annotations: int, expected: int
) -> None:
    project = {"nothing_open": nothing_open, "is_behind": is_behind, "annotations": annotations}
    assert size_of_wave(project) == expected
