"""The history checker: what clients were told, against what the database holds afterwards.

A client logs each try as ok (acknowledged), fail (refused for good) or unknown (no answer, or one that leaves it open).
Afterwards the database holds every ok and nothing beyond ok and unknown, and the tables agree with each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from goldsmith.ids import show_id

from ..product import Customer
from ..seals import broken_seals

Outcome = Literal["ok", "fail", "unknown"]
CLOCK_SECONDS = 2.0  # how far the start of a transaction may lie before what it saw


class Submit(NamedTuple):
    """One try to submit."""

    assignment: str
    generation: int
    choice: str
    outcome: Outcome
    annotation: str | None = None


class Facts:
    """The tables of one project, read once."""

    def __init__(self, customer: Customer) -> None:
        self.tasks = {row["id"]: row for row in customer.rows("select * from task")}
        self.assignments = {row["id"]: row for row in customer.rows("select *, state::text as state from assignment")}
        self.annotations = customer.rows("select *, kind::text as kind from annotation order by id")
        self.events = customer.rows("select kind, task_id, body from event")
        self.responses = [row for row in self.annotations if row["kind"] == "response"]


def violations(customer: Customer, project: str, submits: Sequence[Submit]) -> list[str]:
    """Everything that must not be, in words; empty is what we want."""
    facts = Facts(customer)
    return [
        *lost_or_invented(facts, submits),
        *doubled(facts),
        *too_many_claims(facts),
        *tasks_out_of_step(facts),
        *events_out_of_step(facts),
        *counters_out_of_step(facts, customer.counts(project)),
        *broken_seals(customer),
    ]


def lost_or_invented(facts: Facts, submits: Sequence[Submit]) -> Iterator[str]:
    """I1: an acknowledged answer is there, as it was given; I2: what was refused for good is not."""
    kept = {show_id("annotation", row["id"]): row for row in facts.responses}
    for submit in submits:
        if submit.outcome == "ok":
            row = kept.get(submit.annotation or "")
            if row is None:
                yield f"lost: {submit}"
            elif _told(row) != (submit.assignment, submit.choice):
                yield f"changed: {submit} is kept as {_told(row)}"
    possible = {(submit.assignment, submit.choice) for submit in submits if submit.outcome != "fail"}
    for row in facts.responses:
        if _told(row) not in possible:
            yield f"invented: {_told(row)} was never sent, or was refused"


def _told(row: Any) -> tuple[str, str]:
    return show_id("assignment", row["assignment_id"]), row["answer"]["global_attributes"]["mood"]


def doubled(facts: Facts) -> Iterator[str]:
    """I2: one answer for an assignment, one of a labeler, k of all, one consensus in a round."""
    for assignment, count in Counter(row["assignment_id"] for row in facts.responses).items():
        if count > 1:
            yield f"assignment {assignment} has {count} answers"
    people: dict[Any, list[Any]] = defaultdict(list)
    for row in facts.responses:
        people[row["task_id"], row["round"]].append(row["labeler_id"])
    for (task, number), labelers in people.items():
        if len(set(labelers)) < len(labelers):
            yield f"task {task} was answered twice by one labeler in round {number}"
        if len(labelers) > facts.tasks[task]["answers_needed"]:
            yield f"task {task} has {len(labelers)} answers in round {number}"
    agreed = Counter((row["task_id"], row["round"]) for row in facts.annotations if row["kind"] == "consensus")
    for (task, number), count in agreed.items():
        if count > 1:
            yield f"task {task} has {count} consensus answers in round {number}"
    submitted = {row["id"] for row in facts.assignments.values() if row["state"] == "submitted"}
    if submitted != {row["assignment_id"] for row in facts.responses}:
        yield "an assignment counts as submitted without an answer, or has one without counting so"


def too_many_claims(facts: Facts) -> Iterator[str]:
    """I4: answers and live claims of a task never came to more than k at one time."""
    changes: dict[Any, list[tuple[float, int]]] = defaultdict(list)
    for row in facts.assignments.values():
        start = row["leased_at"].timestamp()
        changes[row["task_id"]].append((start, 1))
        if row["state"] in ("expired", "skipped", "revoked"):
            changes[row["task_id"]].append((max(row["ended_at"].timestamp() - CLOCK_SECONDS, start), -1))
    for task, steps in changes.items():
        held = 0
        for _, step in sorted(steps):
            held += step
            if held > facts.tasks[task]["answers_needed"]:
                yield f"task {task} had {held} claims and answers at once"
                break


def tasks_out_of_step(facts: Facts) -> Iterator[str]:
    """What a task says of itself is what its answers and claims say; nothing is stuck."""
    answers = Counter(row["task_id"] for row in facts.responses if row["round"] == facts.tasks[row["task_id"]]["round"])
    live = Counter(row["task_id"] for row in facts.assignments.values() if row["state"] == "leased")
    for task, row in facts.tasks.items():
        said = (row["answers_have"], row["claims_live"])
        if said != (answers[task], live[task]):
            yield f"task {task} says {said} answers and claims; there are {answers[task], live[task]}"
        is_complete = answers[task] >= row["answers_needed"]
        if is_complete != (row["stage"] == "done"):
            yield f"task {task} has {answers[task]} answers and stands in {row['stage']}"


def events_out_of_step(facts: Facts) -> Iterator[str]:
    """I9: exactly one event for each change."""
    kinds = Counter(event["kind"] for event in facts.events)
    states = Counter(row["state"] for row in facts.assignments.values())
    finished = sum(row["status"] == "completed" for row in facts.tasks.values())
    expected = {
        "assignment.leased": len(facts.assignments),
        "annotation.submitted": len(facts.responses),
        "assignment.expired": states["expired"],
        "task.completed": finished,
    }
    for kind, count in expected.items():
        if kinds[kind] != count:
            yield f"{count} changes and {kinds[kind]} events of kind {kind}"
    named = Counter(event["body"]["annotation_id"] for event in facts.events if event["kind"] == "annotation.submitted")
    if set(named) != {str(row["id"]) for row in facts.responses} or set(named.values()) - {1}:
        yield "the events do not name each answer once"


def counters_out_of_step(facts: Facts, counts: dict[str, int]) -> Iterator[str]:
    """Counters folded from events equal a recount of the tables."""
    recount = Counter(row["stage"] for row in facts.tasks.values())
    recount["completed"] = sum(row["status"] == "completed" for row in facts.tasks.values())
    recount["tasks"], recount["annotations"] = len(facts.tasks), len(facts.responses)
    for name in {*recount, "label", "reconcile", "review", "audit", "done"}:
        if counts.get(name, 0) != recount[name]:
            yield f"the counter {name} says {counts.get(name, 0)}, the tables {recount[name]}"
