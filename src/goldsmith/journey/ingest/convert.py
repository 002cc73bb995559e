"""In the bounded child: a file of some format becomes lines of rows. What a stranger's file does here stays here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities import registry
from goldsmith.modalities.codec import ImportContext, Loss, LossReport, RowError
from goldsmith.modalities.manifests import MOST_ROW_BYTES

__all__ = ["ROWS", "convert_rows"]

ROWS: Final = "rows"
"""The file in the scratch folder: a line a row, `{"row", "content"}` or `{"row", "error", "field"}`."""


def convert_rows(
    path: Path, modality_name: str, format_name: str, context: str, scratch: str, extra_modalities: str
) -> Any:
    """Write the rows of a file; what was lost on the way is the result. Raises InvalidError for an unreadable file.

    `context` is an ImportContext as JSON.
    """
    os.environ[registry.EXTRA] = extra_modalities
    codec = registry.get(modality_name).codec(format_name)
    if codec is None or codec.read is None:
        raise InvalidError(f"{modality_name} does not read {format_name}.", field="format")
    known, report = msgspec.json.decode(context, type=ImportContext), LossReport()
    with path.open("rb") as source, (Path(scratch) / ROWS).open("wb") as out:
        for line in _lines(codec.read(source, known), report):
            out.write(line + b"\n")
    return report.lost


def _lines(said: Iterable[dict[str, Any] | RowError | Loss], report: LossReport) -> Iterator[bytes]:
    number = 0
    for each in said:
        if isinstance(each, Loss):
            report.lose(each.what, each.count)
            continue
        number = each.row if isinstance(each, RowError) else number + 1
        yield _line(each if isinstance(each, RowError) else {"row": number, "content": each}, number)


def _line(said: RowError | dict[str, Any], number: int) -> bytes:
    try:
        line = msgspec.json.encode(said)
    except UnicodeEncodeError:
        return msgspec.json.encode(RowError(row=number, error="This row holds half a character."))
    if len(line) > MOST_ROW_BYTES:
        return msgspec.json.encode(RowError(row=number, error=f"A row takes at most {MOST_ROW_BYTES:,} bytes."))
    return line
