"""Argilla's data sets of conversations: its own package reads ours, we read what it writes and what it exports."""

import json
import zipfile
from io import BytesIO

import pytest

from goldsmith.errors import MalformedError
from goldsmith.ontology import Attribute, Choice, Label, Ontology

from .training_rows import ONTOLOGY, compared, file_of, mark, ranked, rated, read, record, said_in, written

LANGUAGE = Attribute("language", "category", choices=(Choice("en", "English"), Choice("de")))
ASKED = Ontology(labels=(*ONTOLOGY.labels, Label("doubtful", shapes=("span",))), attributes=(LANGUAGE,))
SAID = [
    ranked("b", "a"),
    rated("a", helpfulness=3, correctness=2, reason="Right.", faults="rude"),
    mark("span", "doubtful", "p", message="b", start=0, end=4, text="Long"),
    written("w", "6,650 km long."),
]
RECORD = {
    "id": "7",
    "fields": {"prompt": "How long is the Nile?", "response_a": "6,650 km.", "response_b": "Long."},
    "metadata": {"origin": "web"},
    "suggestions": {"overall": {"value": ["response_a", "response_b"], "score": None, "agent": "m"}},
    "responses": {
        "overall": [
            {"value": [{"value": "response_b", "rank": 1}, {"value": "response_a", "rank": 1}], "user_id": "u"},
            {"value": ["response_a", "response_b"], "user_id": "v"},
        ],
        "language": [{"value": "en", "user_id": "u"}],
    },
    "status": "completed",
}


def unpacked(body, folder):
    with zipfile.ZipFile(BytesIO(body)) as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.filterwarnings("ignore")
def test_argilla_reads_our_settings_and_records(tmp_path, monkeypatch):
    from argilla import Argilla, Settings
    from argilla.records._io import JsonIO

    monkeypatch.setattr(Argilla, "_get_default", classmethod(Argilla.__new__))
    monkeypatch.setattr(Argilla, "api", FakeInterface(), raising=False)
    body, _ = file_of("argilla", record(compared(*"ab"), *SAID, unique_id="u", language="en"), ontology=ASKED)
    folder = unpacked(body, tmp_path)
    settings = Settings.from_json(folder / ".argilla" / "settings.json")
    assert [field.name for field in settings.fields] == ["chat", "response_a", "response_b"]
    kinds = {question.name: type(question).__name__ for question in settings.questions}
    assert kinds["overall"] == "RankingQuestion"
    assert kinds["quality_helpfulness_a"] == "RatingQuestion"
    assert kinds["quality_faults_b"] == "LabelQuestion"
    assert kinds["passages_b"] == "SpanQuestion"
    assert kinds["demonstration"] == "TextQuestion"
    assert kinds["language"] == "LabelQuestion"
    [found] = JsonIO._records_from_json(folder / "records.json")
    assert found.id == "u"
    assert found.fields["chat"] == [{"role": "user", "content": "How long is the Nile?"}]
    assert found.suggestions["overall"].value == ["response_b", "response_a"]
    assert {suggestion.question_name for suggestion in found.suggestions} <= set(kinds)
    JsonIO.to_json([found], tmp_path / "again.json")
    assert read("argilla", (tmp_path / "again.json").read_bytes(), ontology=ASKED) == read(
        "argilla", body, ontology=ASKED
    )


class FakeInterface:
    """Stands for a server's interface, which settings on disk have no need of."""

    def __getattr__(self, name):
        return self


def test_what_was_said_comes_back():
    body, lost = file_of("argilla", record(compared(*"ab"), *SAID, unique_id="u", language="en"), ontology=ASKED)
    [row], errors, _ = read("argilla", body, ontology=ASKED)
    assert errors == []
    assert row["unique_id"] == "u"
    assert row["hypothesis"]["global_attributes"] == {"language": "en"}
    messages, said = said_in(row)
    assert [messages[name] for name in ("1", "a", "b")] == ["How long is the Nile?", "6,650 km.", "Long."]
    assert [each["type"] for each in said] == ["ranking", "rating", "span", "message"]
    assert said[0]["groups"] == [["b"], ["a"]]
    assert said[1]["attributes"] == {"helpfulness": 3, "correctness": 2, "reason": "Right.", "faults": "rude"}
    assert said[3]["content"] == "6,650 km long."
    assert lost == {"ids of annotations": 4, "names of models": 2}


def test_an_exported_record_is_read_with_its_ties():
    [row], errors, lost = read("argilla", json.dumps([RECORD]).encode(), ontology=ASKED)
    assert errors == []
    assert (row["unique_id"], row["metadata"]) == ("7", {"origin": "web"})
    assert said_in(row)[1][0]["groups"] == [["b", "a"]]
    assert row["hypothesis"]["global_attributes"] == {"language": "en"}
    assert lost == {"responses of further people": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"fields": {"response_a": "x"}},
        {"fields": {"chat": [3]}},
        {"fields": []},
        {"suggestions": {"overall": 3}, "responses": {}},
        {"suggestions": {"overall": {"value": ["nobody"]}}, "responses": {}},
        {"suggestions": {"overall": {"value": [["a"]]}}, "responses": {}},
        {"suggestions": {"passages_a": {"value": [{"start": 0, "end": 99, "label": "doubtful"}]}}, "responses": {}},
        {"suggestions": {"passages_a": {"value": [{"start": 0, "end": 1}]}}, "responses": {}},
        {"suggestions": {"quality_helpfulness_a": {"value": "much"}}, "responses": {}},
        {"responses": {"overall": 3}},
    ],
)
def test_a_broken_record_is_refused_alone(change):
    rows, [error], _ = read("argilla", json.dumps([RECORD, {**RECORD, **change}]).encode(), ontology=ASKED)
    assert (len(rows), error.row) == (1, 2)
    assert error.error.endswith(".")


def test_an_archive_without_records_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.json", "[]")
    with pytest.raises(MalformedError):
        read("argilla", out.getvalue())
