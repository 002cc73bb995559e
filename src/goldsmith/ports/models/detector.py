"""Detectors and segmenters of whole images in one ONNX file: what they take, and what they find."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.detection.frame import Fit, Frame
from goldsmith.algorithms.detection.outputs import Detections, Form, guess_form, read_detections
from goldsmith.algorithms.detection.pixels import Area, read_areas
from goldsmith.algorithms.detection.suppression import suppress
from goldsmith.errors import InvalidError
from goldsmith.ports.models.onnx import OnnxSession
from goldsmith.ports.models.pixels import Picture

__all__ = ["Found", "OnnxDetector", "Preparation", "prepare", "try_detector"]

USUAL_SIDE: Final = 640
MOST_SIDE: Final = 4_096
PADDING: Final = (114, 114, 114)
_SIZE_INPUT: Final = "orig_target_sizes"


class Preparation(msgspec.Struct, frozen=True, kw_only=True):
    """How pixels become the numbers that a file takes: divided by `scale`, less `mean`, divided by `deviation`."""

    width: int = 0
    height: int = 0
    fit: Fit = "letterbox"
    scale: float = 255.0
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    deviation: tuple[float, float, float] = (1.0, 1.0, 1.0)
    is_bgr: bool = False


class Found(NamedTuple):
    """What lies in one image, in its pixels: boxes, or areas of pixels; both by the number of their class."""

    boxes: Detections | None
    areas: list[Area]


class OnnxDetector:
    """One file and how it is asked. `form` is None where its outputs say it themselves."""

    def __init__(
        self, content: bytes, preparation: Preparation, classes: int, form: Form | None, *, threads: int = 2
    ) -> None:
        self._session = OnnxSession(content, threads=threads)
        self._preparation, self._classes, self._form = preparation, classes, form
        self._image = image_input(self._session)
        self.size = input_size(self._image.shape, preparation)

    @property
    def fit(self) -> Fit:
        return self._preparation.fit

    def detect(self, picture: Picture, *, least_score: float, most_overlap: float, most_objects: int) -> Found:
        """What the file finds at least so sure; boxes that overlap more (IoU) are one object."""
        outputs = self._session.run(self._feeds(picture.pixels))
        form = self._form or guess_form(outputs, self._classes)
        if form == "pixels":
            return Found(None, self._areas(outputs, picture.frame, least_score))
        if form is None:
            raise _unknown_form(outputs)
        try:
            said = read_detections(outputs, form, self._classes, self.size).surest(least_score)
        except ValueError:
            raise _unknown_form(outputs) from None
        kept = suppress(said.boxes, said.scores, said.classes, most_overlap)[:most_objects]
        found = said.take(kept)
        return Found(found._replace(boxes=picture.frame.to_image(found.boxes)), [])

    def _areas(self, outputs: dict[str, Any], frame: Frame, least_score: float) -> list[Area]:
        scores = next((each for each in outputs.values() if each.ndim == 4 and each.shape[1] == self._classes), None)
        if scores is None:
            raise _unknown_form(outputs)
        return [area for area in read_areas(scores[0], frame, self.size) if area.score >= least_score]

    def _feeds(self, pixels: npt.NDArray[np.uint8]) -> dict[str, Any]:
        feeds = {self._image.name: prepare(pixels, self._preparation, self._image.shape)}
        if any(each.name == _SIZE_INPUT for each in self._session.inputs):
            feeds[_SIZE_INPUT] = np.array([self.size])
        return feeds


def image_input(session: OnnxSession) -> Any:
    """The input that takes the picture: the one with four sides. Raises InvalidError where there is none."""
    found = [each for each in session.inputs if len(each.shape) == 4]
    others = {each.name for each in session.inputs} - {found[0].name if found else None, _SIZE_INPUT}
    if not found or others:
        raise InvalidError(
            "The ONNX file should take one picture, of shape (1, 3, height, width), and nothing else.",
            code="bad_model_file",
            field="settings.file",
        )
    return found[0]


def input_size(shape: tuple[int | None, ...], preparation: Preparation) -> tuple[int, int]:
    """Width and height that a file takes: its own where it is fixed, else what the settings say."""
    sides = shape[1:3] if is_channels_last(shape) else shape[2:4]
    height, width = (
        own or chosen or USUAL_SIDE for own, chosen in zip(sides, (preparation.height, preparation.width), strict=True)
    )
    if max(width, height) > MOST_SIDE:
        raise InvalidError(f"A model takes pictures of at most {MOST_SIDE:,} pixels a side.", field="settings.width")
    return width, height


def is_channels_last(shape: tuple[int | None, ...]) -> bool:
    return shape[3] == 3 and shape[1] != 3


def prepare(pixels: npt.NDArray[np.uint8], how: Preparation, shape: tuple[int | None, ...]) -> npt.NDArray[np.float32]:
    """One picture as a batch of one, in the order of channels that the file takes."""
    ordered = pixels[:, :, ::-1] if how.is_bgr else pixels
    scaled = ordered.astype(np.float32) / np.float32(how.scale)
    mean, deviation = (np.array(each, dtype=np.float32) for each in (how.mean, how.deviation))
    normal: npt.NDArray[np.float32] = (scaled - mean) / deviation
    return normal[None] if is_channels_last(shape) else normal.transpose(2, 0, 1)[None]


def try_detector(path: Path, preparation: str, classes: str, form: str) -> list[int]:
    """In the bounded child: ask the file about a grey picture; the size that it takes."""
    chosen = msgspec.json.decode(form, type=Form | None)
    how = msgspec.json.decode(preparation, type=Preparation)
    detector = OnnxDetector(path.read_bytes(), how, int(classes), chosen, threads=1)
    width, height = detector.size
    grey = np.full((height, width, 3), 128, dtype=np.uint8)
    picture = Picture(grey, Frame(0, 0, width, height, width, height))
    detector.detect(picture, least_score=0.5, most_overlap=0.5, most_objects=10)
    return [width, height]


def _unknown_form(outputs: dict[str, Any]) -> InvalidError:
    shapes = ", ".join(str(tuple(each.shape)) for each in list(outputs.values())[:4])
    return InvalidError(
        f"The outputs of this ONNX file, {shapes}, do not fit the classes and the form that were named.",
        code="bad_model_file",
        field="settings.output",
    )
