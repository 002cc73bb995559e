"""A certificate on the wire, field by field as `docs/reference/certificate.md` explains them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from goldsmith.algorithms.certificate.bound import Looks, Method
from goldsmith.http.openapi import Extensible
from goldsmith.words import LabelerKind

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Issuer(msgspec.Struct):
    """Who signed; the public key is Ed25519, in base 64."""

    name: str
    public_key: str


class CertifiedCustomer(msgspec.Struct):
    """For whom."""

    id: str
    name: str


class CertifiedProject(msgspec.Struct):
    """Of which project."""

    id: str
    name: str
    modality: str


class CertifiedDelivery(msgspec.Struct):
    """What was delivered: the hash of the JSONL file and the Merkle root of its lines."""

    id: str
    name: str
    records: int
    bytes: int
    sha256: str
    root: str
    created_at: str
    issued_at: str


class CertifiedQuality(Extensible):
    """What was found by auditing a random sample; which audits, the whole certificate lists."""

    method: Method
    looks: Looks
    audited: int
    correct: int
    self_audited: int
    taken_back: int
    confidence: Share
    estimate: Share | None
    low: Share | None
    high: Share | None
    at_least: Share | None
    target_accuracy: Share
    favored_below: Share | None
    statement: str


class CertifiedLabels(msgspec.Struct):
    """The responses behind the records."""

    total: int
    per_task: float


class LabelerCount(msgspec.Struct):
    """How many labelers of one kind."""

    kind: LabelerKind
    count: int


class CertifiedMachine(msgspec.Struct):
    """A machine, and in how many of the records without people it had a say."""

    id: str
    kind: LabelerKind
    name: str
    records: int


class MachineOnly(msgspec.Struct):
    """The records for which nobody but machines answered."""

    records: int
    labelers: list[CertifiedMachine]


class Signature(msgspec.Struct):
    """The signature over everything else, in canonical JSON (RFC 8785)."""

    algorithm: str
    key_id: str
    value: str


class Certificate(msgspec.Struct):
    """What a delivery is and how good it is, signed by the installation."""

    version: int
    issuer: Issuer
    customer: CertifiedCustomer
    project: CertifiedProject
    delivery: CertifiedDelivery
    quality: CertifiedQuality
    labels: CertifiedLabels
    labelers: list[LabelerCount]
    machine_only: MachineOnly
    ontology_version: int
    instructions_version: int
    signature: Signature
