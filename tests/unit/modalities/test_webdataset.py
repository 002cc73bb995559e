"""WebDataset shards: its own package reads ours, we read what it writes, and attacks on tar files."""

import io
import json
import tarfile

import pytest
import webdataset
from hypothesis import given

from goldsmith.errors import MalformedError
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.codec import Loss, RowError
from goldsmith.modalities.image.formats.webdataset import WEBDATASET as OF_IMAGES
from goldsmith.modalities.shards import read_members
from goldsmith.modalities.text.formats.webdataset import WEBDATASET as OF_TEXTS

from . import deliveries, text_documents
from .deliveries import BOX, IMAGE, LINE, POINT, POLYGON, few, picture, st
from .text_documents import checked, documents, marks, quick, record, span


def tar_of(*files, **header):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, body in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            for field, value in header.items():
                setattr(entry, field, value)
            tar.addfile(entry, io.BytesIO(body))
    return out.getvalue()


def read_by_webdataset(body, folder):
    path = folder / "shard.tar"
    path.write_bytes(body)
    return list(webdataset.WebDataset(str(path), shardshuffle=False).decode())


@pytest.mark.filterwarnings("ignore")
def test_webdataset_reads_what_we_write(tmp_path):
    spans = [span("Ada", 0, 3, uuid="a", note="é")]
    body, report = text_documents.written(OF_TEXTS, record("Ada", spans, unique_id="u", stars=2), record("b"))
    first, second = read_by_webdataset(body, tmp_path)
    assert (first["__key__"], first["txt"], second["txt"]) == ("000000001", "Ada", "b")
    assert first["json"] == {
        "annotations": spans,
        "links": [],
        "global_attributes": {"stars": 2},
        "unique_id": "u",
    }
    assert report.lost == {}
    images, report = deliveries.written(OF_IMAGES, deliveries.record(BOX, unique_id="u"))
    (sample,) = read_by_webdataset(images, tmp_path)
    assert (sample["json"]["file_name"], sample["json"]["width"]) == ("1.jpg", 640)
    assert report.lost == {"pictures, of which the file names are written": 1}


@pytest.mark.filterwarnings("ignore")
def test_we_read_what_webdataset_writes(tmp_path):
    path = tmp_path / "theirs.tar"
    with webdataset.TarWriter(str(path)) as sink:
        sink.write({"__key__": "a/one", "jpg": picture(8, 8, "JPEG"), "json": {"label": "sunny", "shot": 3}})
        sink.write({"__key__": "a/two", "png": picture(8, 8), "cls": b"rain"})
    first, second, lost = deliveries.rows_of(OF_IMAGES, path.read_bytes())
    assert (first["attachment"], first["unique_id"]) == ("a/one.jpg", "a/one")
    assert first["hypothesis"]["global_attributes"] == {"weather": "sunny"}
    assert first["metadata"] == {"shot": 3}
    assert second["hypothesis"]["global_attributes"] == {"weather": "rain"}
    assert lost == Loss("pictures inside the shard, which come as files", 2)


@given(document=documents())
@quick
def test_texts_come_back_whole(document):
    one = record(**document)
    body, report = text_documents.written(OF_TEXTS, one)
    (row,) = text_documents.rows_of(OF_TEXTS, body)
    assert report.lost == {}
    assert (row["text"], row["unique_id"]) == (document["text"], document["unique_id"] or "000000001")
    assert checked(row) == checked({"text": row["text"], "hypothesis": json.loads(one)["answer"]})
    assert text_documents.written(OF_TEXTS, one)[0] == body


@given(shapes=st.lists(deliveries.boxes | deliveries.outlines("line", 2), max_size=4))
@few
def test_images_come_back_whole(shapes):
    given_answer = {"annotations": [*shapes, POLYGON, LINE, POINT], "global_attributes": {"weather": "sunny"}}
    one = deliveries.record(*given_answer["annotations"], attributes={"weather": "sunny"})
    body, _ = deliveries.written(OF_IMAGES, one)
    (row,) = deliveries.rows_of(OF_IMAGES, body)
    assert read_answer(IMAGE, deliveries.ONTOLOGY, row["hypothesis"]) == read_answer(
        IMAGE, deliveries.ONTOLOGY, given_answer
    )


