"""Which files a delivery consists of: the lines, their leaves, Parquet, Croissant, and what its modality writes."""

from __future__ import annotations

from typing import Final, NamedTuple

from goldsmith.modalities import registry


class Format(NamedTuple):
    """A file format of a delivery."""

    name: str
    media_type: str
    suffix: str

    def file_name(self, delivery_name: str) -> str:
        """Name the file of a delivery as it is called when it is taken."""
        return delivery_name + self.suffix


LINES: Final = Format("jsonl", "application/x-ndjson", ".jsonl")
LEAVES: Final = Format("leaves", "application/octet-stream", ".leaves")
PARQUET: Final = Format("parquet", "application/vnd.apache.parquet", ".parquet")
CROISSANT: Final = Format("croissant", "application/ld+json", ".croissant.json")
_OWN: Final = (LINES, LEAVES, PARQUET, CROISSANT)


def formats_of(modality_name: str) -> list[Format]:
    """List the formats that a delivery of this modality is given in, the built-in ones first."""
    modality = registry.registered().get(modality_name)
    codecs = [codec for codec in modality.codecs if codec.write] if modality else []
    taken = {form.name for form in _OWN}
    written = [Format(codec.name, codec.media_type, codec.suffix) for codec in codecs if codec.name not in taken]
    return [*_OWN, *written]
