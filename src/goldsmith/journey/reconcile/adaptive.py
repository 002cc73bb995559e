"""Adaptive labeling: after a task's first answers, accept it, ask once more, or wait until labelers are known better.

A new project knows nobody. So its first answers are collected before anything is decided, until its labelers answered
much, nothing is open any more, or nobody answered for a minute. Then it asks in waves, the most valuable answers first,
each wave a quarter of what was answered so far, and learns from each before it decides on the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.journey.reconcile.deadline import answers_in_time, is_past
from goldsmith.journey.reconcile.knowledge import read_learned
from goldsmith.journey.reconcile.learning import learn_project
from goldsmith.journey.reconcile.reading import by_question
from goldsmith.journey.reconcile.service import (
    Verdict,
    doubt_of,
    reconcile_tasks,
    stage_after_acceptance,
    write_beliefs,
    write_events,
    write_verdicts,
)
from goldsmith.modalities.reconcile import Reconciled
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import MOST_URGENT, Contract

if TYPE_CHECKING:
    from goldsmith.algorithms.consensus.result import Floats
    from goldsmith.algorithms.routing import Decisions, Limit
    from goldsmith.modalities.learned import Learned

SQL = read_sql(__file__, "adaptive.sql")
AT_ONCE: Final = 5_000
QUIET_SECONDS: Final = 60
KNOWN_ANSWERS: Final = 50
KNOWN_UNITS: Final = 2_000
UNKNOWN_RELIABILITY: Final = 0.75
WAVE: Final = 0.25
SMALLEST_WAVE: Final = 20
WIDEST: Final = 8
MOST_VALUE: Final = 0.25  # an answer that promises this much is as urgent as can be
UNKNOWN: Final = "Its labelers are not known well yet."
LATER: Final = "Worth another answer, but others are worth more and are asked first."


async def decide_adaptive(foundry: Foundry, customer_id: UUID) -> int:
    """Decide on the tasks of adaptive projects that have the answers they were open for; how many moved."""
    async with foundry.db.transaction(customer_id) as tx:
        projects = await tx.rows(SQL.adaptive_projects, quiet_seconds=QUIET_SECONDS)
    return sum([await _decide_project(foundry, customer_id, project) for project in projects])


async def _decide_project(foundry: Foundry, customer_id: UUID, project: Any) -> int:
    is_over = is_past(msgspec.convert(project["contract"], Contract).deadline)
    is_last_call = project["nothing_open"] or project["is_quiet"] or (is_over and project["fitted_at"] is None)
    if project["fitted_at"] is None and not is_last_call:
        return 0
    if is_last_call and project["is_behind"]:
        await learn_project(foundry, customer_id, project)
    async with foundry.db.transaction(customer_id) as tx:
        if not await tx.value(SQL.lock_deciding, project_id=project["id"]):
            return 0
        may_settle = is_last_call or is_over or await _knows_its_labelers(tx, project["id"])
        tasks = await tx.rows(SQL.tasks_to_decide, project_id=project["id"], all=may_settle, limit=AT_ONCE)
        moved, room = 0, size_of_wave(project)
        for group in by_question(tasks):
            verdicts = await _decide_group(tx, project, group, may_settle=may_settle)
            if is_last_call:
                room -= hold_back(verdicts, room)
            await _write(tx, verdicts)
            moved += sum(verdict.decision != "wait" for verdict in verdicts)
        return moved


def size_of_wave(project: Any) -> int:
    """How many answers may be asked for now: none while a wave is open from which nothing was learnt yet."""
    if not (project["nothing_open"] or project["is_behind"]):
        return 0
    return max(SMALLEST_WAVE, int(WAVE * project["annotations"]))


def hold_back(verdicts: Sequence[Verdict], room: int) -> int:
    """Ask only the most valuable of what is worth asking: what they teach decides on the others. How many are asked."""
    asked = sorted((each for each in verdicts if each.decision == "ask"), key=lambda each: -each.urgency)
    for verdict in asked[room:]:
        verdict.decision, verdict.stage, verdict.reason = "wait", "reconcile", LATER
    return len(asked[:room])


async def _knows_its_labelers(tx: Tx, project_id: UUID) -> bool:
    known = await tx.row(SQL.maturity, project_id=project_id)
    return known is not None and known["answers_per_labeler"] >= KNOWN_ANSWERS and known["units"] >= KNOWN_UNITS


async def _decide_group(tx: Tx, project: Any, tasks: Sequence[Any], *, may_settle: bool) -> list[Verdict]:
    results = await reconcile_tasks(tx, tasks)
    learned = await read_learned(tx, project["id"])
    contract = msgspec.convert(project["contract"], Contract)
    left = await _answers_left(tx, project, contract)
    decisions = value_next_answers(tasks, results, learned, target_accuracy=contract.target_accuracy, left=left)
    return [
        _conclude(task, result, decisions, number, may_settle=may_settle)
        for number, (task, result) in enumerate(zip(tasks, results, strict=True))
    ]


async def _answers_left(tx: Tx, project: Any, contract: Contract) -> tuple[int | None, Limit]:
    """How many answers may still be asked for (None: any number), and by what that is limited: budget or deadline."""
    from goldsmith.algorithms.routing import Limit

    if is_past(contract.deadline):
        return 0, Limit.PASSED_DEADLINE
    paid = None if contract.most_answers is None else await _answers_paid_for(tx, project, contract.most_answers)
    timely = None if contract.deadline is None else await answers_in_time(tx, project["id"], contract.deadline)
    if timely is None or (paid is not None and paid <= timely):
        return paid, Limit.BUDGET
    return timely, Limit.DEADLINE


async def _answers_paid_for(tx: Tx, project: Any, most: int) -> int:
    """What is left of a budget, with all that is given and all that is asked for and not given yet taken off."""
    promised: int = await tx.value(SQL.answers_promised, project_id=project["id"])
    given: int = project["annotations"]
    return max(0, most - max(promised, given))


def value_next_answers(
    tasks: Sequence[Any],
    results: Sequence[Reconciled],
    learned: Mapping[str, Learned],
    *,
    target_accuracy: float,
    left: tuple[int | None, Limit],
) -> Decisions:
    """What one more answer to each task is worth; a task of many units is judged by the one that is least sure."""
    import numpy as np

    from goldsmith.algorithms.routing import decide

    doubts = [result.least_sure for result in results]
    return decide(
        _tabulate([row for _, row in doubts]),
        np.array([task["answers_have"] for task in tasks]),
        np.array([task["answers_most"] for task in tasks]),
        next_reliability=np.array([_next_reliability(learned.get(question)) for question, _ in doubts]),
        target_accuracy=target_accuracy,
        answers_left=left[0],
        limit=left[1],
    )


def urgency_of(value: float) -> int:
    """Where a question stands among the others, in thousandths of what an answer can be worth at most."""
    return min(MOST_URGENT, int(1_000 * value / MOST_VALUE))


def _tabulate(rows: Sequence[Sequence[float]]) -> Floats:
    """Rows of different lengths as one table: each row's most probable choices, then all the rest as one."""
    import numpy as np

    table = np.zeros((len(rows), WIDEST))
    for number, row in enumerate(rows):
        ordered = np.sort(row)[::-1]
        table[number, : min(len(ordered), WIDEST)] = ordered[:WIDEST]
        table[number, -1] += ordered[WIDEST:].sum()
    return table


