"""Tables for Hugging Face `datasets`, which reads ours; ours reads its tables, and those of other people."""

import io
import json
import tempfile
import tracemalloc

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Dataset, Features, Image, List, Sequence, Value
from hypothesis import given

from goldsmith.errors import MalformedError
from goldsmith.journey.deliver.parquet import write_parquet
from goldsmith.modalities import tables
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.modalities.image.formats import huggingface as of_images
from goldsmith.modalities.text.formats import huggingface as of_texts
from goldsmith.ontology import Attribute, Choice, Ontology

from . import deliveries, text_documents
from .deliveries import BOX, IMAGE, LINE, POINT, POLYGON, few
from .text_documents import checked, documents, marks, quick, record, span

TEXT = "Ada met Bob"
SPANS = [span(TEXT, 0, 3, uuid="a", mention="name", note="x"), span(TEXT, 8, 11, "loc", uuid="b")]
LINK = {"uuid": "l", "type": "works_for", "from": "a", "to": "b"}
BOTH = pytest.mark.parametrize("codec", [of_texts.HUGGINGFACE, of_texts.ARROW])
BOTH_OF_IMAGES = pytest.mark.parametrize("codec", [of_images.HUGGINGFACE, of_images.ARROW])


def read_by_datasets(body, codec, folder):
    path = folder / f"rows{codec.suffix}"
    path.write_bytes(body)
    if codec.suffix == ".arrow":
        return Dataset.from_file(str(path))
    return datasets.load_dataset("parquet", data_files=str(path), cache_dir=str(folder / "cache"), split="train")


@BOTH
def test_datasets_reads_texts_with_their_classes(codec, tmp_path):
    one = record(TEXT, SPANS, links=[LINK], unique_id="u", sentiment="negative", topics=["mixed"], stars=3)
    body, report = text_documents.written(codec, one, record("b"))
    loaded = read_by_datasets(body, codec, tmp_path)
    assert loaded.features["spans"].feature["label"] == ClassLabel(names=["per", "org-unit", "loc"])
    assert loaded.features["sentiment"] == ClassLabel(names=["positive", "negative", "mixed"])
    assert loaded.features["topics"] == List(ClassLabel(names=["positive", "negative", "mixed"]))
    assert loaded[0] == {
        "id": 1,
        "unique_id": "u",
        "text": TEXT,
        "spans": [
            {
                "id": "a",
                "start": 0,
                "end": 3,
                "label": 0,
                "text": "Ada",
                "attributes": '{"mention":"name","note":"x"}',
            },
            {"id": "b", "start": 8, "end": 11, "label": 2, "text": "Bob", "attributes": "{}"},
        ],
        "links": [{"id": "l", "type": 0, "from": "a", "to": "b"}],
        "sentiment": 1,
        "topics": [2],
        "stars": 3.0,
        "remark": None,
    }
    assert loaded[1]["sentiment"] is None
    assert (report.records, report.annotations, report.lost) == (2, 2, {})


@BOTH
@given(document=documents())
@quick
def test_texts_come_back_whole(codec, document):
    one = record(**document)
    body, report = text_documents.written(codec, one)
    (row,) = text_documents.rows_of(codec, body)
    answer = json.loads(one)["answer"]
    assert report.lost == {}
    assert (row["text"], row["unique_id"]) == (document["text"], document["unique_id"] or "1")
    assert checked(row) == text_documents.checked({"text": row["text"], "hypothesis": answer})
    assert text_documents.written(codec, one)[0] == body


@BOTH_OF_IMAGES
def test_datasets_reads_images_with_their_objects(codec, tmp_path):
    one = deliveries.record(BOX, POLYGON, unique_id="u", attributes={"weather": "rain"})
    body, report = deliveries.written(codec, one, deliveries.record(name="2.jpg", size=None))
    loaded = read_by_datasets(body, codec, tmp_path)
    first = loaded[0]
    assert loaded.features["objects"]["category"] == List(ClassLabel(names=["traffic_light", "car", "no"]))
    assert (first["image"], first["width"], first["height"]) == ({"bytes": None, "path": "1.jpg"}, 640, 480)
    assert first["objects"]["bbox"] == [[64, 48, 320, 240], [0, 0, 640, 480]]
    assert (first["objects"]["category"], first["objects"]["id"], first["weather"]) == ([1, 0], [1, 2], 1)
    assert first["objects"]["vertices"] == [[], [0, 0, 640, 0, 320, 480]]
    assert (loaded[1]["width"], loaded[1]["objects"]["bbox"]) == (None, [])
    assert report.lost == {"pictures, of which the file names are written": 2}


def test_pictures_open_where_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1.jpg").write_bytes(deliveries.picture(64, 48, "JPEG"))
    body, _ = deliveries.written(of_images.HUGGINGFACE, deliveries.record(BOX))
    loaded = read_by_datasets(body, of_images.HUGGINGFACE, tmp_path).cast_column("image", Image())
    assert loaded[0]["image"].size == (64, 48)


