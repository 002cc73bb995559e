"""Entries of knowledge bases that spans stand for, in the places that spaCy, CoNLL-U and doccano have for them."""

from __future__ import annotations

import io
import json

import conllu
import msgspec
import pytest
import spacy
from spacy.tokens import DocBin

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext
from goldsmith.ontology import Attribute, Label, Ontology

ENTITY = Attribute("entity", "entity", knowledge_base="myths")
MYTHS = Ontology(
    labels=(
        Label("god", title="God", attributes=(ENTITY, Attribute("as", "entity", knowledge_base="myths"))),
        Label("mortal", attributes=(Attribute("note", "text"),)),
    ),
    attributes=(Attribute("topic", "entity", knowledge_base="topics"),),
)
NAMES = {"myths": {"Q1": "Zeus | the\nthunderer", "Q2": "Hera"}, "topics": {"t": "Greek myths"}}
TEXT = "Zeus saw Leda.\nHera saw Zeus."
SPANS = {(0, 4): "Q1", (15, 19): "a|b\\ c=d", (24, 28): "NIL"}
FORMATS = ("spacy", "conllu", "doccano")


def span(start, end, label="god", **attributes):
    text = TEXT[start:end]
    return {"type": "span", "label": label, "start": start, "end": end, "text": text, "attributes": attributes}


GODS = [span(*place, entity=entity) for place, entity in SPANS.items()]


def written(name, *spans, **answers):
    answer = {"annotations": [{**each, "uuid": ""} for each in spans], "global_attributes": answers, "links": []}
    record = msgspec.json.encode({"unique_id": "a", "content": {"text": TEXT}, "answer": answer})
    out = io.BytesIO()
    context = ExportContext(ontology=MYTHS, entities=NAMES)
    report = registry.get("text.v1").codec(name).write(iter([record]), out, context)
    return out.getvalue(), report.lost


def read(name, body, ontology=MYTHS):
    [row] = registry.get("text.v1").codec(name).read(io.BytesIO(body), ImportContext(ontology=ontology))
    return row


def entities_in(row):
    return {(each["start"], each["end"]): each["attributes"].get("entity") for each in row["hypothesis"]["annotations"]}


@pytest.mark.parametrize("name", FORMATS)
def test_entities_of_spans_come_back_and_names_are_no_metadata(name):
    body, lost = written(name, *GODS, topic="t")
    row = read(name, body)
    assert entities_in(row) == SPANS
    assert row["hypothesis"]["global_attributes"] == {"topic": "t"}
    assert "metadata" not in row
    assert "attributes of annotations" not in lost


@pytest.mark.parametrize("name", FORMATS)
def test_a_second_entity_of_a_span_is_told_as_lost(name):
    body, lost = written(name, span(0, 4, entity="Q1", **{"as": "Q2"}), span(9, 13, "mortal", note="x"))
    assert lost["attributes of annotations"] == 2
    assert [each["attributes"] for each in read(name, body)["hypothesis"]["annotations"]] == [{"entity": "Q1"}, {}]


@pytest.mark.parametrize("name", FORMATS)
def test_an_entity_that_no_question_asks_for_becomes_metadata(name):
    body, _ = written(name, GODS[0])
    row = read(name, body, Ontology(labels=(Label("god"),)))
    assert row["hypothesis"]["annotations"][0]["attributes"] == {}
    assert row["metadata"] == {"linked_entities": [{"start": 0, "end": 4, "label": "god", "entity": "Q1"}]}


def test_spacy_finds_the_entries_as_its_entity_linker_writes_them():
    body, _ = written("spacy", *GODS, span(0, 13), topic="t")
    nlp = spacy.blank("en")
    [doc] = DocBin().from_bytes(body).get_docs(nlp.vocab)
    assert {(each.start_char, each.end_char): each.kb_id_ for each in doc.spans["sc"]} == {**SPANS, (0, 13): ""}
    assert [each.kb_id_ for each in doc.ents] == ["", "a|b\\ c=d", "NIL"]  # the longest of those that overlap
    assert doc.user_data["entity_names"] == {"myths": {"Q1": NAMES["myths"]["Q1"]}, "topics": NAMES["topics"]}


def test_what_spacy_links_is_read_from_entities_and_from_groups():
    nlp = spacy.blank("en")
    doc = nlp(TEXT)
    doc.ents = [spacy.tokens.Span(doc, 0, 1, "god", kb_id="Q1")]
    doc.spans["sc"] = [spacy.tokens.Span(doc, 0, 1, "god"), spacy.tokens.Span(doc, 5, 6, "god", kb_id="Q2")]
    row = read("spacy", DocBin(docs=[doc]).to_bytes())
    assert entities_in(row) == {(0, 4): "Q1", (15, 19): "Q2"}


def test_conllu_says_the_entry_and_its_name_at_the_first_token():
    body, _ = written("conllu", span(0, 8, entity="Q1"), topic="t")
    first, second = conllu.parse(body.decode())[0][:2]
    assert first["misc"] == {"NER": "B-god", "NEL": "Q1", "NELName": r"Zeus\s\p\sthe\nthunderer"}
    assert second["misc"] == {"NER": "I-god"}
    assert '# entity_names = {"topics":{"t":"Greek myths"}}\n' in body.decode()


def test_an_entity_of_a_span_that_conllu_cannot_hold_is_told_as_lost():
    _, lost = written("conllu", span(0, 13, entity="Q1"), span(0, 4, entity="Q2"))
    assert lost["attributes of annotations"] == 1


def test_doccano_keeps_entries_as_metadata_and_moved_spans_leave_theirs_there():
    body, _ = written("doccano", *GODS[:2])
    line = json.loads(body)
    assert line["entity_names"] == {"myths": {"Q1": NAMES["myths"]["Q1"]}}
    line["label"][1][1] = 18
    row = read("doccano", json.dumps(line).encode())
    assert entities_in(row) == {(0, 4): "Q1", (15, 18): None}
    assert row["metadata"]["linked_entities"] == [{"start": 15, "end": 19, "label": "god", "entity": "a|b\\ c=d"}]


def test_two_spans_at_one_place_keep_their_own_entries_in_doccano():
    body, _ = written("doccano", span(0, 4, entity="Q1"), span(0, 4, entity="Q2"))
    found = [each["attributes"]["entity"] for each in read("doccano", body)["hypothesis"]["annotations"]]
    assert found == ["Q1", "Q2"]


@pytest.mark.parametrize("said", [7, {"start": 0}, {"start": 0, "end": 4, "label": "god", "entity": 3}])
def test_entries_that_doccano_does_not_spell_as_we_do_are_an_error_of_their_row(said):
    line = {"text": TEXT, "label": [[0, 4, "god"]], "linked_entities": [said]}
    row = read("doccano", json.dumps(line).encode())
    assert row.error == "linked_entities[0] does not say which entity."
