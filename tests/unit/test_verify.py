"""The offline check: what is whole passes, and every kind of tampering is found and named."""

from __future__ import annotations

import json
import math
from array import array
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goldsmith.algorithms.certificate import finite_interval
from goldsmith.algorithms.certificate.signature import sign
from goldsmith.algorithms.merkle import leaf_hash, merkle_root
from goldsmith.ids import show_id
from goldsmith.journey.deliver.certify import Believed, Frozen, Sampled, TakenBack, write_certificate
from goldsmith.journey.deliver.records import Audit
from goldsmith.verify import UnreadableError, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RECORDS = 40
AUDITED = {3: "correct", 8: "wrong", 21: "correct", 39: "correct"}


def line(number: int, probability: float | None = None) -> bytes:
    task, annotation = show_id("task", UUID(int=number)), show_id("annotation", UUID(int=1000 + number))
    record = {"task_id": task, "annotation_id": annotation, "content": {"text": f"Grüße {number}"}}
    return json.dumps(record | {"probability": probability}).encode()


def certificate_of(
    lines: list[bytes],
    audited: Mapping[int, str] = AUDITED,
    *,
    taken_back: Sequence[TakenBack] = (),
    believed_before: Mapping[int, float] | None = None,
    favored_below: float | None = None,
    **contract: Any,
) -> dict[str, Any]:
    """`believed_before` says what was believed before their audits of records that were sent back since."""
    probabilities = array("d", (json.loads(each)["probability"] or math.nan for each in lines))
    for leaf, probability in (believed_before or {}).items():
        probabilities[leaf] = probability
    by_machine = Counter(UUID(int=1) for each in lines if b'"machines": ["' in each)
    leaves = [leaf_hash(each) for each in lines]
    whole = b"".join(each + b"\n" for each in lines)
    sample = [
        Sampled(
            leaf,
            UUID(int=leaf),
            UUID(int=1000 + leaf),
            Audit(UUID(int=5), verdict, "2026-11-21T11:00:00Z"),
            is_self_audited=False,
            probability=probabilities[leaf],
        )
        for leaf, verdict in audited.items()
    ]
    frozen = Frozen(
        records=len(lines),
        size=len(whole),
        sha256=sha256(whole).hexdigest(),
        root=merkle_root(leaves),
        leaves_sha256="",
        labels=80,
        labeler_ids=[UUID(int=7)],
        sample=sample,
        probabilities=probabilities,
        audited_before=[Believed(leaf, probabilities[leaf]) for leaf in believed_before or {} if leaf not in audited],
        machine_only=by_machine.total(),
        by_machine=by_machine,
        taken_back=taken_back,
        favored_below=favored_below,
    )
    delivery = {
        "id": UUID(int=1),
        "name": "First batch",
        "customer_id": UUID(int=2),
        "customer_name": "Müller & Co",
        "project_id": UUID(int=3),
        "project_name": "Cars",
        "modality": "image.v1",
        "contract": {"target_accuracy": 0.95, "confidence": 0.95, **contract},
        "ontology_version": 1,
        "instructions_version": 1,
        "created_at": NOW,
    }
    kinds = [{"kind": "person", "count": 1}]
    machines = [{"id": labeler, "kind": "model", "name": "qwen"} for labeler in by_machine]
    who = {"kinds": kinds, "machines": machines, "issuer": "http://goldsmith.test"}
    text = write_certificate(delivery, frozen, issued_at=NOW, key=KEY, **who)
    read: dict[str, Any] = json.loads(text)
    return read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [line(number) for number in range(RECORDS)]
    write_delivery(tmp_path, lines, certificate_of(lines))
    return tmp_path


def write_delivery(folder: Path, lines: list[bytes], certificate: dict[str, Any]) -> None:
    (folder / "certificate.json").write_text(json.dumps(certificate, indent=2))
    (folder / "export.jsonl").write_bytes(b"".join(each + b"\n" for each in lines))
    (folder / "export.leaves").write_bytes(b"".join(map(leaf_hash, lines)))


def write_doubted_delivery(folder: Path, **contract: Any) -> Any:
    """400 records, of which every fifth is doubted; 58 were audited, and three of the doubted ones were wrong."""
    lines = [line(number, 0.6 if number % 5 == 0 else 0.99) for number in range(400)]
    audited = {number: "wrong" if number in (0, 35, 70) else "correct" for number in range(0, 400, 7)}
    certificate = certificate_of(lines, audited, **contract)
    write_delivery(folder, lines, certificate)
    return certificate["quality"]


