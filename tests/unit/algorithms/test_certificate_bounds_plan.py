"""Sizing before work begins: the plan keeps what it promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.algorithms.certificate import lower_bound
from goldsmith.algorithms.certificate.finite import chance_of_at_most, finite_lower_bound
from goldsmith.algorithms.certificate.plan import audits_to_prove, powered_audits_to_prove


def chance_to_prove(audits: int, target: float, wrong: int, n_records: int) -> float:
    """Return how probable it is that these audits lift the bound to the target."""
    seen = -1
    while seen < audits and finite_lower_bound(audits - seen - 1, audits, n_records) >= target:
        seen += 1
    return chance_of_at_most(seen, audits, wrong, n_records) if seen >= 0 else 0.0


@settings(deadline=None, max_examples=10)
@given(st.integers(20, 60), st.integers(1, 30), st.data())
def test_the_planned_audits_prove_the_target_and_no_fewer_do(
    n_records: int, allowed_percent: int, data: st.DataObject
) -> None:
    target = 1 - allowed_percent / 100
    wrong = data.draw(st.integers(0, n_records * allowed_percent // 100))
    audits = audits_to_prove(target, expected_accuracy=(n_records - wrong) / n_records, n_records=n_records)
    assert chance_to_prove(audits, target, wrong, n_records) >= 0.8
    assert all(chance_to_prove(fewer, target, wrong, n_records) < 0.8 for fewer in range(1, audits))


def test_planned_audits_prove_in_simulation() -> None:
    audits = audits_to_prove(0.95, expected_accuracy=0.98, n_records=5000)
    seen = np.random.default_rng(6).hypergeometric(100, 4900, audits, size=2000)
    bound = {wrong: finite_lower_bound(audits - wrong, audits, 5000) for wrong in set(seen.tolist())}
    proved = np.mean([bound[wrong] >= 0.95 for wrong in seen.tolist()])
    assert 0.78 <= proved <= 0.87


def test_a_faultless_delivery_needs_as_many_as_the_binomial_says_or_a_few_less() -> None:
    assert lower_bound(58, 58) < 0.95 <= lower_bound(59, 59)
    assert audits_to_prove(0.95, expected_accuracy=1, n_records=10**6) == 59
    assert audits_to_prove(0.95, expected_accuracy=1, n_records=200) < 59


def test_what_is_just_so_takes_all_records_and_what_is_not_so_takes_none() -> None:
    assert audits_to_prove(0.9, expected_accuracy=0.9, n_records=50) > 40
    with pytest.raises(ValueError, match="no audit proves"):
        audits_to_prove(0.9, expected_accuracy=0.89, n_records=50)


def test_predictions_that_explain_nothing_save_nothing_and_more_save_more() -> None:
    plans = [
        powered_audits_to_prove(0.95, expected_accuracy=0.98, n_records=5000, explained=explained)
        for explained in (0.0, 0.25, 0.5, 1.0)
    ]
    assert plans[0] == audits_to_prove(0.95, expected_accuracy=0.98, n_records=5000)
    assert plans == sorted(plans, reverse=True)
    assert plans[-1] >= audits_to_prove(0.95, expected_accuracy=1, n_records=5000)


@pytest.mark.parametrize(
    ("target", "options"),
    [
        (1.0, {}),
        (float("nan"), {}),
        (0.9, {"confidence": 0.0}),
        (0.9, {"power": 1.0}),
        (0.9, {"n_records": 0}),
        (0.9, {"expected_accuracy": 1.1}),
        (0.9, {"expected_accuracy": float("nan")}),
    ],
)
def test_an_impossible_plan_is_refused(target: float, options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"lies between|at least|no audit"):
        audits_to_prove(target, **{"expected_accuracy": 0.99, "n_records": 100, **options})  # type: ignore[arg-type]


def test_an_impossible_share_is_refused() -> None:
    with pytest.raises(ValueError, match="share of variance"):
        powered_audits_to_prove(0.9, expected_accuracy=0.95, n_records=100, explained=1.5)
