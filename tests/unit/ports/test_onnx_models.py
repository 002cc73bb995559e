"""ONNX files of an operator: what they find, and that nothing that is wrong with one gets out of bounds."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from goldsmith.algorithms.detection.frame import Fit, Frame, frame_of
from goldsmith.errors import InvalidError
from goldsmith.ports.models import fakes
from goldsmith.ports.models.detector import OnnxDetector, Preparation
from goldsmith.ports.models.onnx import OnnxSession
from goldsmith.ports.models.pixels import Picture, read_pictures
from goldsmith.ports.models.segmenter import (
    Decoder,
    Embedding,
    Encoder,
    ImageToMark,
    Prompt,
    PromptPoint,
    Region,
    Segmenter,
)
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

from ... import onnx_models
from ...http.files import png

PLAIN = Preparation()


def scene(left: int, top: int, right: int, bottom: int, red: int = 255) -> Picture:
    pixels = np.zeros((64, 64, 3), dtype=np.uint8)
    pixels[top:bottom, left:right, 0] = red
    return Picture(pixels, Frame(0, 0, 64, 64, 128, 128))


def test_a_detector_finds_what_is_bright_in_pixels_of_the_image() -> None:
    detector = OnnxDetector(onnx_models.bright_detector(), PLAIN, 2, None)
    found = detector.detect(scene(10, 20, 30, 50), least_score=0.25, most_overlap=0.5, most_objects=10)
    assert found.boxes is not None
    assert found.boxes.boxes.tolist() == [[20, 40, 60, 100]]
    assert (found.boxes.classes.tolist(), found.boxes.scores.tolist()) == ([0], [1.0])


def test_what_is_not_sure_enough_is_left_out() -> None:
    detector = OnnxDetector(onnx_models.bright_detector(), PLAIN, 2, None)
    found = detector.detect(scene(10, 20, 30, 50, red=140), least_score=0.6, most_overlap=0.5, most_objects=10)
    assert found.boxes is not None
    assert len(found.boxes.boxes) == 0


def test_a_segmenter_of_classes_gives_areas() -> None:
    detector = OnnxDetector(onnx_models.halves_segmenter(), PLAIN, 2, None)
    found = detector.detect(scene(0, 0, 32, 64), least_score=0.2, most_overlap=0.5, most_objects=10)
    assert {area.number: int(area.pixels.sum()) for area in found.areas} == {0: 128 * 64, 1: 128 * 64}


def test_outputs_that_do_not_fit_the_classes_are_refused_with_a_sentence() -> None:
    detector = OnnxDetector(onnx_models.bright_detector(), PLAIN, 80, None)
    with pytest.raises(InvalidError, match=r"\(1, 6, 1\)"):
        detector.detect(scene(1, 1, 5, 5), least_score=0.2, most_overlap=0.5, most_objects=10)


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"not onnx", onnx_models.bright_detector()[:-200]])
def test_what_is_no_onnx_file_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        OnnxSession(content)
    assert refused.value.code == "bad_model_file"


def test_a_run_ends_when_its_time_is_over() -> None:
    session = OnnxSession(onnx_models.endless())
    with pytest.raises(InvalidError) as refused:
        session.run({"images": np.zeros((1, 3, 8, 8))}, seconds=0.5)
    assert refused.value.code == "model_failed"


def test_a_run_never_takes_more_memory_than_it_may() -> None:
    session = OnnxSession(onnx_models.greedy())
    with pytest.raises(InvalidError) as refused:
        session.run({"images": np.zeros((1, 3, 8, 8))})
    assert refused.value.code == "model_failed"


async def test_in_the_bounded_child_a_good_file_describes_itself(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(onnx_models.bright_detector())
    facts = await run_bounded("goldsmith.ports.models.onnx:describe_file", path, seconds=60, memory_mb=6_144)
    assert facts["inputs"] == [{"name": "images", "type": "tensor(float)", "shape": [1, 3, 64, 64]}]
    assert facts["outputs"][0]["shape"] == [1, 6, 1]


@pytest.mark.parametrize("hostile", [onnx_models.endless(), onnx_models.greedy()])
async def test_in_the_bounded_child_a_hostile_file_is_refused(tmp_path: Path, hostile: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(hostile)
    told = (msgspec.json.encode(PLAIN).decode(), "2", "null")
    with pytest.raises(ProbeRefused):
        await run_bounded("goldsmith.ports.models.detector:try_detector", path, *told, seconds=10, memory_mb=6_144)


async def test_pictures_are_laid_into_the_frame_and_broken_ones_are_named() -> None:
    good, broken, other = await read_pictures(
        [png(40, 20), b"not a picture", png(8, 6)], (64, 64), "letterbox", (9, 9, 9)
    )
    assert good is not None
    assert broken is None
    assert other is not None
    assert good.frame == Frame(0, 16, 64, 32, 40, 20)
    assert good.pixels[0, 0].tolist() == [9, 9, 9]
    assert good.pixels[32, 32].tolist() == [200, 30, 30]


# ── Segmenters: the shipped fake and the pair of files obey the same tests ──


class PairSegmenter:
    """The tiny pair behind the Protocol, of an image that is black."""

    def __init__(self, fit: Fit = "corner") -> None:
        self._encoder = Encoder(onnx_models.disc_encoder(), Preparation(scale=1.0), 64)
        self._decoder = Decoder(onnx_models.disc_decoder(radius=10.0))
        self._fit = fit

    async def segment(self, image: ImageToMark, prompt: Prompt) -> Region | None:
        frame = frame_of((image.width, image.height), self._encoder.size, self._fit)
        embedding = self._encoder.encode(Picture(np.zeros((64, 64, 3), dtype=np.uint8), frame))
        return self._decoder.decode(Embedding.from_bytes(embedding.to_bytes()), prompt)


IMAGE = ImageToMark(None, None, "00", 200, 100)
SEGMENTERS = [fakes.DiscSegmenter(10.0), PairSegmenter()]


@pytest.mark.parametrize("segmenter", SEGMENTERS)
async def test_a_click_is_answered_with_the_pixels_around_it(segmenter: Segmenter) -> None:
    region = await segmenter.segment(IMAGE, Prompt("car", (PromptPoint(50, 40),)))
    assert region is not None
    assert region.pixels is not None
    assert region.pixels.shape == (100, 200)
    assert region.pixels.sum() == pytest.approx(np.pi * 100, rel=0.05)
    rows, columns = np.nonzero(region.pixels)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == (pytest.approx(50, abs=0.5), pytest.approx(40, abs=0.5))
    assert 0 <= (region.score or 0) <= 1


@pytest.mark.parametrize("segmenter", SEGMENTERS)
async def test_a_click_at_the_edge_stays_inside_the_image(segmenter: Segmenter) -> None:
    region = await segmenter.segment(IMAGE, Prompt("car", (PromptPoint(200, 100),)))
    assert region is not None
    assert region.pixels is not None
    assert region.pixels.shape == (100, 200)
    assert region.pixels[99, 199]


def test_an_encoder_that_takes_no_picture_and_a_decoder_without_points_are_refused() -> None:
    with pytest.raises(InvalidError, match="The encoder should take one picture"):
        Encoder(onnx_models.disc_decoder(), PLAIN, 64)
    with pytest.raises(InvalidError, match="The decoder should take image_embeddings"):
        Decoder(onnx_models.disc_encoder())