def change_lines(folder: Path, change: Callable[[list[bytes]], object]) -> None:
    lines = (folder / "export.jsonl").read_bytes().splitlines()
    change(lines)
    (folder / "export.jsonl").write_bytes(b"".join(each + b"\n" for each in lines))


def change_certificate(folder: Path, change: Callable[[Any], object], key: Ed25519PrivateKey | None = None) -> None:
    """Change what the certificate says; with a key, sign it anew as a forger would."""
    body = json.loads((folder / "certificate.json").read_text())
    change(body)
    if key:
        body["issuer"]["public_key"] = b64encode(key.public_key().public_bytes_raw()).decode()
        body = sign({name: member for name, member in body.items() if name != "signature"}, key)
    (folder / "certificate.json").write_text(json.dumps(body))


def failures(folder: Path) -> list[str]:
    verification = verify(folder / "certificate.json", folder)
    assert bool(verification) == verification.is_valid == all(check.passed for check in verification.checks)
    return [check.name for check in verification.checks if not check.passed]


def test_a_whole_delivery_passes_as_file_and_as_folder(folder: Path) -> None:
    for export in (folder, folder / "export.jsonl"):
        verification = verify(folder / "certificate.json", export)
        assert verification
        assert verification.records == RECORDS
        assert verification.statement == (
            "Of 40 records, 4 drawn at random were audited and 3 of these were correct. "
            "With 95 % confidence, 22.5 to 97.5 % are correct."
        )
        assert verification.statement in str(verification)
        assert verification.is_trusted is None


def test_beliefs_shorten_the_interval_and_are_checked_in_the_records(tmp_path: Path) -> None:
    quality = write_doubted_delivery(tmp_path)
    assert quality["method"] == "stratified"
    assert [part["records"] for part in quality["strata"]] == [320, 80]
    assert sum(part["audited"] for part in quality["strata"]) == quality["audited"] == 58
    by_counts, _ = finite_interval(55, 58, 400)
    assert quality["low"] > by_counts
    assert failures(tmp_path) == []
    change_certificate(tmp_path, lambda body: body["quality"]["strata"][0].update(records=300), KEY)
    assert failures(tmp_path) == ["interval"]


def test_audits_that_favor_the_less_certain_are_bounded_apart_from_the_others(tmp_path: Path) -> None:
    lines = [line(number, 0.99 if number % 5 else 0.5 + number % 2 / 10) for number in range(400)]
    doubted = {number: "wrong" if number % 25 == 0 else "correct" for number in range(0, 400, 10)}
    audited = doubted | dict.fromkeys(range(1, 400, 5), "correct")
    certificate = certificate_of(lines, audited, favored_below=0.9)
    quality = certificate["quality"]
    write_delivery(tmp_path, lines, certificate)
    assert [(part["records"], part["audited"], part["correct"]) for part in quality["strata"]] == [
        (320, 80, 80),
        (80, 40, 32),
    ]
    assert quality["estimate"] == pytest.approx((320 + 80 * 32 / 40) / 400)
    assert "112 of these were correct" in quality["statement"]
    assert "less sure ones more often" in quality["statement"]
    assert failures(tmp_path) == []
    for unfounded in (None, 0.55):
        change_certificate(tmp_path, lambda body, below=unfounded: body["quality"].update(favored_below=below), KEY)
        assert failures(tmp_path) == ["interval"]


def test_changed_beliefs_do_not_carry_the_stated_accuracy(tmp_path: Path) -> None:
    write_doubted_delivery(tmp_path)
    change_lines(tmp_path, lambda lines: lines.__setitem__(slice(None), [line(number, 0.9) for number in range(400)]))
    assert set(failures(tmp_path)) == {"root", "file", "interval"}


def test_auditing_that_may_stop_early_states_a_bound_that_holds_at_any_time(tmp_path: Path) -> None:
    once = write_doubted_delivery(tmp_path)
    at_any_time = write_doubted_delivery(tmp_path, early_stop=True)
    assert (once["looks"], at_any_time["looks"]) == ("once", "any")
    assert at_any_time["method"] == "powered_sequence"
    assert at_any_time["at_least"] < once["at_least"]
    assert failures(tmp_path) == []


