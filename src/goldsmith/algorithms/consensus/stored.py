"""A fit as bytes: a magic word with the version, a checksum, a JSON header, and arrays one after the other.

Nothing in the bytes can run. Numbers are little-endian, floats of 32 bits.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.fitted import Fitted
from goldsmith.algorithms.consensus.pooling import LinearPool, LogPool, Pool
from goldsmith.algorithms.consensus.readers import EvidenceReader, Reader, VoteReader
from goldsmith.algorithms.consensus.seats import Seats
from goldsmith.algorithms.consensus.sightings import SightingReader
from goldsmith.algorithms.consensus.skill import Skills

__all__ = ["pack", "unpack"]

MAGIC: Final = b"GOLDFIT1"
ALIGNED = 8
SIGHTING_ARRAYS: Final = ("skill", "level", "spread")
Arrays = dict[str, npt.NDArray[Any]]
Header = dict[str, Any]


def pack(fitted: Fitted) -> bytes:
    """The bytes of a fit."""
    arrays = _arrays_of(fitted)
    header: Header = {
        "n_classes": fitted.n_classes,
        "is_open": fitted.is_open,
        "estimator": fitted.estimator,
        "n_labelers": fitted.n_labelers,
        "newcomer": fitted.skills.newcomer,
        "pool": dict(fitted.pool.counted),
        "votes": {name: reader.spread for name, reader in fitted.readers.items() if isinstance(reader, VoteReader)},
        "kinds": {
            name: reader.n_kinds for name, reader in fitted.readers.items() if isinstance(reader, EvidenceReader)
        },
        "sightings": {
            name: [reader.log_odds, reader.missed]
            for name, reader in fitted.readers.items()
            if isinstance(reader, SightingReader)
        },
        "threshold": fitted.threshold,
        "arrays": [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()],
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % ALIGNED)
    body = len(text).to_bytes(4, "little") + text + b"".join(array.tobytes() for array in arrays.values())
    return MAGIC + zlib.crc32(body).to_bytes(4, "little") + body


def unpack(packed: bytes) -> Fitted:
    """The fit of these bytes. Raises ValueError for what is not wholly a fit of this version."""
    view = memoryview(packed)
    if bytes(view[: len(MAGIC)]) != MAGIC:
        raise ValueError("these bytes are no fit of this version; fit again")
    body = view[len(MAGIC) + 4 :]
    if not body or int.from_bytes(view[len(MAGIC) : len(MAGIC) + 4], "little") != zlib.crc32(body):
        raise ValueError("this fit is damaged or cut short; fit again")
    size = int.from_bytes(body[:4], "little")
    header: Header = json.loads(bytes(body[4 : 4 + size]))
    return _fitted(header, _read_arrays(header["arrays"], body[4 + size :]))


def _arrays_of(fitted: Fitted) -> Arrays:
    skills = fitted.skills
    arrays: Arrays = {
        "confident": fitted.seats.confident.astype("<i4"),
        "n_answers": skills.n_answers.astype("<i4"),
        "reliability": skills.reliability,
        "low": skills.low,
        "high": skills.high,
        "by_class": skills.by_class,
        "answers_by_class": skills.answers_by_class,
    }
    for name, reader in fitted.readers.items():
        if isinstance(reader, VoteReader):
            arrays[f"{name} weight"] = reader.weight
        elif isinstance(reader, EvidenceReader):
            arrays |= {f"{name} evidence": reader.evidence, f"{name} prior": reader.prior}
        elif isinstance(reader, SightingReader):
            arrays |= {f"{name} {part}": getattr(reader, part) for part in SIGHTING_ARRAYS}
    if isinstance(fitted.pool, LogPool):
        arrays["bias"] = fitted.pool.bias
    return {name: array.astype("<f4") if array.dtype.kind == "f" else array for name, array in arrays.items()}


def _read_arrays(listed: list[tuple[str, str, list[int]]], body: memoryview) -> Arrays:
    arrays: Arrays = {}
    place = 0
    for name, dtype, shape in listed:
        count = math.prod(shape)
        arrays[name] = np.frombuffer(body, dtype, count, place).reshape(shape)
        place += count * np.dtype(dtype).itemsize
    return arrays


def _fitted(header: Header, arrays: Arrays) -> Fitted:
    named = {name: arrays[name] for name in ("reliability", "low", "high", "by_class", "n_answers", "answers_by_class")}
    return Fitted(
        n_classes=header["n_classes"],
        is_open=header["is_open"],
        estimator=header["estimator"],
        seats=Seats(header["n_labelers"], arrays["confident"]),
        readers=_readers(header, arrays),
        pool=_pool(header["pool"], arrays),
        skills=Skills(**named, newcomer=header["newcomer"]),
        threshold=header.get("threshold"),
    )


def _readers(header: Header, arrays: Arrays) -> dict[str, Reader]:
    readers: dict[str, Reader] = {
        name: VoteReader(arrays[f"{name} weight"], spread) for name, spread in header["votes"].items()
    }
    for name, n_kinds in header["kinds"].items():
        readers[name] = EvidenceReader(arrays[f"{name} evidence"], arrays[f"{name} prior"], n_kinds)
    for name, (log_odds, missed) in header.get("sightings", {}).items():
        parts = {part: arrays[f"{name} {part}"] for part in SIGHTING_ARRAYS}
        readers[name] = SightingReader(**parts, log_odds=log_odds, missed=missed)
    return readers


def _pool(counted: Mapping[str, float], arrays: Arrays) -> Pool:
    return LogPool(counted, arrays["bias"]) if "bias" in arrays else LinearPool(counted)
