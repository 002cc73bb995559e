"""Rows of the Parquet file that every delivery has: records whose inner objects are JSON in columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.features import object_of_json

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["delivered_row", "is_delivered"]

_COLUMNS: Final = frozenset({"task_id", "unique_id", "content", "answer", "metadata"})


def is_delivered(schema: pa.Schema) -> bool:
    return set(schema.names) >= _COLUMNS


def delivered_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """Make a task row whose hypothesis is the delivered answer."""
    unique_id = record["unique_id"]
    if not isinstance(unique_id, str | None):
        raise InvalidError("unique_id is not a text.", field="unique_id")
    row = {
        **object_of_json(record["content"], "content"),
        "metadata": object_of_json(record["metadata"], "metadata"),
        "hypothesis": object_of_json(record["answer"], "answer"),
    }
    return row if unique_id is None else {**row, "unique_id": unique_id}
