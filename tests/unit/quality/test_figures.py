"""Figures from rows: honest intervals, calibration, counts, confusion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.ontology import Attribute, Choice
from goldsmith.projects.service import Contract
from goldsmith.quality.accuracy import find_accuracy, find_plan
from goldsmith.quality.bounding import count_population
from goldsmith.quality.calibration import find_calibration, stated_probability
from goldsmith.quality.confusion import find_confusions, find_slips
from goldsmith.quality.counting import count_audits, count_beliefs, count_labels

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def cell(tasks: int, doubt: int | None = 10, **facts: Any) -> dict[str, Any]:
    """One cell of the cube: so many tasks alike."""
    plain = {"stage": "done", "is_completed": True, "decision": None, "answers_have": 2, "answers_most": 5}
    error = None if doubt is None else tasks * doubt / 1000
    return {**plain, "doubt": doubt, "tasks": tasks, "expected_errors": error, **facts}


def audit(*, is_wrong: bool = False, doubt: int | None = 10, **facts: Any) -> dict[str, Any]:
    plain = {"is_completed": True, "created_at": NOW, "seconds": 8.0, "doubt": doubt, "doubt_now": doubt}
    return {**plain, "is_wrong": is_wrong, "stated_error": 0.01, "units": 1, "is_reviewed": False, **facts}


def test_accuracy_is_bound_by_audits_and_not_by_belief() -> None:
    population = count_population([cell(1_000, doubt=0)])
    accuracy = find_accuracy(population, [audit(doubt=0, is_wrong=number < 20) for number in range(100)], Contract())
    assert accuracy.believed == 1
    assert accuracy.estimate == pytest.approx(0.8)
    assert accuracy.low < 0.75
    assert accuracy.high < 0.88


def test_beliefs_that_tell_right_from_wrong_narrow_the_interval() -> None:
    population = count_population([cell(8_000, doubt=0), cell(2_000, doubt=300)])
    audited = [audit(doubt=0)] * 160 + [audit(doubt=300, is_wrong=number < 12) for number in range(40)]
    cut = find_accuracy(population, audited, Contract())
    alike = [{**row, "doubt": 10, "doubt_now": 10} for row in audited]
    plain = find_accuracy(count_population([cell(10_000)]), alike, Contract())
    assert (cut.method, plain.method) == ("stratified", "exact")
    assert cut.high - cut.low < plain.high - plain.low


def test_audits_that_favor_the_less_certain_weigh_less_each() -> None:
    population = count_population([cell(8_000, doubt=0), cell(2_000, doubt=300)])
    audited = [audit(doubt=0)] * 120 + [audit(doubt=300, is_wrong=number < 30) for number in range(60)]
    accuracy = find_accuracy(population, audited, Contract(), favored_below=0.9)
    assert accuracy.estimate == pytest.approx(0.9)
    assert accuracy.correct / accuracy.audited == pytest.approx(0.83, abs=0.01)
    assert (accuracy.method, accuracy.records) == ("stratified", 10_000)


def test_very_many_audits_are_bounded_quickly_and_a_little_too_wide() -> None:
    cells = [cell(80_000, doubt=0), cell(20_000, doubt=300)]
    audited = [audit(doubt=0)] * 600 + [audit(doubt=300, is_wrong=number < 30) for number in range(300)]
    sharp = find_accuracy(count_population(cells), audited, Contract(), favored_below=0.9)
    rough = find_accuracy(count_population(cells, is_whole=False), audited, Contract(), favored_below=0.9)
    assert rough.estimate == pytest.approx(sharp.estimate)
    assert sharp.low - 0.01 < rough.low < sharp.low < sharp.at_least
    assert rough.low < rough.at_least < sharp.at_least
    assert sharp.high < rough.high < sharp.high + 0.01


def test_a_task_that_was_done_again_counts_with_the_doubt_before_its_audit() -> None:
    audited = [audit(doubt=0)] * 160 + [audit(doubt=300, is_wrong=number < 12) for number in range(40)]
    as_it_was = find_accuracy(count_population([cell(8_000, doubt=0), cell(2_000, doubt=300)]), audited, Contract())
    again = [{**row, "doubt_now": 1} if row["is_wrong"] else row for row in audited]
    cells = [cell(8_000, doubt=0), cell(1_988, doubt=300), cell(12, doubt=1)]
    now = find_accuracy(count_population(cells), again, Contract())
    assert now == msgspec.structs.replace(as_it_was, believed=now.believed)


def test_a_task_that_was_taken_back_counts_as_a_wrong_record() -> None:
    population = count_population([cell(9)])
    accuracy = find_accuracy(population, [audit()] * 9 + [audit(is_wrong=True, is_completed=False)], Contract())
    assert (accuracy.records, accuracy.audited, accuracy.correct, accuracy.taken_back) == (10, 10, 9, 1)
    assert accuracy.estimate == accuracy.low == 0.9


@given(
    st.lists(
        st.tuples(st.integers(0, 1000), st.integers(1, 40)), min_size=1, max_size=8, unique_by=lambda each: each[0]
    ),
    st.integers(0, 30),
    st.randoms(use_true_random=False),
)
def test_any_audited_project_has_an_interval_around_its_estimate(
    cells: list[tuple[int, int]], audits: int, draw: Any
) -> None:
    records = [doubt for doubt, tasks in cells for _ in range(tasks)]
    drawn = draw.sample(records, min(audits, len(records)))
    audited = [audit(doubt=doubt, is_wrong=draw.random() < doubt / 1000) for doubt in drawn]
    accuracy = find_accuracy(count_population([cell(tasks, doubt) for doubt, tasks in cells]), audited, Contract())
    assert 0 <= accuracy.low <= accuracy.high <= 1
    assert accuracy.estimate is None or accuracy.low <= accuracy.estimate <= accuracy.high


def test_a_higher_target_takes_more_audits_until_none_can_prove_it() -> None:
    accuracy = find_accuracy(count_population([cell(5_000)]), [audit()] * 97 + [audit(is_wrong=True)] * 3, Contract())
    plan = find_plan(accuracy, [audit(created_at=NOW - timedelta(days=2))] * 100, NOW)
    audits = [target.audits for target in plan.targets if target.audits is not None]
    assert audits == sorted(audits)
    assert [target.audits for target in plan.targets if target.target > 0.97] == [None] * 7
    assert plan.seconds_per_audit == 8
    assert plan.audits_per_day == pytest.approx(50)


def test_a_target_all_but_reached_takes_about_as_many_audits_as_a_table_says() -> None:
    audited = [audit(is_wrong=number < 30) for number in range(1_000)]
    accuracy = find_accuracy(count_population([cell(900_000)]), audited, Contract())
    plan = {target.target: target.audits for target in find_plan(accuracy, audited, NOW).targets}
    assert plan[0.97] is not None
    assert plan[0.97] > 100_000
    assert plan[0.96] == pytest.approx(2_100, rel=0.1)


def test_a_few_right_audits_do_not_promise_that_all_will_be() -> None:
    audited = [audit(doubt=100)] * 2
    plan = find_plan(find_accuracy(count_population([cell(500, 100)]), audited, Contract()), audited, NOW)
    assert plan.expected == pytest.approx((2 + 18) / 22)


def test_without_audits_the_plan_goes_by_what_the_engine_believes() -> None:
    accuracy = find_accuracy(count_population([cell(5_000)]), [], Contract())
    plan = find_plan(accuracy, [], NOW)
    assert (accuracy.estimate, plan.expected, plan.audits_per_day) == (None, pytest.approx(0.99), None)
    assert any(target.audits for target in plan.targets)


def test_calibration_compares_what_was_stated_with_what_was_found() -> None:
    sure = [audit(stated_error=0.005, is_wrong=number < 10) for number in range(100)]
    unsure = [audit(stated_error=0.25, is_wrong=number < 25) for number in range(100)]
    calibration = find_calibration([*sure, *unsure, audit(is_reviewed=True), audit(stated_error=None)])
    first, last = calibration.bins
    assert (first.stated, first.right, first.audits) == (pytest.approx(0.75), 0.75, 100)
    assert last.right_low < 0.9 < last.right_high < 0.995
    assert calibration.error == pytest.approx(0.095 / 2)


@given(st.floats(0, 1), st.integers(1, 50))
def test_more_units_never_make_an_answer_more_probably_right(error: float, units: int) -> None:
    assert 0 <= stated_probability(error, units + 1) <= stated_probability(error, units) <= 1


def test_answers_are_counted_and_saved_only_where_fewer_were_asked() -> None:
    cube = [cell(6), cell(2, answers_have=5), cell(4, is_completed=False)]
    labels = count_labels(cube, {"annotations": 30, "seconds": 120}, is_adaptive=True)
    assert (labels.completed, labels.answers, labels.mean, labels.most) == (8, 22, 2.75, 5)
    assert labels.saved == pytest.approx(1 - 22 / 40)
    assert labels.seconds_per_answer == 4
    assert count_labels(cube, {}, is_adaptive=False).saved is None


def test_each_task_is_in_one_state_and_one_bin() -> None:
    cube = [
        cell(5, 1),
        cell(4, 2),
        cell(3, 201, is_completed=False, stage="label", decision="ask"),
        cell(2, None, is_completed=False, stage="label"),
        cell(1, 100, is_completed=False, stage="review", decision="escalate"),
        cell(7, 20, is_completed=False, stage="reconcile", decision="wait"),
    ]
    states = {state.state: state for state in count_beliefs(cube).states}
    assert states["accepted"].bins == [5, 4, 0, 0, 0, 0, 0]
    assert (states["ask"].tasks, states["ask"].unseen, states["ask"].bins[-1]) == (5, 2, 3)
    assert (states["escalate"].bins[4], states["wait"].bins[2]) == (1, 7)


def test_the_audit_queue_says_what_waits_and_what_was_found() -> None:
    queue = count_audits({"waiting": 4, "oldest": NOW}, [audit(), audit(is_wrong=True)])
    assert (queue.waiting, queue.done, queue.wrong, queue.oldest) == (4, 2, 1, NOW)


def test_a_sampled_population_is_bound_without_its_beliefs() -> None:
    population = count_population([cell(8_000, doubt=0), cell(2_000, doubt=300)], is_whole=False)
    audited = [audit(doubt=0)] * 160 + [audit(doubt=300, is_wrong=number < 12) for number in range(40)]
    assert find_accuracy(population, audited, Contract()).method == "exact"


def said(labeler: int, said: str | None, accepted: str, answers: int) -> dict[str, Any]:
    facts = {"question": "mood", "labeler_id": UUID(int=labeler), "compared_tasks": 40}
    return {**facts, "said": said, "accepted": accepted, "answers": answers}


def test_confusion_counts_what_was_said_where_something_was_accepted() -> None:
    mood = Attribute("mood", "category", "Mood", (Choice("good", "Good"), Choice("bad", "Bad")))
    rows = [said(1, "good", "good", 20), said(2, "bad", "good", 6), said(1, None, "bad", 3)]
    [confusion] = find_confusions([mood], rows)
    assert confusion.choices == ["good", "bad", "(no answer)"]
    assert confusion.counts == [[20, 6, 0], [0, 0, 3], [0, 0, 0]]
    assert find_confusions([mood], []) == []


def test_of_many_choices_the_most_frequent_are_shown_and_the_others_counted() -> None:
    choices = tuple(Choice(f"c{number}") for number in range(30))
    rows = [said(1, f"c{number}", f"c{number}", number + 1) for number in range(30)]
    [confusion] = find_confusions([Attribute("mood", "category", "", choices)], rows)
    assert confusion.choices == [f"c{number}" for number in range(10, 30)]
    assert confusion.others == sum(range(1, 11))


def test_a_slip_is_a_mistake_that_somebody_makes_often() -> None:
    rows = [said(1, "spam", "ham", 18), said(1, "ham", "ham", 82), said(2, "spam", "ham", 1), said(2, "ham", "ham", 5)]
    [slip] = find_slips(rows)[str(UUID(int=1))]
    assert (slip.said, slip.right, slip.count, slip.of) == ("spam", "ham", 18, 100)
    assert str(UUID(int=2)) not in find_slips(rows)
