"""A delivery's description in Croissant: mlcroissant validates it and reads the records of both files through it."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import mlcroissant
import pytest

from goldsmith.journey.deliver.croissant import write_croissant
from goldsmith.journey.deliver.parquet import write_parquet
from goldsmith.modalities.codec import ExportContext
from goldsmith.ontology import Label, Ontology

CONTEXT = ExportContext(ontology=Ontology(labels=(Label("car"),)), name="First gold")


def records(count: int) -> list[bytes]:
    return [
        json.dumps(
            {
                "task_id": f"task_{number}",
                "annotation_id": f"annotation_{number}",
                "labelers": ["labeler_1", "labeler_2"],
                "assets": [],
                "unique_id": f"item {number}",
                "content": {"text": "Größe"},
                "answer": {"annotations": []},
                "probability": 0.5,
                "metadata": {},
            }
        ).encode()
        for number in range(count)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with both files and their description, as they are taken."""
    table, description = io.BytesIO(), io.BytesIO()
    write_parquet(iter(records(3)), table, CONTEXT)
    report = write_croissant(iter(records(3)), description, CONTEXT)
    assert (report.records, report.lost) == (3, {})
    (tmp_path / "First gold.jsonl").write_bytes(b"".join(line + b"\n" for line in records(3)))
    (tmp_path / "First gold.parquet").write_bytes(table.getvalue())
    (tmp_path / "First gold.croissant.json").write_bytes(description.getvalue())
    return tmp_path


def test_the_files_are_described_with_their_hashes(folder: Path) -> None:
    description = json.loads((folder / "First gold.croissant.json").read_bytes())
    assert description["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert [file["encodingFormat"] for file in description["distribution"]] == [
        "application/jsonlines",
        "application/x-parquet",
    ]
    for file in description["distribution"]:
        body = (folder / file["contentUrl"]).read_bytes()
        assert (file["contentSize"], file["sha256"]) == (f"{len(body)} B", sha256(body).hexdigest())


@pytest.mark.filterwarnings("ignore")
def test_mlcroissant_reads_the_records_of_both_files(folder: Path) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(folder / "First gold.croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    rows = records_of(dataset, "parquet_records")
    assert len(rows) == 3
    assert plain(rows[1]["unique_id"]) == "item 1"
    assert json.loads(plain(rows[1]["content"])) == {"text": "Größe"}
    assert [plain(labeler) for labeler in rows[1]["labelers"]] == ["labeler_1", "labeler_2"]
    assert rows[1]["probability"] == 0.5
    lines = records_of(dataset, "jsonl_records")
    assert [plain(line["task_id"]) for line in lines] == ["task_0", "task_1", "task_2"]


def records_of(dataset: mlcroissant.Dataset, record_set: str) -> list[dict[str, Any]]:
    """Read all records, their fields by name alone."""
    found = dataset.records(record_set=record_set)
    return [{field.removeprefix(f"{record_set}/"): value for field, value in one.items()} for one in found]


def plain(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def test_the_same_delivery_is_described_by_the_same_bytes() -> None:
    first, again = io.BytesIO(), io.BytesIO()
    write_croissant(iter(records(5)), first, CONTEXT)
    write_croissant(iter(records(5)), again, CONTEXT)
    assert first.getvalue() == again.getvalue()


def test_an_empty_delivery_is_described_too() -> None:
    out = io.BytesIO()
    write_croissant(iter([]), out, CONTEXT)
    assert json.loads(out.getvalue())["distribution"][0]["contentSize"] == "0 B"