def test_texts_of_other_people_are_read():
    body = tar_of(
        ("./a.txt", b"Good."), ("./a.cls", b"sentiment=positive\n"), ("b.json", b'{"text": "Bad.", "source": "web"}')
    )
    first, second = text_documents.rows_of(OF_TEXTS, body)
    assert first["hypothesis"]["global_attributes"] == {"sentiment": "positive"}
    assert (second["text"], second["metadata"], marks(second)) == ("Bad.", {"source": "web"}, [])


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ([("a.json", b"{}")], "txt"),
        ([("a.json", b"[]")], "json"),
        ([("a.json", b"{")], "json"),
        ([("a.txt", b"\xff")], "txt"),
        ([("a.txt", b"ab"), ("a.cls", b"snow")], "cls"),
        ([("a.txt", b"ab"), ("a.json", b'{"labels": [3]}')], "labels"),
        ([("a.txt", b"ab"), ("a.json", b'{"annotations": [3]}')], "annotations[0]"),
        ([("a.txt", b"ab"), ("a.json", b'{"annotations": [{"start": 0}]}')], "annotations[0]"),
        ([("a.txt", b"ab"), ("a.json", b'{"links": [3]}')], "links[0]"),
    ],
)
def test_a_broken_sample_is_an_error_of_its_row(files, field):
    error, after = text_documents.rows_of(OF_TEXTS, tar_of(*files, ("b.txt", b"b")))
    assert isinstance(error, RowError)
    assert (error.row, error.field) == (1, field)
    assert after["text"] == "b"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{}", "file_name"),
        (b'{"file_name": 3}', "file_name"),
        (b'{"file_name": "a", "annotations": [3]}', "annotations[0]"),
        (b'{"file_name": "a", "annotations": [{"label": "car", "attributes": 3}]}', "annotations[0].attributes"),
    ],
)
def test_a_broken_image_is_an_error_of_its_row(body, field):
    (error,) = deliveries.rows_of(OF_IMAGES, tar_of(("a.json", body)))
    assert (error.row, error.field) == (1, field)


def cut_in_a_body():
    return tar_of(("a.txt", b"x" * 2_000))[:1_000]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a tar file"),
        (b"\x1f\x8b\x08" + bytes(600), "not a tar file"),
        (b"x" * 1_024, "not a tar file"),
        (cut_in_a_body(), "cut short"),
        (tar_of(("../a.txt", b"")), "leads out of it"),
        (tar_of(("/etc/a.txt", b"")), "leads out of it"),
        (tar_of(("a/../../a.txt", b"")), "leads out of it"),
        (tar_of(("a\\b.txt", b"")), "leads out of it"),
        (tar_of(("a\nb.txt", b"")), "leads out of it"),
        (tar_of(("a.txt", b""), type=tarfile.SYMTYPE, linkname="/etc/passwd"), "a link or a device"),
        (tar_of(("a.txt", b""), type=tarfile.LNKTYPE, linkname="b"), "a link or a device"),
        (tar_of(("a.txt", b""), type=tarfile.CHRTYPE), "a link or a device"),
        (tar_of(("a.txt", b""), pax_headers={"comment": "x" * 70_000}), "too long"),
        (tar_of(("a.json", b"x" * 16_000_001)), "takes more than"),
    ],
)
def test_hostile_shards_are_refused_as_a_whole(body, reason):
    with pytest.raises(MalformedError, match=reason):
        text_documents.rows_of(OF_TEXTS, body)


def test_a_sample_of_too_many_files_is_refused():
    with pytest.raises(Exception, match="more than 100 files"):
        text_documents.rows_of(OF_TEXTS, tar_of(*((f"a.{number}", b"") for number in range(101))))


def test_large_pictures_pass_by_unread():
    (member,) = read_members(io.BytesIO(tar_of(("a.jpg", bytes(5_000_000)))), {"json": 100})
    assert (member.name, member.size, member.body) == ("a.jpg", 5_000_000, None)


@pytest.mark.memory
def test_both_directions_take_constant_memory():
    peak, read, size = text_documents.peak_memory(OF_TEXTS, 300)
    assert read == 300
    assert size > 2_500_000
    assert peak < 2_000_000
