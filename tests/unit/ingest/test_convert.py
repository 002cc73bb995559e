"""Files of other formats become rows: what is lost is counted, and reading goes on from any row."""

import io
import json

import msgspec
import pytest

from goldsmith.errors import InvalidError
from goldsmith.journey.ingest.convert import ROWS, convert_rows
from goldsmith.modalities import registry
from goldsmith.modalities.codec import Codec, ImportContext, Loss, RowError
from goldsmith.modalities.manifests import CONVERTED, MOST_ROW_BYTES, Place, open_manifest, read_manifest
from goldsmith.modalities.text.modality import MODALITY
from goldsmith.ontology import Label, Ontology


def read_notes(stream, context):
    """One row a line; what it makes of each is said by its first word."""
    for number, line in enumerate(io.TextIOWrapper(stream, "utf-8"), start=1):
        match line.split():
            case ["bad", *_]:
                yield RowError(row=number, error="This note is bad.", field="note")
            case ["arrow", *_]:
                yield Loss("arrows", 2)
                yield {"text": line.strip()}
            case ["long", *_]:
                yield {"text": "x" * MOST_ROW_BYTES}
            case ["labels", *_]:
                yield {"text": " ".join(label.name for label in context.ontology.labels)}
            case ["half", *_]:
                yield {"text": "\ud800"}
            case ["broken", *_]:
                raise InvalidError(f"Line {number} breaks off.")
            case _:
                yield {"text": line.strip()}


CONTEXT = msgspec.json.encode(ImportContext(ontology=Ontology(labels=(Label(name="car"),)))).decode()
NOTES = Codec(name="notes", title="Notes", media_type="text/plain", suffix=".txt", read=read_notes)


@pytest.fixture(autouse=True)
def notes(monkeypatch):
    changed = type(MODALITY)(
        **{name: getattr(MODALITY, name) for name in MODALITY.__struct_fields__} | {"codecs": (NOTES,)}
    )
    monkeypatch.setenv(registry.EXTRA, "")
    registry.registered()
    monkeypatch.setitem(registry._known, "text.v1", changed)


def convert(tmp_path, *lines):
    source = tmp_path / "source"
    source.write_text("".join(f"{line}\n" for line in lines))
    lost = convert_rows(source, "text.v1", "notes", CONTEXT, str(tmp_path), "")
    return (tmp_path / ROWS).read_bytes(), lost


def test_each_row_keeps_its_number_and_losses_are_counted(tmp_path):
    rows, lost = convert(tmp_path, "one", "bad two", "arrow three", "long", "half", "six")
    said = list(read_manifest(CONVERTED, [rows]))
    assert [(row.row, row.content and row.content["text"]) for row in said] == [
        (1, "one"),
        (2, None),
        (3, "arrow three"),
        (4, None),
        (5, None),
        (6, "six"),
    ]
    assert [(row.error.error[:12], row.error.field) for row in said if row.error] == [
        ("This note is", "note"),
        ("A row takes ", None),
        ("This row hol", None),
    ]
    assert lost == {"arrows": 2}


def test_reading_converted_rows_goes_on_from_any_row(tmp_path):
    rows, _ = convert(tmp_path, *(["one", "bad two", "arrow three"] * 3))
    said = list(read_manifest(CONVERTED, [rows]))
    for count, row in enumerate(said, start=1):
        place = open_manifest(CONVERTED).place_after(row)
        assert list(read_manifest(CONVERTED, [rows[place.offset :]], place)) == said[count:]
    assert Place() == open_manifest(CONVERTED).place


def test_a_file_that_breaks_off_is_refused_with_its_line(tmp_path):
    with pytest.raises(InvalidError, match="Line 2 breaks off"):
        convert(tmp_path, "one", "broken")


def test_a_format_that_is_only_written_is_not_read(tmp_path):
    with pytest.raises(InvalidError, match="does not read"):
        convert_rows(tmp_path, "text.v1", "coco", CONTEXT, str(tmp_path), "")


def test_a_reader_knows_what_the_project_asks(tmp_path):
    rows, _ = convert(tmp_path, "labels")
    assert json.loads(rows)["content"] == {"text": "car"}


def test_rows_are_json_that_anybody_reads(tmp_path):
    rows, _ = convert(tmp_path, "größe")
    assert json.loads(rows) == {"row": 1, "content": {"text": "größe"}}
