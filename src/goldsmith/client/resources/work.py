"""Work: claim a task, answer it, get the next. Every write names its lease; a late one changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from goldsmith.client.flow import (
    Flow,
    Pages,
    Resource,
    TransportT,
    call,
    call_or_none,
    listing,
    operation,
    pages,
    run,
)
from goldsmith.client.types import (
    Answer,
    AssignmentPurpose,
    Claim,
    Exposure,
    Lease,
    Renewed,
    Revision,
    Submitted,
    Suggestion,
    WorkOffer,
)
from goldsmith.client.wire import Request, json_request, without_none

__all__ = ["AnyAnswer", "Work"]

AnyAnswer: TypeAlias = Answer | Mapping[str, Any]


class Work(Resource[TransportT]):
    """What labelers, reviewers and auditors do."""

    @listing
    def list(self) -> Pages[WorkOffer]:
        """List the projects you may work on, and how much waits in each."""
        return pages(WorkOffer, "/work", {})

    @operation
    def claim(
        self,
        project_id: str,
        *,
        purpose: AssignmentPurpose = "label",
        task_ids: Sequence[str] | None = None,
        keyed: bool = True,
    ) -> Flow[Claim | None]:
        """Lease the next task, or None when there is nothing for you. `task_ids` narrows the choice, never the rules.

        `keyed=False` costs the server half: but then a claim whose answer got lost on the way is not given again, and
        stays yours until its lease ends; `mine` lists it.

        >>> claim = client.work.claim(project.id)  # doctest: +SKIP
        >>> while claim:  # doctest: +SKIP
        ...     answer = {"global_attributes": {"mood": "good"}}
        ...     claim = client.work.submit(claim, answer, seconds=4.2, then_claim=True).next
        """
        body = without_none(purpose=purpose, task_ids=None if task_ids is None else [*task_ids])
        return call_or_none(Claim, json_request("POST", f"/projects/{project_id}/claims", body, keyed=keyed))

    @operation
    def exposure(self, project_id: str) -> Flow[Exposure]:
        """Whether a project's content can disturb, whether you agreed to see it, and how much of it you saw today."""
        return call(Exposure, json_request("GET", f"/projects/{project_id}/exposure"))

    @operation
    def agree(self, project_id: str, *, agrees: bool = True) -> Flow[Exposure]:
        """Agree to see what a project holds, or take that back: then nothing of it is handed to you any more."""
        return call(Exposure, json_request("PUT", f"/projects/{project_id}/exposure", {"agrees": agrees}))

    @listing
    def mine(self, *, project_id: str | None = None) -> Pages[Claim]:
        """List the tasks you hold now: where to go on after a restart."""
        return pages(Claim, "/assignments/mine", {"project": project_id})

    @operation
    def draft(self, lease: Lease, revision: int, operations: Sequence[Mapping[str, Any]]) -> Flow[Revision]:
        """Save what changed since `revision`; refused (`stale_draft`) when another window saved in between."""
        body = {"generation": lease.generation, "revision": revision, "operations": [*operations]}
        return call(Revision, json_request("PUT", f"/assignments/{lease.assignment_id}/draft", body))

    @operation
    def suggest(
        self,
        lease: Lease,
        label: str,
        *,
        points: Sequence[Mapping[str, Any]] = (),
        box: Mapping[str, float] | None = None,
        model_id: str | None = None,
        view: int | None = None,
    ) -> Flow[Suggestion]:
        """Ask a model what lies at the points (`x`, `y`, `is_inside`) or in the box. Nothing is written.

        `view` counts the pictures of a task that shows several, from 0.
        """
        pointed = without_none(points=list(points), box=box, model_id=model_id, view=view)
        asked = {"generation": lease.generation, "label": label, **pointed}
        return call(Suggestion, json_request("POST", f"/assignments/{lease.assignment_id}/suggest", asked))

    @operation
    def submit(self, lease: Lease, answer: AnyAnswer, *, seconds: float, then_claim: bool = False) -> Flow[Submitted]:
        """Hand in a label; `seconds` is the time it took. The same submit sent twice is one annotation."""
        return _finish(lease, "submit", then_claim, answer=answer, seconds=seconds)

    @operation
    def review(
        self,
        lease: Lease,
        verdict: str,
        *,
        seconds: float,
        answer: AnyAnswer | None = None,
        comment: str | None = None,
        then_claim: bool = False,
    ) -> Flow[Submitted]:
        """`accept`, `fix` (with the right answer) or `reject` (with a comment; the task goes back to label)."""
        return _finish(lease, "review", then_claim, verdict=verdict, answer=answer, comment=comment, seconds=seconds)

    @operation
    def audit(
        self,
        lease: Lease,
        verdict: str,
        *,
        seconds: float,
        answer: AnyAnswer | None = None,
        comment: str | None = None,
        then_claim: bool = False,
    ) -> Flow[Submitted]:
        """`correct` or `wrong`. Audits are what the certificate's interval is computed from."""
        return _finish(lease, "audit", then_claim, verdict=verdict, answer=answer, comment=comment, seconds=seconds)

    @operation
    def skip(self, lease: Lease, reason: str, *, then_claim: bool = False) -> Flow[Submitted]:
        """Give the task to somebody else, and say why."""
        return _finish(lease, "skip", then_claim, reason=reason)

    @operation
    def flag(self, lease: Lease, reason: str, *, then_claim: bool = False) -> Flow[Submitted]:
        """Send the task to review, and say why."""
        return _finish(lease, "flag", then_claim, reason=reason)

    @operation
    def renew(self, lease: Lease) -> Flow[Renewed]:
        """Hold the task for another lease; the answer says from which generation on."""
        return call(Renewed, _about(lease, "renew"))

    @operation
    def release(self, lease: Lease) -> Flow[None]:
        """Give the task back untouched."""
        return run(_about(lease, "release"))


def _finish(lease: Lease, verb: str, then_claim: bool, **fields: Any) -> Flow[Submitted]:
    done = yield from call_or_none(Submitted, _about(lease, verb, then_claim=then_claim, **fields))
    return done or Submitted()


def _about(lease: Lease, verb: str, *, then_claim: bool = False, **fields: Any) -> Request:
    """Write to a lease. Its generation makes a repeated write harmless; only a next claim needs a key of its own."""
    body = without_none(generation=lease.generation, **fields)
    path = f"/assignments/{lease.assignment_id}/{verb}"
    return json_request("POST", path, body, query={"then": "claim"} if then_claim else {}, keyed=then_claim)