@BOTH_OF_IMAGES
@given(shapes=deliveries.st.lists(deliveries.boxes | deliveries.outlines("polygon", 3) | deliveries.points, max_size=4))
@few
def test_images_come_back_whole(codec, shapes):
    one = deliveries.record(*shapes, LINE, POINT, unique_id="u", attributes={"weather": "sunny"})
    body, _ = deliveries.written(codec, one)
    (row,) = deliveries.rows_of(codec, body)
    assert (row["attachment"], row["unique_id"]) == ("1.jpg", "u")
    answer = read_answer(IMAGE, deliveries.ONTOLOGY, row["hypothesis"])
    given_answer = read_answer(IMAGE, deliveries.ONTOLOGY, json.loads(one)["answer"])
    for mark, given_mark in zip(answer.annotations, given_answer.annotations, strict=True):
        mark.uuid = given_mark.uuid
    assert answer == given_answer


def test_answers_named_as_other_columns_stand_beside_them():
    ontology = Ontology(attributes=(Attribute("id", "text"), Attribute("answer_id", "text"), Attribute("n", "number")))
    body, _ = text_documents.written(of_texts.HUGGINGFACE, record("a", id="b", answer_id="c", n=2), ontology=ontology)
    assert pq.read_table(io.BytesIO(body)).to_pylist()[0]["answer_id"] == "b"
    (row,) = text_documents.rows_of(of_texts.HUGGINGFACE, body, ontology)
    assert row["hypothesis"]["global_attributes"] == {"id": "b", "answer_id": "c", "n": 2}


KINDS = Ontology(
    labels=text_documents.ONTOLOGY.labels,
    attributes=(Attribute("kind", "category", choices=(Choice("neg", "Negative"), Choice("pos", "Positive"))),),
)


def table_of(rows, features, *, as_arrow=False):
    out = io.BytesIO()
    made = Dataset.from_list(rows, features=Features(features))
    if not as_arrow:
        made.to_parquet(out)
        return out.getvalue()
    with pa.ipc.new_file(out, made.data.table.schema) as writer:
        writer.write_table(made.data.table)
    return out.getvalue()


@pytest.mark.parametrize("as_arrow", [False, True])
def test_what_datasets_writes_becomes_rows(as_arrow):
    rows = [
        {"text": "good", "label": 1, "source": "web", "score": 0.5},
        {"text": "bad", "label": 0, "source": None, "score": None},
        {"text": "unknown", "label": -1, "source": "web", "score": None},
    ]
    classes = ClassLabel(names=["Negative", "Positive"])
    features = {"text": Value("string"), "label": classes, "source": Value("string"), "score": Value("float32")}
    body = table_of(rows, features, as_arrow=as_arrow)
    first, second, third = text_documents.rows_of(of_texts.PARQUET, body, KINDS)
    assert first["hypothesis"]["global_attributes"] == {"kind": "pos"}
    assert first["metadata"] == {"source": "web", "score": 0.5}
    assert second["hypothesis"]["global_attributes"] == {"kind": "neg"}
    assert "metadata" not in second
    assert third["hypothesis"]["global_attributes"] == {}


def test_tokens_and_tags_become_spans():
    names = ["O", "B-PER", "I-PER", "B-LOC"]
    features = {"tokens": List(Value("string")), "ner_tags": List(ClassLabel(names=names)), "id": Value("string")}
    rows = [{"id": "7", "tokens": ["Ada", "Lovelace", "in", "London"], "ner_tags": [1, 2, 0, 3]}]
    (row,) = text_documents.rows_of(of_texts.PARQUET, table_of(rows, features), KINDS)
    assert (row["text"], row["unique_id"]) == ("Ada Lovelace in London", "7")
    assert marks(row) == [("per", "Ada Lovelace"), ("loc", "London")]


@pytest.mark.parametrize("as_arrow", [False, True])
def test_objects_as_in_the_examples_of_detection_become_boxes(as_arrow):
    features = {
        "image_id": Value("int64"),
        "image": Image(),
        "objects": Sequence({"bbox": List(Value("float32"), length=4), "category": ClassLabel(names=["Car", "no"])}),
    }
    picture = {"bytes": deliveries.picture(8, 8), "path": "a.png"}
    rows = [{"image_id": 1, "image": picture, "objects": {"bbox": [[1, 2, 3, 4]], "category": [0]}}]
    (row, lost) = deliveries.rows_of(of_images.PARQUET, table_of(rows, features, as_arrow=as_arrow))
    (box,) = row["hypothesis"]["annotations"]
    assert row["attachment"] == "a.png"
    assert lost == Loss("pictures inside the table, which come as files", 1)
    assert box == {
        "uuid": "1",
        "label": "car",
        "attributes": {},
        "type": "box",
        "left": 1,
        "top": 2,
        "width": 3,
        "height": 4,
    }


