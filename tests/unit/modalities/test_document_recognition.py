"""Pages that are pictures are read, where the extra is installed; where it is not, they stay as they were."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from goldsmith.modalities.document.examples.make import A4, Line, assemble, write_pdf, write_scan
from goldsmith.modalities.document.renditions import layer, make_renditions, recognition
from goldsmith.modalities.document.renditions.packs import read_part
from goldsmith.modalities.document.renditions.words import unpack_words
from goldsmith.ports.sandbox import run_bounded

from .scans import LETTER, picture_of, scan_of, scratched, worn

EXAMPLES = Path(make_renditions.__code__.co_filename).parents[1] / "examples"
SCAN = "goldsmith.modalities.document.renditions:make_renditions"


def read(folder, body):
    """The facts of the words of a document, and the words of each page."""
    path = Path(folder) / "document.pdf"
    path.write_bytes(body)
    facts = make_renditions(path, str(folder), "words")["words"]["facts"]
    pack = (Path(folder) / "words").read_bytes()
    return facts, [unpack_words(read_part(pack, number)) for number in range(facts["pages"])]


def lines_of(words):
    lines = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(texts) for texts in lines.values()]


def distance(one, other):
    """How many characters must change (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        before, row[0] = row[0], number
        for place, there in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != there))
    return row[-1]


def test_the_words_of_a_scan_are_recognized_line_by_line(tmp_path):
    facts, [words] = read(tmp_path, (EXAMPLES / "scan.pdf").read_bytes())
    assert lines_of(words) == [
        "This agreement is made on 3 March 2026",
        "between Northwind Paper Ltd and Marigold Books.",
        "The supplier shall deliver the paper by Friday.",
        "The customer shall pay 177.60 within 30 days.",
    ]
    assert facts == {"pages": 1, "words": len(words), "recognized": 1}
    assert all(0.5 < word.confidence <= 1 for word in words)


def test_recognized_words_lie_where_they_are_drawn(tmp_path):
    picture = picture_of(["Marigold"])
    drawn = picture.point(lambda shade: 255 - shade).getbbox()
    _, [[word]] = read(tmp_path, scan_of(picture))
    scale = A4[0] / picture.width
    found = (word.left, word.top, word.left + word.width, word.top + word.height)
    assert found == pytest.approx([side * scale for side in drawn], abs=1.5)


@pytest.mark.parametrize("angle", [0.0, 1.0, -2.0])
def test_a_worn_scan_is_read_with_few_errors(tmp_path, angle):
    _, [words] = read(tmp_path, scan_of(worn(picture_of(LETTER), angle)))
    truth = " ".join(LETTER)
    assert distance(truth, " ".join(word.text for word in words)) <= 0.02 * len(truth)


def test_a_word_with_a_stroke_through_it_is_less_sure_than_the_others(tmp_path):
    _, [words] = read(tmp_path, scan_of(scratched(picture_of(LETTER), (635, 236), (660, 285))))
    least = min(words, key=lambda word: word.confidence)
    assert distance("Harper", least.text) <= 1
    assert least.confidence < 0.85
    assert sum(word.confidence < 0.85 for word in words) == 1


def test_a_text_layer_is_believed_before_a_recognizer(tmp_path):
    facts, [words] = read(tmp_path, write_pdf([[Line(60, 80, "Printed by a machine", 24)]]))
    assert facts == {"pages": 1, "words": 4}
    assert [word.confidence for word in words] == [None] * 4


def test_a_stamp_on_a_scan_does_not_keep_it_from_being_read(tmp_path):
    file = io.BytesIO()
    picture = picture_of(LETTER)
    picture.save(file, "JPEG", quality=80)
    facts, [words] = read(tmp_path, stamped(file.getvalue(), picture.size))
    assert facts["recognized"] == 1
    assert "quotations" in [word.text for word in words]


def stamped(jpeg, pixels):
    content = b"q 595 0 0 842 0 0 cm /Im Do Q BT /F1 8 Tf 500 20 Td (000417) Tj ET"
    image = b"<< /Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
    resources = b"<< /XObject << /Im 5 0 R >> /Font << /F1 6 0 R >> >>"
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %b >>" % resources,
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
            b"%b /Width %d /Height %d /Length %d >>\nstream\n%b\nendstream" % (image, *pixels, len(jpeg), jpeg),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def test_a_blank_page_has_nothing_to_read(tmp_path):
    assert read(tmp_path, write_pdf([[]])) == ({"pages": 1, "words": 0}, [[]])


@pytest.mark.parametrize("picture", [Image.new("L", (827, 1169), 255), Image.linear_gradient("L").resize((827, 1169))])
def test_a_scan_without_print_has_no_words(tmp_path, picture):
    assert read(tmp_path, scan_of(picture)) == ({"pages": 1, "words": 0, "recognized": 1}, [[]])


def test_a_page_as_narrow_as_a_hair_holds_nothing_to_read(tmp_path):
    file = io.BytesIO()
    Image.new("L", (4, 3000), 128).save(file, "JPEG")
    facts, _ = read(tmp_path, write_scan(file.getvalue(), (4, 3000), size=(3, 20_000)))
    assert facts == {"pages": 1, "words": 0, "recognized": 1}


def test_without_the_extra_a_scan_stays_without_words_and_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(layer, "find_model", lambda: None)
    facts, pages = read(tmp_path, (EXAMPLES / "scan.pdf").read_bytes())
    assert facts == {"pages": 1, "words": 0, "unread": 1, "unread_because": "not_installed"}
    assert pages == [[]]


def test_the_model_is_missed_where_the_reader_or_its_data_is_not_installed(monkeypatch):
    assert recognition.find_model() is not None
    monkeypatch.setattr(recognition, "find_spec", lambda _: None)
    assert recognition.find_model() is None


def test_pages_for_which_no_time_is_left_stay_without_words(tmp_path, monkeypatch):
    monkeypatch.setattr(layer, "SECONDS", 0.0)
    facts, _ = read(tmp_path, (EXAMPLES / "scan.pdf").read_bytes())
    assert facts == {"pages": 1, "words": 0, "unread": 1, "unread_because": "no_time"}


async def test_a_picture_of_noise_stays_bounded(tmp_path):
    noise = Image.frombytes("L", (2400, 3300), random.Random(1).randbytes(2400 * 3300))
    path, scratch = tmp_path / "noise.pdf", tmp_path / "made"
    path.write_bytes(scan_of(noise))
    scratch.mkdir()
    limits = {"seconds": 60, "memory_mb": 1024, "scratch": scratch, "most_bytes": 10**8}
    found = await run_bounded(SCAN, path, str(scratch), "words", **limits)
    assert found["words"]["facts"]["pages"] == 1
