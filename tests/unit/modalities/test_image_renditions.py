"""Pictures that browsers cannot show, cut into tiles; hostile ones, within time and memory."""

from __future__ import annotations

import io
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from goldsmith.errors import InvalidError
from goldsmith.modalities.image import rows
from goldsmith.modalities.image.probe import probe
from goldsmith.modalities.image.pyramid import Pyramid
from goldsmith.modalities.image.renditions import make_renditions, make_thumbnail
from goldsmith.modalities.tile_packs import FOOTER_BYTES, TILE, Grid, PackWriter, locate, read_footer
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

from .hostile import png

MAKER = "goldsmith.modalities.image.renditions:make_renditions"


class Pack:
    """Reads back what was written."""

    def __init__(self, content: bytes) -> None:
        self.grid = read_footer(content[-FOOTER_BYTES:])
        self._index = content[-FOOTER_BYTES - self.grid.index_bytes : -FOOTER_BYTES]
        self._content = content

    def tile(self, level: int, column: int, row: int, band: int = 0) -> bytes:
        slot = self.grid.slot(level, column, row, band)
        assert slot is not None
        start, end = locate(self._index, slot)
        return self._content[start:end]

    def samples(self, level: int, column: int, row: int, band: int = 0) -> np.ndarray[Any, Any]:
        return np.frombuffer(zlib.decompress(self.tile(level, column, row, band)), "<u2")


def made(path: Path, tmp_path: Path) -> tuple[dict[str, Any], Pack]:
    told = make_renditions(path, str(tmp_path), "tiles")["tiles"]
    return told["facts"], Pack((tmp_path / told["file"]).read_bytes())


def written(tmp_path: Path, samples: np.ndarray[Any, Any], **options: Any) -> Path:
    path = tmp_path / "image"
    image = pyvips.Image.new_from_array(samples)
    image.tiffsave(str(path), **options)
    return path


