"""Deliveries of images to write and archives to read, for the tests of all formats of images."""

import io
import tempfile
import tracemalloc
import warnings
import zipfile

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext, RowError
from goldsmith.ontology import Attribute, Choice, Label, Ontology

IMAGE = registry.get("image.v1")
YES_OR_NO = (Choice("yes"), Choice("no"))
ONTOLOGY = Ontology(
    labels=(
        Label(name="traffic_light", title="Traffic light", color="#1c7ed6"),
        Label(
            name="car",
            title="Car",
            attributes=(
                Attribute(name="occluded", type="category", choices=YES_OR_NO),
                Attribute(name="doors", type="number", minimum=0, maximum=9),
                Attribute(name="plate", type="text"),
                Attribute(name="colors", type="category", choices=(Choice("red"), Choice("blue")), allow_multiple=True),
            ),
        ),
        Label(name="no"),
    ),
    attributes=(Attribute(name="weather", type="category", choices=(Choice("sunny"), Choice("rain"))),),
)
CONTEXT = ExportContext(ontology=ONTOLOGY, name="x")
READING = ImportContext(ontology=ONTOLOGY, name="x")
BOX = {"uuid": "b", "type": "box", "label": "car", "left": 64, "top": 48, "width": 320, "height": 240}
OUTLINE = [{"x": 0, "y": 0}, {"x": 640, "y": 0}, {"x": 320, "y": 480}]
POLYGON = {"uuid": "p", "type": "polygon", "label": "traffic_light", "vertices": OUTLINE}
LINE = {"uuid": "l", "type": "line", "label": "no", "vertices": OUTLINE}
POINT = {"uuid": "k", "type": "point", "label": "car", "x": 3.5, "y": 4}


def record(*annotations, name="1.jpg", size=(640, 480), unique_id=None, attributes=None, links=()):
    facts = {"width": size[0], "height": size[1]} if size else {}
    answer = {"annotations": annotations, "global_attributes": attributes or {}, "links": links}
    assets = [{"name": name, "sha256": "ab", "facts": facts}]
    body = {"task_id": "t", "unique_id": unique_id, "content": {}, "answer": answer, "assets": assets}
    return msgspec.json.encode(body)


class Pipe(io.RawIOBase):
    """A stream that only goes forward, as those of child processes do."""

    def __init__(self, content=b""):
        self.written = io.BytesIO(content)

    def writable(self):
        return True

    def readable(self):
        return True

    def write(self, content):
        return self.written.write(content)

    def readinto(self, buffer):
        return self.written.readinto(buffer)


def written(codec, *records, context=CONTEXT):
    """Write to a pipe and to a file; both must be the same. Gives the bytes and the report."""
    pipe, file = Pipe(), io.BytesIO()
    report = codec.write(iter(records), pipe, context)
    codec.write(iter(records), file, context)
    assert pipe.written.getvalue() == file.getvalue()
    return file.getvalue(), report


def files_of(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def archive_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content.encode() if isinstance(content, str) else content)
    return out.getvalue()


def picture(width, height, form="PNG", **options):
    out = io.BytesIO()
    Image.new("L", (width, height)).save(out, form, **options)
    return out.getvalue()


def rows_of(codec, body, context=READING):
    """Read from a pipe and from a file; both must be the same."""
    rows = list(codec.read(io.BytesIO(body), context))
    assert list(codec.read(Pipe(body), context)) == rows
    return rows


def hypotheses_of(codec, body):
    rows = rows_of(codec, body)
    assert [row for row in rows if isinstance(row, RowError)] == []
    return {row["attachment"]: row["hypothesis"] for row in rows}


def shapes_of(hypothesis, *leave_out):
    return [{name: each[name] for name in each if name not in leave_out} for each in hypothesis["annotations"]]


def supervision():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that OpenCV, which it can do without, is not installed
        import supervision

        return supervision


def peak_of_both_directions(codec, records):
    """Write and read many large records; give how many came back, the bytes written and the most memory taken."""
    tracemalloc.start()
    with tempfile.TemporaryFile() as out:
        codec.write(records, out, CONTEXT)
        size = out.tell()
        out.seek(0)
        count = sum(isinstance(row, dict) for row in codec.read(out, READING))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, size, peak


def large_records(count, annotations):
    for number in range(count):
        yield record(*annotations, name=f"{number}.jpg")


few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
coordinates = st.floats(0, 480, width=32)
vertices = st.builds(lambda x, y: {"x": x, "y": y}, coordinates, coordinates)
labels = st.sampled_from([label.name for label in ONTOLOGY.labels])
boxes = st.builds(
    lambda label, left, top, width, height: {
        "type": "box",
        "label": label,
        "left": left,
        "top": top,
        "width": width,
        "height": height,
    },
    labels,
    st.floats(0, 300, width=32),
    st.floats(0, 300, width=32),
    st.floats(1, 100, width=32),
    st.floats(1, 100, width=32),
)


def outlines(kind, least, most=8):
    return st.builds(
        lambda label, corners: {"type": kind, "label": label, "vertices": corners},
        labels,
        st.lists(vertices, min_size=least, max_size=most),
    )


points = st.builds(
    lambda label, x, y: {"type": "point", "label": label, "x": x, "y": y}, labels, coordinates, coordinates
)
