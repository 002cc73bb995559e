"""Delivered records against gold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from goldsmith.client import Answer
from goldsmith.replay.auditor import choice_of

__all__ = ["Score", "score_export"]


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """How many delivered records have gold, and how many agree with it: as the crowd left them, and as delivered.

    `stated_error` is the mean doubt that the records themselves state.
    """

    records: int
    with_gold: int
    crowd_correct: int
    delivered_correct: int
    stated_error: float | None

    @property
    def crowd_accuracy(self) -> float | None:
        return self.crowd_correct / self.with_gold if self.with_gold else None

    @property
    def delivered_accuracy(self) -> float | None:
        return self.delivered_correct / self.with_gold if self.with_gold else None


class _Record(msgspec.Struct):
    unique_id: str | None
    answer: Answer
    probability: float | None = None


def score_export(export: Path, gold: Mapping[str, str], accepted_before: Mapping[str, str | None]) -> Score:
    """Compare an exported JSONL file with gold. Audits correct what they find wrong, so both accuracies are told."""
    records = with_gold = crowd = delivered = 0
    doubts = []
    for record in _records(export):
        records += 1
        if record.probability is not None:
            doubts.append(1 - record.probability)
        task = record.unique_id or ""
        right = gold.get(task)
        if right is None:
            continue
        given = choice_of(record.answer)
        with_gold += 1
        delivered += given == right
        crowd += accepted_before.get(task, given) == right
    return Score(
        records=records,
        with_gold=with_gold,
        crowd_correct=crowd,
        delivered_correct=delivered,
        stated_error=sum(doubts) / len(doubts) if doubts else None,
    )


def _records(export: Path) -> Iterator[_Record]:
    decoder = msgspec.json.Decoder(_Record)
    with export.open("rb") as file:
        for line in file:
            yield decoder.decode(line)
