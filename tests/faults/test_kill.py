"""A minute of kill -9 on servers, workers and PostgreSQL while eight people label: no acknowledged answer is lost."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

from ..product import Caller, Customer, Product, say, wait_until
from ..seals import wait_until_sealed
from .history import Submit, violations
from .killing import Victims, api, api_worker, kill, postgres, postmaster, worker

SECONDS = 60.0
SEED = 20
LABELERS = 8
LEASE_SECONDS = 5
ENOUGH_KILLS = 12
ENOUGH_ANSWERS = 200
TARGETS: tuple[Victims, ...] = (postgres, postgres, postmaster, api_worker, api_worker, api, worker)
CHOICES = ("good", "bad", "odd")


class Labeler(threading.Thread):
    """Claims and submits until told to stop; one in thirty times so slowly that the lease runs out."""

    def __init__(self, caller: Caller, project: str, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.caller, self.project, self.stop = caller, project, stop
        self.chance = random.Random(seed)
        self.history: list[Submit] = []

    def run(self) -> None:
        while not self.stop.is_set():
            claim = self._ask(f"/projects/{self.project}/claims", {"purpose": "label"})
            if claim is None or claim.status_code != 200:
                self.stop.wait(0.1)
                continue
            if self.chance.random() < 1 / 30:
                self.stop.wait(LEASE_SECONDS + 2)
            self._submit(claim.json(), self.chance.choice(CHOICES))

    def _submit(self, claim: Any, choice: str) -> None:
        """Send once; when nobody knows what became of it, mostly send again, as a client would."""
        body = {"generation": claim["generation"], "answer": say(choice), "seconds": 1.0}
        for _ in range(self.chance.choice((1, 6, 6))):
            answer = self._ask(f"/assignments/{claim['assignment_id']}/submit", body)
            self.history.append(_noted(claim, choice, answer))
            if self.history[-1].outcome != "unknown":
                return
            self.stop.wait(0.5)

    def _ask(self, path: str, body: Any) -> httpx.Response | None:
        try:
            return self.caller.ask("POST", path, json=body, timeout=15)
        except httpx.TransportError:
            return None


def _noted(claim: Any, choice: str, answer: httpx.Response | None) -> Submit:
    noted = Submit(claim["assignment_id"], claim["generation"], choice, "unknown")
    if answer is None or answer.status_code >= 500:
        return noted
    if answer.status_code == 200:
        return noted._replace(outcome="ok", annotation=answer.json()["annotation_id"])
    assert answer.status_code == 409, answer.text
    return noted._replace(outcome="fail")


class Tormentor:
    """Kills a part every 1 to 2.5 seconds of service: while nobody is served, there is nothing to interrupt."""

    def __init__(self, product: Product, labelers: Sequence[Labeler], seed: int) -> None:
        self.product, self.labelers = product, labelers
        self.chance = random.Random(seed)
        self.hits = Counter[str]()

    def torment(self, seconds: float, most_seconds: float) -> None:
        """Go on for `seconds`, on a slow machine longer, until there was enough to learn from."""
        started = time.monotonic()
        while (passed := time.monotonic() - started) < seconds or (passed < most_seconds and not self._is_enough()):
            victims = self.chance.choice(TARGETS)
            self.hits[victims.__name__] += kill(self.product, victims) > 0
            self._wait_for_service(self._acknowledged())

    def _wait_for_service(self, told: int) -> None:
        time.sleep(self.chance.uniform(1, 2.5))
        wait_until(lambda: self._acknowledged() > told, 60)

    def _is_enough(self) -> bool:
        return self._acknowledged() >= ENOUGH_ANSWERS and sum(self.hits.values()) >= ENOUGH_KILLS

    def _acknowledged(self) -> int:
        return sum(submit.outcome == "ok" for labeler in self.labelers for submit in list(labeler.history))


def can_label(customer: Customer, project: str) -> bool:
    """Whether somebody new can claim and submit."""
    try:
        labeler = customer.caller("labeler")
        claim = labeler.claim(project)
        return claim is not None and bool(labeler.submit(claim))
    except (AssertionError, httpx.TransportError):
        return False


@pytest.mark.timeout(420)
def test_no_acknowledged_answer_is_lost_or_doubled_whatever_is_killed(start_own: Callable[..., Product]) -> None:
    product = start_own()
    customer = product.found_customer()
    project = customer.make_project(answers_needed=2, lease_seconds=LEASE_SECONDS)
    visitor = product.found_customer()
    spare = visitor.make_project()
    visitor.add_tasks(spare, 50)
    for _ in range(6):
        customer.add_tasks(project, 1000)
    stop = threading.Event()
    labelers = [Labeler(customer.caller("labeler"), project, SEED + number, stop) for number in range(LABELERS)]
    for labeler in labelers:
        labeler.start()

    tormentor = Tormentor(product, labelers, SEED)
    tormentor.torment(SECONDS, 3 * SECONDS)

    healthy = time.monotonic()
    wait_until(lambda: can_label(visitor, spare), 30, pause=0.2)
    healthy = time.monotonic() - healthy
    stop.set()
    for labeler in labelers:
        labeler.join(40)
        assert not labeler.is_alive()
    wait_until(lambda: customer.value("select count(*) from assignment where state = 'leased'") == 0, 30)
    wait_until(lambda: customer.value("select count(*) from task where stage = 'reconcile'") == 0, 30)
    wait_until_sealed(customer, 30)

    submits = [submit for labeler in labelers for submit in labeler.history]
    outcomes = Counter(submit.outcome for submit in submits)
    print(f"hits {dict(tormentor.hits)}, submissions {dict(outcomes)}, healthy again after {healthy:.1f} s")
    assert violations(customer, project, submits) == []
    assert set(tormentor.hits) == {victims.__name__ for victims in TARGETS}, "every part was hit"
    assert sum(tormentor.hits.values()) >= ENOUGH_KILLS
    assert outcomes["ok"] >= ENOUGH_ANSWERS
    assert outcomes["unknown"] > 0
