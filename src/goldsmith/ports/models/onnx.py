"""ONNX files that an operator gave: opened within bounds, run in few threads, never fetched.

A file is a stranger's: it is opened and run first in the bounded child, and what goes wrong is told in one sentence.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from goldsmith.errors import GoldsmithError, InvalidError

__all__ = ["OnnxSession", "Tensor", "describe_file"]

MOST_MEMORY_BYTES: Final = 4 << 30
THREADS: Final = 2
_TYPES: Final = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(uint8)": np.uint8,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}


class Tensor(msgspec.Struct, frozen=True):
    """An input or output of a file; a side of its shape is None where the file leaves it open."""

    name: str
    type: str
    shape: tuple[int | None, ...]


class OnnxSession:
    """One ONNX file, loaded. Runs end after `seconds`; all sessions of a process share one bounded memory."""

    def __init__(self, content: bytes, *, threads: int = THREADS) -> None:
        runtime = _runtime()
        options = runtime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 4
        options.add_session_config_entry("session.use_env_allocators", "1")
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception:  # the runtime has its own error for each way in which a file can be broken
            raise InvalidError(
                "This is no ONNX file that can be opened.", code="bad_model_file", field="file"
            ) from None
        self.inputs = _tensors(self._session.get_inputs())
        self.outputs = _tensors(self._session.get_outputs())

    def run(self, feeds: Mapping[str, Any], *, seconds: float = 60.0) -> dict[str, Any]:
        """Every output by its name. Raises InvalidError where the file cannot be run with this."""
        options = _runtime().RunOptions()
        options.log_severity_level = 4
        clock = threading.Timer(seconds, setattr, (options, "terminate", True))
        clock.start()
        try:
            found = self._session.run(None, {name: self._typed(name, each) for name, each in feeds.items()}, options)
        except Exception:  # as above: shapes that do not fit, memory beyond the bound, time beyond the bound
            message = "The ONNX file cannot be run with an image of this size, or needs too much time or memory for it."
            raise InvalidError(message, code="model_failed", field="file") from None
        finally:
            clock.cancel()
        return {tensor.name: np.asarray(value) for tensor, value in zip(self.outputs, found, strict=True)}

    def _typed(self, name: str, value: Any) -> Any:
        tensor = next(each for each in self.inputs if each.name == name)
        return np.ascontiguousarray(value, dtype=_TYPES.get(tensor.type, np.float32))


def describe_file(path: Path) -> dict[str, Sequence[Any]]:
    """In the bounded child: the inputs and outputs of a file."""
    session = OnnxSession(path.read_bytes(), threads=1)
    return {"inputs": msgspec.to_builtins(session.inputs), "outputs": msgspec.to_builtins(session.outputs)}


def _tensors(given: Sequence[Any]) -> tuple[Tensor, ...]:
    if len(given) > 64:
        raise InvalidError("This ONNX file has more than 64 inputs or outputs.", code="bad_model_file", field="file")
    return tuple(Tensor(each.name[:200], each.type, tuple(_side(side) for side in each.shape)) for each in given)


def _side(side: Any) -> int | None:
    return side if isinstance(side, int) and side > 0 else None


@cache
def _runtime() -> Any:
    """The runtime, with one memory for all sessions that grows no further than its bound."""
    try:
        import onnxruntime
    except ImportError:
        raise GoldsmithError("ONNX is not installed here: pip install 'goldsmith[models]'.", code="no_onnx") from None
    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    bounds = onnxruntime.OrtArenaCfg({"max_mem": MOST_MEMORY_BYTES, "arena_extend_strategy": 1})
    onnxruntime.create_and_register_allocator(place, bounds)
    return onnxruntime
