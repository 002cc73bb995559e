"""What all formats of recordings share: a delivered record with its regions, task rows, and what was lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import Any, Final

import msgspec
from msgspec import UNSET

from goldsmith.modalities._contract import MOST_ANNOTATIONS, Answer, Link, answer_decoder
from goldsmith.modalities.audio.shapes import MOST_CHARACTERS, MOST_SECONDS, SHAPES, SHORTEST, Region, Utterance, Word
from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.json_lines import UnreadableError
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Ontology

__all__ = ["DeliveredAudio", "Reader", "read_delivered", "report_losses", "round_times"]


class DeliveredAudio(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a delivery; `duration` in seconds, None where nobody measured the recording."""

    file_name: str
    unique_id: str | None
    duration: float | None
    channels: int
    regions: list[Region]
    attributes: dict[str, Any]
    links: list[Link]

    @property
    def length(self) -> float:
        """In seconds: that of the recording, or else up to the end of its last region."""
        return self.duration or max((region.end for region in self.regions), default=1.0)


def read_delivered(record: bytes) -> DeliveredAudio:
    """Decode a record; its first asset is the recording."""
    body = msgspec.json.decode(record)
    content: Mapping[str, Any] = body.get("content") or {}
    asset: Mapping[str, Any] = next(iter(body.get("assets") or ()), {})
    facts: Mapping[str, Any] = asset.get("facts") or {}
    answer: Answer[Any] = answer_decoder(SHAPES).decode(msgspec.json.encode(body["answer"]))
    return DeliveredAudio(
        file_name=asset.get("name") or content.get("attachment") or "",
        unique_id=body.get("unique_id"),
        duration=facts.get("duration"),
        channels=facts.get("channels") or 1,
        regions=sorted(answer.annotations, key=lambda region: (region.start, region.end)),
        attributes=answer.global_attributes,
        links=answer.links,
    )


def report_losses(report: LossReport, audio: DeliveredAudio, *, keeps: Collection[str] = ()) -> None:
    """Count what a format has no place for, but for what it `keeps`."""
    spoken = [region for region in audio.regions if isinstance(region, Utterance)]
    losses = {
        "transcripts": ("transcripts of regions", sum(bool(each.transcript) for each in spoken)),
        "words": ("times of words", sum(len(each.words) for each in spoken if each.words)),
        "channels": ("channels of regions", sum(region.channel is not UNSET for region in audio.regions)),
        "attributes": ("attributes of annotations", sum(len(region.attributes) for region in audio.regions)),
        "answers": ("answers about whole recordings", len(audio.attributes)),
        "links": ("links between annotations", len(audio.links)),
        "ids": ("ids of annotations", sum(bool(region.uuid) for region in audio.regions)),
        "unique ids": ("unique ids", int(audio.unique_id not in (None, audio.file_name))),
    }
    for kind, (what, count) in losses.items():
        if kind not in keeps:
            report.lose(what, count)
    report.records += 1
    report.annotations += len(audio.regions)


def round_times(regions: Sequence[Region], digits: int, report: LossReport) -> list[tuple[float, float]]:
    """Times with so many digits behind the point; a region keeps a length."""
    unit: float = 10**-digits
    found = []
    for region in regions:
        start, end = round(region.start, digits), round(region.end, digits)
        end = end if end > start else round(start + unit, digits)
        report.lose("digits of times", int((start, end) != (region.start, region.end)))
        found.append((start, end))
    return found


_DIGITS: Final = 6


class Reader:
    """Makes annotations and rows of what a file says, in the words of a project."""

    def __init__(self, ontology: Ontology, report: LossReport) -> None:
        self._ontology = ontology
        self._words = Vocabulary(ontology)
        self._known = {label.name for label in ontology.labels}
        self.report = report

    def knows(self, said: str) -> bool:
        """Whether a project has such a label."""
        return self._words.label(said) in self._known

    @property
    def usual_label(self) -> str:
        """The label of what says none: the first that can be written down in, else the first."""
        names = [label.name for label in self._ontology.labels if not label.retired]
        return next((name for name in names if self._words.takes(name, "utterance")), names[0] if names else "speech")

    def region(
        self,
        start: float,
        end: float,
        label: str,
        *,
        where: str,
        text: str = "",
        uuid: str = "",
        channel: int | None = None,
        words: Sequence[tuple[str, float, float]] = (),
    ) -> dict[str, Any]:
        """Make an annotation; a label that is not written down in loses the text. UnreadableError names the place."""
        if not (isfinite(start) and isfinite(end) and 0 <= start <= end <= MOST_SECONDS):
            raise UnreadableError(f"{where}: a region starts at 0 seconds or later and ends after it starts.", where)
        if len(text) > MOST_CHARACTERS:
            raise UnreadableError(f"{where}: a transcript has at most {MOST_CHARACTERS:,} characters.", where)
        name = self._words.label(label)
        if not name:
            raise UnreadableError(f"{where} has no label that could be a name.", where)
        found: dict[str, Any] = {"uuid": uuid[:64], "label": name, "attributes": {}, "start": round(start, _DIGITS)}
        found["end"] = round(max(end, start + SHORTEST), _DIGITS)
        if channel is not None:
            found["channel"] = channel
        if not self._words.takes(name, "utterance"):
            self.report.lose("transcripts of labels that are not written down in", int(bool(text)))
            return {**found, "type": "region"}
        if not text and self._words.takes(name, "region"):
            return {**found, "type": "region"}
        return {**found, "type": "utterance", "transcript": text, **self._timed(text, words)}

    def row(self, file_name: str, regions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Make a task row whose hypothesis is what the file says."""
        if len(regions) > MOST_ANNOTATIONS:
            raise UnreadableError(f"A recording has at most {MOST_ANNOTATIONS:,} regions.", file_name[:80])
        if not file_name:
            raise UnreadableError("This file does not say which recording it is about.", "attachment")
        return {"attachment": file_name, "unique_id": file_name, "hypothesis": {"annotations": list(regions)}}

    def _timed(self, text: str, words: Sequence[tuple[str, float, float]]) -> dict[str, Any]:
        if [word for word, _, _ in words] != text.split():
            self.report.lose("times of words", len(words))
            return {}
        timed = [Word(text=word, start=round(start, _DIGITS), end=round(end, _DIGITS)) for word, start, end in words]
        return {"words": msgspec.to_builtins(timed)} if timed else {}