def test_what_was_taken_back_counts_as_wrong_and_as_a_record(tmp_path: Path) -> None:
    lines = [line(number) for number in range(RECORDS)]
    write_delivery(tmp_path, lines, certificate_of(lines, taken_back=[TakenBack("2026-11-21T10:00:00Z", 0.9)]))
    verification = verify(tmp_path / "certificate.json", tmp_path)
    assert verification
    assert "1 audited as wrong were taken out" in verification.statement
    change_certificate(tmp_path, lambda body: body["quality"].update(taken_back_audits=[]), KEY)
    assert "interval" in failures(tmp_path)


def test_what_was_taken_back_is_sorted_by_what_was_believed_of_it(tmp_path: Path) -> None:
    sure = write_doubted_delivery(tmp_path, taken_back=[TakenBack("2026-11-21T10:00:00Z", 0.99)])
    assert [(part["records"], part["audited"], part["correct"]) for part in sure["strata"]] == [
        (321, 47, 46),
        (80, 12, 9),
    ]
    assert failures(tmp_path) == []
    doubted = write_doubted_delivery(tmp_path, taken_back=[TakenBack("2026-11-21T10:00:00Z", 0.6)])
    assert [part["records"] for part in doubted["strata"]] == [320, 81]
    change_certificate(tmp_path, lambda body: body["quality"]["taken_back_audits"][0].update(probability=0.99), KEY)
    assert failures(tmp_path) == ["interval"]


def test_a_record_that_was_sent_back_stays_where_it_was_before_its_audit(tmp_path: Path) -> None:
    lines = [line(number, 0.6 if number % 5 == 0 else 0.99) for number in range(400)]
    audited = {number: "wrong" if number in (1, 36, 71) else "correct" for number in range(1, 400, 7)}
    before = {1: 0.6, 36: 0.6, 71: 0.6, 2: 0.6}  # 2 was found correct, and sent back all the same
    certificate = certificate_of(lines, audited, believed_before=before)
    write_delivery(tmp_path, lines, certificate)
    assert [part["records"] for part in certificate["quality"]["strata"]] == [316, 84]
    assert certificate["quality"]["audited_before"] == [{"leaf": 2, "probability": 0.6}]
    assert failures(tmp_path) == []
    change_certificate(tmp_path, lambda body: body["quality"].update(audited_before=[]), KEY)
    assert failures(tmp_path) == ["interval"]


def test_records_by_machines_alone_are_counted_in_the_export(tmp_path: Path) -> None:
    machines = b'"machines": ["' + show_id("labeler", UUID(int=1)).encode() + b'"], '
    quoting = line(9).replace(b'"text": ', b'"machines": [], "text": ')
    lines = [line(number).replace(b'"content"', machines + b'"content"') for number in range(9)] + [quoting]
    certificate = certificate_of(lines, {})
    write_delivery(tmp_path, lines, certificate)
    [labeler] = certificate["machine_only"]["labelers"]
    assert (certificate["machine_only"]["records"], labeler["name"], labeler["records"]) == (9, "qwen", 9)
    assert failures(tmp_path) == []
    change_certificate(tmp_path, lambda body: body["machine_only"].update(records=0, labelers=[]), KEY)
    assert failures(tmp_path) == ["machines"]


def test_a_delivery_that_was_audited_whole_is_stated_without_doubt(tmp_path: Path) -> None:
    lines = [line(number) for number in range(RECORDS)]
    write_delivery(tmp_path, lines, certificate_of(lines, dict.fromkeys(range(RECORDS), "correct")))
    verification = verify(tmp_path / "certificate.json", tmp_path)
    assert verification
    assert "100 to 100 % are correct" in verification.statement


def test_a_changed_record_is_named(folder: Path) -> None:
    change_lines(folder, lambda lines: lines.__setitem__(17, line(17).replace(b"17", b"71")))
    verification = verify(folder / "certificate.json", folder)
    assert [check.name for check in verification.checks if not check.passed] == ["root", "file"]
    assert verification.changed_records == [
        f"Line 18 ({show_id('task', UUID(int=17))}) is not the record that was certified there."
    ]
    assert verification.changed_records[0] in str(verification)


def test_without_leaves_a_changed_record_is_found_but_not_named(folder: Path) -> None:
    (folder / "export.leaves").unlink()
    change_lines(folder, lambda lines: lines.__setitem__(17, b"not json"))
    verification = verify(folder / "certificate.json", folder)
    assert not verification
    assert not verification.changed_records
    assert ".leaves" in str(verification)


