"""Records of parts become records of wholes, on their way into a format that knows no parts.

The delivery itself keeps the parts: each is audited and certified as it is. Parts that wait for the others of their
whole lie in a temporary file, so memory does not grow with the delivery.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple

import msgspec

from goldsmith.modalities._contract import Answer, Modality, Parting
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.parts import Joined, Part

__all__ = ["Wholes", "report_joined"]

NOT_DELIVERED: Final = "parts that are not in this delivery"
DIFFERING: Final = "answers of a part where an earlier part says otherwise"


class _Content(msgspec.Struct):
    part: Part | None = None


class _Head(msgspec.Struct):
    """What of a record tells whether it is a part."""

    content: _Content


class _Place(NamedTuple):
    """Where a record lies in the temporary file."""

    part: Part
    start: int
    length: int


class Wholes:
    """The records of a delivery with parts joined. What came of it is in `joined` once they are all read."""

    def __init__(self, records: Iterator[bytes], modality: Modality, parting: Parting) -> None:
        self.joined = Joined(measure=parting.counts)
        self._records, self._decoder, self._join = records, modality.answer_decoder, parting.join
        self._waiting: dict[str, dict[int, _Place]] = {}
        self._head = msgspec.json.Decoder(_Head)

    def __iter__(self) -> Iterator[bytes]:
        """Give a whole where the last of its parts was; at the end those of which parts are missing."""
        with tempfile.TemporaryFile() as file:
            for record in self._records:
                part = self._head.decode(record).content.part
                if part is None:
                    yield record
                else:
                    yield from self._wait(record, part, file)
            for places in self._waiting.values():
                yield self._whole(places, file)

    def _wait(self, record: bytes, part: Part, file: IO[bytes]) -> Iterator[bytes]:
        file.seek(0, 2)
        place = _Place(part, file.tell(), len(record))
        file.write(record)
        places = self._waiting.setdefault(part.of, {})
        places[part.number] = place
        if len(places) == part.count:
            yield self._whole(self._waiting.pop(part.of), file)

    def _whole(self, places: dict[int, _Place], file: IO[bytes]) -> bytes:
        """The first part's record with everybody's answer."""
        records = [(places[number].part, _read(places[number], file)) for number in sorted(places)]
        answer, joined = self._join([(part, self._answer(record)) for part, record in records])
        self.joined.add(joined)
        part, first = records[0]
        return msgspec.json.encode({**first, **_without_part(first, part), "answer": answer})

    def _answer(self, record: dict[str, Any]) -> Answer[Any]:
        return self._decoder.decode(record["answer"])


def report_joined(report: LossReport, joined: Joined) -> None:
    """Say among the losses what joining left out."""
    report.lose(NOT_DELIVERED, joined.missing_parts)
    report.lose(DIFFERING, joined.differing)


def _read(place: _Place, file: IO[bytes]) -> dict[str, Any]:
    file.seek(place.start)
    return msgspec.json.decode(file.read(place.length), type=dict[str, msgspec.Raw])


def _without_part(record: dict[str, Any], part: Part) -> dict[str, Any]:
    """The whole's own content and name; parts but the first are named after it."""
    content = msgspec.json.decode(record["content"])
    del content["part"]
    name = msgspec.json.decode(record["unique_id"]) if "unique_id" in record else None
    if name is not None and part.number > 1:
        name = name.removesuffix(f"#{part.number}")
    return {"content": content, "unique_id": name, "task_id": part.of}
