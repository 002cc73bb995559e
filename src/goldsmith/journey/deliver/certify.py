"""Write and sign the certificate of a delivery."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goldsmith.algorithms.certificate import Json, audited_quality, canonical_json, quality_statement
from goldsmith.algorithms.certificate.signature import sign
from goldsmith.ids import show_id
from goldsmith.journey.deliver.records import Audit

VERSION: Final = 1
METHOD: Final = "clopper-pearson"


class Sampled(NamedTuple):
    """One audited record of a delivery."""

    leaf: int
    task_id: UUID
    annotation_id: UUID
    audit: Audit
    is_self_audited: bool


class Frozen(NamedTuple):
    """What the stream of records came to."""

    records: int
    size: int
    sha256: str
    root: bytes
    leaves_sha256: str
    labels: int
    labeler_ids: list[UUID]
    sample: list[Sampled]
    taken_back: int = 0
    """Tasks that an audit found wrong and that are not part of this delivery: they count as wrong all the same."""


def write_certificate(
    delivery: Any, frozen: Frozen, *, kinds: Sequence[Any], issuer: str, issued_at: datetime, key: Ed25519PrivateKey
) -> str:
    """Return the signed certificate as the text that is stored and handed out, byte for byte."""
    unsigned: dict[str, Json] = {
        "version": VERSION,
        "issuer": {"name": issuer, "public_key": b64encode(key.public_key().public_bytes_raw()).decode()},
        "customer": {"id": show_id("customer", delivery["customer_id"]), "name": delivery["customer_name"]},
        "project": {
            "id": show_id("project", delivery["project_id"]),
            "name": delivery["project_name"],
            "modality": delivery["modality"],
        },
        "delivery": {
            "id": show_id("delivery", delivery["id"]),
            "name": delivery["name"],
            "records": frozen.records,
            "bytes": frozen.size,
            "sha256": frozen.sha256,
            "root": frozen.root.hex(),
            "created_at": _show_time(delivery["created_at"]),
            "issued_at": _show_time(issued_at),
        },
        "quality": _quality(frozen, delivery["contract"]),
        "labels": {"total": frozen.labels, "per_task": _per_task(frozen)},
        "labelers": [{"kind": row["kind"], "count": row["count"]} for row in kinds],
        "ontology_version": delivery["ontology_version"],
        "instructions_version": delivery["instructions_version"],
    }
    return canonical_json(sign(unsigned, key)).decode()


def _quality(frozen: Frozen, contract: dict[str, Any]) -> Json:
    confidence = round(float(contract.get("confidence", 0.95)), 6)
    audited = len(frozen.sample) + frozen.taken_back
    correct = sum(sampled.audit.verdict == "correct" for sampled in frozen.sample)
    self_audited = sum(sampled.is_self_audited for sampled in frozen.sample)
    return {
        "method": METHOD,
        "audited": audited,
        "correct": correct,
        "taken_back": frozen.taken_back,
        "self_audited": self_audited,
        "confidence": confidence,
        **audited_quality(correct, audited, confidence)._asdict(),
        "target_accuracy": round(float(contract.get("target_accuracy", 0.95)), 6),
        "statement": quality_statement(
            frozen.records, correct, audited, confidence, self_audited=self_audited, taken_back=frozen.taken_back
        ),
        "sample": [_show_sampled(sampled) for sampled in frozen.sample],
    }


def _show_sampled(sampled: Sampled) -> Json:
    auditor = sampled.audit.labeler_id
    return {
        "leaf": sampled.leaf,
        "task_id": show_id("task", sampled.task_id),
        "annotation_id": show_id("annotation", sampled.annotation_id),
        "verdict": sampled.audit.verdict,
        "audited_at": sampled.audit.audited_at,
        "auditor": show_id("labeler", auditor) if auditor else None,
    }


def _per_task(frozen: Frozen) -> float:
    return round(frozen.labels / frozen.records, 6) if frozen.records else 0


def _show_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
