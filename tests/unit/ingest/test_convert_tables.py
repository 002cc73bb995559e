"""Tables are read in the bounded child too, whose memory, files and imports are few."""

import io
import os
from pathlib import Path

import msgspec
import pytest

from goldsmith.journey.ingest.convert import ROWS
from goldsmith.journey.ingest.converting import CONVERT_MB, MOST_BYTES
from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext
from goldsmith.ontology import Attribute, Choice, Ontology
from goldsmith.ports.sandbox import run_bounded

ONTOLOGY = Ontology(attributes=(Attribute("tone", "category", choices=(Choice("good"), Choice("bad"))),))


def record(number):
    content = {"text": f"text {number} " * 100}
    answer = {"annotations": [], "global_attributes": {"tone": "good"}, "links": []}
    return msgspec.json.encode({"task_id": "t", "unique_id": str(number), "content": content, "answer": answer})


@pytest.mark.parametrize("format_name", ["huggingface", "huggingface_arrow", "webdataset", "argilla", "sagemaker"])
async def test_a_large_file_becomes_rows_in_the_child(tmp_path: Path, format_name):
    codec = registry.get("text.v1").codec(format_name)
    out = io.BytesIO()
    codec.write(map(record, range(3_000)), out, ExportContext(ontology=ONTOLOGY, name="x"))
    source, scratch = tmp_path / "source", tmp_path / "scratch"
    source.write_bytes(out.getvalue())
    scratch.mkdir()
    lost = await run_bounded(
        "goldsmith.journey.ingest.convert:convert_rows",
        source,
        "text.v1",
        format_name,
        msgspec.json.encode(ImportContext(ontology=ONTOLOGY)).decode(),
        str(scratch),
        os.environ.get(registry.EXTRA, ""),
        seconds=60,
        memory_mb=CONVERT_MB,
        scratch=scratch,
        most_bytes=MOST_BYTES,
    )
    rows = [msgspec.json.decode(line)["content"] for line in (scratch / ROWS).read_bytes().splitlines()]
    assert lost == {}
    assert [row["unique_id"] for row in rows] == [str(number) for number in range(3_000)]
    assert {row["hypothesis"]["global_attributes"]["tone"] for row in rows} == {"good"}
