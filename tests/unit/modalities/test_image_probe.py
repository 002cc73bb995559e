"""Images as they come from cameras and the web."""

import pytest
from PIL import Image

from goldsmith.errors import InvalidError
from goldsmith.modalities.image.probe import probe

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


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_an_image_cut_short_is_refused(tmp_path, name):
    path = saved(tmp_path, Image.effect_noise((200, 200), 100).convert("RGB"), name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InvalidError) as caught:
        probe(path)
    assert caught.value.code == "damaged_image"


def test_too_many_pixels_are_refused_before_decoding(tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(png(50_001, 5_000, b""))
    with pytest.raises(InvalidError) as caught:
        probe(path)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("name", ["PPM", "ICO", "PDF"])
def test_other_formats_are_refused(tmp_path, name):
    with pytest.raises(InvalidError) as caught:
        probe(saved(tmp_path, Image.new("RGB", (16, 16)), name))
    assert caught.value.code == "not_an_image"