def test_the_parquet_file_of_a_delivery_comes_in_again():
    full = {"content": {"text": TEXT}, "metadata": {"a": 1}, "answer": {"annotations": SPANS}, "assets": []}
    rest = {"task_id": "t", "unique_id": "u", "labelers": ["x"], "probability": 0.9, "annotation_id": "a"}
    out = io.BytesIO()
    write_parquet(iter([json.dumps({**full, **rest}).encode()]), out, ExportContext(ontology=KINDS))
    (row,) = text_documents.rows_of(of_texts.PARQUET, out.getvalue())
    assert row == {"text": TEXT, "unique_id": "u", "metadata": {"a": 1}, "hypothesis": {"annotations": SPANS}}


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"text": [None]}, "text"),
        ({"text": [3]}, "text"),
        ({"text": ["a"], "label": [1]}, "label"),
        ({"text": ["a"], "label": ["snow"]}, "label"),
        ({"text": ["a"], "spans": [3]}, "spans"),
        ({"text": ["a"], "spans": [[{"start": 0, "end": 2, "label": "per"}]]}, "spans[0]"),
        ({"text": ["a"], "spans": [[{"start": 0, "end": 1}]]}, "spans[0]"),
        ({"text": ["a"], "spans": [{"start": [0], "end": [1, 2], "label": ["per"]}]}, "spans"),
        (
            {"text": ["a"], "spans": [[{"start": 0, "end": 1, "label": "per", "attributes": "["}]]},
            "spans[0].attributes",
        ),
        ({"text": ["a"], "links": [[{"from": "a", "to": "b", "type": "x"}]]}, "links"),
        ({"tokens": [[1]]}, "text"),
        ({"tokens": [["a"]], "ner_tags": [[0]]}, "ner_tags"),
        ({"tokens": [["a"]], "ner_tags": [["O", "O"]]}, "ner_tags"),
        ({"other": [1]}, "text"),
    ],
)
def test_a_row_that_cannot_be_read_is_an_error_of_its_own(columns, field):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    (error,) = text_documents.rows_of(of_texts.PARQUET, out.getvalue())
    assert isinstance(error, RowError)
    assert (error.row, error.field) == (1, field)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"width": [1]}, "file_name"),
        ({"file_name": ["a"], "objects": [{"bbox": [[1, 2, 3, 4]], "category": [1]}]}, "objects[0].category"),
        ({"file_name": ["a"], "objects": [{"bbox": [[1, 2, 3]], "category": ["car"]}]}, "objects[0].bbox"),
        ({"file_name": ["a"], "objects": [{"bbox": ["x"], "category": ["car"]}]}, "objects[0].bbox"),
        (
            {"file_name": ["a"], "objects": [[{"category": "car", "type": "line", "vertices": [1.0]}]]},
            "objects[0].vertices",
        ),
    ],
)
def test_an_image_that_cannot_be_read_is_an_error_of_its_row(columns, field):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    (error,) = deliveries.rows_of(of_images.PARQUET, out.getvalue())
    assert (error.row, error.field) == (1, field)


@pytest.mark.parametrize("body", [b"", b"PAR1", b"PAR1PAR1" * 3, b"ARROW1\0\0", b"\xff\xff\xff\xff" * 3, b"{}"])
def test_what_is_no_table_is_refused(body):
    with pytest.raises(MalformedError):
        deliveries.rows_of(of_images.PARQUET, body)


def test_a_row_group_that_would_not_fit_into_memory_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_GROUP_BYTES", 100)
    body, _ = text_documents.written(of_texts.HUGGINGFACE, record("abc" * 100))
    with pytest.raises(MalformedError, match="write smaller ones"):
        text_documents.rows_of(of_texts.HUGGINGFACE, body)


@pytest.mark.memory
@pytest.mark.parametrize("codec", [of_texts.HUGGINGFACE, of_texts.ARROW])
def test_both_directions_take_constant_memory(codec):
    pool = pa.default_memory_pool()
    text = "Ada lives in London. " * 500
    marked = [span(text, start, start + 3) for start in range(0, len(text), 31)]
    tracemalloc.start()
    peak = pa.total_allocated_bytes()
    with tempfile.TemporaryFile() as out:
        codec.write(
            (record(f"{number:021} {text}", marked) for number in range(1_000)),
            out,
            ExportContext(ontology=text_documents.SPANS_ONLY),
        )
        out.seek(0)
        for _ in codec.read(out, ImportContext(ontology=text_documents.SPANS_ONLY)):
            peak = max(peak, pool.bytes_allocated())
    python_peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert python_peak < 30_000_000
    assert peak < 60_000_000


@pytest.mark.parametrize("column", [{"texté": ["a"]}, {"text": [{"texté": 1}]}], ids=["column", "part of one"])
def test_a_column_whose_name_is_damaged_is_refused(column):
    sink = io.BytesIO()
    table = pa.table(column)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    damaged = sink.getvalue().replace("é".encode(), b"\xf1\xf1")
    with pytest.raises(MalformedError, match="damaged"):
        list(of_texts.ARROW.read(io.BytesIO(damaged), ImportContext(ontology=Ontology())))
