"""What is made of files so that people can look at them: made before anybody gets the file, shown by signed links."""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import Any

import numpy as np
import pytest
import pyvips
from PIL import Image

from goldsmith.client import Goldsmith

from ..product import Customer, wait_until
from .files import looked_at, png, upload

BOXES = {"labels": [{"name": "car", "title": "Car", "shapes": ["box"]}], "attributes": [], "relations": []}


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def noise(width: int = 700, height: int = 600, mode: str = "RGB") -> Image.Image:
    return Image.effect_noise((width, height), 90).convert(mode)


def samples(width: int, height: int, bands: int) -> np.ndarray[Any, Any]:
    drawn = np.random.default_rng(1).integers(0, 4_000, (height, width, bands))
    return drawn.astype(np.uint16)


def many_bands() -> bytes:
    """A TIFF of five bands of 16 bits, as satellites send them."""
    written = pyvips.Image.new_from_array(samples(700, 600, 5)).tiffsave_buffer(compression="deflate")
    assert isinstance(written, bytes)
    return written


def tile(customer: Customer, template: str, *place: int) -> Any:
    names = ("level", "column", "row", "band")
    address = template.format(**dict(zip(names, (*place, 0, 0, 0, 0), strict=False)))
    return customer.product.http.get(address)


def tiles_of(asset: Any) -> Any:
    return next(each for each in asset["renditions"] if each["kind"] == "tiles")


def test_every_image_has_a_thumbnail_behind_a_signed_link(customer: Customer, rival: Customer) -> None:
    asset = looked_at(customer, upload(customer, saved(noise(), "JPEG"))["id"])
    [thumbnail] = asset["renditions"]
    assert (thumbnail["kind"], thumbnail["media_type"]) == ("thumbnail", "image/jpeg")
    shown = customer.product.http.get(thumbnail["url"])
    assert shown.headers["content-type"] == "image/jpeg"
    assert "sandbox" in shown.headers["content-security-policy"]
    with Image.open(io.BytesIO(shown.content)) as small:
        assert max(small.size) == 256
        assert list(small.size) == [thumbnail["facts"]["width"], thumbnail["facts"]["height"]]
    for forged in (
        thumbnail["url"].replace("thumbnail", "tiles"),
        thumbnail["url"].replace(customer.id, rival.id),
        thumbnail["url"].partition("?")[0],
    ):
        assert customer.product.http.get(forged).status_code in (400, 403)


def test_the_sdk_knows_what_was_made_of_a_file(customer: Customer) -> None:
    picture = looked_at(customer, upload(customer, saved(noise(), "TIFF"))["id"])
    with Goldsmith(customer.product.url, customer.operator.key) as client:
        found = {each.kind: each for each in client.assets.get(picture["id"]).renditions}
    assert found["thumbnail"].url
    assert found["tiles"].url_template
    assert found["tiles"].facts["width"] == 700


def test_what_a_browser_cannot_show_comes_as_tiles(customer: Customer) -> None:
    picture = noise()
    asset = looked_at(customer, upload(customer, saved(picture, "TIFF"))["id"])
    tiles = tiles_of(asset)
    assert (tiles["facts"]["width"], tiles["facts"]["height"], tiles["facts"]["levels"]) == (700, 600, 2)
    first = tile(customer, tiles["url_template"], 0, 0, 0)
    assert first.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(first.content)) as shown:
        assert shown.size == (512, 512)
        away = np.abs(np.asarray(shown, np.int32) - np.asarray(picture.crop((0, 0, 512, 512)), np.int32))
        assert away.mean() < 12
    with Image.open(io.BytesIO(tile(customer, tiles["url_template"], 0, 1, 1).content)) as corner:
        assert corner.size == (188, 88)
    with Image.open(io.BytesIO(tile(customer, tiles["url_template"], 1).content)) as top:
        assert top.size == (350, 300)
    assert {each["kind"] for each in asset["renditions"]} == {"tiles", "thumbnail"}


def test_samples_reach_the_browser_unchanged_band_by_band(customer: Customer) -> None:
    asset = looked_at(customer, upload(customer, many_bands())["id"])
    facts, template = tiles_of(asset)["facts"], tiles_of(asset)["url_template"]
    assert (facts["encoding"], facts["bands"], facts["bits"], len(facts["ranges"])) == ("samples", 5, 16, 5)
    expected = samples(700, 600, 5)
    for band in (0, 4):
        answer = tile(customer, template, 0, 1, 0, band)
        assert answer.headers["content-encoding"] == "deflate"
        found = np.frombuffer(answer.content, "<u2").reshape(512, 188)
        assert np.array_equal(found, expected[:512, 512:, band])
    assert facts["ranges"][0]["min"] == expected[:, :, 0].min()
    assert facts["ranges"][0]["p99"] == pytest.approx(np.percentile(expected[:, :, 0], 99), abs=2)


