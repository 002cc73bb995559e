"""TIFF files as documents: what is told of their pages, how these are drawn and read, and what is refused."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageSequence

from goldsmith.errors import InvalidError
from goldsmith.modalities.document import tiff
from goldsmith.modalities.document.renditions import make_renditions
from goldsmith.modalities.document.renditions.packs import read_part
from goldsmith.modalities.document.renditions.words import unpack_words

from .scans import LETTER, picture_of

FACTS = {"media_type": "image/tiff"}


def tiff_of(*pages, **options):
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], **options)
    return file.getvalue()


def numbered(count, mode="L", size=(400, 300)):
    pages = []
    for number in range(count):
        page = Image.new("L", size, 255)
        ImageDraw.Draw(page).rectangle((10, 10, 60 + 40 * number, 60), fill=0)
        pages.append(page.convert(mode))
    return pages


def told(folder, body):
    path = folder / "pages.tif"
    path.write_bytes(body)
    return tiff.add_pages(path, FACTS)


def drawn(folder, body):
    """The facts and the largest picture of each page."""
    path = folder / "pages.tif"
    path.write_bytes(body)
    made = make_renditions(path, str(folder), "pages", "words")
    pack, scales = (folder / "pages").read_bytes(), made["pages"]["facts"]["scales"]
    pages = range(made["pages"]["facts"]["pages"])
    return made, [Image.open(io.BytesIO(read_part(pack, (page + 1) * len(scales) - 1))) for page in pages]


@pytest.mark.parametrize(
    ("compression", "mode"),
    [
        ("raw", "L"),
        ("tiff_lzw", "L"),
        ("tiff_adobe_deflate", "RGB"),
        ("packbits", "P"),
        ("group3", "1"),
        ("group4", "1"),
        ("jpeg", "RGB"),
        ("tiff_lzw", "CMYK"),
        ("tiff_lzw", "RGBA"),
    ],
)
def test_each_page_is_drawn_as_it_is(tmp_path, compression, mode):
    pages = numbered(3, mode)
    body = tiff_of(*pages, compression=compression)
    facts = told(tmp_path, body)
    assert (facts["pages"], facts["renditions"]) == (3, ["pages", "words"])
    assert facts["document_pages"] == [{"width": 400, "height": 300}] * 3
    _, pictures = drawn(tmp_path, body)
    for page, picture in zip(pages, pictures, strict=True):
        away = np.abs(np.asarray(picture.convert("L"), int) - np.asarray(page.convert("L"), int))
        assert away.mean() < 2


def test_the_words_of_each_page_are_recognized(tmp_path):
    pages = [picture_of([line]).point(lambda shade: 255 * (shade > 128)).convert("1") for line in LETTER[:2]]
    made, _ = drawn(tmp_path, tiff_of(*pages, compression="group4", dpi=(200, 200)))
    assert made["words"]["facts"]["recognized"] == 2
    pack = (tmp_path / "words").read_bytes()
    texts = [" ".join(word.text for word in unpack_words(read_part(pack, page))) for page in range(2)]
    assert texts == LETTER[:2]


def test_words_lie_where_they_are_drawn(tmp_path):
    page = picture_of(["Marigold"])
    left, top, right, bottom = page.point(lambda shade: 255 - shade).getbbox()
    drawn(tmp_path, tiff_of(page, page, dpi=(200, 200)))
    [word] = unpack_words(read_part((tmp_path / "words").read_bytes(), 1))
    found = (word.left, word.top, word.left + word.width, word.top + word.height)
    assert found == pytest.approx((left, top, right, bottom), abs=4)


def test_a_fax_with_flat_pixels_is_as_high_as_its_paper(tmp_path):
    page = Image.new("1", (1728, 1075), 1)
    body = tiff_of(page, compression="group3", x_resolution=204, y_resolution=98, resolution_unit=2)
    assert told(tmp_path, body)["document_pages"] == [{"width": 1728, "height": 2238}]
    _, [picture] = drawn(tmp_path, body)
    assert picture.height / picture.width == pytest.approx(2238 / 1728, rel=0.01)


def test_a_page_on_its_side_is_turned(tmp_path):
    page = numbered(1)[0]
    body = tiff_of(page, tiffinfo={274: 6}, dpi=(300, 300))
    assert told(tmp_path, body)["document_pages"] == [{"width": 300, "height": 400}]
    _, [picture] = drawn(tmp_path, body)
    turned = np.asarray(page.transpose(Image.Transpose.ROTATE_270), int)
    assert np.abs(np.asarray(picture.convert("L"), int) - turned).mean() < 2


@pytest.mark.parametrize(
    ("pages", "options", "reason"),
    [
        ([Image.new("L", (400, 300))], {}, "one picture that does not say that it was scanned"),
        ([Image.new("L", (400, 300))], {"dpi": (72, 72)}, "one picture that does not say that it was scanned"),
        ([Image.new("I;16", (40, 30))] * 2, {}, "samples that no page has"),
        ([Image.new("1", (30_001, 10))] * 2, {"compression": "group4"}, "30,001 by 10 pixels"),
        ([Image.new("1", (11_000, 10_000))], {"compression": "group4"}, "at most 100 million"),
        ([Image.new("1", (8, 8))] * 1_001, {}, "at most 1,000 pages; this one has 1,001"),
    ],
)
def test_what_is_no_document_is_still_an_image_and_says_why_it_is_none(tmp_path, pages, options, reason):
    facts = told(tmp_path, tiff_of(*pages, **options))
    assert list(facts) == ["no_document"]
    assert reason in facts["no_document"]


def test_one_picture_that_says_that_it_was_scanned_is_a_page(tmp_path):
    assert told(tmp_path, tiff_of(numbered(1)[0], dpi=(300, 300)))["pages"] == 1
    assert told(tmp_path, tiff_of(numbered(1, "1")[0]))["pages"] == 1


def test_other_images_are_left_alone(tmp_path):
    assert tiff.add_pages(tmp_path / "missing", {"media_type": "image/png"}) == {}


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_tiff_that_is_cut_short_is_refused_with_a_sentence(tmp_path, cut):
    noise = [Image.effect_noise((300, 200), 90) for _ in range(3)]
    body = tiff_of(*noise, compression="tiff_lzw")
    path = tmp_path / "pages.tif"
    path.write_bytes(body[: int(len(body) * cut)])
    with pytest.raises(InvalidError, match="damaged"):
        make_renditions(path, str(tmp_path), "pages", "words")


def test_pages_in_a_circle_end(tmp_path):
    body = bytearray(tiff_of(*numbered(2)))
    first = struct.unpack_from("<I", body, 4)[0]
    entries = struct.unpack_from("<H", body, first)[0]
    second = struct.unpack_from("<I", body, first + 2 + 12 * entries)[0]
    entries = struct.unpack_from("<H", body, second)[0]
    struct.pack_into("<I", body, second + 2 + 12 * entries, first)
    facts = told(tmp_path, bytes(body))
    assert facts.get("pages") == 2 or "no_document" in facts


def test_all_pages_are_in_their_order(tmp_path):
    _, pictures = drawn(tmp_path, tiff_of(*numbered(4)))
    darkness = [255 - np.asarray(picture.convert("L"), int).mean() for picture in pictures]
    assert darkness == sorted(darkness)
    assert len(list(ImageSequence.Iterator(Image.open(tmp_path / "pages.tif")))) == 4
