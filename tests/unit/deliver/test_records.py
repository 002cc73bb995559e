"""COPY's binary rows become the lines of a delivery, exactly."""

from __future__ import annotations

import json
import math
import struct
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.ids import show_id
from goldsmith.journey.deliver.records import CopyFormatError, RecordReader, show_id_bytes

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
TASK, ANNOTATION, ANNA, BEN, FILE = (UUID(int=number << 100 | number) for number in range(1, 6))


def row(
    *,
    task: UUID = TASK,
    labelers: tuple[UUID, ...] = (ANNA,),
    machines: tuple[UUID, ...] | None = None,
    assets: bytes = b"",
    audits: list[dict[str, Any]] | None = None,
    models: bytes = b"",
    body: str = '"unique_id": null',
) -> bytes:
    fields = [
        task.bytes,
        ANNOTATION.bytes,
        struct.pack(">d", 0.875),
        b"".join(labeler.bytes for labeler in labelers),
        b"" if machines is None else b"\1" + b"".join(machine.bytes for machine in machines),
        assets,
        json.dumps(audits).encode() if audits else b"",
        models,
        body.encode(),
    ]
    return struct.pack(">h", len(fields)) + b"".join(struct.pack(">i", len(field)) + field for field in fields)


def audit(verdict: str, labeler: UUID | None = BEN, **more: Any) -> dict[str, Any]:
    given = {"labeler_id": str(labeler) if labeler else None, "verdict": verdict, "audited_at": "2026-11-21T12:00:00Z"}
    return given | {"is_current": True, "probability": 0.5} | more


def test_a_row_becomes_a_line_with_the_ids_of_the_world() -> None:
    block = RecordReader().read(SIGNATURE + row(labelers=(ANNA, BEN), body='"answer": {"a\\n": "ü"}') + TRAILER)
    assert block.lines == [
        f'{{"task_id": "{show_id("task", TASK)}", "annotation_id": "{show_id("annotation", ANNOTATION)}", '
        f'"labelers": ["{show_id("labeler", ANNA)}", "{show_id("labeler", BEN)}"], "assets": [], '
        f'"answer": {{"a\\n": "ü"}}}}'.encode()
    ]
    assert block.task_ids == [TASK.bytes]
    assert block.annotation_ids == [ANNOTATION.bytes]
    assert block.probabilities == [0.875]


@given(st.uuids())
def test_ids_are_written_as_everywhere_else(uuid: UUID) -> None:
    assert b"task_" + show_id_bytes(uuid.bytes) == show_id("task", uuid).encode()


def test_assets_keep_their_order_and_get_their_ids() -> None:
    assets = b"\x1e".join(f'{FILE}{{"name": "{name}"}}'.encode() for name in ("b.png", f"asset_{FILE}"))
    record = json.loads(RecordReader().read(row(assets=assets)).lines[0])
    shown = show_id("asset", FILE)
    assert record["assets"] == [{"id": shown, "name": "b.png"}, {"id": shown, "name": f"asset_{FILE}"}]


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers(), max_size=3), max_size=8))
def test_any_content_passes_unchanged(contents: list[dict[str, Any]]) -> None:
    rows = [row(task=UUID(int=number), body='"content": ' + json.dumps(each)) for number, each in enumerate(contents)]
    block = RecordReader().read(SIGNATURE + b"".join(rows) + TRAILER)
    assert [json.loads(line)["content"] for line in block.lines] == contents


def test_labels_and_labelers_are_counted() -> None:
    reader = RecordReader()
    reader.read(row(labelers=(ANNA, BEN)) + row(labelers=()) + row(labelers=(BEN,)))
    assert reader.labels == 3
    assert reader.labeler_ids == [ANNA, BEN]


def test_once_wrong_stays_wrong() -> None:
    earlier = {"is_current": False}
    audits = [audit("correct", **earlier), audit("wrong", **earlier), audit("correct")]
    (audited,) = RecordReader().read(row() + row(audits=audits)).audited
    assert audited.audit is not None
    assert (audited.position, audited.audit.verdict, audited.audit.labeler_id) == (1, "wrong", BEN)


def test_found_correct_in_an_earlier_round_says_nothing_of_the_answer_it_has_now() -> None:
    (audited,) = RecordReader().read(row(audits=[audit("correct", is_current=False)])).audited
    assert audited.audit is None


def test_what_was_believed_before_the_first_audit_is_kept() -> None:
    audits = [audit("wrong", is_current=False, probability=0.25), audit("correct", probability=0.75)]
    unknown = [audit("wrong", probability=None)]
    block = RecordReader().read(row() + row(audits=audits) + row(audits=unknown))
    assert block.probabilities[:2] == [0.875, 0.25]
    assert math.isnan(block.probabilities[2])


def test_machines_are_named_where_nobody_else_answered() -> None:
    reader = RecordReader()
    lines = reader.read(row() + row(labelers=(), machines=(ANNA, BEN)) + row(labelers=(), machines=(BEN,))).lines
    shown = [json.loads(each).get("machines") for each in lines]
    assert shown == [None, [show_id("labeler", ANNA), show_id("labeler", BEN)], [show_id("labeler", BEN)]]
    assert (reader.machine_only, reader.by_machine) == (2, {ANNA: 1, BEN: 2})
    assert reader.labels == 1


def test_models_are_named_behind_the_replies_that_an_answer_repeats() -> None:
    models = b"\x1e".join(f"{UUID(int=number)}{json.dumps(name)}".encode() for number, name in ((1, 'a "b"'), (2, "c")))
    quoted = show_id("reply", UUID(int=1))
    body = f'"answer": {{"reply": "{quoted}"}}'
    lines = RecordReader().read(row(models=models, body=body) + row(models=models) + row()).lines
    assert [json.loads(each).get("models") for each in lines] == [{quoted: 'a "b"'}, None, None]


def test_auditing_ones_own_label_is_told() -> None:
    reader = RecordReader()
    for labeler, is_self in ((ANNA, True), (BEN, False), (None, False)):
        (audited,) = reader.read(row(audits=[audit("correct", labeler)])).audited
        assert audited.is_self_audited is is_self


@pytest.mark.parametrize("broken", [row()[:-1], row() + b"\0", b"\0\x08" + row()[2:], row() + row()[:50]])
def test_half_a_row_or_another_query_is_an_error_not_a_record(broken: bytes) -> None:
    with pytest.raises((CopyFormatError, struct.error)):
        RecordReader().read(broken)


def test_nothing_is_nothing() -> None:
    assert RecordReader().read(SIGNATURE + TRAILER).lines == []
    assert RecordReader().read(b"").lines == []
