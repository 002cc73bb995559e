"""Models that outline what is clicked on: one Protocol, and Segment Anything's pair of ONNX files behind it.

Inputs and outputs are named as in Meta's export of the decoder; the encoder's outputs go to the decoder's inputs of the
same names, a single one to `image_embeddings` or `image_embed`, so the split of SAM 2 works too.
Source: https://github.com/facebookresearch/segment-anything/blob/main/segment_anything/utils/onnx.py
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.detection.frame import Fit, Frame, frame_of
from goldsmith.algorithms.detection.pixels import enlarge
from goldsmith.errors import InvalidError
from goldsmith.ports.models.detector import Preparation, prepare
from goldsmith.ports.models.onnx import OnnxSession
from goldsmith.ports.models.pixels import Picture

__all__ = [
    "Decoder", "Embedding", "Encoder", "ImageToMark", "Prompt", "PromptPoint", "Region", "Segmenter", "try_pair",
]  # fmt: skip

MOST_DECODED_PIXELS: Final = 4_000_000
SECONDS_TO_DECODE: Final = 10.0
_POINTS: Final = ("point_coords", "point_labels")
_EMBEDDINGS: Final = ("image_embeddings", "image_embed")
_HIGH_RESOLUTION: Final = "high_res_feats_0"
_OUTSIDE, _INSIDE, _BOX_START, _BOX_END, _NO_BOX = 0, 1, 2, 3, -1


class PromptPoint(msgspec.Struct, frozen=True):
    """A click, in pixels of the image: on the thing, or on what does not belong to it."""

    x: float
    y: float
    is_inside: bool = True


class Prompt(msgspec.Struct, frozen=True):
    """What somebody pointed at: clicks, a box around it (left, top, right, bottom), or both; and its label."""

    label: str
    points: tuple[PromptPoint, ...] = ()
    box: tuple[float, float, float, float] | None = None


class ImageToMark(msgspec.Struct, frozen=True):
    """The image of a claim: whose, which bytes, how large."""

    customer_id: Any
    asset_id: Any
    sha256: str
    width: int
    height: int


class Region(msgspec.Struct, frozen=True):
    """What a model outlines: `pixels` of the whole image, or a `geometry` in the form of a shape of image.v1."""

    score: float | None
    pixels: npt.NDArray[np.bool_] | None = None
    geometry: dict[str, Any] | None = None


class Segmenter(Protocol):
    """Outlines what a prompt points at."""

    async def segment(self, image: ImageToMark, prompt: Prompt) -> Region | None:
        """The region, None where there is none. Raises UnavailableError while the model is not ready or away."""
        ...


class Embedding(NamedTuple):
    """What an encoder made of an image: numbers by the decoder's names, and where the image lay in its input."""

    values: dict[str, npt.NDArray[Any]]
    frame: Frame
    input_size: tuple[int, int]

    def to_bytes(self) -> bytes:
        """As a file of NumPy, in numbers of two bytes."""
        out = io.BytesIO()
        place = np.array([*self.frame, *self.input_size])
        values: dict[str, Any] = {f"value_{name}": each.astype(np.float16) for name, each in self.values.items()}
        np.savez(out, place=place, **values)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Embedding:
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            place = [int(each) for each in kept["place"]]
            values = {
                name.removeprefix("value_"): kept[name].astype(np.float32) for name in kept.files if name != "place"
            }
        return cls(values, Frame(*place[:6]), (place[6], place[7]))


class Encoder:
    """The file that sees an image once."""

    def __init__(self, content: bytes, preparation: Preparation, side: int, *, threads: int = 2) -> None:
        self._session = OnnxSession(content, threads=threads)
        self._preparation = preparation
        found = [each for each in self._session.inputs if len(each.shape) == 4]
        if len(self._session.inputs) != 1 or not found:
            raise _unfit(
                "The encoder should take one picture, of shape (1, 3, height, width), and nothing else.", "encoder"
            )
        self._image = found[0]
        height, width = (own or side for own in self._image.shape[2:4])
        self.size = (width, height)

    @property
    def padding(self) -> tuple[int, int, int]:
        """The colour that becomes 0."""
        levels = [round(float(np.clip(mean * self._preparation.scale, 0, 255))) for mean in self._preparation.mean]
        return levels[0], levels[1], levels[2]

    def encode(self, picture: Picture) -> Embedding:
        made = self._session.run({self._image.name: prepare(picture.pixels, self._preparation, self._image.shape)})
        return Embedding(made, picture.frame, self.size)


