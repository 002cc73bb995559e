"""Check a delivery against its certificate, offline: two files, the standard library and `cryptography` are enough.

>>> verification = verify(Path("certificate.json"), Path("export/"))  # doctest: +SKIP
>>> bool(verification), str(verification)  # doctest: +SKIP
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from goldsmith.algorithms.certificate import (
    Evidence,
    NotCanonicalError,
    StatedAccuracy,
    quality_statement,
    read_json,
    state_accuracy,
    state_exactly,
)
from goldsmith.algorithms.certificate.signature import is_signature_valid, key_id
from goldsmith.algorithms.merkle import MerkleTree, leaf_hash

VERSION: Final = 1
HASH_BYTES: Final = 32
MACHINES: Final = b'"machines": ['
LARGEST_CERTIFICATE_BYTES: Final = 1 << 30
_TOLERANCE: Final = 1.5e-6  # another machine's logarithm may round the last millionth the other way


class UnreadableError(Exception):
    """A file is missing, or is not what it should be; the sentence says which and why."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and what was found."""

    name: str
    passed: bool
    sentence: str


@dataclass(frozen=True)
class Verification:
    """The verdict on a delivery; true when everything holds."""

    is_valid: bool
    checks: list[Check]
    key_id: str
    is_trusted: bool | None
    """Whether the signing key is one that the caller trusts; None when the caller named none."""
    statement: str
    records: int
    changed_records: list[str]
    """Which records are not the certified ones, at most ten; known only when the leaves lie beside the export."""

    def __bool__(self) -> bool:
        return self.is_valid

    def __str__(self) -> str:
        verdict = "This is the certified delivery." if self.is_valid else "This does NOT hold."
        marks = {True: "ok  ", False: "FAIL"}
        lines = [f"{marks[check.passed]}  {check.sentence}" for check in self.checks]
        return "\n".join([verdict, *lines, *(f"      {each}" for each in self.changed_records)])


def verify(certificate: Path, export: Path, *, trust: Collection[str] = ()) -> Verification:
    """Check the certificate's signature and claims, and every record of the export.

    `export` is the JSONL file or the folder that holds it; a `.leaves` file beside it lets a failed check name the
    records that were changed. `trust` holds ids of keys that the caller got from the issuer by another way. Raises
    UnreadableError when there is nothing to check.
    """
    body = _read_certificate(certificate)
    lines, leaves = _find_files(export)
    try:
        seen = _read_records(body, lines, leaves)
        signer = key_id(_public_key(body))
        checks = [*_check_key(body, signer, trust), *_check_records(body, seen), *_check_quality(body, seen)]
        checks.extend(_check_machines(body, seen))
        statement = str(body["quality"]["statement"])
    except (KeyError, TypeError, AttributeError, ValueError):
        raise UnreadableError(f"{certificate} is not a whole certificate.") from None
    return Verification(
        is_valid=all(check.passed for check in checks),
        checks=checks,
        key_id=signer,
        is_trusted=signer in trust if trust else None,
        statement=statement,
        records=seen.size,
        changed_records=seen.changed,
    )


@dataclass
class _Records:
    """What the export holds, and where it leaves what was certified."""

    sha256: str
    root: str
    size: int
    sampled: dict[int, tuple[object, object]] = field(default_factory=dict)
    """The ids of the records that the audit drew, by leaf."""
    probabilities: list[float] = field(default_factory=list)
    """What each record says was believed of it, where the stated accuracy rests on that; NaN: nothing."""
    machine_only: int = 0
    """How many records say that nobody but machines answered."""
    by_machine: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    are_leaves_certified: bool = False


