"""The child process that writes one format: context and records on stdin, the file on stdout, a `Told` on stderr.

`python -m goldsmith.journey.deliver.convert MODALITY FORMAT`. Memory that a writer takes is given back when it ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.journey.deliver.formats import CROISSANT, PARQUET
from goldsmith.journey.deliver.wholes import Wholes, report_joined
from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, LossReport
from goldsmith.modalities.parts import Joined


class Told(msgspec.Struct):
    """What a format could not hold, and what came of joining parts; null where there were none."""

    lost: dict[str, int]
    joined: Joined | None


Write = Callable[[Iterator[bytes], BinaryIO, ExportContext], LossReport]


def main(modality_name: str, format_name: str) -> None:
    context = msgspec.json.decode(sys.stdin.buffer.readline(), type=ExportContext)
    records = (line.removesuffix(b"\n") for line in sys.stdin.buffer)
    wholes = _wholes(records, modality_name, format_name)
    report = _writer(modality_name, format_name)(iter(wholes or records), sys.stdout.buffer, context)
    sys.stdout.buffer.flush()
    joined = wholes.joined if wholes and wholes.joined.wholes else None
    if joined:
        report_joined(report, joined)
    sys.stderr.write(msgspec.json.encode(Told(report.lost, joined)).decode() + "\n")


def _wholes(records: Iterator[bytes], modality_name: str, format_name: str) -> Wholes | None:
    """Joined again, where the format has no parts and the modality has."""
    modality = registry.get(modality_name)
    codec = modality.codec(format_name)
    if modality.parting is None or codec is None or not codec.joins:
        return None
    return Wholes(records, modality, modality.parting)


def _writer(modality_name: str, format_name: str) -> Write:
    if format_name == PARQUET.name:
        from goldsmith.journey.deliver.parquet import write_parquet  # heavy: only here

        return write_parquet
    if format_name == CROISSANT.name:
        from goldsmith.journey.deliver.croissant import write_croissant

        return write_croissant
    codec = registry.get(modality_name).codec(format_name)
    if codec is None or codec.write is None:
        raise InvalidError(f"{modality_name} does not write {format_name}.")
    return codec.write


if __name__ == "__main__":
    main(*sys.argv[1:])
