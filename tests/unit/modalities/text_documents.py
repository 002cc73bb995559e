"""What the tests of text formats share: an ontology, records, random documents, and what was written of them."""

import io
import tempfile
import tracemalloc

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from goldsmith.modalities import registry
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import ExportContext, ImportContext, RowError
from goldsmith.modalities.text.shapes import TextContent
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation

TEXT = registry.get("text.v1")
CHOICES = (Choice("positive", "Positive"), Choice("negative", "Negative"), Choice("mixed"))
ONTOLOGY = Ontology(
    labels=(
        Label(
            name="per",
            attributes=(
                Attribute(name="mention", type="category", choices=(Choice("name"), Choice("title"))),
                Attribute(name="note", type="text"),
            ),
        ),
        Label(name="org-unit"),
        Label(name="loc"),
    ),
    attributes=(
        Attribute(name="sentiment", type="category", choices=CHOICES),
        Attribute(name="topics", type="category", choices=CHOICES, allow_multiple=True),
        Attribute(name="stars", type="number"),
        Attribute(name="remark", type="text"),
    ),
    relations=(Relation(name="works_for"), Relation(name="same-as", directed=False)),
)
SPANS_ONLY = Ontology(labels=ONTOLOGY.labels)
CLASSES_ONLY = Ontology(attributes=ONTOLOGY.attributes)
quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_LETTERS = st.sampled_from(list("abZ é人-._'|=\t\n\u00a0\u064b\u200d\U0001f600\r\u2028\x85\x1f#\\\"<&"))


def span(text, start, end, label="per", uuid="", **attributes):
    place = {"start": start, "end": end, "text": text[start:end]}
    return {"type": "span", "uuid": uuid, "label": label, "attributes": attributes, **place}


def record(text, annotations=(), *, links=(), unique_id=None, **global_attributes):
    answer = {"annotations": list(annotations), "links": list(links), "global_attributes": global_attributes}
    content = {"text": text}
    return msgspec.json.encode({"task_id": "t", "unique_id": unique_id, "content": content, "answer": answer})


def written(codec, *records, ontology=ONTOLOGY):
    out = _OneWay()
    report = codec.write(iter(records), out, ExportContext(ontology=ontology, name="x"))
    return out.body.getvalue(), report


def rows_of(codec, body, ontology=ONTOLOGY):
    return list(codec.read(io.BytesIO(body), ImportContext(ontology=ontology)))


def checked(row, ontology=ONTOLOGY):
    """The hypothesis of a row as an import reads it."""
    assert isinstance(row, dict), row
    content = TextContent(text=row["text"])
    return read_answer(TEXT, ontology, row["hypothesis"], content=content, complete=False)


def marks(row):
    return [(mark["label"], mark["text"]) for mark in row["hypothesis"]["annotations"]]


def only_error(rows):
    (error,) = [row for row in rows if isinstance(row, RowError)]
    return error


@st.composite
def documents(draw, max_spans=5):
    """A text of awkward characters with random spans, links and classes, as a record's parts."""
    text = draw(st.text(_LETTERS, min_size=1, max_size=30))
    spans = []
    for number in range(draw(st.integers(0, max_spans))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        label = draw(st.sampled_from(["per", "org-unit", "loc"]))
        attributes = {"mention": "name", "note": "a b|c"} if label == "per" and draw(st.booleans()) else {}
        spans.append(span(text, start, end, label, f"u{number}", **attributes))
    links = (
        [{"uuid": "l", "type": "works_for", "from": "u0", "to": "u1"}] if len(spans) > 1 and draw(st.booleans()) else []
    )
    answers = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "sentiment": st.sampled_from(["positive", "negative"]),
                "topics": st.lists(st.sampled_from(["positive", "negative", "mixed"]), unique=True),
                "stars": st.sampled_from([3, 2.5]),
                "remark": st.sampled_from(["a = b", "é\n"]),
            },
        )
    )
    return {
        "text": text,
        "annotations": spans,
        "links": links,
        "unique_id": draw(st.sampled_from([None, "a/1"])),
        **answers,
    }


def peak_memory(codec, count=100, *, reads=True):
    """Bytes that writing and reading many documents takes at most, how many were read, and the size of the file."""
    text = "Ada lives in London and works. " * 200
    marked = [span(text, start, start + 3, "per") for start in range(0, len(text), 31)]
    tracemalloc.start()
    with tempfile.TemporaryFile() as out:
        codec.write((record(text, marked) for _ in range(count)), out, ExportContext(ontology=SPANS_ONLY))
        size = out.tell()
        out.seek(0)
        read = sum(
            isinstance(row, dict) for row in (codec.read(out, ImportContext(ontology=SPANS_ONLY)) if reads else ())
        )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, read, size


class _OneWay(io.RawIOBase):
    """A stream that can only be written forward, like the pipe of an export."""

    def __init__(self):
        self.body = io.BytesIO()

    def writable(self):
        return True

    def write(self, chunk):
        return self.body.write(chunk)