class Decoder:
    """The file that answers a click."""

    def __init__(self, content: bytes, *, threads: int = 1) -> None:
        self._session = OnnxSession(content, threads=threads)
        self._names = {each.name: each for each in self._session.inputs}
        if not {*_POINTS} <= self._names.keys() or not any(name in self._names for name in _EMBEDDINGS):
            raise _unfit(
                "The decoder should take image_embeddings, point_coords and point_labels, as SAM's does.", "decoder"
            )

    @property
    def fit(self) -> Fit:
        """How its encoder sees an image: SAM 2 stretches it, SAM pads it."""
        return "stretch" if _HIGH_RESOLUTION in self._names else "corner"

    def decode(self, embedding: Embedding, prompt: Prompt) -> Region | None:
        """The best of its masks; None where that has no pixel."""
        outputs = self._session.run(self._feeds(embedding, prompt), seconds=SECONDS_TO_DECODE)
        logits, score = _best(outputs)
        frame = embedding.frame
        if "orig_im_size" in self._names:
            height, width = logits.shape
            whole = Frame(0, 0, width, height, frame.image_width, frame.image_height)
            pixels = enlarge(logits > 0, whole, (width, height))
        else:
            pixels = enlarge(logits > 0, frame, embedding.input_size)
        return Region(score, pixels.astype(np.bool_)) if pixels.any() else None

    def _feeds(self, embedding: Embedding, prompt: Prompt) -> dict[str, Any]:
        places, labels = _told(prompt)
        feeds: dict[str, Any] = {
            "point_coords": embedding.frame.to_input(places)[None],
            "point_labels": labels[None],
            "mask_input": np.zeros(self._shape("mask_input", (1, 1, 256, 256))),
            "has_mask_input": np.zeros(self._shape("has_mask_input", (1,))),
            "orig_im_size": np.array(_decoded_size(embedding.frame)),
            **self._embedded(embedding.values),
        }
        missing = self._names.keys() - feeds.keys()
        if missing:
            raise _unfit(f"The decoder wants {min(missing)}, which the encoder does not give.", "decoder")
        return {name: feeds[name] for name in self._names}

    def _embedded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The encoder's outputs by the decoder's names; one that is called otherwise is the embedding itself."""
        wanted = next(name for name in _EMBEDDINGS if name in self._names)
        same = {name: each for name, each in values.items() if name in self._names}
        others = [each for name, each in values.items() if name not in self._names]
        return same if wanted in same or not others else same | {wanted: others[0]}

    def _shape(self, name: str, usual: tuple[int, ...]) -> tuple[int, ...]:
        tensor = self._names.get(name)
        return tuple(side or 1 for side in tensor.shape) if tensor and all(tensor.shape) else usual


def try_pair(folder: Path, preparation: str, side: str, fit: str) -> None:
    """In the bounded child: let `encoder` see a grey picture and click into the middle of it."""
    decoder = Decoder((folder / "decoder").read_bytes())
    how = msgspec.json.decode(preparation, type=Preparation)
    encoder = Encoder((folder / "encoder").read_bytes(), how, int(side), threads=1)
    width, height = encoder.size
    frame = frame_of((width, height // 2), encoder.size, msgspec.json.decode(fit, type=Fit | None) or decoder.fit)
    picture = Picture(np.full((height, width, 3), 128, dtype=np.uint8), frame)
    prompt = Prompt("", (PromptPoint(width / 2, height / 4),), (1.0, 1.0, width - 1.0, height / 2 - 1.0))
    decoder.decode(encoder.encode(picture), prompt)


def _told(prompt: Prompt) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    """Clicks and the corners of the box as places with their kinds; without a box, a place that says so."""
    places = [(point.x, point.y) for point in prompt.points]
    kinds = [_INSIDE if point.is_inside else _OUTSIDE for point in prompt.points]
    if prompt.box is None:
        return np.array([*places, (0.0, 0.0)]), np.array([*kinds, _NO_BOX], dtype=np.float32)
    corners = [prompt.box[:2], prompt.box[2:]]
    return np.array([*places, *corners]), np.array([*kinds, _BOX_START, _BOX_END], dtype=np.float32)


def _decoded_size(frame: Frame) -> tuple[int, int]:
    """Height and width that the decoder's masks should have: the image's, or less where that would be too many."""
    share = min(1.0, (MOST_DECODED_PIXELS / (frame.image_width * frame.image_height)) ** 0.5)
    return max(1, round(frame.image_height * share)), max(1, round(frame.image_width * share))


def _best(outputs: Mapping[str, Any]) -> tuple[npt.NDArray[np.float32], float | None]:
    """The logits of the mask that the model thinks best, shape (height, width), and how good it thinks it is."""
    fourfold = {name: each for name, each in outputs.items() if each.ndim == 4 and each.shape[0] == 1 and each.size}
    if not fourfold:
        raise _unfit("The decoder should give masks, of shape (1, masks, height, width).", "decoder")
    masks = fourfold.get("masks", max(fourfold.values(), key=lambda each: each.size))[0]
    scores = next((each[0] for each in outputs.values() if each.ndim == 2 and each.shape == (1, len(masks))), None)
    best = int(np.nan_to_num(scores, nan=-1.0).argmax()) if scores is not None else 0
    score = float(np.clip(np.nan_to_num(scores[best]), 0, 1)) if scores is not None else None
    return np.nan_to_num(masks[best]), score


def _unfit(message: str, setting: str) -> InvalidError:
    return InvalidError(message, code="bad_model_file", field=f"settings.{setting}")
