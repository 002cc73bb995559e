"""Tasks that were found wrong and sent back: the bound holds, however many they are and whatever became of them."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from goldsmith.algorithms.certificate import Evidence, StatedAccuracy, state_accuracy

from .test_certificate_bounds import least_hold

RECORDS, AUDITS, ACCURACY, DOUBTED = 2_000, 200, 0.9, 0.06
REPETITIONS = 40


class Project(NamedTuple):
    """Completed tasks, whether each is right, what was believed of it, and which were audited."""

    is_right: npt.NDArray[np.bool_]
    believed: npt.NDArray[np.float64]
    audited: npt.NDArray[np.int64]

    @property
    def found_wrong(self) -> npt.NDArray[np.int64]:
        return self.audited[~self.is_right[self.audited]]


def make_project(draw: np.random.Generator, *, beliefs_tell: bool) -> Project:
    """A few records are doubted; where beliefs tell something, those are wrong more often."""
    believed = np.where(draw.random(RECORDS) < DOUBTED, 0.5, 0.99)
    chance = np.where(believed < 0.9, 0.4, 0.93) if beliefs_tell else np.full(RECORDS, ACCURACY)
    return Project(draw.random(RECORDS) < chance, believed, draw.choice(RECORDS, AUDITS, replace=False))


def deliver(project: Project, left_out: npt.NDArray[np.int64], *, remembers: bool) -> tuple[StatedAccuracy, float]:
    """State the accuracy without what was left out, and tell the delivery's own.

    What was found wrong and is delivered was done again, is right now, and its labelers are sure of it.
    """
    delivered = np.setdiff1d(np.arange(RECORDS), left_out)
    leaf_of = dict(zip(delivered.tolist(), range(len(delivered)), strict=True))
    now = project.believed.copy()
    now[project.found_wrong] = project.believed[project.found_wrong] if remembers else 0.999
    audits = [
        (f"{number:04}", leaf_of.get(record), bool(project.is_right[record]))
        for number, record in enumerate(project.audited.tolist())
    ]
    gone = [record for record in project.audited.tolist() if record not in leaf_of]
    believed = [*now[delivered].tolist(), *(project.believed[gone].tolist() if remembers else [nan] * len(gone))]
    is_right = project.is_right.copy()
    is_right[project.found_wrong] = True
    stated = state_accuracy(Evidence.of(audits, len(delivered), believed), 0.95, "once")
    return stated, float(is_right[delivered].mean())


def share_that_holds(*, beliefs_tell: bool, share_left_out: float, remembers: bool) -> float:
    draw = np.random.default_rng(37)
    held = 0
    for _ in range(REPETITIONS):
        project = make_project(draw, beliefs_tell=beliefs_tell)
        left_out = project.found_wrong[: round(share_left_out * len(project.found_wrong))]
        stated, true = deliver(project, left_out, remembers=remembers)
        assert stated.method == "stratified"
        assert stated.at_least is not None
        held += stated.at_least <= min(true, project.is_right.mean() + 1e-6)
    return held / REPETITIONS


@pytest.mark.parametrize("share_left_out", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("beliefs_tell", [True, False])
def test_the_bound_holds_when_what_was_believed_before_the_audit_is_kept(
    beliefs_tell: bool, share_left_out: float
) -> None:
    held = share_that_holds(beliefs_tell=beliefs_tell, share_left_out=share_left_out, remembers=True)
    assert held >= least_hold(REPETITIONS)


def test_it_would_not_hold_if_only_what_is_believed_now_were_known() -> None:
    assert share_that_holds(beliefs_tell=False, share_left_out=1.0, remembers=False) < 0.5
