"""Hand answers to the label models of others, and read what they believe."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Peer", "is_installed", "run_peers"]

HERE = Path(__file__).parent
PYTHON = HERE / ".venv/bin/python"


class Peer(NamedTuple):
    """What a label model believes of a set; `posterior` is None where there is none, and `why` says why."""

    set_name: str
    model: str
    posterior: npt.NDArray[np.float64] | None
    cpu_seconds: float
    why: str


def is_installed() -> bool:
    return PYTHON.exists()


def run_peers(sets: Mapping[str, Mapping[str, npt.NDArray[Any]]]) -> Iterator[Peer]:
    """Run every model on every set, one after the other; each set holds the columns that `models.py` reads."""
    with tempfile.TemporaryDirectory() as folder:
        for name, columns in sets.items():
            np.savez(Path(folder) / name, **columns)
        command = [str(PYTHON), str(HERE / "models.py"), folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
            for line in running.stdout or ():
                yield _read(json.loads(line), Path(folder))


def _read(said: dict[str, Any], folder: Path) -> Peer:
    name, model = said["set"], said["model"]
    if "why" in said:
        return Peer(name, model, None, float("nan"), said["why"])
    posterior = np.nan_to_num(np.load(folder / f"{name}.{model}.npy"))
    silent = posterior.sum(axis=1) == 0
    posterior[silent] = 1 / posterior.shape[1]
    return Peer(name, model, posterior, said["cpu_seconds"], "")
