"""Figures that are counts of tasks: answers per task, states of belief, the audit queue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from goldsmith.quality.figures import AnswerCount, AuditQueue, Beliefs, BeliefState, Labels

EDGES: Final = (0.001, 0.01, 0.02, 0.05, 0.1, 0.2)
STATES: Final = ("accepted", "ask", "wait", "escalate")


def count_labels(cube: Sequence[Any], counters: Mapping[str, int], *, is_adaptive: bool) -> Labels:
    """Count the answers of completed tasks. Only adaptive labeling can save any: fixed asks for all it may."""
    tasks: Counter[int] = Counter()
    allowed = 0
    for row in cube:
        if row["is_completed"]:
            tasks[row["answers_have"]] += row["tasks"]
            allowed += row["answers_most"] * row["tasks"]
    completed, answers = sum(tasks.values()), sum(have * number for have, number in tasks.items())
    given = counters.get("annotations", 0)
    return Labels(
        completed=completed,
        answers=answers,
        mean=answers / completed if completed else None,
        most=allowed / completed if completed else None,
        saved=max(0.0, 1 - answers / allowed) if is_adaptive and allowed else None,
        seconds_per_answer=counters.get("seconds", 0) / given if given else None,
        counts=[AnswerCount(have, tasks[have]) for have in sorted(tasks)],
    )


def count_beliefs(cube: Sequence[Any]) -> Beliefs:
    """Count tasks by state and by how much doubt is left."""
    bins: dict[str, list[int]] = defaultdict(lambda: [0] * (len(EDGES) + 1))
    unseen: Counter[str] = Counter()
    for row in cube:
        state = _state(row)
        if row["doubt"] is None:
            unseen[state] += row["tasks"]
        else:
            bins[state][_bin(row["doubt"])] += row["tasks"]
    shown = [
        BeliefState(state=state, tasks=sum(bins[state]) + unseen[state], unseen=unseen[state], bins=bins[state])
        for state in STATES
        if state in bins or state in unseen
    ]
    return Beliefs(list(EDGES), shown)


def count_audits(waiting: Any, audited: Sequence[Any]) -> AuditQueue:
    return AuditQueue(
        waiting=waiting["waiting"],
        done=len(audited),
        wrong=sum(row["is_wrong"] for row in audited),
        oldest=waiting["oldest"],
    )


def _state(row: Any) -> str:
    """Name what happens next to tasks of this kind, in the engine's own words."""
    if row["is_completed"]:
        return "accepted"
    if row["stage"] == "review":
        return "escalate"
    return "wait" if row["decision"] == "wait" else "ask"


def _bin(doubt: int) -> int:
    return sum(doubt > round(edge * 1000) for edge in EDGES)
