"""Tasks of adaptive projects that only machines have answered: some stand as they are, for others a person is asked.

A machine is believed as far as people's answers have shown that its confidence means what it says. A random share of
what machines answered goes to people whatever they say, so that this stays true where they are sure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from goldsmith.algorithms.draw import is_drawn
from goldsmith.foundry import Foundry
from goldsmith.journey.reconcile.adaptive import SQL as ADAPTIVE_SQL
from goldsmith.journey.reconcile.adaptive import urgency_of, value_next_answers
from goldsmith.journey.reconcile.knowledge import read_learned
from goldsmith.journey.reconcile.reading import by_question, read_said
from goldsmith.journey.reconcile.service import (
    Verdict,
    stage_after_acceptance,
    write_beliefs,
    write_verdicts,
)
from goldsmith.modalities import registry
from goldsmith.modalities.reconcile import Reconciled, reconcile_answers
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import MOST_URGENT, Contract

if TYPE_CHECKING:
    from goldsmith.modalities.learned import Learned

SQL = read_sql(__file__, "machines.sql")
AT_ONCE: Final = 500
SAME_BELIEF: Final = 0.01
STANDS: Final = "Accepted: machines are as sure as the contract asks, and people have checked them at random."
CHECK: Final = "Asked: drawn at random to check what a machine is sure of."
DOUBT: Final = "Asked: machines are not as sure as the contract asks."


async def look_at_machines(foundry: Foundry, customer_id: UUID) -> int:
    """Go one step through the open tasks of each project where machines are trusted; how many tasks that left."""
    async with foundry.db.transaction(customer_id) as tx:
        projects = await tx.rows(SQL.projects_to_pass)
    return sum([await _step(foundry, customer_id, project) for project in projects])


async def _step(foundry: Foundry, customer_id: UUID, project: Any) -> int:
    """Judge the next tasks and note the place, in one transaction: killed anywhere, the pass goes on from there."""
    async with foundry.db.transaction(customer_id) as tx:
        if not await tx.value(ADAPTIVE_SQL.lock_deciding, project_id=project["id"]):
            return 0
        if not project["is_under_way"]:
            await tx.run(SQL.begin_pass, project_id=project["id"])
        seen = await tx.rows(SQL.tasks_to_look_at, project_id=project["id"], after=project["place"], limit=AT_ONCE)
        task_ids = [row["id"] for row in seen]
        tasks = await tx.rows(SQL.untouched_tasks, task_ids=task_ids, modality=project["modality"])
        for group in by_question(tasks):
            await _decide(tx, project, group)
        if len(seen) < AT_ONCE:
            await tx.run(SQL.end_pass, project_id=project["id"])
            return 0
        await tx.run(SQL.move_pass, project_id=project["id"], place=seen[-1]["id"])
        return len(seen)


async def _decide(tx: Tx, project: Any, tasks: Sequence[Any]) -> None:
    ontology, said = await read_said(tx, tasks)
    heard = [each for each in said if each.answers]
    learned = await read_learned(tx, project["id"])
    results = reconcile_answers(registry.get(project["modality"]), ontology, heard, learned)
    vouched = {result.task_id: result for result in results if result.is_vouched}
    verdicts = _conclude(project, [task for task in tasks if task["id"] in vouched], vouched, learned)
    changing = [verdict for verdict in verdicts if _changes(verdict)]
    locked = await tx.rows(SQL.lock_untouched, task_ids=[verdict.task["id"] for verdict in changing])
    still_free = {row["id"] for row in locked}
    await _write(tx, [verdict for verdict in changing if verdict.task["id"] in still_free])


def _conclude(
    project: Any, tasks: Sequence[Any], vouched: Mapping[UUID, Reconciled], learned: Mapping[str, Learned]
) -> list[Verdict]:
    """What becomes of tasks that checked machines answered, each with what is believed of it."""
    from goldsmith.algorithms.routing import Limit, Reason, share_to_check

    contract = msgspec.convert(project["contract"], Contract)
    results = [vouched[task["id"]] for task in tasks]
    decisions = value_next_answers(
        tasks, results, learned, target_accuracy=contract.target_accuracy, left=(None, Limit.BUDGET)
    )
    share, seed = share_to_check(project["tasks"]), project["id"].bytes
    verdicts = []
    for number, (task, result) in enumerate(zip(tasks, results, strict=True)):
        urgency = urgency_of(decisions.value[number])
        if is_drawn(task["id"].bytes, share, seed):
            verdicts.append(Verdict(task, result, "ask", CHECK, "label", MOST_URGENT, came_from="label"))
        elif decisions.reason[number] in (Reason.SURE, Reason.CONTRACT_MET):
            stage = stage_after_acceptance(project["audit_percent"])
            verdicts.append(Verdict(task, result, "accept", STANDS, stage, came_from="label"))
        else:
            verdicts.append(Verdict(task, result, "ask", DOUBT, "label", urgency, came_from="label"))
    return verdicts


def _changes(verdict: Verdict) -> bool:
    """Whether a task would not be as it was: what was said again is not written again."""
    task, result = verdict.task, verdict.result
    was_asked = (task["decided_before"], task["answers_needed"], task["urgency"]) == ("ask", 1, verdict.urgency)
    if verdict.is_accepted or not was_asked:
        return True
    change: float = abs(task["believed_before"] - result.expected_error)
    return change > SAME_BELIEF


async def _write(tx: Tx, verdicts: Sequence[Verdict]) -> None:
    """Accept what stands; where it does not, ask one person first and write what is believed meanwhile."""
    accepted = [verdict for verdict in verdicts if verdict.is_accepted]
    if accepted:
        await write_verdicts(tx, accepted)
    asked = [verdict for verdict in verdicts if not verdict.is_accepted]
    if asked:
        await write_beliefs(tx, asked)
        await tx.run(
            SQL.ask_one,
            task_ids=[verdict.task["id"] for verdict in asked],
            urgencies=[verdict.urgency for verdict in asked],
        )
