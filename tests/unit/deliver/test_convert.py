"""Other formats are written by a child process from the lines alone: the same bytes each time, or an honest failure."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import msgspec
import pyarrow.parquet as pq

from goldsmith.modalities.codec import ExportContext
from goldsmith.ontology import Label, Ontology

RECORD = {
    "task_id": "task_1",
    "annotation_id": "annotation_1",
    "labelers": ["labeler_1", "labeler_2"],
    "assets": [{"id": "asset_1", "name": "a.png", "facts": {"width": 40, "height": 30}}],
    "unique_id": None,
    "content": {"attachment": "a.png"},
    "answer": {
        "annotations": [
            {
                "type": "box",
                "uuid": "1",
                "label": "car",
                "left": 1,
                "top": 2,
                "width": 3.5,
                "height": 4,
                "attributes": {},
            }
        ],
        "global_attributes": {},
        "links": [],
    },
    "probability": 0.9,
    "metadata": {"é": 1},
}
CONTEXT = ExportContext(ontology=Ontology(labels=[Label(name="car", title="Car")]), name="First")


def convert(form: str, records: list[dict[str, object]]) -> subprocess.CompletedProcess[bytes]:
    lines = [msgspec.json.encode(CONTEXT), *(json.dumps(record, ensure_ascii=False).encode() for record in records)]
    command = [sys.executable, "-m", "goldsmith.journey.deliver.convert", "image.v1", form]
    return subprocess.run(command, input=b"".join(line + b"\n" for line in lines), capture_output=True, check=False)


def test_parquet_holds_every_field_and_is_the_same_each_time() -> None:
    records = [{**RECORD, "task_id": f"task_{number}"} for number in range(25)]
    first, again = convert("parquet", records), convert("parquet", records)
    assert first.returncode == 0, first.stderr
    assert first.stdout == again.stdout
    rows = pq.read_table(io.BytesIO(first.stdout)).to_pylist()
    assert [row["task_id"] for row in rows] == [record["task_id"] for record in records]
    assert rows[0]["labelers"] == RECORD["labelers"]
    assert rows[0]["probability"] == 0.9
    assert rows[0]["unique_id"] is None
    for column in ("content", "answer", "metadata", "assets"):
        assert json.loads(rows[0][column]) == RECORD[column]


def test_an_empty_delivery_is_an_empty_parquet_file() -> None:
    assert pq.read_table(io.BytesIO(convert("parquet", []).stdout)).num_rows == 0


def test_a_modality_writes_its_own_format() -> None:
    done = convert("coco", [RECORD])
    assert done.returncode == 0, done.stderr
    coco = json.loads(done.stdout)
    assert coco["images"][0]["width"] == 40
    assert coco["annotations"][0]["bbox"] == [1, 2, 3.5, 4]
    assert isinstance(json.loads(done.stderr.splitlines()[-1]), dict)


def test_an_unknown_format_and_broken_records_fail() -> None:
    assert convert("pdf", [RECORD]).returncode > 0
    assert convert("parquet", [{"task_id": 5}]).returncode > 0
