"""Write and sign the certificate of a delivery."""

from __future__ import annotations

from array import array
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goldsmith.algorithms.certificate import Evidence, Json, canonical_json, quality_statement, state_accuracy
from goldsmith.algorithms.certificate.signature import sign
from goldsmith.ids import show_id
from goldsmith.journey.deliver.records import Audit

if TYPE_CHECKING:
    from goldsmith.algorithms.certificate.bound import Looks

VERSION: Final = 1


class Sampled(NamedTuple):
    """One audited record of a delivery."""

    leaf: int
    task_id: UUID
    annotation_id: UUID
    audit: Audit
    is_self_audited: bool
    probability: float
    """What was believed of it before it was first audited; NaN: nothing."""


class Believed(NamedTuple):
    """What was believed, before its first audit, of a record whose audits do not count for the answer it has now."""

    leaf: int
    probability: float


class TakenBack(NamedTuple):
    """A task that an audit found wrong and that is not part of the delivery; `probability` as of its first audit."""

    audited_at: str
    probability: float


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
    probabilities: array[float]
    """What was believed of each record, before any audit; NaN: nothing."""
    audited_before: Sequence[Believed] = ()
    machine_only: int = 0
    """For how many records nobody but machines answered."""
    by_machine: Mapping[UUID, int] = {}
    """On how many of these each machine had its say."""
    taken_back: Sequence[TakenBack] = ()
    """They count as wrong all the same."""
    favored_below: float | None = None
    """Records of which less was believed were drawn for audit more often; None: all were drawn alike."""

    @property
    def evidence(self) -> Evidence:
        """The audits of what is delivered and of what was taken out of it."""
        drawn = ((each.audit.audited_at, each.leaf, each.audit.verdict == "correct") for each in self.sample)
        taken_back = ((each.audited_at, None, False) for each in self.taken_back)
        believed = [each.probability for each in self.taken_back]
        return Evidence.of([*drawn, *taken_back], self.records, [*self.probabilities, *believed], self.favored_below)


def write_certificate(
    delivery: Any,
    frozen: Frozen,
    *,
    kinds: Sequence[Any],
    machines: Sequence[Any] = (),
    issuer: str,
    issued_at: datetime,
    key: Ed25519PrivateKey,
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
        "machine_only": {"records": frozen.machine_only, "labelers": _show_machines(frozen, machines)},
        "ontology_version": delivery["ontology_version"],
        "instructions_version": delivery["instructions_version"],
    }
    return canonical_json(sign(unsigned, key)).decode()


def _quality(frozen: Frozen, contract: dict[str, Any]) -> Json:
    confidence = round(float(contract.get("confidence", 0.95)), 6)
    looks: Looks = "any" if contract.get("early_stop") else "once"
    evidence = frozen.evidence
    stated = state_accuracy(evidence, confidence, looks)
    self_audited = sum(sampled.is_self_audited for sampled in frozen.sample)
    return {
        **stated._asdict(),
        "strata": [part._asdict() for part in stated.strata],
        "looks": looks,
        "favored_below": frozen.favored_below,
        "audited": len(evidence.outcomes),
        "correct": sum(evidence.outcomes),
        "taken_back": len(frozen.taken_back),
        "taken_back_audits": [
            {"audited_at": each.audited_at, "probability": _known(each.probability)} for each in frozen.taken_back
        ],
        "audited_before": [
            {"leaf": each.leaf, "probability": _known(each.probability)} for each in frozen.audited_before
        ],
        "self_audited": self_audited,
        "confidence": confidence,
        "target_accuracy": round(float(contract.get("target_accuracy", 0.95)), 6),
        "statement": quality_statement(stated, evidence, confidence, self_audited=self_audited),
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
        "probability": _known(sampled.probability),
        "auditor": show_id("labeler", auditor) if auditor else None,
    }


def _show_machines(frozen: Frozen, machines: Sequence[Any]) -> Json:
    """Name every machine that had a say in a record without people, those with most records first."""
    named = sorted(machines, key=lambda row: (-frozen.by_machine[row["id"]], row["id"]))
    return [
        {
            "id": show_id("labeler", row["id"]),
            "kind": row["kind"],
            "name": row["name"],
            "records": frozen.by_machine[row["id"]],
        }
        for row in named
    ]


def _known(probability: float) -> float | None:
    return None if isnan(probability) else probability


def _per_task(frozen: Frozen) -> float:
    return round(frozen.labels / frozen.records, 6) if frozen.records else 0


def _show_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
