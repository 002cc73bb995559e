"""What a PDF is, told without running anything of it; and what is made of it to be seen and selected."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from goldsmith.errors import InvalidError
from goldsmith.modalities.document import renditions
from goldsmith.modalities.document.probe import probe
from goldsmith.modalities.document.renditions import draw_slice, make_renditions
from goldsmith.modalities.document.renditions.packs import read_part
from goldsmith.modalities.document.renditions.sources import MOST_PIXELS, SCALES
from goldsmith.modalities.document.renditions.words import unpack_words
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

from .pdfs import HOSTILE, Line, numbered, write_pdf

EXAMPLES = Path(make_renditions.__code__.co_filename).parents[1] / "examples"
REFUSALS = {
    "too many pages": "at most 1,000 pages",
    "pages that are not there": "damaged",
    "pages in a circle": "damaged",
    "locked": "locked with a password",
    "absurd page": "points large",
    "flat page": "points large",
    "header only": "damaged or cut short",
}


def write(folder, body):
    path = Path(folder) / "document.pdf"
    path.write_bytes(body)
    return path


def made(folder, body):
    """Facts, and by kind the file and what is told of it."""
    found = make_renditions(write(folder, body), str(folder), "pages", "words")
    return found, {kind: (Path(folder) / each["file"]).read_bytes() for kind, each in found.items()}


async def look(path, *arguments, of="probe:probe", **limits):
    """What a bounded child says: facts, or why there are none."""
    try:
        return await run_bounded(f"goldsmith.modalities.document.{of}", path, *arguments, **limits)
    except ProbeRefused as refused:
        return refused


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_documents_end_in_a_sentence_or_stay_bounded(name, tmp_path):
    found = await look(write(tmp_path, HOSTILE[name]), seconds=10, memory_mb=512)
    if name in REFUSALS:
        assert REFUSALS[name] in found.message
    if isinstance(found, ProbeRefused):
        assert found.message.endswith(".")
        assert str(tmp_path) not in found.message
    else:
        assert found["media_type"] == "application/pdf"
        assert found["pages"] <= 3


@pytest.mark.parametrize("name", ["script", "launch", "embedded", "swelling"])
async def test_what_is_made_of_hostile_documents_stays_bounded(name, tmp_path):
    path, scratch = write(tmp_path, HOSTILE[name]), tmp_path / "made"
    scratch.mkdir()
    limits = {"seconds": 20, "memory_mb": 1024, "scratch": scratch, "most_bytes": 10**8}
    found = await look(path, str(scratch), "pages", "words", of="renditions:make_renditions", **limits)
    if isinstance(found, ProbeRefused):
        # pdfium ends its process where memory does not suffice.
        assert found.reason in {"memory", "time", "failed"}
    else:
        assert set(found) == {"pages", "words", "thumbnail"}


def test_what_is_no_pdf_is_left_to_others(tmp_path):
    with pytest.raises(InvalidError, match="not a PDF") as caught:
        probe(write(tmp_path, b"\x89PNG\r\n\x1a\n"))
    assert caught.value.code.startswith("not_")


def test_a_turned_page_is_measured_and_read_as_it_is_displayed(tmp_path):
    body = write_pdf([[Line(100, 60, "Turned")]], size=(400, 200), turned=90)
    assert probe(write(tmp_path, body))["document_pages"] == [{"width": 200.0, "height": 400.0}]
    _, files = made(tmp_path, body)
    (word,) = unpack_words(read_part(files["words"], 0))
    # Turned clockwise, what was 60 below the top now lies 60 left of the right border, from 100 downwards.
    assert word.text == "Turned"
    assert word.left + word.width / 2 == pytest.approx(200 - 57, abs=4)
    assert word.top == pytest.approx(100, abs=1)
    assert word.height > word.width


def test_a_page_whose_corner_is_not_at_zero_is_read_where_it_is_displayed(tmp_path):
    plain = write_pdf([[Line(100, 60, "Moved")]], size=(400, 200))
    moved = plain.replace(b"/MediaBox [0 0 400 200]", b"/MediaBox [40 20 400 200]")
    here, there = (unpack_words(read_part(made(tmp_path, body)[1]["words"], 0))[0] for body in (plain, moved))
    assert (here.left - there.left, here.top - there.top) == pytest.approx((40, 0), abs=0.05)


def test_words_lie_where_they_are_drawn(tmp_path):
    _, files = made(tmp_path, (EXAMPLES / "invoice.pdf").read_bytes())
    picture = Image.open(io.BytesIO(read_part(files["pages"], SCALES.index(3.0)))).convert("L")
    for word in unpack_words(read_part(files["words"], 0)):
        left, top, right, bottom = (
            3 * side for side in (word.left, word.top, word.left + word.width, word.top + word.height)
        )
        assert picture.crop((int(left), int(top), int(right) + 1, int(bottom) + 1)).getextrema()[0] < 100
        gap = picture.crop((int(left), int(top) - 3, int(right) + 1, int(top)))
        assert gap.getextrema()[0] > 100, word


def test_words_are_in_the_order_of_the_file_and_know_their_lines(tmp_path):
    _, files = made(tmp_path, (EXAMPLES / "paper.pdf").read_bytes())
    words = unpack_words(read_part(files["words"], 0))
    texts = [word.text for word in words]
    assert texts[:4] == ["Journal", "of", "Plain", "Pages"]
    assert texts.index("them.") < texts.index("Pairs")
    lines = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    assert " ".join(lines[words[texts.index("Reading")].line]) == "Reading a page aloud shows what its order is."


def test_each_page_has_a_picture_at_each_scale(tmp_path):
    found, files = made(tmp_path, numbered(3))
    assert found["pages"]["facts"] == {"pages": 3, "scales": [0.25, 1.5, 3.0]}
    for part in range(9):
        picture = Image.open(io.BytesIO(read_part(files["pages"], part)))
        assert picture.width == pytest.approx(595 * SCALES[part % 3], abs=1)


def test_a_poster_is_drawn_with_no_more_pixels_than_are_kept(tmp_path):
    _, files = made(tmp_path, write_pdf([[]], size=(9_000, 9_000)))
    picture = Image.open(io.BytesIO(read_part(files["pages"], 2)))
    assert picture.width * picture.height <= MOST_PIXELS * 1.01


def test_making_the_same_document_twice_gives_the_same_bytes():
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert made(one, numbered(2))[1] == made(other, numbered(2))[1]


def drawn_in_slices(path, folder, seconds, monkeypatch):
    """What is made of a document in slices of so many seconds, and how many slices that took."""
    monkeypatch.setattr(renditions, "FIRST_SECONDS", seconds)
    monkeypatch.setattr(renditions, "SECONDS", seconds)
    folder.mkdir()
    progress, calls = "", 0
    while True:
        said, calls = draw_slice(path, str(folder), progress, "pages", "words"), calls + 1
        if "made" in said:
            return said["made"], calls
        progress = said["progress"]


def test_a_document_drawn_in_slices_is_the_same_as_one_drawn_at_once(tmp_path, monkeypatch):
    path = write(tmp_path, numbered(4))
    at_once, calls = drawn_in_slices(path, tmp_path / "one", 60, monkeypatch)
    in_slices, more_calls = drawn_in_slices(path, tmp_path / "many", 0, monkeypatch)
    assert (calls, more_calls) == (1, 5)
    assert in_slices == at_once
    for kind in ("pages", "words", "thumbnail"):
        assert (tmp_path / "many" / kind).read_bytes() == (tmp_path / "one" / kind).read_bytes()
    assert sorted(each.name for each in (tmp_path / "many").iterdir()) == ["pages", "thumbnail", "words"]


def test_what_was_recognized_is_counted_over_all_slices(tmp_path, monkeypatch):
    scan, twice = pypdfium2.PdfDocument(EXAMPLES / "scan.pdf"), pypdfium2.PdfDocument.new()
    for _ in range(2):
        twice.import_pages(scan)
    twice.save(tmp_path / "twice.pdf")
    at_once, _ = drawn_in_slices(tmp_path / "twice.pdf", tmp_path / "one", 600, monkeypatch)
    in_slices, calls = drawn_in_slices(tmp_path / "twice.pdf", tmp_path / "many", 0, monkeypatch)
    assert calls == 3
    assert in_slices["words"]["facts"] == at_once["words"]["facts"]
    assert at_once["words"]["facts"]["recognized"] == 2