def test_one_link_is_for_the_tiles_of_one_image_of_one_customer(customer: Customer, rival: Customer) -> None:
    content = saved(noise(), "TIFF")
    template = tiles_of(looked_at(customer, upload(customer, content)["id"]))["url_template"]
    other = tiles_of(looked_at(customer, upload(customer, saved(noise(), "TIFF"))["id"]))["url_template"]
    sha256, other_sha256 = (re.findall(r"/tiles/([0-9a-f]{64})/", each)[0] for each in (template, other))
    for forged in (
        template.replace(sha256, other_sha256),
        template.replace(customer.id, rival.id),
        re.sub(r"expires=\d+", "expires=1", template),
        re.sub(r"&signature=[^&]*", "", template),
    ):
        assert tile(customer, forged).status_code in (400, 403)
    assert tile(customer, template).status_code == 200


@pytest.mark.parametrize("place", [(2,), (0, 2), (0, 0, 2), (0, 0, 0, 1), (9,), (0, 2**31), (0, 0, 10**30)])
def test_a_tile_that_is_not_there_is_a_refusal(customer: Customer, place: tuple[int, ...]) -> None:
    template = tiles_of(looked_at(customer, upload(customer, saved(noise(), "TIFF"))["id"]))["url_template"]
    assert tile(customer, template, *place).status_code in (400, 404, 422)


@pytest.mark.parametrize("wrong", ["-1", "x", "1e3", "%2e%2e", "0x1"])
def test_a_place_that_is_no_number_is_a_refusal(customer: Customer, wrong: str) -> None:
    template = tiles_of(looked_at(customer, upload(customer, saved(noise(), "TIFF"))["id"]))["url_template"]
    address = template.replace("{level}", wrong)
    assert customer.product.http.get(address.format(column=0, row=0, band=0)).status_code in (400, 404, 422)


def test_the_same_bytes_are_rendered_once(customer: Customer, rival: Customer) -> None:
    content = saved(noise(), "TIFF")
    first = looked_at(customer, upload(customer, content)["id"])
    jobs = "select count(*) from rendition where object_key is not null and kind = 'tiles'"
    second = looked_at(customer, upload(customer, content)["id"])
    assert tiles_of(first)["url_template"] == tiles_of(second)["url_template"]
    assert customer.value(jobs) == 2
    keys = customer.rows("select distinct object_key from rendition where kind = 'tiles'")
    assert len(keys) == 1
    other = looked_at(rival, upload(rival, content)["id"])
    assert tiles_of(other)["url_template"] != tiles_of(first)["url_template"]


def test_claims_carry_renditions_and_a_rival_sees_none(customer: Customer, rival: Customer) -> None:
    asset = upload(customer, saved(noise(), "TIFF"))
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}]}, 201)
    customer.wait_for_stage(made["items"][0]["id"], "label")
    claim = customer.caller("labeler").claim(project)
    assert tile(customer, tiles_of(claim["assets"][0])["url_template"]).status_code == 200
    assert rival.value("select count(*) from rendition") == 0


def broken_strip() -> bytes:
    """A TIFF whose strips in the middle are noise: its head and its size are fine."""
    picture = pyvips.Image.new_from_array(np.zeros((3_000, 3_000, 3), np.uint8)).copy(interpretation="srgb")
    content = bytearray(picture.tiffsave_buffer(compression="deflate", tile=True, tile_width=256, tile_height=256))
    middle = len(content) // 2
    content[middle - 400 : middle + 400] = b"\xff" * 800
    return bytes(content)


def swelling_png() -> bytes:
    """A gigapixel of 16 bits in a megabyte or so."""
    header = struct.pack(">IIBBBBB", 34_000, 34_000, 16, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 204_001 * 40)
    chunks = [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


@pytest.mark.parametrize("hostile", [broken_strip(), swelling_png()])
def test_an_image_that_breaks_while_it_is_read_fails_alone_with_a_sentence(customer: Customer, hostile: bytes) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    bad, good = upload(customer, hostile, "bad.tif"), upload(customer, png())
    rows = [{"attachment": bad["id"]}, {"attachment": good["id"]}]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    failed, started = (item["id"] for item in made["items"])
    customer.wait_for_stage(started, "label")
    wait_until(lambda: customer.task(failed)["status"] == "error")
    asset = customer.operator.get(f"/assets/{bad['id']}")
    assert asset["status"] == "rejected"
    assert asset["reason"] == "This image is damaged or cut short."
    assert (asset["url"], asset["renditions"]) == (None, [])
    assert customer.value("select count(*) from rendition where status = 'ready' and kind = 'tiles'") == 0