def _read_certificate(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_CERTIFICATE_BYTES:
            raise UnreadableError(f"{path} is too large to be a certificate.")
        body = read_json(path.read_bytes())
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from None
    except NotCanonicalError as error:
        raise UnreadableError(f"{path} is not a certificate: {error}.") from None
    if not isinstance(body, dict) or body.get("version") != VERSION:
        raise UnreadableError(f"{path} is not a certificate of version {VERSION}.")
    return body


def _find_files(export: Path) -> tuple[Path, Path | None]:
    """Find the lines, and the leaves if they lie beside them."""
    lines = _only(export, "*.jsonl") if export.is_dir() else export
    if lines is None or not lines.is_file():
        raise UnreadableError(f"{export} holds no export: one .jsonl file is expected.")
    beside = lines.with_suffix(".leaves")
    return lines, beside if beside.is_file() else _only(lines.parent, "*.leaves")


def _only(folder: Path, pattern: str) -> Path | None:
    found = sorted(folder.glob(pattern))
    return found[0] if len(found) == 1 else None


def _public_key(body: dict[str, Any]) -> bytes:
    return b64decode(body["issuer"]["public_key"], validate=True)


def _read_records(body: dict[str, Any], lines: Path, leaves: Path | None) -> _Records:
    """Read the export once, line by line: hashes, root, the audited records, and where it parts from the leaves."""
    wanted = {sampled["leaf"] for sampled in body["quality"]["sample"]}
    rests_on_beliefs = body["quality"]["method"] not in ("none", "exact")
    is_certified = leaves is not None and _root_of_leaves(leaves) == body["delivery"]["root"]
    whole, tree = sha256(), MerkleTree()
    seen = _Records("", "", 0, are_leaves_certified=is_certified)
    try:
        with ExitStack() as files:
            certified = files.enter_context(leaves.open("rb")) if leaves and is_certified else None
            for line in files.enter_context(lines.open("rb")):
                whole.update(line)
                record = line.removesuffix(b"\n")
                leaf = leaf_hash(record)
                if tree.size in wanted:
                    seen.sampled[tree.size] = _ids(record)
                if rests_on_beliefs:
                    seen.probabilities.append(_believed(_members(record)))
                if MACHINES in record:
                    _count_machines(record, seen)
                if certified and certified.read(HASH_BYTES) != leaf and len(seen.changed) < 10:
                    seen.changed.append(_name(record, tree.size))
                tree.append(leaf)
    except OSError as error:
        raise UnreadableError(f"{lines} cannot be read: {error.strerror}.") from None
    seen.sha256, seen.root, seen.size = whole.hexdigest(), tree.root().hex(), tree.size
    return seen


def _root_of_leaves(path: Path) -> str:
    tree = MerkleTree()
    with path.open("rb") as file:
        tree.extend(_hashes(file))
    return tree.root().hex()


def _hashes(file: BinaryIO) -> Iterator[bytes]:
    while leaf := file.read(HASH_BYTES):
        yield leaf


def _ids(record: bytes) -> tuple[object, object]:
    members = _members(record)
    return members.get("task_id"), members.get("annotation_id")


def _believed(stated: Mapping[str, Any]) -> float:
    """The probability that a record or an audit states; NaN: none."""
    probability = stated.get("probability")
    return float(probability) if isinstance(probability, int | float) and 0 <= probability <= 1 else float("nan")


def _members(record: bytes) -> dict[str, Any]:
    try:
        members = json.loads(record)
    except (ValueError, RecursionError):
        return {}
    return members if isinstance(members, dict) else {}


def _name(record: bytes, leaf: int) -> str:
    return f"Line {leaf + 1:,} ({_ids(record)[0] or 'not JSON'}) is not the record that was certified there."


def _count_machines(record: bytes, seen: _Records) -> None:
    machines = _members(record).get("machines")
    if isinstance(machines, list):
        seen.machine_only += 1
        seen.by_machine.update(str(machine) for machine in machines)


def _check_key(body: dict[str, Any], signer: str, trust: Collection[str]) -> Iterator[Check]:
    genuine = is_signature_valid(body, _public_key(body))
    yield Check(
        "signature",
        genuine,
        f"The certificate is signed with key {signer}."
        if genuine
        else "The certificate was changed after it was signed.",
    )
    if trust:
        known = signer in trust
        yield Check("trust", known, "You trust this key." if known else f"The key {signer} is not one that you trust.")


def _check_records(body: dict[str, Any], seen: _Records) -> Iterator[Check]:
    delivery = body["delivery"]
    same_size = seen.size == delivery["records"]
    yield Check("records", same_size, _counted(seen.size, delivery["records"]))
    same_root = seen.root == delivery["root"]
    yield Check("root", same_root, "The records are the certified ones." if same_root else _explain(seen))
    same_file = seen.sha256 == delivery["sha256"]
    yield Check(
        "file", same_file, "The file is the delivered one, byte for byte." if same_file else "The file's hash differs."
    )


def _counted(size: int, certified: int) -> str:
    if size == certified:
        return f"All {size:,} records are there."
    return f"There are {size:,} records; {certified:,} were certified."


def _explain(seen: _Records) -> str:
    if seen.changed:
        return "Some records are not the certified ones:"
    if seen.are_leaves_certified:
        return "Records at the end are missing."
    return "Some records are not the certified ones; with the delivery's .leaves file beside it I can say which."


def _check_quality(body: dict[str, Any], seen: _Records) -> Iterator[Check]:
    quality = body["quality"]
    sample, audited, correct = quality["sample"], quality["audited"], quality["correct"]
    counted = len({sampled["leaf"] for sampled in sample}), sum(sampled["verdict"] == "correct" for sampled in sample)
    adds_up = counted == (audited - quality["taken_back"], correct) and len(sample) + quality["taken_back"] == audited
    yield Check("counts", adds_up, _tally(audited, correct) if adds_up else "The audits do not add up.")
    strangers = [each for each in sample if seen.sampled.get(each["leaf"]) != (each["task_id"], each["annotation_id"])]
    yield Check(
        "sample",
        not strangers,
        f"{len(strangers):,} audited records are not in the export."
        if strangers
        else "Every audited record is in the export.",
    )
    holds = _is_stated_right(quality, body["delivery"]["records"], seen)
    yield Check(
        "interval", holds, quality["statement"] if holds else "The stated accuracy does not follow from the audits."
    )


def _check_machines(body: dict[str, Any], seen: _Records) -> Iterator[Check]:
    stated = body["machine_only"]
    counted = {labeler["id"]: labeler["records"] for labeler in stated["labelers"]}
    if not stated["records"] and not seen.machine_only:
        return
    holds = stated["records"] == seen.machine_only and counted == seen.by_machine
    sentence = f"{seen.machine_only:,} records rest on machines alone, and the certificate says on which."
    yield Check("machines", holds, sentence if holds else "Other records rest on machines alone than are certified to.")


def _tally(audited: int, correct: int) -> str:
    return f"{correct:,} of {audited:,} audits found the answer correct." if audited else "Nothing was audited."


def _is_stated_right(quality: dict[str, Any], records: int, seen: _Records) -> bool:
    """Tell whether the numbers and the sentence follow from the audits, by the method that is named."""
    evidence = _evidence(quality, records, seen)
    try:
        computed = _compute(quality, evidence)
    except ValueError:
        return False  # audits of records that are not there, or of one record twice
    sentence = quality_statement(computed, evidence, quality["confidence"], self_audited=quality["self_audited"])
    same_strata = [part._asdict() for part in computed.strata] == quality["strata"]
    numbers = ((quality[name], getattr(computed, name)) for name in ("estimate", "low", "high", "at_least"))
    is_method = computed.method == quality["method"]
    return is_method and same_strata and sentence == quality["statement"] and all(_is_close(*pair) for pair in numbers)


def _evidence(quality: dict[str, Any], records: int, seen: _Records) -> Evidence:
    drawn = ((each["audited_at"], each["leaf"], each["verdict"] == "correct") for each in quality["sample"])
    taken_back = ((each["audited_at"], None, False) for each in quality["taken_back_audits"])
    believed = [*seen.probabilities, *[float("nan")] * records][:records]
    for audited in (*quality["sample"], *quality["audited_before"]):  # a task that was sent back is believed anew
        if 0 <= audited["leaf"] < records:
            believed[audited["leaf"]] = _believed(audited)
    believed.extend(_believed(each) for each in quality["taken_back_audits"])
    return Evidence.of([*drawn, *taken_back], records, believed, quality.get("favored_below"))


def _compute(quality: dict[str, Any], evidence: Evidence) -> StatedAccuracy:
    is_by_counts = quality["method"] == "exact" and quality["looks"] == "once" and evidence.favored_below is None
    if is_by_counts and evidence.outcomes:
        return state_exactly(evidence, quality["confidence"])
    return state_accuracy(evidence, quality["confidence"], quality["looks"])


def _is_close(stated: float | None, computed: float | None) -> bool:
    if stated is None or computed is None:
        return stated is computed
    return abs(stated - computed) <= _TOLERANCE
