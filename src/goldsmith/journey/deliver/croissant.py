"""A delivery described in Croissant: its JSON lines and its Parquet file with their hashes, and the fields of both.

Format: https://docs.mlcommons.org/croissant/docs/croissant-spec.html (version 1.0). The description lies beside the two
files under the names that they have when they are taken. It says nothing about a license: that is not ours to give.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO, Final, cast

import msgspec

from goldsmith.journey.deliver.formats import LINES, PARQUET, Format
from goldsmith.journey.deliver.parquet import write_parquet
from goldsmith.modalities.codec import ExportContext, LossReport

VERSION: Final = "http://mlcommons.org/croissant/1.0"
CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
FIELDS: Final = {
    "task_id": ("sc:Text", "The task that this is the answer to."),
    "unique_id": ("sc:Text", "What the customer calls the item."),
    "annotation_id": ("sc:Text", "The annotation that was delivered."),
    "labelers": ("sc:Text", "Everybody who labeled the item."),
    "probability": ("sc:Float", "How probably the answer is right, as believed when it was delivered."),
    "content": ("sc:Text", "What was labeled, as a JSON object."),
    "answer": ("sc:Text", "What was said about it, as a JSON object."),
    "metadata": ("sc:Text", "What the customer gave along, as a JSON object."),
    "assets": ("sc:Text", "The files of the item with their hashes and facts, as a JSON array."),
}
IN_LINES: Final = ("task_id", "unique_id", "annotation_id", "probability")
LISTS: Final = frozenset({"labelers"})


class Measured:
    """A stream that keeps only the length and the hash of what is written to it."""

    def __init__(self) -> None:
        self._hash = sha256()
        self.size = 0
        self.closed = False

    def write(self, body: bytes) -> int:
        self._hash.update(body)
        self.size += len(body)
        return len(body)

    def flush(self) -> None:
        """Keep nothing back: everything is counted already."""

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def write_croissant(records: Iterator[bytes], target: BinaryIO, context: ExportContext) -> LossReport:
    """Describe the files: both are written once more, for their hashes alone."""
    lines, table = Measured(), Measured()
    report = write_parquet(_through(records, lines), cast(BinaryIO, table), context)
    files = ((LINES, lines), (PARQUET, table))
    description = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        "name": context.name,
        "description": f"{report.records:,} labeled items, delivered by Goldsmith.",
        "distribution": [_file(form, context.name, measured) for form, measured in files],
        "recordSet": [_record_set(PARQUET, tuple(FIELDS)), _record_set(LINES, IN_LINES)],
    }
    target.write(msgspec.json.format(msgspec.json.encode(description), indent=2) + b"\n")
    return report


def _through(records: Iterator[bytes], lines: Measured) -> Iterator[bytes]:
    for record in records:
        lines.write(record + b"\n")
        yield record


def _file(form: Format, name: str, measured: Measured) -> dict[str, Any]:
    called = form.file_name(name)
    return {
        "@type": "cr:FileObject",
        "@id": form.name,
        "name": called,
        "contentUrl": called,
        "contentSize": f"{measured.size} B",
        "encodingFormat": "application/jsonlines" if form == LINES else "application/x-parquet",
        "sha256": measured.sha256,
    }


def _record_set(form: Format, columns: tuple[str, ...]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": f"{form.name}_records",
        "name": f"{form.name}_records",
        "key": {"@id": f"{form.name}_records/task_id"},
        "field": [_field(form, column) for column in columns],
    }


def _field(form: Format, column: str) -> dict[str, Any]:
    kind, description = FIELDS[column]
    return {
        "@type": "cr:Field",
        "@id": f"{form.name}_records/{column}",
        "name": column,
        "description": description,
        "dataType": kind,
        **({"repeated": True} if column in LISTS else {}),
        "source": {"fileObject": {"@id": form.name}, "extract": {"column": column}},
    }
