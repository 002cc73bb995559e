"""A simulated auditor, who knows the gold and looks at a random sample of what the project accepted."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import msgspec

from goldsmith.client import Answer, AsyncGoldsmith, Claim
from goldsmith.replay.labelers import answer_with
from goldsmith.replay.recording import ATTRIBUTE

__all__ = ["AuditDone", "audit_sample"]


class AuditDone(msgspec.Struct):
    """What the audit found, and what each audited task's accepted answer was before a wrong one was replaced."""

    audited: int = 0
    correct: int = 0
    without_gold: int = 0
    accepted_before: dict[str, str | None] = {}


async def audit_sample(
    project_id: str, auditor: AsyncGoldsmith, gold: Mapping[str, str], *, on_audit: Callable[[int], None]
) -> AuditDone:
    """Audit every drawn task. One without gold is skipped: nobody knows its right answer, so it stays in audit."""
    done = AuditDone()
    claim = await auditor.work.claim(project_id, purpose="audit")
    while claim is not None:
        task = claim.task.unique_id or ""
        right = gold.get(task)
        if right is None:
            done.without_gold += 1
            claim = (await auditor.work.skip(claim, "no gold answer", then_claim=True)).next
            continue
        accepted = choice_of(claim.consensus)
        claim = await _audit(auditor, claim, accepted, right)
        done.audited += 1
        done.correct += accepted == right
        done.accepted_before[task] = accepted
        on_audit(done.audited)
    return done


def choice_of(answer: Answer | None) -> str | None:
    return answer.global_attributes.get(ATTRIBUTE) if answer else None


async def _audit(auditor: AsyncGoldsmith, claim: Claim, accepted: str | None, right: str) -> Claim | None:
    begun = time.monotonic()
    if accepted == right:
        verdict = auditor.work.audit(claim, "correct", seconds=time.monotonic() - begun, then_claim=True)
    else:
        answer = answer_with(right)
        verdict = auditor.work.audit(claim, "wrong", answer=answer, seconds=time.monotonic() - begun, then_claim=True)
    return (await verdict).next