@given(width=st.integers(1, 3_000), height=st.integers(1, 3_000), bands=st.integers(1, 4))
def test_every_tile_has_a_slot_of_its_own(width: int, height: int, bands: int) -> None:
    grid = Grid(width, height, "samples", bands)
    slots = [
        grid.slot(level, column, row, band)
        for level, (wide, high) in enumerate(grid.sizes)
        for row in range(-(-high // TILE))
        for column in range(-(-wide // TILE))
        for band in range(bands)
    ]
    assert slots == list(range(grid.tiles))
    assert max(grid.sizes[-1]) <= TILE
    assert grid.slot(grid.levels, 0, 0) is None
    assert grid.slot(0, -1, 0) is grid.slot(0, 0, 2**31) is grid.slot(0, 0, 0, bands) is None


@given(width=st.integers(1, 1_300), height=st.integers(1, 1_300))
def test_each_level_is_the_mean_of_the_one_below(width: int, height: int) -> None:
    samples = np.random.default_rng(width).integers(0, 65_535, (height, width, 1)).astype(np.uint16)
    grid, file = Grid(width, height, "samples", 1), io.BytesIO()
    pyramid = Pyramid(grid, PackWriter(file, grid))
    pyramid.take_all(samples[top : top + TILE] for top in range(0, height, TILE))
    pack = Pack(file.getvalue())
    assert np.array_equal(pack.samples(0, 0, 0), samples[:TILE, :TILE].reshape(-1))
    if grid.levels > 1:
        wide = grid.sizes[1][0]
        assert pack.samples(1, 0, 0)[0] == samples[:2, :2].sum(dtype=np.int64) // samples[:2, :2].size
        assert len(pack.samples(1, 0, 0)) == min(TILE, wide) * min(TILE, grid.sizes[1][1])
    assert pyramid.top.shape[:2] == grid.sizes[-1][::-1]


@pytest.mark.parametrize("layout", [{}, {"tile": True, "tile_width": 256, "tile_height": 256}, {"tile": True}])
@pytest.mark.parametrize("bands", [1, 3, 7])
def test_samples_of_sixteen_bits_are_kept(tmp_path: Path, bands: int, layout: dict[str, Any]) -> None:
    samples = np.random.default_rng(1).integers(0, 65_535, (700, 900, bands)).astype(np.uint16)
    facts, pack = made(written(tmp_path, samples, compression="deflate", **layout), tmp_path)
    assert (facts["bands"], facts["bits"], facts["scale"], facts["offset"]) == (bands, 16, 1, 0)
    assert np.array_equal(pack.samples(0, 1, 1, bands - 1), samples[512:, 512:, bands - 1].reshape(-1))


@pytest.mark.parametrize("kind", ["int16", "int32", "float32"])
def test_other_samples_are_spread_over_sixteen_bits_and_can_be_told_back(tmp_path: Path, kind: str) -> None:
    values = np.random.default_rng(2).integers(-3_000, 3_000, (60, 50)).astype(kind)
    facts, pack = made(written(tmp_path, values), tmp_path)
    found = facts["offset"] + pack.samples(0, 0, 0).reshape(60, 50) * facts["scale"]
    assert np.allclose(found, values, atol=0.1)


def test_what_is_no_number_does_not_spoil_the_rest(tmp_path: Path) -> None:
    values = np.full((40, 40), 5.0, np.float32)
    values[0, 0], values[0, 1] = np.nan, 9.0
    facts, pack = made(written(tmp_path, values), tmp_path)
    found = facts["offset"] + pack.samples(0, 0, 0).reshape(40, 40) * facts["scale"]
    assert found[5, 5] == pytest.approx(5.0, abs=0.01)
    assert found[0, 1] == pytest.approx(9.0, abs=0.01)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("reader", ["libvips", "Pillow"])
def test_tiles_stand_upright(tmp_path: Path, orientation: int, reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Image.new("RGB", (60, 40))
    picture.paste((250, 0, 0), (0, 0, 30, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned"
    picture.save(path, "TIFF", exif=exif)
    if reader == "Pillow":
        monkeypatch.setattr(rows, "can_stream", lambda _: False)
    facts, pack = made(path, tmp_path)
    with Image.open(io.BytesIO(pack.tile(0, 0, 0))) as shown:
        assert shown.size == (facts["width"], facts["height"]) == ((60, 40) if orientation < 5 else (40, 60))
        right, low = orientation in (2, 3, 6, 7), orientation in (3, 4, 7, 8)
        corner = shown.convert("RGB").getpixel((shown.width - 3 if right else 2, shown.height - 3 if low else 2))
    assert isinstance(corner, tuple)
    assert corner[0] > 200


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("JPEG", "CMYK"),
        ("TIFF", "RGB"),
        ("TIFF", "L"),
        ("TIFF", "1"),
        ("TIFF", "P"),
        ("TIFF", "CMYK"),
        ("TIFF", "RGBA"),
    ],
)
def test_what_browsers_cannot_show_is_demanded_as_tiles(tmp_path: Path, form: str, mode: str) -> None:
    path = tmp_path / "odd"
    Image.new("RGB", (70, 50), (200, 30, 30)).convert(mode).save(path, form)
    assert probe(path)["renditions"] == ["tiles"]
    _, pack = made(path, tmp_path)
    with Image.open(io.BytesIO(pack.tile(0, 0, 0))) as shown:
        assert shown.size == (70, 50)


def test_a_thumbnail_is_small_upright_and_keeps_what_is_clear(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    Image.new("RGBA", (2_000, 500), (10, 200, 30, 0)).save(path, "PNG")
    told = make_thumbnail(path, str(tmp_path))
    with Image.open(tmp_path / told["file"]) as shown:
        assert (shown.size, shown.mode) == ((256, 64), "RGBA")


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def saved(form: str, width: int, height: int, **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(buffer, form, **options)
    return buffer.getvalue()


HOSTILE = {
    "a TIFF cut short": cut(saved("TIFF", 900, 900, compression="tiff_deflate")),
    "a PNG that says a gigapixel": png(34_000, 34_000, zlib.compress(b"\0" * 1_000_000)),
    "a PNG larger than may be": png(60_000, 60_000, b""),
    "a PNG of no size": png(0, 10, b""),
    "a JPEG cut short": cut(saved("JPEG", 900, 900)),
    "a WebP cut short": cut(saved("WEBP", 900, 900)),
    "a TIFF of nothing": b"II*\0\x08\0\0\0\0\0",
    "a BigTIFF of nothing": b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0",
    "a TIFF that points to itself": b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
    "a page named .tif": b"<!doctype html><script>alert(1)</script>",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_images_end_in_a_sentence_within_bounds(tmp_path: Path, name: str) -> None:
    path = tmp_path / "asset"
    path.write_bytes(HOSTILE[name])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, pytest.raises(ProbeRefused) as caught:
        await run_bounded(
            MAKER, path, folder, "tiles", seconds=30, memory_mb=1_024, scratch=Path(folder), most_bytes=10**9
        )
    assert caught.value.message.endswith(".")
    assert time.monotonic() - began < 60


def test_a_strip_of_one_pixel_by_many_is_cut_too(tmp_path: Path) -> None:
    path = tmp_path / "thin"
    Image.new("RGB", (1, 60_000), (9, 9, 9)).save(path, "PNG")
    facts, pack = made(path, tmp_path)
    assert facts["levels"] == 8
    assert pack.tile(0, 0, 117)
    path.write_bytes(png(1, 100_001, b""))
    with pytest.raises(InvalidError, match="100,000 a side"):
        probe(path)
