"""The child process that writes one format: context and records on stdin, the file on stdout, what was lost on stderr.

`python -m goldsmith.journey.deliver.convert MODALITY FORMAT`. Memory that a writer takes is given back when it ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.journey.deliver.formats import PARQUET
from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, LossReport

Write = Callable[[Iterator[bytes], BinaryIO, ExportContext], LossReport]


def main(modality_name: str, format_name: str) -> None:
    context = msgspec.json.decode(sys.stdin.buffer.readline(), type=ExportContext)
    records = (line.removesuffix(b"\n") for line in sys.stdin.buffer)
    report = _writer(modality_name, format_name)(records, sys.stdout.buffer, context)
    sys.stdout.buffer.flush()
    sys.stderr.write(msgspec.json.encode(report.lost).decode() + "\n")


def _writer(modality_name: str, format_name: str) -> Write:
    if format_name == PARQUET.name:
        from goldsmith.journey.deliver.parquet import write_parquet  # heavy: only here

        return write_parquet
    codec = registry.get(modality_name).codec(format_name)
    if codec is None or codec.write is None:
        raise InvalidError(f"{modality_name} does not write {format_name}.")
    return codec.write


if __name__ == "__main__":
    main(*sys.argv[1:])
