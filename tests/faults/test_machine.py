"""A model of one project and the real API side by side: whatever people do in whatever order, both agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from goldsmith.ids import parse_id

from ..product import Caller, Customer, Product, say, wait_until

TASKS = 2
LABELERS = 3
ANSWERS_NEEDED = 2
SKIPS_UNTIL_REVIEW = 3
WITH: dict[str, dict[str, Any]] = {"accept": {}, "fix": {"answer": say("odd")}, "reject": {"comment": "again"}}
Who = st.integers(0, LABELERS - 1)
Choice = st.sampled_from(["good", "bad", "odd"])


@dataclass
class Held:
    """A lease that somebody holds, or held."""

    claim: Any
    who: int
    task: str
    round: int
    state: str = "leased"


@dataclass
class Expected:
    """What we believe of one task."""

    stage: str = "label"
    status: str = "pending"
    round: int = 1
    skips: int = 0
    has_consensus: bool = False
    answers: dict[int, set[int]] = field(default_factory=dict)
    """Who answered, by round."""
    skipped: dict[int, set[int]] = field(default_factory=dict)

    def have(self) -> int:
        return len(self.answers.get(self.round, ()))


class Journey(RuleBasedStateMachine):
    """Each rule does one thing over HTTP, says what must come of it, and notes it in the model."""

    product: Product

    def __init__(self) -> None:
        super().__init__()
        self.customer: Customer = self.product.found_customer()
        self.project = self.customer.make_project(answers_needed=ANSWERS_NEEDED, review_percent=100, lease_seconds=600)
        self.tasks = {task: Expected() for task in self.customer.add_tasks(self.project, TASKS)}
        self.labelers: list[Caller] = [self.customer.caller("reviewer") for _ in range(LABELERS)]
        self.reviewer = self.customer.caller("reviewer")
        self.held: list[Held] = []

    # ── What the model knows ──

    def live(self, task: str) -> list[Held]:
        return [each for each in self.held if each.task == task and each.state == "leased"]

    def may_claim(self, who: int, task: str) -> bool:
        expected = self.tasks[task]
        done = expected.answers.get(expected.round, set()) | expected.skipped.get(expected.round, set())
        is_free = expected.have() + len(self.live(task)) < ANSWERS_NEEDED
        holds = any(each.who == who for each in self.live(task))
        return expected.stage == "label" and is_free and not holds and who not in done

    def revoke(self, task: str) -> None:
        for each in self.live(task):
            each.state = "revoked"

    # ── What people do ──

    @rule(who=Who)
    def claim(self, who: int) -> None:
        claim = self.labelers[who].claim(self.project)
        possible = [task for task in self.tasks if self.may_claim(who, task)]
        if not possible:
            assert claim is None
            return
        assert claim is not None
        assert claim["task"]["id"] in possible
        task = claim["task"]["id"]
        self.held.append(Held(claim, who, task, self.tasks[task].round))

    @precondition(lambda self: self.held)
    @rule(data=st.data(), choice=Choice)
    def submit(self, data: st.DataObject, choice: str) -> None:
        held = data.draw(st.sampled_from(self.held))
        labeler = self.labelers[held.who]
        if held.state == "leased":
            labeler.submit(held.claim, choice)
            held.state = "submitted:" + choice
            expected = self.tasks[held.task]
            expected.answers.setdefault(expected.round, set()).add(held.who)
            if expected.have() == ANSWERS_NEEDED:
                self.customer.wait_for_stage(held.task, "review")
                expected.stage, expected.has_consensus = "review", True
        elif held.state == "submitted:" + choice:
            labeler.submit(held.claim, choice)
        else:
            labeler.submit(held.claim, choice, expect=409)

    @precondition(lambda self: any(each.state == "leased" for each in self.held))
    @rule(data=st.data())
    def skip(self, data: st.DataObject) -> None:
        held = data.draw(st.sampled_from([each for each in self.held if each.state == "leased"]))
        self.labelers[held.who].skip(held.claim)
        held.state = "skipped"
        expected = self.tasks[held.task]
        expected.skipped.setdefault(expected.round, set()).add(held.who)
        expected.skips += 1
        if expected.skips >= SKIPS_UNTIL_REVIEW:
            expected.stage = "review"
            self.revoke(held.task)

    @precondition(lambda self: any(each.state == "leased" for each in self.held))
    @rule(data=st.data())
    def expire(self, data: st.DataObject) -> None:
        """Let a lease run out without waiting for it."""
        held = data.draw(st.sampled_from([each for each in self.held if each.state == "leased"]))
        assignment = parse_id("assignment", held.claim["assignment_id"])
        self.customer.rows("update assignment set expires_at = now() - interval '1 second' where id = $1", assignment)
        state = "select state::text from assignment where id = $1"
        wait_until(lambda: self.customer.value(state, assignment) == "expired")
        held.state = "expired"

    @precondition(lambda self: any(each.state == "expired" for each in self.held))
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        held = data.draw(st.sampled_from([each for each in self.held if each.state == "expired"]))
        path = f"/assignments/{held.claim['assignment_id']}/renew"
        body = {"generation": held.claim["generation"]}
        if self.may_claim(held.who, held.task) and held.round == self.tasks[held.task].round:
            renewed = self.labelers[held.who].post(path, body)
            assert renewed["generation"] == held.claim["generation"] + 1
            self.labelers[held.who].submit(held.claim, expect=409)
            held.claim = {**held.claim, "generation": renewed["generation"]}
            held.state = "leased"
        else:
            self.labelers[held.who].post(path, body, 409)

    @precondition(lambda self: any(each.stage == "review" for each in self.tasks.values()))
    @rule(verdict=st.sampled_from(["accept", "fix", "reject"]))
    def review(self, verdict: str) -> None:
        claim = self.reviewer.claim(self.project, "review")
        assert claim is not None
        expected = self.tasks[claim["task"]["id"]]
        assert expected.stage == "review"
        more = WITH[verdict]
        if verdict == "accept" and not expected.has_consensus:
            self.reviewer.review(claim, verdict, 422, **more)
            self.reviewer.post(f"/assignments/{claim['assignment_id']}/release", {"generation": 1}, 204)
            return
        self.reviewer.review(claim, verdict, **more)
        if verdict == "reject":
            self._ask_anew(expected)
        else:
            expected.stage, expected.status = "done", "completed"

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(sorted(self.tasks)))
        expected = self.tasks[task]
        is_refused = expected.status == "completed"
        self.customer.operator.post(f"/tasks/{task}/cancel", expect=409 if is_refused else 204)
        if not is_refused:
            expected.stage, expected.status = "done", "canceled"
            self.revoke(task)

    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(sorted(self.tasks)))
        expected = self.tasks[task]
        is_refused = expected.status == "pending"
        body = {"reason": "Look again."}
        self.customer.operator.post(f"/tasks/{task}/reopen", body, 409 if is_refused else 204)
        if not is_refused:
            self._ask_anew(expected)

    def _ask_anew(self, expected: Expected) -> None:
        expected.stage, expected.status, expected.skips, expected.has_consensus = "label", "pending", 0, False
        expected.round += 1

    # ── What must always hold ──

    @invariant()
    def both_agree(self) -> None:
        for row in self.customer.rows("select *, stage::text as stage, status::text as status from task"):
            task = next(each for each in self.tasks if parse_id("task", each) == row["id"])
            expected = self.tasks[task]
            shown = (row["stage"], row["status"], row["round"], row["answers_have"], row["claims_live"])
            live = len(self.live(task)) if expected.stage == "label" else 0
            assert shown == (expected.stage, expected.status, expected.round, expected.have(), live)
        answers = sum(len(people) for task in self.tasks.values() for people in task.answers.values())
        assert self.customer.value("select count(*) from annotation where kind = 'response'") == answers


@pytest.mark.timeout(300)
def test_whatever_people_do_in_whatever_order_the_model_and_the_product_agree(product: Product) -> None:
    Journey.product = product
    machine: Any = Journey.TestCase
    machine.settings = settings(
        max_examples=20,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()
