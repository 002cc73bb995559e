"""A certificate may not look better than the work: audits are a random sample, and no found mistake is lost."""

from __future__ import annotations

from pathlib import Path

from goldsmith.verify import verify

from ..product import Customer, say, wait_until
from .test_deliveries import completed, download


def test_audits_are_handed_out_in_random_order(customer: Customer) -> None:
    project, tasks = completed(customer, 40)
    customer.operator.post(f"/projects/{project}/audits", {"count": 40}, expect=201)
    auditor = customer.caller("reviewer")

    order = []
    for _ in range(12):
        claim = auditor.claim(project, "audit")
        order.append(tasks.index(claim["task"]["id"]))
        auditor.audit(claim, "correct")

    # In queue order these would be 0 … 11; a random draw of 12 from 40 is increasing once in half a billion times.
    assert order != sorted(order)
    assert max(order) > 11


def test_a_wrong_audit_that_was_taken_back_still_counts(customer: Customer, tmp_path: Path) -> None:
    project, tasks = completed(customer, 6)
    customer.operator.post(f"/projects/{project}/audits", {"count": 6}, expect=201)
    auditor = customer.caller("reviewer")
    for _ in range(6):
        claim = auditor.claim(project, "audit")
        if claim["task"]["id"] == tasks[0]:
            auditor.audit(claim, "wrong", answer=say("bad"))
        else:
            auditor.audit(claim, "correct")
    customer.operator.post(f"/tasks/{tasks[0]}/reopen", {"reason": "let us not show this one"}, expect=204)
    wait_until(lambda: customer.task(tasks[0])["stage"] == "label")

    delivery = customer.deliver(project)
    quality = delivery["certificate"]["quality"]

    assert (delivery["records"], quality["audited"], quality["correct"], quality["taken_back"]) == (5, 6, 5, 1)
    assert "taken out of this delivery" in quality["statement"]
    certificate = download(customer.operator, delivery, tmp_path)
    assert verify(certificate, tmp_path / "gold.jsonl")
