"""Names of linked entities leave beside their ids, and coming back they are no metadata."""

from __future__ import annotations

import io
import json
import tarfile

import msgspec
import pytest

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss
from goldsmith.ontology import Attribute, Label, Ontology

MYTHS = Ontology(
    labels=(Label("god", attributes=(Attribute("entity", "entity", knowledge_base="myths"),)),),
    attributes=(Attribute("topic", "entity", knowledge_base="topics"),),
)
NAMES = {"myths": {"Q1": "Zeus", "Q2": "Hera"}, "topics": {"t": "Greek myths"}}


def record(*entities):
    text = "Zeus saw Leda."
    spans = [
        {
            "uuid": f"s{start}",
            "type": "span",
            "label": "god",
            "start": start,
            "end": start + 4,
            "text": text[start:][:4],
        }
        | {"attributes": {"entity": entity}}
        for start, entity in zip((0, 9), entities, strict=False)
    ]
    answer = {"annotations": spans, "global_attributes": {"topic": "t"} if entities else {}, "links": []}
    return msgspec.json.encode({"unique_id": "a", "content": {"text": text}, "answer": answer})


def written(name, *entities):
    out, codec = io.BytesIO(), registry.get("text.v1").codec(name)
    codec.write(iter([record(*entities)]), out, ExportContext(ontology=MYTHS, entities=NAMES))
    return codec, out.getvalue()


def line_of(name, body):
    if name == "prodigy":
        return json.loads(body)
    with tarfile.open(fileobj=io.BytesIO(body)) as shard:
        return json.load(shard.extractfile(next(each for each in shard.getnames() if each.endswith(".json"))))


@pytest.mark.parametrize("name", ["prodigy", "webdataset"])
def test_names_leave_beside_ids_and_come_back_as_nothing_else(name):
    codec, body = written(name, "Q1", "NIL")
    assert line_of(name, body)["entity_names"] == {"myths": {"Q1": "Zeus"}, "topics": {"t": "Greek myths"}}
    [row] = [each for each in codec.read(io.BytesIO(body), ImportContext(ontology=MYTHS)) if not isinstance(each, Loss)]
    assert [each["attributes"]["entity"] for each in row["hypothesis"]["annotations"]] == ["Q1", "NIL"]
    assert "metadata" not in row


@pytest.mark.parametrize("name", ["prodigy", "webdataset"])
def test_where_nothing_is_named_nothing_is_said(name):
    assert "entity_names" not in line_of(name, written(name)[1])
