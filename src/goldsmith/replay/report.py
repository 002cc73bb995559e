"""What a replay measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = ["Report"]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Rates are per second of their own stage; `seconds` says how long each stage took. Accuracies are against gold.

    `cost` counts answers, an audit as ten. `stated_error` is what the engine believed before anybody audited, and
    `error_at_most` what the certificate proves by the audits.
    """

    recording: str
    project_id: str
    delivery_id: str
    labelers_at_once: int
    workers: int
    tasks: int
    labels: int
    labels_per_task: float
    labels_recorded: int
    cost: int
    repeated_dropped: int
    beyond_limit_dropped: int
    unplaced: int
    records: int
    with_gold: int
    accuracy_before_audit: float | None
    accuracy_delivered: float | None
    stated_error: float | None
    error_at_most: float | None
    audited: int
    audited_correct: int
    audits_without_gold: int
    quality: Mapping[str, Any]
    """The certificate's own figures."""
    certificate: str
    verified: bool
    labels_per_second: float
    tasks_per_second: float
    seconds: Mapping[str, float]

    def lines(self) -> dict[str, str]:
        """Spell the report for a person."""
        low, high, confidence = self.quality.get("low"), self.quality.get("high"), self.quality.get("confidence")
        certified = "nothing: no audits" if low is None else f"{low:.2%} to {high:.2%} correct, {confidence:.0%} sure"
        left_out = (self.repeated_dropped, self.beyond_limit_dropped, self.unplaced)
        before, delivered = _share(self.accuracy_before_audit), _share(self.accuracy_delivered)
        audited = f"{self.audited:,} of {self.records:,} records, {self.audited_correct:,} correct"
        return {
            "Recording": f"{self.recording}: {self.tasks:,} tasks, {self.labels:,} labels by {self.workers:,} workers",
            "Left out": "{:,} repeated, {:,} beyond the most, {:,} unplaced".format(*left_out),
            "Labels per item": f"{self.labels_per_task:.2f} of {self.labels_recorded / self.tasks:.2f} recorded",
            "Cost": f"{self.cost:,} answers, an audit counted as ten",
            "Labelers": f"{self.labelers_at_once} at once",
            "Speed": f"{self.labels_per_second:,.0f} labels/s, {self.tasks_per_second:,.0f} tasks/s",
            "Accuracy": f"{before} as the crowd left it, {delivered} as delivered",
            "Audited": f"{audited} ({self.audits_without_gold:,} more had no gold and stay in audit)",
            "Certified": certified,
            "Certificate": "verified: genuine, and about these records" if self.verified else "DOES NOT VERIFY",
            "Time": ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in self.seconds.items()),
            "Delivery": self.delivery_id,
        }


def _share(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.2%}"
