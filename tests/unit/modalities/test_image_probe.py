"""Images as they come from cameras and the web."""

import struct

import pytest
from PIL import Image

from goldsmith.errors import InvalidError
from goldsmith.modalities.image.probe import probe
from goldsmith.modalities.image.renditions import make_thumbnail

from .hostile import png


def saved(tmp_path, image, name, **options):
    path = tmp_path / "file without a telling name"
    image.save(path, name, **options)
    return path


@pytest.mark.parametrize(
    ("name", "mode", "media_type"),
    [
        ("PNG", "RGBA", "image/png"),
        ("PNG", "I;16", "image/png"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("WEBP", "RGB", "image/webp"),
        ("GIF", "P", "image/gif"),
        ("BMP", "RGB", "image/bmp"),
        ("TIFF", "F", "image/tiff"),
    ],
)
def test_the_type_comes_from_the_bytes(tmp_path, name, mode, media_type):
    facts = probe(saved(tmp_path, Image.new(mode, (30, 20)), name))
    assert (facts["media_type"], facts["width"], facts["height"], facts["frames"]) == (media_type, 30, 20, 1)


@pytest.mark.parametrize("name", ["GIF", "WEBP", "TIFF"])
def test_frames_are_counted(tmp_path, name):
    frames = [Image.new("RGB", (30, 20), (shade, 0, 0)) for shade in (0, 100, 200)]
    facts = probe(saved(tmp_path, frames[0], name, save_all=True, append_images=frames[1:]))
    assert facts["frames"] == 3


@pytest.mark.parametrize(("orientation", "size"), [(1, (30, 20)), (3, (30, 20)), (6, (20, 30)), (8, (20, 30))])
def test_sizes_are_those_shown(tmp_path, orientation, size):
    exif = Image.Exif()
    exif[0x0112] = orientation
    facts = probe(saved(tmp_path, Image.new("RGB", (30, 20)), "JPEG", exif=exif))
    assert (facts["width"], facts["height"]) == size


def exif_of(kind, count, value):
    """Exif with nothing but an orientation of this type, count and four bytes."""
    return b"Exif\0\0II*\0\x08\0\0\0\1\0" + struct.pack("<HHI4s", 0x0112, kind, count, value) + b"\0" * 4


NO_ORIENTATION = {
    "zero": exif_of(3, 1, b"\0"),
    "nine": exif_of(3, 1, b"\x09"),
    "a text": exif_of(2, 2, b"6"),
    "two numbers": exif_of(3, 2, b"\x06\0\x03"),
    "no number": exif_of(3, 0, b""),
    "bytes": exif_of(7, 4, b"abcd"),
    "not a number": exif_of(11, 1, struct.pack("<f", float("nan"))),
    "below zero": exif_of(8, 1, struct.pack("<h", -6)),
    "of no known type": exif_of(99, 1, b"\x06"),
    "a directory beyond the end": b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xee" * 50,
    "entries beyond the end": b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x13" * 30,
}


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("exif", NO_ORIENTATION.values(), ids=NO_ORIENTATION)
def test_an_orientation_that_browsers_do_not_follow_is_none(tmp_path, name, exif):
    facts = probe(saved(tmp_path, Image.new("RGB", (30, 20)), name, exif=exif))
    assert (facts["width"], facts["height"], facts["orientation"]) == (30, 20, 1)
    made = make_thumbnail(tmp_path / "file without a telling name", str(tmp_path))
    assert (made["facts"]["width"], made["facts"]["height"]) == (30, 20)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("size", [(1, 1), (1, 90), (7, 9)])
def test_the_smallest_images_are_taken(tmp_path, name, size):
    facts = probe(saved(tmp_path, Image.new("RGB", size), name))
    assert (facts["width"], facts["height"]) == size


@pytest.mark.parametrize("name", ["JPEG", "PNG", "TIFF"])
def test_a_color_profile_that_is_none_does_no_harm(tmp_path, name):
    facts = probe(saved(tmp_path, Image.new("RGB", (30, 20)), name, icc_profile=b"this is no profile" * 20))
    assert facts["mode"] == "RGB"


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_an_image_cut_short_is_refused(tmp_path, name):
    path = saved(tmp_path, Image.effect_noise((200, 200), 100).convert("RGB"), name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InvalidError) as caught:
        probe(path)
    assert caught.value.code == "damaged_image"


def test_too_many_pixels_are_refused_before_decoding(tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(png(50_001, 30_000, b""))
    with pytest.raises(InvalidError) as caught:
        probe(path)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("name", ["PPM", "ICO", "PDF"])
def test_other_formats_are_refused(tmp_path, name):
    with pytest.raises(InvalidError) as caught:
        probe(saved(tmp_path, Image.new("RGB", (16, 16)), name))
    assert caught.value.code == "not_an_image"