def test_false_leaves_name_nobody(folder: Path) -> None:
    (folder / "export.leaves").write_bytes(bytes(32 * RECORDS))
    change_lines(folder, lambda lines: lines.__setitem__(17, b"not json"))
    assert not verify(folder / "certificate.json", folder).changed_records


@pytest.mark.parametrize("change", [list.pop, lambda lines: lines.append(b"{}"), lambda lines: lines.reverse()])
def test_lost_added_and_moved_records_are_found(folder: Path, change: Callable[[list[bytes]], object]) -> None:
    change_lines(folder, change)
    assert "root" in failures(folder)


def test_the_same_records_in_another_spelling_of_the_file_fail_only_as_a_file(folder: Path) -> None:
    export = folder / "export.jsonl"
    export.write_bytes(export.read_bytes().removesuffix(b"\n"))
    assert failures(folder) == ["file"]


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["quality"].update(correct=4),
        lambda body: body["customer"].update(name="Rival"),
        lambda body: body.update(more=1),
        lambda body: body["signature"].update(value="A" * 86 + "=="),
    ],
)
def test_a_certificate_changed_after_signing_is_found(folder: Path, change: Callable[[Any], object]) -> None:
    change_certificate(folder, change)
    assert "signature" in failures(folder)


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        (lambda body: body["quality"].update(low=0.9), "interval"),
        (lambda body: body["quality"].update(statement="All is well."), "interval"),
        (lambda body: body["quality"].update(confidence=0.5), "interval"),
        (lambda body: body["quality"].update(method="guess"), "interval"),
        (lambda body: body["quality"].update(audited=40, correct=39), "counts"),
        (lambda body: body["quality"]["sample"].pop(), "counts"),
        (lambda body: body["quality"]["sample"][1].update(verdict="correct"), "counts"),
        (lambda body: body["quality"]["sample"][1].update(leaf=3), "counts"),
        (lambda body: body["quality"]["sample"][1].update(leaf=9), "sample"),
        (lambda body: body["quality"]["sample"][1].update(leaf=4000), "sample"),
        (lambda body: body["quality"]["sample"][1].update(task_id=show_id("task", UUID(int=99))), "sample"),
        (lambda body: body["delivery"].update(records=41), "records"),
    ],
)
def test_even_a_signed_lie_about_the_audit_is_found(folder: Path, change: Callable[[Any], object], failed: str) -> None:
    change_certificate(folder, change, KEY)
    found = failures(folder)
    assert failed in found
    assert "signature" not in found


def test_a_forger_with_another_key_is_told_by_the_pinned_key(folder: Path) -> None:
    genuine = verify(folder / "certificate.json", folder).key_id
    change_certificate(folder, lambda body: body["customer"].update(name="Rival"), STRANGER)
    assert verify(folder / "certificate.json", folder)
    pinned = verify(folder / "certificate.json", folder, trust=[genuine])
    assert not pinned
    assert pinned.is_trusted is False
    assert "trust" in [check.name for check in pinned.checks if not check.passed]


def test_the_pinned_key_is_trusted(folder: Path) -> None:
    genuine = verify(folder / "certificate.json", folder).key_id
    assert verify(folder / "certificate.json", folder, trust=[genuine, "other"]).is_trusted


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"version": 2}',
        b'{"version": 1}',
        b'{"version": 1, "version": 1}',
        b'{"version": 1, "issuer": {"public_key": "!"}, "quality": {"sample": []}, "delivery": {"root": ""}}',
        b'{"version": 1, "issuer": 5, "quality": {"sample": [[]]}, "delivery": null}',
    ],
)
def test_what_is_no_certificate_is_said_to_be_none(folder: Path, text: bytes) -> None:
    (folder / "certificate.json").write_bytes(text)
    with pytest.raises(UnreadableError, match="certificate"):
        verify(folder / "certificate.json", folder)


def test_missing_files_are_named(folder: Path) -> None:
    with pytest.raises(UnreadableError, match=r"no\.json cannot be read"):
        verify(folder / "no.json", folder)
    (folder / "export.jsonl").unlink()
    with pytest.raises(UnreadableError, match="holds no export"):
        verify(folder / "certificate.json", folder)


def test_a_certificate_without_audits_states_nothing_and_passes(folder: Path) -> None:
    lines = [line(number) for number in range(RECORDS)]
    (folder / "certificate.json").write_text(json.dumps(certificate_of(lines, {})))
    verification = verify(folder / "certificate.json", folder)
    assert verification
    assert verification.statement == "None of the 40 records was audited, so nothing is stated about their accuracy."