def _next_reliability(learned: Learned | None) -> float:
    return UNKNOWN_RELIABILITY if learned is None else learned.good_reliability


def _conclude(task: Any, result: Reconciled, decisions: Decisions, number: int, *, may_settle: bool) -> Verdict:
    from goldsmith.algorithms.routing import SENTENCES, Action, Reason, unreviewed

    action, why = decisions.action[number], Reason(decisions.reason[number])
    reason = SENTENCES[why]
    if not may_settle:
        return Verdict(task, result, "wait", UNKNOWN, "reconcile")
    if action == Action.ASK:
        return Verdict(task, result, "ask", reason, "label", urgency_of(decisions.value[number]))
    if (doubt := doubt_of(task)) is not None:
        return Verdict(task, result, "escalate", doubt, "review")
    if action == Action.ESCALATE and task["review_percent"] > 0:
        return Verdict(task, result, "escalate", reason, "review")
    return Verdict(task, result, "accept", unreviewed(why), stage_after_acceptance(task["audit_percent"]))


async def _write(tx: Tx, verdicts: Sequence[Verdict]) -> None:
    """Write what was decided: an answer where there is one now, else only what is believed meanwhile."""
    settled = [verdict for verdict in verdicts if verdict.decision in ("accept", "escalate")]
    if settled:
        await write_verdicts(tx, settled)
    asked = [verdict for verdict in verdicts if verdict.decision == "ask"]
    if asked:
        await write_beliefs(tx, asked)
        await tx.run(
            SQL.open_for_more,
            task_ids=[verdict.task["id"] for verdict in asked],
            urgencies=[verdict.urgency for verdict in asked],
        )
        await write_events(tx, "task.asked", asked)
    waiting = [verdict for verdict in verdicts if verdict.decision == "wait"]
    if waiting:
        await write_beliefs(tx, waiting)
