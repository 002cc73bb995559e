"""Files as they really come: broken, mislabelled, hostile. Each fails alone in a sentence, or is taken as shown."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ..mp4 import SAMPLES, patched, with_edits, without_index
from ..product import Customer
from ..unit.modalities.videos import make_sound, make_video
from .files import looked_at, upload

BOXES = {"labels": [{"name": "car", "shapes": ["box"]}]}
NO_IMAGE = "This is not a PNG, JPEG, WebP, GIF, BMP or TIFF image."
NO_VIDEO = "This is not a video in MP4, MOV, WebM, Matroska, AVI, MPEG, Ogg, Flash or Windows Media form."
A_TEXT = "This file is text/plain, which this project's modality does not take."
BAD_IMAGE = "This image is damaged or cut short."
BAD_VIDEO = "This video is damaged or cut short."
NO_FRAME = "This video holds no frame that can be decoded."


def saved(form: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    written = io.BytesIO()
    Image.effect_noise(size, 90).convert(mode).save(written, form, **options)
    return written.getvalue()


def moving(form: str) -> bytes:
    """Three frames."""
    more = [Image.effect_noise((60, 40), 90).convert("RGB") for _ in range(2)]
    return saved(form, save_all=True, append_images=more)


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 600_000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def bad_images() -> dict[str, tuple[bytes, str]]:
    """What is sent under which name, and the sentence that comes back."""
    whole = {form: saved(form) for form in ("PNG", "JPEG", "WEBP")}
    cut = {f"cut.{form.lower()}": (body[: len(body) // 2], BAD_IMAGE) for form, body in whole.items()}
    animations = {f"cut moving.{form.lower()}": (moving(form)[:-400], BAD_IMAGE) for form in ("GIF", "PNG", "WEBP")}
    return {
        **cut,
        **animations,
        "page.png": (b"<!doctype html><p>Not found", A_TEXT),
        "noise.jpg": (b"\x00\xff\x01\xfe" * 99, NO_IMAGE),
        "bomb.png": (claiming(20_000, 20_000), BAD_IMAGE),
        "absurd.png": (
            claiming(2**31 - 1, 2**31 - 1),
            "The image has 2,147,483,647 by 2,147,483,647 pixels; at most 100,000 a side are taken.",
        ),
        "nothing wide.png": (claiming(0, 5), NO_IMAGE),
    }


def good_images() -> dict[str, tuple[bytes, Any]]:
    """What is sent under which name, and the media type, width and height that it is taken with."""
    turned = Image.Exif()
    turned[0x0112] = 4_711
    return {
        "really a png.jpg": (saved("PNG"), ("image/png", 60, 40)),
        "moving.gif": (moving("GIF"), ("image/gif", 60, 40)),
        "moving.png": (moving("PNG"), ("image/png", 60, 40)),
        "moving.webp": (moving("WEBP"), ("image/webp", 60, 40)),
        "print.jpg": (saved("JPEG", "CMYK"), ("image/jpeg", 60, 40)),
        "pixel.jpg": (saved("JPEG", size=(1, 1)), ("image/jpeg", 1, 1)),
        "pixel.png": (saved("PNG", size=(1, 1)), ("image/png", 1, 1)),
        "turned nowhere.jpg": (saved("JPEG", exif=turned), ("image/jpeg", 60, 40)),
        "no profile.jpg": (saved("JPEG", icc_profile=b"no profile" * 20), ("image/jpeg", 60, 40)),
        "no profile.png": (saved("PNG", icc_profile=b"no profile" * 20), ("image/png", 60, 40)),
    }


def bad_videos(folder: Path) -> dict[str, tuple[bytes, str]]:
    film = make_video(folder / "film").read_bytes()
    fragments = make_video(folder / "fragments", muxing={"movflags": "frag_keyframe+empty_moov"}).read_bytes()
    unordered = "The frames of this video do not say when they are shown, or two say the same; convert it anew."
    return {
        "no index.mp4": (without_index(film), BAD_VIDEO),
        "cut fragments.mp4": (fragments[: len(fragments) * 4 // 5], BAD_VIDEO),
        "no frames.mp4": (patched(film, (*SAMPLES, "stsz"), 8, 0), NO_FRAME),
        "too many frames.mp4": (patched(film, (*SAMPLES, "stsz"), 8, 2**31 - 1), BAD_VIDEO),
        "all at once.mp4": (patched(film, (*SAMPLES, "stts"), 12, 0), unordered),
        "edited away.mp4": (with_edits(film, (100_000, 1_000)), NO_FRAME),
        "sound.mp4": (
            make_sound(folder / "sound").read_bytes(),
            "This file is audio/mp4, which this project's modality does not take.",
        ),
        "page.mp4": (b"<!doctype html><p>Not found", A_TEXT),
        "noise.mp4": (b"\x00\xff\x01\xfe" * 99, NO_VIDEO),
    }


def good_videos(folder: Path) -> dict[str, tuple[bytes, Any]]:
    """What is sent under which name, and the width, height and number of frames that it is taken with."""

    def film(codec: str = "h264", **how: Any) -> bytes:
        return make_video(folder / "good", codec, **how).read_bytes()

    return {
        "fragments.mp4": (film(muxing={"movflags": "frag_keyframe+empty_moov+skip_trailer"}), (128, 64, 40)),
        "stream.ts": (film(form="mpegts"), (128, 64, 40)),
        "odd.webm": (film("vp9", size=(193, 109)), (193, 109, 40)),
        "before zero.mp4": (film(times=[40 * number - 400 for number in range(40)]), (128, 64, 30)),
        "turned.mp4": (film(prepare=lambda stream: stream.set_display_rotation(90)), (64, 128, 40)),
        "trimmed.mp4": (with_edits(film(), (200, 1_000)), (128, 64, 25)),
        "parts.mp4": (with_edits(film(), (0, 400), (800, 400)), (128, 64, 20)),
        "short by its word.mp4": (patched(film(), ("moov", "mvhd"), 16, 1), (128, 64, 40)),
    }


def expect_each_alone(
    customer: Customer, modality: str, bad: dict[str, tuple[bytes, str]], good: dict[str, tuple[bytes, Any]]
) -> dict[str, Any]:
    """One batch of all of them: the bad fail with their sentence, the good reach their labelers; the good assets."""
    project = customer.make_project(modality=modality, ontology=BOXES)
    sent = {name: upload(customer, body, name)["id"] for name, (body, _) in (bad | good).items()}
    rows = [{"attachment": asset, "unique_id": name} for name, asset in sent.items()]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    assets = {name: looked_at(customer, asset) for name, asset in sent.items()}
    customer.wait_for_counts(project, label=len(good), ingest=0)
    told = {list(sent)[each["row"] - 1]: each["error"] for each in made["rejected"]}
    listed = customer.operator.get(f"/projects/{project}/tasks", limit=100)["items"]
    told |= {task["unique_id"]: customer.task(task["id"])["error"] for task in listed if task["status"] == "error"}
    assert set(told) == set(bad)
    assert {name: said for name, said in told.items() if bad[name][1] not in said} == {}
    assert {name: assets[name]["status"] for name in good} == dict.fromkeys(good, "ready")
    return {name: assets[name] for name in good}


def test_every_bad_image_of_a_batch_fails_alone_in_a_sentence(customer: Customer) -> None:
    good = good_images()
    taken = expect_each_alone(customer, "image.v1", bad_images(), good)
    for name, (_, expected) in good.items():
        facts = taken[name]["facts"]
        assert (taken[name]["media_type"], facts["width"], facts["height"]) == expected, name
        assert "thumbnail" in {each["kind"] for each in taken[name]["renditions"]}, name


@pytest.mark.timeout(300)
def test_every_bad_video_of_a_batch_fails_alone_in_a_sentence(customer: Customer, tmp_path: Path) -> None:
    good = good_videos(tmp_path)
    taken = expect_each_alone(customer, "video.v1", bad_videos(tmp_path), good)
    for name, (_, expected) in good.items():
        facts = taken[name]["facts"]
        assert (facts["width"], facts["height"], facts["frame_count"]) == expected, name


def test_a_file_of_another_kind_is_refused_alike_when_it_was_looked_at_before(customer: Customer) -> None:
    asset = upload(customer, b"<!doctype html><p>Not found", "page.png")["id"]
    assert looked_at(customer, asset)["media_type"] == "text/plain"
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset}]}, 201)
    assert [each["error"] for each in made["rejected"]] == [A_TEXT]


def test_an_empty_video_is_refused_before_it_is_stored(customer: Customer) -> None:
    answer = customer.operator.ask("POST", "/assets", params={"name": "empty.mp4"}, content=b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_file")
