"""The whole journey of a recording, stage by stage, over the public API and nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from goldsmith.client import AsyncGoldsmith, Delivery, GoldsmithError, Project, WaitTimeoutError
from goldsmith.client.types import QualityContract
from goldsmith.replay.adaptive import label_as_asked
from goldsmith.replay.auditor import AuditDone, audit_sample
from goldsmith.replay.labelers import LabelingDone, SimulatedLabeler, label_everything
from goldsmith.replay.recording import Recording, ontology_of
from goldsmith.replay.report import Report
from goldsmith.replay.scoring import score_export
from goldsmith.replay.together import run_together
from goldsmith.verify import verify

__all__ = ["AddBar", "Replay", "Work"]

AddBar: TypeAlias = Callable[[str, "float | None", str], Callable[[float], None]]
POLL_SECONDS: Final = 0.25
PATIENCE_SECONDS: Final = 120.0
KEYS_AT_ONCE: Final = 8
ANSWERS_PER_AUDIT: Final = 10  # what an expert's look costs beside a labeler's answer


class Work(NamedTuple):
    """How many labelers work at a time, how many tasks are audited, and what the project promises."""

    at_once: int
    audits: int
    is_fixed: bool
    contract: QualityContract


class Replay:
    """One recording on its way through one server. `client` may make projects and keys; `folder` takes the files."""

    def __init__(
        self,
        client: AsyncGoldsmith,
        recording: Recording,
        work: Work,
        *,
        folder: Path,
        add_bar: AddBar,
    ) -> None:
        self._client = client
        self._recording = recording
        self._work = work
        self._folder = folder
        self._add_bar = add_bar
        self._seconds: dict[str, float] = {}

    async def run(self) -> Report:
        """From ingest to a verified delivery."""
        with self._timed("ingest"):
            project = await self._create_project()
            await self._import_items(project)
            labelers = await self._make_labelers(project)
        with self._timed("label"):
            labeled = await self._label(project, labelers)
        with self._timed("reconcile"):
            await self._wait_until_settled(project)
        with self._timed("audit"):
            audit = await self._audit(project)
        with self._timed("deliver"):
            delivery = await self._deliver(project)
        return self._report(project, labeled, audit, delivery)

    async def _create_project(self) -> Project:
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        return await self._client.projects.create(
            name=f"Replay of {self._recording.name}, {moment}",
            modality="text.v1",
            ontology=ontology_of(self._recording),
            instructions="Simulated labelers submit what recorded workers answered.",
            labeling="fixed" if self._work.is_fixed else "adaptive",
            review_percent=0,
            audit_percent=0,
            contract=self._work.contract,
        )

    async def _import_items(self, project: Project) -> None:
        manifest = self._folder / "items.jsonl"
        _write_manifest(manifest, self._recording)
        advance = self._add_bar("Importing", len(self._recording.answers_per_task), "tasks")
        done = await self._client.imports.upload(project.id, manifest, progress=lambda now: advance(now.created))
        if done.created != len(self._recording.answers_per_task):
            reason = done.error or f"{done.created:,} created, {done.rejected:,} refused"
            raise GoldsmithError(f"Not every item became a task: {reason}.", code="import_incomplete")
        advance(done.created)

    async def _make_labelers(self, project: Project) -> list[SimulatedLabeler]:
        """Give every recorded worker a key of their own: one person never answers a task twice."""
        tasks = {task.unique_id: task.id async for task in self._client.tasks.list(project.id, limit=1000)}
        advance = self._add_bar("Labelers", len(self._recording.answers), "keys")
        gate = asyncio.Semaphore(KEYS_AT_ONCE)
        made: list[SimulatedLabeler] = []

        async def make(worker: str, answers: Any) -> None:
            async with gate:
                name = f"{self._recording.name} worker {worker}"
                key = await self._client.keys.create(name=name, role="labeler")
            by_id = {tasks[task]: choice for task, choice in answers.items()}
            made.append(SimulatedLabeler(name, self._client.acting_as(key.key or ""), by_id))
            advance(len(made))

        await run_together(make(worker, answers) for worker, answers in self._recording.answers.items())
        return made

    async def _label(self, project: Project, labelers: list[SimulatedLabeler]) -> LabelingDone:
        if self._work.is_fixed:
            advance = self._add_bar("Labeling", self._recording.labels, "labels")
            return await label_everything(project.id, labelers, at_once=self._work.at_once, on_submit=advance)
        return await label_as_asked(
            self._client,
            project.id,
            labelers,
            at_once=self._work.at_once,
            reliabilities=partial(self._reliabilities, project),
            on_submit=self._add_bar("Labeling", None, "labels"),
        )

    async def _reliabilities(self, project: Project) -> dict[str, float]:
        """What the product has learnt of whom, by name."""
        return {
            known.labeler.name or "": known.skills[0]["reliability"]
            async for known in self._client.quality.skills(project.id)
            if known.skills
        }

    async def _wait_until_settled(self, project: Project) -> None:
        """Wait until every task has its consensus; as long as tasks still move, there is no hurry."""
        total = len(self._recording.answers_per_task)
        advance = self._add_bar("Reconciling", total, "tasks")
        settled, last_move = -1, time.monotonic()
        while settled < total:
            counts = (await self._client.projects.get(project.id)).counts
            now = sum(counts.get(state, 0) for state in ("completed", "canceled", "error", "review"))
            if now != settled:
                settled, last_move = now, time.monotonic()
                advance(settled)
            elif time.monotonic() - last_move > PATIENCE_SECONDS:
                raise WaitTimeoutError(
                    f"{total - settled:,} of {total:,} tasks wait for their consensus. Does `goldsmith work` run?"
                )
            await asyncio.sleep(POLL_SECONDS)

    async def _audit(self, project: Project) -> AuditDone:
        count = min(self._work.audits, len(self._recording.answers_per_task))
        if not self._recording.gold or not count:
            return AuditDone()
        drawn = (await self._client.projects.draw_audits(project.id, count)).drawn
        advance = self._add_bar("Auditing", drawn, "tasks")
        key = await self._client.keys.create(name=f"{self._recording.name} auditor", role="reviewer")
        return await audit_sample(
            project.id, self._client.acting_as(key.key or ""), self._recording.gold, on_audit=advance
        )

    async def _deliver(self, project: Project) -> Delivery:
        begun = await self._client.deliveries.create(project.id, name=self._recording.name)
        delivery = await self._client.deliveries.wait(begun.id)
        await self._client.deliveries.download(delivery.id, self._export)
        self._certificate.write_bytes(await self._client.deliveries.certificate_text(delivery.id))
        return delivery

    def _report(self, project: Project, labeled: LabelingDone, audit: AuditDone, delivery: Delivery) -> Report:
        recording = self._recording
        score = score_export(self._export, recording.gold, audit.accepted_before)
        certificate = msgspec.json.decode(self._certificate.read_bytes())
        return Report(
            recording=recording.name,
            project_id=project.id,
            delivery_id=delivery.id,
            labelers_at_once=self._work.at_once,
            workers=len(recording.answers),
            tasks=len(recording.answers_per_task),
            labels=labeled.submitted,
            labels_per_task=labeled.submitted / len(recording.answers_per_task),
            labels_recorded=recording.labels,
            cost=labeled.submitted + ANSWERS_PER_AUDIT * audit.audited,
            repeated_dropped=recording.repeated,
            beyond_limit_dropped=recording.beyond_limit,
            unplaced=labeled.unplaced,
            records=score.records,
            with_gold=score.with_gold,
            accuracy_before_audit=score.crowd_accuracy,
            accuracy_delivered=score.delivered_accuracy,
            stated_error=score.stated_error,
            error_at_most=_error_at_most(certificate["quality"]),
            audited=audit.audited,
            audited_correct=audit.correct,
            audits_without_gold=audit.without_gold,
            quality={name: value for name, value in certificate["quality"].items() if name != "sample"},
            certificate=str(self._certificate),
            verified=verify(self._certificate, self._export).is_valid,
            labels_per_second=labeled.submitted / self._seconds["label"],
            tasks_per_second=score.records / (self._seconds["label"] + self._seconds["reconcile"]),
            seconds={stage: round(seconds, 3) for stage, seconds in self._seconds.items()},
        )

    @property
    def _export(self) -> Path:
        return self._folder / "gold.jsonl"

    @property
    def _certificate(self) -> Path:
        return self._folder / "certificate.json"

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self._seconds[stage] = time.monotonic() - begun


def _write_manifest(path: Path, recording: Recording) -> None:
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        for task, count in recording.answers_per_task.items():
            row = {"unique_id": task, "text": recording.text_of(task), "answers_needed": count}
            file.write(encoder.encode(row) + b"\n")


def _error_at_most(quality: dict[str, Any]) -> float | None:
    return None if quality["at_least"] is None else 1 - quality["at_least"]
