"""A claim as its holder sees it. What they must not see (others' answers, gold) never gets here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.http.answers import Answer, DraftAnswer
from goldsmith.http.wire import Asset, LabelerRef, asset_to_wire, labeler_to_wire, raw
from goldsmith.ids import show_id
from goldsmith.journey.label.draft import fold_operations
from goldsmith.journey.route.service import Claim as Claimed
from goldsmith.modalities import registry
from goldsmith.modalities._contract import conceal_nothing
from goldsmith.words import Purpose


class Draft(msgspec.Struct):
    """What was saved so far."""

    revision: int
    answer: DraftAnswer


class ClaimedTask(msgspec.Struct):
    """The task to work on."""

    id: str
    unique_id: str | None
    batch_id: str
    instruction: str | None
    content: dict[str, Any]


class GivenAnswer(msgspec.Struct):
    """Somebody's answer, for a reviewer."""

    annotation_id: str
    labeler: LabelerRef | None
    answer: Answer
    seconds: float | None


class Claim(msgspec.Struct, kw_only=True):
    """A lease on one task."""

    assignment_id: str
    generation: int
    purpose: Purpose
    leased_at: datetime
    expires_at: datetime
    project_id: str
    ontology_version: int
    instructions_version: int
    task: ClaimedTask
    assets: list[Asset]
    hypothesis: Answer | None
    hypothesis_id: str | None
    consensus: Answer | None
    answers: list[GivenAnswer]
    draft: Draft | None
    comment: str | None


def claim_to_wire(foundry: Foundry, claim: Claimed) -> Claim:
    row, purpose = claim.row, claim.row["purpose"]
    shown, consensus = _shown_hypothesis(claim), _judged(claim)
    hypothesis = shown["answer"] if shown else None
    start = consensus if purpose != "label" else hypothesis
    return Claim(
        assignment_id=show_id("assignment", row["assignment_id"]),
        generation=row["generation"],
        purpose=purpose,
        leased_at=row["leased_at"],
        expires_at=row["expires_at"],
        project_id=show_id("project", row["project_id"]),
        ontology_version=row["ontology_version"],
        instructions_version=row["instructions_version"],
        task=ClaimedTask(
            show_id("task", row["task_id"]),
            row["unique_id"],
            show_id("batch", row["batch_id"]),
            row["instruction"],
            _shown_content(row),
        ),
        assets=[asset_to_wire(foundry, asset, asset["field"]) for asset in claim.assets],
        hypothesis=raw(hypothesis),
        hypothesis_id=show_id("annotation", shown["id"]) if shown else None,
        consensus=raw(consensus) if purpose != "label" else None,
        answers=_answers(claim) if purpose == "review" else [],
        draft=_draft(claim, start),
        comment=_comment(claim),
    )


def _shown_content(row: Any) -> Any:
    """The content without what its modality keeps from labelers; most keep nothing, and it passes as it is."""
    modality = registry.get(row["modality"])
    if modality.conceal is conceal_nothing:
        return raw(row["content"])
    return msgspec.to_builtins(modality.conceal(msgspec.json.decode(row["content"], type=modality.content)))


def _shown_hypothesis(claim: Claimed) -> Any:
    """The newest pre-label. What a model of ours thinks is hidden unless its operator shows it: it sways people."""
    shown = (given for given in reversed(claim.answers) if given["kind"] == "hypothesis" and not given["is_hidden"])
    return next(shown, None)


def _judged(claim: Claimed) -> str | None:
    """The answer that a reviewer or auditor judges: the newest consensus, or a reviewer's own in its place."""
    for given in reversed(claim.answers):
        if given["round"] == claim.row["round"] and (given["kind"] == "consensus" or given["verdict"] == "fix"):
            answer: str = given["answer"]
            return answer
    return None


def _answers(claim: Claimed) -> list[GivenAnswer]:
    return [
        GivenAnswer(show_id("annotation", given["id"]), labeler_to_wire(given), raw(given["answer"]), given["seconds"])
        for given in claim.answers
        if given["kind"] == "response" and given["round"] == claim.row["round"]
    ]


def _draft(claim: Claimed, start: str | None) -> Draft | None:
    if claim.draft is None:
        return None
    revision, operations = claim.draft
    answer = fold_operations(operations, msgspec.json.decode(start) if start else None)
    return Draft(revision, DraftAnswer(**answer))


def _comment(claim: Claimed) -> str | None:
    """What the last reviewer said when the task was sent back."""
    rejected = [given for given in claim.answers if given["verdict"] == "reject"]
    return rejected[-1]["comment"] if rejected else None
