"""Pictures into numbers: decoded in the bounded child, described there or by the operator's own ONNX file here."""

from __future__ import annotations

import base64
import hashlib
import warnings
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.learning.image_features import SIDE, describe_picture
from goldsmith.errors import GoldsmithError
from goldsmith.ports.sandbox import ProbeRefused, run_bounded

__all__ = ["ClassicalPictures", "OnnxPictures", "PictureEncoder", "describe_files", "shrink_files"]

_HERE: Final = "goldsmith.ports.models.pictures"
_READERS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_MOST_PIXELS: Final = 64_000_000
_ONNX_SIDE: Final = 224
_MEAN: Final = np.array([0.485, 0.456, 0.406], dtype=np.float32)
_DEVIATION: Final = np.array([0.229, 0.224, 0.225], dtype=np.float32)


class ClassicalPictures:
    """Colour, texture and shape: always there."""

    name = "colour-texture-shape"
    at_once = 64

    async def encode(self, files: Sequence[Path]) -> list[npt.NDArray[np.float16] | None]:
        """One row a file of one folder; None for a file that cannot be read."""
        rows = await _read_bounded(f"{_HERE}:describe_files", files)
        return [None if row is None else np.frombuffer(row, dtype=np.float16) for row in rows]


class OnnxPictures:
    """The operator's own ONNX file: takes (n, 3, 224, 224) normalised as ImageNet is, gives (n, columns)."""

    at_once = 4  # what of 224 by 224 pixels fits through the pipe from the child

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def name(self) -> str:
        return "onnx-" + hashlib.sha256(self._path.read_bytes()).hexdigest()[:16]

    async def encode(self, files: Sequence[Path]) -> list[npt.NDArray[np.float16] | None]:
        """One row of unit length a file of one folder; None for a file that cannot be read."""
        shrunk = await _read_bounded(f"{_HERE}:shrink_files", files)
        return [None if pixels is None else self._run(pixels) for pixels in shrunk]

    def _run(self, pixels: bytes) -> npt.NDArray[np.float16]:
        picture = np.frombuffer(pixels, dtype=np.uint8).reshape(_ONNX_SIDE, _ONNX_SIDE, 3).astype(np.float32) / 255
        given = ((picture - _MEAN) / _DEVIATION).transpose(2, 0, 1)[None].astype(np.float32)
        row = np.asarray(self._session.run(None, {self._session.get_inputs()[0].name: given})[0], dtype=np.float64)
        unit = row.ravel() / max(float(np.linalg.norm(row)), 1e-9)
        return unit.astype(np.float16)

    @cached_property
    def _session(self) -> Any:
        try:
            import onnxruntime
        except ImportError:
            raise GoldsmithError(
                "GOLDSMITH_IMAGE_ENCODER is set but ONNX is not installed: pip install 'goldsmith[models]'."
            ) from None
        return onnxruntime.InferenceSession(str(self._path), providers=["CPUExecutionProvider"])


PictureEncoder = ClassicalPictures | OnnxPictures


async def _read_bounded(function: str, files: Sequence[Path]) -> list[bytes | None]:
    """Read the files of one folder in one child; a file that takes the child with it is found by halving."""
    names = {file.name for file in files}
    if not names:
        return []
    with_only = files[0].parent / ".only"
    with_only.write_text("\n".join(sorted(names)))
    try:
        found = await run_bounded(function, files[0].parent, seconds=60)
    except ProbeRefused:
        if len(files) == 1:
            return [None]
        middle = len(files) // 2
        return [*await _read_bounded(function, files[:middle]), *await _read_bounded(function, files[middle:])]
    return [base64.b64decode(found[file.name]) if found.get(file.name) else None for file in files]


def describe_files(folder: Path) -> dict[str, str | None]:
    """In the child: a row of features for each file that the folder's list names, as base64 of float16."""
    return _each(folder, SIDE, lambda pixels: describe_picture(pixels).astype(np.float16).tobytes())


def shrink_files(folder: Path) -> dict[str, str | None]:
    """In the child: the pixels of each file that the folder's list names, 224 by 224, as base64."""
    return _each(folder, _ONNX_SIDE, lambda pixels: pixels.tobytes())


def _each(folder: Path, side: int, describe: Any) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name in _listed(folder):
        try:
            found[name] = base64.b64encode(describe(_pixels(folder / name, side))).decode()
        except Exception:  # whatever a decoder raises on a hostile file, the file is what fails
            found[name] = None
    return found


def _listed(folder: Path) -> Iterable[str]:
    return (folder / ".only").read_text().split("\n")


def _pixels(path: Path, side: int) -> npt.NDArray[np.uint8]:
    """A whole picture as shown, squeezed into a square."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path, formats=_READERS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError("too large")
            image.draft("RGB", (side * 4, side * 4))
            shown = ImageOps.exif_transpose(image).convert("RGB")
            return np.asarray(shown.resize((side, side), Image.Resampling.BILINEAR), dtype=np.uint8)
