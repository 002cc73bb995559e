"""The words that the state of a thing can be, as types.

The database checks the same words; `tests/http/test_catalog.py` compares the two.
"""

from __future__ import annotations

from typing import Literal

__all__ = [
    "AnnotationKind",
    "AssetStatus",
    "CallStatus",
    "Decision",
    "DeliveryStatus",
    "FunctionStatus",
    "ImportStatus",
    "KeyMode",
    "LabelerKind",
    "Labeling",
    "LeaseState",
    "MessageStatus",
    "ModelKind",
    "ModelStatus",
    "PreviewStatus",
    "ProjectStatus",
    "Purpose",
    "ReplyStatus",
    "RoleName",
    "RubricTestStatus",
    "RunStatus",
    "Stage",
    "TaskStatus",
    "Verdict",
]

RoleName = Literal["admin", "operator", "member", "reviewer", "labeler"]
KeyMode = Literal["live", "test"]
LabelerKind = Literal["person", "model", "judge", "function"]

ProjectStatus = Literal["active", "paused", "archived"]
Labeling = Literal["fixed", "adaptive"]

Stage = Literal["ingest", "label", "reconcile", "review", "audit", "done"]
TaskStatus = Literal["pending", "completed", "canceled", "error"]
AssetStatus = Literal["pending", "ready", "rejected"]
ImportStatus = Literal["uploading", "running", "done", "failed", "canceled"]

Purpose = Literal["label", "review", "audit"]
LeaseState = Literal["leased", "submitted", "skipped", "expired", "revoked"]
AnnotationKind = Literal["hypothesis", "response", "consensus", "review", "audit", "expected"]
Verdict = Literal["accept", "fix", "reject", "correct", "wrong"]
Decision = Literal["accept", "ask", "escalate", "wait"]

ModelKind = Literal["learned", "chat", "label_studio", "detector", "segmenter", "practice"]
ModelStatus = Literal["idle", "running", "stopped"]
PreviewStatus = Literal["running", "done", "failed"]
CallStatus = Literal["answered", "unusable", "away", "refused"]
ReplyStatus = Literal["answered", "broke_off", "away", "refused"]
FunctionStatus = Literal["active", "failed"]
RunStatus = Literal["running", "done", "failed"]
RubricTestStatus = Literal["waiting", "done", "failed"]

DeliveryStatus = Literal["building", "ready", "failed"]
MessageStatus = Literal["pending", "delivered", "failed"]
