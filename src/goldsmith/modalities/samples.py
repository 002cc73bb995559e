"""WebDataset: tar shards in which the files of one sample have the same name up to its first point.

Format: https://github.com/webdataset/webdataset#the-webdataset-format. Ours beside the data: `<key>.json` with
`annotations`, `links`, `global_attributes` and `unique_id`, in the shape of our answers. Other people's `<key>.json`
may say `label` or `labels`, and `<key>.cls` a class; what else it says is metadata.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

import msgspec

from goldsmith.decoding import decode_strictly
from goldsmith.errors import InvalidError
from goldsmith.modalities.json_lines import list_in, object_in
from goldsmith.modalities.shards import Member, read_members
from goldsmith.modalities.vocabulary import Vocabulary

__all__ = ["Said", "Sample", "key_of", "read_samples"]

MOST_JSON_BYTES: Final = 16_000_000
MOST_TEXT_BYTES: Final = 20_000_000
MOST_FILES: Final = 100
_LIMITS: Final = {"json": MOST_JSON_BYTES, "txt": MOST_TEXT_BYTES, "cls": 10_000}
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_OURS: Final = frozenset({"annotations", "links", "global_attributes", "unique_id"})


class Sample:
    """The files of a sample by what stands behind the first point of their names."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.files: dict[str, Member] = {}

    def text(self, extension: str) -> str | None:
        body = self.files[extension].body if extension in self.files else None
        try:
            return None if body is None else body.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InvalidError(f"{self.key}.{extension} is not UTF-8 text.", field=extension) from None


class Said(msgspec.Struct, frozen=True):
    """What a sample says about its data."""

    annotations: list[Any]
    links: list[Any]
    answers: dict[str, Any]
    unique_id: str
    members: dict[str, Any]

    @classmethod
    def of(cls, sample: Sample, words: Vocabulary) -> Said:
        body = (sample.files["json"].body or b"{}") if "json" in sample.files else b"{}"
        members = decode_strictly(body, _OBJECT, field="json", limit_bytes=MOST_JSON_BYTES)
        unique_id = members.get("unique_id")
        return cls(
            list_in(members, "annotations"),
            list_in(members, "links"),
            {**object_in(members, "global_attributes"), **_classes(sample, members, words)},
            sample.key if unique_id is None else str(unique_id),
            {name: value for name, value in members.items() if name not in _OURS},
        )


def key_of(number: int) -> str:
    """Make a key that keeps samples in their order, and says nothing that could be taken for an ending."""
    return f"{number:09}"


def read_samples(stream: IO[bytes]) -> Iterator[Sample]:
    """Gather the files that follow each other under one key."""
    sample: Sample | None = None
    for member in read_members(stream, _LIMITS):
        folder, slash, name = member.name.rpartition("/")
        stem, _, extension = name.partition(".")
        key = folder + slash + stem
        if sample is not None and sample.key != key:
            yield sample
        sample = Sample(key) if sample is None or sample.key != key else sample
        if len(sample.files) == MOST_FILES:
            raise InvalidError(f"The sample {key[:200]} has more than {MOST_FILES} files.", field=key[:200])
        sample.files[extension.lower()] = member
    if sample is not None:
        yield sample


def _classes(sample: Sample, members: Mapping[str, Any], words: Vocabulary) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    if (said := sample.text("cls")) is not None:
        answers |= words.classes([said.strip()], field="cls")
    for name in ("label", "labels"):
        value = members.get(name)
        if value is not None:
            answers |= words.classes(value if isinstance(value, list) else [value], field=name)
    return answers
